/** Earlier versions of the shared scene, and what commits overwrote, as far as the state remembers it of the newest ones. */
import { touchKey, withFacet } from '../scene/index.ts';
import type { ObjectId, SceneObject } from '../scene/index.ts';
import type { OverwrittenPart, OverwrittenTogether, ReadonlyDurableState } from './durable-state.ts';

export interface EarlierScene {
  /** Objects that a commit since then has touched, as they were; null for those that were not there. */
  readonly objects: ReadonlyMap<ObjectId, SceneObject | null>;
  /** Commits since then. */
  readonly commits: number;
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

/**
 * Each value that one of them set, once: as it was before the first of those of them that nobody else's has come after. Where
 * somebody else's came last it is told all the same, to be named among what stays.
 * @param ours numbers later than `earliestKnown`
 */
export function overwrittenTogether(
  { overwritten }: Pick<ReadonlyDurableState, 'overwritten'>,
  ours: ReadonlySet<number>,
): OverwrittenTogether {
  const oldest = [...ours].reduce((oldest, n) => Math.min(oldest, n), Infinity);
  const free = new Map<string, OverwrittenPart>();
  const covered = new Map<string, OverwrittenPart>();
  /** Values, and whole objects, that others set after what is still to come: nothing below goes back. */
  const others = new Set<string>();
  const known = new Set<number>();
  for (const { n, states } of overwritten.toReversed()) {
    if (n < oldest) break;
    known.add(n);
    const whole = new Set(states.filter(({ facet }) => facet === 'existence').map(({ id }) => id));
    for (const before of states) {
      if (before.facet !== 'existence' && whole.has(before.id)) continue;
      const key = touchKey(before);
      const part = { n, before, lastWrite: n };
      if (!ours.has(n)) others.add(key);
      else if (!others.has(key) && !others.has(existenceOf(before.id)))
        free.set(key, { ...part, covered: false });
      else if (!free.has(key) && !covered.has(key)) covered.set(key, { ...part, covered: true });
    }
  }
  const unknown = [...ours].find((n) => !known.has(n));
  return unknown === undefined ? { parts: [...free.values(), ...covered.values()] } : { unknown };
}

function existenceOf(id: ObjectId): string {
  return touchKey({ id, facet: 'existence' });
}
