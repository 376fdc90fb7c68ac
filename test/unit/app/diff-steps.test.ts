/** The steps that lead from one scene to another: as few as there are, each of which fits when its turn comes. */
import { describe, expect, test } from 'vitest';
import { apply, applyOrThrow, diff, LIMITS } from '#app/scene/index.ts';
import type { Operation, Scene, SceneObject } from '#app/scene/index.ts';
import { IDS } from './arbitraries.ts';
import { plain } from './fitting.ts';

const [A, B, C, D] = IDS as [string, string, string, string];

function object(id: string, more: Partial<SceneObject> = {}): SceneObject {
  return {
    id,
    kind: 'empty',
    name: `name of ${id.slice(0, 8)}`,
    parent: null,
    transform: { translation: [0, 0, 0], rotation: [0, 0, 0, 1], scale: [1, 1, 1] },
    visibility: { viewport: true, render: true },
    properties: {},
    ...more,
  };
}
const sceneOf = (...objects: SceneObject[]): Scene => ({
  objects: new Map(objects.map((each) => [each.id, each])),
});
const named = (names: Record<string, string>): Scene =>
  sceneOf(...Object.entries(names).map(([id, name]) => object(id, { name })));
const rename = (id: string, name: string): Operation => ({ op: 'rename', id, name });

describe('names', () => {
  test('move on in a row, one step each, whoever comes later included', () => {
    const from = named({ [A]: 'x', [B]: 'y', [C]: 'w' });
    expect(diff(from, named({ [A]: 'y', [B]: 'z', [C]: 'x' }))).toStrictEqual([
      rename(B, 'z'),
      rename(A, 'y'),
      rename(C, 'x'),
    ]);
  });

  test('in a circle step aside to a name that nobody has and nobody gets', () => {
    const from = named({ [A]: 'x', [B]: 'y', [C]: '~0', [D]: 'z' });
    const to = named({ [A]: 'y', [B]: 'x', [C]: '~0', [D]: '~1' });
    expect(diff(from, to)).toStrictEqual([rename(A, '~2'), rename(B, 'x'), rename(A, 'y'), rename(D, '~1')]);
  });

  test('in two circles step aside to two names', () => {
    const from = named({ [A]: 'a', [B]: 'b', [C]: 'c', [D]: 'd' });
    const to = named({ [A]: 'b', [B]: 'a', [C]: 'd', [D]: 'c' });
    const asides = diff(from, to).flatMap((each) =>
      each.op === 'rename' && each.name.startsWith('~') ? [each.name] : [],
    );
    expect(asides).toStrictEqual(['~0', '~1']);
  });
});

describe('what goes', () => {
  test('goes as one family, with a single step', () => {
    const from = sceneOf(object(C, { parent: B }), object(B, { parent: A }), object(A), object(D));
    expect(diff(from, sceneOf(object(D)))).toStrictEqual([{ op: 'delete', id: A, descendants: [B, C] }]);
    // Also where a child comes before its parent in the order of ids.
    const turned = sceneOf(object(A, { parent: C }), object(B, { parent: A }), object(C));
    expect(diff(turned, sceneOf())).toStrictEqual([{ op: 'delete', id: C, descendants: [A, B] }]);
  });
});

describe('the hierarchy on the way', () => {
  test('takes one step to hang what stood alone on another', () => {
    expect(diff(sceneOf(object(A), object(B)), sceneOf(object(A, { parent: B }), object(B)))).toStrictEqual([
      { op: 'reparent', id: A, parent: B },
    ]);
  });

  test('is never deeper than it may be, though both ends are', () => {
    const id = (index: number) => `${index.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`;
    const chain = (first: number, length: number, parent: string | null): SceneObject[] =>
      Array.from({ length }, (_, index) =>
        object(id(first + index), { parent: index === 0 ? parent : id(first + index - 1) }),
      );
    const half = LIMITS.depth / 2;
    const deep = chain(0, half, null);
    // What is hung low has a long tail before, and has lost it afterwards.
    const from = sceneOf(...deep, object(id(half)), ...chain(half + 1, half, id(half)));
    const to = sceneOf(...deep, object(id(half), { parent: id(half - 1) }), ...chain(half + 1, half, null));
    expect(plain(applyOrThrow(from, diff(from, to)))).toStrictEqual(plain(to));
  });
});

describe('properties', () => {
  const withProperties = (properties: SceneObject['properties']): Scene => sceneOf(object(A, { properties }));

  test('go and come in the order of their keys, whatever order they had', () => {
    const steps = diff(withProperties({ d: 1, b: 1 }), withProperties({ c: 1, a: 1 }));
    expect(steps).toStrictEqual([
      { op: 'set_property', id: A, key: 'b', value: null },
      { op: 'set_property', id: A, key: 'd', value: null },
      { op: 'set_property', id: A, key: 'a', value: 1 },
      { op: 'set_property', id: A, key: 'c', value: 1 },
    ]);
  });

  test('stand in the order of their keys once one was set, so that equal objects are written alike', () => {
    const set = (key: string): Operation => ({ op: 'set_property', id: A, key, value: 1 });
    const applied = apply(sceneOf(object(A)), [set('c'), set('a'), set('d'), set('b'), set('c')]);
    const after = applied.ok ? applied.scene.objects.get(A) : undefined;
    expect(Object.keys(after?.properties ?? {})).toStrictEqual(['a', 'b', 'c', 'd']);
  });
});
