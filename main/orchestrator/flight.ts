/**
 * The life of an intent from its number to its outcome: apply, verify, commit. Depth is one and a half (R10): the next
 * number leaves when the last one is verified, while that one is being synced. What fails is taken back (unwinding.ts).
 */
import type { Reason } from '#app/intents/index.ts';
import type { Receipt, ShelfEntry } from '#app/ledger/index.ts';
import type { OrchestratorMessage } from '#app/protocol/index.ts';
import { isBounded, matches } from '#app/scene/index.ts';
import type { FacetState, ObjectId } from '#app/scene/index.ts';
import type { Core, Flight, Queued } from './core.ts';
import { engineWord, facetKey, reason, secondsWord, TAKEN_BACK } from './core.ts';
import { closeAgreed, isOnShelf, keepCollided, leaveShelf, shelve } from './conflicts.ts';
import { clearCopies, copiesOfDeleted } from './deleted-copies.ts';
import { closeCovered, takeFromShelf } from './differing.ts';
import { noteMerges } from './merges.ts';
import { concludeEdit, statesOf } from './observed.ts';
import { fault, isBusy, parkHung, patienceWith, spendLate } from './breaker.ts';
import { markDirty } from './purge.ts';
import { closeShared } from './offers.ts';
import type { Session } from './session.ts';
import { isAttached, maskOf } from './session.ts';
import { abort, finishUnwinding } from './unwinding.ts';

/** An engine's vote with what it read back. */
export function vote(core: Core, session: Session, n: number, states: readonly FacetState[]): void {
  const flight = core.flights.get(n);
  if (flight === undefined || flight.phase !== 'applying' || flight.votes.get(session.id) !== 'awaiting')
    return;
  const mismatch = findMismatch(core, session, flight, states);
  if (mismatch !== null) {
    fault(core, session, reason('read_back_differs', mismatch));
    abort(core, flight, reason('read_back_differs', `${engineWord(session.engine)}: ${mismatch}`), {
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
  spendLate(core, session, flight.startedMs);
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
  abort(core, flight, reason(why.code, `${engineWord(session.engine)}: ${why.message}`), {
    fault: session.id,
    ends: retryOr(flight, session),
  });
}

/** The artist took it in hand while the number was on its way: that is no fault, and it waits for them in line (rules 6
 * and 7). Where that happens once more the engine is left behind on it, so that taking in hand is no veto (AUTH-5). */
export function tookInHand(core: Core, session: Session, n: number, why: Reason): void {
  const flight = core.flights.get(n);
  if (flight === undefined || flight.phase !== 'applying' || flight.votes.get(session.id) !== 'awaiting')
    return;
  if (![...flight.objects].some((id) => session.hands.has(id))) return engineFailed(core, session, n, why);
  spendLate(core, session, flight.startedMs);
  // An agent's goes back to the gate.
  abort(core, flight, reason('in_hands', `It is in your hands in ${engineWord(session.engine)}.`), {
    fault: null,
    ends: 'requeued',
    refusedBy: session.id,
    without: flight.queued.retries > 0 ? session.engine : null,
  });
}

/**
 * A participant is gone, silent, busy for long, or was set aside. R17: its vote stands; without one the flight is aborted.
 * Where the engine is not in fault, the intent goes on without it, however often that happens: each time there is an
 * engine less to wait for, and claiming to be busy is no veto (R19, AUTH-5).
 */
export function loseParticipant(core: Core, session: Session, why: Reason, inFault: boolean): void {
  for (const flight of [...core.flights.values()]) {
    const state = flight.votes.get(session.id);
    if (state === undefined) continue;
    if (flight.phase === 'applying' && state === 'awaiting') {
      flight.votes.set(session.id, 'lost');
      if (inFault) abort(core, flight, why, { fault: session.id, ends: retryOr(flight, session) });
      else abort(core, flight, why, { fault: null, ends: 'requeued', isPassedOver: true });
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
  return flight.intent.authority === 'human' && flight.queued.faults === 0;
}

export function submitCommit(core: Core, flight: Flight): void {
  flight.phase = 'finishing';
  const voted = new Set(flight.participants.map(({ engine }) => engine));
  const stale = [...core.ahead.engines].filter((engine) => engine !== '' && !voted.has(engine)).sort();
  flight.commitPosition = core.append(
    [
      ...copiesOfDeleted(core, flight),
      { kind: 'commit', n: flight.n, participants: flight.participants, stale },
    ],
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
    const confirm: OrchestratorMessage = { type: 'confirm', n: flight.n, receipt };
    for (const { session } of flight.participants) {
      const live = core.sessions.get(session);
      if (live === undefined || !isAttached(live)) continue;
      core.send(session, confirm);
      live.sent.delete(flight.n);
    }
    // Until now the disk could have refused it, and a suggestion would have gone back to waiting (R5).
    core.forgetProposal(flight.intent);
    markDirty(core, flight);
    concludeEdit(core, flight.intent, { outcome: 'committed', n: flight.n, code: 'committed', message: '' });
    core.settle(flight.intent, 'committed', { n: flight.n, position: flight.commitPosition, receipt });
    leaveShelf(core, flight.intent);
    closeAgreed(core, flight.objects);
    closeShared(core, flight.objects);
    clearCopies(core, flight.objects);
    noteMerges(core, flight);
    closeCovered(core, flight);
    takeFromShelf(core, flight.intent.id);
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
        if (isBusy(core, session)) {
          const patienceMs = core.config.applyTimeoutMs + patienceWith(core, session);
          if (core.nowMs - flight.startedMs < patienceMs) flight.deadlineMs = flight.startedMs + patienceMs;
          else parkHung(core, session, core.nowMs - flight.startedMs - core.config.applyTimeoutMs);
        } else {
          const why = reason(
            'apply_timeout',
            `${engineWord(session.engine)} did not answer for number ${flight.n} in ${secondsWord(core.config.applyTimeoutMs)}.`,
          );
          fault(core, session, why);
          loseParticipant(core, session, why, true);
        }
      }
    } else if (flight.phase === 'unwinding') {
      for (const [id, state] of [...flight.votes]) {
        const session = core.sessions.get(id);
        if (state !== 'unwinding' || session === undefined) continue;
        for (const object of flight.objects) session.inDoubt.add(object);
        // Being busy is no fault: it is compared when it is back.
        if (session.phase === 'live' && isBusy(core, session)) {
          parkHung(core, session, 0);
          continue;
        }
        const why = reason(
          'compensate_timeout',
          `${engineWord(session.engine)} did not take back number ${flight.n}.`,
        );
        fault(core, session, why);
        loseParticipant(core, session, why, true);
      }
    }
  }
}

/** Ends that the shelf has a word of its own for. */
const SHELVED_AS: Readonly<Record<string, ShelfEntry['why']>> = {
  halted: 'halted',
  [TAKEN_BACK]: 'taken_back',
};

/** Ends an intent that never got a number, and keeps what a person had made. */
export function endUnnumbered(
  core: Core,
  queued: Queued,
  state: 'superseded' | 'conflicted' | 'rejected' | 'denied',
  why: Reason,
  by = 'orchestrator',
): void {
  const { intent } = queued;
  // Whoever denied it or took it back is waiting to see it done (R29).
  core.append([{ kind: 'settle', id: intent.id, actor: intent.actor, state, reason: why, by }], {
    flush: state === 'denied',
  });
  core.forgetProposal(intent);
  // Whatever a person had handed in and what was let in once is kept (rule 1); an engine's edit by what concludes it.
  const isHandedIn = intent.authority !== 'ai' && intent.observation === null && !isOnShelf(core, intent);
  if (isHandedIn && state === 'conflicted') keepCollided(core, intent);
  else if (isHandedIn)
    shelve(core, {
      from: intent.actor.id,
      why: SHELVED_AS[why.code] ?? 'aborted',
      states: statesOf(intent.operations),
      key: intent.id,
      ...(SHELVED_AS[why.code] === undefined ? { reason: why } : {}),
    });
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
  // Almost every read-back names what was written in its order; then nothing has to be looked up.
  const inOrder =
    states.length === flight.expected.length &&
    flight.expected.every(({ id, facet }, index) => {
      const state = states[index];
      return state?.id === id && state.facet === facet;
    });
  const byFacet = inOrder ? null : new Map(states.map((state) => [facetKey(state.id, state.facet), state]));
  if (byFacet !== null && byFacet.size !== states.length) return 'the read-back names a facet twice';
  const name = (id: ObjectId): string => core.nameOf(id) ?? id;
  for (const [index, { id, facet, value }] of flight.expected.entries()) {
    const mask = maskOf(session, id);
    if (mask.has(facet)) continue;
    const read = byFacet === null ? states[index] : byFacet.get(facetKey(id, facet));
    if (read === undefined) return `${name(id)}: ${facet} was not read back`;
    const object = core.projected.get(id);
    const bounded = object !== undefined && isBounded(core.scene, object, session.bounded);
    if (!matches(facet, value, read.value, bounded, mask))
      return `${name(id)}: ${facet} reads differently from what was set`;
  }
  if (states.length > flight.expected.length) return 'the read-back names facets that were not written';
  return null;
}
