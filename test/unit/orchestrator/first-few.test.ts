/** What the window gets of long lists: the first few of them, and how much there is in all (SEC-1). */
import { describe, expect, test } from 'vitest';
import {
  NAMED_OBJECTS,
  OVERWRITTEN_TOLD_MAX,
  PERMITTED_NAMES_SHOWN,
  STAYING_TOLD_MAX,
} from '#app/control-room/index.ts';
import type { FacetState, Operation } from '#app/scene/index.ts';
import {
  previewShelved,
  viewHalt,
  viewMerges,
  viewPermissions,
  wayToUndo,
} from '#main/orchestrator/index.ts';
import { AGENT, box, moved, PERSON, Rig, uuid } from './bench-rig.ts';

const OTHER = { ...PERSON, id: 'other' };
const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
const put = (id: number, x: number): Operation => ({
  op: 'set_transform',
  id: uuid(id),
  transform: moved(x),
});
const place = (id: number, x: number): FacetState => ({ id: uuid(id), facet: 'transform', value: moved(x) });

/** So many boxes, shared; no engine takes part. */
function desk(count: number): Rig {
  const rig = new Rig();
  rig.submit(
    0xa00,
    numbers(count).map((id) => ({ op: 'create', object: box(id) })),
  );
  rig.sync();
  return rig;
}

/** The same, with what lies on the shelf. */
function withShelf(count: number, states: readonly FacetState[], truth: readonly FacetState[] = []): Rig {
  const { records } = desk(count);
  const entry = { id: 'a', from: 'engine:blender', why: 'aborted', states, truth, revision: 1 } as const;
  return new Rig({ records: [...records, { kind: 'shelve', entry }] });
}

function commit(
  rig: Rig,
  id: number,
  operations: Operation[],
  more: Parameters<Rig['submit']>[2] = {},
): void {
  rig.submit(id, operations, more);
  while (rig.unsynced > 0) rig.sync();
}

test('of several changes that are taken back: what stays', () => {
  const most = STAYING_TOLD_MAX + 2;
  const rig = desk(most);
  commit(
    rig,
    0xa01,
    numbers(most).map((id) => put(id, 3)),
  );
  const n = rig.state.revision;
  commit(
    rig,
    0xa02,
    numbers(most).map((id) => put(id, 5)),
    { actor: OTHER },
  );
  const way = wayToUndo(rig.orchestrator.core, [n]);
  expect(way).toMatchObject({ ok: true, view: { taken: 0, of: most, stays: most } });
  expect(way.ok && way.view.staying).toHaveLength(STAYING_TOLD_MAX);
});

describe('of the shelf', () => {
  test('what would be overwritten, and what stays', () => {
    const [own, gone] = [OVERWRITTEN_TOLD_MAX + 2, STAYING_TOLD_MAX + 3];
    const states = [
      ...numbers(own).map((id) => place(id, 4)),
      ...numbers(gone).map((id) => place(0x100 + id, 4)),
    ];
    const rig = withShelf(
      own,
      states,
      numbers(own).map((id) => place(id, 0)),
    );
    commit(
      rig,
      0xa01,
      numbers(own).map((id) => put(id, 3)),
    );
    const preview = previewShelved(rig.orchestrator.core, ['a']);
    expect(preview).toMatchObject({ changes: own, overwritten: own, stays: gone });
    expect(preview.overwrites).toHaveLength(OVERWRITTEN_TOLD_MAX);
    expect(preview.staying).toHaveLength(STAYING_TOLD_MAX);
  });

  test('what stays there of what is taken', () => {
    const gone = STAYING_TOLD_MAX + 2;
    const states = [place(1, 4), ...numbers(gone).map((id) => place(0x100 + id, 4))];
    const rig = withShelf(1, states);
    rig.command({ do: 'propose_shelved', shelf: 'a', intent: uuid(0xa01) });
    while (rig.unsynced > 0) rig.sync();
    const answer = rig.effects.flatMap((effect) => (effect.fx === 'reply' ? [effect.answer] : [])).at(-1);
    expect(answer).toMatchObject({ ok: true, taken: { taken: 1, of: gone + 1 } });
    expect(answer?.ok === true && answer.taken?.staying).toHaveLength(STAYING_TOLD_MAX);
    expect(rig.state.shelf.get('a')?.states).toHaveLength(gone);
  });

  test('what was let go of at once: the newest eight acts can be had back', () => {
    const { records } = desk(1);
    const entries = numbers(9).map((id) => ({
      kind: 'shelve' as const,
      entry: {
        id: `${id}`,
        from: 'engine:blender',
        why: 'aborted' as const,
        states: [place(1, id)],
        truth: [],
        revision: 1,
      },
    }));
    const rig = new Rig({ records: [...records, ...entries] });
    for (const id of numbers(9)) rig.command({ do: 'discard_many', act: uuid(id), shelves: [`${id}`] });
    rig.sync();
    for (const id of numbers(9)) rig.command({ do: 'restore_discarded', act: uuid(id) });
    rig.sync();
    expect([...rig.state.shelf.keys()]).toEqual(['2', '3', '4', '5', '6', '7', '8', '9']);
  });
});

test('of a free hand and a rule: the names of its objects', () => {
  const most = PERMITTED_NAMES_SHOWN + 2;
  const rig = desk(most - 1);
  const objects = numbers(most).map(uuid);
  const what = { agent: AGENT.id, most: 'cosmetic', objects } as const;
  rig.command({ do: 'add_rule', rule: { id: uuid(0xb00), ...what } });
  rig.command({
    do: 'give_free_hand',
    grant: { id: uuid(0xb01), ...what, task: null, changes: 5, for_ms: 60_000 },
  });
  rig.command({ do: 'add_rule', rule: { id: uuid(0xb02), ...what, objects: [uuid(1), uuid(most)] } });
  rig.command({ do: 'add_rule', rule: { id: uuid(0xb03), ...what, objects: null } });
  rig.sync();
  const { grants, rules } = viewPermissions(rig.orchestrator.core);
  for (const { objects: named } of [...grants, ...rules.slice(0, 1)]) {
    expect(named).toMatchObject({ of: most });
    expect(named?.first.map(({ name }) => name)).toEqual(
      numbers(PERMITTED_NAMES_SHOWN).map((id) => `Box_${id}`),
    );
  }
  // One that is not there any more goes by its id.
  expect(rules.slice(1).map((each) => each.objects)).toEqual([
    {
      first: [
        { id: uuid(1), name: 'Box_1' },
        { id: uuid(most), name: uuid(most) },
      ],
      of: 2,
    },
    null,
  ]);
});

test('of a notice that two sides were kept: its objects, and the values of a side', () => {
  const most = NAMED_OBJECTS + 1;
  const rig = desk(most);
  const base = { revision: rig.state.revision, after: [] };
  commit(
    rig,
    0xa01,
    numbers(most).map((id) => put(id, 3)),
  );
  commit(
    rig,
    0xa02,
    numbers(most).map((id) => ({ op: 'rename', id: uuid(id), name: `Crate_${id}` })),
    { actor: OTHER, base },
  );
  const [notice] = viewMerges(rig.orchestrator.core);
  expect(notice?.objects).toEqual({ count: most, first: numbers(NAMED_OBJECTS).map(uuid) });
  expect(notice?.sides.map(({ stands, values }) => [stands, values.length])).toEqual([
    [most, 4],
    [most, 4],
  ]);
});

test('of what was edited under a hold: the first objects by name, with what the last word of each is', () => {
  const rig = new Rig();
  const blender = rig.connect(1);
  rig.submit(
    0xa00,
    numbers(26).map((id) => ({ op: 'create', object: box(id) })),
  );
  rig.playApply(blender);
  rig.sync();
  rig.command({ do: 'halt', by: 'button' });
  rig.frame(blender, {
    type: 'observed',
    edit: uuid(0xc00),
    applied_through: rig.state.revision,
    undo: { kind: 'step', name: 'Move' },
    before: [],
    operations: [
      { op: 'rename', id: uuid(1), name: 'Crate' },
      { op: 'create', object: box(30, { name: 'New' }) },
      { op: 'rename', id: uuid(30), name: 'Newer' },
      put(30, 2),
      { op: 'delete', id: uuid(2), descendants: [] },
      ...numbers(26)
        .slice(2)
        .map((id) => put(id, 3)),
    ],
  });
  const [collected] = viewHalt(rig.orchestrator.core)?.collected ?? [];
  expect(collected).toMatchObject({ session: blender, engine: 'blender', edits: 1, objects: 27 });
  expect(collected?.first).toHaveLength(24);
  expect(collected?.first.slice(0, 4)).toEqual([
    { id: uuid(1), name: 'Box_1', what: 'changed', facets: ['name'] },
    { id: uuid(30), name: 'Newer', what: 'created', facets: [] },
    { id: uuid(2), name: 'Box_2', what: 'deleted', facets: [] },
    { id: uuid(3), name: 'Box_3', what: 'changed', facets: ['transform'] },
  ]);
});
