/** Bringing the shared scene, or some of it, back to an earlier version: as a change like any other, with its number (R1, R13). */
import type { DifferingPart, StayingView, VersionView } from '#app/control-room/index.ts';
import { INTENT_LIMITS } from '#app/intents/index.ts';
import type { Reason } from '#app/intents/index.ts';
import { earlierScene } from '#app/ledger/index.ts';
import {
  childrenOf,
  descendantsOf,
  differingFacets,
  operationsToward,
  refusalOf,
  sameValue,
} from '#app/scene/index.ts';
import type { FacetState, ObjectId, Operation, SceneObject } from '#app/scene/index.ts';
import type { Core } from './core.ts';
import { reason } from './core.ts';
import { lossOf } from './loss.ts';
import { partOf } from './preview.ts';
import { misfits, staying } from './taking-back-fit.ts';
import { stayingSentence } from './taking-back.ts';

export type WayToVersion =
  | { readonly ok: true; readonly view: VersionView; readonly operations: Operation[] }
  | { readonly ok: false; readonly reason: Reason };

/** The scene of an earlier version, from wherever it is known. */
interface Then {
  /** Objects that may be otherwise now, as they were; null for those that were not there. */
  readonly objects: ReadonlyMap<ObjectId, SceneObject | null>;
  readonly commits: number;
}

/** A version as the history tells it, since the state has forgotten it. */
interface PastScene {
  readonly objects: readonly SceneObject[];
  /** Commits since then. */
  readonly commits: number;
}

/** Whether the state itself still knows the way back there. */
export function remembersVersion(core: Core, revision: number): boolean {
  return revision >= core.ahead.earliestKnown;
}

/**
 * What sets the scene of now to that of a version, or some of its objects; refused where neither the state nor `past` tells
 * what it was.
 * @param past the scene of that version, where the state has forgotten it
 * @param only what comes back, with all that it needs: what it hung from, where that is gone or hangs below it now, and what
 *   hangs below it where it goes
 */
export function wayToVersion(
  core: Core,
  revision: number,
  past: PastScene | null = null,
  only: readonly ObjectId[] | null = null,
): WayToVersion {
  const at = core.durable.revision;
  if (revision > at) return refused('no_such_version', `There is no version ${revision} yet.`);
  if (past === null && !remembersVersion(core, revision))
    return refused(
      'too_long_ago',
      `The way back is known to version ${core.ahead.earliestKnown}; ${revision} is longer ago than that.`,
    );
  const then: Then = past === null ? earlierScene(core.ahead, revision) : ofHistory(core, past);
  const objects = only === null ? then.objects : partOfScene(core, then.objects, only);
  const unfit = only === null ? null : whyUnfit(core, objects);
  if (unfit !== null) return refused(unfit.why, stayingSentence(unfit));
  const way = operationsToward(core.projected, objects);
  // What is on its way, and no part of that version, may stand in its way.
  if (!way.ok) return refused(way.refusal.code, way.refusal.message);
  const { operations } = way;
  if (operations.length > INTENT_LIMITS.operations)
    return refused(
      'too_large',
      `It takes ${operations.length} operations to get there; a change has ${INTENT_LIMITS.operations} at most.`,
    );
  const misfit = refusalOf(core.projected, operations);
  if (misfit !== null) return refused(misfit.code, misfit.message);
  const { commits } = then;
  const loss = lossOf(core.projected, objects);
  const lost = loss === null ? {} : { loss };
  const view = { revision, at, commits, ...countsOf(core.projected, objects), ...lost };
  return { ok: true, view, operations };
}

function ofHistory({ projected }: Core, { objects, commits }: PastScene): Then {
  const then = new Map<ObjectId, SceneObject | null>(objects.map((object) => [object.id, object]));
  for (const id of projected.keys()) if (!then.has(id)) then.set(id, null);
  return { objects: then, commits };
}

/** Of a version the objects that are asked for, with what they cannot be without. */
function partOfScene(
  { projected, scene }: Core,
  then: Then['objects'],
  only: readonly ObjectId[],
): ReadonlyMap<ObjectId, SceneObject | null> {
  const wanted = new Map<ObjectId, SceneObject | null>();
  const take = (id: ObjectId): void => {
    if (wanted.has(id)) return;
    const object = then.get(id) ?? (then.has(id) ? null : (projected.get(id) ?? null));
    wanted.set(id, object);
    // What it hung from comes back with it; of what is there still it takes nothing.
    if (object !== null && object.parent !== null && !projected.has(object.parent)) take(object.parent);
    // What hangs below it now goes back to where it was, or goes with it.
    if (object === null && projected.has(id)) for (const each of descendantsOf(scene, id)) take(each);
  };
  for (const id of only) take(id);
  // Some of what it hung from may hang below it now: that goes back to where it was, too.
  for (let next = closesCircle(projected, wanted); next !== null; next = closesCircle(projected, wanted))
    take(next);
  return wanted;
}

/** An object that is not wanted and hangs below a wanted one that is to hang below it; null where there is none. */
function closesCircle(
  now: ReadonlyMap<ObjectId, SceneObject>,
  wanted: ReadonlyMap<ObjectId, SceneObject | null>,
): ObjectId | null {
  const parentOf = (id: ObjectId): ObjectId | null =>
    (wanted.has(id) ? wanted.get(id) : now.get(id))?.parent ?? null;
  const isRight = new Set<ObjectId>();
  for (const id of wanted.keys()) {
    const above: ObjectId[] = [];
    let each: ObjectId | null = id;
    while (each !== null && !isRight.has(each) && !above.includes(each)) {
      above.push(each);
      each = parentOf(each);
    }
    if (each !== null && !isRight.has(each)) return above.find((one) => !wanted.has(one)) ?? null;
    for (const one of above) isRight.add(one);
  }
  return null;
}

/** The first that cannot be as wanted beside what stays as it is. */
function whyUnfit(core: Core, wanted: ReadonlyMap<ObjectId, SceneObject | null>): StayingView | null {
  const states: FacetState[] = [];
  for (const [id, object] of wanted) {
    const now = core.projected.get(id);
    if (object === null || now === undefined) states.push({ id, facet: 'existence', value: object });
    else if (object.kind !== now.kind) {
      // It is deleted and made anew, with what hangs below it.
      const stays = childrenOf(core.scene, id).some((child) => {
        const there = wanted.get(child);
        return there === undefined || (there !== null && sameValue(there, core.projected.get(child)));
      });
      if (stays) return staying(core, { id, facet: 'existence' }, 'holds_others', null);
    } else
      states.push({ id, facet: 'name', value: object.name }, { id, facet: 'parent', value: object.parent });
  }
  return misfits(core, states)[0] ?? null;
}

function countsOf(
  now: ReadonlyMap<ObjectId, SceneObject>,
  then: ReadonlyMap<ObjectId, SceneObject | null>,
): Pick<VersionView, 'back' | 'gone' | 'changed' | 'differing'> {
  const differing: Record<DifferingPart, number> = {
    transform: 0,
    name: 0,
    parent: 0,
    visibility: 0,
    properties: 0,
  };
  let [back, gone, changed] = [0, 0, 0];
  for (const [id, wanted] of then) {
    const object = now.get(id);
    if (object === undefined) back += wanted === null ? 0 : 1;
    else if (wanted === null) gone += 1;
    else {
      const facets = differingFacets(wanted, object, false, new Set());
      const isNew = wanted.kind !== object.kind;
      changed += facets.length > 0 || isNew ? 1 : 0;
      for (const part of new Set(facets.flatMap((facet) => (facet === 'existence' ? [] : [partOf(facet)]))))
        differing[part] += 1;
    }
  }
  return { back, gone, changed, differing };
}

function refused(code: string, message: string): WayToVersion {
  return { ok: false, reason: reason(code, message, 'revision') };
}
