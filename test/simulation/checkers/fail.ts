/** FAIL-1 … FAIL-5: what each kind of failure may cost, and what it may not. */
import { intentHash, membersOf } from '#app/intents/index.ts';
import { canonicalOperation, facetValue, sameValue } from '#app/scene/index.ts';
import type { AdapterMessage } from '#app/protocol/index.ts';
import { statesSetBy } from '../differences.ts';
import type { RecordedEffect } from '../history.ts';
import type { Checker, Facts, Moment } from './facts.ts';
import { moment } from './facts.ts';
import { differenceOf, sameObjects } from './scenes.ts';
import { openOperations } from './told-there.ts';

/** FAIL-1: a revoked session is dead at once and alone; whoever comes back shakes hands anew. */
export const fail1: Checker = {
  guarantee: 'FAIL-1',
  *check(facts) {
    yield* nothingAfterRevocation(facts);
    yield* deviationsRevoke(facts);
    yield* nothingElseRevokes(facts);
    const greeted = new Set<string>();
    const tokens = new Set<string>();
    for (const event of facts.events) {
      if (event.at !== 'step') continue;
      if (event.input.in === 'connected') {
        if (tokens.has(event.input.token)) yield `a token opened two sessions`;
        tokens.add(event.input.token);
      }
      if (event.input.in === 'frame' && event.input.message.type === 'hello')
        greeted.add(event.input.session);
      for (const effect of event.effects) {
        if (effect.fx === 'send' && effect.message.type === 'live' && !greeted.has(effect.session))
          yield `${effect.session} went live without a handshake`;
      }
    }
  },
};

function* nothingAfterRevocation(facts: Facts): Iterable<string> {
  for (const { at, session, message } of facts.sent) {
    const revokedAt = facts.sessions.get(session)?.revokedAt ?? null;
    if (revokedAt !== null && at > revokedAt)
      yield `${message.type} was sent to ${session} after it was revoked`;
  }
  for (const [index, event] of facts.events.entries()) {
    if (event.at !== 'step' || event.input.in !== 'frame') continue;
    const revokedAt = facts.sessions.get(event.input.session)?.revokedAt ?? null;
    if (revokedAt === null || revokedAt > moment(index)) continue;
    const heard = event.effects.find((effect) => effect.fx === 'append' && effect.records.length > 0);
    if (heard !== undefined)
      yield `a ${event.input.message.type} of the revoked ${event.input.session} was acted on`;
  }
}

/** What costs an engine its session though it kept to the protocol. */
const NO_DEVIATION: ReadonlySet<string> = new Set([
  'bye',
  'no_hello',
  'not_resumed',
  'replaced',
  'revoked_by_person',
  'token_seen_twice',
  'too_many_cards',
  'too_many_sessions',
  'too_much_shelved',
  'unresponsive',
]);

/** Whoever keeps to the protocol is never said to have broken it. */
function* nothingElseRevokes(facts: Facts): Iterable<string> {
  const deviating = new Set<string>();
  for (const event of facts.events) {
    if (event.at === 'engine' && event.session !== null && !event.honest) deviating.add(event.session);
    if (event.at !== 'step') continue;
    for (const effect of event.effects) {
      if (effect.fx !== 'revoke' || NO_DEVIATION.has(effect.code) || deviating.has(effect.session)) continue;
      yield `${effect.session} kept to the protocol and was revoked: ${effect.message}`;
    }
  }
}

/** Answers for numbers that were never sent there, second answers, a second hello, anything before hello. */
function* deviationsRevoke(facts: Facts): Iterable<string> {
  const sentTo = new Map<string, Set<number>>();
  const answered = new Map<string, Set<number>>();
  const greeted = new Set<string>();
  const over = new Set<string>();
  let deciding = true;
  for (const event of facts.events) {
    if (event.at === 'start') deciding = true;
    if (event.at !== 'step') continue;
    const { input } = event;
    // With a write of unknown outcome nothing is decided any more; the restart that follows ends every session.
    if (input.in === 'ledger_failed' && input.outcome === 'unknown') deciding = false;
    if (!deciding) continue;
    if (input.in === 'connected' && input.resumes !== null) {
      // A resumed session goes on where its predecessor stood.
      sentTo.set(input.session, new Set(sentTo.get(input.resumes)));
      answered.set(input.session, new Set());
    }
    if (input.in === 'disconnected') over.add(input.session);
    if (input.in === 'violation' && facts.sessions.has(input.session) && !over.has(input.session)) {
      yield* expectRevoke(event.effects, input.session, `a violation (${input.code})`, over);
    }
    if (input.in === 'frame' && !over.has(input.session)) {
      const { session, message } = input;
      const deviation = deviationOf(
        message,
        greeted.has(session),
        sentTo.get(session) ?? NONE,
        answered.get(session) ?? NONE,
      );
      if (deviation !== null) yield* expectRevoke(event.effects, session, deviation, over);
      if (message.type === 'hello') greeted.add(session);
      if (message.type === 'applied' || message.type === 'failed') add(answered, session, message.n);
    }
    for (const effect of event.effects) {
      if (effect.fx === 'revoke') over.add(effect.session);
      if (effect.fx === 'send' && (effect.message.type === 'apply' || effect.message.type === 'adopt'))
        add(sentTo, effect.session, effect.message.n);
    }
  }
}

const NONE: ReadonlySet<number> = new Set();

function deviationOf(
  message: AdapterMessage,
  greeted: boolean,
  sent: ReadonlySet<number>,
  answered: ReadonlySet<number>,
): string | null {
  if (message.type === 'hello') return greeted ? 'a second hello' : null;
  if (!greeted && message.type !== 'pong' && message.type !== 'bye') return `${message.type} before hello`;
  if (message.type !== 'applied' && message.type !== 'failed') return null;
  if (!sent.has(message.n)) return `an answer for ${message.n}, which it was never sent`;
  return answered.has(message.n) ? `a second answer for ${message.n}` : null;
}

function* expectRevoke(
  effects: readonly RecordedEffect[],
  session: string,
  why: string,
  over: Set<string>,
): Iterable<string> {
  const others = effects.filter((effect) => effect.fx === 'revoke' && effect.session !== session);
  if (!effects.some((effect) => effect.fx === 'revoke' && effect.session === session))
    yield `${session} sent ${why} and was not revoked`;
  if (others.length > 0) yield `another session was revoked with ${session}`;
  over.add(session);
}

function add(map: Map<string, Set<number>>, key: string, value: number): void {
  const set = map.get(key) ?? new Set();
  map.set(key, set.add(value));
}

/** FAIL-2: an engine that comes back is brought to the last committed state before it takes part. */
export const fail2: Checker = {
  guarantee: 'FAIL-2',
  *check(facts) {
    for (const { event, at } of facts.engineEvents) {
      if (event.did !== 'live' || !event.honest || event.session === null) continue;
      const truth = facts.truthAt(event.revision);
      // What its artist told stands there as they told it until it is decided, though they did more to it since. What is
      // decided in the step that lets it in is set back only once it is safe on the shelf.
      const told = openOperations(facts, event.session, letInAt(facts, event.session, at)).flatMap(
        statesSetBy,
      );
      const standing = told.filter(({ id, facet, value }) => {
        const stands = facetValue({ objects: event.objects }, id, facet);
        return stands !== undefined && sameValue(stands, value);
      });
      const exempt = new Set([...event.exempt, ...standing.map(({ id, facet }) => `${id} ${facet}`)]);
      const difference =
        truth === undefined
          ? 'which the log does not have'
          : differenceOf(event.objects, truth, facts.knownBy(event.revision), exempt);
      if (difference !== null) yield `${event.engine} went live at ${event.revision}: ${difference}`;
    }
  },
};

/** FAIL-3: a restart restores every durable commit, and nothing else. */
export const fail3: Checker = {
  guarantee: 'FAIL-3',
  *check(facts) {
    for (const { event } of facts.starts) {
      const found = facts.commits.filter((commit) => commit.position <= event.position).at(-1);
      if (event.revision !== (found?.n ?? 0))
        yield `life ${event.life} began at revision ${event.revision}, the log ends at ${found?.n ?? 0}`;
      if (!sameObjects(event.objects, found?.after ?? new Map()))
        yield `life ${event.life} began with another scene than the log has`;
      if (event.readOnly) continue;
      const voided = new Set<number>();
      for (const effect of event.effects) {
        if (effect.fx !== 'append') continue;
        for (const record of effect.records)
          if (record.kind === 'void') for (let n = record.lo; n <= record.hi; n += 1) voided.add(n);
      }
      for (const n of openAt(facts, event.position))
        if (!voided.has(n)) yield `life ${event.life} began without saying that ${n} came to nothing`;
    }
    yield* retries(facts);
  },
};

function openAt(facts: Facts, position: number): Set<number> {
  const open = new Set<number>();
  for (const record of facts.history.log.slice(0, position)) {
    if (record.kind === 'begin') open.add(record.n);
    if (record.kind === 'commit' || record.kind === 'abort') open.delete(record.n);
    if (record.kind === 'void') for (let n = record.lo; n <= record.hi; n += 1) open.delete(n);
  }
  return open;
}

/** Whoever asks again by their own id, in whatever life, hears what became of it (R4). */
function* retries(facts: Facts): Iterable<string> {
  for (const handed of facts.handedIn) {
    const start = facts.starts.find(({ event }) => event.life === handed.life);
    if (start === undefined || handed.answer === null) continue;
    const { actor, submission } = handed;
    const commit = facts.commitOfId.get(`${actor.id} ${submission.id}`);
    if (commit === undefined || commit.position > start.event.position) continue;
    const operations = submission.operations.map(canonicalOperation);
    const said = intentHash({ ...commit.intent, ...submission, operations });
    const same = membersOf(commit.intent, intentHash).some(
      ({ id, hash }) => id === submission.id && hash === said,
    );
    if (!same && handed.answer.ok) yield `${handed.submission.id} was taken with other content`;
    if (
      same &&
      (!handed.answer.ok || handed.answer.state !== 'committed' || handed.answer.position !== commit.position)
    ) {
      yield `${handed.submission.id} was committed as ${commit.n} in an earlier life, but the retry hears ${JSON.stringify(handed.answer)}`;
    }
  }
}

/** FAIL-5: what was confirmed before the power went is there afterwards; what was caught in the middle is not. */
export const fail5: Checker = {
  guarantee: 'FAIL-5',
  *check(facts) {
    const crashed = facts.ends.filter(({ how }) => how !== 'closed');
    const lastCrash = crashed.at(-1)?.at ?? -1;
    for (const { n, position, at } of confirmations(facts)) {
      if (at > lastCrash || n === null) continue;
      const record = position === null ? undefined : facts.history.log[position - 1];
      const kept = position === null ? facts.commitOf.has(n) : record?.kind === 'commit' && record.n === n;
      if (!kept) yield `${n} was confirmed before a crash and is gone`;
    }
    const beginLife = new Map(facts.records('begin').map((each) => [each.record.n, each.life]));
    for (const { record, life } of facts.records('commit')) {
      if ((beginLife.get(record.n) ?? life) !== life)
        yield `${record.n} was begun in one life and committed in another`;
    }
  },
};

/** Every word by which anyone outside learned that a number is committed. */
export function* confirmations(
  facts: Facts,
): Iterable<{ n: number | null; id: string | null; position: number | null; at: Moment; by: string }> {
  for (const told of facts.told) {
    if (told.state === 'committed')
      yield { n: told.n, id: told.id, position: told.position, at: told.at, by: 'settled' };
  }
  for (const { at, message } of facts.sent) {
    if (message.type === 'confirm') yield { n: message.n, id: null, position: null, at, by: 'confirm' };
    if (message.type === 'decided' && message.outcome === 'committed')
      yield { n: message.n, id: null, position: null, at, by: 'decided' };
  }
}

/** When an engine was last told, by this moment, that it takes part. */
function letInAt(facts: Facts, session: string, by: Moment): Moment {
  const said = facts.sent.findLast(
    ({ message, session: to, at }) => message.type === 'live' && to === session && at <= by,
  );
  return said?.at ?? by;
}
