/** Objects and values that tests put into a scene. */
import { randomUUID } from 'node:crypto';
import type { SceneObject, Transform } from '#app/scene/index.ts';

export const AT_REST: Transform = {
  translation: [0, 0, 0],
  rotation: [0, 0, 0, 1],
  scale: [1, 1, 1],
};

/** A turn by two thirds of a right angle about no axis of the frame, uneven scale, one axis mirrored. */
export const AWKWARD: Transform = {
  translation: [Math.fround(0.1), Math.fround(-1e-30), Math.fround(123_456.789)],
  rotation: [0.18257418274879456, 0.3651483654975891, 0.547722578048706, 0.7302967309951782],
  scale: [Math.fround(1.3), Math.fround(-0.7), Math.fround(2.1)],
};

export function object(name: string, more: Partial<SceneObject> = {}): SceneObject {
  return {
    id: randomUUID(),
    kind: 'mesh',
    name,
    parent: null,
    transform: AT_REST,
    visibility: { viewport: true, render: true },
    properties: {},
    ...more,
  };
}

export const movedTo = (...translation: [number, number, number]): Transform => ({ ...AT_REST, translation });
