/** Several entries of the shelf at once: what taking them would come to, taking them, letting go of them, and having that back. */
import { describe, expect, test } from 'vitest';
import type { ShelfEntry } from '#app/ledger/index.ts';
import type { FacetState } from '#app/scene/index.ts';
import { previewShelved } from '#main/orchestrator/index.ts';
import { box, moved, Rig, uuid } from './bench-rig.ts';

const place = (id: number, x: number): FacetState => ({ id: uuid(id), facet: 'transform', value: moved(x) });
const name = (id: number, value: string): FacetState => ({ id: uuid(id), facet: 'name', value });

function entry(id: string, states: readonly FacetState[], truth: readonly FacetState[] = []): ShelfEntry {
  return { id, from: 'engine:blender', why: 'aborted', states, truth, revision: 1 };
}

/** Boxes 1 and 2, shared, and these entries of an earlier life. */
function desk(...entries: readonly ShelfEntry[]): Rig {
  const before = new Rig();
  before.submit(1, [
    { op: 'create', object: box(1) },
    { op: 'create', object: box(2) },
  ]);
  before.sync();
  const shelved = entries.map((each) => ({ kind: 'shelve', entry: each }) as const);
  return new Rig({ records: [...before.records, ...shelved] });
}

function settle(rig: Rig): void {
  while (rig.unsynced > 0) rig.sync();
}

function lastAnswer(rig: Rig): unknown {
  return rig.effects.flatMap((effect) => (effect.fx === 'reply' ? [effect.answer] : [])).at(-1);
}

const xOf = (rig: Rig, id: number): number | undefined =>
  rig.state.objects.get(uuid(id))?.transform.translation[0];

describe('what suggesting several again would come to', () => {
  test('counts what changes, what is so already, what is in several, and names who would be overwritten', () => {
    const rig = desk(
      entry('a', [place(1, 4), name(1, 'Box_1')], [place(1, 0)]),
      entry('b', [place(1, 5), place(2, 6)], [place(1, 0), place(2, 0)]),
      entry('c', [place(9, 1)]),
    );
    rig.submit(2, [{ op: 'set_transform', id: uuid(2), transform: moved(3) }]);
    settle(rig);
    expect(previewShelved(rig.orchestrator.core, ['a', 'b', 'c', 'gone'])).toEqual({
      entries: 3,
      changes: 2,
      same: 1,
      twice: 1,
      overwrites: [
        { id: uuid(2), name: 'Box_2', facet: 'transform', by: expect.objectContaining({ id: 'person' }) },
      ],
      overwritten: 1,
      staying: [expect.objectContaining({ id: uuid(9), why: 'deleted' })],
      stays: 1,
      hash: expect.stringMatching(/^[0-9a-f]{64}$/u),
    });
  });
});

/** As it is shown now, or was. */
function proposeMany(
  rig: Rig,
  shelves: readonly string[],
  hash = previewShelved(rig.orchestrator.core, shelves).hash,
) {
  const named = shelves.map((shelf, index) => ({ shelf, intent: uuid(0x50 + index) }));
  rig.command({ do: 'propose_many', shelves: named, hash });
}

describe('several entries', () => {
  test('are suggested in the order in which they were put there, whatever that of the click', () => {
    const rig = desk(entry('a', [place(1, 4)]), entry('b', [place(1, 5)]), entry('c', [place(9, 1)]));
    proposeMany(rig, ['c', 'b', 'gone', 'a']);
    settle(rig);
    expect(lastAnswer(rig)).toMatchObject({
      ok: true,
      many: {
        done: 2,
        left: [
          { id: 'gone', reason: { code: 'not_on_shelf' } },
          { id: 'c', reason: { code: 'nothing_to_take' } },
        ],
      },
    });
    expect(xOf(rig, 1)).toBe(5);
    expect([...rig.state.shelf.keys()]).toEqual(['c']);
  });

  test('are not suggested where that comes to something else than was shown', () => {
    const rig = desk(entry('a', [place(1, 4)], [place(1, 0)]), entry('b', [place(2, 5)]));
    const shown = previewShelved(rig.orchestrator.core, ['a', 'b']).hash;
    rig.submit(2, [{ op: 'set_transform', id: uuid(1), transform: moved(3) }]);
    settle(rig);
    proposeMany(rig, ['a', 'b'], shown);
    expect(lastAnswer(rig)).toMatchObject({ ok: false, reason: { code: 'values_changed' } });
    expect(xOf(rig, 1)).toBe(3);
    proposeMany(rig, ['a', 'b']);
    settle(rig);
    expect(xOf(rig, 1)).toBe(4);
  });

  test('about which a conflict asks are not thrown away, one by one or together', () => {
    const rig = new Rig();
    const blender = rig.connect(1);
    rig.submit(1, [{ op: 'create', object: box(1) }]);
    rig.playApply(blender);
    rig.sync();
    const base = rig.state.revision;
    rig.submit(2, [{ op: 'set_transform', id: uuid(1), transform: moved(7) }]);
    rig.playApply(blender);
    rig.sync();
    rig.frame(blender, {
      type: 'observed',
      edit: uuid(0x200),
      applied_through: base,
      undo: { kind: 'step', name: 'Move' },
      before: [{ id: uuid(1), facet: 'transform', value: moved(0) }],
      operations: [{ op: 'set_transform', id: uuid(1), transform: moved(9) }],
    });
    rig.sync();
    const [shelf = ''] = rig.state.shelf.keys();
    expect(rig.state.conflicts.size).toBe(1);
    rig.command({ do: 'discard_shelved', shelf });
    expect(lastAnswer(rig)).toMatchObject({ ok: false, reason: { code: 'asked' } });
    rig.command({ do: 'discard_many', act: uuid(0x60), shelves: [shelf] });
    rig.sync();
    expect(lastAnswer(rig)).toMatchObject({
      many: { done: 0, left: [{ id: shelf, reason: { code: 'asked' } }] },
    });
    expect([...rig.state.shelf.keys()]).toEqual([shelf]);
    const [conflict = ''] = rig.state.conflicts.keys();
    rig.command({ do: 'decide', conflict, take: [], intent: uuid(0x70) });
    rig.sync();
    rig.command({ do: 'discard_shelved', shelf });
    rig.sync();
    expect(rig.state.shelf.size).toBe(0);
  });

  test('are let go of by one act, and come back by one', () => {
    const rig = desk(entry('a', [place(1, 4)]), entry('b', [place(1, 5)]), entry('c', [place(2, 1)]));
    const held = new Map(rig.state.shelf);
    rig.command({ do: 'discard_many', act: uuid(0x60), shelves: ['a', 'b', 'a'] });
    settle(rig);
    expect(lastAnswer(rig)).toMatchObject({ many: { done: 2, left: [] } });
    expect([...rig.state.shelf.keys()]).toEqual(['c']);
    rig.command({ do: 'restore_discarded', act: uuid(0x60) });
    settle(rig);
    expect(Object.fromEntries(rig.state.shelf)).toEqual(Object.fromEntries(held));
    rig.command({ do: 'restore_discarded', act: uuid(0x60) });
    expect(lastAnswer(rig)).toMatchObject({ ok: false, reason: { code: 'too_long_ago' } });
  });

  test('that came back are as old as they were', () => {
    const rig = desk(entry('1-a', [place(1, 4)]), entry('2-b', [place(1, 5)]));
    rig.command({ do: 'discard_many', act: uuid(0x60), shelves: ['1-a'] });
    rig.command({ do: 'restore_discarded', act: uuid(0x60) });
    settle(rig);
    expect([...rig.state.shelf.keys()].sort()).toEqual(['1-a', '2-b']);
    proposeMany(rig, ['1-a', '2-b']);
    settle(rig);
    expect(xOf(rig, 1)).toBe(5);
  });

  test('come back while somebody may still have the button under their hand, and not for ever', () => {
    const rig = desk(entry('a', [place(1, 4)]));
    rig.command({ do: 'discard_many', act: uuid(0x60), shelves: ['a'] });
    settle(rig);
    rig.wait(5 * 60_000);
    rig.command({ do: 'restore_discarded', act: uuid(0x60) });
    settle(rig);
    expect([...rig.state.shelf.keys()]).toEqual(['a']);
    rig.command({ do: 'discard_many', act: uuid(0x61), shelves: ['a'] });
    settle(rig);
    rig.wait(10 * 60_000);
    rig.command({ do: 'restore_discarded', act: uuid(0x61) });
    expect(lastAnswer(rig)).toMatchObject({ ok: false, reason: { code: 'too_long_ago' } });
    expect(rig.state.shelf.size).toBe(0);
  });

  test('that ask, or are on their way, stay', () => {
    const rig = desk(entry('a', [place(1, 4)]), { ...entry('b', [place(2, 5)]), why: 'played', asks: true });
    const blender = rig.connect(1, 'blender', [box(1), box(2)]);
    rig.command({ do: 'propose_shelved', shelf: 'a', intent: uuid(0x70) });
    rig.command({ do: 'discard_many', act: uuid(0x60), shelves: ['a', 'b'] });
    settle(rig);
    expect(lastAnswer(rig)).toMatchObject({
      many: { done: 0, left: [{ reason: { code: 'under_way' } }, { reason: { code: 'asks' } }] },
    });
    rig.playApply(blender);
    settle(rig);
    expect([...rig.state.shelf.keys()]).toEqual(['b']);
  });
});

test('what is left of an entry counts for as much as it is, for the bound of its engine', () => {
  const rig = desk(entry('a', [place(1, 4), place(2, 5)]));
  rig.command({
    do: 'propose_shelved',
    shelf: 'a',
    take: [{ id: uuid(1), facet: 'transform' }],
    intent: uuid(0x50),
  });
  settle(rig);
  expect(rig.state.shelf.get('a')?.states).toEqual([place(2, 5)]);
  expect(rig.orchestrator.core.shelvedValues.get('engine:blender')).toBe(1);
});
