/**
 * Coming in and the gate. A human intent goes into the queue and takes agents' intents on the same objects out of the
 * way (AUTH-2); an agent's waits for a person (AUTH-4), who approves exactly what was shown (R29).
 */
import { isEnd } from '#app/intents/index.ts';
import type { Actor, Intent, Reason } from '#app/intents/index.ts';
import { outcomeKey } from '#app/ledger/index.ts';
import type { PastOutcome } from '#app/ledger/index.ts';
import {
  applyInPlace,
  canonicalOperation,
  classify,
  contentHash,
  expectedStates,
  facetValue,
  objectsTouched,
  revertInPlace,
  touches as touchesOf,
} from '#app/scene/index.ts';
import type { FacetState, ObjectId, Operation } from '#app/scene/index.ts';
import { applyOwnEarlier, checkAdmissible } from './admission.ts';
import { deniedFor } from './approving.ts';
import { keepCollided } from './conflicts.ts';
import type { Core, Queued } from './core.ts';
import { newProposal, reason } from './core.ts';
import { endUnnumbered } from './flight.ts';
import { admit } from './giving-way.ts';
import { engineWords, holdersOf } from './in-hands.ts';
import { joinNewest } from './joining.ts';
import { abort } from './unwinding.ts';
import type { SubmitInput } from './inputs.ts';
import { noteClick, withClicksSeen } from './seen.ts';
import { noteTouch } from './touching.ts';

export const REVOKED = reason('agent_revoked', 'The agent was disconnected.');

/** A submission from the window, an agent or the override. */
export function submit(core: Core, input: SubmitInput): void {
  const { submission, reply, channel } = input;
  const force = channel === 'override';
  const operations = submission.operations.map(canonicalOperation);
  const said: Intent = {
    id: submission.id,
    actor: input.actor,
    authority: channel,
    base: force
      ? { revision: core.ahead.revision, after: [] }
      : { revision: submission.base.revision, after: [...submission.base.after] },
    reason: submission.reason,
    task: submission.task,
    operations,
    class: classify(operations),
    observation: null,
    force,
  };
  if (answerRetry(core, said, reply)) return;
  if (mayBeForgotten(core, said)) {
    if (input.past === undefined) return core.emit({ fx: 'look_up', input });
    if (input.past === 'unavailable')
      return core.refuse(
        reply,
        'history_not_ready',
        'The history is still being read. Try again in a moment.',
      );
    // What had no end when its life ended came to nothing, and may be tried anew (R4).
    if (input.past !== null && isEnd(input.past.state)) return answerPast(core, said, input.past, reply);
  }
  const intent = withClicksSeen(core, said);
  if (core.isTaken(intent))
    return core.refuse(reply, 'id_reused', 'This id belongs to another author.', 'id');
  const closed = closedDoor(core, intent);
  if (closed !== null) return core.refuse(reply, closed.code, closed.message, closed.path);
  const refusal = admit(core, intent);
  if (refusal !== null) {
    core.append(
      [
        {
          kind: 'settle',
          id: intent.id,
          actor: intent.actor,
          state: refusal.state,
          reason: refusal.reason,
          by: 'orchestrator',
        },
      ],
      { flush: false },
    );
    if (refusal.state === 'conflicted' && intent.authority === 'human') keepCollided(core, intent);
    core.settle(intent, refusal.state, { reason: refusal.reason });
    return core.reply(reply, { ok: false, reason: refusal.reason });
  }
  if (intent.authority === 'ai') {
    propose(core, intent);
    return core.reply(reply, { ok: true, state: 'awaiting_approval', receipt: null, position: null });
  }
  if (submission.isClick === true) noteClick(core, intent);
  if (submission.isClick === true || !joinNewest(core, intent, core.nowMs)) enqueue(core, bare(core, intent));
  core.reply(reply, { ok: true, state: 'queued', receipt: null, position: null });
}

/** A retry by the author's own id gets the answer of the first try; other content under it is an error. */
export function answerRetry(core: Core, intent: Intent, reply: string): boolean {
  const key = outcomeKey(intent.actor.id, intent.id);
  const known = core.active.get(key) ?? core.ahead.outcomes.get(key);
  if (known === undefined) return false;
  if (known.hash !== core.hashOf(intent)) {
    core.refuse(reply, 'id_reused', 'This id stands for something else already.', 'id');
    return true;
  }
  answerKnown(core, key, reply);
  return true;
}

/** What became so far of what was handed in before. */
export function answerKnown(core: Core, key: string, reply: string): void {
  const ended = core.durable.outcomes.get(key);
  if (ended !== undefined && ended.reason !== null && ended.state !== 'awaiting_approval') {
    core.reply(reply, { ok: false, reason: ended.reason });
  } else if (ended?.state === 'committed' && ended.n !== null) {
    core.reply(reply, {
      ok: true,
      state: 'committed',
      receipt: core.receipts.get(ended.n)?.receipt ?? null,
      position: ended.position,
    });
  } else {
    core.reply(reply, {
      ok: true,
      state: core.active.get(key)?.state ?? 'finishing',
      receipt: null,
      position: null,
    });
  }
}

/** A retry has the base of the first try, so only what is based on times that the state has forgotten can be one. What
 * is forced is a click of this moment, and waits for nothing (AUTH-1). */
function mayBeForgotten(core: Core, intent: Intent): boolean {
  const { forgottenThrough } = core.ahead;
  return !intent.force && forgottenThrough > 0 && intent.base.revision <= forgottenThrough;
}

/** The first answer again, from the history: the state remembers the newest outcomes only (R4, R8). */
function answerPast(core: Core, intent: Intent, past: PastOutcome, reply: string): void {
  if (past.hash !== core.hashOf(intent))
    return core.refuse(reply, 'id_reused', 'This id stands for something else already.', 'id');
  if (past.reason !== null) return core.reply(reply, { ok: false, reason: past.reason });
  core.reply(reply, { ok: true, state: past.state, receipt: null, position: past.position, n: past.n });
}

/** Why nothing of this kind is let in now; null when it is. */
export function closedDoor(core: Core, intent: Intent): Reason | null {
  if (core.ledger === 'read_only')
    return reason(
      'ledger_read_only',
      'The history is read-only: nothing can be written. ' + (core.ledgerReason?.message ?? ''),
    );
  if (core.ledger !== 'ok')
    return reason(
      'ledger_stalled',
      'The disk takes nothing at the moment. ' + (core.ledgerReason?.message ?? ''),
    );
  if (core.closing !== 'no' || !core.ready)
    return reason('not_ready', 'The application is starting or closing.');
  if (intent.force)
    return intent.reason.trim() === ''
      ? reason('reason_required', 'Forcing a change needs a reason.', 'reason')
      : null;
  if (core.halt !== null) return reason('halted', 'Everything is held: nothing new is let in.');
  if (intent.authority === 'ai') {
    if (core.revokedAgents.has(intent.actor.id)) return REVOKED;
    if (core.ahead.agentsFrozen || core.ahead.paused.has(null) || core.ahead.paused.has(intent.actor.id)) {
      return reason('agents_paused', 'Agents are paused by a person.');
    }
    let own = 0;
    let [operations, ownOperations] = [intent.operations.length, intent.operations.length];
    for (const proposal of core.proposals.values()) {
      operations += proposal.intent.operations.length;
      if (proposal.intent.actor.id !== intent.actor.id) continue;
      own += 1;
      ownOperations += proposal.intent.operations.length;
    }
    const { maxWaitingOperations, maxWaitingOperationsPerAgent } = core.config;
    if (ownOperations > maxWaitingOperationsPerAgent || operations > maxWaitingOperations) {
      return reason(
        'too_many_waiting',
        `Suggestions of at most ${maxWaitingOperationsPerAgent} operations of one agent wait at a time, of all agents ` +
          `${maxWaitingOperations}; with this one it would be ${ownOperations} and ${operations}. Wait for a person to ` +
          'decide those that wait, or withdraw some.',
      );
    }
    if (own >= core.config.maxWaitingPerAgent || core.proposals.size >= core.config.maxWaiting) {
      return reason(
        'too_many_waiting',
        `At most ${core.config.maxWaitingPerAgent} suggestions of one agent wait at a time.`,
      );
    }
  }
  if (core.queue.human.length + core.queue.ai.length >= core.config.maxQueued)
    return reason('queue_full', `At most ${core.config.maxQueued} changes queue at a time.`);
  return null;
}

/** Puts an intent in line; a person's takes agents' intents on the same objects out of it (AUTH-2, R16). */
export function enqueue(core: Core, queued: Queued): void {
  const { intent } = queued;
  if (intent.authority !== 'ai') supersedeAgents(core, intent);
  core.queue[intent.force ? 'override' : intent.authority].push(queued);
  core.settle(intent, 'queued');
  core.changed('status');
}

/** Without gathering what they touch: every change of a person's asks it of all that waits. */
export function touchesAny(operations: readonly Operation[], ids: ReadonlySet<ObjectId>): boolean {
  return operations.some((operation) => {
    if (operation.op === 'create') return ids.has(operation.object.id);
    return (
      ids.has(operation.id) || (operation.op === 'delete' && operation.descendants.some((id) => ids.has(id)))
    );
  });
}

/** A person's change takes what agents have on the same objects out of the way. */
export function supersedeAgents(core: Core, by: Intent): void {
  const ids = new Set(objectsTouched(by.operations));
  const why = reason('superseded', `${by.actor.name} changed the same object first.`);
  // What a rule decided in their name was in nobody's hands.
  if (by.under === undefined) noteTouch(core, by);
  const meets = (intent: Intent): boolean => intent.authority === 'ai' && touchesAny(intent.operations, ids);
  for (const queued of core.queue.ai.filter((each) => meets(each.intent))) {
    core.queue.ai.splice(core.queue.ai.indexOf(queued), 1);
    endUnnumbered(core, queued, 'superseded', why, by.actor.id);
  }
  for (const proposal of [...core.proposals.values()]) {
    // Of what was approved in part, the rest stands in nobody's way.
    const intent = proposal.approval?.intent ?? proposal.intent;
    if (!meets(intent) || isNumbered(core, intent)) continue;
    endUnnumbered(core, bare(core, intent), 'superseded', why, by.actor.id);
  }
  const flight = core.applying;
  if (flight !== null && meets(flight.intent)) abort(core, flight, why, { fault: null, ends: 'superseded' });
  for (const back of core.flights.values())
    if (back.phase === 'unwinding' && back.abort?.ends === 'requeued' && meets(back.intent))
      back.abort = { ...back.abort, reason: why, overruled: { ends: 'superseded', by: by.actor.id } };
}

export function isNumbered(core: Core, intent: Intent): boolean {
  for (const flight of core.flights.values()) if (flight.intent.id === intent.id) return true;
  return false;
}

/** As it comes in. @param toldMs when it was handed in, where that is some time ago */
export function bare(core: Core, intent: Intent, toldMs = core.nowMs): Queued {
  return {
    intent,
    sinceMs: core.nowMs,
    newestMs: toldMs,
    without: new Set(),
    retries: 0,
    faults: 0,
    approvedAt: null,
  };
}

/** Lays a suggestion before a person. */
export function propose(core: Core, intent: Intent): void {
  core.append([{ kind: 'propose', intent }], { flush: true });
  core.proposals.set(intent.id, newProposal(intent));
  core.permissionsDue = true;
  core.settle(intent, 'awaiting_approval');
  core.changed('waiting');
}

/** Before and after of every facet that an intent writes, against the truth: what a card shows. */
export function shownChanges(core: Core, intent: Intent): { before: FacetState | null; after: FacetState }[] {
  const takeBackEarlier = applyOwnEarlier(core, intent);
  const changes = changesOf(core, intent);
  takeBackEarlier();
  return changes;
}

function changesOf(core: Core, intent: Intent): { before: FacetState | null; after: FacetState }[] {
  const scene = { objects: core.projected };
  const { writes } = touchesOf(scene, intent.operations);
  const beforeOf = new Map<string, FacetState>();
  for (const { id, facet } of writes) {
    const value = facetValue(scene, id, facet);
    if (value !== undefined) beforeOf.set(`${id} ${facet}`, { id, facet, value });
  }
  const trial = applyInPlace(core.projected, intent.operations);
  if (!trial.ok) return [];
  const after = expectedStates(scene, writes);
  revertInPlace(core.projected, trial.inverse);
  return after.map((state) => ({ before: beforeOf.get(`${state.id} ${state.facet}`) ?? null, after: state }));
}

/** The hash of what a card shows: the operations and the values before and after them (R29). */
export function shownHash(core: Core, intent: Intent, changes = shownChanges(core, intent)): string {
  return contentHash({ id: intent.id, class: intent.class, operations: intent.operations, changes });
}

/** Whether what was approved is still what would happen. */
export function stillAsShown(core: Core, intent: Intent): boolean {
  const approval = core.proposalOf(intent)?.approval ?? null;
  return approval !== null && approval.hash === shownHash(core, intent);
}

/** A click on Deny, with words that go back to the agent. */
export function deny(core: Core, id: string, words: string, reply: string): void {
  const proposal = core.proposals.get(id);
  if (proposal === undefined)
    return core.refuse(reply, 'not_waiting', 'Nothing waits under this id any more.');
  if (isNumbered(core, proposal.intent)) return core.refuse(reply, 'under_way', 'It is on its way already.');
  withdraw(core, proposal.intent, deniedFor(words), 'person');
  core.doneWhenDurable(reply, core.ahead.position);
}

/** Takes a suggestion back before it has a number: denied, or its agent was revoked. */
export function withdraw(core: Core, intent: Intent, why: Reason, by: string): void {
  const line = core.queue[intent.authority];
  const index = line.findIndex((each) => each.intent.id === intent.id);
  if (index >= 0) line.splice(index, 1);
  endUnnumbered(core, bare(core, intent), 'denied', why, by);
}

/** An approval no longer stands: back to waiting, under the same id. */
export function rejectApproval(core: Core, intent: Intent, why: Reason): void {
  const proposal = core.proposalOf(intent);
  if (proposal === undefined) return;
  proposal.approval = null;
  // Once it has come back, only a look at it counts.
  proposal.asks = true;
  core.append([{ kind: 'void_approval', id: intent.id, reason: why }], { flush: false });
  core.settle(proposal.intent, 'awaiting_approval', { reason: why });
  core.changed('waiting');
}

/** Why no suggestion of this author could go even if it were approved now; for its card. */
export function heldByAll(core: Core, intent: Intent): Reason | null {
  if (core.halt !== null) return reason('halted', 'Everything is held.');
  if (
    intent.authority === 'ai' &&
    (core.ahead.agentsFrozen || core.ahead.paused.has(null) || core.ahead.paused.has(intent.actor.id))
  ) {
    return reason('agents_paused', 'Agents are paused.');
  }
  return null;
}

/** The same for what it touches: in somebody's hands, or by a rule. */
export function heldByTouched(core: Core, intent: Intent): Reason | null {
  const holders = holdersOf(core, bare(core, intent)).map(({ engine }) => engine);
  if (holders.length > 0)
    return reason('in_hands', `It touches what is in your hands in ${engineWords(holders)}.`);
  const refusal = checkAdmissible(core, intent);
  return refusal?.reason ?? null;
}

/** The names of what operations make: nobody shares that yet. */
export function namesMade(operations: readonly Operation[]): ReadonlyMap<ObjectId, string> {
  return new Map(
    operations.flatMap((operation) =>
      operation.op === 'create' ? [[operation.object.id, operation.object.name] as const] : [],
    ),
  );
}

/** Objects by name, for a card. */
export function namesTouched(core: Core, operations: readonly Operation[]): { id: ObjectId; name: string }[] {
  const created = namesMade(operations);
  return objectsTouched(operations).map((id) => ({
    id,
    name: core.nameOf(id) ?? created.get(id) ?? id,
  }));
}

/** All suggestions of one agent end with it: what is on its way as well, unless it was submitted (R29). */
export function withdrawAgent(core: Core, agent: Actor['id']): void {
  core.revokedAgents.add(agent);
  for (const proposal of [...core.proposals.values()]) {
    if (proposal.intent.actor.id !== agent || isNumbered(core, proposal.intent)) continue;
    withdraw(core, proposal.intent, REVOKED, 'person');
  }
  for (const flight of [...core.flights.values()]) {
    if (flight.intent.actor.id !== agent) continue;
    if (flight.phase === 'applying') abort(core, flight, REVOKED, { fault: null, ends: 'aborted' });
    else if (flight.phase === 'unwinding' && flight.abort?.ends === 'requeued')
      flight.abort = { ...flight.abort, reason: REVOKED, overruled: { ends: 'denied', by: 'person' } };
  }
}
