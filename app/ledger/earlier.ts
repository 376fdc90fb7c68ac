/** The shared scene of an earlier version, as far as the state remembers what the newest commits overwrote. */
import { withFacet } from '../scene/index.ts';
import type { ObjectId, SceneObject } from '../scene/index.ts';
import { DURABLE_LIMITS } from './durable-state.ts';
import type { ReadonlyDurableState } from './durable-state.ts';

export interface EarlierScene {
  /** Objects that a commit since then has touched, as they were; null for those that were not there. */
  readonly objects: ReadonlyMap<ObjectId, SceneObject | null>;
  /** Commits since then. */
  readonly commits: number;
}

/** The earliest version that `earlierScene` knows. */
export function earliestKnown({ overwritten }: Pick<ReadonlyDurableState, 'overwritten'>): number {
  const [oldest] = overwritten;
  return oldest === undefined || overwritten.length < DURABLE_LIMITS.overwritten ? 0 : oldest.n - 1;
}

/** @param revision from `earliestKnown` to the newest */
export function earlierScene(state: ReadonlyDurableState, revision: number): EarlierScene {
  const objects = new Map<ObjectId, SceneObject | null>();
  let commits = 0;
  for (const { n, states } of [...state.overwritten].reverse()) {
    if (n <= revision) break;
    commits += 1;
    const whole = new Set<ObjectId>();
    for (const { id, facet, value } of states) {
      if (facet !== 'existence') continue;
      whole.add(id);
      objects.set(id, value as SceneObject | null);
    }
    for (const each of states) {
      if (whole.has(each.id)) continue;
      const object = objects.get(each.id) ?? state.objects.get(each.id);
      if (object !== undefined) objects.set(each.id, withFacet(object, each));
    }
  }
  return { objects, commits };
}
