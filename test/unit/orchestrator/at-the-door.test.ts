/** Who may connect as what, and clicks that come when there is nothing to click: each is told why, by a code. */
import { describe, expect, test } from 'vitest';
import type { AdapterMessage, AdapterMessageOf } from '#app/protocol/index.ts';
import { LIMITS } from '#app/scene/index.ts';
import { viewSessions } from '#main/orchestrator/index.ts';
import type { Command, Input } from '#main/orchestrator/index.ts';
import { box, moved, Rig, uuid } from './bench-rig.ts';
import { HandsRig } from './hands-rig.ts';

const NEWCOMER = uuid(0xf01);

function withBox(): { rig: Rig; blender: string } {
  const rig = new Rig();
  const blender = rig.connect(1);
  rig.submit(1, [{ op: 'create', object: box(1) }]);
  rig.playApply(blender);
  rig.sync();
  return { rig, blender };
}

function hello(rig: Rig, more: Partial<AdapterMessageOf<'hello'>> = {}, resumes: string | null = null): void {
  rig.step({ in: 'connected', session: NEWCOMER, resumes, token: '0'.repeat(64) });
  rig.frame(NEWCOMER, {
    type: 'hello',
    adapter: { name: 'test', version: '2' },
    engine: { kind: 'unity', version: '6' },
    scene: { project: null, scene: null, saved_revision: null, title: 'yard', unsaved: false },
    applied_through: null,
    receipt: null,
    masked: [],
    ...more,
  });
}

/** The code with which a session was ended, as it heard it and as the gateway did; undefined while it stands. */
function endOf(rig: Rig, session = NEWCOMER): string | undefined {
  const revoked = rig.effects.find((effect) => effect.fx === 'revoke' && effect.session === session);
  const told = rig.sent.find((each) => each.session === session && each.message.type === 'revoked')?.message;
  const code = revoked?.fx === 'revoke' ? revoked.code : undefined;
  expect(told?.type === 'revoked' ? told.code : undefined).toBe(code);
  return code;
}

const shown = (rig: Rig, session = NEWCOMER) =>
  viewSessions(rig.orchestrator.core, () => null).find((view) => view.session === session);

describe('a newcomer', () => {
  test('is shown by what it says of itself, and asks to be linked', () => {
    const rig = new Rig();
    hello(rig);
    expect(shown(rig)).toMatchObject({
      engine: 'unity',
      kind: 'unity',
      engineVersion: '6',
      adapterVersion: '2',
      title: 'yard',
      state: 'foreign',
      reason: { code: 'not_linked', message: 'This scene is not linked to the project yet.' },
    });
    expect(rig.take(NEWCOMER, ['foreign'])?.message).toBe('This scene is not linked to the project yet.');
    expect(endOf(rig)).toBeUndefined();
  });

  test('with a file of another project is told so', () => {
    const rig = new Rig();
    const scene = { project: uuid(5), scene: uuid(6), saved_revision: 3, title: 'yard', unsaved: false };
    hello(rig, { scene, engine: { kind: 'blender', version: '5' } });
    expect(shown(rig)?.reason).toMatchObject({
      code: 'foreign_project',
      message: 'This file belongs to another project.',
    });
  });

  test('cannot mask what every object has, and can mask the rest', () => {
    for (const facet of ['existence', 'parent', 'transform'] as const) {
      const rig = new Rig();
      hello(rig, { masked: ['visibility', facet] });
      expect(endOf(rig)).toBe('mask_too_wide');
    }
    const rig = new Rig();
    hello(rig, { masked: ['name', 'visibility', 'property:mass'] });
    expect(endOf(rig)).toBeUndefined();
    expect(rig.orchestrator.core.sessions.get(NEWCOMER)?.masked).toEqual(
      new Set(['name', 'visibility', 'property:mass']),
    );
  });

  test('cannot have applied what was never given out', () => {
    const { rig } = withBox();
    const given = rig.orchestrator.core.highestNumber;
    hello(rig, { applied_through: given + 1 });
    expect(endOf(rig)).toBe('future_revision');
    const { rig: another } = withBox();
    hello(another, { applied_through: given });
    expect(endOf(another)).toBeUndefined();
  });

  test('cannot take the place of another kind of engine', () => {
    const { rig, blender } = withBox();
    rig.lose(blender);
    hello(rig, {}, blender);
    expect(endOf(rig)).toBe('another_engine');
  });

  test('is one more than there may be, where as many are connected', () => {
    const rig = new Rig({ config: { maxSessions: 2 } });
    rig.connect(1);
    rig.connect(2, 'unity');
    rig.step({ in: 'connected', session: NEWCOMER, resumes: null, token: '0'.repeat(64) });
    expect(endOf(rig)).toBe('too_many_sessions');
    expect(rig.take(NEWCOMER, ['welcome'])).toBeNull();
  });

  test('is a second of its kind, by number, as long as the first is there', () => {
    const rig = new Rig();
    const names = [1, 2, 3].map((number) => shown(rig, rig.connect(number))?.engine);
    expect(names).toEqual(['blender', 'blender-2', 'blender-3']);
  });
});

describe('while it is compared', () => {
  test('an engine that sends an object which was not asked for is ended', () => {
    const { rig } = withBox();
    const other = rig.knock(2, 'unity', [box(1, { transform: moved(3) })]);
    rig.playResync(other, 1);
    const asked = rig.take(other, ['read_values']);
    expect(asked?.ids).toEqual([uuid(1)]);
    rig.frame(other, {
      type: 'values',
      request: asked?.request ?? 0,
      last: true,
      objects: [box(2)],
      missing: [],
    });
    expect(endOf(rig, other)).toBe('wrong_turn');
  });

  test('what is missing there is put there, and what was not asked about is left alone', () => {
    const { rig } = withBox();
    const other = rig.knock(2, 'unity', [box(1, { transform: moved(3) })]);
    rig.playResync(other, 1);
    const asked = rig.take(other, ['read_values']);
    const missing = [uuid(1), uuid(7)];
    rig.frame(other, { type: 'values', request: asked?.request ?? 0, last: true, objects: [], missing });
    expect(rig.take(other, ['patch'])).toMatchObject({ objects: [{ id: uuid(1) }], removed: [] });
  });

  test('an engine that holds more than a scene may is ended', () => {
    const rig = new Rig();
    const blender = rig.knock(1);
    const request = rig.take(blender, ['take_inventory'])?.request ?? 0;
    const part = (from: number, count: number): [string, string][] =>
      Array.from({ length: count }, (_, index) => [uuid(0x10000 + from + index), '0'.repeat(32)]);
    rig.frame(blender, {
      type: 'inventory',
      request,
      last: false,
      objects: part(0, LIMITS.objects),
      unmanaged: 0,
    });
    expect(endOf(rig, blender)).toBeUndefined();
    rig.frame(blender, {
      type: 'inventory',
      request,
      last: true,
      objects: part(LIMITS.objects, 1),
      unmanaged: 0,
    });
    expect(endOf(rig, blender)).toBe('too_many_objects');
  });
});

describe('a click comes to nothing', () => {
  function refusal(rig: Rig, command: Command): string | null {
    rig.command(command);
    const answer = rig.effects.findLast((effect) => effect.fx === 'reply')?.answer;
    return answer === undefined || answer.ok ? null : answer.reason.code;
  }

  test('on a connection that asks for nothing, or is over', () => {
    const { rig, blender } = withBox();
    const link = { do: 'link_scene', session: blender, scene: uuid(9) } as const;
    expect(refusal(rig, link)).toBe('not_foreign');
    expect(refusal(rig, { do: 'close_breaker', session: blender })).toBe('not_set_aside');
    rig.frame(blender, { type: 'bye' });
    expect(refusal(rig, link)).toBe('no_session');
    expect(refusal(rig, { do: 'refresh_engine', session: uuid(0xaaa) })).toBe('no_session');
  });

  test('to link what is being linked', () => {
    const rig = new Rig();
    hello(rig);
    const link = { do: 'link_scene', session: NEWCOMER, scene: uuid(9) } as const;
    expect(refusal(rig, link)).toBeNull();
    expect(refusal(rig, link)).toBe('under_way');
    rig.sync();
    expect(rig.take(NEWCOMER, ['bind'])).toMatchObject({ scene: uuid(9) });
  });

  test('to refresh or compare an engine that is parked or busy', () => {
    const { rig, blender } = withBox();
    rig.frame(blender, { type: 'busy', kind: 'short', activity: 'modal operator', last_begun: null });
    expect(refusal(rig, { do: 'audit_engine', session: blender })).toBe('engine_busy');
    rig.frame(blender, { type: 'busy', kind: 'parked', activity: 'play mode', last_begun: null });
    expect(refusal(rig, { do: 'audit_engine', session: blender })).toBe('not_live');
    expect(refusal(rig, { do: 'refresh_engine', session: blender })).toBe('not_now');
  });

  test('to refresh an engine while it applies something', () => {
    const { rig, blender } = withBox();
    rig.submit(2, [{ op: 'set_transform', id: uuid(1), transform: moved(3) }]);
    expect(refusal(rig, { do: 'refresh_engine', session: blender })).toBe('not_now');
    rig.playApply(blender);
    rig.sync();
    expect(refusal(rig, { do: 'refresh_engine', session: blender })).toBeNull();
    expect(rig.take(blender, ['take_inventory'])).not.toBeNull();
  });

  test('to compare where nothing is shared', () => {
    const rig = new Rig();
    expect(refusal(rig, { do: 'audit_engine', session: rig.connect(1) })).toBe('nothing_shared');
  });

  test('on a question that is answered', () => {
    const rig = HandsRig.withBoxes(1);
    const answer = {
      do: 'answer_differing',
      differing: 'gone',
      answer: 'put_back',
      intent: uuid(90),
    } as const;
    expect(refusal(rig, answer)).toBe('not_differing');
    expect(refusal(rig, { do: 'answer_wait', actor: 'nobody', intents: [uuid(1)], answer: 'wait' })).toBe(
      'not_waiting',
    );
    expect(refusal(rig, { do: 'resume', scope: 'people' })).toBe('not_halted');
    expect(refusal(rig, { do: 'lock', id: uuid(99), on: true })).toBe('unknown_object');
  });
});

describe('the application starts anew', () => {
  test('and what was approved and not applied waits for another click', () => {
    const { rig: before } = withBox();
    before.lose(uuid(0xe01));
    before.submit(10, [{ op: 'set_transform', id: uuid(1), transform: moved(3) }], { channel: 'ai' });
    before.submit(11, [{ op: 'set_transform', id: uuid(1), transform: moved(4) }], { channel: 'ai' });
    before.sync();
    const approve = { kind: 'approve', id: uuid(10), hash: before.shownHash(10), by: 'person' } as const;
    const rig = new Rig({ records: [...before.records, approve] });
    expect(rig.records).toContainEqual({
      kind: 'void_approval',
      id: uuid(10),
      reason: {
        code: 'restarted',
        message: 'The application was restarted before it was applied.',
        path: null,
      },
    });
    expect(rig.records.filter(({ kind }) => kind === 'void_approval')).toHaveLength(1);
    const waiting = [...rig.orchestrator.core.proposals.values()];
    expect(waiting.map(({ approval }) => approval)).toEqual([null, null]);
  });

  test('and closes: what has no number yet is refused with the reason, what has one goes through', () => {
    const { rig, blender } = withBox();
    rig.submit(10, [{ op: 'set_transform', id: uuid(1), transform: moved(3) }]);
    rig.submit(11, [{ op: 'rename', id: uuid(1), name: 'Crate' }]);
    rig.step({ in: 'close' });
    expect(rig.statesOf(11).at(-1)).toBe('rejected');
    const end = rig.effects.find((effect) => effect.fx === 'settled' && effect.state === 'rejected');
    expect(end).toMatchObject({ reason: { code: 'closing' } });
    expect(rig.effects.some(({ fx }) => fx === 'closed')).toBe(false);
    rig.playApply(blender);
    rig.sync();
    expect(rig.statesOf(10).at(-1)).toBe('committed');
    rig.sync();
    expect(rig.effects.filter(({ fx }) => fx === 'closed')).toHaveLength(1);
  });
});

test('a connection that ends before it has said who it is shows nothing of itself but why', () => {
  const rig = new Rig();
  rig.step({ in: 'connected', session: NEWCOMER, resumes: null, token: '0'.repeat(64) });
  expect(shown(rig)).toBeUndefined();
  rig.step({ in: 'violation', session: NEWCOMER, code: 'malformed', message: 'That is no JSON.' });
  expect(shown(rig)).toMatchObject({
    engine: '',
    kind: '',
    engineVersion: '',
    adapterVersion: '',
    title: '',
    state: 'revoked',
    reason: { code: 'malformed' },
    appliedThrough: 0,
    unmanaged: 0,
    inHands: [],
    inDoubt: [],
    latencyMs: [],
  });
});

test.each<[AdapterMessage['type'], AdapterMessage, string | undefined]>([
  ['ready', { type: 'ready' }, 'wrong_turn'],
  ['hands', { type: 'hands', objects: [], mode: '' }, 'wrong_turn'],
  ['pong', { type: 'pong', ping: 0, main_thread_age_ms: 1 }, undefined],
  ['bye', { type: 'bye' }, 'bye'],
])('before it has said who it is, a connection may answer pings and leave: %s', (_type, message, code) => {
  const rig = new Rig();
  rig.step({ in: 'connected', session: NEWCOMER, resumes: null, token: '0'.repeat(64) });
  rig.frame(NEWCOMER, message);
  expect(rig.orchestrator.core.sessions.get(NEWCOMER)?.reason?.code).toBe(code);
});

describe('what still comes of a connection that is not there changes nothing', () => {
  const late = (session: string): Input[] => [
    { in: 'violation', session, code: 'malformed', message: 'That is no JSON.' },
    { in: 'disconnected', session },
    { in: 'frame', session, message: { type: 'hands', objects: [uuid(1)], mode: 'edit' } },
    { in: 'frame', session, message: { type: 'saved', unsaved: true } },
  ];

  test('since nobody knows it', () => {
    const { rig } = withBox();
    for (const input of late(uuid(0xeee))) expect(rig.step(input).map(({ fx }) => fx)).toEqual(['wake']);
  });

  test('since it is over', () => {
    const { rig, blender } = withBox();
    rig.frame(blender, { type: 'bye' });
    rig.sync();
    const before = shown(rig, blender);
    for (const input of late(blender)) expect(rig.step(input).map(({ fx }) => fx)).toEqual(['wake']);
    expect(shown(rig, blender)).toEqual(before);
  });

  test('since it is lost', () => {
    const { rig, blender } = withBox();
    rig.lose(blender);
    rig.sync();
    const before = shown(rig, blender);
    for (const input of late(blender).filter((each) => each.in === 'frame'))
      expect(rig.step(input).map(({ fx }) => fx)).toEqual(['wake']);
    expect(shown(rig, blender)).toEqual(before);
    expect(rig.orchestrator.core.sessions.get(blender)?.hands.size).toBe(0);
  });
});
