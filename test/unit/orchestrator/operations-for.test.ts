/** What a person takes from a card, the shelf or a file goes through as a whole wherever it makes a scene. */
import { describe, expect, test } from 'vitest';
import { LIMITS } from '#app/scene/index.ts';
import type { FacetState, SceneObject } from '#app/scene/index.ts';
import { operationsFor } from '#main/orchestrator/operations-for.ts';
import { box, moved, Rig, uuid } from './bench-rig.ts';

const FAMILY = [box(1), box(2, { parent: uuid(1) }), box(3, { parent: uuid(2) })];

function rigWith(objects: readonly SceneObject[]): { rig: Rig; blender: string } {
  const rig = new Rig();
  const blender = rig.connect(1);
  rig.submit(
    1,
    objects.map((object) => ({ op: 'create' as const, object })),
  );
  rig.playApply(blender);
  rig.sync();
  return { rig, blender };
}

/** What an artist or a script did there, all of it taken on the card that asks. */
function takeFromCard(rig: Rig): void {
  const [card] = rig.state.conflicts.values();
  if (card === undefined) throw new Error('no card asks');
  const take = card.items.map(({ id, facet }) => ({ id, facet }));
  rig.command({ do: 'decide', conflict: card.id, take, intent: uuid(0x71) });
}

function settle(rig: Rig, blender: string): void {
  for (let turn = 0; turn < 4; turn += 1) {
    rig.playResync(blender);
    rig.playApply(blender);
    rig.sync();
  }
}

const observed = (rig: Rig, blender: string, step: string | null, operations: readonly object[]): void =>
  void rig.frame(blender, {
    type: 'observed',
    edit: uuid(0x70),
    applied_through: rig.state.revision,
    undo: step === null ? null : { kind: 'step', name: step },
    before: [],
    operations: operations as never,
  });

describe('a family that was deleted', () => {
  test('by a script is taken whole from its card', () => {
    const { rig, blender } = rigWith(FAMILY);
    observed(rig, blender, null, [{ op: 'delete', id: uuid(1), descendants: [uuid(2), uuid(3)] }]);
    rig.sync();
    takeFromCard(rig);
    settle(rig, blender);
    expect([...rig.state.objects.keys()]).toEqual([]);
    expect(rig.state.conflicts.size).toBe(0);
  });

  test('under a halt, in an engine that left, is taken whole from the shelf', () => {
    const { rig, blender } = rigWith(FAMILY);
    rig.command({ do: 'halt', by: 'person' });
    observed(rig, blender, 'Delete', [{ op: 'delete', id: uuid(1), descendants: [uuid(2), uuid(3)] }]);
    rig.frame(blender, { type: 'bye' });
    rig.sync();
    rig.command({ do: 'resume', scope: 'everyone' });
    rig.sync();
    const [entry] = rig.state.shelf.keys();
    rig.command({ do: 'propose_shelved', shelf: entry ?? '', intent: uuid(0x72) });
    settle(rig, blender);
    expect([...rig.state.objects.keys()]).toEqual([]);
    expect(rig.state.shelf.size).toBe(0);
  });

  test('child by child or from the top, it is one deletion each at most', () => {
    const { rig } = rigWith(FAMILY);
    const gone = (...numbers: number[]): FacetState[] =>
      numbers.map((number) => ({ id: uuid(number), facet: 'existence', value: null }));
    const { core } = rig.orchestrator;
    expect(operationsFor(core, gone(1, 2, 3))).toEqual([
      { op: 'delete', id: uuid(1), descendants: [uuid(2), uuid(3)] },
    ]);
    expect(operationsFor(core, gone(2, 1, 3))).toEqual([
      { op: 'delete', id: uuid(2), descendants: [uuid(3)] },
      { op: 'delete', id: uuid(1), descendants: [] },
    ]);
  });
});

test('what is made is made with the values that the same edit gave it', () => {
  const { rig, blender } = rigWith([]);
  rig.command({ do: 'trust', engine: 'blender', level: 'off' });
  rig.sync();
  observed(rig, blender, 'Add', [
    { op: 'create', object: box(1) },
    { op: 'set_transform', id: uuid(1), transform: moved(8) },
    { op: 'rename', id: uuid(1), name: 'Crate' },
  ]);
  rig.sync();
  takeFromCard(rig);
  settle(rig, blender);
  expect(rig.state.objects.get(uuid(1))).toMatchObject({ name: 'Crate', transform: moved(8) });
});

describe('what fits only together', () => {
  const state = (number: number, facet: 'name' | 'parent', value: string | null): FacetState => ({
    id: uuid(number),
    facet,
    value,
  });
  const after = (
    objects: readonly SceneObject[],
    states: readonly FacetState[],
  ): Map<string, SceneObject> => {
    const { rig, blender } = rigWith(objects);
    rig.submit(0x90, operationsFor(rig.orchestrator.core, states));
    settle(rig, blender);
    return new Map(rig.state.objects);
  };

  test('two names change places', () => {
    const [one, two] = [box(1), box(2)];
    const scene = after([one, two], [state(1, 'name', two.name), state(2, 'name', one.name)]);
    expect([scene.get(one.id)?.name, scene.get(two.id)?.name]).toEqual([two.name, one.name]);
  });

  test('a child and its parent change places', () => {
    const scene = after(
      [box(1), box(2, { parent: uuid(1) })],
      [state(1, 'parent', uuid(2)), state(2, 'parent', null)],
    );
    expect([scene.get(uuid(1))?.parent, scene.get(uuid(2))?.parent]).toEqual([uuid(2), null]);
  });

  test('a name that its holder gives up by going', () => {
    const [one, two] = [box(1), box(2)];
    const scene = after(
      [one, two],
      [state(1, 'name', two.name), { id: two.id, facet: 'existence', value: null }],
    );
    expect([...scene.values()].map(({ id, name }) => [id, name])).toEqual([[one.id, two.name]]);
  });

  test('what is more than an object may hold is left as it is: nothing ends by it', () => {
    const full = Object.fromEntries(
      Array.from({ length: LIMITS.propertiesPerObject }, (_, index) => [`p${index}`, index]),
    );
    const { rig } = rigWith([box(1, { properties: full })]);
    const taken: FacetState[] = [{ id: uuid(1), facet: 'property:more', value: 1 }];
    expect(operationsFor(rig.orchestrator.core, taken)).toEqual([
      { op: 'set_property', id: uuid(1), key: 'more', value: 1 },
    ]);
  });

  test('what makes no scene is left as it is, and admission says why', () => {
    const { rig } = rigWith([box(1), box(2)]);
    const taken = [state(1, 'name', box(2).name)];
    expect(operationsFor(rig.orchestrator.core, taken)).toEqual([
      { op: 'rename', id: uuid(1), name: box(2).name },
    ]);
  });
});
