/** What an engine holds otherwise than the truth, and whose it is: stale, residue, open, or the engine's own (R22). */
import { valueAt } from '#app/ledger/index.ts';
import { differingFacets, facetValue, isBounded, matches, sameValue } from '#app/scene/index.ts';
import type { FacetState, ObjectId, SceneObject, Touch } from '#app/scene/index.ts';
import { facetKey } from './core.ts';
import type { Core } from './core.ts';
import type { Resync, Session } from './session.ts';
import { maskOf } from './session.ts';
import { isOpenValue, openObject, openValues } from './standing.ts';

/** What was read of an engine, and what is found of it. */
type Sifted = Pick<Resync, 'inventory' | 'values' | 'kept' | 'stands' | 'then' | 'toPatch' | 'unread'>;

/** Of what was read: what differs and has to be patched, and what of it only the engine has and has to be kept first. */
export function sift(
  core: Core,
  session: Session,
  resync: Sifted,
): { own: FacetState[]; before: FacetState[]; differing: FacetState[] } {
  const own: FacetState[] = [];
  const before: FacetState[] = [];
  const differing: FacetState[] = [];
  const since = inStepAt(session);
  const open = openValues(core, session);
  const isKept = (state: FacetState): boolean => {
    const kept = resync.kept.get(facetKey(state.id, state.facet));
    return (kept !== undefined && sameValue(kept, state.value)) || isAskedAlready(core, session, state);
  };
  for (const [id, actual] of resync.values) {
    const told = core.durable.objects.has(id) ? null : openObject(open, id);
    if (told !== null && actual !== null) {
      // It is new there: nothing is written, and it is read again once it is shared. What was not told of it is kept.
      resync.stands.set(id, [{ id, facet: 'existence', value: actual }]);
      resync.unread.add(id);
      own.push(...differingStates(core, session, told, actual).filter((state) => !isKept(state)));
      continue;
    }
    const states = differencesOf(core, session, id, actual);
    const standing = states.filter((state) => isOpenValue(open, state));
    resync.stands.set(id, standing);
    if (states.length === 0) session.inDoubt.delete(id);
    for (const state of states) {
      if (standing.includes(state)) continue;
      differing.push(state);
      resync.toPatch.add(id);
      // An object that is merely missing holds nothing that could be lost. A new engine misses them all, and looking
      // up what each of them was would take the square of their number.
      if (state.facet === 'existence' && state.value === null) continue;
      const base = heldSince(core, resync, since, state);
      if (base !== undefined && sameValue(base, state.value)) continue;
      if (isResidue(core, session, resync, state)) continue;
      if (isKept(state)) continue;
      own.push(state);
      if (
        base !== undefined &&
        (base !== null || state.facet === 'existence' || state.facet.startsWith('property:'))
      ) {
        before.push({ id, facet: state.facet, value: base });
      }
    }
  }
  return { own, before, differing };
}

/** What an engine that was in step at a revision has held since then; `undefined` where nothing tells of it. */
function heldSince(
  core: Core,
  { then }: Sifted,
  since: number,
  { id, facet }: Touch,
): FacetState['value'] | undefined {
  const remembered = valueAt(core.durable, since, id, facet);
  return remembered !== undefined || then === null ? remembered : facetValue({ objects: then }, id, facet);
}

/** The revision at which the engine is known to have been in step: later ones it may hold, and need not. */
export function inStepAt({ freshProcess, savedRevision, appliedThrough }: Session): number {
  return freshProcess ? (savedRevision ?? 0) : appliedThrough;
}

/** Facet by facet what the engine holds and the truth does not. */
export function differencesOf(
  core: Core,
  session: Session,
  id: ObjectId,
  actual: SceneObject | null,
): FacetState[] {
  const truth = core.durable.objects.get(id);
  if (truth === undefined || actual === null) {
    return truth === undefined && actual === null ? [] : [{ id, facet: 'existence', value: actual }];
  }
  if (truth.kind !== actual.kind) return [{ id, facet: 'existence', value: actual }];
  return differingStates(core, session, truth, actual);
}

function differingStates(
  core: Core,
  session: Session,
  wanted: SceneObject,
  actual: SceneObject,
): FacetState[] {
  const { id } = wanted;
  const bounded = isBounded({ objects: core.durable.objects }, wanted, session.bounded);
  return differingFacets(wanted, actual, bounded, maskOf(session, id)).map((facet) => ({
    id,
    facet,
    value: facetValue({ objects: new Map([[id, actual]]) }, id, facet) ?? null,
  }));
}

/** Left over here from a number that came to nothing, and no artist's own work: nobody has to see it again. */
function isResidue(
  core: Core,
  { engine }: Session,
  resync: Sifted,
  { id, facet, value }: FacetState,
): boolean {
  return core.residues.some(
    ({ state, engines, madeIn, whole }) =>
      madeIn === null &&
      engines.has(engine) &&
      state.id === id &&
      state.facet === facet &&
      matches(facet, state.value, value, true, new Set()) &&
      (whole ?? []).every((each) => isHeld(core, resync, each)),
  );
}

/** Whether the engine holds a value. What was not read of it is as shared; of what it alone has, only that it is there. */
function isHeld(core: Core, resync: Sifted, { id, facet, value }: FacetState): boolean {
  const object = resync.values.get(id) ?? core.durable.objects.get(id) ?? null;
  const isGone = resync.values.get(id) === null;
  if (object === null && !isGone) return (value !== null) === resync.inventory.has(id);
  const held = facetValue({ objects: new Map(object === null || isGone ? [] : [[id, object]]) }, id, facet);
  return held !== undefined && matches(facet, value, held, true, new Set());
}

/** Whether a person has the very value of this engine before them: then it is on the shelf, and one card is enough. */
function isAskedAlready(core: Core, session: Session, { id, facet, value }: FacetState): boolean {
  return [...core.durable.conflicts.values()].some(
    ({ engine, items }) =>
      engine === session.engine &&
      items.some((item) => item.id === id && item.facet === facet && sameValue(item.engine, value)),
  );
}
