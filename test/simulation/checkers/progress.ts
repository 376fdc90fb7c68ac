/** Not a safety rule but the other half: when all is well again, everything comes to rest and work goes on. */
import { moment } from './facts.ts';
import type { Checker, Facts, Moment } from './facts.ts';

/** Every engine live and in step, every intent with an end, a new change committed, a clean close. */
export const progress: Checker = {
  guarantee: 'PROGRESS',
  *check(facts) {
    for (const event of facts.events) {
      if (event.at === 'heal' && (event.what === 'stuck' || event.what === 'not_committed'))
        yield `${event.what}: ${event.detail}`;
    }
    yield* editsAnswered(facts);
  },
};

/** Once all is well, an engine has heard the last word about each edit that it told on a connection that still stands, or
 * was compared without the edit's being named: then it never came (R23). Of another file that it had open it asks nothing. */
function* editsAnswered(facts: Facts): Iterable<string> {
  const rest = facts.events.findIndex((event) => event.at === 'heal' && event.what === 'committed');
  if (rest < 0) return;
  const at = moment(rest);
  const words = new Map<string, string>();
  const compared = new Map<string, Moment>();
  for (const { session, message, at: when } of facts.sent) {
    if (when > at) break;
    if (message.type === 'decided') words.set(`${session} ${message.edit}`, message.outcome);
    if (message.type === 'take_inventory') compared.set(session, when);
  }
  const opened = new Map<string, Moment>();
  for (const { session, message, at: when } of facts.frames)
    if (message.type === 'scene') opened.set(session, when);
  for (const { session, message, at: told } of facts.frames) {
    if (message.type !== 'observed' || told > at || (opened.get(session) ?? told) > told) continue;
    const story = facts.sessions.get(session);
    const ended = facts.ends.some((end) => end.life === story?.life && end.at < at);
    const left = [story?.revokedAt ?? null, story?.disconnectedAt ?? null].some(
      (when) => when !== null && when < at,
    );
    if (ended || left) continue;
    const word = words.get(`${session} ${message.edit}`);
    if (word === 'waiting' || word === 'collected') yield `${message.edit} is ${word} for ever`;
    if (word === undefined && (compared.get(session) ?? told) <= told)
      yield `nobody said what became of ${message.edit}`;
  }
}

/** The invariants that the core itself states after each step, and appends that do not fit the log. */
export const invariants: Checker = {
  guarantee: 'INVARIANTS',
  *check(facts) {
    for (const event of facts.events) if (event.at === 'bug') yield event.what;
  },
};
