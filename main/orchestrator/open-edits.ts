/**
 * Edits of an engine's artist that nobody has decided yet: in line, under a number, waiting for a click, collected during
 * a halt, or left in their hands. They outlive the connection that they were told on (R20).
 */
import { editsOfIntent } from '#app/intents/index.ts';
import type { Intent } from '#app/intents/index.ts';
import { objectsTouched } from '#app/scene/index.ts';
import type { ObjectId, Operation } from '#app/scene/index.ts';
import type { Core, Queued } from './core.ts';
import { differingOf } from './differing.ts';
import type { EditAnswer, Session } from './session.ts';

/** Whether the last word about an edit was not its end. */
export function isOpen({ outcome }: EditAnswer): boolean {
  return outcome === 'waiting' || outcome === 'collected';
}

/** What the open edits of a session do, one list an edit, in the order in which they were told. */
export function openOperations(core: Core, session: Session): (readonly Operation[])[] {
  const open = openIntents(session, [
    ...core.proposals.values(),
    ...core.flights.values(),
    ...core.queue.human,
  ]);
  // A halt that is over admits what it collected, and decides then.
  for (const { message } of session.collected) open.set(message.edit, message.operations);
  // Of one edit a part may be taken and another part stay in its artist's hands.
  const edits: (readonly [string, readonly Operation[]])[] = [
    ...differingOf(core, session.engine).map(({ edit, operations }) => [edit, operations] as const),
    ...open,
  ];
  const told = [...session.edits.keys()];
  return edits.sort(([a], [b]) => told.indexOf(a) - told.indexOf(b)).map(([, operations]) => operations);
}

function openIntents(
  session: Session,
  undecided: readonly { readonly intent: Intent }[],
): Map<string, readonly Operation[]> {
  const open = new Map<string, readonly Operation[]>();
  for (const { intent } of undecided)
    if (intent.observation?.session === session.id) open.set(intent.observation.edit, intent.operations);
  return open;
}

/** The same without those that wait for a click: these are in the log, and outlive the application. */
export function undecidedObjects(core: Core, session: Session): Set<ObjectId> {
  const undecided = [...core.flights.values(), ...core.queue.human].filter(
    ({ intent }) => core.proposalOf(intent) === undefined,
  );
  const operations = [...openIntents(session, undecided).values()];
  for (const { message } of session.collected) operations.push(message.operations);
  return new Set(operations.flatMap((each) => objectsTouched(each)));
}

/** Objects that the artist of this engine changed, and nobody has decided yet. */
export function openObjects(core: Core, session: Session): Set<ObjectId> {
  return new Set(openOperations(core, session).flatMap((operations) => objectsTouched(operations)));
}

/** Makes the open edits that `isOwn` names those of this session: its engine is their source, and hears of them. */
export function takeOverEdits(core: Core, session: Session, isOwn: (intent: Intent) => boolean): void {
  const moved = (intent: Intent): Intent =>
    intent.observation === null || !isOwn(intent)
      ? intent
      : { ...intent, observation: { ...intent.observation, session: session.id } };
  const movedQueued = (queued: Queued): Queued => ({ ...queued, intent: moved(queued.intent) });
  core.queue.human = core.queue.human.map(movedQueued);
  for (const [id, proposal] of core.proposals)
    core.proposals.set(id, { ...proposal, intent: moved(proposal.intent) });
  for (const [n, flight] of core.flights) {
    const queued = movedQueued(flight.queued);
    core.flights.set(n, { ...flight, queued, intent: queued.intent });
  }
}

/**
 * Suggestions outlive the application too (R29): those that the process on the other end had made, and told on a
 * connection that this life has never seen.
 */
export function takeOverSuggestions(core: Core, session: Session): void {
  const actor = `engine:${session.engine}`;
  const isOwn = ({ actor: { id }, observation }: Intent): boolean =>
    id === actor && observation !== null && !core.sessions.has(observation.session);
  for (const { intent } of core.proposals.values())
    for (const edit of isOwn(intent) ? editsOfIntent(intent) : [])
      session.edits.set(edit, { outcome: 'waiting', n: null, code: 'asks', message: '' });
  takeOverEdits(core, session, isOwn);
}

/**
 * Before an engine is compared it hears which of its edits are open, and after a lost connection what became of every
 * one: the first word may have been lost. What it is not told of never came, and is for the comparison to find (R23).
 */
export function tellEdits(core: Core, session: Session): void {
  for (const [edit, end] of session.edits)
    if (session.isResumed || isOpen(end)) core.send(session.id, { type: 'decided', edit, ...end });
  session.isResumed = false;
}
