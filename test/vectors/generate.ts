/**
 * Vectors that adapters in other languages are tested against: `node test/vectors/generate.ts` writes them anew, and a
 * test compares what is in the repository with what this makes.
 *
 *   objects.json      objects, their canonical form, bytes and digests, from app/scene
 *   conversions.json  local places in Blender and the canonical ones, and canonical ones and Unity’s, worked out by
 *                     multiplying matrices: nothing of the short cuts with swapped components that adapters use
 *   viewpoints.json   views of a scene as each engine has them, and where in the picture points are seen
 *
 * and the tables of known poses that the adapters bring along (poses.ts).
 */
import fs from 'node:fs';
import { canonicalObject, digestObject, encodeObject } from '#app/scene/index.ts';
import type { Facet, SceneObject } from '#app/scene/index.ts';
import { conversionVectors } from './conversions.ts';
import { objectId, randomFrom } from './numbers.ts';
import { posesInCSharp, posesInPython } from './poses.ts';
import { viewpointVectors } from './viewpoints.ts';

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function objectVectors(): unknown[] {
  const plain: SceneObject = {
    id: objectId(1),
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
        id: objectId(2),
        kind: 'mesh',
        name: 'Würfel 木 🧊',
        parent: objectId(1),
        visibility: { viewport: false, render: true },
      },
      [],
    ],
    [
      {
        ...plain,
        id: objectId(3),
        kind: 'light',
        transform: { translation: [-0, 1e-40, 1e38], rotation: [-0, -0.6, 0, -0.8], scale: [-1, 0, 0.1] },
      },
      [],
    ],
    [
      {
        ...plain,
        id: objectId(4),
        kind: 'camera',
        transform: { translation: [1 / 3, 2 / 3, -1e-9], rotation: [3, 0, 4, 0], scale: [1, 1, 1] },
      },
      [],
    ],
    [{ ...plain, id: objectId(5), transform: { ...plain.transform, rotation: [-0.5, 0.5, -0.5, 0] } }, []],
    [
      {
        ...plain,
        id: objectId(6),
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
      { ...plain, id: objectId(7), parent: objectId(1), properties: { kept: 1, hidden: 2 } },
      ['name', 'parent', 'transform', 'visibility', 'property:hidden', 'property:absent'],
    ],
    [
      {
        ...plain,
        id: objectId(8),
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
        id: objectId(100 + index),
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

function vectorText(vectors: unknown): string {
  return `${JSON.stringify(vectors, null, 1)}\n`;
}

const ADAPTERS = '../../assets/adapters';

/** What is made: the file, from this folder, and its whole text. */
export const GENERATED: Readonly<Record<string, () => string>> = {
  'objects.json': () => vectorText(objectVectors()),
  'conversions.json': () => vectorText(conversionVectors()),
  'viewpoints.json': () => vectorText(viewpointVectors()),
  [`${ADAPTERS}/blender/addons/vibesync/core/conversion_poses.py`]: posesInPython,
  [`${ADAPTERS}/unity/Core/Check/ConversionPoses.cs`]: posesInCSharp,
};

if (import.meta.filename === process.argv[1]) {
  for (const [name, make] of Object.entries(GENERATED))
    fs.writeFileSync(new URL(name, import.meta.url), make());
}
