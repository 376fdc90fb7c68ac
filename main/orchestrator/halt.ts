/** The emergency override (R28, AUTH-1): acts in memory at once, needs no disk and no reason, and asks nobody. */
import { idsOf, isTriedAgain } from '#app/intents/index.ts';
import type { Reason } from '#app/intents/index.ts';
import { outcomeKey } from '#app/ledger/index.ts';
import type { Core, Queued } from './core.ts';
import { reason } from './core.ts';
import { endUnnumbered } from './flight.ts';
import { backToGate, isAtGate } from './in-hands.ts';
import { abort } from './unwinding.ts';
import { rejectApproval } from './gate.ts';
import { admitCollected, collect } from './observed.ts';
import { endFreeHands } from './permissions.ts';
import { isAttached } from './session.ts';
import type { ToldEdit } from './session.ts';

const HALTED: Reason = reason('halted', 'Everything was held by the emergency override.');

/** Pressing again only asserts it again. */
export function halt(core: Core, by: string): void {
  const isNew = core.halt === null;
  if (core.halt === null) {
    const number = core.ahead.lastHalt + 1;
    core.halt = { halt: number, by, sinceMs: core.nowMs, caught: [] };
    core.append([{ kind: 'halt', halt: number, by }], { flush: true });
    for (const session of core.sessions.values()) session.heldConfirmedMs = null;
    if (core.ledger !== 'unknown') {
      catchFlights(core);
      catchQueue(core);
      endFreeHands(core, null, HALTED, by);
    }
  }
  for (const session of core.sessions.values()) {
    if (isAttached(session) && session.phase !== 'greeting')
      core.send(session.id, { type: 'hold', halt: core.halt.halt });
  }
  // Last: what it takes to write must not keep an engine from hearing of it.
  if (isNew) core.emit({ fx: 'mark_halt', halt: core.halt.halt });
  core.changed('status', 'sessions', 'waiting', 'flight');
}

/** What is not submitted aborts; what is, finishes: its outcome is the ledger's to say. */
function catchFlights(core: Core): void {
  for (const flight of [...core.flights.values()]) {
    core.halt?.caught.push({
      n: flight.n,
      label: flight.label,
      became: flight.phase === 'finishing' ? 'finishing' : 'aborted',
    });
    if (flight.phase !== 'applying') continue;
    // An agent's goes back to waiting, an edit made in an engine is collected, a change made here ends on the shelf.
    const goesOn = flight.intent.authority === 'ai' || flight.intent.observation !== null;
    abort(core, flight, HALTED, { fault: null, ends: goesOn ? 'requeued' : 'aborted' });
  }
}

function catchQueue(core: Core): void {
  for (const queued of core.queue.ai.splice(0)) rejectApproval(core, queued.intent, HALTED);
  for (const queued of core.queue.human.splice(0)) keepHalted(core, queued);
}

/** What a halt took out of the line: what a person had approved waits for another click (R28), any other edit from an
 * engine joins those collected during the halt, and a change made here goes on the shelf. */
export function keepHalted(core: Core, queued: Queued): void {
  const { intent } = queued;
  if (core.proposalOf(intent) !== undefined) return rejectApproval(core, intent, HALTED);
  if (isAtGate(core, intent)) return backToGate(core, intent, HALTED);
  const { observation } = intent;
  if (observation === null) return endUnnumbered(core, queued, 'rejected', HALTED);
  const session = core.sessions.get(observation.session);
  const isOver = session === undefined || session.phase === 'over' || session.phase === 'foreign';
  // What was tried again has a card to go back to.
  if (isOver || isTriedAgain(intent)) return endUnnumbered(core, queued, 'rejected', HALTED);
  for (const id of idsOf(intent)) core.active.delete(outcomeKey(intent.actor.id, id));
  const message: ToldEdit['message'] = {
    type: 'observed',
    edit: observation.edit,
    applied_through: intent.base.revision,
    undo: observation.undo,
    before: observation.before,
    operations: intent.operations,
  };
  collect(core, session, { message, toldMs: queued.newestMs, joined: intent.joined ?? [] });
}

export function held(core: Core, sessionId: string, halt: number): void {
  const session = core.sessions.get(sessionId);
  if (session === undefined || core.halt === null || core.halt.halt !== halt) return;
  session.heldConfirmedMs ??= core.nowMs - core.halt.sinceMs;
  core.changed('status');
}

/** People go on first; agents only with everyone. */
export function resume(core: Core, scope: 'people' | 'everyone', reply: string): void {
  if (core.halt === null && !core.ahead.agentsFrozen)
    return core.refuse(reply, 'not_halted', 'Nothing is held.');
  const number = core.halt?.halt ?? core.ahead.lastHalt;
  const position = core.append([{ kind: 'resume', halt: number, scope, by: 'person' }], { flush: true });
  core.halt = null;
  core.emit({ fx: 'mark_halt', halt: null });
  for (const session of core.sessions.values()) {
    if (isAttached(session) && session.phase !== 'greeting')
      core.send(session.id, { type: 'release', halt: number });
  }
  admitCollected(core);
  core.changed('status', 'sessions', 'waiting', 'flight');
  core.doneWhenDurable(reply, position);
}
