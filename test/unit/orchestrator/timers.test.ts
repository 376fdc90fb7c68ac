/** R34: what a timer decides is in the log, with why; the machine's sleep decides nothing. */
import { describe, expect, test } from 'vitest';
import type { SessionRecord } from '#app/ledger/index.ts';
import { box, moved, Rig, uuid } from './bench-rig.ts';

function withTwo(): { rig: Rig; blender: string; unity: string } {
  const rig = new Rig();
  const blender = rig.connect(1);
  const unity = rig.connect(2, 'unity');
  rig.submit(1, [{ op: 'create', object: box(1) }]);
  rig.playApply(blender);
  rig.playApply(unity);
  rig.sync();
  return { rig, blender, unity };
}

/** What the log says of an engine after it joined for the first time. */
function saidOf(rig: Rig, session: string): [SessionRecord['event'], string | null][] {
  return rig.records.flatMap((record) =>
    record.kind === 'session' && record.session === session && record.event !== 'opened'
      ? [[record.event, record.reason?.code ?? null] as [SessionRecord['event'], string | null]]
      : [],
  );
}

/** Time passes; the named engines answer every ping. */
function pass(rig: Rig, passMs: number, answering: readonly string[]): void {
  for (let passed = 0; passed < passMs; passed += 500) {
    rig.tick(500);
    for (const session of answering) {
      const ping = rig.take(session, ['ping']);
      if (ping !== null) rig.frame(session, { type: 'pong', ping: ping.ping, main_thread_age_ms: 1 });
    }
    rig.sync();
  }
}

describe('R34: a timer’s decision is a record', () => {
  test('an engine that does not answer for a number is set aside, tried again and back in step', () => {
    const { rig, blender, unity } = withTwo();
    const { applyTimeoutMs, breakerRetryMs } = rig.orchestrator.core.config;
    rig.submit(2, [{ op: 'set_transform', id: uuid(1), transform: moved(3) }]);
    rig.playApply(blender);
    pass(rig, applyTimeoutMs + 1_000, [blender, unity]);
    expect(saidOf(rig, unity)[0]).toEqual(['set_aside', 'apply_timeout']);
    expect(rig.records).toContainEqual(
      expect.objectContaining({
        kind: 'abort',
        fault: unity,
        reason: expect.objectContaining({ code: 'apply_timeout' }),
      }),
    );
    pass(rig, breakerRetryMs + 1_000, [blender, unity]);
    rig.playResync(unity);
    const undo = rig.take(blender, ['compensate']);
    rig.frame(blender, { type: 'compensated', n: undo?.n ?? 0, outcomes: [] });
    rig.playApply(blender);
    rig.sync();
    rig.playResync(unity);
    rig.sync();
    rig.playResync(unity);
    expect(saidOf(rig, unity)).toEqual([
      ['set_aside', 'apply_timeout'],
      ['tried_again', null],
      ['in_step', null],
    ]);
  });

  test('one that is busy while it should take a number back is parked, and in no fault', () => {
    const { rig, blender, unity } = withTwo();
    const { compensateTimeoutMs } = rig.orchestrator.core.config;
    rig.submit(2, [{ op: 'set_transform', id: uuid(1), transform: moved(3) }]);
    const n = rig.playApply(blender) ?? 0;
    rig.take(unity, ['apply']);
    rig.frame(unity, { type: 'failed', n, code: 'no', message: 'It cannot.' });
    expect(rig.take(blender, ['compensate'])).not.toBeNull();
    rig.frame(blender, { type: 'busy', kind: 'short', activity: 'rendering', last_begun: null });
    pass(rig, compensateTimeoutMs + 1_000, [blender, unity]);
    expect(saidOf(rig, blender)).toEqual([['parked', 'engine_parked']]);
    expect(rig.orchestrator.core.sessions.get(blender)).toMatchObject({ phase: 'parked', breaker: 'closed' });
  });

  test('an engine that falls silent, and one that does not say what it holds', () => {
    const { rig, blender, unity } = withTwo();
    const { heartbeatMs, heartbeatTimeoutMs, resyncTimeoutMs } = rig.orchestrator.core.config;
    pass(rig, heartbeatMs + heartbeatTimeoutMs + 1_000, [blender]);
    expect(saidOf(rig, unity)).toEqual([['set_aside', 'unresponsive']]);
    rig.command({ do: 'refresh_engine', session: blender });
    pass(rig, resyncTimeoutMs + 1_000, [blender]);
    expect(saidOf(rig, blender)[0]?.[0]).toBe('set_aside');
    expect(['resync_timeout', 'audit_timeout']).toContain(saidOf(rig, blender)[0]?.[1]);
  });

  test('each engine is pinged once a heartbeat, however often ticks come, and how long it takes is counted', () => {
    const { rig, unity } = withTwo();
    const { heartbeatMs } = rig.orchestrator.core.config;
    const session = rig.orchestrator.core.sessions.get(unity);
    const ping = (passMs: number): number | null => {
      rig.tick(passMs);
      return rig.take(unity, ['ping'])?.ping ?? null;
    };
    const pong = (number: number): void => {
      rig.frame(unity, { type: 'pong', ping: number, main_thread_age_ms: 1 });
    };
    const first = ping(heartbeatMs) ?? 0;
    expect(first).toBeGreaterThan(0);
    expect(ping(100)).toBeNull();
    pong(first);
    expect(ping(heartbeatMs - 101)).toBeNull();
    expect(ping(1)).toBe(first + 1);
    // One that was answered already says nothing of the next.
    pong(first);
    expect(session?.ping).toMatchObject({ ping: first + 1 });
    rig.tick(250);
    pong(first + 1);
    expect([session?.ping, session?.latencyMs.slice(-2)]).toEqual([null, [100, 250]]);
    // Slower than a heartbeat, it is asked again with the next tick.
    const late = ping(heartbeatMs) ?? 0;
    rig.tick(heartbeatMs + 500);
    pong(late);
    expect(ping(1)).toBe(late + 1);
    pong(late + 1);
    pong(late + 2);
    expect(session?.phase).toBe('over');
  });

  test('an engine that is busy for longer than people wait is parked, and said to be back', () => {
    const { rig, blender, unity } = withTwo();
    rig.frame(unity, { type: 'busy', kind: 'short', activity: 'compiling', last_begun: null });
    pass(rig, rig.orchestrator.core.config.busyLimitMs + 1_000, [blender, unity]);
    expect(saidOf(rig, unity)).toEqual([['parked', 'engine_parked']]);
    rig.frame(unity, { type: 'ready' });
    rig.playResync(unity);
    expect(saidOf(rig, unity)).toEqual([
      ['parked', 'engine_parked'],
      ['in_step', null],
    ]);
  });

  test('one that did not come back in its grace time, and one that never says who it is', () => {
    const { rig, blender } = withTwo();
    const { graceMs, resyncTimeoutMs } = rig.orchestrator.core.config;
    rig.lose(blender);
    rig.step({ in: 'connected', session: uuid(0xe09), resumes: null, token: '0'.repeat(64) });
    pass(rig, Math.max(graceMs, resyncTimeoutMs) + 1_000, []);
    expect(saidOf(rig, blender).slice(0, 2)).toEqual([
      ['detached', 'connection_lost'],
      ['revoked', 'not_resumed'],
    ]);
    expect(saidOf(rig, uuid(0xe09))).toEqual([['revoked', 'no_hello']]);
  });

  test('the machine’s sleep sets nobody aside and ends nobody', () => {
    const { rig, blender, unity } = withTwo();
    rig.submit(2, [{ op: 'set_transform', id: uuid(1), transform: moved(3) }]);
    rig.playApply(blender);
    const records = rig.records.length;
    rig.tick(8 * 3_600_000);
    expect(rig.records).toHaveLength(records);
    rig.playApply(unity);
    rig.sync();
    expect(rig.statesOf(2).at(-1)).toBe('committed');
    expect(saidOf(rig, unity)).toEqual([]);
  });
});
