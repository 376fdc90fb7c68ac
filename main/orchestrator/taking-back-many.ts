/**
 * Taking back several confirmed changes as one (R24): of an actor, of a task, of an object, of a span. What others have put on
 * top of them stays, and is named; what others did in between comes out again from below.
 */
import type { Reason } from '#app/intents/index.ts';
import type { UndoView } from '#app/control-room/index.ts';
import { STAYING_TOLD_MAX } from '#app/control-room/index.ts';
import { INTENT_LIMITS } from '#app/intents/index.ts';
import { earliestKnown } from '#app/ledger/index.ts';
import { refusalOf, touchKey, withFacet } from '#app/scene/index.ts';
import type { ObjectId, Operation, SceneObject, Touch } from '#app/scene/index.ts';
import type { Core } from './core.ts';
import { reason } from './core.ts';
import { planParts } from './taking-back.ts';
import type { Part } from './taking-back.ts';

export type WayToUndo =
  | { readonly ok: true; readonly view: UndoView; readonly operations: Operation[] }
  | { readonly ok: false; readonly reason: Reason };

/**
 * @param numbers of confirmed changes that the state remembers; others of them are refused
 * @param only of what they set, that of these objects; what else they did stands. Null for all of it
 */
export function wayToUndo(
  core: Core,
  numbers: readonly number[],
  only: readonly ObjectId[] | null = null,
): WayToUndo {
  const ours = new Set(numbers);
  const oldest = Math.min(...ours);
  if (oldest <= earliestKnown(core.ahead))
    return refused(
      'too_long_ago',
      `What changes overwrote is known from ${earliestKnown(core.ahead) + 1} on; ${oldest} is longer ago than that.`,
    );
  const known = new Set(core.ahead.overwritten.map(({ n }) => n));
  const unknown = numbers.find((n) => n > core.durable.revision || !known.has(n));
  if (unknown !== undefined) return refused('no_such_change', `Number ${unknown} is no confirmed change.`);
  const wanted = only === null ? null : new Set(only);
  const parts = partsOf(core, ours, oldest).filter(({ before }) => wanted?.has(before.id) !== false);
  const { way, taken, of, staying } = planParts(core, ours, parts);
  if (!way.ok) return refused(way.refusal.code, `It cannot all be taken back: ${way.refusal.message}`);
  const { operations } = way;
  if (operations.length > INTENT_LIMITS.operations)
    return refused(
      'too_large',
      `Taking them back needs ${operations.length} operations; a change has ${INTENT_LIMITS.operations} at most.`,
    );
  const misfit = refusalOf(core.projected, operations);
  if (misfit !== null) return refused(misfit.code, misfit.message);
  const view = {
    at: core.durable.revision,
    changes: ours.size,
    operations: operations.length,
    taken,
    of,
    staying: staying.slice(0, STAYING_TOLD_MAX),
    stays: staying.length,
  };
  return { ok: true, view, operations };
}

/**
 * Each value that one of them set, once: as it was before the first of those of them that nobody else's has come after. Where
 * somebody else's came last it is told all the same, to be named among what stays. An object that comes back or goes is one.
 */
function partsOf(core: Core, ours: ReadonlySet<number>, oldest: number): Part[] {
  const free = new Map<string, Part>();
  const covered = new Map<string, Part>();
  /** Values, and whole objects, that others set after what is still to come: nothing below goes back. */
  const others = new Set<string>();
  for (const { n, states } of core.ahead.overwritten.toReversed()) {
    if (n < oldest) break;
    const whole = new Set(states.filter(({ facet }) => facet === 'existence').map(({ id }) => id));
    for (const before of states) {
      if (before.facet !== 'existence' && whole.has(before.id)) continue;
      const key = touchKey(before);
      if (!ours.has(n)) others.add(key);
      else if (!others.has(key) && !others.has(existenceOf(before.id)))
        free.set(key, { n, before, lastWrite: n });
      else if (!free.has(key) && !covered.has(key)) covered.set(key, { n, before, lastWrite: n });
    }
  }
  return [...wholeObjects(free), ...[...covered.values()].filter(({ before }) => !isWhole(before, free))];
}

/** What was set of an object before it was deleted comes back with it; of one that goes, nothing does. */
function wholeObjects(free: ReadonlyMap<string, Part>): Part[] {
  const parts: Part[] = [];
  const objects = new Map<ObjectId, Part>();
  for (const part of free.values())
    if (part.before.facet === 'existence') objects.set(part.before.id, part);
    else if (!isWhole(part.before, free)) parts.push(part);
  for (const { before, n } of free.values()) {
    const whole = objects.get(before.id);
    const object = (whole?.before.value ?? null) as SceneObject | null;
    if (whole === undefined || object === null || before.facet === 'existence' || n > whole.n) continue;
    objects.set(before.id, { ...whole, before: { ...whole.before, value: withFacet(object, before) } });
  }
  return [...objects.values(), ...parts];
}

function isWhole({ id, facet }: Touch, free: ReadonlyMap<string, Part>): boolean {
  return facet !== 'existence' && free.has(existenceOf(id));
}

function existenceOf(id: ObjectId): string {
  return touchKey({ id, facet: 'existence' });
}

function refused(code: string, message: string): WayToUndo {
  return { ok: false, reason: reason(code, message, 'changes') };
}
