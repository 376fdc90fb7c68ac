/** R19, AUTH-5, rule 7: being busy is no veto over anybody's change, and costs nobody more than its budget. */
import { expect, test } from 'vitest';
import type { Operation } from '#app/scene/index.ts';
import { DEFAULT_CONFIG } from '#main/orchestrator/index.ts';
import { box, moved, Rig, uuid } from './bench-rig.ts';

function withEngines(...kinds: readonly string[]): { rig: Rig; sessions: string[] } {
  const rig = new Rig();
  const sessions = kinds.map((kind, index) => rig.connect(index + 1, kind));
  rig.submit(1, [{ op: 'create', object: box(1) }]);
  for (const session of sessions) rig.playApply(session);
  rig.sync();
  return { rig, sessions };
}

const move = (x: number): Operation[] => [{ op: 'set_transform', id: uuid(1), transform: moved(x) }];

function approve(rig: Rig, id: number, x: number): void {
  rig.submit(id, move(x), { channel: 'ai' });
  rig.command({ do: 'approve', id: uuid(id), hash: rig.shownHash(id) });
  rig.sync();
}

/** Says that it renders while a change is on its way to it, and takes that back where it is asked to. */
function parkInstead(rig: Rig, session: string): void {
  expect(rig.take(session, ['apply'])).not.toBeNull();
  rig.frame(session, { type: 'busy', kind: 'parked', activity: 'rendering', last_begun: null });
}

function takeBack(rig: Rig, ...sessions: readonly string[]): void {
  for (const session of sessions) {
    const back = rig.take(session, ['compensate']);
    if (back !== null) rig.frame(session, { type: 'compensated', n: back.n, outcomes: [] });
  }
  rig.sync();
}

test('an approved suggestion goes on without an engine that parks while it is applied', () => {
  const { rig, sessions } = withEngines('blender');
  const [blender = ''] = sessions;
  approve(rig, 20, 3);
  parkInstead(rig, blender);
  takeBack(rig, blender);
  expect(rig.statesOf(20).at(-1)).toBe('committed');
  expect(rig.records.filter(({ kind }) => kind === 'approve')).toHaveLength(1);
});

test('an engine that parks at each change stops none of an agent’s', () => {
  const { rig, sessions } = withEngines('blender');
  const [blender = ''] = sessions;
  for (let k = 0; k < 8; k += 1) {
    approve(rig, 100 + k, 3 + k);
    parkInstead(rig, blender);
    takeBack(rig, blender);
    expect(rig.statesOf(100 + k).at(-1)).toBe('committed');
    rig.frame(blender, { type: 'ready' });
    rig.playResync(blender);
    rig.sync();
  }
  expect(rig.orchestrator.core.sessions.get(blender)?.breaker).toBe('closed');
});

test('a halt while it is taken back voids its approval (R28)', () => {
  const { rig, sessions } = withEngines('blender', 'unity');
  const [blender = '', unity = ''] = sessions;
  approve(rig, 20, 3);
  parkInstead(rig, blender);
  rig.command({ do: 'halt', by: 'person' });
  takeBack(rig, blender, unity);
  expect(rig.statesOf(20).at(-1)).toBe('awaiting_approval');
  expect(rig.orchestrator.core.proposals.get(uuid(20))?.approval).toBeNull();
});

test('an artist’s change survives two engines that park in turn', () => {
  const { rig, sessions } = withEngines('blender', 'unity');
  const [blender = '', unity = ''] = sessions;
  rig.submit(30, move(5));
  parkInstead(rig, blender);
  takeBack(rig, blender, unity);
  rig.take(unity, ['apply']);
  parkInstead(rig, unity);
  takeBack(rig, blender, unity);
  expect(rig.statesOf(30).at(-1)).toBe('committed');
  expect(rig.orchestrator.core.ahead.shelf.size).toBe(0);
});

test('an engine that parks takes nothing from the second try after another one’s fault', () => {
  const { rig, sessions } = withEngines('blender', 'unity');
  const [blender = '', unity = ''] = sessions;
  rig.submit(30, move(5));
  parkInstead(rig, blender);
  takeBack(rig, blender, unity);
  rig.take(unity, ['apply']);
  const again = rig.take(unity, ['apply']);
  rig.frame(unity, { type: 'failed', n: again?.n ?? 0, code: 'cannot', message: 'It cannot.' });
  takeBack(rig, blender, unity);
  expect(rig.statesOf(30).at(-1)).toBe('committed');
});

/** Passes one second, in which its pong says how long its main thread has been stuck. */
function second(rig: Rig, session: string, ageMs: number): void {
  rig.tick(1_000);
  const ping = rig.take(session, ['ping']);
  if (ping !== null) rig.frame(session, { type: 'pong', ping: ping.ping, main_thread_age_ms: ageMs });
  takeBack(rig, session);
  rig.playResync(session);
  rig.sync();
}

test('hanging without a word costs the others the budget of an engine, and no more', () => {
  const { rig, sessions } = withEngines('blender');
  const [blender = ''] = sessions;
  const startMs = rig.nowMs;
  let waitedMs = 0;
  for (let k = 0; rig.nowMs - startMs < DEFAULT_CONFIG.busyBudgetWindowMs - 20_000; k += 1) {
    const handedInMs = rig.nowMs;
    rig.submit(200 + k, move(3 + k));
    rig.take(blender, ['apply']);
    rig.sync();
    while (rig.statesOf(200 + k).at(-1) !== 'committed') second(rig, blender, 9_000);
    waitedMs += rig.nowMs - handedInMs;
    for (let s = 0; s < 3; s += 1) second(rig, blender, 1);
  }
  const { busyBudgetMs, busyLimitMs, applyTimeoutMs } = DEFAULT_CONFIG;
  const hangs = Math.ceil(busyBudgetMs / busyLimitMs);
  expect(waitedMs).toBeLessThanOrEqual(busyBudgetMs + hangs * applyTimeoutMs);
  const session = rig.orchestrator.core.sessions.get(blender);
  expect([session?.phase, session?.breaker]).toEqual(['parked', 'closed']);
  // The window is over: it is brought up to date and takes part again.
  for (let s = 0; s < 60; s += 1) second(rig, blender, 1);
  expect(session?.phase).toBe('live');
});

test('R19: so does answering at the last moment each time, before it would be parked', () => {
  const config = { busyBudgetMs: 2_500, busyLimitMs: 10_000, applyTimeoutMs: 2_000 };
  const rig = new Rig({ config });
  const blender = rig.connect(1);
  rig.submit(1, [{ op: 'create', object: box(1) }]);
  rig.playApply(blender);
  rig.sync();
  const { core } = rig.orchestrator;
  const phase = (): string | undefined => core.sessions.get(blender)?.phase;
  const late: number[] = [];
  for (let k = 0; phase() === 'live' && k < 10; k += 1) {
    rig.submit(200 + k, move(3 + k));
    let waitedMs = 0;
    while (phase() === 'live' && core.flights.size > 0) {
      rig.tick(1_000);
      waitedMs += 1_000;
      const ping = rig.take(blender, ['ping']);
      if (ping !== null) rig.frame(blender, { type: 'pong', ping: ping.ping, main_thread_age_ms: 9_000 });
      if (waitedMs === config.applyTimeoutMs + 1_000 && phase() === 'live') rig.playApply(blender);
      rig.sync();
    }
    late.push(waitedMs - config.applyTimeoutMs);
  }
  // Two and a half seconds are used up in the middle of the third one.
  expect([phase(), late]).toEqual(['parked', [1_000, 1_000, 1_000]]);
});

test('time for which an engine is parked costs nobody anything', () => {
  const { rig, sessions } = withEngines('blender');
  const [blender = ''] = sessions;
  rig.frame(blender, { type: 'busy', kind: 'parked', activity: 'rendering', last_begun: null });
  rig.wait(60_000);
  rig.frame(blender, { type: 'ready' });
  rig.playResync(blender);
  rig.frame(blender, { type: 'busy', kind: 'short', activity: 'compiling', last_begun: null });
  rig.wait(5_000);
  expect(rig.orchestrator.core.sessions.get(blender)?.phase).toBe('live');
});

test('what is left of its budget is what others wait for an engine that says again and again that it is busy', () => {
  const rig = new Rig({ config: { busyBudgetMs: 2_000, busyLimitMs: 2_000 } });
  const blender = rig.connect(1);
  const isBusy = { type: 'busy', kind: 'short', activity: 'compiling', last_begun: null } as const;
  rig.frame(blender, isBusy);
  rig.wait(2_000);
  expect(rig.orchestrator.core.sessions.get(blender)?.phase).toBe('parked');
  for (let k = 0; k < 5; k += 1) {
    rig.frame(blender, { type: 'ready' });
    rig.playResync(blender);
    expect(rig.orchestrator.core.sessions.get(blender)?.phase).toBe('live');
    rig.frame(blender, isBusy);
    // No moment passes.
    rig.submit(200 + k, [{ op: 'create', object: box(10 + k) }]);
    rig.sync();
    expect(rig.statesOf(200 + k).at(-1)).toBe('committed');
  }
});

test.each(['says that it is busy', 'hangs over what it is given'])(
  'R19: an engine that %s renews nothing by breaking its line and coming back',
  (how) => {
    const rig = new Rig({ config: { busyBudgetMs: 2_000, busyLimitMs: 10_000 } });
    let blender = rig.connect(1);
    rig.submit(1, [{ op: 'create', object: box(1) }]);
    rig.playApply(blender);
    rig.sync();
    let waitedMs = 0;
    for (let k = 0; k < 5; k += 1) {
      const spend = how.startsWith('hangs') ? hang(rig, blender, 100 + k) : beBusy(rig, blender);
      waitedMs += spend;
      rig.lose(blender);
      rig.sync();
      blender = rig.resume(blender, 2 + k);
      rig.playResync(blender);
      rig.sync();
    }
    expect(waitedMs).toBeLessThanOrEqual(2_000 + 1_000);
  },
);

/** A second at most, as long as it is waited for. @returns for how long it was */
function beBusy(rig: Rig, session: string): number {
  const startMs = rig.nowMs;
  rig.frame(session, { type: 'busy', kind: 'short', activity: 'compiling', last_begun: null });
  if (rig.orchestrator.core.sessions.get(session)?.phase === 'live') rig.wait(1_000);
  return rig.nowMs - startMs;
}

/** The same beyond the time that any engine has for what it is given. */
function hang(rig: Rig, session: string, id: number): number {
  const { applyTimeoutMs } = DEFAULT_CONFIG;
  rig.submit(id, move(id));
  let waitedMs = 0;
  while (waitedMs < applyTimeoutMs + 1_000 && rig.orchestrator.core.flights.size > 0) {
    second(rig, session, waitedMs);
    waitedMs += 1_000;
  }
  return Math.max(0, waitedMs - applyTimeoutMs);
}
