/** The line and its door: which queued intent gets the next number, and what it is held back for (R1, R10, R19). */
import {
  applyInPlace,
  expectedStates,
  facetValue,
  objectsTouched,
  touches as touchesOf,
} from '#app/scene/index.ts';
import type { FacetState, Scene } from '#app/scene/index.ts';
import type { Participant } from '#app/ledger/index.ts';
import type { OrchestratorMessage } from '#app/protocol/index.ts';
import { checkDispatchable, ownUnnumbered } from './admission.ts';
import { isBusy, parkHung } from './breaker.ts';
import type { Core, Flight, Queued } from './core.ts';
import { reason } from './core.ts';
import { endUnnumbered, submitCommit } from './flight.ts';
import { rejectApproval, stillAsShown } from './gate.ts';
import { isHeldUp } from './in-hands.ts';
import type { HeldUp } from './in-hands.ts';
import { needsLease, requestLease } from './lease.ts';
import { lapse } from './permissions.ts';
import { flushPurges, hasDuePurge } from './purge.ts';
import { readyToJoin } from './resync.ts';
import { isParticipant } from './session.ts';
import { underHands } from './touching.ts';
import { holdsItsOwn } from './unshared.ts';

/** Dispatches as much as may be dispatched. Called at the end of every step. */
export function pump(core: Core): void {
  for (;;) {
    if (core.ledger !== 'ok' || !core.ready || core.closing === 'done' || core.closing === 'over') return;
    if (core.queue.override.length > 0) passOverBusy(core);
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

/** What is forced waits for no engine that is busy: the number before it goes on without that one, after it, and is taken
 * back there when it is compared (AUTH-1). */
function passOverBusy(core: Core): void {
  // The second after the first: what is parked in mid-change has that taken back everywhere else.
  for (const waits of ['awaiting', 'unwinding'] as const) {
    for (const flight of [...core.flights.values()]) {
      for (const [id, vote] of [...flight.votes]) {
        const session = core.sessions.get(id);
        if (vote !== waits || session === undefined || !isBusy(core, session)) continue;
        for (const object of flight.objects) session.inDoubt.add(object);
        parkHung(core, session, 0);
      }
    }
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
  const held: HeldUp = new Map();
  for (const [index, queued] of queue.entries()) {
    if (
      isHeldUp(core, queued, held) ||
      isGuarded(core, queued) ||
      agentPaused(core, queued) ||
      waitsForOwn(core, queued)
    )
      continue;
    queue.splice(index, 1);
    return queued;
  }
  return null;
}

/** The author's own earlier intent comes first, whichever was approved first. */
function waitsForOwn(core: Core, queued: Queued): boolean {
  return queued.intent.base.after.some((id) => ownUnnumbered(core, queued.intent, id) !== null);
}

/** What no person has looked at keeps off what they are at with their hands. */
function isGuarded(core: Core, { intent }: Queued): boolean {
  if (intent.authority !== 'ai') return false;
  const isByItself = (core.proposalOf(intent)?.approval?.under ?? null) !== null;
  return isByItself && underHands(core, intent.operations) !== null;
}

function agentPaused(core: Core, queued: Queued): boolean {
  return queued.intent.authority === 'ai' && core.ahead.paused.has(queued.intent.actor.id);
}

export function putBack(core: Core, queued: Queued): void {
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
  const scene: Scene = { objects: core.projected };
  const touched = touchesOf(scene, intent.operations);
  const refusal = checkDispatchable(core, intent, touched);
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
  const over = intent.authority === 'ai' ? lapse(core, intent) : null;
  if (over !== null) return rejectApproval(core, intent, over);
  const before: FacetState[] = [];
  for (const { id, facet } of touched.writes) {
    const value = facetValue(scene, id, facet);
    if (value !== undefined) before.push({ id, facet, value });
  }
  // By the names from before: a renaming is to say both.
  const label = core.label(intent);
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
    label,
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
  // One message for all engines: it is encoded once.
  const apply: OrchestratorMessage = {
    type: 'apply',
    n,
    label: flight.label,
    by: intent.actor.name.slice(0, 64),
    operations: [...intent.operations],
  };
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
      core.send(session, apply);
    }
  }
  if (participants.length === 0) submitCommit(core, flight);
}

function participantsFor(core: Core, queued: Queued): Participant[] {
  const participants: Participant[] = [];
  for (const session of core.sessions.values()) {
    if (!isParticipant(session) || queued.without.has(session.engine)) continue;
    if (!holdsItsOwn(session, queued.intent))
      participants.push({ session: session.id, engine: session.engine });
  }
  return participants;
}
