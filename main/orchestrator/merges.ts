/**
 * Two sides changed different properties of an object at a time. Both are kept (rule 2), and a notice says so for a
 * while: either side can be taken back with one click, as a new change of the person's, as long as nobody has changed
 * it again. A notice is a courtesy and no record: it does not outlive the application.
 */
import type { MergeSideView, MergeView } from '#app/control-room/index.ts';
import type { Actor } from '#app/intents/index.ts';
import { facetValue, touchKey } from '#app/scene/index.ts';
import type { FacetState, ObjectId, Touch } from '#app/scene/index.ts';
import { proposeStates } from './conflicts.ts';
import type { Core, Flight } from './core.ts';
import { engineWord } from './core.ts';
import { some } from './only-there.ts';

/** One value that a side set, under its number, and what was there before. */
interface SetValue {
  readonly n: number;
  readonly intent: string;
  readonly before: FacetState;
}

interface Side {
  readonly actor: Actor;
  /** What stands as this side set it, by object and facet. */
  readonly stands: Map<string, SetValue>;
  /** The newest of all that it set, standing or not. */
  newest: { readonly n: number; readonly intent: string };
  readonly facets: Set<FacetState['facet']>;
  /** The change by which a person takes it back, from their click on. */
  takenBackBy: string | null;
  isTakenBack: boolean;
}

export interface Merge {
  readonly id: string;
  readonly objects: Set<ObjectId>;
  /** The side whose number came first, then the other. */
  readonly sides: readonly [Side, Side];
  sinceMs: number;
}

/** Notices kept; the oldest folds away first. */
export const MERGES_KEPT = 32;
/** Objects in one notice; what comes after begins another. */
const OBJECTS_KEPT = 1_000;
/** Values of a side that the screen shows. */
const VALUES_SHOWN = 4;

/** A commit has landed: what it changed again cannot be taken back any more, and what it was kept beside is said. */
export function noteMerges(core: Core, flight: Flight): void {
  forgetChangedAgain(core, flight);
  for (const [other, found] of othersUnseen(core, flight)) {
    const merge = openMerge(core, flight, other, found[0] as Unseen);
    for (const unseen of found) {
      if (merge.objects.size >= OBJECTS_KEPT && !merge.objects.has(unseen.id)) continue;
      add(merge, flight, unseen);
    }
    core.changed('merges');
  }
}

/** A change by somebody else that the author of a flight had not seen. */
interface Unseen extends SetValue {
  readonly id: ObjectId;
  readonly actor: Actor;
}

/** By their author: what others set of the same objects after the base of this flight, in facets that it leaves alone. */
function othersUnseen(core: Core, flight: Flight): Map<string, Unseen[]> {
  const { intent, n } = flight;
  const own = new Map<ObjectId, Set<string>>();
  for (const { id, facet } of flight.touches.writes) own.set(id, (own.get(id) ?? new Set()).add(facet));
  const found = new Map<string, Unseen[]>();
  for (const [id, facets] of own) {
    // Who makes or deletes an object sets all of it.
    if (facets.has('existence') || !core.durable.objects.has(id)) continue;
    for (const [facet, write] of core.durable.lastWrites.get(id) ?? []) {
      if (facets.has(facet) || facet === 'existence') continue;
      if (write.revision <= intent.base.revision || write.revision >= n) continue;
      if (write.actor.id === intent.actor.id) continue;
      if (write.authority === 'ai' && intent.authority === 'ai') continue;
      const before = overwrittenBy(core, write.revision, { id, facet });
      if (before === null) continue;
      const unseen: Unseen = { id, actor: write.actor, n: write.revision, intent: write.intent, before };
      const known = found.get(write.actor.id);
      if (known === undefined) found.set(write.actor.id, [unseen]);
      else known.push(unseen);
    }
  }
  return found;
}

/** What a commit overwrote; null where that is not remembered any more. */
function overwrittenBy(core: Core, n: number, { id, facet }: Touch): FacetState | null {
  const commit = core.durable.overwritten.findLast((each) => each.n === n);
  return commit?.states.find((state) => state.id === id && state.facet === facet) ?? null;
}

/** The notice about the same two that is still fresh, or a new one. */
function openMerge(core: Core, flight: Flight, other: string, first: Unseen): Merge {
  const names = new Set([other, flight.intent.actor.id]);
  const fresh = [...core.merges.values()].findLast(
    (merge) =>
      merge.sides.every(({ actor }) => names.has(actor.id)) &&
      core.nowMs - merge.sinceMs < core.config.mergeFoldMs &&
      merge.objects.size < OBJECTS_KEPT,
  );
  if (fresh !== undefined) {
    fresh.sinceMs = core.nowMs;
    return fresh;
  }
  const merge: Merge = {
    id: `${flight.n} ${other}`,
    objects: new Set(),
    sides: [
      newSide(first.actor, first),
      newSide(flight.intent.actor, { n: flight.n, intent: flight.intent.id }),
    ],
    sinceMs: core.nowMs,
  };
  core.merges.set(merge.id, merge);
  for (const id of core.merges.keys()) {
    if (core.merges.size <= MERGES_KEPT) break;
    core.merges.delete(id);
  }
  return merge;
}

function newSide(actor: Actor, newest: Side['newest']): Side {
  return { actor, stands: new Map(), newest, facets: new Set(), takenBackBy: null, isTakenBack: false };
}

function add(merge: Merge, flight: Flight, unseen: Unseen): void {
  merge.objects.add(unseen.id);
  put(merge, unseen.actor, unseen);
  const { n, intent } = flight;
  for (const before of flight.before)
    if (before.id === unseen.id) put(merge, intent.actor, { n, intent: intent.id, before });
}

function put(merge: Merge, actor: Actor, value: SetValue): void {
  const side = merge.sides.find((each) => each.actor.id === actor.id) as Side;
  side.stands.set(touchKey(value.before), value);
  side.facets.add(value.before.facet);
  if (value.n > side.newest.n) side.newest = { n: value.n, intent: value.intent };
}

function forgetChangedAgain(core: Core, flight: Flight): void {
  if (core.merges.size === 0) return;
  const writes = flight.touches.writes.map(touchKey);
  for (const merge of [...core.merges.values()]) {
    let changed = false;
    for (const side of merge.sides) {
      if (side.takenBackBy === flight.intent.id) side.isTakenBack = true;
      for (const key of writes) changed = side.stands.delete(key) || changed;
    }
    if (!changed) continue;
    if (merge.sides.every(({ stands }) => stands.size === 0)) core.merges.delete(merge.id);
    core.changed('merges');
  }
}

/** Their time is over: they fold away. */
export function checkMerges(core: Core): void {
  for (const merge of [...core.merges.values()]) {
    if (core.nowMs - merge.sinceMs < core.config.mergeNoticeMs) continue;
    core.merges.delete(merge.id);
    core.changed('merges');
  }
}

/**
 * What one side set goes back to what was there before, as a change of the person's own on top of the newest version.
 * All of it or nothing: what was changed again meanwhile is a conflict, and is left as it is.
 */
export function takeBack(core: Core, id: string, actor: string, intent: string, reply: string): void {
  const side = core.merges.get(id)?.sides.find((each) => each.actor.id === actor);
  if (side === undefined || side.stands.size === 0)
    return core.refuse(reply, 'nothing_to_take_back', 'It was changed again, or it is too long ago.');
  const values = [...side.stands.values()];
  const moved = values.find(({ n, before }) => isChangedSince(core, before, n));
  if (moved !== undefined) {
    const name = core.nameOf(moved.before.id) ?? moved.before.id;
    return core.refuse(
      reply,
      'stale_base',
      `${name}: ${moved.before.facet} was changed again since.`,
      moved.before.facet,
    );
  }
  const who = side.actor.kind === 'engine' ? engineWord(side.actor.name) : side.actor.name;
  const states = values.map(({ before }) => before);
  const refusal = proposeStates(core, states, intent, `takes back version ${side.newest.n} of ${who}`);
  if (refusal !== null) return core.reply(reply, { ok: false, reason: refusal });
  side.takenBackBy = intent;
  core.reply(reply, { ok: true, state: 'done', receipt: null, position: null });
}

/** Also by what is on its way and has not landed. */
function isChangedSince(core: Core, { id, facet }: Touch, n: number): boolean {
  if (core.ahead.lastWrites.get(id)?.get(facet)?.revision !== n) return true;
  return core.applying?.touches.writes.some((touch) => touch.id === id && touch.facet === facet) ?? false;
}

/** The notices, the oldest first. */
export function viewMerges(core: Core): MergeView[] {
  return [...core.merges.values()].map(({ id, objects, sides: [one, other] }) => ({
    id,
    objects: some(objects),
    sides: [viewSide(core, one), viewSide(core, other)],
    staysMs: core.config.mergeNoticeMs,
  }));
}

function viewSide(core: Core, { actor, stands, newest, facets, isTakenBack }: Side): MergeSideView {
  const scene = { objects: core.durable.objects };
  const values = [...stands.values()].slice(0, VALUES_SHOWN).map(({ before }) => ({
    before,
    after: { ...before, value: facetValue(scene, before.id, before.facet) ?? null },
  }));
  return { actor, facets: [...facets].sort(), ...newest, stands: stands.size, values, isTakenBack };
}
