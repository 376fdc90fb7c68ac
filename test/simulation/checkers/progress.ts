/** Not a safety rule but the other half: when all is well again, everything comes to rest and work goes on. */
import type { Checker } from './facts.ts';

/** Every engine live and in step, every intent with an end, a new change committed, a clean close. */
export const progress: Checker = {
  guarantee: 'PROGRESS',
  *check(facts) {
    for (const event of facts.events) {
      if (event.at === 'heal' && (event.what === 'stuck' || event.what === 'not_committed'))
        yield `${event.what}: ${event.detail}`;
    }
  },
};

/** The invariants that the core itself states after each step, and appends that do not fit the log. */
export const invariants: Checker = {
  guarantee: 'INVARIANTS',
  *check(facts) {
    for (const event of facts.events) if (event.at === 'bug') yield event.what;
  },
};
