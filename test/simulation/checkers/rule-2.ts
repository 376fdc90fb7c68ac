/** RULE-2: two sides that change different properties of an object are both kept, with a notice that can be taken back; and
 * a whole engine is refreshed only with a person's consent, where that takes more than a handful. */
import { facetValue, sameValue, touches } from '#app/scene/index.ts';
import type { FacetValue, Touch } from '#app/scene/index.ts';
import type { HistoryEvent, Objects, RecordedMerge } from '../history.ts';
import { askedFirst } from './asked-first.ts';
import type { Checker, Committed, Facts } from './facts.ts';
import { baseAsHandedIn } from './ord-4.ts';

export const rule2: Checker = {
  guarantee: 'RULE-2',
  *check(facts) {
    const writes = writesOf(facts);
    yield* noticesAreTrue(facts, writes);
    yield* nobodyIsPassedOver(facts, writes);
    yield* takenBackIsWhatWas(facts, writes);
    yield* askedFirst(facts);
  },
};

/** By object and facet, who wrote it, in the order of their numbers. */
export type Writes = ReadonlyMap<string, readonly Committed[]>;

export function writesOf(facts: Facts): Writes {
  const writes = new Map<string, Committed[]>();
  for (const commit of facts.commits)
    for (const { id, facet } of writtenBy(commit)) {
      const key = `${id} ${facet}`;
      const known = writes.get(key);
      if (known === undefined) writes.set(key, [commit]);
      else known.push(commit);
    }
  return writes;
}

export function writtenBy({ before, intent }: Committed): readonly Touch[] {
  return touches({ objects: before }, intent.operations).writes;
}

export function writerBefore(writes: Writes, { id, facet }: Touch, n: number): Committed | undefined {
  return writes.get(`${id} ${facet}`)?.findLast((commit) => commit.n < n);
}

export const valueIn = (objects: Objects, { id, facet }: Touch): FacetValue =>
  facetValue({ objects }, id, facet) ?? null;

/** What a notice shows of a side was set by that side, stands, and was before what it says. */
function* noticesAreTrue(facts: Facts, writes: Writes): Iterable<string> {
  let revision = 0;
  for (const event of facts.events) {
    if (event.at === 'start') ({ revision } = event);
    for (const n of landedIn(event)) revision = Math.max(revision, n);
    if (event.at !== 'merges') continue;
    for (const { id, sides } of event.merges) {
      for (const { actor, values } of sides) {
        for (const { before, after } of values) {
          const writer = writerBefore(writes, before, revision + 1);
          const isSo =
            writer?.intent.actor.id === actor.id &&
            sameValue(valueIn(writer.before, before), before.value) &&
            sameValue(valueIn(writer.after, after), after.value);
          if (!isSo)
            yield `the notice ${id} says of ${actor.id} what is not so: ${before.facet} of ${before.id}`;
        }
      }
    }
  }
}

function* nobodyIsPassedOver(facts: Facts, writes: Writes): Iterable<string> {
  for (const [index, event] of facts.events.entries()) {
    const [n, ...more] = landedIn(event);
    // Of several that land at once, one may have covered another by the time that anybody looks.
    if (event.at !== 'step' || n === undefined || more.length > 0) continue;
    const commit = facts.commitOf.get(n);
    if (commit === undefined || commit.intent.force) continue;
    for (const other of othersKept(facts, writes, commit)) {
      const said = event.effects.some((effect) => effect.fx === 'changed' && effect.what === 'merges');
      const next = facts.events[index + 1];
      if (!said || next?.at !== 'merges' || !isAbout(next.merges, commit, other))
        yield `${n} of ${commit.intent.actor.id} was kept beside what ${other} did, and nobody was told`;
    }
  }
}

function isAbout(merges: readonly RecordedMerge[], { n, intent }: Committed, other: string): boolean {
  return merges.some(
    ({ sides }) =>
      sides.some(({ actor }) => actor.id === other) &&
      sides.some((side) => side.actor.id === intent.actor.id && side.n === n),
  );
}

/** Whose changes of other properties of the same objects the author of a commit had not seen. */
function othersKept(facts: Facts, writes: Writes, commit: Committed): ReadonlySet<string> {
  const others = new Set<string>();
  const base = baseAsHandedIn(facts, commit);
  if (base === null) return others;
  const own = new Set(writtenBy(commit).map(({ id, facet }) => `${id} ${facet}`));
  const ids = new Set(writtenBy(commit).map(({ id }) => id));
  for (const key of writes.keys()) {
    const at = key.indexOf(' ');
    const [id, facet] = [key.slice(0, at), key.slice(at + 1)];
    if (!ids.has(id) || own.has(key) || own.has(`${id} existence`) || facet === 'existence') continue;
    const writer = writerBefore(writes, { id, facet: facet as Touch['facet'] }, commit.n);
    if (writer === undefined || writer.n <= base.revision || !writer.before.has(id)) continue;
    if (writer.intent.actor.id === commit.intent.actor.id || !commit.after.has(id)) continue;
    if (writer.intent.authority === 'ai' && commit.intent.authority === 'ai') continue;
    others.add(writer.intent.actor.id);
  }
  return others;
}

/** What was taken back was the newest word of the side that a person clicked at, and is now what it was before that. */
function* takenBackIsWhatWas(facts: Facts, writes: Writes): Iterable<string> {
  const clicks = new Map(
    facts.clicks
      .filter(({ command }) => command.do === 'take_back')
      .map(({ command }) => [command.intent ?? '', command]),
  );
  for (const commit of facts.commits) {
    const click = clicks.get(commit.intent.id);
    if (click === undefined) continue;
    for (const touch of writtenBy(commit)) {
      const writer = writerBefore(writes, touch, commit.n);
      if (writer === undefined || writer.intent.actor.id !== click.actor)
        yield `${commit.n} takes back ${touch.facet} of ${touch.id}, which ${click.actor ?? ''} was not the last to set`;
      else if (!sameValue(valueIn(commit.after, touch), valueIn(writer.before, touch)))
        yield `${commit.n} takes back ${touch.facet} of ${touch.id} to something else than was before ${writer.n}`;
    }
  }
}

function landedIn(event: HistoryEvent): number[] {
  if (event.at !== 'step' || event.input.in !== 'durable') return [];
  return event.effects.flatMap((effect) =>
    effect.fx === 'settled' && effect.state === 'committed' && effect.n !== null ? [effect.n] : [],
  );
}
