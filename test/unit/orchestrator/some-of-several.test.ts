/** Of several values, objects or steps: what holds where it holds of one of them, and what only where it holds of all. */
import { describe, expect, test } from 'vitest';
import type { ShelfEntry } from '#app/ledger/index.ts';
import type { FacetState, Operation, SceneObject } from '#app/scene/index.ts';
import { viewHalt, wayToVersion } from '#main/orchestrator/index.ts';
import { AGENT, box, moved, Rig, uuid } from './bench-rig.ts';
import { HandsRig, moveTo } from './hands-rig.ts';

const rename = (name: string, id = 1): Operation => ({ op: 'rename', id: uuid(id), name });

function lastAnswer(rig: Rig) {
  const last = rig.effects.findLast((effect) => effect.fx === 'reply');
  return last?.fx === 'reply' ? last.answer : null;
}

describe('a card', () => {
  /** Blender’s artist moved both boxes, which a person had moved elsewhere. */
  function collided(): HandsRig {
    const rig = HandsRig.withBoxes(1, 2);
    const seen = rig.state.revision;
    rig.submit(10, [moveTo(3), moveTo(3, 2)]);
    rig.settle();
    rig.frame(rig.blender, {
      type: 'observed',
      edit: uuid(50),
      applied_through: seen,
      undo: { kind: 'step', name: 'Move' },
      before: [],
      operations: [moveTo(7), moveTo(7, 2)],
    });
    rig.settle();
    expect(rig.state.conflicts.size).toBe(1);
    return rig;
  }

  test('about two objects asks on while one of them differs, and closes with the last, whichever that is', () => {
    for (const [first, last] of [
      [1, 2],
      [2, 1],
    ] as const) {
      const rig = collided();
      rig.submit(11, [moveTo(7, first)]);
      rig.settle();
      expect(rig.state.conflicts.size).toBe(1);
      rig.submit(12, [moveTo(7, last)]);
      rig.settle();
      expect(rig.state.conflicts.size).toBe(0);
      expect(rig.records.findLast(({ kind }) => kind === 'decide')).toMatchObject({
        choice: 'truth',
        intent: null,
        by: 'orchestrator',
      });
    }
  });

  test('about hands says that it overwrites where one of its values was changed since', () => {
    const rig = HandsRig.withBoxes(1, 2);
    rig.hold(rig.blender, 1, 2);
    rig.command({ do: 'lock', id: uuid(2), on: true });
    rig.edit(
      rig.blender,
      50,
      [moveTo(7), moveTo(7, 2)],
      [
        { id: uuid(1), facet: 'transform', value: moved(0) },
        { id: uuid(2), facet: 'transform', value: moved(0) },
      ],
    );
    rig.settle();
    const overwrites = () => rig.inHands.differing.map((each) => each.overwrites);
    expect(overwrites()).toStrictEqual([false]);
    rig.submit(10, [moveTo(3)], { channel: 'override', reason: 'now' });
    rig.settle();
    expect(overwrites()).toStrictEqual([true]);
  });
});

test('a change that stays in hands asks on about what of it has not become so', () => {
  const rig = HandsRig.withBoxes(1, 2);
  rig.hold(rig.blender, 1, 2);
  rig.command({ do: 'lock', id: uuid(2), on: true });
  rig.edit(rig.blender, 50, [moveTo(7), moveTo(7, 2)]);
  rig.settle();
  rig.submit(10, [moveTo(7)], { channel: 'override', reason: 'now' });
  rig.settle();
  expect(rig.inHands.differing.map(({ objects }) => objects.map(({ id }) => id))).toStrictEqual([[uuid(2)]]);
});

test('of a version that the history tells whole, only what is otherwise now counts as changed', () => {
  const rig = HandsRig.withBoxes(1, 2);
  const then = [...rig.state.objects.values()];
  const { revision } = rig.state;
  rig.submit(10, [moveTo(3)]);
  rig.settle();
  expect(wayToVersion(rig.orchestrator.core, revision, { objects: then, commits: 1 })).toMatchObject({
    ok: true,
    view: { back: 0, gone: 0, changed: 1, differing: { transform: 1, name: 0 } },
    operations: [moveTo(0)],
  });
});

test('an object that was made stays where one of several that somebody is changing just then is it', () => {
  const rig = HandsRig.withBoxes(1);
  rig.submit(10, [{ op: 'create', object: box(2) }]);
  rig.settle();
  const n = rig.state.revision;
  rig.submit(11, [rename('Crate'), rename('Chest', 2)]);
  rig.command({ do: 'take_back_change', n, intent: uuid(90) });
  expect(lastAnswer(rig)).toMatchObject({ ok: false, reason: { code: 'nothing_to_take_back' } });
});

test('more than one change may hold is refused of an offer, with how much that is, and stays on its card', () => {
  const rig = new Rig();
  const unity = rig.connect(1, 'unity');
  const boxes = Array.from({ length: 40 }, (_, index) => box(index + 1));
  rig.submit(
    1,
    boxes.map((object) => ({ op: 'create', object })),
  );
  rig.playApply(unity);
  rig.sync();
  const states = boxes.flatMap(({ id }) =>
    Array.from({ length: 251 }, (_, key): FacetState => ({ id, facet: `property:k${key}`, value: 1 })),
  );
  rig.frame(unity, { type: 'offered', offer: uuid(0xff), applied_through: 1, last: true, states });
  rig.sync();
  const [entry] = rig.state.shelf.values();
  const take = states.map(({ id, facet }) => ({ id, facet }));
  rig.command({ do: 'answer_offer', shelf: entry?.id ?? '', take, intent: uuid(90) });
  expect(lastAnswer(rig)).toStrictEqual({
    ok: false,
    reason: {
      code: 'too_large',
      message: 'It needs 10040 operations; a change has 10000 at most.',
      path: null,
    },
  });
  expect([...rig.state.shelf.values()]).toMatchObject([{ asks: true }]);
});

describe('of what is taken from the shelf by pieces', () => {
  const at = (id: number, x: number): FacetState => ({ id: uuid(id), facet: 'transform', value: moved(x) });
  const made = (object: SceneObject): FacetState => ({ id: object.id, facet: 'existence', value: object });

  /** These lie on the shelf, and each step is a piece of its own. */
  function kept(states: readonly FacetState[]): Rig {
    const before = HandsRig.withBoxes(1, 2);
    const entry: ShelfEntry = {
      id: 'kept',
      from: 'engine:blender',
      why: 'aborted',
      states,
      truth: [],
      revision: 2,
    };
    return new Rig({
      records: [...before.records, { kind: 'shelve', entry }],
      config: { pieceOperations: 1 },
    });
  }
  const left = (rig: Rig): string[] =>
    [...rig.state.shelf.values()].flatMap(({ states }) =>
      states.map(({ id, facet }) => `${id.slice(-1)} ${facet}`),
    );

  test('what is shared leaves it, and what never came stays', () => {
    const rig = kept([at(1, 4), at(2, 4), { id: uuid(1), facet: 'name', value: 'Crate' }]);
    rig.command({ do: 'propose_shelved', shelf: 'kept', intent: uuid(90) });
    rig.command({ do: 'halt', by: 'button' });
    for (let syncs = 0; syncs < 3; syncs += 1) rig.sync();
    expect(left(rig)).toStrictEqual(['2 transform', '1 name']);
  });

  test('an object that is to come, and its values, stay with each other', () => {
    const rig = kept([at(1, 4), made(box(9)), at(9, 5)]);
    rig.command({ do: 'propose_shelved', shelf: 'kept', intent: uuid(90) });
    rig.command({ do: 'halt', by: 'button' });
    for (let syncs = 0; syncs < 3; syncs += 1) rig.sync();
    expect(left(rig)).toStrictEqual(['9 existence', '9 transform']);
    rig.command({ do: 'resume', scope: 'everyone' });
    rig.command({ do: 'propose_shelved', shelf: 'kept', intent: uuid(91) });
    for (let syncs = 0; syncs < 3; syncs += 1) rig.sync();
    expect(left(rig)).toStrictEqual([]);
    expect(rig.state.objects.get(uuid(9))?.transform).toStrictEqual(moved(5));
  });
});

test('values that a person sets for an agent are on record in the order of the steps, as they are shared', () => {
  const rig = HandsRig.withBoxes(1, 2);
  rig.submit(10, [moveTo(3), rename('Crate', 2), moveTo(3, 2)], { channel: 'ai' });
  const turned = { ...moved(5), rotation: [0, 0, 0, -1] } as SceneObject['transform'];
  rig.command({
    do: 'approve',
    id: uuid(10),
    hash: rig.shownHash(10),
    adjust: {
      leave: [],
      edits: [
        { place: 2, operation: { op: 'set_transform', id: uuid(2), transform: turned } },
        { place: 1, operation: rename('Crate', 2) },
        { place: 0, operation: moveTo(4) },
      ],
    },
  });
  expect(rig.records.findLast(({ kind }) => kind === 'approve')).toMatchObject({
    edited: [
      { place: 0, operation: moveTo(4) },
      { place: 2, operation: moveTo(5, 2) },
    ],
  });
  rig.settle();
  expect(rig.state.objects.get(uuid(2))?.transform).toStrictEqual(moved(5));
});

test('what joins a change that waits for hands waits for the same, in the log as well', () => {
  const rig = HandsRig.withBoxes(1);
  const { revision } = rig.state;
  rig.hold(rig.blender, 1);
  rig.submit(10, [moveTo(3)]);
  rig.submit(11, [moveTo(4)], { base: { revision, after: [uuid(10)] } });
  const waits = rig.records.flatMap((record) => (record.kind === 'propose' ? [record] : []));
  expect(
    waits.map(({ intent, waits_for }) => [intent.id, intent.joined?.length ?? 1, waits_for]),
  ).toStrictEqual([
    [uuid(10), 1, ['blender']],
    [uuid(10), 2, ['blender']],
  ]);
  rig.hold(rig.blender);
  rig.settle();
  expect([rig.statesOf(10).at(-1), rig.statesOf(11).at(-1), rig.sharedX]).toStrictEqual([
    'committed',
    'committed',
    4,
  ]);
});

test('a hold names the engines that can confirm it, and none that is gone or has not said who it is', () => {
  const rig = HandsRig.withBoxes(1);
  rig.frame(rig.unity, { type: 'bye' });
  rig.step({ in: 'connected', session: uuid(0xe07), resumes: null, token: '0'.repeat(64) });
  rig.command({ do: 'halt', by: 'button' });
  expect(viewHalt(rig.orchestrator.core)?.engines).toStrictEqual([
    { session: rig.blender, engine: 'blender', confirmedAfterMs: null },
  ]);
});

test('an agent that is disconnected while its change is taken back has it denied, by the person who did that', () => {
  const rig = HandsRig.withBoxes(1);
  rig.submit(10, [moveTo(3)], { channel: 'ai' });
  rig.command({ do: 'approve', id: uuid(10), hash: rig.shownHash(10) });
  rig.playApply(rig.blender);
  rig.frame(rig.unity, { type: 'busy', kind: 'parked', activity: 'play mode', last_begun: null });
  rig.command({ do: 'revoke_agent', agent: 'agent:other' });
  rig.command({ do: 'revoke_agent', agent: AGENT.id });
  rig.settle();
  expect(rig.records.find((record) => record.kind === 'settle' && record.id === uuid(10))).toMatchObject({
    state: 'denied',
    by: 'person',
    reason: { code: 'agent_revoked', message: 'The agent was disconnected.' },
  });
  expect(rig.sharedX).toBe(0);
});

test('an agent that is disconnected while its change is being applied has that taken back, and no other’s', () => {
  const rig = HandsRig.withBoxes(1);
  rig.submit(10, [moveTo(3)], { channel: 'ai' });
  rig.command({ do: 'approve', id: uuid(10), hash: rig.shownHash(10) });
  rig.playApply(rig.blender);
  rig.command({ do: 'revoke_agent', agent: 'agent:other' });
  expect(rig.take(rig.blender, ['compensate'])).toBeNull();
  rig.command({ do: 'revoke_agent', agent: AGENT.id });
  expect(rig.records.findLast(({ kind }) => kind === 'abort')).toMatchObject({
    ends: 'aborted',
    fault: null,
    reason: { code: 'agent_revoked', message: 'The agent was disconnected.' },
  });
  rig.settle();
  expect([rig.statesOf(10).at(-1), rig.sharedX, rig.xIn(rig.blender), rig.xIn(rig.unity)]).toEqual([
    'aborted',
    0,
    0,
    0,
  ]);
});

test('an agent that is disconnected once its change is submitted has it committed (R29)', () => {
  const rig = HandsRig.withBoxes(1);
  rig.submit(10, [moveTo(3)], { channel: 'ai' });
  rig.command({ do: 'approve', id: uuid(10), hash: rig.shownHash(10) });
  rig.sync();
  for (const session of [rig.blender, rig.unity]) rig.playApply(session);
  expect(rig.statesOf(10).at(-1)).toBe('finishing');
  rig.command({ do: 'revoke_agent', agent: AGENT.id });
  rig.settle();
  expect([rig.statesOf(10).at(-1), rig.sharedX]).toEqual(['committed', 3]);
});
