/** Scenes and views for the tests of the 3D view's calculations. */
import { Color } from 'three';
import { canonicalTransform } from '#app/scene/index.ts';
import type { Kind, SceneObject, Transform, Vec3 } from '#app/scene/index.ts';
import type { Pixel } from '../../../../renderer/scene/space/eye.ts';
import type { Palette } from '../../../../renderer/scene/space/palette.ts';

export const SIZE = { width: 800, height: 600 };
export const MIDDLE: Pixel = { x: 400, y: 300 };

export function id(index: number): string {
  return `00000001-0000-4000-8000-${index.toString(16).padStart(12, '0')}`;
}

export function at(translation: Vec3, part: Partial<Transform> = {}): Transform {
  return canonicalTransform({ translation, rotation: [0, 0, 0, 1], scale: [1, 1, 1], ...part });
}

export function object(
  index: number,
  transform: Transform,
  part: { readonly kind?: Kind; readonly parent?: number; readonly isHidden?: boolean } = {},
): SceneObject {
  return {
    id: id(index),
    kind: part.kind ?? 'mesh',
    name: `Object_${index}`,
    parent: part.parent === undefined ? null : id(part.parent),
    transform,
    visibility: { viewport: part.isHidden !== true, render: true },
    properties: {},
  };
}

export function sceneOf(...objects: readonly SceneObject[]): Map<string, SceneObject> {
  return new Map(objects.map((each) => [each.id, each]));
}

const grey = new Color('#808080');
export const PALETTE: Palette = {
  mesh: grey,
  lines: grey,
  light: grey,
  camera: grey,
  selection: grey,
  selected: grey,
  hover: grey,
  gridLine: grey,
  gridStrong: grey,
  axes: [grey, grey, grey],
  tone: () => grey,
};
