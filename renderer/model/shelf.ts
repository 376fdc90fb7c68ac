/** What lies on the shelf, value by value, as rows to pick from: what can be had today, and what has become of the rest. */
import type { ShelfPreview } from '#app/control-room/index.ts';
import type { ShelfEntry } from '#app/ledger/index.ts';
import { facetValue, sameValue } from '#app/scene/index.ts';
import type { FacetState, Scene, SceneObject } from '#app/scene/index.ts';
import { strings } from '../strings.ts';
import { actorPhrase } from './actors.ts';
import { valueRows } from './facets.ts';
import type { Reading } from './facets.ts';
import { sinceThen, valueKey } from './offers.ts';
import type { OfferedValue } from './offers.ts';
import { stayingSentence, whatOf } from './taking-back.ts';

/** One value of an entry, before it is put into words: an entry may hold a hundred thousand. */
export interface ShelvedValue {
  readonly key: string;
  readonly state: FacetState;
  /** Whether it can be had: its object is there, or comes with it, and it is not shared like this already. */
  readonly canTake: boolean;
  /** Its object was deleted since, and nothing here brings it back. */
  readonly isGone: boolean;
}

export function shelvedValues(entry: ShelfEntry, scene: Scene): ShelvedValue[] {
  const made = wholeObjects(entry);
  return entry.states.map((state) => {
    const now = facetValue(scene, state.id, state.facet);
    const isGone = now === undefined && !made.has(state.id);
    return {
      key: valueKey(state),
      state,
      isGone,
      canTake: !isGone && (now === undefined || !sameValue(now, state.value)),
    };
  });
}

/** Those in words, from what the shared scene held then to what is kept. */
export function shelvedRows(
  entry: ShelfEntry,
  values: readonly ShelvedValue[],
  scene: Scene,
  reading: Reading,
): OfferedValue[] {
  const before = new Map(entry.truth.map((state) => [valueKey(state), state.value]));
  const made = wholeObjects(entry);
  return values.map(({ key, state, canTake, isGone }) => {
    const { id, facet, value } = state;
    const then = before.get(key) ?? null;
    const now = facetValue(scene, id, facet);
    const lines = valueRows(id, facet, then, value, reading);
    return {
      key,
      id,
      facet,
      name: reading.object(id)?.name ?? made.get(id)?.name ?? strings.change.deletedObject,
      what: lines.map(({ what }) => what).join(', '),
      lines,
      since: now === undefined && !isGone ? null : sinceThen(state, then, now, reading),
      canKeep: canTake,
    };
  });
}

/** Objects that come back from the shelf as they were. */
function wholeObjects(entry: ShelfEntry): ReadonlyMap<string, SceneObject> {
  return new Map(
    entry.states.flatMap(({ id, facet, value }) =>
      facet === 'existence' && value !== null ? [[id, value as SceneObject] as const] : [],
    ),
  );
}

/** What suggesting several entries again would come to, a sentence for each thing to know. */
export function previewSentences(preview: ShelfPreview): string[] {
  const { changes, same, twice, overwrites, overwritten, staying, stays } = preview;
  const words = strings.shelfSearch;
  const [untold, unnamed] = [overwritten - overwrites.length, stays - staying.length];
  return [
    words.changes(changes),
    ...(same > 0 ? [words.same(same)] : []),
    ...(twice > 0 ? [words.twice(twice)] : []),
    ...overwrites.map(({ name, facet, by }) =>
      words.overwrites(name || words.noName, whatOf(facet), by === null ? '' : actorPhrase(by)),
    ),
    ...(untold > 0 ? [words.overwritesMore(untold)] : []),
    ...staying.map(stayingSentence),
    ...(unnamed > 0 ? [words.staysMore(unnamed)] : []),
  ];
}
