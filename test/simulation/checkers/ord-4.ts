/** ORD-4: whoever issues a change after another sees it: reads are of one revision, stale bases never pass silently, and what
 * came of a person's own clicks is not held against them. */
import { facetValue, sameValue, touches } from '#app/scene/index.ts';
import type { ObjectId } from '#app/scene/index.ts';
import type { Intent } from '#app/intents/index.ts';
import { Clicked } from './clicked.ts';
import { idsOf, moment } from './facts.ts';
import type { Checker, Committed, Facts } from './facts.ts';
import { sameObjects } from './scenes.ts';

export const ord4: Checker = {
  guarantee: 'ORD-4',
  *check(facts) {
    const clicked = new Clicked(facts);
    yield* bases(facts, clicked);
    yield* ownClicks(facts, clicked);
    yield* reads(facts);
  },
};

interface Write {
  readonly n: number;
  readonly intent: Intent;
}

/** No commit overwrites what its author had not seen, unless a person overrides an agent, or forces it. */
function* bases(facts: Facts, clicked: Clicked): Iterable<string> {
  const lastWrites = new Map<string, Write>();
  for (const commit of facts.commits) {
    const { intent } = commit;
    const touched = touches({ objects: commit.before }, intent.operations);
    const base = baseAsHandedIn(facts, commit);
    if (base !== null && !intent.force) {
      for (const { id, facet } of [...touched.writes, ...touched.reads]) {
        const write = lastWrites.get(`${id} ${facet}`);
        if (write === undefined || write.n <= base.revision || base.after.includes(write.intent.id)) continue;
        if (intent.authority === 'human' && write.intent.authority === 'ai') continue;
        if (isOwnClick(facts, clicked, commit, write)) continue;
        // Both sides arrived at the same value: there is nothing to collide.
        if (
          intent.observation !== null &&
          sameValue(
            facetValue({ objects: commit.before }, id, facet),
            facetValue({ objects: commit.after }, id, facet),
          )
        )
          continue;
        yield `${commit.n} was made against ${base.revision}, but ${facet} of ${id} was changed by ${write.n} since`;
      }
    }
    for (const { id, facet } of touched.writes) lastWrites.set(`${id} ${facet}`, { n: commit.n, intent });
  }
}

function isOwnClick(facts: Facts, clicked: Clicked, { n, intent }: Committed, write: Write): boolean {
  const begin = facts.records('begin').findLast(({ record }) => record.n === n);
  const [oldest = intent.id] = idsOf(intent);
  const word = begin && clicked.wordFor(oldest, { ...begin, actor: intent.actor.id });
  return word !== undefined && clicked.isSeen(word, write.intent);
}

/** Where a person is told that somebody changed since what they changed at their window, that was not they alone, by clicks. */
function* ownClicks(facts: Facts, clicked: Clicked): Iterable<string> {
  for (const told of facts.told) {
    const { at, id, intent, state, reason } = told;
    if (state !== 'conflicted' || reason?.code !== 'stale_base' || intent.observation !== null) continue;
    const [oldest = id] = idsOf(intent);
    const word = clicked.wordFor(oldest, told);
    if (word?.channel !== 'human') continue;
    const { base } = word.submission;
    const objects = touchedIn(facts, base.revision, intent);
    const since = facts
      .records('begin')
      .filter(({ record, at: begunAt }) => record.n > base.revision && begunAt < at)
      .map(({ record }) => record.intent)
      .filter((other) => other.authority !== 'ai' && !idsOf(other).some((each) => base.after.includes(each)))
      .filter((other) => [...touchedIn(facts, base.revision, other)].some((each) => objects.has(each)));
    const isOwn = since.length > 0 && since.every((other) => clicked.isSeen(word, other));
    if (isOwn) yield `${id} was turned away, though nobody but its author had changed that since, by a click`;
  }
}

function touchedIn(facts: Facts, revision: number, { operations }: Intent): ReadonlySet<ObjectId> {
  const { writes, reads } = touches({ objects: facts.truthAt(revision) ?? new Map() }, operations);
  return new Set([...writes, ...reads].map(({ id }) => id));
}

/** The base that its author said, not the one that the orchestrator remembers. */
export function baseAsHandedIn(
  facts: Facts,
  { intent }: Committed,
): { revision: number; after: readonly string[] } | null {
  // What a person takes from the shelf, from a conflict or from an artist's hands is meant for what is shared at the click.
  if (facts.clicks.some(({ command }) => command.intent === intent.id)) return null;
  // What became one saw no more than the first of it did.
  const [oldest = intent.id] = idsOf(intent);
  if (intent.observation !== null) {
    const { session } = intent.observation;
    const frame = facts.frames.find(
      (each) => each.message.type === 'observed' && each.message.edit === oldest,
    );
    if (frame === undefined || frame.message.type !== 'observed') return null;
    // What it has applied it has seen; its own edits build upon each other.
    const own = facts.commits.filter(
      (each) => each.intent.observation?.session === session || each.intent.actor.id === intent.actor.id,
    );
    return { revision: frame.message.applied_through, after: own.map((each) => each.intent.id) };
  }
  const handed = facts.handedIn.find(
    (each) => each.submission.id === oldest && each.actor.id === intent.actor.id,
  );
  if (handed === undefined) return null;
  const after = handed.submission.base.after.map(
    (id) => facts.commitOfId.get(`${intent.actor.id} ${id}`)?.intent.id ?? id,
  );
  return { revision: handed.submission.base.revision, after };
}

/** A read shows exactly one revision, and one that cannot go away again. */
export function* reads(facts: Facts): Iterable<string> {
  const onDisk = new Map(facts.records('commit').map((each) => [each.record.n, each.onDisk]));
  for (const [index, event] of facts.events.entries()) {
    if (event.at !== 'read') continue;
    const truth = facts.truthAt(event.revision);
    if (truth === undefined) yield `somebody read revision ${event.revision}, which the log does not have`;
    else if (!sameObjects(event.objects, truth))
      yield `a read at revision ${event.revision} shows something else than the log`;
    const synced = onDisk.get(event.revision);
    if (synced === null || (synced !== undefined && synced > moment(index)))
      yield `revision ${event.revision} was read before it was on disk`;
  }
}
