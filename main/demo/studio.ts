/** The scene that the demo begins with: a small set for a product film, in metres, as Blender's artist has built it. */
import { canonicalObject, IDENTITY_TRANSFORM } from '#app/scene/index.ts';
import type { Kind, SceneObject, Transform, Vec3 } from '#app/scene/index.ts';
import type { Random } from './random.ts';

/** Objects that artists move about; agents leave them alone. */
export const PROPS = [
  'Sofa',
  'Armchair',
  'Coffee_Table',
  'Side_Table',
  'Rug',
  'Crate_01',
  'Crate_02',
  'Crate_03',
  'Crate_04',
  'Book_01',
  'Book_02',
  'Book_03',
] as const;

/** What the two artists come to blows over, one after the other. */
export const CONTESTED = ['Bookshelf', 'Floor_Lamp', 'Picture_Frame'] as const;

/** A turn about the vertical axis. */
export function turned(degrees: number): Transform['rotation'] {
  const half = (degrees * Math.PI) / 360;
  return [0, Math.sin(half), 0, Math.cos(half)];
}

interface Piece {
  readonly kind?: Kind;
  readonly at: Vec3;
  readonly turn?: number;
  readonly scale?: Vec3;
  readonly below?: string;
  readonly properties?: SceneObject['properties'];
}

const PIECES: Readonly<Record<string, Piece>> = {
  Set: { kind: 'empty', at: [0, 0, 0] },
  Floor: { at: [0, -0.05, 0], scale: [8, 0.1, 6], below: 'Set', properties: { material: 'Oak_Planks' } },
  Back_Wall: {
    at: [0, 1.5, -3],
    scale: [8, 3, 0.1],
    below: 'Set',
    properties: { material: 'Plaster_Sand' },
  },
  Side_Wall: {
    at: [-4, 1.5, 0],
    scale: [0.1, 3, 6],
    below: 'Set',
    properties: { material: 'Plaster_Sand' },
  },
  Furniture: { kind: 'empty', at: [0, 0, 0], below: 'Set' },
  Sofa: {
    at: [-0.6, 0.4, -1.6],
    scale: [2.2, 0.8, 0.9],
    below: 'Furniture',
    properties: { material: 'Wool_Moss' },
  },
  Armchair: {
    at: [1.9, 0.4, -0.7],
    turn: -42,
    scale: [0.9, 0.8, 0.9],
    below: 'Furniture',
    properties: { material: 'Leather_Tan' },
  },
  Coffee_Table: { at: [0.2, 0.22, -0.2], scale: [1.2, 0.44, 0.7], below: 'Furniture' },
  Side_Table: { at: [-2.2, 0.28, -1.5], scale: [0.5, 0.56, 0.5], below: 'Furniture' },
  Bookshelf: { at: [-3.2, 1, -2.4], turn: 90, scale: [0.4, 2, 1.2], below: 'Furniture' },
  Floor_Lamp: { at: [2.8, 0.8, -2.2], scale: [0.35, 1.6, 0.35], below: 'Furniture' },
  Rug: { at: [0, 0.01, -0.5], scale: [3, 0.02, 2.2], below: 'Set' },
  Picture_Frame: { at: [0.9, 1.8, -2.9], scale: [1.1, 0.8, 0.05], below: 'Set' },
  Old_Backdrop: { at: [3.4, 1.3, 0.6], turn: -90, scale: [2.4, 2.6, 0.05], below: 'Set' },
  Props: { kind: 'empty', at: [0, 0, 0] },
  Crate_01: { at: [2.6, 0.25, 1.2], scale: [0.5, 0.5, 0.5], below: 'Props' },
  Crate_02: { at: [3.1, 0.25, 1.4], turn: 18, scale: [0.5, 0.5, 0.5], below: 'Props' },
  Crate_03: { at: [2.8, 0.75, 1.3], turn: 6, scale: [0.5, 0.5, 0.5], below: 'Props' },
  Crate_04: { at: [2.2, 0.2, 1.7], turn: 31, scale: [0.4, 0.4, 0.4], below: 'Props' },
  Book_01: { at: [0.1, 0.47, -0.2], turn: 12, scale: [0.22, 0.03, 0.3], below: 'Props' },
  Book_02: { at: [0.12, 0.5, -0.21], turn: 24, scale: [0.2, 0.03, 0.28], below: 'Props' },
  Book_03: { at: [0.5, 0.47, -0.1], turn: -15, scale: [0.2, 0.04, 0.27], below: 'Props' },
  Vase: { at: [-2.2, 0.7, -1.5], scale: [0.16, 0.3, 0.16], below: 'Props', properties: { glaze: 'Celadon' } },
  Lighting: { kind: 'empty', at: [0, 0, 0] },
  Key_Light: {
    kind: 'light',
    at: [2.4, 3.2, 2.6],
    below: 'Lighting',
    properties: { colour: [1, 0.94, 0.86, 1], strength: 620 },
  },
  Fill_Light: {
    kind: 'light',
    at: [-2.8, 2.6, 2.2],
    below: 'Lighting',
    properties: { colour: [0.82, 0.9, 1, 1], strength: 180 },
  },
  Rim_Light: {
    kind: 'light',
    at: [1.2, 2.9, -2.6],
    below: 'Lighting',
    properties: { colour: [1, 1, 1, 1], strength: 260 },
  },
  Camera_Wide: { kind: 'camera', at: [0, 1.5, 5.2], properties: { lens_mm: 28 } },
  Camera_Close: { kind: 'camera', at: [1.1, 1.1, 2.4], turn: 14, properties: { lens_mm: 65 } },
};

/** The whole set, parents before children. */
export function buildStudio(random: Random): SceneObject[] {
  const ids = new Map(Object.keys(PIECES).map((name) => [name, random.uuid()]));
  return Object.entries(PIECES).map(([name, piece]) =>
    canonicalObject({
      id: ids.get(name) as string,
      kind: piece.kind ?? 'mesh',
      name,
      parent: piece.below === undefined ? null : (ids.get(piece.below) as string),
      transform: {
        translation: piece.at,
        rotation: piece.turn === undefined ? IDENTITY_TRANSFORM.rotation : turned(piece.turn),
        scale: piece.scale ?? IDENTITY_TRANSFORM.scale,
      },
      visibility: { viewport: true, render: true },
      properties: piece.properties ?? {},
    }),
  );
}
