/**
 * Vectors that adapters in other languages are tested against: `node test/vectors/generate.ts` writes them anew, and a
 * test compares what is in the repository with what this makes.
 *
 *   objects.json      objects, their canonical form, bytes and digests, from app/scene
 *   conversions.json  local places in Blender and the canonical ones, worked out by multiplying matrices: nothing of the
 *                     short cuts with swapped components that adapters use
 */
import fs from 'node:fs';
import { canonicalObject, digestObject, encodeObject } from '#app/scene/index.ts';
import type { Facet, Kind, SceneObject } from '#app/scene/index.ts';

type Matrix = number[][];

/** Small, seeded, and good enough to make unremarkable numbers. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function id(index: number): string {
  return `00000000-0000-4000-8000-${index.toString(16).padStart(12, '0')}`;
}

export function objectVectors(): unknown[] {
  const plain: SceneObject = {
    id: id(1),
    kind: 'empty',
    name: 'Plain',
    parent: null,
    transform: { translation: [0, 0, 0], rotation: [0, 0, 0, 1], scale: [1, 1, 1] },
    visibility: { viewport: true, render: true },
    properties: {},
  };
  const given: [SceneObject, Facet[]][] = [
    [plain, []],
    [
      {
        ...plain,
        id: id(2),
        kind: 'mesh',
        name: 'Würfel 木 🧊',
        parent: id(1),
        visibility: { viewport: false, render: true },
      },
      [],
    ],
    [
      {
        ...plain,
        id: id(3),
        kind: 'light',
        transform: { translation: [-0, 1e-40, 1e38], rotation: [-0, -0.6, 0, -0.8], scale: [-1, 0, 0.1] },
      },
      [],
    ],
    [
      {
        ...plain,
        id: id(4),
        kind: 'camera',
        transform: { translation: [1 / 3, 2 / 3, -1e-9], rotation: [3, 0, 4, 0], scale: [1, 1, 1] },
      },
      [],
    ],
    [{ ...plain, id: id(5), transform: { ...plain.transform, rotation: [-0.5, 0.5, -0.5, 0] } }, []],
    [
      {
        ...plain,
        id: id(6),
        properties: {
          yes: true,
          no: false,
          one: 1,
          third: 1 / 3,
          text: 'line\nä',
          empty: '',
          vector: [1, -0, 0.1],
          ÿ: 1,
          Z: 2,
          a: 3,
          '𐀀': 4,
          '\uffee': 5,
        },
      },
      [],
    ],
    [
      { ...plain, id: id(7), parent: id(1), properties: { kept: 1, hidden: 2 } },
      ['name', 'parent', 'transform', 'visibility', 'property:hidden', 'property:absent'],
    ],
    [
      {
        ...plain,
        id: id(8),
        visibility: { viewport: false, render: false },
        properties: { long: 'x'.repeat(1_024), most: Array.from({ length: 16 }, (_, i) => i / 7) },
      },
      ['transform'],
    ],
  ];
  const random = randomFrom(7);
  for (let index = 0; index < 40; index += 1) {
    const number = (): number => (random() - 0.5) * 10 ** Math.floor(random() * 12 - 6);
    given.push([
      {
        ...plain,
        id: id(100 + index),
        kind: (['empty', 'mesh', 'light', 'camera'] as const)[index % 4] ?? 'empty',
        name: `Object ${index}`,
        transform: {
          translation: [number(), number(), number()],
          rotation: [number(), number(), number(), number()],
          scale: [number(), number(), number()],
        },
        properties: { number: number(), vector: [number(), number()] },
      },
      [],
    ]);
  }
  return given.map(([object, masked]) => {
    const canonical = canonicalObject(object);
    const mask = new Set(masked);
    // JSON has a sign for zero, but not every writer of it keeps it: given numbers go as text.
    return {
      given: spell(object),
      canonical,
      masked,
      bytes: hex(encodeObject(canonical, mask)),
      digest: digestObject(canonical, mask),
    };
  });
}

/** Numbers as text, so that every bit of them arrives. */
function spell(value: unknown): unknown {
  if (typeof value === 'number') return Object.is(value, -0) ? '-0.0' : String(value);
  if (Array.isArray(value)) return value.map(spell);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      typeof each === 'string' ? { text: each } : spell(each),
    ]),
  );
}

// Matrices, the long way round.
function product(a: Matrix, b: Matrix): Matrix {
  return a.map((row) => b[0]!.map((_, c) => row.reduce((sum, value, k) => sum + value * b[k]![c]!, 0)));
}

function fromParts(
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

function inverse(matrix: Matrix): Matrix {
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

export function conversionVectors(): unknown {
  const half = Math.SQRT1_2;
  const random = randomFrom(11);
  const kinds: Kind[] = ['empty', 'mesh', 'light', 'camera'];
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
  };
}

export const VECTOR_FILES = { 'objects.json': objectVectors, 'conversions.json': conversionVectors } as const;

export function vectorText(vectors: unknown): string {
  return `${JSON.stringify(vectors, null, 1)}\n`;
}

if (import.meta.filename === process.argv[1]) {
  for (const [name, make] of Object.entries(VECTOR_FILES))
    fs.writeFileSync(new URL(name, import.meta.url), vectorText(make()));
}
