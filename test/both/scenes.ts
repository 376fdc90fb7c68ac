/** Objects and values that several tests put before both engines. */
import { canonicalTransform } from '#app/scene/index.ts';
import type { SceneObject, Transform } from '#app/scene/index.ts';
import { at, object } from '../scripted/objects.ts';

/** A turn about no axis of the frame, uneven scale, one axis mirrored. */
export const AWKWARD: Transform = canonicalTransform({
  translation: [0.1, -2.5, 1234.567],
  rotation: [0.2, 0.4, 0.6, 0.8],
  scale: [1.3, -0.7, 2.1],
});

/** Root ▸ (Crate ▸ Lid, Lamp ▸ Below light) and Camera ▸ Below camera: every kind, a light and a camera with a child. */
export function furnished(): SceneObject[] {
  const root = object('Root', { transform: at(1, 2, 3) });
  const crate = object('Crate', {
    kind: 'mesh',
    parent: root.id,
    transform: at(0.5, 0, 0),
    properties: { mass: 0.1, lit: true, tag: 'ä€', tint: [1, 0.5] },
  });
  const lid = object('Lid', { kind: 'mesh', parent: crate.id, transform: at(0, 1, 0) });
  const lamp = object('Lamp', { kind: 'light', parent: root.id, transform: at(0, 4, 0) });
  const belowLight = object('Below light', { kind: 'mesh', parent: lamp.id, transform: at(1, 0, 0) });
  const camera = object('Camera', { kind: 'camera', transform: at(-5, 1, 2) });
  const belowCamera = object('Below camera', { parent: camera.id, transform: at(0, 0, -9) });
  return [root, lamp, camera, crate, lid, belowLight, belowCamera];
}

export function randomTransform(random: () => number): Transform {
  const number = (span: number): number => (random() - 0.5) * 2 * span;
  const mirrored = (): number => (random() < 0.5 ? -1 : 1) * (0.25 + random() * 3);
  return canonicalTransform({
    translation: [number(20), number(20), number(20)],
    rotation: [number(1), number(1), number(1), number(1)],
    scale: [mirrored(), mirrored(), mirrored()],
  });
}
