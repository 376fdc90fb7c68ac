/** AUTH-2: people before agents. */
import { objectsTouched } from '#app/scene/index.ts';
import { refusedForAgents } from './auth-2-refused.ts';
import { ENDS, idsOf } from './facts.ts';
import type { Checker, Facts } from './facts.ts';

/** AUTH-2: a person's change takes agents' changes of the same objects out of the way. */
export const auth2: Checker = {
  guarantee: 'AUTH-2',
  *check(facts) {
    const commitAppended = new Map(
      facts.records('commit').map((each) => [`${each.life} ${each.record.n}`, each.at]),
    );
    const operationsOf = new Map<string, readonly string[]>();
    for (const { submission, actor } of facts.handedIn)
      operationsOf.set(`${actor.id} ${submission.id}`, objectsTouched(submission.operations));
    // An edit made in an engine counts for what was taken of it: what collided was laid before a person, who may have
    // it made yet, and overtakes nobody until then (R23).
    for (const { intent } of facts.commits) {
      if (intent.observation === null) continue;
      for (const id of idsOf(intent))
        operationsOf.set(`${intent.actor.id} ${id}`, objectsTouched(intent.operations));
    }
    /** Agents' changes on their way, by the objects that they touch. */
    const waiting = new Map<
      string,
      { objects: ReadonlySet<string>; supersededBy: string | null; at: number }
    >();
    const proposedOnDisk = new Set(
      facts
        .records('propose')
        .filter((each) => each.onDisk !== null)
        .map(({ record }) => `${record.intent.actor.id} ${record.intent.id}`),
    );
    const committed = new Set(facts.commitOfId.keys());
    const endedOnDisk = endsOnDisk(facts);
    const overtaking = new Set<string>();
    let life = 0;
    for (const told of facts.told) {
      if (told.life !== life) {
        // What a crash took before it was on disk is not waiting any more, nor what it left ended.
        for (const key of waiting.keys()) {
          const ended = (endedOnDisk.get(key) ?? Infinity) < told.life;
          if (!proposedOnDisk.has(key) || committed.has(key) || ended) waiting.delete(key);
        }
        life = told.life;
      }
      const key = `${told.actor} ${told.id}`;
      const objects = operationsOf.get(key);
      if (told.actor.startsWith('agent:')) {
        const own = waiting.get(key);
        // Of what a person took in part, the rest is in nobody's way; back at the gate it is whole again.
        if (own !== undefined && (told.state === 'queued' || told.state === 'awaiting_approval'))
          own.objects = new Set(objectsTouched(told.intent.operations));
        if (told.state === 'awaiting_approval' && objects !== undefined && own === undefined) {
          waiting.set(key, { objects: new Set(objects), supersededBy: null, at: told.at });
        } else if (
          told.state === 'committed' &&
          own !== undefined &&
          own.supersededBy !== null &&
          told.n !== null
        ) {
          const appended = commitAppended.get(`${told.life} ${told.n}`);
          if (appended !== undefined && appended > own.at)
            yield `${told.id} of ${told.actor} was committed as ${told.n} after ${own.supersededBy} had come on the same object`;
        } else if (ENDS.has(told.state)) waiting.delete(key);
        continue;
      }
      // One that is queued again after an engine's fault came before: it overtakes nobody now.
      if (told.state !== 'queued' || objects === undefined || overtaking.has(key) || !committed.has(key))
        continue;
      overtaking.add(key);
      for (const own of waiting.values()) {
        if (own.supersededBy === null && objects.some((id) => own.objects.has(id))) {
          own.supersededBy = `${told.actor} ${told.id}`;
          own.at = told.at;
        }
      }
    }
    yield* overriddenAgentsHear(facts, waiting);
    yield* refusedForAgents(facts);
  },
};

/** The life in which an abort of an intent came to disk, whether or not anyone was told in that life. */
function endsOnDisk(facts: Facts): ReadonlyMap<string, number> {
  const keyOf = new Map<string, string>();
  for (const { record, life } of facts.records('begin'))
    keyOf.set(`${life} ${record.n}`, `${record.intent.actor.id} ${record.intent.id}`);
  const ends = new Map<string, number>();
  for (const { record, life, onDisk } of facts.records('abort')) {
    const key = keyOf.get(`${life} ${record.n}`);
    if (key !== undefined && onDisk !== null && record.ends !== 'requeued') ends.set(key, life);
  }
  return ends;
}

/** And their authors are told: nothing that was superseded goes on waiting. */
function* overriddenAgentsHear(
  facts: Facts,
  waiting: ReadonlyMap<string, { readonly supersededBy: string | null; readonly at: number }>,
): Iterable<string> {
  const lastLife = facts.starts.at(-1)?.event.life ?? 0;
  for (const [key, { supersededBy, at }] of waiting) {
    if (supersededBy === null) continue;
    const life = facts.told.find((told) => told.at === at)?.life ?? lastLife;
    const told = facts.told.some(
      (each) => `${each.actor} ${each.id}` === key && each.at > at && ENDS.has(each.state),
    );
    const flying = facts.ends.some((end) => end.life === life && end.at > at && end.how !== 'closed');
    if (!told && !flying) yield `${key} was overtaken by ${supersededBy} and never told`;
  }
}
