/** Bringing the whole shared scene back to an earlier version: as a change like any other, with its number (R1, R13). */
import type { DifferingPart, VersionView } from '#app/control-room/index.ts';
import { INTENT_LIMITS } from '#app/intents/index.ts';
import type { Reason } from '#app/intents/index.ts';
import { earlierScene, earliestKnown } from '#app/ledger/index.ts';
import { differingFacets, operationsToward } from '#app/scene/index.ts';
import type { ObjectId, Operation, SceneObject } from '#app/scene/index.ts';
import type { Core } from './core.ts';
import { reason } from './core.ts';
import { partOf } from './preview.ts';

export type WayToVersion =
  | { readonly ok: true; readonly view: VersionView; readonly operations: Operation[] }
  | { readonly ok: false; readonly reason: Reason };

/** What sets the scene of now to that of a version; refused where the state has forgotten that one. */
export function wayToVersion(core: Core, revision: number): WayToVersion {
  const at = core.durable.revision;
  const earliest = earliestKnown(core.ahead);
  if (revision > at) return refused('no_such_version', `There is no version ${revision} yet.`);
  if (revision < earliest)
    return refused(
      'too_long_ago',
      `The way back is known to version ${earliest}; ${revision} is longer ago than that.`,
    );
  const { objects, commits } = earlierScene(core.ahead, revision);
  const way = operationsToward(core.projected, objects);
  // What is on its way, and no part of that version, may stand in its way.
  if (!way.ok) return refused(way.refusal.code, way.refusal.message);
  const { operations } = way;
  if (operations.length > INTENT_LIMITS.operations)
    return refused(
      'too_large',
      `It takes ${operations.length} operations to get there; a change has ${INTENT_LIMITS.operations} at most.`,
    );
  return { ok: true, view: { revision, at, commits, ...countsOf(core.projected, objects) }, operations };
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
