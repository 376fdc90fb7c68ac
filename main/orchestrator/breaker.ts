/** Circuit breakers: an engine that fails, or holds everybody up, is set aside and tried again (R19, R22, FAIL-4, AUTH-5). */
import type { Reason } from '#app/intents/index.ts';
import { dropQuestions } from './questions.ts';
import type { Core } from './core.ts';
import { engineWord, reason, secondsWord } from './core.ts';
import { loseParticipant } from './flight.ts';
import { beginResync } from './resync.ts';
import type { Session } from './session.ts';
import { recordAside } from './session-record.ts';

/**
 * An engine is in fault: its breaker opens, and nothing of it counts until it is resynced. The caller aborts what
 * flies. It is tried again by itself, later each time, until too many failures ask for a click (R22).
 */
export function fault(core: Core, session: Session, why: Reason): void {
  if (session.phase === 'over') return;
  for (const flight of core.flights.values())
    if (flight.votes.has(session.id)) for (const id of flight.objects) session.inDoubt.add(id);
  session.failuresMs.push(core.nowMs);
  while ((session.failuresMs[0] ?? core.nowMs) < core.nowMs - core.config.breakerWindowMs)
    session.failuresMs.shift();
  session.breaker = 'open';
  session.breakerNeedsClick = session.failuresMs.length >= core.config.breakerMaxFailures;
  session.retryAtMs = session.breakerNeedsClick
    ? null
    : core.nowMs + core.config.breakerRetryMs * 2 ** (session.failuresMs.length - 1);
  session.reason = why;
  session.resync = null;
  dropQuestions(session);
  session.purge.clear();
  if (session.phase !== 'detached') session.phase = 'quarantined';
  recordAside(core, session, 'set_aside', why);
  core.changed('sessions', 'status');
}

/** Long busy is no fault: nobody waits for it, it falls behind, and is resynced when it is back (R19). */
export function park(core: Core, session: Session, activity: string): void {
  if (session.phase !== 'live') return;
  // From here on nobody waits for it.
  if (session.busy !== null) session.busySpentMs += core.nowMs - session.busy.sinceMs;
  session.phase = 'parked';
  session.busy = {
    kind: 'parked',
    activity,
    sinceMs: session.busy?.sinceMs ?? core.nowMs,
    told: session.busy?.told ?? false,
  };
  session.purge.clear();
  const why = reason('engine_parked', `${engineWord(session.engine)} is busy: ${activity}.`);
  recordAside(core, session, 'parked', why);
  loseParticipant(core, session, why, false);
  core.changed('sessions', 'status');
}

/** Whether an engine answers nothing since it is busy, as it said or as its main thread shows. */
export function isBusy(core: Core, session: Session): boolean {
  return session.busy !== null || isHung(core, session);
}

export function isHung(core: Core, { mainThreadAgeMs }: Session): boolean {
  return mainThreadAgeMs > core.config.applyTimeoutMs / 2;
}

/** How much longer than for another one is waited for an engine that is busy: to the limit, while it has a budget left. */
export function patienceWith(core: Core, session: Session): number {
  return Math.max(0, Math.min(core.config.busyLimitMs, budgetLeft(core, session)));
}

/** Parks one that was waited for long enough. Where it never said that it is busy, `waitedMs` of that are its budget's. */
export function parkHung(core: Core, session: Session, waitedMs: number): void {
  if (session.busy === null) session.busySpentMs += waitedMs;
  park(core, session, session.busy?.activity ?? 'not responding');
}

/** Counts what an answer came too late, where nobody had said why: whoever hangs each time until the last moment before it is
 * parked would have a budget without an end. */
export function spendLate(core: Core, session: Session, startedMs: number): void {
  const lateMs = core.nowMs - startedMs - core.config.applyTimeoutMs;
  if (session.busy !== null || lateMs <= 0) return;
  // Where the last window is over this begins the next one, in which it counts.
  budgetLeft(core, session);
  session.busySpentMs += lateMs;
}

/** Counts for how long it was waited for until now, when nobody waits any more: what an engine breaks off counts like what it
 * ends, else it would begin anew on each connection. */
export function spendWaited(core: Core, session: Session): void {
  if (session.phase !== 'live') return;
  if (session.busy !== null) {
    session.busySpentMs += core.nowMs - session.busy.sinceMs;
    return;
  }
  for (const flight of core.flights.values())
    if (flight.phase === 'applying' && flight.votes.get(session.id) === 'awaiting')
      session.busySpentMs += Math.max(0, core.nowMs - flight.startedMs - core.config.applyTimeoutMs);
}

/** What is left of the time that others wait for an engine in this window (R19). */
export function budgetLeft(core: Core, session: Session): number {
  if (core.nowMs - session.busyWindowStartMs > core.config.busyBudgetWindowMs) {
    session.busyWindowStartMs = core.nowMs;
    session.busySpentMs = 0;
  }
  return core.config.busyBudgetMs - session.busySpentMs;
}

/** The breaker's clock: tries an open one again, and gives up on resyncs that do not come on. */
export function checkResyncDeadlines(core: Core): void {
  for (const session of core.sessions.values()) {
    if (session.phase === 'quarantined' && session.retryAtMs !== null && session.retryAtMs <= core.nowMs) {
      // A silent socket answers nothing; the next pong, or its resume, begins the probe.
      if (session.ping === null || core.nowMs - session.ping.sentMs < core.config.heartbeatTimeoutMs)
        beginResync(core, session);
      else session.retryAtMs = core.nowMs + core.config.breakerRetryMs;
      continue;
    }
    for (const question of session.questions.values()) {
      if (question.deadlineMs > core.nowMs) continue;
      if (session.busy !== null) {
        session.questions.set(question.request, {
          ...question,
          deadlineMs: core.nowMs + core.config.resyncTimeoutMs,
        });
        continue;
      }
      const why = reason(
        'resync_timeout',
        `${engineWord(session.engine)} did not answer ${question.kind} in ${secondsWord(core.config.resyncTimeoutMs)}.`,
      );
      fault(core, session, why);
      loseParticipant(core, session, why, true);
      break;
    }
  }
}

/** Time for which everybody waits while an engine is set back comes out of the same budget as being busy, so that
 * drifting on and on is no veto (AUTH-5). */
export function spendPatience(core: Core, session: Session, spentMs: number): void {
  const leftMs = budgetLeft(core, session) - spentMs;
  session.busySpentMs += spentMs;
  if (leftMs > 0) return;
  const why = reason(
    'drifts_on',
    `${engineWord(session.engine)} had to be set back for too long, again and again.`,
  );
  fault(core, session, why);
  loseParticipant(core, session, why, true);
}
