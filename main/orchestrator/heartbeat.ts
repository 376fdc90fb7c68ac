/** Is the other side there, and is it free? Heartbeats, busy engines, and the artist's hands (R19, rules 6 and 7). */
import type { AdapterMessageOf } from '#app/protocol/index.ts';
import type { Core } from './core.ts';
import { engineWord, reason, secondsWord } from './core.ts';
import { loseParticipant } from './flight.ts';
import { revoke, yieldToTwin } from './greeting.ts';
import { budgetLeft, fault, isHung, park } from './breaker.ts';
import { beginResync } from './resync.ts';
import { isAttached } from './session.ts';
import type { Session } from './session.ts';

const LATENCIES_KEPT = 60;
/** A busy engine's socket thread can starve; its silence counts only after so many times the usual limit. */
export const BUSY_PATIENCE = 12;

export function beat(core: Core): void {
  for (const session of core.sessions.values()) {
    if (!isAttached(session) || session.phase === 'greeting') continue;
    if (session.ping !== null) {
      const limitMs = core.config.heartbeatTimeoutMs * (session.busy === null ? 1 : BUSY_PATIENCE);
      if (core.nowMs - session.ping.sentMs < limitMs || session.phase === 'foreign') continue;
      if (session.phase !== 'quarantined') {
        const why = reason(
          'unresponsive',
          `${engineWord(session.engine)} has been silent for ${secondsWord(limitMs)}.`,
        );
        fault(core, session, why);
        loseParticipant(core, session, why, true);
      }
      yieldToTwin(core, session);
      continue;
    }
    if (core.nowMs < session.nextPingMs) continue;
    session.lastPing += 1;
    session.ping = { ping: session.lastPing, sentMs: core.nowMs };
    session.nextPingMs = core.nowMs + core.config.heartbeatMs;
    core.send(session.id, { type: 'ping', ping: session.lastPing });
  }
}

export function pong(core: Core, session: Session, message: AdapterMessageOf<'pong'>): void {
  if (message.ping > session.lastPing)
    return revoke(core, session, reason('wrong_turn', 'It answered a ping that was never sent.'));
  session.mainThreadAgeMs = message.main_thread_age_ms;
  // One that hung again and again without a word has used up what others wait for it, and stays parked for the rest of the
  // window: parking it costs them the time-out of each change that it gets (R19).
  if (session.busy?.told === false && !isHung(core, session) && budgetLeft(core, session) > 0)
    freed(core, session);
  if (session.ping === null || message.ping !== session.ping.ping) return;
  session.latencyMs.push(core.nowMs - session.ping.sentMs);
  if (session.latencyMs.length > LATENCIES_KEPT) session.latencyMs.shift();
  session.ping = null;
  core.changed('sessions');
}

/** Busy is not gone: it keeps its session and its place, for a while. */
export function busy(core: Core, session: Session, message: AdapterMessageOf<'busy'>): void {
  if (message.last_begun !== null && message.last_begun > core.highestNumber) {
    return revoke(
      core,
      session,
      reason('future_revision', 'It claims to have begun a number that was never given out.'),
    );
  }
  const sinceMs = session.busy?.sinceMs ?? core.nowMs;
  session.busy = { kind: message.kind, activity: message.activity, sinceMs, told: true };
  // Whoever has used up its budget is not waited for until the next tick either: it could say so after each one.
  if (message.kind === 'parked' || budgetLeft(core, session) <= 0) park(core, session, message.activity);
  core.changed('sessions', 'status');
}

export function freed(core: Core, session: Session): void {
  if (session.busy !== null && session.phase !== 'parked')
    session.busySpentMs += core.nowMs - session.busy.sinceMs;
  session.busy = null;
  if (session.phase === 'parked') beginResync(core, session);
  core.changed('sessions', 'status');
}

/** Patience and budget: whoever claims to be busy for longer is passed over, so that it freezes nobody. */
export function checkBusy(core: Core): void {
  for (const session of core.sessions.values()) {
    if (session.busy === null) continue;
    const forMs = core.nowMs - session.busy.sinceMs;
    if (forMs >= core.config.busyLimitMs || forMs >= budgetLeft(core, session))
      park(core, session, session.busy.activity);
  }
}
