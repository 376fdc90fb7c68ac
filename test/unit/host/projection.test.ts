/** What the window is shown of the orchestrator. */
import { describe, expect, test } from 'vitest';
import {
  CARD_FIRST_OPERATIONS,
  CARD_WHOLE_OPERATIONS,
  CONFLICTS_SHOWN,
  SHELF_SHOWN,
  SHELF_VALUES_SHOWN,
} from '#app/control-room/index.ts';
import type { ChangeView } from '#app/control-room/index.ts';
import type { Conflict, ShelfEntry } from '#app/ledger/index.ts';
import { Projection } from '#main/host/projection.ts';
import type { Surroundings } from '#main/host/projection.ts';
import { viewWholeCard } from '#main/orchestrator/index.ts';
import { evidence, fixture } from '../../renderer/harness/fixtures.ts';
import { AGENT, box, moved, Rig, uuid } from '../orchestrator/bench-rig.ts';

function surroundings(away: ReadonlySet<string> = new Set()): Surroundings {
  const { status } = fixture('main').snapshot;
  return {
    ledger: () => status.ledger,
    shortcut: () => status.shortcut,
    runtime: status.runtime,
    simulated: false,
    projectName: () => null,
    fault: null,
    pressed: () => null,
    agents: () => [],
    isAway: ({ id }) => away.has(id),
    evidence: () => evidence(),
    attention: () => ({ quiet: null, collected: [], away: null }),
    historyWork: () => null,
    copy: null,
    factsOf: () => null,
    now: () => '2026-01-01T00:00:00.000Z',
  };
}

test('what joins a change shows in it: one slot, whose label counts them (rule 9)', () => {
  const rig = new Rig();
  const blender = rig.connect(1);
  rig.submit(1, [{ op: 'create', object: box(1) }]);
  rig.playApply(blender);
  rig.sync();
  rig.submit(2, [{ op: 'rename', id: uuid(1), name: 'Crate' }]);
  const projection = new Projection(rig.orchestrator, surroundings());
  const { revision } = rig.state;
  const seen = rig.effects.length;
  for (const [id, after] of [
    [3, [2]],
    [4, [2, 3]],
  ] as const)
    rig.submit(id, [{ op: 'set_transform', id: uuid(1), transform: moved(id) }], {
      base: { revision, after: after.map(uuid) },
    });
  for (const effect of rig.effects.slice(seen)) projection.note(effect);
  expect(projection.snapshot().changes).toMatchObject([
    { id: uuid(3), joined: [uuid(4)], label: 'move Crate (2 edits)', state: 'queued' },
  ]);
});

test('a change that was taken back for an engine’s fault keeps its number, then says under which it was tried (R23)', () => {
  const rig = new Rig();
  const blender = rig.connect(1);
  const unity = rig.connect(2, 'unity');
  const projection = new Projection(rig.orchestrator, surroundings());
  let seen = rig.effects.length;
  const change = (): ChangeView | undefined => {
    for (const effect of rig.effects.slice(seen)) projection.note(effect);
    seen = rig.effects.length;
    return projection.snapshot().changes.at(-1);
  };
  rig.submit(1, [{ op: 'create', object: box(1) }]);
  const n = rig.playApply(blender) ?? 0;
  rig.frame(unity, { type: 'failed', n, code: 'no', message: 'No.' });
  expect(change()).toMatchObject({ id: uuid(1), n, earlier: [] });
  rig.engines.set(blender, { objects: new Map() });
  for (const session of [blender, unity]) {
    const outcomes = [{ id: uuid(1), facet: 'existence', outcome: 'restored' }] as const;
    rig.frame(session, { type: 'compensated', n, outcomes });
  }
  expect(change()).toMatchObject({ id: uuid(1), n: n + 1, earlier: [n], state: 'applying' });
  const next = rig.playApply(blender) ?? 0;
  rig.sync();
  expect(change()).toMatchObject({ id: uuid(1), n: next, earlier: [n], state: 'committed' });
  expect(next).toBe(n + 1);
});

test('what the history reads after a crash completes what is shown, and takes nothing newer back', () => {
  const rig = new Rig();
  const projection = new Projection(rig.orchestrator, surroundings());
  const change = fixture('main').snapshot.changes[0] as ChangeView;
  const past = (n: number, state: ChangeView['state']): ChangeView => ({ ...change, id: uuid(n), n, state });
  projection.attachTo(rig.orchestrator, [past(23, 'committed'), past(24, 'applying')], []);
  projection.takeBatch();
  // Since then the orchestrator has said what became of 26.
  rig.submit(26, [{ op: 'create', object: box(1) }]);
  for (const effect of rig.effects) projection.note(effect);
  const own = projection.takeBatch().changes ?? [];
  expect(own.map(({ id }) => id)).toEqual([uuid(26)]);

  projection.takePast([
    past(23, 'committed'),
    past(24, 'committed'),
    past(25, 'aborted'),
    past(26, 'queued'),
  ]);
  const told = projection.takeBatch().changes ?? [];
  expect(told.map(({ n, state }) => [n, state])).toEqual([
    [24, 'committed'],
    [25, 'aborted'],
  ]);
  const shown = projection.snapshot().changes;
  expect(shown.map(({ id }) => id)).toEqual([23, 24, 25, 26].map((n) => uuid(n)));
  expect(shown.at(-1)).toEqual(own[0]);
});

test('a card says that its agent is away as long as it is, also after a restart (R29)', () => {
  const before = new Rig();
  before.submit(1, [{ op: 'create', object: box(1) }], { channel: 'ai' });
  before.sync();
  const rig = new Rig({ records: before.records });
  const away = new Set<string>();
  const projection = new Projection(rig.orchestrator, surroundings(away));
  expect(projection.snapshot().waiting).toMatchObject([{ id: uuid(1), agentGone: false }]);
  away.add(AGENT.id);
  expect(projection.takeBatch().waiting?.upserts).toMatchObject([{ id: uuid(1), agentGone: true }]);
  away.clear();
  expect(projection.takeBatch().waiting?.upserts).toMatchObject([{ id: uuid(1), agentGone: false }]);
});

/** A rig whose projection hears of everything. */
function watched(objects: number): { rig: Rig; projection: Projection; tell: () => void } {
  const rig = new Rig();
  const projection = new Projection(rig.orchestrator, surroundings());
  let seen = 0;
  const tell = (): void => {
    for (const effect of rig.effects.slice(seen)) projection.note(effect);
    seen = rig.effects.length;
  };
  const all = Array.from({ length: objects }, (_, index) => box(index + 1));
  rig.submit(
    9_000,
    all.map((object) => ({ op: 'create' as const, object })),
  );
  rig.sync();
  return { rig, projection, tell };
}

const suggest = (rig: Rig, id: number, ids: readonly number[], x = 5): void => {
  const operations = ids.map((each) => ({
    op: 'set_transform' as const,
    id: uuid(each),
    transform: moved(x),
  }));
  rig.submit(id, operations, { channel: 'ai' });
};
const many = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

describe('cards', () => {
  test('only those that a change is about are told again, with what it made of them', () => {
    const { rig, projection, tell } = watched(4);
    suggest(rig, 100, [1]);
    suggest(rig, 101, [2]);
    rig.sync();
    tell();
    const shown = projection.takeBatch().waiting?.upserts ?? [];
    expect(shown.map(({ id }) => id)).toEqual([uuid(100), uuid(101)]);
    rig.submit(1, [{ op: 'set_transform', id: uuid(3), transform: moved(1) }]);
    rig.sync();
    tell();
    expect(projection.takeBatch().waiting).toBeUndefined();
    // An agent's own: a person's would end the suggestion.
    suggest(rig, 102, [2], 7);
    rig.command({ do: 'approve', id: uuid(102), hash: rig.shownHash(102) });
    rig.sync();
    tell();
    const again = projection.takeBatch().waiting?.upserts ?? [];
    expect(again.map(({ id }) => id)).toEqual([uuid(101)]);
    expect(again[0]?.changes[0]?.before?.value).toEqual(moved(7));
    expect(again[0]?.hash).toBe(rig.shownHash(101));
    expect(again[0]?.hash).not.toBe(shown[1]?.hash);
  });

  test('one that ends is gone, and a lock above what it touches stands on it', () => {
    const { rig, projection, tell } = watched(2);
    rig.submit(1, [{ op: 'reparent', id: uuid(2), parent: uuid(1) }]);
    rig.sync();
    suggest(rig, 100, [2]);
    tell();
    expect(projection.takeBatch().waiting?.upserts).toMatchObject([{ id: uuid(100), held: null }]);
    rig.command({ do: 'lock', id: uuid(1), on: true });
    tell();
    expect(projection.takeBatch().waiting?.upserts).toMatchObject([{ held: { code: 'locked' } }]);
    rig.command({ do: 'halt', by: 'test' });
    tell();
    expect(projection.takeBatch().waiting?.upserts).toMatchObject([{ held: { code: 'halted' } }]);
    rig.command({ do: 'resume', scope: 'everyone' });
    rig.command({ do: 'deny', id: uuid(100), reason: '' });
    rig.sync();
    tell();
    expect(projection.takeBatch().waiting).toEqual({ upserts: [], removed: [uuid(100)] });
  });

  test('one about what was taken in hand before anything waited says when that is let go of', () => {
    const { rig, projection, tell } = watched(1);
    const blender = rig.connect(1);
    rig.frame(blender, { type: 'hands', objects: [uuid(1)], mode: 'grab' });
    tell();
    projection.takeBatch();
    suggest(rig, 100, [1]);
    tell();
    expect(projection.takeBatch().waiting?.upserts).toMatchObject([{ held: { code: 'in_hands' } }]);
    rig.frame(blender, { type: 'hands', objects: [], mode: '' });
    tell();
    expect(projection.takeBatch().waiting?.upserts).toMatchObject([{ held: null }]);
  });

  test('one that gives a name says who took it since, and when it is free again', () => {
    const { rig, projection, tell } = watched(2);
    rig.submit(100, [{ op: 'rename', id: uuid(1), name: 'Crate' }], { channel: 'ai' });
    tell();
    expect(projection.takeBatch().waiting?.upserts).toMatchObject([{ held: null }]);
    for (const [id, name, held] of [
      [1, 'Crate', { code: 'name_taken' }],
      [2, 'Barrel', null],
    ] as const) {
      rig.submit(id, [{ op: 'rename', id: uuid(2), name }]);
      rig.sync();
      tell();
      expect(projection.takeBatch().waiting?.upserts).toMatchObject([{ held }]);
    }
  });

  test('of many steps the first are shown, without a hash: it is read whole before it is approved (R29)', () => {
    const { rig, projection, tell } = watched(CARD_WHOLE_OPERATIONS + 1);
    suggest(rig, 100, many(CARD_WHOLE_OPERATIONS));
    suggest(rig, 101, many(CARD_WHOLE_OPERATIONS + 1));
    tell();
    const of = { operations: CARD_WHOLE_OPERATIONS + 1, objects: CARD_WHOLE_OPERATIONS + 1 };
    const [small, large] = projection.snapshot().waiting;
    expect([small?.operations.length, small?.hash]).toEqual([CARD_WHOLE_OPERATIONS, rig.shownHash(100)]);
    expect(large).toMatchObject({ hash: null, of });
    expect([large?.operations.length, large?.changes.length]).toEqual([
      CARD_FIRST_OPERATIONS,
      CARD_FIRST_OPERATIONS,
    ]);
    const whole = viewWholeCard(rig.orchestrator.core, uuid(101));
    expect([whole?.operations.length, whole?.hash]).toEqual([of.operations, rig.shownHash(101)]);
  });

  test('one look has its bound: the rest of what a change is about comes with the batches after it', () => {
    const { rig, projection, tell } = watched(CARD_WHOLE_OPERATIONS);
    const cards = 10;
    for (let card = 0; card < cards; card += 1)
      suggest(rig, 100 + card, many(CARD_WHOLE_OPERATIONS), card + 1);
    tell();
    expect(projection.snapshot().waiting).toHaveLength(cards);
    expect(projection.pending).toBe(false);
    for (const id of many(cards)) projection.lookAgain(uuid(99 + id));
    const told: string[] = [];
    let batches = 0;
    for (; projection.pending; batches += 1)
      told.push(...(projection.takeBatch().waiting?.upserts.map(({ id }) => id) ?? []));
    expect(told).toEqual(many(cards).map((id) => uuid(99 + id)));
    expect(batches).toBeGreaterThan(2);
  });
});

test('of the shelf and of conflicts only what changed is told, bounded and counted', () => {
  const { rig, projection } = watched(1);
  const { ahead } = rig.orchestrator.core;
  const entry = (index: number, asks = false): ShelfEntry => ({
    id: `shelf-${index}`,
    from: 'engine:blender',
    why: 'halted',
    states: many(SHELF_VALUES_SHOWN + 5).map((id) => ({ id: uuid(id), facet: 'name', value: 'A' })),
    truth: [],
    revision: 1,
    ...(asks ? { asks: true } : {}),
  });
  const conflict = (index: number): Conflict => ({
    id: `conflict-${index}`,
    engine: 'blender',
    shelf: '',
    why: 'drift',
    revision: 1,
    items: [{ id: uuid(1), facet: 'name', before: null, truth: 'then', engine: 'B' }],
  });
  const entries = SHELF_SHOWN + 50;
  for (const index of many(entries)) ahead.shelf.set(`shelf-${index}`, entry(index, index === 1));
  for (const index of many(CONFLICTS_SHOWN + 2)) ahead.conflicts.set(`conflict-${index}`, conflict(index));
  const snapshot = projection.snapshot();
  expect(snapshot.counts).toEqual({ conflicts: CONFLICTS_SHOWN + 2, shelf: entries, halted: entries });
  expect(snapshot.conflicts).toHaveLength(CONFLICTS_SHOWN);
  expect(snapshot.conflicts[0]?.items[0]?.truth).toBe('Box_1');
  // The newest, and the one that asks.
  expect(snapshot.shelf.map(({ id }) => id)).toEqual([
    'shelf-1',
    ...many(SHELF_SHOWN).map((index) => `shelf-${index + 50}`),
  ]);
  expect([snapshot.shelf[0], snapshot.shelf[1]].map((each) => [each?.states.length, each?.of])).toEqual([
    [SHELF_VALUES_SHOWN + 5, SHELF_VALUES_SHOWN + 5],
    [SHELF_VALUES_SHOWN, SHELF_VALUES_SHOWN + 5],
  ]);
  projection.mark('shelf', 'conflicts');
  expect(projection.takeBatch()).toMatchObject({ seq: expect.any(Number), counts: snapshot.counts });
  ahead.conflicts.delete('conflict-1');
  ahead.shelf.delete(`shelf-${entries}`);
  projection.mark('shelf', 'conflicts');
  const batch = projection.takeBatch();
  expect(batch.conflicts?.removed).toEqual(['conflict-1']);
  expect(batch.conflicts?.upserts.map(({ id }) => id)).toEqual([`conflict-${CONFLICTS_SHOWN + 1}`]);
  const shown = new Map(snapshot.shelf.map((each) => [each.id, each]));
  expect(batch.shelf?.removed).toContain(`shelf-${entries}`);
  for (const id of batch.shelf?.removed ?? []) shown.delete(id);
  for (const each of batch.shelf?.upserts ?? []) shown.set(each.id, each);
  // What comes into view comes where it belongs, behind the one that asks.
  expect([...shown.keys()]).toEqual(['shelf-1', ...many(SHELF_SHOWN).map((index) => `shelf-${index + 49}`)]);
  expect(batch.counts?.shelf).toBe(entries - 1);
});
