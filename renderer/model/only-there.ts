/** What exists in one engine alone, in lines for a person. */
import type { OnlyThereView, SomeObjects } from '#app/control-room/index.ts';
import type { ObjectId } from '#app/scene/index.ts';
import { formatAge } from '../numbers.ts';
import { strings } from '../strings.ts';

type NameOf = (id: ObjectId) => string | undefined;

/** Since when a file is unsaved; null where it is not. */
export function unsavedLine({ unsaved }: OnlyThereView): string | null {
  if (unsaved === null) return null;
  const words = strings.engines;
  return (unsaved.atLeast ? words.unsavedAtLeast : words.unsavedFor)(formatAge(unsaved.forMs));
}

/** The gravest first; empty where nothing exists only there. */
export function thereLines(there: OnlyThereView, nameOf: NameOf): string[] {
  const words = strings.onlyThere;
  const lines: string[] = [];
  const { unsaved, undecided, inHands, drift, differing, unadopted } = there;
  if (unsaved !== null)
    lines.push((unsaved.atLeast ? words.unsavedAtLeast : words.unsaved)(formatAge(unsaved.forMs)));
  if (inHands.count > 0) lines.push(words.inHands(namesOf(inHands, nameOf)));
  if (undecided.count > 0) lines.push(words.undecided(namesOf(undecided, nameOf)));
  if (drift.count > 0) lines.push(words.drift(namesOf(drift, nameOf)));
  if (differing > 0) lines.push(words.differing(differing));
  if (unadopted > 0) lines.push(words.unadopted(unadopted));
  return lines;
}

/** `Crate_014, Gate, 4 more`: names of objects that are gone meanwhile are counted with the rest. */
export function namesOf({ count, first }: SomeObjects, nameOf: NameOf): string {
  const names = first.flatMap((id) => nameOf(id) ?? []);
  if (names.length === 0) return strings.notices.objects(count);
  const rest = count - names.length;
  return [...names, ...(rest > 0 ? [strings.card.more(rest)] : [])].join(', ');
}

export function isNothingThere(there: OnlyThereView): boolean {
  return thereLines(there, () => undefined).length === 0;
}
