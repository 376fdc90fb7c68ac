/** Places in Blender, in the shared frame and in Unity, worked out by multiplying matrices. */
import { canonicalObject } from '#app/scene/index.ts';
import type { Kind } from '#app/scene/index.ts';
import { objectId, randomFrom } from './numbers.ts';

export type Matrix = number[][];

// Matrices, the long way round.
export function product(a: Matrix, b: Matrix): Matrix {
  return a.map((row) => b[0]!.map((_, c) => row.reduce((sum, value, k) => sum + value * b[k]![c]!, 0)));
}

export function fromParts(
  translation: readonly number[],
  [w = 1, x = 0, y = 0, z = 0]: readonly number[],
  [sx = 1, sy = 1, sz = 1]: readonly number[],
): Matrix {
  return [
    [(1 - 2 * (y * y + z * z)) * sx, 2 * (x * y - w * z) * sy, 2 * (x * z + w * y) * sz, translation[0] ?? 0],
    [2 * (x * y + w * z) * sx, (1 - 2 * (x * x + z * z)) * sy, 2 * (y * z - w * x) * sz, translation[1] ?? 0],
    [2 * (x * z - w * y) * sx, 2 * (y * z + w * x) * sy, (1 - 2 * (x * x + y * y)) * sz, translation[2] ?? 0],
    [0, 0, 0, 1],
  ];
}

export function inverse(matrix: Matrix): Matrix {
  const size = matrix.length;
  const work = matrix.map((row, r) => [...row, ...row.map((_, c) => (c === r ? 1 : 0))]);
  for (let column = 0; column < size; column += 1) {
    let pivot = column;
    for (let r = column + 1; r < size; r += 1)
      if (Math.abs(work[r]![column]!) > Math.abs(work[pivot]![column]!)) pivot = r;
    [work[column], work[pivot]] = [work[pivot]!, work[column]!];
    const head = work[column]![column]!;
    work[column] = work[column]!.map((value) => value / head);
    for (let r = 0; r < size; r += 1) {
      const factor = work[r]![column]!;
      if (r !== column) work[r] = work[r]!.map((value, c) => value - factor * work[column]![c]!);
    }
  }
  return work.map((row) => row.slice(size));
}

/** Blender's axes to glTF's: −90° about X. */
const C: Matrix = [
  [1, 0, 0, 0],
  [0, 0, 1, 0],
  [0, -1, 0, 0],
  [0, 0, 0, 1],
];

/** The canonical world matrix of an object whose world matrix in Blender is given. Cameras and lights keep their axes. */
export function canonicalWorld(world: Matrix, kind: Kind): Matrix {
  const turned = product(C, world);
  return kind === 'camera' || kind === 'light' ? turned : product(turned, inverse(C));
}

/** Blender’s world matrix of an object whose canonical world matrix is given. */
export function blenderWorld(world: Matrix, kind: Kind): Matrix {
  const turned = product(inverse(C), world);
  return kind === 'camera' || kind === 'light' ? turned : product(turned, C);
}

export function canonicalLocal(
  local: Matrix,
  kind: Kind,
  parentWorld: Matrix | null,
  parentKind: Kind | null,
): Matrix {
  if (parentWorld === null || parentKind === null) return canonicalWorld(local, kind);
  return product(
    inverse(canonicalWorld(parentWorld, parentKind)),
    canonicalWorld(product(parentWorld, local), kind),
  );
}

/** glTF's axes to Unity's: x changes its sign. */
const M: Matrix = [
  [-1, 0, 0, 0],
  [0, 1, 0, 0],
  [0, 0, 1, 0],
  [0, 0, 0, 1],
];

/** Half a turn about Y, from looking along −Z to looking along +Z. */
const T: Matrix = [
  [-1, 0, 0, 0],
  [0, 1, 0, 0],
  [0, 0, -1, 0],
  [0, 0, 0, 1],
];

/** Unity’s world matrix of an object whose canonical world matrix is given. Cameras and lights look along the same way. */
export function unityWorld(world: Matrix, kind: Kind): Matrix {
  const mirrored = product(product(M, world), inverse(M));
  return kind === 'camera' || kind === 'light' ? product(mirrored, T) : mirrored;
}

function unityLocal(local: Matrix, kind: Kind, parentWorld: Matrix, parentKind: Kind | null): Matrix {
  if (parentKind === null) return unityWorld(local, kind);
  return product(inverse(unityWorld(parentWorld, parentKind)), unityWorld(product(parentWorld, local), kind));
}

const KINDS: readonly Kind[] = ['empty', 'mesh', 'light', 'camera'];

function unityVectors(): unknown {
  const half = Math.SQRT1_2;
  const random = randomFrom(13);
  const number = (span: number): number => Math.fround((random() - 0.5) * 2 * span);
  const scales = [[1, 1, 1], [-1, 2, 0.5], [-1, -2, -0.5], null];
  const cases: unknown[] = [];
  for (const parentKind of [null, ...KINDS]) {
    for (const kind of KINDS) {
      for (const [round, scale] of scales.entries()) {
        const { transform } = canonicalObject({
          id: objectId(1),
          kind,
          name: '',
          parent: null,
          transform: {
            translation: [number(10), number(10), number(10)],
            rotation: round === 0 ? [0, 0, 0, 1] : [number(1), number(1), number(1), number(1)],
            scale: (scale ?? [0.5 + random(), 0.5 + random(), 0.5 + random()]) as [number, number, number],
          },
          visibility: { viewport: true, render: true },
          properties: {},
        });
        const [x, y, z, w] = transform.rotation;
        const local = fromParts(transform.translation, [w, x, y, z], transform.scale);
        const parentWorld = fromParts([number(5), number(5), number(5)], [half, half, 0, 0], [1.5, 1.5, 1.5]);
        cases.push({ kind, parentKind, transform, matrix: unityLocal(local, kind, parentWorld, parentKind) });
      }
    }
  }
  return {
    about: 'transform is canonical and local; matrix is Unity’s local matrix, rows first',
    cases,
  };
}

export function conversionVectors(): unknown {
  const half = Math.SQRT1_2;
  const random = randomFrom(11);
  const kinds = KINDS;
  const cases: unknown[] = [];
  for (const parentKind of [null, ...kinds]) {
    for (const kind of kinds) {
      for (let round = 0; round < 6; round += 1) {
        const number = (span: number): number => Math.fround((random() - 0.5) * 2 * span);
        const q = [number(1), number(1), number(1), number(1)];
        const length = Math.hypot(...q);
        const rotation =
          round === 0
            ? [1, 0, 0, 0]
            : round === 1
              ? [half, 0, 0, half]
              : q.map((value) => Math.fround(value / length));
        const scale =
          round < 2
            ? [1, 1, 1]
            : round === 2
              ? [-1, 2, 0.5]
              : round === 3
                ? [-1, -2, -0.5]
                : [1, 0.25, 3].map(() => Math.fround(0.5 + random()));
        const location = [number(10), number(10), number(10)];
        const parentWorld = fromParts([number(5), number(5), number(5)], [half, half, 0, 0], [1.5, 1.5, 1.5]);
        const local = fromParts(location, rotation, scale);
        cases.push({
          kind,
          parentKind,
          location,
          rotation,
          scale,
          matrix: canonicalLocal(local, kind, parentKind === null ? null : parentWorld, parentKind),
        });
      }
    }
  }
  return {
    about: 'rotation is Blender’s w x y z; matrix is the canonical local matrix, rows first',
    cases,
    fixed: [
      {
        what: 'a camera without rotation looks straight down',
        kind: 'camera',
        location: [0, 0, 0],
        rotation: [1, 0, 0, 0],
        canonical: [-half, 0, 0, half],
        unity: [0, half, -half, 0],
      },
      {
        what: 'a quarter turn about Z',
        kind: 'mesh',
        location: [0, 0, 0],
        rotation: [half, 0, 0, half],
        canonical: [0, half, 0, half],
        unity: [0, -half, 0, half],
      },
      {
        what: 'a quarter turn about X',
        kind: 'empty',
        location: [1, 2, 3],
        rotation: [half, half, 0, 0],
        canonical: [half, 0, 0, half],
        unity: [half, 0, 0, half],
      },
    ],
    unity: unityVectors(),
  };
}
