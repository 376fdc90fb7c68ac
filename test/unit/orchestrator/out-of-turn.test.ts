/** What an adapter may not say, or not now, or not so often: its session ends with the reason, and nobody else's (SEC-2). */
import { describe, expect, test } from 'vitest';
import type { AdapterMessage } from '#app/protocol/index.ts';
import type { FacetState } from '#app/scene/index.ts';
import type { OrchestratorConfig } from '#main/orchestrator/index.ts';
import { box, moved, Rig, uuid } from './bench-rig.ts';

const NEWCOMER = uuid(0xf01);

/** Two live engines that hold Box_1. */
function studio(config: Partial<OrchestratorConfig> = {}): { rig: Rig; blender: string; unity: string } {
  const rig = new Rig({ config });
  const [blender, unity] = [rig.connect(1), rig.connect(2, 'unity')];
  rig.submit(1, [{ op: 'create', object: box(1) }]);
  rig.playApply(blender);
  rig.playApply(unity);
  rig.sync();
  return { rig, blender, unity };
}

/** With which reason a session was ended; null while it stands. */
function endOf(rig: Rig, session: string): { code: string; message: string } | null {
  const revoked = rig.effects.find((effect) => effect.fx === 'revoke' && effect.session === session);
  return revoked?.fx === 'revoke' ? { code: revoked.code, message: revoked.message } : null;
}

function edit(
  number: number,
  more: Partial<Extract<AdapterMessage, { type: 'observed' }>> = {},
): AdapterMessage {
  return {
    type: 'observed',
    edit: uuid(number),
    applied_through: 1,
    undo: { kind: 'step', name: 'Move' },
    before: [],
    operations: [{ op: 'set_transform', id: uuid(1), transform: moved(number) }],
    ...more,
  };
}

describe('before its hello', () => {
  const knock = (message: AdapterMessage): Rig => {
    const rig = new Rig();
    rig.step({ in: 'connected', session: NEWCOMER, resumes: null, token: '0'.repeat(64) });
    rig.frame(NEWCOMER, message);
    return rig;
  };

  test('an engine says nothing else', () => {
    const scene = { project: null, scene: null, saved_revision: null, title: 'yard', unsaved: false };
    const early: AdapterMessage[] = [
      { type: 'ready' },
      { type: 'scene', scene },
      { type: 'busy', kind: 'short', activity: 'compiling', last_begun: null },
      edit(7),
    ];
    for (const message of early)
      expect(endOf(knock(message), NEWCOMER)).toStrictEqual({
        code: 'wrong_turn',
        message: `${message.type} before hello.`,
      });
  });

  test('it may leave', () => {
    const rig = knock({ type: 'bye' });
    expect(endOf(rig, NEWCOMER)).toStrictEqual({ code: 'bye', message: 'It said good-bye.' });
    expect(rig.take(NEWCOMER, ['revoked'])).toBeNull();
  });

  test('it may answer a ping, of which there was none yet', () => {
    expect(endOf(knock({ type: 'pong', ping: 0, main_thread_age_ms: 0 }), NEWCOMER)).toBeNull();
    expect(endOf(knock({ type: 'pong', ping: 1, main_thread_age_ms: 0 }), NEWCOMER)).toStrictEqual({
      code: 'wrong_turn',
      message: 'It answered a ping that was never sent.',
    });
  });
});

test('an engine says hello once', () => {
  const { rig, blender, unity } = studio();
  rig.frame(blender, {
    type: 'hello',
    adapter: { name: 'test', version: '1' },
    engine: { kind: 'blender', version: '1' },
    scene: { project: null, scene: null, saved_revision: null, title: 'yard', unsaved: false },
    applied_through: null,
    receipt: null,
    masked: [],
  });
  expect(endOf(rig, blender)).toStrictEqual({
    code: 'wrong_turn',
    message: 'hello comes once, as the first frame.',
  });
  expect(endOf(rig, unity)).toBeNull();
});

test('an engine answers the pings that it got, and each counts once', () => {
  const { rig, blender, unity } = studio();
  rig.tick(1_000);
  const ping = rig.take(blender, ['ping'])?.ping ?? 0;
  const samples = () => rig.orchestrator.core.sessions.get(blender)?.latencyMs.length;
  const before = samples() ?? 0;
  rig.frame(blender, { type: 'pong', ping, main_thread_age_ms: 1 });
  rig.frame(blender, { type: 'pong', ping, main_thread_age_ms: 1 });
  expect(endOf(rig, blender)).toBeNull();
  expect(samples()).toBe(before + 1);
  rig.frame(blender, { type: 'pong', ping: ping + 1, main_thread_age_ms: 1 });
  expect(endOf(rig, blender)?.message).toBe('It answered a ping that was never sent.');
  expect(endOf(rig, unity)).toBeNull();
});

test('a busy engine has begun no number that was never given out', () => {
  const { rig, blender } = studio();
  const given = rig.orchestrator.core.highestNumber;
  const busy = (begun: number): AdapterMessage => ({
    type: 'busy',
    kind: 'short',
    activity: 'compiling',
    last_begun: begun,
  });
  rig.frame(blender, busy(given));
  expect(endOf(rig, blender)).toBeNull();
  rig.frame(blender, busy(given + 1));
  expect(endOf(rig, blender)).toStrictEqual({
    code: 'future_revision',
    message: 'It claims to have begun a number that was never given out.',
  });
  expect(rig.orchestrator.core.sessions.get(blender)?.phase).toBe('over');
});

describe('of a number', () => {
  const sent = (): { rig: Rig; blender: string; unity: string; n: number } => {
    const all = studio();
    all.rig.submit(2, [{ op: 'set_transform', id: uuid(1), transform: moved(3) }]);
    return { ...all, n: all.rig.orchestrator.core.highestNumber };
  };

  test('that was not sent to it, an engine says nothing', () => {
    for (const message of [
      { type: 'applied', n: 99, states: [] },
      { type: 'failed', n: 99, code: 'broken', message: 'It broke.' },
    ] satisfies AdapterMessage[]) {
      const { rig, blender } = sent();
      rig.frame(blender, message);
      expect(endOf(rig, blender)).toStrictEqual({
        code: 'unsent_number',
        message: 'It answered for 99, which it was not asked about.',
      });
    }
  });

  test('it answers once', () => {
    const { rig, blender, n } = sent();
    rig.playApply(blender);
    rig.frame(blender, { type: 'failed', n, code: 'broken', message: 'It broke.' });
    expect(endOf(rig, blender)).toStrictEqual({
      code: 'double_answer',
      message: `It answered twice for ${n}.`,
    });
  });

  test('it takes back only what it was told to', () => {
    const { rig, blender, n } = sent();
    rig.frame(blender, { type: 'compensated', n, outcomes: [] });
    expect(endOf(rig, blender)).toStrictEqual({
      code: 'wrong_turn',
      message: `It took back ${n}, which was not to be taken back.`,
    });
  });

  test('it may have moved on since only where its own artist made it: any other is in fault', () => {
    const { rig, blender, n } = sent();
    rig.frame(blender, { type: 'failed', n, code: 'moved_on', message: 'It moved on.' });
    expect(endOf(rig, blender)).toBeNull();
    expect(rig.orchestrator.core.sessions.get(blender)).toMatchObject({
      phase: 'quarantined',
      reason: { code: 'moved_on', message: 'Only the source of an edit can have moved on.' },
    });
  });

  test('a vote that crosses its being taken back is late, and a second one is one too many', () => {
    const { rig, blender, unity, n } = sent();
    rig.playApply(unity);
    rig.command({ do: 'halt', by: 'button' });
    const vote: AdapterMessage = { type: 'failed', n, code: 'broken', message: 'It broke.' };
    rig.frame(blender, vote);
    expect(endOf(rig, blender)).toBeNull();
    rig.frame(blender, vote);
    expect(endOf(rig, blender)?.code).toBe('double_answer');
  });
});

describe('of a question', () => {
  test('that was never asked, an engine answers nothing', () => {
    const asked = 1_000;
    for (const message of [
      { type: 'inventory', request: asked, last: true, objects: [], unmanaged: 0 },
      { type: 'values', request: asked, last: true, objects: [], missing: [] },
      { type: 'patched', request: asked, states: [] },
    ] satisfies AdapterMessage[]) {
      const { rig, blender } = studio();
      rig.frame(blender, message);
      expect(endOf(rig, blender)).toStrictEqual({
        code: 'wrong_turn',
        message: 'It answered a question that was never asked.',
      });
    }
  });

  test('of another kind than it was asked, neither', () => {
    const { rig, blender } = studio();
    rig.command({ do: 'refresh_engine', session: blender });
    const request = rig.take(blender, ['take_inventory'])?.request ?? 0;
    rig.frame(blender, { type: 'patched', request, states: [] });
    expect(endOf(rig, blender)?.code).toBe('wrong_turn');
  });

  test('that nobody waits for any more, the answer is late and no violation', () => {
    const { rig, blender } = studio();
    rig.command({ do: 'refresh_engine', session: blender });
    const request = rig.take(blender, ['take_inventory'])?.request ?? 0;
    const scene = { project: null, scene: null, saved_revision: null, title: 'other', unsaved: false };
    rig.frame(blender, { type: 'scene', scene });
    rig.frame(blender, { type: 'inventory', request, last: true, objects: [], unmanaged: 0 });
    expect(endOf(rig, blender)).toBeNull();
    expect(rig.orchestrator.core.sessions.get(blender)?.phase).toBe('foreign');
    rig.frame(blender, { type: 'inventory', request: request + 1, last: true, objects: [], unmanaged: 0 });
    expect(endOf(rig, blender)?.message).toBe('It answered a question that was never asked.');
  });

  test('of the audit, it sends no object that was not asked for', () => {
    const { rig, blender } = studio();
    rig.command({ do: 'audit_engine', session: blender });
    const digests = rig.take(blender, ['audit']);
    expect(digests?.ids).toStrictEqual([uuid(1)]);
    rig.frame(blender, {
      type: 'digests',
      request: digests?.request ?? 0,
      states: [[uuid(1), 'f'.repeat(64)]],
    });
    const read = rig.take(blender, ['read_values']);
    expect(read?.ids).toStrictEqual([uuid(1)]);
    rig.frame(blender, {
      type: 'values',
      request: read?.request ?? 0,
      last: true,
      objects: [box(2)],
      missing: [],
    });
    expect(endOf(rig, blender)).toStrictEqual({
      code: 'wrong_turn',
      message: 'It sent an object that was not asked for.',
    });
  });
});

describe('too much of it', () => {
  test('edits that nobody has decided', () => {
    const { rig, blender } = studio({ maxObservedPerSession: 2 });
    rig.command({ do: 'trust', engine: 'blender', level: 'ask' });
    rig.frame(blender, edit(11));
    rig.frame(blender, edit(12));
    expect(endOf(rig, blender)).toBeNull();
    rig.frame(blender, edit(13));
    expect(endOf(rig, blender)).toStrictEqual({
      code: 'too_many_edits',
      message: 'More than 2 edits are undecided.',
    });
  });

  test('edits that were decided count no more', () => {
    const { rig, blender, unity } = studio({ maxObservedPerSession: 1 });
    for (let number = 11; number < 14; number += 1) {
      rig.frame(blender, edit(number, { applied_through: rig.state.revision }));
      rig.engines.set(blender, { objects: new Map([[uuid(1), box(1, { transform: moved(number) })]]) });
      rig.playApply(blender);
      rig.playApply(unity);
      rig.sync();
    }
    expect(endOf(rig, blender)).toBeNull();
    expect(rig.statesOf(13).at(-1)).toBe('committed');
  });

  test('values of one offer', () => {
    const { rig, unity } = studio();
    const state: FacetState = { id: uuid(1), facet: 'transform', value: moved(2) };
    const part = (count: number, last: boolean): AdapterMessage => ({
      type: 'offered',
      offer: uuid(0xff),
      applied_through: 1,
      last,
      states: Array.from({ length: count }, () => state),
    });
    rig.frame(unity, part(100_000, false));
    expect(endOf(rig, unity)).toBeNull();
    rig.frame(unity, part(1, true));
    expect(endOf(rig, unity)).toStrictEqual({
      code: 'too_many_offers',
      message: 'It offers more than one session may.',
    });
  });

  test('offers of one session', () => {
    const { rig, unity } = studio();
    const offer = (number: number): AdapterMessage => ({
      type: 'offered',
      offer: uuid(0x10_000 + number),
      applied_through: 1,
      last: true,
      states: [{ id: uuid(1), facet: 'transform', value: moved(0) }],
    });
    for (let number = 0; number < 1_024; number += 1) rig.frame(unity, offer(number));
    expect(endOf(rig, unity)).toBeNull();
    rig.frame(unity, offer(1_024));
    expect(endOf(rig, unity)?.code).toBe('too_many_offers');
  });
});
