/** Looks for entries of the shelf: the window holds a page of what fits, and nothing of the rest. */
import type { FoundShelf, FoundShelved, RequestBody, ShelfKind } from '#app/control-room/index.ts';
import type { ShelfEntry } from '#app/ledger/index.ts';
import type { FacetState, ObjectId, SceneObject } from '#app/scene/index.ts';

export type ShelfQuestion = Omit<RequestBody<'find_shelved'>, 'withinMs'>;

/** What names ids on the screen. */
export interface Names {
  readonly object: (id: ObjectId) => string | undefined;
  readonly author: (id: string) => string;
}

/** As the shelf holds them. */
interface FoundEntries extends Omit<FoundShelf, 'entries'> {
  readonly entries: readonly { readonly entry: ShelfEntry; readonly about: FoundShelved['about'] }[];
}

/**
 * @param recent ids of those that were put there recently enough; null where that does not matter
 */
export function findShelved(
  shelf: ReadonlyMap<string, ShelfEntry>,
  question: ShelfQuestion,
  names: Names,
  recent: ReadonlySet<string> | null,
): FoundEntries {
  const all = [...shelf.values()].reverse();
  const words = question.text.trim().toLowerCase().split(/\s+/u).filter(Boolean);
  const found = all.filter(
    (entry) =>
      (recent === null || recent.has(entry.id)) &&
      (question.who === null || entry.from === question.who) &&
      (question.why === null || entry.why === question.why) &&
      (question.kind === null || entry.states.some((state) => kindOf(state) === question.kind)) &&
      saysAll(entry, words, names),
  );
  const about = (entry: ShelfEntry): FoundShelved['about'] => {
    const ids = new Set(entry.states.map(({ id }) => id));
    return { name: nameOf(entry, [...ids][0] ?? '', names), of: ids.size };
  };
  const ordered =
    question.order === 'newest'
      ? found
      : found
          .map((entry) => ({ entry, name: about(entry).name }))
          // Objects in the order of their names; of one object the newest first, as they stand.
          .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
          .map(({ entry }) => entry);
  return {
    entries: ordered
      .slice(question.skip, question.skip + question.most)
      .map((entry) => ({ entry, about: about(entry) })),
    of: found.length,
    who: [...new Set(all.map(({ from }) => from))].sort(),
    why: [...new Set(all.map(({ why }) => why))].sort(),
  };
}

function kindOf({ facet }: FacetState): ShelfKind {
  return facet.startsWith('property:') ? 'property' : (facet as ShelfKind);
}

/** Each word stands somewhere, whichever of its names that is in. */
function saysAll(entry: ShelfEntry, words: readonly string[], names: Names): boolean {
  if (words.length === 0) return true;
  const texts = new Set([names.author(entry.from), entry.reason?.message ?? '']);
  const then = namesThen(entry);
  for (const { id, facet } of entry.states) {
    texts.add(names.object(id) ?? then.get(id) ?? '');
    if (facet.startsWith('property:')) texts.add(facet.slice('property:'.length));
  }
  const said = [...texts].join('\n').toLowerCase();
  return words.every((word) => said.includes(word));
}

/** One that is gone is called as it was put there. */
function nameOf(entry: ShelfEntry, id: ObjectId, names: Names): string {
  return names.object(id) ?? namesThen(entry).get(id) ?? '';
}

/** What its objects were called when they were put there, as far as it tells. */
function namesThen({ states, truth }: ShelfEntry): ReadonlyMap<ObjectId, string> {
  const called = new Map<ObjectId, string>();
  for (const { id, facet, value } of [...states, ...truth]) {
    if (called.has(id)) continue;
    if (facet === 'existence' && value !== null) called.set(id, (value as SceneObject).name);
    else if (facet === 'name' && typeof value === 'string') called.set(id, value);
  }
  return called;
}
