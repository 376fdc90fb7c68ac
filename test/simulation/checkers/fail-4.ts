/**
 * FAIL-4: an engine that is cut off, silent or wrong aborts what was in flight; it is undone wherever it can be, and
 * the engine is set aside until it has been resynced.
 */
import type { Checker, Facts, Frame } from './facts.ts';

export const fail4: Checker = {
  guarantee: 'FAIL-4',
  *check(facts) {
    yield* votes(facts);
    yield* unwound(facts);
    for (const { event } of facts.engineEvents) {
      if (event.did === 'complained' && event.about.includes('not live'))
        yield `${event.engine}: ${event.about}`;
    }
  },
};

/** Nothing is committed that a participant has not voted for, in this life, before the commit was written. */
function* votes(facts: Facts): Iterable<string> {
  const voted = new Map<string, Frame>();
  for (const frame of facts.frames) {
    const { message } = frame;
    const counts = message.type === 'applied' || (message.type === 'failed' && message.code === 'moved_on');
    const key = counts ? `${frame.life} ${frame.session} ${message.n}` : '';
    if (counts && !voted.has(key)) voted.set(key, frame);
  }
  for (const { record, at, life } of facts.records('commit')) {
    for (const { session } of record.participants) {
      const vote = voted.get(`${life} ${session} ${record.n}`);
      if (vote === undefined || vote.at > at)
        yield `${record.n} was committed without the vote of ${session}`;
    }
  }
}

/**
 * After an abort each engine that had been told of the number either answers that it took it back, or hears of no
 * further number before it has been resynced; and no number leaves meanwhile.
 */
function* unwound(facts: Facts): Iterable<string> {
  // What each engine still has to take back, by session.
  const owed = new Map<string, Set<number>>();
  const aside = new Set<string>();
  const participants = new Map<string, readonly string[]>();
  const sources = new Map<string, string>();
  for (const event of facts.events) {
    if (event.at === 'end') {
      owed.clear();
      aside.clear();
    }
    if (event.at !== 'step' && event.at !== 'start') continue;
    if (event.at === 'step') {
      const { input } = event;
      if (input.in === 'frame' && input.message.type === 'compensated')
        owed.get(input.session)?.delete(input.message.n);
      if (input.in === 'disconnected' || input.in === 'violation') aside.add(input.session);
    }
    for (const effect of event.effects) {
      if (effect.fx === 'revoke') aside.add(effect.session);
      if (effect.fx === 'append') {
        for (const record of effect.records) {
          if (record.kind === 'begin') {
            participants.set(
              `${event.life} ${record.n}`,
              record.participants.map(({ session }) => session),
            );
            const source = record.intent.observation?.session;
            if (source !== undefined) sources.set(`${event.life} ${record.n}`, source);
            for (const { session } of record.participants) {
              const [open] = owed.get(session) ?? [];
              if (open !== undefined)
                yield `${record.n} was begun with ${session}, which has not taken ${open} back`;
              if (aside.has(session)) yield `${record.n} was begun with ${session}, which is cut off`;
            }
          }
          if (record.kind === 'abort') {
            for (const session of participants.get(`${event.life} ${record.n}`) ?? []) {
              if (sources.get(`${event.life} ${record.n}`) === session && record.fault !== session) continue;
              const set = owed.get(session) ?? new Set();
              owed.set(session, set.add(record.n));
            }
            if (record.fault !== null) aside.add(record.fault);
          }
        }
      }
      if (effect.fx === 'send') {
        if (effect.message.type === 'live') {
          owed.delete(effect.session);
          aside.delete(effect.session);
        } else if (effect.message.type === 'apply' || effect.message.type === 'adopt') {
          if (aside.has(effect.session))
            yield `${effect.message.n} was sent to ${effect.session}, which is cut off`;
        } else if (effect.message.type === 'compensate') {
          const set = owed.get(effect.session) ?? new Set();
          owed.set(effect.session, set.add(effect.message.n));
        }
      }
    }
  }
  yield* compensationIsTrue(facts);
}

/** An engine that says it took a number back was asked to, and did. */
function* compensationIsTrue(facts: Facts): Iterable<string> {
  const asked = new Map<string, number>();
  for (const { at, session, message } of facts.sent)
    if (message.type === 'compensate') asked.set(`${session} ${message.n}`, at);
  const aborted = facts.records('abort');
  for (const { record, at, life } of aborted) {
    const begin = facts.records('begin').find((each) => each.life === life && each.record.n === record.n);
    if (begin === undefined) continue;
    for (const { session } of begin.record.participants) {
      if (asked.has(`${session} ${record.n}`) || begin.record.intent.observation?.session === session)
        continue;
      const story = facts.sessions.get(session);
      const gone = [story?.revokedAt, story?.disconnectedAt].some(
        (when) => when !== null && when !== undefined,
      );
      const next = facts.sent.find(
        (each) =>
          each.at > at &&
          each.session === session &&
          (each.message.type === 'apply' || each.message.type === 'adopt' || each.message.type === 'live'),
      );
      if (!gone && next !== undefined && next.message.type !== 'live')
        yield `${record.n} was aborted and never taken back from ${session}`;
    }
  }
}
