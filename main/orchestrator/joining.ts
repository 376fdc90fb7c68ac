/**
 * One change a gesture (rule 9): values set again shortly after, in the same places and by the same hand, join the
 * change that they go on with, while that has no number yet. Nobody waits to be joined: at rest a change leaves in the
 * very step that it comes in, so only what is in line behind something else can be gone on with.
 *
 * Values alone join: a nudge is one step of many, while a name, a parent, an object made or deleted is meant as it is.
 * So is an undo or a redo, which takes a step back and is none, and whatever else came of a click.
 */
import { idsOf, INTENT_LIMITS, isTriedAgain, membersOf } from '#app/intents/index.ts';
import type { Intent } from '#app/intents/index.ts';
import { classify, matches, touches as touchesOf, touchKey } from '#app/scene/index.ts';
import type { FacetState, Operation, Touches } from '#app/scene/index.ts';
import { changedSince, ownUnnumbered } from './admission.ts';
import type { Core, Queued } from './core.ts';
import { facetKey } from './core.ts';
import { supersedeAgents } from './gate.ts';
import { keepWaiting } from './in-hands.ts';
import { statesOf } from './observed.ts';

/**
 * Makes an admitted change part of the newest of the same hand that waits for a number.
 * @param toldMs when it was handed in
 * @returns false where there is none that it goes on with: it has to get in line itself
 */
export function joinNewest(core: Core, next: Intent, toldMs: number): boolean {
  const line = core.queue.human;
  const index = line.findLastIndex(({ intent }) => isOfSameHand(intent, next));
  const queued = line[index];
  if (queued === undefined || !goesOn(core, queued, next, toldMs)) return false;
  // Whoever came in between comes before it; what is ahead of both of them stands in the way of both.
  if (line.slice(index + 1).some(({ intent }) => meets(core, intent, next))) return false;
  const intent = asOne(core, queued.intent, next);
  line[index] = { ...queued, intent, newestMs: toldMs };
  keepWaiting(core, intent);
  supersedeAgents(core, intent);
  core.settle(intent, 'queued', {}, membersOf(next, core.hashOf));
  core.changed('status');
  return true;
}

function isOfSameHand(queued: Intent, next: Intent): boolean {
  return queued.actor.id === next.actor.id && queued.observation?.session === next.observation?.session;
}

function goesOn(core: Core, queued: Queued, next: Intent, toldMs: number): boolean {
  const { intent: last, newestMs, retries } = queued;
  // What was approved, or came of a click, is as it was shown, and what was tried had a number.
  if (core.proposalOf(last) !== undefined || core.clicks.has(last.id) || retries > 0) return false;
  // What is tried again is of an edit that has had its word, and what a rule decided is that alone.
  if (isTriedAgain(last) || last.under !== undefined) return false;
  if (toldMs - newestMs > core.config.joinWithinMs) return false;
  if (![...last.operations, ...next.operations].every(setsValue)) return false;
  const members = membersOf(last, core.hashOf).length + membersOf(next, core.hashOf).length;
  if (members > INTENT_LIMITS.joined) return false;
  const touched = touchesOf(core.scene, last.operations);
  if (!sameWrites(touched, touchesOf(core.scene, next.operations))) return false;
  // Whoever changed it since would be overwritten unseen (R13).
  if (changedSince(core, last, [...touched.writes, ...touched.reads]).length > 0) return false;
  return buildsOn(last, next) && !dependsOnMore(core, last, next);
}

function setsValue({ op }: Operation): boolean {
  return op === 'set_transform' || op === 'set_visibility' || op === 'set_property';
}

function sameWrites(one: Touches, other: Touches): boolean {
  const keys = new Set(one.writes.map(touchKey));
  return keys.size === other.writes.length && other.writes.every((touch) => keys.has(touchKey(touch)));
}

/** Whether it depends on something in line, or on its way back there, on which the last did not: that may still come to
 * nothing, and if not, the last was made without having seen it (ORD-4). */
function dependsOnMore(core: Core, last: Intent, next: Intent): boolean {
  const known = new Set([...idsOf(last), ...last.base.after]);
  return next.base.after.some(
    (id) => !known.has(id) && (ownUnnumbered(core, next, id) !== null || isTakenBack(core, id)),
  );
}

function isTakenBack(core: Core, id: string): boolean {
  return [...core.flights.values()].some(
    ({ phase, intent }) => phase === 'unwinding' && idsOf(intent).includes(id),
  );
}

/** Whether the second was made upon what the first left: as its author says, or as their engine showed it to them. What is
 * forced is made upon nothing. */
function buildsOn(last: Intent, next: Intent): boolean {
  if (last.observation === null || next.observation === null)
    return idsOf(last).some((id) => next.base.after.includes(id));
  if (last.observation.undo.kind !== 'step' || next.observation.undo.kind !== 'step') return false;
  const seen = new Map(next.observation.before.map((state) => [facetKey(state.id, state.facet), state]));
  return statesOf(last.operations).every((left) => isSeen(left, seen.get(facetKey(left.id, left.facet))));
}

function isSeen({ facet, value }: FacetState, seen: FacetState | undefined): boolean {
  return seen !== undefined && matches(facet, value, seen.value, false, new Set());
}

/** Whether an intent writes what the next one writes or depends on: then their order matters. */
function meets(core: Core, other: Intent, next: Intent): boolean {
  const { writes, reads } = touchesOf(core.scene, next.operations);
  const touched = new Set([...writes, ...reads].map(touchKey));
  return touchesOf(core.scene, other.operations).writes.some((touch) => touched.has(touchKey(touch)));
}

/** From what was there before the first to what the last one made it. */
function asOne(core: Core, last: Intent, next: Intent): Intent {
  const members = [...membersOf(last, core.hashOf), ...membersOf(next, core.hashOf)];
  const own = new Set(members.map(({ id }) => id));
  const after = new Set([...last.base.after, ...next.base.after].filter((id) => !own.has(id)));
  return {
    ...last,
    // Nobody has changed it since the first one's.
    base: { revision: last.base.revision, after: [...after] },
    operations: next.operations,
    class: classify(next.operations),
    observation:
      next.observation === null || last.observation === null
        ? null
        : { ...next.observation, before: last.observation.before },
    joined: members,
  };
}
