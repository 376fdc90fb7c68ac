/** Taking a number back: every engine that it was sent to goes back to the truth, and only then does anything go on (R14). */
import type { Reason } from '#app/intents/index.ts';
import { revertInPlace } from '#app/scene/index.ts';
import type { FacetState, ObjectId } from '#app/scene/index.ts';
import { isOnShelf, shelve } from './conflicts.ts';
import type { Core, Flight } from './core.ts';
import { facetKey, reason } from './core.ts';
import { putBack } from './dispatch.ts';
import { endUnnumbered } from './flight.ts';
import { bare, rejectApproval } from './gate.ts';
import { keepHalted } from './halt.ts';
import { leaveInHands } from './in-hands.ts';
import { concludeEdit } from './observed.ts';
import { lookAgain } from './looking.ts';
import { awaitsDecision } from './purge.ts';
import type { Session } from './session.ts';
import { isAttached } from './session.ts';
import { recordBack } from './session-record.ts';

/** Aborts what is not submitted yet. Truth never knew it; the projected scene forgets it now. */
export function abort(
  core: Core,
  flight: Flight,
  why: Reason,
  options: {
    readonly fault: string | null;
    readonly ends: 'aborted' | 'superseded' | 'requeued';
    readonly refusedBy?: string;
    readonly without?: string | null;
    readonly isPassedOver?: boolean;
  },
): void {
  if (flight.phase !== 'applying') throw new Error(`abort: ${flight.n} is ${flight.phase}, not applying`);
  core.append([{ kind: 'abort', n: flight.n, reason: why, fault: options.fault, ends: options.ends }], {
    flush: false,
  });
  const { fault, ends, refusedBy = null, without = null, isPassedOver = false } = options;
  unwind(core, flight, { reason: why, ends, refusedBy, without, fault, isPassedOver });
}

/** Takes back what the log will never hold, submitted or not: nothing is written, VOID comes later (R5). */
export function loseNumber(core: Core, flight: Flight): void {
  if (flight.phase === 'unwinding') return;
  unwind(core, flight, {
    reason: reason('ledger_refused', 'The disk took no record of it.'),
    // An agent's goes back to waiting: its suggestion is durable, its approval is not.
    ends: flight.intent.authority === 'ai' ? 'requeued' : 'aborted',
    refusedBy: null,
    without: null,
    fault: null,
    isPassedOver: false,
  });
}

function unwind(core: Core, flight: Flight, end: NonNullable<Flight['abort']>): void {
  if (flight.phase === 'applying') revertInPlace(core.projected, flight.inverse);
  flight.phase = 'unwinding';
  flight.commitPosition = null;
  flight.abort = end;
  flight.deadlineMs = core.nowMs + core.config.compensateTimeoutMs;
  core.rememberResidue(
    flight.expected,
    flight.intent,
    flight.participants.map(({ engine }) => engine),
  );
  const entries = compensationFor(flight);
  for (const { session: id } of flight.participants) {
    const session = core.sessions.get(id);
    if (session === undefined || !isAttached(session)) {
      flight.votes.set(id, 'lost');
      for (const object of flight.objects) session?.inDoubt.add(object);
      continue;
    }
    // Whoever has answered already has no late answer left to give (R18).
    if (session.sent.get(flight.n) === 'answered') session.lateAnswers.add(flight.n);
    session.sent.set(flight.n, 'cancelled');
    if (id === flight.source) {
      // It took effect there by the artist's own hand: what becomes of it is decided with them, never undone (R23).
      flight.votes.set(id, 'unwound');
      continue;
    }
    // One that is in fault is told as well, but not waited for: only its resync counts.
    if (flight.votes.get(id) !== 'lost') flight.votes.set(id, 'unwinding');
    else for (const object of flight.objects) session.inDoubt.add(object);
    // What is in its artist's hands comes back as a patch when they let go of it (rule 6).
    for (const object of flight.objects)
      if (session.hands.has(object) && id !== end.refusedBy) leaveInHands(session, object);
    const written = entries.filter((entry) => !session.hands.has(entry.id));
    core.send(id, { type: 'compensate', n: flight.n, entries: written });
  }
  core.changed('flight', 'status');
  finishUnwinding(core, flight);
}

/** Compare-and-set entries, in an order that an engine can follow: what was deleted comes back first, parents before
 * children; values next; what was created goes last, children before parents. */
export function compensationFor(
  flight: Flight,
): { id: ObjectId; facet: FacetState['facet']; expected: FacetState; restore: FacetState }[] {
  const beforeOf = new Map(flight.before.map((state) => [facetKey(state.id, state.facet), state]));
  const back: [FacetState, FacetState][] = [];
  const values: [FacetState, FacetState][] = [];
  const away: [FacetState, FacetState][] = [];
  for (const expected of flight.expected) {
    const restore = beforeOf.get(facetKey(expected.id, expected.facet));
    if (expected.facet === 'existence') {
      const was = restore?.value ?? null;
      const entry: [FacetState, FacetState] = [expected, { id: expected.id, facet: 'existence', value: was }];
      if (was === null && expected.value === null) continue;
      if (was === null) away.push(entry);
      else back.push(entry);
    } else if (restore !== undefined) values.push([expected, restore]);
  }
  const ordered = [...parentsBeforeChildren(back), ...values, ...parentsBeforeChildren(away).reverse()];
  return ordered.map(([expected, restore]) => ({
    id: expected.id,
    facet: expected.facet,
    expected,
    restore,
  }));
}

function parentsBeforeChildren(entries: [FacetState, FacetState][]): [FacetState, FacetState][] {
  const byId = new Map(entries.map((entry) => [entry[0].id, entry]));
  const placed = new Set<ObjectId>();
  const ordered: [FacetState, FacetState][] = [];
  const place = (entry: [FacetState, FacetState]): void => {
    if (placed.has(entry[0].id)) return;
    placed.add(entry[0].id);
    const object = (entry[1].value ?? entry[0].value) as { parent: ObjectId | null } | null;
    const parent = object?.parent === null || object === null ? undefined : byId.get(object.parent);
    if (parent !== undefined) place(parent);
    ordered.push(entry);
  };
  for (const entry of entries) place(entry);
  return ordered;
}

/** One engine has taken the number back as far as it could. */
export function compensated(core: Core, session: Session, n: number, diverged: readonly ObjectId[]): void {
  session.sent.delete(n);
  session.lateAnswers.delete(n);
  const flight = core.flights.get(n);
  if (flight === undefined || flight.votes.get(session.id) !== 'unwinding') return;
  flight.votes.set(session.id, 'unwound');
  for (const id of diverged) if (session.hands.has(id)) leaveInHands(session, id);
  const isBack = (id: ObjectId): boolean => !session.purge.has(id) && !diverged.includes(id);
  core.heardOfResidue(session.engine, new Set([...flight.objects].filter(isBack)));
  finishUnwinding(core, flight);
  // The artist's newer edit explains a divergence; it was told before this answer. So do their hands. Anything else is
  // looked into.
  const unexplained = diverged.filter((id) => !awaitsDecision(core, session, id) && !session.hands.has(id));
  if (session.phase !== 'live') return;
  for (const id of unexplained) session.inDoubt.add(id);
  lookAgain(session, unexplained);
  const { purge, unsure, inDoubt } = session;
  const owes = [...core.flights.values()].some(({ votes }) => votes.get(session.id) === 'unwinding');
  if (diverged.length + purge.size + unsure.size + inDoubt.size === 0 && !owes) recordBack(core, session);
}

/** Once nobody is left to answer, the number is over; what goes on does so under a new one. */
export function finishUnwinding(core: Core, flight: Flight): void {
  if (flight.phase !== 'unwinding' || flight.abort === null || !core.flights.has(flight.n)) return;
  if (
    [...flight.votes.values()].some(
      (each) => each === 'unwinding' || each === 'awaiting' || each === 'agreed',
    )
  )
    return;
  core.flights.delete(flight.n);
  const { reason: why, ends, overruled, without: leftOut, fault } = flight.abort;
  for (const caught of core.halt?.caught ?? []) if (caught.n === flight.n) caught.became = 'aborted';
  if (overruled !== undefined)
    endUnnumbered(core, bare(core, flight.intent), overruled.ends, why, overruled.by);
  else if (ends === 'requeued' && flight.intent.authority === 'ai' && !keepsApproval(core, flight.abort))
    rejectApproval(core, flight.intent, why);
  else if (ends === 'requeued' && core.halt !== null) keepHalted(core, flight.queued);
  else if (ends === 'requeued') {
    const without = new Set([...flight.queued.without, ...(leftOut === null ? [] : [leftOut])]);
    for (const { session, engine } of flight.participants)
      if (flight.votes.get(session) === 'lost' || isAside(core, session)) without.add(engine);
    const { retries, faults } = flight.queued;
    const faultsSince = fault === null ? faults : faults + 1;
    putBack(core, { ...flight.queued, without, retries: retries + 1, faults: faultsSince });
    core.settle(flight.intent, 'queued', { reason: why });
  } else {
    const { authority, observation } = flight.intent;
    if (authority !== 'ai' && observation === null && !isOnShelf(core, flight.intent)) {
      shelve(core, {
        from: flight.intent.actor.id,
        why: why.code === 'halted' ? 'halted' : 'aborted',
        states: flight.expected,
        key: flight.intent.id,
        ...(why.code === 'halted' ? {} : { reason: why }),
      });
    }
    concludeEdit(core, flight.intent, {
      outcome: 'aborted',
      n: flight.n,
      code: why.code,
      message: why.message,
    });
    core.forgetProposal(flight.intent);
    core.settle(flight.intent, ends, { n: flight.n, reason: why });
  }
  core.changed('flight', 'status', 'waiting');
}

/** Whether an agent's goes on under the approval that it has. What it was shown with is compared once more when it gets its
 * next number (R29); what everything was held for needs another click (R28). */
function keepsApproval(core: Core, { isPassedOver }: NonNullable<Flight['abort']>): boolean {
  return isPassedOver && core.halt === null && core.ledger === 'ok';
}

function isAside(core: Core, id: string): boolean {
  const session = core.sessions.get(id);
  return session === undefined || session.phase !== 'live';
}
