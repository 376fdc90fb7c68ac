/** The shelf has a bound for each engine (SEC-1), and nothing is lost by it: the newest of each value stays, the log keeps the rest. */
import { describe, expect, test } from 'vitest';
import type { ShelfEntry } from '#app/ledger/index.ts';
import type { FacetState, Operation } from '#app/scene/index.ts';
import type { OrchestratorConfig } from '#main/orchestrator/index.ts';
import { box, Rig, uuid } from './bench-rig.ts';
import { moveTo } from './hands-rig.ts';

const rename = (name: string, id = 1): Operation => ({ op: 'rename', id: uuid(id), name });

/** Blender and Unity in step on two boxes. What an artist does under a hold goes on the shelf when they open another file. */
class Studio extends Rig {
  readonly blender = this.connect(1);
  readonly unity = this.connect(2, 'unity');
  #edits = 0x500;
  #scenes = 0;

  static with(config: Partial<OrchestratorConfig>): Studio {
    const rig = new Studio({ config });
    rig.submit(
      1,
      [1, 2].map((id) => ({ op: 'create', object: box(id) })),
    );
    rig.playApply(rig.blender);
    rig.playApply(rig.unity);
    rig.sync();
    rig.command({ do: 'halt', by: 'button' });
    rig.sync();
    return rig;
  }

  /** Puts one entry on the shelf, and compares the file anew. */
  shelve(operations: readonly Operation[], session = this.blender): void {
    this.#edits += 1;
    this.#scenes += 1;
    this.frame(session, {
      type: 'observed',
      edit: uuid(this.#edits),
      applied_through: this.state.revision,
      undo: { kind: 'step', name: 'Move' },
      before: [],
      operations: [...operations],
    });
    const kind = session === this.blender ? 'blender' : 'unity';
    this.frame(session, {
      type: 'scene',
      scene: {
        project: this.state.project.id,
        scene: [...(this.state.scenes.get(kind) ?? [])][0] ?? null,
        saved_revision: this.state.revision,
        title: `take ${this.#scenes}`,
        unsaved: false,
      },
    });
    this.playResync(session);
    if (this.unsynced > 0) this.sync();
  }

  get shelf(): ShelfEntry[] {
    return [...this.state.shelf.values()];
  }
}

/** In few words: of a move where to, of the rest the value. */
const told = ({ states }: ShelfEntry): unknown[] =>
  states.map(({ value }: FacetState) =>
    typeof value === 'object' && value !== null && 'translation' in value ? value.translation[0] : value,
  );

describe('beyond so many entries of an engine', () => {
  test('an older value gives way to a newer one, which says for how many it stands', () => {
    const rig = Studio.with({ shelfFoldsAt: 4 });
    for (const x of [1, 2, 3, 4]) rig.shelve([moveTo(x)]);
    expect(rig.shelf.map(told)).toStrictEqual([[1], [2], [3], [4]]);
    rig.shelve([moveTo(5)]);
    expect(rig.shelf.map(told)).toStrictEqual([[4], [5]]);
    expect(rig.shelf.map(({ older }) => older)).toStrictEqual([undefined, 3]);
    const gone = rig.records.flatMap((record) => (record.kind === 'unshelve' ? [record] : []));
    expect(gone.map(({ how, by }) => [how, by])).toStrictEqual(
      [1, 2, 3].map(() => ['kept_again', 'orchestrator']),
    );
    // The log has each of them still (R9).
    const kept = rig.records.flatMap((record) => (record.kind === 'shelve' ? [told(record.entry)] : []));
    expect(kept).toStrictEqual([[1], [2], [3], [4], [5], [5]]);
  });

  test('what an entry stood for goes on with what takes its place', () => {
    const rig = Studio.with({ shelfFoldsAt: 4 });
    for (const x of [1, 2, 3, 4, 5, 6, 7, 8]) rig.shelve([moveTo(x)]);
    expect(rig.shelf.map(told)).toStrictEqual([[7], [8]]);
    expect(rig.shelf.map(({ older = 0 }) => older).reduce((sum, each) => sum + each)).toBe(6);
  });

  test('what nothing newer holds stays where it is, value by value, however old', () => {
    const rig = Studio.with({ shelfFoldsAt: 4 });
    rig.shelve([moveTo(1), rename('Crate')]);
    rig.shelve([moveTo(1, 2)]);
    for (const x of [3, 4, 5]) rig.shelve([moveTo(x)]);
    expect(rig.shelf.map(told)).toStrictEqual([['Crate'], [1], [4], [5]]);
    expect(rig.shelf[0]?.truth).toStrictEqual([{ id: uuid(1), facet: 'name', value: 'Box_1' }]);
    expect(rig.shelf.map(({ older }) => older)).toStrictEqual([undefined, undefined, undefined, 2]);
  });

  test('where all of it stays, it is gone through again only when half as many have come', () => {
    const rig = Studio.with({ shelfFoldsAt: 4 });
    const name = (key: string): Operation => ({ op: 'set_property', id: uuid(1), key, value: 1 });
    for (const key of ['a', 'b', 'c', 'd', 'e']) rig.shelve([name(key)]);
    rig.shelve([name('a')]);
    expect(rig.shelf).toHaveLength(6);
    rig.shelve([name('b')]);
    expect(rig.shelf).toHaveLength(5);
    expect(rig.shelf.map(({ older = 0 }) => older)).toStrictEqual([0, 0, 0, 1, 1]);
    for (const x of [1, 2]) rig.shelve([moveTo(x)]);
    expect(rig.shelf).toHaveLength(7);
  });

  test('what an entry stood for stays with it while anything of it stays, and goes on once', () => {
    const rig = Studio.with({ shelfFoldsAt: 2 });
    rig.shelve([moveTo(1)]);
    rig.shelve([moveTo(2)]);
    rig.shelve([moveTo(3), rename('Crate')]);
    // It stands for the two before it.
    expect(rig.shelf.map((entry) => [told(entry), entry.older])).toStrictEqual([[[3, 'Crate'], 2]]);
    rig.shelve([moveTo(4)]);
    rig.shelve([moveTo(5)]);
    expect(rig.shelf.map((entry) => [told(entry), entry.older])).toStrictEqual([
      [['Crate'], 2],
      [[5], 2],
    ]);
    rig.shelve([rename('Chest')]);
    rig.shelve([rename('Chair')]);
    expect(rig.shelf.map((entry) => [told(entry), entry.older])).toStrictEqual([
      [[5], 2],
      [['Chair'], 4],
    ]);
  });

  test('that an object was deleted is no newer value of what it was', () => {
    const rig = Studio.with({ shelfFoldsAt: 2 });
    rig.shelve([{ op: 'create', object: box(9) }]);
    rig.shelve([{ op: 'delete', id: uuid(9), descendants: [] }]);
    rig.shelve([moveTo(1)]);
    rig.shelve([moveTo(2)]);
    expect(rig.shelf.map(told)).toStrictEqual([[box(9)], [null], [2]]);
  });

  test('another engine’s values are no newer ones of it', () => {
    const rig = Studio.with({ shelfFoldsAt: 2 });
    for (const x of [1, 2]) rig.shelve([moveTo(x)]);
    for (const x of [3, 4, 5]) rig.shelve([moveTo(x)], rig.unity);
    expect(rig.shelf.map((entry) => [entry.from, ...told(entry)])).toStrictEqual([
      ['engine:blender', 1],
      ['engine:blender', 2],
      ['engine:unity', 5],
    ]);
  });

  test('what a card asks about stays until that is answered', () => {
    const rig = Studio.with({ shelfFoldsAt: 2 });
    // A change without a step is drift, with a card.
    rig.frame(rig.blender, {
      type: 'observed',
      edit: uuid(0x700),
      applied_through: rig.state.revision,
      undo: null,
      before: [],
      operations: [moveTo(9)],
    });
    rig.sync();
    for (const x of [1, 2, 3]) rig.shelve([moveTo(x)]);
    expect(rig.shelf.map(told)).toStrictEqual([[9], [3]]);
    const [conflict = ''] = rig.state.conflicts.keys();
    rig.command({ do: 'decide', conflict, take: [], intent: uuid(70) });
    rig.sync();
    rig.shelve([moveTo(4)]);
    expect(rig.shelf.map(told)).toStrictEqual([[4]]);
    expect(rig.shelf[0]?.older).toBe(4);
  });

  test('what is on its way stays until it has come to something', () => {
    const rig = Studio.with({ shelfFoldsAt: 2 });
    rig.command({ do: 'resume', scope: 'everyone' });
    rig.command({ do: 'trust', engine: 'blender', level: 'ask' });
    for (const x of [1, 2, 3])
      rig.frame(rig.blender, {
        type: 'observed',
        edit: uuid(0x700 + x),
        applied_through: rig.state.revision,
        undo: { kind: 'step', name: 'Move' },
        before: [],
        operations: [moveTo(x)],
      });
    rig.frame(rig.blender, { type: 'bye' });
    // Denied once their engine is gone, they are kept without a card.
    const deny = (x: number): unknown => rig.command({ do: 'deny', id: uuid(0x700 + x), reason: '' });
    deny(1);
    deny(2);
    rig.sync();
    rig.command({ do: 'propose_shelved', shelf: rig.shelf[0]?.id ?? '', intent: uuid(70) });
    deny(3);
    rig.sync();
    expect(rig.shelf.map(told)).toStrictEqual([[1], [3]]);
    rig.playApply(rig.unity);
    rig.sync();
    rig.sync();
    expect(rig.shelf.map(told)).toStrictEqual([[3]]);
  });
});

test('an engine with more values on the shelf than a scene may have is disconnected, and may come back when there are fewer', () => {
  const rig = Studio.with({ maxShelvedValues: 2 });
  rig.shelve([moveTo(1)]);
  rig.shelve([moveTo(2, 2)]);
  const told = {
    type: 'observed',
    applied_through: 1,
    undo: { kind: 'step', name: 'Move' },
    before: [],
  } as const;
  rig.frame(rig.blender, { ...told, edit: uuid(0x900), operations: [rename('Crate')] });
  expect(rig.take(rig.blender, ['revoked'])).toMatchObject({
    code: 'too_much_shelved',
    message: '2 values of Blender lie on the shelf. Discard some, and connect it again.',
  });
  rig.command({ do: 'discard_shelved', shelf: rig.shelf[0]?.id ?? '' });
  rig.sync();
  const again = rig.connect(3);
  rig.frame(again, { ...told, edit: uuid(0x901), operations: [rename('Crate')] });
  expect(rig.take(again, ['revoked'])).toBeNull();
  expect(rig.take(again, ['decided'])).toMatchObject({ outcome: 'collected' });
});

test('that an object was deleted is no newer value of what it was, nor of another object’s end', () => {
  const rig = Studio.with({ shelfFoldsAt: 4 });
  const remove = (id: number): Operation => ({ op: 'delete', id: uuid(id), descendants: [] });
  const make = (name: string): Operation => ({ op: 'create', object: box(1, { name }) });
  for (const operation of [make('First'), remove(2), remove(1), remove(2), make('Second')])
    rig.shelve([operation]);
  expect(
    rig.shelf.map(({ states, older }) => [
      ...states.map(({ id, value }) => [id, value === null ? null : (value as { name: string }).name]),
      older,
    ]),
  ).toStrictEqual([
    [[uuid(1), null], undefined],
    [[uuid(2), null], 1],
    [[uuid(1), 'Second'], 1],
  ]);
});
