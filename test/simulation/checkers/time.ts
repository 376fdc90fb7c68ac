/** TIME-1 and TIME-3: the clock decides nothing. The first compares two runs, the second looks for what a jump did. */
import { canonicalJson } from '#app/scene/index.ts';
import type { LedgerRecord } from '#app/ledger/index.ts';
import type { History } from '../history.ts';
import type { Checker } from './facts.ts';
import { moment } from './facts.ts';

/** TIME-1: the same run under another clock leaves the same log, record for record. */
export function* sameUnderAnotherClock(one: History, other: History): Iterable<string> {
  for (let position = 1; position <= Math.max(one.log.length, other.log.length); position += 1) {
    const [left, right] = [one.log[position - 1], other.log[position - 1]];
    if (left !== undefined && right !== undefined && wordless(left) === wordless(right)) continue;
    yield `record ${position} is ${left?.kind ?? 'missing'} under one clock and ${right?.kind ?? 'missing'} under the other, or differs`;
    return;
  }
}

/** A record without its sentences for people, which may say how long something took, and without the time that a person
 * gave a free hand: under a clock of another pace they give as much more. */
function wordless(record: LedgerRecord): string {
  return canonicalJson(
    JSON.parse(
      JSON.stringify(record, (key, value: unknown) =>
        key === 'message' ? '' : key === 'for_ms' ? null : value,
      ),
    ),
  );
}

/** TIME-1 within one run: nothing asked for the time behind the inputs' back (clockless.ts takes the clocks away). */
export const time1: Checker = {
  guarantee: 'TIME-1',
  *check(facts) {
    for (const event of facts.events)
      if (event.at === 'bug' && event.what.includes('TIME-1:')) yield event.what;
  },
};

/** TIME-3: the tick after a sleep of hours opens no breaker, aborts nothing, forgets nobody. */
export const time3: Checker = {
  guarantee: 'TIME-3',
  *check(facts) {
    for (const [index, event] of facts.events.entries()) {
      if (event.at !== 'step' || event.jumpMs === 0) continue;
      for (const effect of event.effects) {
        if (effect.fx === 'revoke' || effect.fx === 'forget')
          yield `a sleep of ${event.jumpMs} ms cost ${effect.session} its session`;
        if (effect.fx !== 'append') continue;
        for (const record of effect.records) {
          if (record.kind === 'abort')
            yield `a sleep of ${event.jumpMs} ms aborted ${record.n} (${record.reason.code}) at ${moment(index)}`;
        }
      }
    }
  },
};
