/** Objects, scenes and operations in a few words, for tests that say what truth holds. */
import { randomUUID } from 'node:crypto';
import { apply, canonicalObject, IDENTITY_TRANSFORM } from '#app/scene/index.ts';
import type { ObjectId, Operation, Scene, SceneObject } from '#app/scene/index.ts';

export function object(name: string, more: Partial<SceneObject> = {}): SceneObject {
  return canonicalObject({
    id: randomUUID(),
    kind: 'empty',
    name,
    parent: null,
    transform: IDENTITY_TRANSFORM,
    visibility: { viewport: true, render: true },
    properties: {},
    ...more,
  });
}

export function sceneOf(...objects: readonly SceneObject[]): Scene {
  return { objects: new Map(objects.map((each) => [each.id, each])) };
}

export function at(x: number, y: number, z: number): SceneObject['transform'] {
  return { ...IDENTITY_TRANSFORM, translation: [x, y, z] };
}

export function moved(
  id: ObjectId,
  x: number,
  y: number,
  z: number,
): Extract<Operation, { op: 'set_transform' }> {
  return { op: 'set_transform', id, transform: at(x, y, z) };
}

export function applied(scene: Scene, operations: readonly Operation[]): Scene {
  const result = apply(scene, operations);
  if (!result.ok) throw new Error(result.refusal.message);
  return result.scene;
}
