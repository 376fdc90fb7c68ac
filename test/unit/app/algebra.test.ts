import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  apply,
  applyInPlace,
  applyOrThrow,
  applyTo,
  diff,
  expectedStates,
  facetsOf,
  facetValue,
  forestProblem,
  invert,
  Lookups,
  refusalOf,
  revertInPlace,
  sameValue,
  touches,
  touchKey,
} from '#app/scene/index.ts';
import type { Facet, Operation, Scene, SceneObject } from '#app/scene/index.ts';
import { IDS, operation, scene, sceneObject, wishes } from './arbitraries.ts';
import { aimed, fitting, plain } from './fitting.ts';

const RUNS = { numRuns: 400 };

/** Every facet that differs between two scenes. */
function changedFacets(before: Scene, after: Scene): { id: string; facet: Facet }[] {
  const changed: { id: string; facet: Facet }[] = [];
  for (const id of new Set([...before.objects.keys(), ...after.objects.keys()])) {
    const a = before.objects.get(id);
    const b = after.objects.get(id);
    if (a === undefined || b === undefined) changed.push({ id, facet: 'existence' });
    else if (a.kind !== b.kind) changed.push({ id, facet: 'existence' });
    for (const facet of new Set([
      ...(a === undefined ? [] : facetsOf(a)),
      ...(b === undefined ? [] : facetsOf(b)),
    ])) {
      if (facet === 'existence') continue;
      if (!sameValue(facetValue(before, id, facet) ?? null, facetValue(after, id, facet) ?? null)) {
        changed.push({ id, facet });
      }
    }
  }
  return changed;
}

function withObjects(...objects: Partial<SceneObject>[]): Scene {
  const entries = objects.map((object, index): [string, SceneObject] => {
    const id = object.id ?? (IDS[index] as string);
    return [
      id,
      {
        id,
        kind: 'empty',
        name: `object ${index}`,
        parent: null,
        transform: { translation: [0, 0, 0], rotation: [0, 0, 0, 1], scale: [1, 1, 1] },
        visibility: { viewport: true, render: true },
        properties: {},
        ...object,
      },
    ];
  });
  return { objects: new Map(entries) };
}

const [A, B, C, D] = IDS as [string, string, string, string];

function expectDiffReaches(from: Scene, to: Scene): Operation[] {
  const operations = diff(from, to);
  expect(plain(applyOrThrow(from, operations))).toStrictEqual(plain(to));
  return operations;
}

describe('apply and invert', () => {
  test('the inverse takes everything back, to the bit', () => {
    let operationsSeen = 0;
    fc.assert(
      fc.property(scene, wishes, (before, wished) => {
        const { operations, after } = fitting(before, wished);
        operationsSeen += operations.length;
        expect(plain(applyOrThrow(before, operations))).toStrictEqual(plain(after));
        expect(plain(applyOrThrow(after, invert(before, operations)))).toStrictEqual(plain(before));
      }),
      RUNS,
    );
    expect(operationsSeen).toBeGreaterThan(RUNS.numRuns);
  });

  test('the scene given is left alone, and untouched objects are shared', () => {
    fc.assert(
      fc.property(scene, wishes, (before, wished) => {
        const copy = plain(before);
        const { operations, after } = fitting(before, wished);
        expect(plain(before)).toStrictEqual(copy);
        const written = new Set(touches(before, operations).writes.map(({ id }) => id));
        for (const [id, object] of before.objects)
          if (!written.has(id)) expect(after.objects.get(id)).toBe(object);
      }),
      RUNS,
    );
  });

  test('all or nothing: one operation that does not fit refuses the whole list, with its place', () => {
    const before = withObjects({ name: 'first' });
    const applied = apply(before, [
      { op: 'rename', id: A, name: 'second' },
      { op: 'rename', id: B, name: 'third' },
    ]);
    expect(applied).toMatchObject({
      ok: false,
      refusal: { code: 'unknown_object', path: 'operations[1].id' },
    });
    expect(before.objects.get(A)?.name).toBe('first');
  });
});

describe('applying in place', () => {
  test('does what apply does, and its inverse takes it back', () => {
    fc.assert(
      fc.property(scene, wishes, (before, wished) => {
        const { operations, after } = fitting(before, wished);
        const objects = new Map(before.objects);
        const applied = applyInPlace(objects, operations);
        expect(plain({ objects })).toStrictEqual(plain(after));
        revertInPlace(objects, applied.ok ? applied.inverse : []);
        expect(plain({ objects })).toStrictEqual(plain(before));
        expect(refusalOf(objects, operations)).toBeNull();
        expect(plain({ objects })).toStrictEqual(plain(before));
      }),
      RUNS,
    );
  });

  test('refused, it leaves the map as it was, and refuses as apply does', () => {
    let refused = 0;
    fc.assert(
      fc.property(
        scene,
        wishes,
        fc.array(operation, { minLength: 1, maxLength: 4 }),
        (before, wished, wild) => {
          const operations = [...fitting(before, wished).operations, ...wild];
          const objects = new Map(before.objects);
          const applied = applyInPlace(objects, operations);
          const pure = apply(before, operations);
          expect(applied.ok).toBe(pure.ok);
          if (applied.ok || pure.ok) return;
          refused += 1;
          expect(applied.refusal).toStrictEqual(pure.refusal);
          expect(plain({ objects })).toStrictEqual(plain(before));
          expect(refusalOf(objects, operations)).toStrictEqual(pure.refusal);
          expect(plain({ objects })).toStrictEqual(plain(before));
        },
      ),
      RUNS,
    );
    expect(refused).toBeGreaterThan(50);
  });
});

describe('what is looked up once for a whole list', () => {
  test('gives each operation the answer that it would have got alone', () => {
    const seen = new Set<string>();
    const many = fc.array(fc.record({ operation, at: fc.nat() }), { minLength: 40, maxLength: 60 });
    fc.assert(
      fc.property(scene, many, (before, wished) => {
        const together = new Map(before.objects);
        const lookups = new Lookups(together);
        const alone = new Map(before.objects);
        for (const wish of wished) {
          const one = aimed({ objects: alone }, wish);
          const refusal = applyTo(alone, one);
          expect(applyTo(together, one, lookups)).toStrictEqual(refusal);
          seen.add(`${one.op} ${refusal?.code ?? 'done'}`);
        }
        expect(plain({ objects: together })).toStrictEqual(plain({ objects: alone }));
      }),
      { numRuns: 150 },
    );
    for (const what of ['create name_taken', 'rename name_taken', 'reparent cycle', 'delete done'])
      expect(seen).toContain(what);
  });
});

describe('the hierarchy', () => {
  test('stays a forest under any sequence; what would break it is refused with a code and changes nothing', () => {
    let refused = 0;
    fc.assert(
      fc.property(scene, fc.array(operation, { maxLength: 30 }), (start, wished) => {
        let current = start;
        for (const each of wished) {
          const copy = plain(current);
          const applied = apply(current, [each]);
          expect(plain(current)).toStrictEqual(copy);
          if (applied.ok) current = applied.scene;
          else {
            refused += 1;
            expect(applied.refusal.code).toMatch(/^[a-z_]+$/);
            expect(applied.refusal.path).toMatch(/^operations\[0\]/);
            expect(applied.refusal.message).toMatch(/\.$/);
          }
          expect(forestProblem(current)).toBeNull();
          const names = [...current.objects.values()].map(({ name }) => name);
          expect(new Set(names).size).toBe(names.length);
        }
      }),
      RUNS,
    );
    expect(refused).toBeGreaterThan(0);
  });

  test('no object hangs below itself, near or far', () => {
    const chain = withObjects({ id: A }, { id: B, parent: A }, { id: C, parent: B });
    for (const parent of [A, B, C]) {
      expect(apply(chain, [{ op: 'reparent', id: A, parent }])).toMatchObject({
        ok: false,
        refusal: { code: 'cycle', path: 'operations[0].parent' },
      });
    }
  });

  test('a deletion names exactly what goes with it: no child more, less or twice', () => {
    const family = withObjects({ id: A }, { id: B, parent: A }, { id: C, parent: B }, { id: D });
    for (const descendants of [[], [B], [B, C, D], [B, B], [B, C, C], [A, B, C]]) {
      expect(apply(family, [{ op: 'delete', id: A, descendants }])).toMatchObject({
        ok: false,
        refusal: { code: 'closure_incomplete', path: 'operations[0].descendants' },
      });
    }
    expect(plain(applyOrThrow(family, [{ op: 'delete', id: A, descendants: [C, B] }]))).toMatchObject([
      { id: D },
    ]);
  });

  test('forestProblem sees a cycle and a dangling parent', () => {
    expect(forestProblem(withObjects({ id: A, parent: B }, { id: B, parent: A }))).toMatch(/cycle/);
    expect(forestProblem(withObjects({ id: A, parent: D }))).toMatch(/unknown/);
  });
});

describe('diff', () => {
  test('turns any scene into any other, exactly, and is empty between equals', () => {
    fc.assert(
      fc.property(scene, scene, (from, to) => {
        expectDiffReaches(from, to);
        expect(diff(to, to)).toStrictEqual([]);
        expect(diff(from, { objects: new Map([...from.objects].reverse()) })).toStrictEqual([]);
      }),
      { numRuns: 600 },
    );
  });

  test('after applying operations, the difference between what was made and what was meant is empty', () => {
    fc.assert(
      fc.property(scene, wishes, (before, wished) => {
        const { operations, after } = fitting(before, wished);
        expect(diff(applyOrThrow(before, operations), after)).toStrictEqual([]);
        expectDiffReaches(before, after);
        expectDiffReaches(after, before);
      }),
      RUNS,
    );
  });

  test('does not depend on the order in which objects came', () => {
    fc.assert(
      fc.property(scene, scene, (from, to) => {
        const turned = (each: Scene): Scene => ({ objects: new Map([...each.objects].reverse()) });
        expect(diff(turned(from), turned(to))).toStrictEqual(diff(from, to));
      }),
      RUNS,
    );
  });

  test('swaps names, also when the name for stepping aside is taken', () => {
    const from = withObjects({ id: A, name: 'x' }, { id: B, name: 'y' });
    const to = withObjects({ id: A, name: 'y' }, { id: B, name: 'x' });
    expect(expectDiffReaches(from, to)).toHaveLength(3);
    const crowded = (scene: Scene): Scene => ({
      objects: new Map([
        ...scene.objects,
        ...withObjects({ id: C, name: `~${A}` }, { id: D, name: `~${B}` }).objects,
      ]),
    });
    expectDiffReaches(crowded(from), crowded(to));
  });

  test('reverses a chain of parents', () => {
    expectDiffReaches(
      withObjects({ id: A }, { id: B, parent: A }, { id: C, parent: B }, { id: D, parent: C }),
      withObjects({ id: A, parent: B }, { id: B, parent: C }, { id: C, parent: D }, { id: D }),
    );
  });

  test('deletes and creates anew what changes its kind, and keeps its surviving children', () => {
    const operations = expectDiffReaches(
      withObjects({ id: A, kind: 'mesh' }, { id: B, parent: A }, { id: C, parent: B }),
      withObjects({ id: A, kind: 'light' }, { id: B, parent: A }, { id: C, parent: B }),
    );
    const recreated = operations.flatMap((each) => (each.op === 'create' ? [each.object.id] : []));
    expect(recreated).toStrictEqual([A]);
  });

  test('saves the surviving children of what is deleted', () => {
    const operations = expectDiffReaches(
      withObjects({ id: A }, { id: B, parent: A }, { id: C, parent: B }, { id: D, parent: C }),
      withObjects({ id: B }, { id: D, parent: B }),
    );
    expect(operations.filter((each) => each.op === 'create')).toStrictEqual([]);
  });

  test('replaces a full set of properties without ever having too many', () => {
    const full = (prefix: string) =>
      Object.fromEntries(Array.from({ length: 256 }, (_, index) => [`${prefix}${index}`, index]));
    expectDiffReaches(withObjects({ properties: full('n') }), withObjects({ properties: full('a') }));
    expectDiffReaches(withObjects({ properties: full('a') }), withObjects({ properties: full('n') }));
  });
});

describe('touches (R12)', () => {
  test('covers every facet that changes', () => {
    fc.assert(
      fc.property(scene, wishes, (before, wished) => {
        const { operations, after } = fitting(before, wished);
        const written = new Set(touches(before, operations).writes.map(touchKey));
        for (const touch of changedFacets(before, after)) expect(written).toContain(touchKey(touch));
      }),
      RUNS,
    );
  });

  test('names each facet once, and none as both written and read', () => {
    fc.assert(
      fc.property(scene, wishes, (before, wished) => {
        const { writes, reads } = touches(before, fitting(before, wished).operations);
        const keys = [...writes, ...reads].map(touchKey);
        expect(new Set(keys).size).toBe(keys.length);
      }),
      RUNS,
    );
  });

  test('a deletion touches all facets, also of the children that it names', () => {
    const before = withObjects({ id: A }, { id: B, parent: A, properties: { mass: 1 } });
    const { writes } = touches(before, [{ op: 'delete', id: A, descendants: [B] }]);
    expect(writes.filter(({ id }) => id === A).map(({ facet }) => facet)).toStrictEqual([
      'existence',
      'name',
      'parent',
      'transform',
      'visibility',
    ]);
    expect(writes.map(touchKey)).toContain(`${B} property:mass`);
  });

  test('creating and reparenting read the existence and the parents of all ancestors', () => {
    const before = withObjects({ id: A }, { id: B, parent: A }, { id: C });
    const ancestors = [`${B} existence`, `${B} parent`, `${A} existence`, `${A} parent`];
    const reparent = touches(before, [{ op: 'reparent', id: C, parent: B }]);
    expect(reparent.reads.map(touchKey)).toStrictEqual([`${C} existence`, ...ancestors]);
    const [object] = withObjects({ id: D, parent: B }).objects.values();
    const create = touches(before, [{ op: 'create', object: object as SceneObject }]);
    expect(create.reads.map(touchKey)).toStrictEqual(ancestors);
  });
});

describe('expectedStates', () => {
  test('says for every written facet what the scene holds afterwards', () => {
    fc.assert(
      fc.property(scene, wishes, (before, wished) => {
        const { operations, after } = fitting(before, wished);
        const { writes } = touches(before, operations);
        const states = expectedStates(after, writes);
        const said = new Map(states.map((state) => [touchKey(state), state.value]));
        for (const { id, facet } of writes) {
          if (said.has(`${id} existence`))
            expect(said.get(`${id} existence`)).toBe(after.objects.get(id) ?? null);
          else expect(said.get(touchKey({ id, facet }))).toStrictEqual(facetValue(after, id, facet));
        }
        expect(said.size).toBe(states.length);
      }),
      RUNS,
    );
  });

  test('setting every expected state reconstructs the scene after', () => {
    fc.assert(
      fc.property(scene, wishes, (before, wished) => {
        const { operations, after } = fitting(before, wished);
        const objects = new Map(before.objects);
        for (const { id, facet, value } of expectedStates(after, touches(before, operations).writes)) {
          if (facet === 'existence') {
            if (value === null) objects.delete(id);
            else objects.set(id, value as SceneObject);
            continue;
          }
          const object = objects.get(id) as SceneObject;
          if (!facet.startsWith('property:')) objects.set(id, { ...object, [facet]: value });
          else {
            const properties = Object.entries({ ...object.properties, [facet.slice(9)]: value });
            objects.set(id, {
              ...object,
              properties: Object.fromEntries(
                properties.filter(([, each]) => each !== null),
              ) as SceneObject['properties'],
            });
          }
        }
        expect(plain({ objects })).toStrictEqual(plain(after));
      }),
      RUNS,
    );
  });
});

describe('facetValue', () => {
  test('rebuilds every object from its facets', () => {
    fc.assert(
      fc.property(sceneObject, (object) => {
        const one: Scene = { objects: new Map([[object.id, object]]) };
        const read = (facet: Facet) => facetValue(one, object.id, facet);
        expect(read('existence')).toBe(object);
        expect(read('name')).toBe(object.name);
        expect(read('parent')).toBe(object.parent);
        expect(read('transform')).toBe(object.transform);
        expect(read('visibility')).toBe(object.visibility);
        for (const [key, value] of Object.entries(object.properties))
          expect(read(`property:${key}`)).toBe(value);
      }),
      RUNS,
    );
  });

  test('an absent property is null, also under a name that every JavaScript object inherits', () => {
    const one = withObjects({ id: A });
    for (const key of ['mass', 'toString', 'constructor', '__proto__', 'hasOwnProperty']) {
      expect(facetValue(one, A, `property:${key}`)).toBeNull();
    }
  });

  test('of an object that does not exist, existence is null and all else undefined', () => {
    const none = withObjects();
    expect(facetValue(none, A, 'existence')).toBeNull();
    for (const facet of ['name', 'parent', 'transform', 'visibility', 'property:mass'] as const) {
      expect(facetValue(none, A, facet)).toBeUndefined();
    }
  });
});
