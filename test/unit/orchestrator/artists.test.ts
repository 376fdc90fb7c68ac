/** What artists may rely on: what asks them, what does not, and what is shown to them (rules 2, 7, 8 and 9). */
import { describe, expect, test } from 'vitest';
import { INTENT_LIMITS } from '#app/intents/index.ts';
import type { Operation } from '#app/scene/index.ts';
import { viewHalt, viewSessions } from '#main/orchestrator/index.ts';
import { box, moved, Rig, uuid } from './bench-rig.ts';

const MANY = 30;
const IDS = Array.from({ length: MANY }, (_, index) => index + 1);

/** Blender, in step, with thirty boxes. */
function withBoxes(): { rig: Rig; blender: string } {
  const rig = new Rig();
  const blender = rig.connect(1);
  rig.submit(
    900,
    IDS.map((id) => ({ op: 'create', object: box(id) })),
  );
  rig.playApply(blender);
  rig.sync();
  return { rig, blender };
}

function viewOf(rig: Rig, session: string) {
  return viewSessions(rig.orchestrator.core, () => null).find((each) => each.session === session);
}

describe('rule 9: what asks', () => {
  test('selecting everything and moving it does not', () => {
    const { rig, blender } = withBoxes();
    const after = IDS.map((id) => box(id, { transform: moved(4) }));
    rig.engines.set(blender, { objects: new Map(after.map((each) => [each.id, each])) });
    rig.frame(blender, {
      type: 'observed',
      edit: uuid(901),
      applied_through: rig.state.revision,
      undo: { kind: 'step', name: 'Move' },
      before: [],
      operations: IDS.map((id) => ({ op: 'set_transform', id: uuid(id), transform: moved(4) })),
    });
    rig.playApply(blender);
    rig.sync();
    expect(rig.take(blender, ['decided'])).toMatchObject({ outcome: 'committed' });
  });

  test.each([
    [24, 'queued'],
    [25, 'awaiting_approval'],
  ])('deleting %i objects: %s', (count, state) => {
    const { rig, blender } = withBoxes();
    const gone = IDS.slice(0, count);
    rig.frame(blender, {
      type: 'observed',
      edit: uuid(901),
      applied_through: rig.state.revision,
      undo: { kind: 'step', name: 'Delete' },
      before: [],
      operations: gone.map((id) => ({ op: 'delete', id: uuid(id), descendants: [] })),
    });
    expect(rig.statesOf(901)[0]).toBe(state);
  });

  /** Blender's artist has deleted all boxes, which waits for a click. */
  function withoutBoxes(): { rig: Rig; blender: string } {
    const { rig, blender } = withBoxes();
    rig.frame(blender, {
      type: 'observed',
      edit: uuid(901),
      applied_through: rig.state.revision,
      undo: { kind: 'step', name: 'Delete' },
      before: [],
      operations: IDS.map((id) => ({ op: 'delete', id: uuid(id), descendants: [] })),
    });
    rig.sync();
    return { rig, blender };
  }

  /** An undo in Blender that brings these back. */
  function undo(rig: Rig, blender: string, ids: readonly number[]): void {
    rig.frame(blender, {
      type: 'observed',
      edit: uuid(902),
      applied_through: rig.state.revision,
      undo: { kind: 'undo', name: 'Delete' },
      before: [],
      operations: ids.map((id) => ({ op: 'create', object: box(id) })),
    });
    rig.sync();
  }

  test('no longer once the artist has undone it in the engine: nothing differs, and it is on the shelf', () => {
    const { rig, blender } = withoutBoxes();
    const { revision } = rig.state;
    expect(rig.orchestrator.core.proposals.size).toBe(1);
    undo(rig, blender, IDS);
    expect(rig.statesOf(901).at(-1)).toBe('denied');
    expect(rig.take(blender, ['decided'])).toMatchObject({ edit: uuid(901), outcome: 'waiting' });
    expect(rig.take(blender, ['decided'])).toMatchObject({ edit: uuid(901), code: 'undone' });
    expect(rig.take(blender, ['decided'])).toMatchObject({ edit: uuid(902), outcome: 'committed' });
    const { core } = rig.orchestrator;
    expect([core.proposals.size, core.ahead.conflicts.size]).toEqual([0, 0]);
    expect([...core.ahead.shelf.values()]).toMatchObject([{ from: 'engine:blender', why: 'taken_back' }]);
    expect(rig.take(blender, ['patch'])).toBeNull();
    expect(rig.state.revision).toBe(revision);
  });

  test('no longer of what they made and unmade there: nobody shared it, so it has no number', () => {
    const { rig, blender } = withBoxes();
    rig.command({ do: 'trust', engine: 'blender', level: 'ask' });
    const tell = (edit: number, kind: 'step' | 'undo', operation: Operation): void => {
      rig.frame(blender, {
        type: 'observed',
        edit: uuid(edit),
        applied_through: rig.state.revision,
        undo: { kind, name: 'Add' },
        before: [],
        operations: [operation],
      });
      rig.sync();
    };
    tell(901, 'step', { op: 'create', object: box(700) });
    tell(902, 'undo', { op: 'delete', id: uuid(700), descendants: [] });
    const words = [901, 901, 902].map(() => rig.take(blender, ['decided']));
    expect(words.at(-1)).toMatchObject({ edit: uuid(902), outcome: 'rejected', n: null, code: 'undone' });
    expect(rig.statesOf(901).at(-1)).toBe('denied');
  });

  test('still where the undo brings back only a part', () => {
    const { rig, blender } = withoutBoxes();
    undo(rig, blender, IDS.slice(1));
    expect(rig.orchestrator.core.proposals.size).toBe(1);
  });

  test('no longer of a move that asks and that is undone: it is no change of its own either', () => {
    const { rig, blender } = withBoxes();
    rig.command({ do: 'trust', engine: 'blender', level: 'ask' });
    const move = (edit: number, kind: 'step' | 'undo', x: number): void => {
      rig.frame(blender, {
        type: 'observed',
        edit: uuid(edit),
        applied_through: rig.state.revision,
        undo: { kind, name: 'Move' },
        before: [],
        operations: [{ op: 'set_transform', id: uuid(1), transform: moved(x) }],
      });
      rig.sync();
    };
    move(901, 'step', 4);
    expect(rig.statesOf(901)).toEqual(['awaiting_approval']);
    move(902, 'undo', 0);
    expect(rig.statesOf(901).at(-1)).toBe('denied');
    expect(rig.statesOf(902)).toEqual([]);
    expect(rig.orchestrator.core.proposals.size).toBe(0);
  });
});

describe('rule 2: a comparison', () => {
  /** Blender comes back with so many boxes moved while nobody listened. */
  function backWith(rig: Rig, blender: string, count: number): string {
    const objects = IDS.map((id) => box(id, id <= count ? { transform: moved(9) } : {}));
    rig.lose(blender);
    rig.engines.set(blender, { objects: new Map(objects.map((each) => [each.id, each])) });
    const resumed = rig.resume(blender, 2);
    rig.playResync(resumed);
    return resumed;
  }

  test('sets a handful back by itself, once it is on the shelf, and asks about it', () => {
    const { rig, blender } = withBoxes();
    const resumed = backWith(rig, blender, 5);
    expect(viewOf(rig, resumed)?.state).toBe('live');
    expect([...rig.state.conflicts.values()]).toMatchObject([{ items: { length: 5 } }]);
    expect(rig.engines.get(resumed)?.objects.get(uuid(1))).toEqual(box(1));
  });

  test('of more it says how many, and touches nothing before a person has agreed', () => {
    const { rig, blender } = withBoxes();
    const resumed = backWith(rig, blender, 6);
    expect(viewOf(rig, resumed)).toMatchObject({
      state: 'comparing',
      preview: {
        objects: 6,
        missing: 0,
        extra: 0,
        differing: { transform: 6, name: 0, parent: 0, visibility: 0, properties: 0 },
        kept: 6,
      },
      onlyThere: { differing: 6 },
    });
    expect(rig.engines.get(resumed)?.objects.get(uuid(1))?.transform).toEqual(moved(9));
    rig.command({ do: 'refresh_engine', session: resumed, kept: 6 });
    rig.sync();
    rig.playResync(resumed);
    expect(viewOf(rig, resumed)).toMatchObject({ state: 'live', preview: null, onlyThere: { differing: 0 } });
    expect(rig.engines.get(resumed)?.objects.get(uuid(1))).toEqual(box(1));
  });

  test('counts objects and not values, each by what of it differs, what is missing, and what only it has still', () => {
    const { rig, blender } = withBoxes();
    rig.lose(blender);
    rig.submit(901, [{ op: 'delete', id: uuid(30), descendants: [] }]);
    rig.sync();
    const objects = IDS.filter((id) => id !== 29).map((id) =>
      box(id, id <= 6 ? { name: `Mine_${id}`, transform: moved(9), properties: { a: 1, b: 2 } } : {}),
    );
    rig.engines.set(blender, { objects: new Map(objects.map((each) => [each.id, each])) });
    const resumed = rig.resume(blender, 2, 1);
    rig.playResync(resumed);
    expect(viewOf(rig, resumed)?.preview).toEqual({
      objects: 8,
      missing: 1,
      extra: 1,
      differing: { transform: 6, name: 6, parent: 0, visibility: 0, properties: 6 },
      kept: 6,
    });
  });

  test('a handful of objects is one, however many of their values differ', () => {
    const { rig, blender } = withBoxes();
    rig.lose(blender);
    const objects = IDS.map((id) =>
      box(id, id <= 5 ? { name: `Mine_${id}`, transform: moved(9), properties: { a: 1 } } : {}),
    );
    rig.engines.set(blender, { objects: new Map(objects.map((each) => [each.id, each])) });
    const resumed = rig.resume(blender, 2);
    rig.playResync(resumed);
    expect(viewOf(rig, resumed)?.state).toBe('live');
  });

  test.each(['a file that is linked', 'a live engine that is refreshed'])(
    '%s with much of its own is shown before it is set',
    (which) => {
      const { rig, blender } = withBoxes();
      const mine = IDS.map((id) => box(id, id <= 6 ? { transform: moved(9) } : {}));
      let session = blender;
      if (which === 'a file that is linked') session = rig.connect(3, 'unity', mine);
      else {
        rig.engines.set(blender, { objects: new Map(mine.map((each) => [each.id, each])) });
        rig.command({ do: 'refresh_engine', session: blender });
        rig.playResync(blender);
      }
      expect(viewOf(rig, session)?.preview).toMatchObject({ objects: 6, kept: 6 });
      expect(rig.engines.get(session)?.objects.get(uuid(1))?.transform).toEqual(moved(9));
    },
  );
});

test('rule 8: what is edited during a halt is shown with the halt, folded by object', () => {
  const { rig, blender } = withBoxes();
  rig.command({ do: 'halt', by: 'click' });
  const edits: Operation[][] = [
    [{ op: 'set_transform', id: uuid(1), transform: moved(4) }],
    [{ op: 'create', object: box(70) }],
    [
      { op: 'set_transform', id: uuid(1), transform: moved(5) },
      { op: 'set_property', id: uuid(1), key: 'mass', value: 2 },
      { op: 'rename', id: uuid(70), name: 'Lid' },
    ],
    [{ op: 'delete', id: uuid(2), descendants: [] }],
  ];
  for (const [index, operations] of edits.entries())
    rig.frame(blender, {
      type: 'observed',
      edit: uuid(901 + index),
      applied_through: rig.state.revision,
      undo: { kind: 'step', name: 'Move' },
      before: [],
      operations,
    });
  expect(viewHalt(rig.orchestrator.core)).toMatchObject({
    collected: [
      {
        engine: 'blender',
        edits: 4,
        objects: 3,
        first: [
          { id: uuid(1), name: 'Box_1', what: 'changed', facets: ['transform', 'property:mass'] },
          { id: uuid(70), name: 'Lid', what: 'created', facets: [] },
          { id: uuid(2), name: 'Box_2', what: 'deleted', facets: [] },
        ],
      },
    ],
  });
});

test('rule 7: nobody waits for an engine that renders; it falls behind by a count, with its breaker closed', () => {
  const { rig, blender } = withBoxes();
  rig.frame(blender, { type: 'busy', kind: 'parked', activity: 'rendering', last_begun: null });
  rig.submit(901, [{ op: 'rename', id: uuid(1), name: 'Crate' }]);
  rig.sync();
  expect(rig.statesOf(901).at(-1)).toBe('committed');
  expect(viewOf(rig, blender)).toMatchObject({ state: 'parked', behind: 1, breaker: 'closed' });
  rig.frame(blender, { type: 'ready' });
  rig.playResync(blender);
  expect(viewOf(rig, blender)).toMatchObject({ state: 'live', behind: 0 });
  expect(rig.engines.get(blender)?.objects.get(uuid(1))?.name).toBe('Crate');
});

test('rule 7: what a drag that outlasted everybody’s patience comes to is its artist’s change like any other', () => {
  const { rig, blender } = withBoxes();
  const { core } = rig.orchestrator;
  rig.frame(blender, { type: 'busy', kind: 'short', activity: 'modal operator', last_begun: null });
  for (let passed = 0; passed < core.config.busyLimitMs + 1_000; passed += 500) {
    rig.tick(500);
    const ping = rig.take(blender, ['ping']);
    if (ping !== null) rig.frame(blender, { type: 'pong', ping: ping.ping, main_thread_age_ms: 1 });
  }
  expect(viewOf(rig, blender)).toMatchObject({ state: 'parked' });
  rig.submit(901, [
    { op: 'rename', id: uuid(1), name: 'Crate' },
    { op: 'set_transform', id: uuid(2), transform: moved(5) },
  ]);
  rig.sync();
  const [before1, before2] = [box(1).transform, box(2).transform];
  const engine = new Map(rig.engines.get(blender)?.objects);
  for (const id of [1, 2]) engine.set(uuid(id), box(id, { transform: moved(9) }));
  rig.engines.set(blender, { objects: engine });
  rig.frame(blender, {
    type: 'observed',
    edit: uuid(50),
    applied_through: rig.state.revision - 1,
    undo: { kind: 'step', name: 'Move' },
    before: [
      { id: uuid(1), facet: 'transform', value: before1 },
      { id: uuid(2), facet: 'transform', value: before2 },
    ],
    operations: [1, 2].map((id) => ({ op: 'set_transform', id: uuid(id), transform: moved(9) })),
  });
  expect(rig.take(blender, ['decided'])).toMatchObject({
    edit: uuid(50),
    outcome: 'collected',
    code: 'parked',
  });
  rig.frame(blender, { type: 'ready' });
  rig.playResync(blender);
  rig.playApply(blender);
  rig.sync();
  rig.playResync(blender);
  // The name that came from elsewhere is there as well, and only the value that both set asks.
  expect(rig.state.objects.get(uuid(1))).toEqual(box(1, { name: 'Crate', transform: moved(9) }));
  expect(rig.state.objects.get(uuid(2))?.transform).toEqual(moved(5));
  expect([...core.ahead.conflicts.values()]).toMatchObject([
    { why: 'edited_both', items: [{ id: uuid(2), engine: moved(9), truth: moved(5) }] },
  ]);
  expect(rig.engines.get(blender)?.objects.get(uuid(1))).toEqual(
    box(1, { name: 'Crate', transform: moved(9) }),
  );
  expect(viewOf(rig, blender)).toMatchObject({ state: 'live', behind: 0 });
});

describe('rule 1: what an artist does while their engine is set aside for a fault', () => {
  function move(rig: Rig, blender: string, edit: number, id: number, x: number): void {
    const before = rig.engines.get(blender)?.objects.get(uuid(id));
    const objects = new Map(rig.engines.get(blender)?.objects);
    objects.set(uuid(id), box(id, { transform: moved(x) }));
    rig.engines.set(blender, { objects });
    rig.frame(blender, {
      type: 'observed',
      edit: uuid(edit),
      applied_through: rig.state.revision - 1,
      undo: { kind: 'step', name: 'Move' },
      before: [{ id: uuid(id), facet: 'transform', value: before?.transform ?? null }],
      operations: [{ op: 'set_transform', id: uuid(id), transform: moved(x) }],
    });
  }

  test('waits, is admitted once it is in step again, and asks only where both sides set the same', () => {
    const { rig, blender } = withBoxes();
    const { core } = rig.orchestrator;
    rig.submit(901, [
      { op: 'rename', id: uuid(1), name: 'Crate' },
      { op: 'set_transform', id: uuid(2), transform: moved(5) },
    ]);
    const asked = rig.take(blender, ['apply']);
    rig.frame(blender, { type: 'failed', n: asked?.n ?? 0, code: 'refused', message: 'It could not.' });
    rig.frame(blender, { type: 'compensated', n: asked?.n ?? 0, outcomes: [] });
    rig.sync();
    expect(rig.statesOf(901).at(-1)).toBe('committed');
    expect(viewOf(rig, blender)).toMatchObject({ state: 'in_doubt', breaker: 'open' });
    move(rig, blender, 50, 1, 9);
    move(rig, blender, 51, 2, 9);
    for (const edit of [50, 51])
      expect(rig.take(blender, ['decided'])).toMatchObject({
        edit: uuid(edit),
        outcome: 'collected',
        code: 'out_of_step',
      });
    rig.sync();
    expect(rig.state.revision).toBe(core.durable.revision);
    expect(rig.state.objects.get(uuid(1))?.transform).toEqual(box(1).transform);
    rig.tick(core.config.breakerRetryMs);
    rig.playResync(blender);
    rig.playApply(blender);
    rig.sync();
    rig.playResync(blender);
    const crate = box(1, { name: 'Crate', transform: moved(9) });
    expect(rig.state.objects.get(uuid(1))).toEqual(crate);
    expect(rig.engines.get(blender)?.objects.get(uuid(1))).toEqual(crate);
    expect(rig.state.objects.get(uuid(2))?.transform).toEqual(moved(5));
    expect([...core.ahead.conflicts.values()]).toMatchObject([
      { why: 'edited_both', items: [{ id: uuid(2), engine: moved(9), truth: moved(5) }] },
    ]);
    expect(viewOf(rig, blender)).toMatchObject({ state: 'live', breaker: 'closed', behind: 0 });
  });

  test('is found by the comparison where it crossed one that came to nothing: its adapter forgets it with the answer', () => {
    const { rig, blender } = withBoxes();
    const { core } = rig.orchestrator;
    rig.submit(901, [{ op: 'rename', id: uuid(1), name: 'Crate' }]);
    const n = rig.take(blender, ['apply'])?.n ?? 0;
    rig.frame(blender, { type: 'failed', n, code: 'refused', message: 'It could not.' });
    rig.frame(blender, { type: 'compensated', n, outcomes: [] });
    rig.tick(core.config.breakerRetryMs);
    const asked = rig.take(blender, ['take_inventory']);
    rig.wait(core.config.resyncTimeoutMs);
    expect(viewOf(rig, blender)).toMatchObject({ state: 'in_doubt', breaker: 'open' });
    move(rig, blender, 50, 2, 9);
    expect(rig.take(blender, ['decided'])).toMatchObject({ outcome: 'rejected', code: 'not_live' });
    const request = asked?.request ?? 0;
    rig.frame(blender, { type: 'inventory', request, last: true, objects: [], unmanaged: 0 });
    move(rig, blender, 51, 3, 9);
    expect(rig.take(blender, ['decided'])).toMatchObject({ outcome: 'collected', code: 'out_of_step' });
  });

  test('is drift where nobody did it, and found by the comparison', () => {
    const { rig, blender } = withBoxes();
    rig.submit(901, [{ op: 'rename', id: uuid(1), name: 'Crate' }]);
    const asked = rig.take(blender, ['apply']);
    rig.frame(blender, { type: 'failed', n: asked?.n ?? 0, code: 'refused', message: 'It could not.' });
    rig.frame(blender, {
      type: 'observed',
      edit: uuid(50),
      applied_through: rig.state.revision,
      undo: null,
      before: [],
      operations: [{ op: 'set_transform', id: uuid(2), transform: moved(9) }],
    });
    expect(rig.take(blender, ['decided'])).toMatchObject({ outcome: 'rejected', code: 'not_live' });
  });
});

test('what was refused as more than a change may hold goes from the shelf by pieces, each as large as one may be', () => {
  const { rig, blender } = withBoxes();
  const made = Array.from({ length: INTENT_LIMITS.operations + 1 }, (_, index) => box(1_000 + index));
  rig.frame(blender, {
    type: 'observed',
    edit: uuid(50),
    applied_through: rig.state.revision,
    undo: { kind: 'step', name: 'Paste' },
    before: [],
    operations: made.map((object) => ({ op: 'create', object })),
  });
  rig.sync();
  const { core } = rig.orchestrator;
  const [entry] = core.ahead.shelf.values();
  expect(entry).toMatchObject({ why: 'refused', reason: { code: 'too_large' } });
  const effects = rig.command({ do: 'propose_shelved', shelf: entry?.id ?? '', intent: uuid(902) });
  expect(effects.find(({ fx }) => fx === 'reply')).toMatchObject({
    answer: { ok: true, taken: { taken: made.length, of: made.length } },
  });
  const pieces = core.shelfTakings.get(entry?.id ?? '')?.taking.pieces ?? [];
  expect(pieces.flat()).toHaveLength(made.length);
  expect(pieces.length).toBeGreaterThan(1);
  expect(core.ahead.shelf.size).toBe(1);
});
