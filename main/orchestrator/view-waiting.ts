/** What the screen shows of suggestions: read-only pictures, made card by card when the screen asks. */
import { CARD_FIRST_OPERATIONS, CARD_WHOLE_OPERATIONS } from '#app/control-room/index.ts';
import type { WaitingView } from '#app/control-room/index.ts';
import type { Actor, Intent } from '#app/intents/index.ts';
import { ancestorsOf, objectsTouched } from '#app/scene/index.ts';
import type { Operation } from '#app/scene/index.ts';
import type { Core, Proposal } from './core.ts';
import { heldByAll, heldByTouched, namesTouched, shownChanges, shownHash } from './gate.ts';

/** What of a card is cheap to look at, and changes with what concerns no object. */
export type CardStanding = Pick<
  WaitingView,
  'state' | 'held' | 'agentGone' | 'byItself' | 'asks' | 'waitedFor'
>;
/** The rest of it: what it would do to the scene as it is, and what of that stands in its way. */
export type CardContent = Omit<WaitingView, 'state' | 'agentGone' | 'byItself' | 'asks' | 'waitedFor'>;

/** Whether an author has not been heard of lately: the doors know that, and the core does not. */
export type IsAway = (author: Actor) => boolean;

const NOBODY: IsAway = () => false;

/** The cards, in the order in which they came. */
export function viewWaiting(core: Core): WaitingView[] {
  return [...core.proposals.values()].map((proposal) => viewCard(core, proposal));
}

/** A card whole, however much it is; null where nothing waits under this id. */
export function viewWholeCard(core: Core, id: string, isAway = NOBODY): WaitingView | null {
  const proposal = core.proposals.get(id);
  if (proposal === undefined) return null;
  const { intent } = proposal;
  return withStanding(
    wholeContent(core, intent, objectsTouched(intent.operations).length),
    viewStanding(core, proposal, isAway),
  );
}

function viewCard(core: Core, proposal: Proposal): WaitingView {
  return withStanding(viewContent(core, proposal.intent), viewStanding(core, proposal));
}

/** @param standing the reason that concerns everything goes before one of the card's own */
export function withStanding(
  content: CardContent,
  { state, held, agentGone, byItself, asks, waitedFor }: CardStanding,
): WaitingView {
  return {
    ...content,
    state,
    held: state === 'applying' ? null : (held ?? content.held),
    agentGone,
    byItself,
    ...(asks === undefined ? {} : { asks }),
    waitedFor,
  };
}

export function viewStanding(
  core: Core,
  { intent, approval, waitedFor, guarded, asksBecause }: Proposal,
  isAway = NOBODY,
): CardStanding {
  const byItself = (approval?.under ?? null) !== null;
  const state = approval === null ? 'awaiting_approval' : isNumbered(core, intent.id) ? 'applying' : 'queued';
  return {
    state,
    held: heldByAll(core, intent) ?? guarded,
    agentGone: isAway(intent.actor),
    byItself,
    ...(asksBecause === null || byItself ? {} : { asks: asksBecause }),
    waitedFor,
  };
}

/** Bounded: of a suggestion of many operations the first steps, and what they alone come to. */
export function viewContent(core: Core, intent: Intent): CardContent {
  const objects = objectsTouched(intent.operations).length;
  if (isShownWhole(intent)) return wholeContent(core, intent, objects);
  const first = { ...intent, operations: intent.operations.slice(0, CARD_FIRST_OPERATIONS) };
  return {
    ...headOf(intent, objects),
    operations: first.operations,
    objects: namesTouched(core, first.operations),
    changes: shownChanges(core, first),
    hash: null,
    held: null,
  };
}

function wholeContent(core: Core, intent: Intent, objects: number): CardContent {
  const changes = shownChanges(core, intent);
  return {
    ...headOf(intent, objects),
    operations: intent.operations,
    objects: namesTouched(core, intent.operations),
    changes,
    hash: shownHash(core, intent, changes),
    held: heldByTouched(core, intent),
  };
}

function headOf(
  { id, actor, task, reason, class: kind, operations, base }: Intent,
  objects: number,
): Pick<CardContent, 'id' | 'actor' | 'task' | 'reason' | 'class' | 'of' | 'base'> {
  return {
    id,
    actor,
    task,
    reason,
    class: kind,
    of: { operations: operations.length, objects },
    base: base.revision,
  };
}

function isShownWhole({ operations }: Intent): boolean {
  return operations.length <= CARD_WHOLE_OPERATIONS;
}

/** Operations that a look at its card goes through. */
export function costOfCard(intent: Intent): number {
  return isShownWhole(intent) ? intent.operations.length : CARD_FIRST_OPERATIONS;
}

/** What its content may change with: the objects that it touches or hangs something on, what they hang on, who has a name
 * that it gives, and that name itself (`nameKey`), for whoever gets it first. */
export function aboutOfCard(core: Core, intent: Intent): Set<string> {
  const operations = isShownWhole(intent)
    ? intent.operations
    : intent.operations.slice(0, CARD_FIRST_OPERATIONS);
  const ids = new Set<string>(objectsTouched(operations));
  for (const operation of operations) {
    if (operation.op === 'create' && operation.object.parent !== null) ids.add(operation.object.parent);
    if (operation.op === 'reparent' && operation.parent !== null) ids.add(operation.parent);
  }
  for (const id of [...ids]) for (const above of ancestorsOf(core.scene, id)) ids.add(above);
  const names = namesGiven(operations);
  if (names.size === 0) return ids;
  for (const { id, name } of core.projected.values()) if (names.has(name)) ids.add(id);
  return new Set([...ids, ...[...names].map(nameKey)]);
}

/** Stands for a name among what a card is about; no object has such an id. */
export function nameKey(name: string): string {
  return `name ${name}`;
}

function namesGiven(operations: readonly Operation[]): Set<string> {
  const names = new Set<string>();
  for (const operation of operations) {
    if (operation.op === 'rename') names.add(operation.name);
    if (operation.op === 'create') names.add(operation.object.name);
  }
  return names;
}

function isNumbered(core: Core, id: string): boolean {
  for (const flight of core.flights.values()) if (flight.intent.id === id) return true;
  return false;
}
