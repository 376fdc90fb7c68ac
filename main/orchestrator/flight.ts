/**
 * The life of an intent from its number to its outcome: dispatch, apply, verify, commit, abort, unwind. Depth is one
 * and a half (R10): the next number leaves when the last one is verified, while that one is being synced.
 */
import type { Reason } from '#app/intents/index.ts';
import type { Participant, Receipt } from '#app/ledger/index.ts';
import {
  applyInPlace,
  expectedStates,
  facetValue,
  isBounded,
  matches,
  objectsTouched,
  revertInPlace,
  touches as touchesOf,
} from '#app/scene/index.ts';
import type { FacetState, ObjectId, Scene } from '#app/scene/index.ts';
import { checkAdmissible, ownUnnumbered } from './admission.ts';
import { shelve } from './conflicts.ts';
import type { Core, Flight, Queued } from './core.ts';
import { facetKey, reason } from './core.ts';
import { rejectApproval, stillAsShown } from './gate.ts';
import { keepHalted } from './halt.ts';
import { needsLease, requestLease } from './lease.ts';
import { concludeEdit, statesOf } from './observed.ts';
import {
  awaitsDecision,
  beginResync,
  fault,
  flushPurges,
  hasDuePurge,
  markDirty,
  park,
  readyToJoin,
} from './resync.ts';
import type { Session } from './session.ts';
import { isAttached, isParticipant, maskOf } from './session.ts';

/** Dispatches as much as may be dispatched. Called at the end of every step. */
export function pump(core: Core): void {
  for (;;) {
    if (core.ledger !== 'ok' || !core.ready || core.closing === 'done') return;
    if (core.applying !== null || core.unwinding) return;
    if (core.flights.size === 0) flushPurges(core);
    // A resynced engine joins between two intents: nothing leaves until the last one has landed. FORCE passes (R28).
    const joins = readyToJoin(core);
    if (core.queue.override.length === 0 && (joins || purgeWaits(core) || overtakes(core))) return;
    const next = takeNext(core);
    if (next === null) return;
    if (needsLease(core)) requestLease(core);
    // A lease that is not durable yet gives out no numbers (R2).
    if (core.highestNumber >= core.durable.leasedTo) {
      putBack(core, next);
      return;
    }
    dispatch(core, next);
  }
}

/** Something must be set back in an engine before it may see another number; what flies lands first. */
function purgeWaits(core: Core): boolean {
  for (const session of core.sessions.values()) if (hasDuePurge(core, session)) return true;
  return false;
}

/** What a live engine gets only as a patch after its commit (a forced change) must not be overtaken there by the next
 * number: number order is effect order (ORD-2). */
function overtakes(core: Core): boolean {
  for (const flight of core.flights.values()) {
    for (const session of core.sessions.values()) {
      if (session.phase === 'live' && !flight.votes.has(session.id)) return true;
    }
  }
  return false;
}

/** The first queued intent that may go now: override, then human, then AI (R1). */
function takeNext(core: Core): Queued | null {
  const forced = core.queue.override.shift();
  if (forced !== undefined) return forced;
  if (core.halt !== null || core.closing !== 'no') return null;
  if (core.queue.human.length === 0 && core.queue.ai.length === 0) return null;
  if (waitsForBusy(core)) return null;
  return (
    takeFree(core, core.queue.human) ??
    (core.ahead.agentsFrozen || core.ahead.paused.has(null) ? null : takeFree(core, core.queue.ai))
  );
}

/** Skips what touches objects in the artist's hands (rule 6), and what builds on something that still waits: nobody
 * queues behind them. */
function takeFree(core: Core, queue: Queued[]): Queued | null {
  const index = queue.findIndex(
    (queued) =>
      heldByHands(core, queued) === null && !agentPaused(core, queued) && !waitsForOwn(core, queued),
  );
  if (index < 0) return null;
  return queue.splice(index, 1)[0] ?? null;
}

/** The author's own earlier intent comes first, whichever was approved first. */
function waitsForOwn(core: Core, queued: Queued): boolean {
  return queued.intent.base.after.some((id) => ownUnnumbered(core, queued.intent, id) !== null);
}

/** A change from elsewhere waits for the artist's hands as long as for a busy engine; then it is kept on the shelf. */
export function checkHands(core: Core): void {
  for (const queued of [...core.queue.human]) {
    if (core.nowMs - queued.sinceMs < core.config.busyLimitMs) continue;
    const hands = heldByHands(core, queued);
    if (hands === null) continue;
    core.queue.human.splice(core.queue.human.indexOf(queued), 1);
    const { intent } = queued;
    if (intent.observation === null) {
      shelve(core, {
        from: intent.actor.id,
        why: 'aborted',
        states: statesOf(intent.operations),
        key: intent.id,
      });
    }
    endUnnumbered(
      core,
      queued,
      'rejected',
      reason('in_hands', `It is in your hands in ${hands.engine}; the change is on the shelf.`),
    );
  }
}

function agentPaused(core: Core, queued: Queued): boolean {
  return queued.intent.authority === 'ai' && core.ahead.paused.has(queued.intent.actor.id);
}

/** The session in whose artist's hands an object of this intent is, unless the intent is that artist's own. */
export function heldByHands(core: Core, queued: Queued): Session | null {
  for (const session of core.sessions.values()) {
    if (session.phase !== 'live' || session.hands.size === 0) continue;
    if (queued.intent.observation?.session === session.id) continue;
    if (objectsTouched(queued.intent.operations).some((id) => session.hands.has(id))) return session;
  }
  return null;
}

function putBack(core: Core, queued: Queued): void {
  core.queue[queued.intent.force ? 'override' : queued.intent.authority].unshift(queued);
}

/** A short busy engine is waited for; the tick parks it when its patience or budget is over (R19). */
function waitsForBusy(core: Core): boolean {
  for (const session of core.sessions.values())
    if (isParticipant(session) && session.busy !== null) return true;
  return false;
}

function dispatch(core: Core, queued: Queued): void {
  const { intent } = queued;
  const refusal = checkAdmissible(core, intent, 'dispatch');
  if (refusal !== null) {
    endUnnumbered(core, queued, refusal.state, refusal.reason);
    return;
  }
  if (intent.authority === 'ai' && !stillAsShown(core, intent)) {
    rejectApproval(
      core,
      intent,
      reason(
        'values_changed',
        'The values that were approved have changed since; it waits for another look.',
      ),
    );
    return;
  }
  const scene: Scene = { objects: core.projected };
  const touched = touchesOf(scene, intent.operations);
  const before: FacetState[] = [];
  for (const { id, facet } of touched.writes) {
    const value = facetValue(scene, id, facet);
    if (value !== undefined) before.push({ id, facet, value });
  }
  const applied = applyInPlace(core.projected, intent.operations);
  if (!applied.ok) throw new Error(`dispatch: admitted, and yet: ${applied.refusal.message}`);

  const n = core.highestNumber + 1;
  core.highestNumber = n;
  const participants = intent.force ? [] : participantsFor(core, queued);
  const source =
    intent.observation !== null && participants.some((each) => each.session === intent.observation?.session)
      ? intent.observation.session
      : null;
  const flight: Flight = {
    n,
    queued,
    intent,
    label: core.label(intent.operations),
    participants,
    votes: new Map(participants.map(({ session }) => [session, 'awaiting'])),
    expected: expectedStates(scene, touched.writes),
    before,
    inverse: applied.inverse,
    touches: touched,
    objects: new Set(objectsTouched(intent.operations)),
    source,
    startedMs: core.nowMs,
    phase: 'applying',
    deadlineMs: core.nowMs + core.config.applyTimeoutMs,
    commitPosition: null,
    abort: null,
  };
  core.flights.set(n, flight);
  core.append([{ kind: 'begin', n, intent, participants }], { flush: false });
  core.settle(intent, 'applying', { n });
  core.changed('flight', 'waiting');
  for (const { session } of participants) {
    core.sessions.get(session)?.sent.set(n, 'awaiting');
    if (session === source && intent.observation !== null) {
      core.send(session, {
        type: 'adopt',
        n,
        edit: intent.observation.edit,
        facets: flight.expected.map(({ id, facet }) => ({ id, facet })),
      });
    } else {
      core.send(session, {
        type: 'apply',
        n,
        label: flight.label,
        by: intent.actor.name.slice(0, 64),
        operations: [...intent.operations],
      });
    }
  }
  if (participants.length === 0) submitCommit(core, flight);
}

function participantsFor(core: Core, queued: Queued): Participant[] {
  const participants: Participant[] = [];
  for (const session of core.sessions.values()) {
    if (isParticipant(session) && !queued.without.has(session.engine))
      participants.push({ session: session.id, engine: session.engine });
  }
  return participants;
}

/** An engine's vote with what it read back. */
export function vote(core: Core, session: Session, n: number, states: readonly FacetState[]): void {
  const flight = core.flights.get(n);
  if (flight === undefined || flight.phase !== 'applying' || flight.votes.get(session.id) !== 'awaiting')
    return;
  const mismatch = findMismatch(core, session, flight, states);
  if (mismatch !== null) {
    fault(core, session, reason('read_back_differs', mismatch));
    abort(core, flight, reason('read_back_differs', `${session.engine}: ${mismatch}`), {
      fault: session.id,
      ends: retryOr(flight, session),
    });
    return;
  }
  agree(core, flight, session);
}

/** A vote without values: the artist has moved on since, and the newer edit is on its way (R23). */
export function movedOn(core: Core, session: Session, n: number): void {
  const flight = core.flights.get(n);
  if (flight === undefined || flight.phase !== 'applying' || flight.votes.get(session.id) !== 'awaiting')
    return;
  if (flight.source !== session.id) {
    engineFailed(core, session, n, reason('moved_on', 'Only the source of an edit can have moved on.'));
    return;
  }
  agree(core, flight, session);
  // Should no newer edit follow after all, the engine is set to what was committed; while one is under way, it waits.
  for (const id of flight.objects) session.purge.add(id);
}

function agree(core: Core, flight: Flight, session: Session): void {
  flight.votes.set(session.id, 'agreed');
  session.appliedThrough = Math.max(session.appliedThrough, flight.n);
  core.changed('flight');
  if ([...flight.votes.values()].every((each) => each === 'agreed')) submitCommit(core, flight);
}

/** An engine says that it could not: it is the one in fault (AUTH-5). */
export function engineFailed(core: Core, session: Session, n: number, why: Reason): void {
  const flight = core.flights.get(n);
  if (flight === undefined || flight.phase !== 'applying' || flight.votes.get(session.id) !== 'awaiting')
    return;
  fault(core, session, why);
  abort(core, flight, reason(why.code, `${session.engine}: ${why.message}`), {
    fault: session.id,
    ends: retryOr(flight, session),
  });
}

/** A participant is gone, silent, or was set aside. R17: its vote stands; without one the flight is aborted. */
export function loseParticipant(core: Core, session: Session, why: Reason, inFault: boolean): void {
  for (const flight of [...core.flights.values()]) {
    const state = flight.votes.get(session.id);
    if (state === undefined) continue;
    if (flight.phase === 'applying' && state === 'awaiting') {
      flight.votes.set(session.id, 'lost');
      const ends = inFault ? retryOr(flight, session) : requeueable(flight) ? 'requeued' : 'aborted';
      abort(core, flight, why, { fault: inFault ? session.id : null, ends });
    } else if (flight.phase === 'unwinding' && state === 'unwinding') {
      flight.votes.set(session.id, 'lost');
      finishUnwinding(core, flight);
    }
  }
}

/** A human or observed intent is tried once more without the engine in fault; an AI one is not (R23, R30). */
function retryOr(flight: Flight, failed: Session): 'requeued' | 'aborted' {
  if (failed.id === flight.source) return 'aborted';
  return requeueable(flight) ? 'requeued' : 'aborted';
}

function requeueable(flight: Flight): boolean {
  return flight.intent.authority === 'human' && flight.queued.retries === 0;
}

function submitCommit(core: Core, flight: Flight): void {
  flight.phase = 'finishing';
  const voted = new Set(flight.participants.map(({ engine }) => engine));
  const stale = [...core.ahead.engines].filter((engine) => engine !== '' && !voted.has(engine)).sort();
  flight.commitPosition = core.append(
    [{ kind: 'commit', n: flight.n, participants: flight.participants, stale }],
    { flush: true },
  );
  core.settle(flight.intent, 'finishing', { n: flight.n });
  core.changed('flight', 'waiting');
}

/** The commit records up to the durable position are on disk: only now does anybody hear of it (DUR-1). */
export function landDurable(core: Core, receipts: readonly Receipt[]): void {
  for (const receipt of receipts) core.receipts.set(receipt.n, { receipt, position: 0 });
  for (const flight of [...core.flights.values()]) {
    if (flight.commitPosition === null || flight.commitPosition > core.durable.position) continue;
    core.flights.delete(flight.n);
    const receipt = core.receipts.get(flight.n)?.receipt ?? null;
    if (receipt === null) throw new Error(`durable: no receipt for ${flight.n}`);
    core.receipts.set(flight.n, { receipt, position: flight.commitPosition });
    forgetOldReceipts(core);
    for (const caught of core.halt?.caught ?? []) if (caught.n === flight.n) caught.became = 'committed';
    for (const { session } of flight.participants) {
      const live = core.sessions.get(session);
      if (live === undefined || !isAttached(live)) continue;
      core.send(session, { type: 'confirm', n: flight.n, receipt });
      live.sent.delete(flight.n);
    }
    // Until now the disk could have refused it, and a suggestion would have gone back to waiting (R5).
    core.proposals.delete(flight.intent.id);
    markDirty(core, flight);
    concludeEdit(core, flight.intent, { outcome: 'committed', n: flight.n, code: 'committed', message: '' });
    core.settle(flight.intent, 'committed', { n: flight.n, position: flight.commitPosition, receipt });
    core.objectsChanged(flight.objects);
    core.changed('status', 'flight', 'sessions', 'waiting');
  }
}

const RECEIPTS_KEPT = 4_096;

function forgetOldReceipts(core: Core): void {
  for (const n of core.receipts.keys()) {
    if (core.receipts.size <= RECEIPTS_KEPT) return;
    core.receipts.delete(n);
  }
}

/** Deadlines of what flies: a silent engine is in fault, a busy one is waited for, then parked. */
export function checkFlightDeadlines(core: Core): void {
  for (const flight of [...core.flights.values()]) {
    if (flight.deadlineMs > core.nowMs) continue;
    if (flight.phase === 'applying') {
      for (const [id, state] of [...flight.votes]) {
        const session = core.sessions.get(id);
        if (state !== 'awaiting' || session === undefined || flight.phase !== 'applying') continue;
        if (session.busy !== null || session.mainThreadAgeMs > core.config.applyTimeoutMs / 2) {
          const patienceMs = core.config.busyLimitMs + core.config.applyTimeoutMs;
          if (core.nowMs - flight.startedMs < patienceMs) flight.deadlineMs = flight.startedMs + patienceMs;
          else park(core, session, session.busy?.activity ?? 'not responding');
        } else {
          const why = reason(
            'apply_timeout',
            `${session.engine} did not answer for number ${flight.n} in ${core.config.applyTimeoutMs} ms.`,
          );
          fault(core, session, why);
          loseParticipant(core, session, why, true);
        }
      }
    } else if (flight.phase === 'unwinding') {
      for (const [id, state] of [...flight.votes]) {
        const session = core.sessions.get(id);
        if (state !== 'unwinding' || session === undefined) continue;
        const why = reason('compensate_timeout', `${session.engine} did not take back number ${flight.n}.`);
        for (const object of flight.objects) session.inDoubt.add(object);
        fault(core, session, why);
        loseParticipant(core, session, why, true);
      }
    }
  }
}

/** Ends an intent that never got a number, and keeps what a person had made. */
export function endUnnumbered(
  core: Core,
  queued: Queued,
  state: 'superseded' | 'conflicted' | 'rejected' | 'denied',
  why: Reason,
  by = 'orchestrator',
): void {
  const { intent } = queued;
  core.append([{ kind: 'settle', id: intent.id, actor: intent.actor, state, reason: why, by }], {
    flush: false,
  });
  core.proposals.delete(intent.id);
  concludeEdit(core, intent, {
    outcome:
      state === 'conflicted'
        ? 'conflicted'
        : state === 'rejected' || state === 'denied'
          ? 'rejected'
          : 'aborted',
    n: null,
    code: why.code,
    message: why.message,
  });
  core.settle(intent, state, { reason: why });
  core.changed('waiting');
}

function findMismatch(
  core: Core,
  session: Session,
  flight: Flight,
  states: readonly FacetState[],
): string | null {
  const actual = new Map(states.map((state) => [facetKey(state.id, state.facet), state]));
  if (actual.size !== states.length) return 'the read-back names a facet twice';
  for (const expected of flight.expected) {
    const mask = maskOf(session, expected.id);
    if (mask.has(expected.facet)) continue;
    const read = actual.get(facetKey(expected.id, expected.facet));
    const name = core.nameOf(expected.id) ?? expected.id;
    if (read === undefined) return `${name}: ${expected.facet} was not read back`;
    const object = core.projected.get(expected.id);
    const bounded = object !== undefined && isBounded(core.scene, object, session.bounded);
    if (!matches(expected.facet, expected.value, read.value, bounded, mask))
      return `${name}: ${expected.facet} reads differently from what was set`;
  }
  if (actual.size > flight.expected.length) return 'the read-back names facets that were not written';
  return null;
}
