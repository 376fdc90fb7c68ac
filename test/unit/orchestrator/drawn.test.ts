/** What the window draws of engines, numbers, holds, hands and permissions, field by field. */
import { describe, expect, test } from 'vitest';
import {
  viewFlights,
  viewHalt,
  viewInHands,
  viewPermissions,
  viewSessions,
} from '#main/orchestrator/index.ts';
import { AGENT, box, PERSON, uuid } from './bench-rig.ts';
import type { Rig } from './bench-rig.ts';
import { HandsRig, moveTo } from './hands-rig.ts';

const SINCE = '2026-01-01T00:00:00Z';
const NOBODY = { count: 0, first: [] };
const viewOf = (rig: Rig, session: string) =>
  viewSessions(rig.orchestrator.core, () => ({ offendingFrame: 'frame', since: SINCE })).find(
    (each) => each.session === session,
  );

describe('an engine', () => {
  test('in step, with its file saved and nothing special', () => {
    const rig = HandsRig.withBoxes(1);
    rig.tick(1_500);
    const ping = rig.take(rig.blender, ['ping'])?.ping ?? 0;
    rig.tick(20);
    rig.frame(rig.blender, { type: 'pong', ping, main_thread_age_ms: 1 });
    expect(viewOf(rig, rig.blender)).toStrictEqual({
      session: rig.blender,
      engine: 'blender',
      kind: 'blender',
      engineVersion: '1',
      adapterVersion: '1',
      title: 'untitled',
      state: 'live',
      activity: null,
      breaker: 'closed',
      breakerNeedsClick: false,
      reason: null,
      openIn: null,
      offendingFrame: 'frame',
      appliedThrough: 1,
      behind: 0,
      unmanaged: 0,
      preview: null,
      file: null,
      copy: null,
      drift: { objects: [], forMs: 0 },
      comparedAgoMs: 1_520,
      audit: { rounds: 0, compared: 0, asked: null },
      inHands: [],
      differing: [],
      inDoubt: [],
      driven: [],
      trust: 'live',
      onlyThere: {
        unsaved: null,
        undecided: NOBODY,
        inHands: NOBODY,
        drift: NOBODY,
        differing: 0,
        unadopted: 0,
      },
      lost: false,
      latencyMs: [20],
      since: SINCE,
    });
  });

  test('with something of everything', () => {
    const rig = HandsRig.withBoxes(1, 2, 3);
    const { blender } = rig;
    rig.command({ do: 'trust', engine: 'blender', level: 'ask' });
    rig.frame(blender, {
      type: 'declare',
      objects: [
        { id: uuid(1), driven: ['transform'], bounded: false },
        { id: uuid(9), driven: ['name'], bounded: false },
      ],
    });
    rig.hold(blender, 2);
    rig.frame(blender, { type: 'saved', unsaved: true });
    rig.session(blender).drift.set(uuid(3), rig.nowMs);
    rig.session(blender).inDoubt.add(uuid(3));
    rig.session(blender).inDoubt.add(uuid(2));
    rig.tick(700);
    rig.command({ do: 'audit_engine', session: blender });
    rig.frame(blender, { type: 'busy', kind: 'short', activity: 'baking', last_begun: null });
    expect(viewOf(rig, blender)).toMatchObject({
      state: 'busy',
      activity: 'baking',
      drift: { objects: [uuid(3)], forMs: 700 },
      // A question of the round before is still open, and counts for nothing in this one.
      audit: { rounds: 0, compared: 0, asked: { left: 3, of: 3 } },
      inHands: [uuid(2)],
      differing: [uuid(2)],
      inDoubt: [uuid(3)],
      driven: [{ id: uuid(1), facets: ['transform'] }],
      trust: 'ask',
      onlyThere: {
        unsaved: { forMs: 700, atLeast: false },
        inHands: { count: 1, first: [uuid(2)] },
        drift: { count: 1, first: [uuid(3)] },
      },
    });
  });

  test('is behind by as many versions as it was not told of', () => {
    const rig = HandsRig.withBoxes(1);
    rig.frame(rig.unity, { type: 'busy', kind: 'parked', activity: 'play mode', last_begun: null });
    for (const x of [1, 2, 3]) {
      rig.submit(10 + x, [moveTo(x)]);
      rig.settle();
    }
    expect(viewOf(rig, rig.unity)).toMatchObject({
      state: 'parked',
      behind: 3,
      appliedThrough: 1,
      reason: null,
      activity: 'play mode',
    });
    expect(viewOf(rig, rig.blender)).toMatchObject({ behind: 0, appliedThrough: 4 });
    rig.lose(rig.blender);
    expect(viewOf(rig, rig.blender)).toMatchObject({
      state: 'detached',
      behind: 0,
      reason: { code: 'connection_lost' },
    });
    rig.frame(rig.unity, { type: 'bye' });
    expect(viewOf(rig, rig.unity)).toMatchObject({
      state: 'revoked',
      reason: { code: 'bye', message: 'Disconnected.' },
    });
  });
});

test('a number on its way: whose it is, and for whom it waits', () => {
  const rig = HandsRig.withBoxes(1);
  rig.submit(10, [moveTo(3)]);
  const flight = () => viewFlights(rig.orchestrator.core);
  expect(flight()).toStrictEqual([
    { n: 2, label: 'move Box_1', actor: PERSON, state: 'applying', waitingFor: ['blender', 'unity'] },
  ]);
  rig.playApply(rig.blender);
  expect(flight()).toMatchObject([{ state: 'applying', waitingFor: ['unity'] }]);
  rig.playApply(rig.unity);
  expect(flight()).toMatchObject([{ state: 'finishing', waitingFor: [] }]);
  rig.sync();
  expect(flight()).toStrictEqual([]);
});

test('a hold: who pressed it, for how long it stands, and what each engine made of it', () => {
  const rig = HandsRig.withBoxes(1, 2);
  expect(viewHalt(rig.orchestrator.core)).toBeNull();
  rig.submit(10, [moveTo(3)]);
  rig.command({ do: 'halt', by: 'shortcut' });
  rig.settle();
  rig.tick(400);
  rig.frame(rig.blender, { type: 'held', halt: 1 });
  rig.edit(rig.blender, 50, [
    { op: 'create', object: box(9) },
    { op: 'rename', id: uuid(9), name: 'Crate' },
    moveTo(4, 2),
    { op: 'rename', id: uuid(2), name: 'Chest' },
  ]);
  rig.edit(rig.blender, 51, [{ op: 'delete', id: uuid(1), descendants: [] }]);
  const view = viewHalt(rig.orchestrator.core);
  expect(view).toMatchObject({
    halt: 1,
    by: 'shortcut',
    engines: [
      { session: rig.blender, engine: 'blender', confirmedAfterMs: 400 },
      { session: rig.unity, engine: 'unity', confirmedAfterMs: null },
    ],
    caught: [{ n: 3, label: 'move Box_1', became: 'aborted' }],
    collected: [
      {
        session: rig.blender,
        engine: 'blender',
        edits: 2,
        objects: 3,
        first: [
          { id: uuid(9), name: 'Crate', what: 'created', facets: [] },
          { id: uuid(2), name: 'Box_2', what: 'changed', facets: ['transform', 'name'] },
          { id: uuid(1), name: 'Box_1', what: 'deleted', facets: [] },
        ],
      },
    ],
  });
});

test('a card about hands: whose change waits, for which objects of it, in which engines, since when', () => {
  const rig = HandsRig.withBoxes(1, 2);
  rig.command({ do: 'set_hands_patience', handsLimitMs: 2_000 });
  rig.hold(rig.blender, 1);
  rig.submit(10, [moveTo(3), moveTo(3, 2)]);
  rig.wait(1_000);
  expect(viewInHands(rig.orchestrator.core).waits).toStrictEqual([]);
  rig.wait(1_000);
  expect(viewInHands(rig.orchestrator.core).waits).toStrictEqual([
    {
      actor: PERSON,
      intents: [uuid(10)],
      label: 'move 2 objects',
      objects: [{ id: uuid(1), name: 'Box_1' }],
      engines: ['blender'],
      waitedMs: 2_000,
    },
  ]);
});

test('what agents may do: what is left of it, and in which words', () => {
  const rig = HandsRig.withBoxes(1, 2);
  const grant = {
    id: uuid(900),
    agent: AGENT.id,
    task: 'dress',
    most: 'structural',
    objects: [uuid(1), uuid(2)],
    changes: 5,
    for_ms: 60_000,
  } as const;
  rig.command({ do: 'give_free_hand', grant });
  rig.command({ do: 'add_rule', rule: { id: uuid(800), agent: null, most: 'cosmetic', objects: null } });
  rig.wait(10_000);
  rig.submit(10, [moveTo(3)], { channel: 'ai', task: 'dress' });
  rig.settle();
  const { grants, rules } = viewPermissions(rig.orchestrator.core);
  expect(grants).toStrictEqual([
    {
      id: uuid(900),
      agent: AGENT.id,
      task: 'dress',
      most: 'structural',
      objects: {
        of: 2,
        first: [
          { id: uuid(1), name: 'Box_1' },
          { id: uuid(2), name: 'Box_2' },
        ],
      },
      changes: 5,
      used: 1,
      leftMs: 50_000,
    },
  ]);
  expect(rules).toStrictEqual([{ id: uuid(800), agent: null, most: 'cosmetic', objects: null }]);
  expect(rig.sharedX).toBe(3);
});
