/** Values changed in play mode, as rows to pick from (living with engines, rule 7). */
import type { ShelfEntry } from '#app/ledger/index.ts';
import { facetValue, sameValue } from '#app/scene/index.ts';
import type { FacetState, ObjectId, Scene } from '#app/scene/index.ts';
import { strings } from '../strings.ts';
import { valueRows } from './facets.ts';
import type { Reading, ValueRow } from './facets.ts';

/** One value to keep or to leave: the facet is the grain (R12), and may read as several lines. */
export interface OfferedValue {
  readonly key: string;
  readonly id: ObjectId;
  readonly facet: FacetState['facet'];
  readonly name: string;
  /** Which of the object's values, for a checkbox: all of its lines. */
  readonly what: string;
  readonly lines: readonly ValueRow[];
  /** What has become of it since it was played, in words; null where nothing has. */
  readonly since: string | null;
  /** False where nothing is left to keep: the object is gone, or it is shared as played. */
  readonly canKeep: boolean;
}

export function engineOfEntry(entry: ShelfEntry): string {
  return entry.from.replace(/^engine:/u, '');
}

export function valueKey({ id, facet }: Pick<FacetState, 'id' | 'facet'>): string {
  return `${id} ${facet}`;
}

/** @param scene the shared scene of this moment: what an offer is checked against when it is answered */
export function offeredValues(entry: ShelfEntry, scene: Scene, reading: Reading): OfferedValue[] {
  const before = new Map(entry.truth.map((state) => [valueKey(state), state.value]));
  return entry.states.map((state) => {
    const { id, facet, value } = state;
    const then = before.get(valueKey(state)) ?? null;
    const now = facetValue(scene, id, facet);
    const lines = valueRows(id, facet, then, value, reading);
    const isShared = now !== undefined && sameValue(now, value);
    return {
      key: valueKey(state),
      id,
      facet,
      name: reading.object(id)?.name ?? strings.change.deletedObject,
      what: lines.map(({ what }) => what).join(', '),
      lines,
      since: sinceThen(state, then, now, reading),
      canKeep: now !== undefined && !isShared,
    };
  });
}

/** What has become of a value since it was kept, in words; null where nothing has. */
export function sinceThen(
  { id, facet, value }: FacetState,
  then: FacetState['value'],
  now: FacetState['value'] | undefined,
  reading: Reading,
): string | null {
  const words = strings.played;
  if (now === undefined) return words.gone;
  if (sameValue(now, value)) return words.sharedAlready;
  if (sameValue(now, then)) return null;
  const moved = valueRows(id, facet, then, now, reading);
  return words.changedSince(moved.map(({ what, after }) => `${what} ${after}`).join(', '));
}
