/** What an engine holds from longer ago than the state remembers is judged by what the history says of it (R8, R21, R22). */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DURABLE_LIMITS } from '#app/ledger/index.ts';
import type { LedgerRecord } from '#app/ledger/index.ts';
import type { Operation, SceneObject } from '#app/scene/index.ts';
import type { Effect, Input } from '#main/orchestrator/index.ts';
import { box, moved, PERSON, Rig, uuid } from './bench-rig.ts';

const PROJECT = uuid(2);
const SCENE = uuid(3);
const SESSION = uuid(0xe01);
const COUNT = DURABLE_LIMITS.overwritten + 3;

/** Version 1: three boxes. Then one moves, and one is deleted; all of it longer ago than is remembered. */
const THEN = [1, 2, 3].map((id) => box(id));
let records: LedgerRecord[];
beforeAll(() => {
  records = [
    { kind: 'genesis', ledger: uuid(1), project: { id: PROJECT, name: 'Old' }, format: 1 },
    { kind: 'bind', engine: 'blender', scene: SCENE, by: PERSON.id },
    { kind: 'lease', lo: 1, hi: COUNT },
  ];
  for (let n = 1; n <= COUNT; n += 1) {
    const operations: Operation[] =
      n === 1
        ? THEN.map((object) => ({ op: 'create', object }))
        : n === 2
          ? [
              { op: 'set_transform', id: uuid(1), transform: moved(5) },
              { op: 'delete', id: uuid(2), descendants: [] },
            ]
          : n === 3
            ? [{ op: 'rename', id: uuid(3), name: 'Lid' }]
            : [];
    const intent = {
      id: uuid(100_000 + n),
      actor: PERSON,
      authority: 'human',
      base: { revision: 0, after: [] },
      reason: '',
      task: null,
      operations,
      class: 'structural',
      observation: null,
      force: false,
    } as const;
    records.push({ kind: 'begin', n, intent, participants: [] });
    records.push({ kind: 'commit', n, participants: [], stale: [] });
  }
});

let rig: Rig;
beforeEach(() => {
  rig = new Rig({ records: [...records] });
});

type Asked = Extract<Effect, { fx: 'look_up_held' }>;
const asked = (): Asked[] =>
  rig.effects.splice(0).filter((effect): effect is Asked => effect.fx === 'look_up_held');
const session = () => rig.orchestrator.core.sessions.get(SESSION);
const held = () => [...(rig.engines.get(SESSION)?.objects.values() ?? [])];

/** A file that was saved at version 1 opens, and is compared as far as it goes. */
function open(holds: readonly SceneObject[], savedRevision: number | null = 1): void {
  rig.engines.set(SESSION, { objects: new Map(holds.map((object) => [object.id, object])) });
  rig.step({ in: 'connected', session: SESSION, resumes: null, token: '2'.repeat(64) });
  rig.frame(SESSION, {
    type: 'hello',
    adapter: { name: 'test', version: '1' },
    engine: { kind: 'blender', version: '1' },
    scene: { project: PROJECT, scene: SCENE, saved_revision: savedRevision, title: 'a', unsaved: false },
    applied_through: null,
    receipt: null,
    masked: [],
  });
  rig.playResync(SESSION);
}

/** The history answers what was asked last. */
function answer(more: Partial<Extract<Input, { in: 'looked_up' }>> = {}): void {
  const [question] = asked();
  if (question === undefined) throw new Error('Nothing was asked.');
  rig.step({
    in: 'looked_up',
    session: SESSION,
    question: question.question,
    scene: question.revision === 1 ? THEN : null,
    shared: question.objects.filter((id) => id === uuid(2)),
    ...more,
  });
  rig.playResync(SESSION);
}

function bring(more: Parameters<typeof answer>[0] = {}): void {
  rig.command({ do: 'answer_file', session: SESSION, answer: 'bring', fromFile: [], intent: uuid(0xaaa) });
  rig.playResync(SESSION);
  answer(more);
}

const truth = () => [...rig.state.objects.values()];

describe('a file from before what is remembered', () => {
  test('is asked about before it is read', () => {
    open([...THEN, box(9)]);
    expect(session()?.phase).toBe('comparing');
    expect(asked()).toMatchObject([{ session: SESSION, revision: 1, objects: [uuid(2), uuid(9)] }]);
  });

  test('holds nothing of its artist’s own where it is as it was then', () => {
    open(THEN);
    answer();
    expect(session()?.resync?.preview).toMatchObject({ kept: 0 });
    bring();
    expect(session()?.phase).toBe('live');
    expect(held()).toStrictEqual(truth());
    expect([rig.state.shelf.size, rig.state.conflicts.size, session()?.unshared.size]).toStrictEqual([
      0, 0, 0,
    ]);
  });

  test('has what its artist did in it kept, of what is deleted since too', () => {
    const own = [box(1, { transform: moved(9) }), box(2, { name: 'Mine' }), box(3)];
    open(own);
    answer();
    expect(session()?.resync?.preview).toMatchObject({ kept: 2 });
    bring();
    expect(held()).toStrictEqual(truth());
    expect([...rig.state.shelf.values()].map(({ why, states }) => ({ why, states }))).toStrictEqual([
      {
        why: 'purged',
        states: [
          { id: uuid(1), facet: 'transform', value: moved(9) },
          { id: uuid(2), facet: 'existence', value: own[1] },
        ],
      },
    ]);
  });

  test('counts as its artist’s own where the history cannot tell', () => {
    open(THEN);
    answer({ scene: null, shared: [] });
    expect(session()?.resync?.preview).toMatchObject({ kept: 2 });
    bring({ scene: null, shared: [] });
    expect(held().map(({ id }) => id)).toStrictEqual(THEN.map(({ id }) => id));
    expect([...(session()?.unshared ?? [])]).toStrictEqual([uuid(2)]);
  });

  test('waits for the answer to its own question alone', () => {
    open(THEN);
    const [first] = asked();
    rig.command({ do: 'refresh_engine', session: SESSION });
    rig.step({
      in: 'looked_up',
      session: SESSION,
      question: (first?.question ?? 0) + 7,
      scene: [],
      shared: [],
    });
    rig.step({ in: 'looked_up', session: uuid(0xe09), question: 1, scene: [], shared: [] });
    rig.playResync(SESSION);
    expect(session()?.phase).toBe('comparing');
  });
});

test('what was deleted longer ago than is remembered goes where it is still held, and what nobody ever shared stays', () => {
  open([box(1, { transform: moved(5) }), box(2), box(3, { name: 'Lid' }), box(9)], null);
  expect(session()?.phase).toBe('comparing');
  answer();
  expect(held().map(({ id }) => id)).toStrictEqual([1, 3, 9].map(uuid));
  expect([...(session()?.unshared ?? [])]).toStrictEqual([uuid(9)]);
  // No version says that it was the shared one: a person is asked about it, as about what was deleted a moment ago.
  expect([...rig.state.conflicts.values()].flatMap(({ items }) => items)).toStrictEqual([
    { id: uuid(2), facet: 'existence', before: null, truth: null, engine: box(2) },
  ]);
});

test('nothing is asked while nothing is forgotten, or where there is nothing to ask about', () => {
  open([box(1, { transform: moved(5) }), box(3, { name: 'Lid' })], COUNT);
  expect(session()?.phase).toBe('live');
  rig = new Rig({ records: records.slice(0, 20) });
  open([...THEN, box(9)]);
  expect(session()?.phase).not.toBe('comparing');
  expect(asked()).toStrictEqual([]);
});
