import { describe, expect, test } from 'vitest';
import type { Joined } from '#app/intents/index.ts';
import { INTENT_LIMITS, intentHash } from '#app/intents/index.ts';
import type { Operation } from '#app/scene/index.ts';
import { DEFAULT_CONFIG } from '#main/orchestrator/index.ts';
import { box, moved, PERSON, Rig, uuid } from './bench-rig.ts';

const WITHIN_MS = DEFAULT_CONFIG.joinWithinMs;

function withBoxes(count = 2): { rig: Rig; blender: string } {
  const rig = new Rig();
  const blender = rig.connect(1);
  for (let id = 1; id <= count; id += 1) {
    rig.submit(id, [{ op: 'create', object: box(id) }]);
    rig.playApply(blender);
    rig.sync();
  }
  return { rig, blender };
}

/** Something is under way, so that what comes next has to wait for its number. */
function occupy(rig: Rig, object = 2): void {
  rig.submit(0xf00, [{ op: 'rename', id: uuid(object), name: 'Busy' }]);
}

const setTo = (x: number, object = 1): Operation => ({
  op: 'set_transform',
  id: uuid(object),
  transform: moved(x),
});

interface Nudge {
  readonly kind?: 'step' | 'undo';
  /** What the engine says was there before, where it is not so. */
  readonly before?: ReturnType<typeof moved>;
  readonly through?: number;
}

/** The engine's artist moves a box from where it stands in that engine, and the engine tells. */
function nudge(rig: Rig, session: string, edit: number, x: number, more: Nudge = {}): void {
  const engine = rig.engines.get(session);
  const object = engine?.objects.get(uuid(1));
  if (engine === undefined || object === undefined) throw new Error('the engine has no box');
  rig.engines.set(session, {
    objects: new Map(engine.objects).set(uuid(1), { ...object, transform: moved(x) }),
  });
  tell(rig, session, edit, [setTo(x)], { before: object.transform, ...more });
}

function tell(rig: Rig, session: string, edit: number, operations: Operation[], more: Nudge = {}): void {
  rig.frame(session, {
    type: 'observed',
    edit: uuid(edit),
    applied_through: more.through ?? rig.state.revision,
    undo: { kind: more.kind ?? 'step', name: 'Move' },
    before: [{ id: uuid(1), facet: 'transform', value: more.before ?? moved(0) }],
    operations,
  });
}

function pass(rig: Rig, passMs: number): void {
  rig.nowMs += passMs;
  rig.step({ in: 'clock', nowMs: rig.nowMs });
}

const inLine = (rig: Rig): string[][] =>
  rig.orchestrator.core.queue.human.map(({ intent }) =>
    (intent.joined ?? [{ id: intent.id }]).map(({ id }) => id),
  );

/** Everything that is under way goes through, one number after the other. */
function finish(rig: Rig, ...sessions: string[]): void {
  for (let more = true; more;) {
    more = sessions.map((session) => rig.playApply(session)).some((n) => n !== null);
    if (rig.unsynced > 0) rig.sync();
  }
}

function decisions(rig: Rig, session: string): Record<string, unknown>[] {
  const heard: Record<string, unknown>[] = [];
  for (let next = rig.take(session, ['decided']); next !== null; next = rig.take(session, ['decided']))
    heard.push({ edit: next.edit, outcome: next.outcome, n: next.n });
  return heard;
}

describe('rule 9: one change a gesture', () => {
  test('nudges in an engine join what waits for a number: first before, last after, every edit answered', () => {
    const { rig, blender } = withBoxes();
    occupy(rig);
    for (const [edit, x] of [
      [11, 1],
      [12, 2],
      [13, 3],
    ] as const)
      nudge(rig, blender, edit, x);
    expect(inLine(rig)).toEqual([[uuid(11), uuid(12), uuid(13)]]);
    const revision = rig.state.revision;
    finish(rig, blender);
    const n = revision + 2;
    expect(rig.state.revision).toBe(n);
    expect(rig.state.objects.get(uuid(1))?.transform).toEqual(moved(3));
    expect(decisions(rig, blender)).toEqual(
      [11, 12, 13].map((edit) => ({ edit: uuid(edit), outcome: 'committed', n })),
    );
    const begin = rig.records.findLast((record) => record.kind === 'begin');
    expect(begin?.intent).toMatchObject({
      id: uuid(11),
      operations: [setTo(3)],
      observation: {
        edit: uuid(13),
        before: [{ id: uuid(1), facet: 'transform', value: moved(0) }],
      },
    });
    for (const edit of [11, 12, 13])
      expect(rig.statesOf(edit)).toEqual(['queued', 'applying', 'finishing', 'committed']);
  });

  test('the engine is asked about the newest of them, and its label counts them', () => {
    const { rig, blender } = withBoxes();
    const unity = rig.connect(2, 'unity');
    occupy(rig);
    nudge(rig, blender, 11, 1);
    nudge(rig, blender, 12, 2);
    rig.playApply(blender);
    rig.playApply(unity);
    expect(rig.take(blender, ['adopt'])).toMatchObject({ edit: uuid(12) });
    expect(rig.take(unity, ['apply'])).toMatchObject({ label: 'move Box_1 (2 edits)' });
  });

  test('at rest nothing waits to be joined: each leaves at once', () => {
    const { rig, blender } = withBoxes();
    nudge(rig, blender, 11, 1);
    expect(rig.take(blender, ['adopt'])).toMatchObject({ edit: uuid(11) });
  });

  test('what comes later than 600 ms after the last one stands alone; the gesture may go on for longer', () => {
    const { rig, blender } = withBoxes();
    occupy(rig);
    nudge(rig, blender, 11, 1);
    for (const [passedMs, edit, x] of [
      [WITHIN_MS, 12, 2],
      [WITHIN_MS, 13, 3],
      [WITHIN_MS + 1, 14, 4],
    ] as const) {
      pass(rig, passedMs);
      nudge(rig, blender, edit, x);
    }
    expect(inLine(rig)).toEqual([[uuid(11), uuid(12), uuid(13)], [uuid(14)]]);
  });

  test.each<[string, (rig: Rig, blender: string) => void]>([
    ['another value', (rig, blender) => tell(rig, blender, 12, [setTo(2, 2)], { before: moved(1) })],
    [
      'one value more',
      (rig, blender) => tell(rig, blender, 12, [setTo(2), visibility()], { before: moved(1) }),
    ],
    ['a name', (rig, blender) => tell(rig, blender, 12, [{ op: 'rename', id: uuid(1), name: 'Crate' }])],
    ['an undo', (rig, blender) => nudge(rig, blender, 12, 0, { kind: 'undo' })],
    [
      'somebody’s change of the same value in between',
      (rig, blender) => {
        rig.submit(20, [setTo(9)]);
        nudge(rig, blender, 12, 2);
      },
    ],
    [
      'the object’s end in between',
      (rig, blender) => {
        rig.submit(20, [{ op: 'delete', id: uuid(1), descendants: [] }]);
        nudge(rig, blender, 12, 2);
      },
    ],
    [
      'a value that it did not go out from',
      (rig, blender) => tell(rig, blender, 12, [setTo(2)], { before: moved(7) }),
    ],
    [
      'an edit of another value in between',
      (rig, blender) => {
        tell(rig, blender, 12, [visibility()]);
        nudge(rig, blender, 13, 2);
      },
    ],
  ])('is not joined by %s', (_what, then) => {
    const { rig, blender } = withBoxes();
    occupy(rig);
    nudge(rig, blender, 11, 1);
    then(rig, blender);
    expect(inLine(rig)[0]).toEqual([uuid(11)]);
    expect(inLine(rig).every((ids) => ids.length === 1)).toBe(true);
    expect(inLine(rig).length).toBeGreaterThan(1);
  });

  test.each<[string, Operation, Operation]>([
    [
      'a visibility',
      visibility(),
      { op: 'set_visibility', id: uuid(1), visibility: { viewport: false, render: false } },
    ],
    [
      'a property',
      { op: 'set_property', id: uuid(1), key: 'mass', value: 1 },
      { op: 'set_property', id: uuid(1), key: 'mass', value: 2 },
    ],
  ])('%s that is set again joins as a place does', (_what, first, then) => {
    const { rig, blender } = withBoxes();
    occupy(rig);
    const { revision } = rig.state;
    rig.submit(11, [first]);
    rig.submit(12, [then], { base: { revision, after: [uuid(11)] } });
    expect(inLine(rig)).toEqual([[uuid(11), uuid(12)]]);
    while (rig.playApply(blender) !== null) rig.sync();
    expect(rig.statesOf(12).at(-1)).toBe('committed');
    expect(rig.records.findLast(({ kind }) => kind === 'begin')).toMatchObject({
      intent: { operations: [then] },
    });
  });

  test('nor is a change of two values joined by one of a single value', () => {
    const { rig } = withBoxes();
    occupy(rig);
    const { revision } = rig.state;
    rig.submit(11, [setTo(1), visibility()]);
    rig.submit(12, [setTo(2)], { base: { revision, after: [uuid(11)] } });
    expect(inLine(rig)).toEqual([[uuid(11)], [uuid(12)]]);
  });

  test('what others do elsewhere stands in nobody’s way', () => {
    const { rig } = withBoxes(3);
    occupy(rig);
    const { revision } = rig.state;
    rig.submit(11, [setTo(1)]);
    rig.submit(20, [setTo(9, 3)], { actor: { ...PERSON, id: 'other' } });
    rig.submit(12, [setTo(2)], { base: { revision, after: [uuid(11)] } });
    expect(inLine(rig)).toEqual([[uuid(11), uuid(12)], [uuid(20)]]);
  });

  test('nor where the object of a value that it never had ends in between', () => {
    const { rig } = withBoxes();
    occupy(rig);
    const { revision } = rig.state;
    const weigh = (value: number): Operation => ({ op: 'set_property', id: uuid(1), key: 'mass', value });
    rig.submit(11, [weigh(1)]);
    rig.submit(20, [{ op: 'delete', id: uuid(1), descendants: [] }], { actor: { ...PERSON, id: 'other' } });
    rig.submit(12, [weigh(2)], { base: { revision, after: [uuid(11)] } });
    expect(inLine(rig)).toEqual([[uuid(11)], [uuid(20)], [uuid(12)]]);
  });

  test('nor is what was told on a connection that is over joined on another one', () => {
    const { rig, blender } = withBoxes();
    const unity = rig.connect(2, 'unity');
    rig.frame(unity, { type: 'hands', objects: [uuid(1)], mode: 'edit' });
    nudge(rig, blender, 11, 1);
    rig.command({ do: 'revoke_session', session: blender });
    const again = rig.connect(3, 'blender', [...rig.state.objects.values()]);
    nudge(rig, again, 12, 2, { before: moved(1) });
    expect(inLine(rig)).toEqual([[uuid(11)], [uuid(12)]]);
  });

  test('names do not join: each is meant as it is', () => {
    const { rig } = withBoxes();
    occupy(rig);
    const { revision } = rig.state;
    rig.submit(11, [{ op: 'rename', id: uuid(1), name: 'Crat' }]);
    rig.submit(12, [{ op: 'rename', id: uuid(1), name: 'Crate' }], {
      base: { revision, after: [uuid(11)] },
    });
    expect(inLine(rig)).toEqual([[uuid(11)], [uuid(12)]]);
  });

  test('so many changes become one and no more', () => {
    const { rig } = withBoxes();
    occupy(rig);
    const { revision } = rig.state;
    const ids = Array.from({ length: INTENT_LIMITS.joined + 1 }, (_, index) => 0x100 + index);
    for (const id of ids)
      rig.submit(id, [setTo(id)], { base: { revision, after: [uuid(id - 1)].filter(() => id > 0x100) } });
    expect(inLine(rig).map(({ length }) => length)).toEqual([INTENT_LIMITS.joined, 1]);
  });

  test('what had a number and was taken back is not joined', () => {
    const { rig, blender } = withBoxes();
    const unity = rig.connect(2, 'unity');
    nudge(rig, blender, 11, 1);
    const n = rig.take(unity, ['apply'])?.n ?? 0;
    rig.frame(unity, { type: 'failed', n, code: 'no', message: 'No.' });
    rig.frame(blender, { type: 'busy', kind: 'short', activity: 'compiling', last_begun: n });
    rig.take(unity, ['compensate']);
    rig.frame(unity, { type: 'compensated', n, outcomes: [] });
    expect(inLine(rig)).toEqual([[uuid(11)]]);
    nudge(rig, blender, 12, 2);
    expect(inLine(rig)).toEqual([[uuid(11)], [uuid(12)]]);
  });

  test('AUTH-4: what a person approved stays as it was shown', () => {
    const { rig, blender } = withBoxes();
    rig.command({ do: 'trust', engine: 'blender', level: 'ask' });
    nudge(rig, blender, 11, 1);
    rig.command({ do: 'trust', engine: 'blender', level: 'live' });
    occupy(rig);
    rig.command({ do: 'approve', id: uuid(11), hash: rig.shownHash(11) });
    expect(inLine(rig)).toEqual([[uuid(11)]]);
    nudge(rig, blender, 12, 2);
    expect(inLine(rig)).toEqual([[uuid(11)], [uuid(12)]]);
  });

  test('what takes a change back is that alone', () => {
    const { rig, blender } = withBoxes();
    rig.submit(11, [setTo(1)]);
    rig.playApply(blender);
    rig.sync();
    const { revision } = rig.state;
    occupy(rig);
    rig.command({ do: 'take_back_change', n: revision, intent: uuid(12) });
    rig.submit(13, [setTo(2)], { base: { revision, after: [uuid(12)] } });
    expect(inLine(rig)).toEqual([[uuid(12)], [uuid(13)]]);
    finish(rig, blender);
    expect([12, 13].map((id) => rig.statesOf(id).at(-1))).toEqual(['committed', 'committed']);
  });
  test('what a person took from the shelf goes as it lay there', () => {
    const { rig, blender } = withBoxes();
    rig.frame(blender, {
      type: 'observed',
      edit: uuid(10),
      applied_through: rig.state.revision,
      undo: null,
      before: [],
      operations: [setTo(5)],
    });
    rig.sync();
    rig.playResync(blender);
    const [shelf = ''] = rig.state.shelf.keys();
    occupy(rig);
    rig.command({ do: 'propose_shelved', shelf, intent: uuid(11) });
    rig.submit(12, [setTo(2)], { base: { revision: rig.state.revision, after: [uuid(11)] } });
    expect(inLine(rig)).toEqual([[uuid(11)], [uuid(12)]]);
  });

  test('R13: what somebody else changed in between is never overwritten by way of the first edit', () => {
    const { rig, blender } = withBoxes();
    const unity = rig.connect(2, 'unity');
    occupy(rig);
    // In line before the edit; so it has its number first, and is applied over the artist's value.
    rig.submit(20, [setTo(9)]);
    nudge(rig, blender, 11, 1);
    rig.playApply(blender);
    rig.playApply(unity);
    const n = rig.playApply(blender) ?? 0;
    rig.frame(unity, { type: 'busy', kind: 'short', activity: 'compiling', last_begun: n });
    rig.playApply(unity);
    expect(inLine(rig)).toEqual([[uuid(11)]]);
    // The artist goes on from there, though the engine says that it went out from their own value.
    nudge(rig, blender, 12, 2, { before: moved(1), through: n });
    expect(inLine(rig)).toEqual([[uuid(11)], [uuid(12)]]);
    rig.frame(unity, { type: 'ready' });
    finish(rig, blender, unity);
    expect(decisions(rig, blender).map(({ edit, outcome }) => [edit, outcome])).toEqual([
      [uuid(11), 'conflicted'],
      [uuid(12), 'committed'],
    ]);
  });

  test('a person’s nudges in the control room join by the chain that they name', () => {
    const { rig, blender } = withBoxes();
    occupy(rig);
    const { revision } = rig.state;
    const after = (...ids: number[]): { base: { revision: number; after: string[] } } => ({
      base: { revision, after: ids.map(uuid) },
    });
    rig.submit(11, [setTo(1)], after(0xf00));
    rig.submit(12, [setTo(2)], after(0xf00, 11));
    rig.submit(13, [setTo(3)], after(0xf00, 11, 12));
    rig.submit(14, [setTo(4)], after(0xf00));
    expect(inLine(rig)).toEqual([[uuid(11), uuid(12), uuid(13)], [uuid(14)]]);
    // Built upon the second of them, and no value: its own number, behind theirs.
    rig.submit(15, [{ op: 'rename', id: uuid(1), name: 'Crate' }], after(12));
    rig.playApply(blender);
    rig.sync();
    const n = rig.playApply(blender);
    rig.sync();
    expect(rig.state.outcomes.get(`${PERSON.id} ${uuid(13)}`)?.n).toBe(n);
    finish(rig, blender);
    expect([11, 12, 13, 14, 15].map((id) => rig.statesOf(id).at(-1))).toEqual([
      'committed',
      'committed',
      'committed',
      'conflicted',
      'committed',
    ]);
    // What is built on one of them by name has seen it, also once it is committed.
    rig.submit(16, [setTo(6)], after(13));
    finish(rig, blender);
    expect(rig.statesOf(16).at(-1)).toBe('committed');
  });

  test('R13: a change that is stale itself takes nothing with it that is not', () => {
    const { rig, blender } = withBoxes();
    occupy(rig);
    const { revision } = rig.state;
    rig.submit(20, [setTo(7)]);
    rig.submit(11, [setTo(1)], { base: { revision, after: [] } });
    rig.submit(12, [setTo(2)], { base: { revision, after: [uuid(20), uuid(11)] } });
    expect(inLine(rig)).toEqual([[uuid(20)], [uuid(11)], [uuid(12)]]);
    finish(rig, blender);
    expect([20, 11].map((id) => rig.statesOf(id).at(-1))).toEqual(['committed', 'conflicted']);
  });

  test('R13: what the first does not build upon cannot take it down by way of the second', () => {
    const { rig } = withBoxes();
    occupy(rig);
    const { revision } = rig.state;
    rig.submit(20, [{ op: 'rename', id: uuid(1), name: 'Crate' }]);
    rig.submit(11, [setTo(1)], { base: { revision, after: [] } });
    rig.submit(12, [setTo(2)], { base: { revision, after: [uuid(20), uuid(11)] } });
    expect(inLine(rig)).toEqual([[uuid(20)], [uuid(11)], [uuid(12)]]);
  });

  test('R4: a retry of any of them is answered as of that one, in this life and in a later one', () => {
    const { rig, blender } = withBoxes();
    occupy(rig);
    const { revision } = rig.state;
    const base = (...ids: number[]): { revision: number; after: string[] } => ({
      revision,
      after: ids.map(uuid),
    });
    const handIn = (to: Rig): unknown[] => [
      answerOf(to, 11, [setTo(1)], base()),
      answerOf(to, 12, [setTo(2)], base(11)),
    ];
    handIn(rig);
    expect(handIn(rig)).toMatchObject([{ state: 'queued' }, { state: 'queued' }]);
    expect(inLine(rig)).toEqual([[uuid(11), uuid(12)]]);
    finish(rig, blender);
    const position = rig.records.length;
    const committed = [
      { ok: true, state: 'committed', position },
      { ok: true, state: 'committed', position },
    ];
    expect(handIn(rig)).toMatchObject(committed);
    const later = new Rig({ records: [...rig.records] });
    expect(handIn(later)).toMatchObject(committed);
    expect(answerOf(later, 12, [setTo(9)], base(11))).toMatchObject({ reason: { code: 'id_reused' } });
  });

  test('R4: with a number that came to nothing in a crash, each of them came to nothing', () => {
    const { rig } = withBoxes();
    occupy(rig);
    rig.submit(11, [setTo(1)]);
    rig.submit(12, [setTo(2)], { base: { revision: rig.state.revision, after: [uuid(11)] } });
    const [blender] = rig.engines.keys();
    rig.playApply(blender as string);
    rig.sync();
    const later = new Rig({ records: [...rig.records] });
    for (const id of [11, 12])
      expect(later.state.outcomes.get(`${PERSON.id} ${uuid(id)}`)).toMatchObject({ state: 'aborted' });
  });

  test('what comes to nothing is one thing on the shelf, as it was last, and every edit hears of it', () => {
    const { rig, blender } = withBoxes();
    occupy(rig);
    nudge(rig, blender, 11, 1);
    nudge(rig, blender, 12, 2);
    rig.submit(20, [{ op: 'delete', id: uuid(1), descendants: [] }], { channel: 'override' });
    finish(rig, blender);
    expect(decisions(rig, blender)).toEqual(
      expect.arrayContaining([11, 12].map((edit) => ({ edit: uuid(edit), outcome: 'conflicted', n: null }))),
    );
    const [conflict] = [...rig.state.conflicts.values()];
    expect(conflict?.items).toMatchObject([
      { facet: 'transform', engine: moved(2), before: { value: moved(0) } },
    ]);
    expect(rig.state.shelf.size).toBe(1);
  });

  test('AUTH-2: what joins takes agents’ changes out of the way that came since the first', () => {
    const { rig, blender } = withBoxes();
    occupy(rig);
    nudge(rig, blender, 11, 1);
    rig.submit(30, [{ op: 'rename', id: uuid(1), name: 'Agent' }], { channel: 'ai' });
    nudge(rig, blender, 12, 2);
    expect(rig.statesOf(30).at(-1)).toBe('superseded');
  });

  test('rule 8: a hold collects them as one, and lets them in again as one', () => {
    const { rig, blender } = withBoxes();
    occupy(rig);
    nudge(rig, blender, 11, 1);
    nudge(rig, blender, 12, 2);
    pass(rig, 200);
    rig.command({ do: 'halt', by: 'person' });
    expect(decisions(rig, blender).map(({ edit, outcome }) => [edit, outcome])).toEqual([
      [uuid(11), 'collected'],
      [uuid(12), 'collected'],
    ]);
    rig.take(blender, ['apply']);
    const n = rig.take(blender, ['compensate'])?.n ?? 0;
    rig.frame(blender, { type: 'compensated', n, outcomes: [] });
    // Let in at once with them, it was told too long after them to be one with them.
    pass(rig, WITHIN_MS - 100);
    nudge(rig, blender, 13, 3);
    rig.command({ do: 'resume', scope: 'everyone' });
    const first = rig.take(blender, ['adopt']);
    expect(first).toMatchObject({ edit: uuid(12) });
    expect(inLine(rig)).toEqual([[uuid(13)]]);
    rig.frame(blender, { type: 'failed', n: first?.n ?? 0, code: 'moved_on', message: '' });
    finish(rig, blender);
    const heard = decisions(rig, blender).filter(({ outcome }) => outcome === 'committed');
    expect(heard.map(({ edit, n: number }) => [edit, number])).toEqual([
      [uuid(11), first?.n],
      [uuid(12), first?.n],
      [uuid(13), (first?.n ?? 0) + 1],
    ]);
  });

  test('R20: an edit of it that is repeated on a new connection is answered like the others', () => {
    const { rig, blender } = withBoxes();
    rig.frame(blender, { type: 'hands', objects: [], mode: '' });
    occupy(rig);
    nudge(rig, blender, 11, 1);
    nudge(rig, blender, 12, 2);
    rig.lose(blender);
    const again = rig.resume(blender, 7);
    expect(decisions(rig, again).map(({ edit, outcome }) => [edit, outcome])).toEqual([
      [uuid(11), 'waiting'],
      [uuid(12), 'waiting'],
    ]);
  });

  test('R13: what builds upon any of them waits for them, and has seen them as soon as they have a number', () => {
    const { rig, blender } = withBoxes();
    const unity = rig.connect(2, 'unity');
    const { revision } = rig.state;
    const on = (...ids: number[]): { base: { revision: number; after: string[] } } => ({
      base: { revision, after: ids.map(uuid) },
    });
    rig.frame(unity, { type: 'hands', objects: [uuid(1)], mode: 'edit' });
    rig.submit(11, [setTo(1)], on(2));
    rig.submit(12, [setTo(2)], on(11));
    // Of another object, which is in nobody's hands.
    rig.submit(13, [{ op: 'rename', id: uuid(2), name: 'Barrel' }], on(12));
    expect(inLine(rig)).toEqual([[uuid(11), uuid(12)], [uuid(13)]]);
    expect(rig.orchestrator.core.queue.human[0]?.intent.base.after).toEqual([uuid(2)]);
    rig.frame(unity, { type: 'hands', objects: [], mode: '' });
    expect(inLine(rig)).toEqual([[uuid(13)]]);
    rig.submit(14, [setTo(4)], on(12));
    rig.submit(15, [setTo(5)], on(13));
    expect([14, 15].map((id) => rig.statesOf(id).at(-1))).toEqual(['queued', 'conflicted']);
    finish(rig, blender, unity);
    expect([11, 12, 13, 14].map((id) => rig.statesOf(id).at(-1))).toEqual(Array(4).fill('committed'));
  });

  test('R29: laid before a person as one, they are one in a later life too', () => {
    const { rig, blender } = withBoxes();
    occupy(rig);
    nudge(rig, blender, 11, 1);
    nudge(rig, blender, 12, 2);
    rig.command({ do: 'trust', engine: 'blender', level: 'ask' });
    rig.command({ do: 'halt', by: 'person' });
    rig.command({ do: 'resume', scope: 'everyone' });
    rig.sync();
    const waiting = decisions(rig, blender).filter(({ outcome }) => outcome === 'waiting');
    expect(waiting.map(({ edit }) => edit)).toEqual([uuid(11), uuid(12)]);
    const later = new Rig({ records: [...rig.records] });
    later.engines.set(blender, rig.engines.get(blender) ?? { objects: new Map() });
    const again = later.resume(blender, 7);
    expect(decisions(later, again).map(({ edit, outcome }) => [edit, outcome])).toEqual([
      [uuid(11), 'waiting'],
      [uuid(12), 'waiting'],
    ]);
    const told = later.orchestrator.core.active;
    expect([11, 12].map((id) => told.get(`engine:blender ${uuid(id)}`)?.state)).toEqual(
      Array(2).fill('awaiting_approval'),
    );
  });

  test('every one of them keeps the hash of what it was handed in with', () => {
    const { rig } = withBoxes();
    occupy(rig);
    const { revision } = rig.state;
    rig.submit(11, [setTo(1)]);
    const alone = rig.orchestrator.core.queue.human.at(-1)?.intent;
    rig.submit(12, [setTo(2)], { base: { revision, after: [uuid(11)] } });
    const joined = rig.orchestrator.core.queue.human.at(-1)?.intent.joined as readonly Joined[];
    expect(alone === undefined ? '' : intentHash(alone)).toBe(joined[0]?.hash);
    expect(new Set(joined.map(({ hash }) => hash)).size).toBe(2);
  });
});

function visibility(): Operation {
  return { op: 'set_visibility', id: uuid(1), visibility: { viewport: true, render: false } };
}

function answerOf(
  rig: Rig,
  id: number,
  operations: Operation[],
  base: { revision: number; after: string[] },
): unknown {
  const effects = rig.submit(id, operations, { base });
  return effects.find((effect) => effect.fx === 'reply')?.answer;
}

test('ORD-4: what has not seen a change that is tried again does not come to have seen it by what joins it', () => {
  const { rig } = withBoxes();
  const unity = rig.connect(2, 'unity', [box(1), box(2)]);
  const { revision } = rig.state;
  rig.submit(10, [setTo(1)]);
  const n = rig.take(unity, ['apply'])?.n ?? 0;
  rig.frame(unity, { type: 'failed', n, code: 'cannot', message: 'It cannot.' });
  rig.submit(11, [setTo(2)]);
  rig.submit(12, [setTo(3)], { base: { revision, after: [uuid(10), uuid(11)] } });
  expect(inLine(rig)).toEqual([[uuid(11)], [uuid(12)]]);
});
