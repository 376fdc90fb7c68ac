/** What a person can have checked on the running system, and how. */
import type { Check } from '#app/control-room/index.ts';
import type { ReadonlyDurableState } from '#app/ledger/index.ts';
import type { Ledger } from '#main/ledger/index.ts';
import { replayAndCompare } from '#main/replay/index.ts';
import { checkTokens } from './check-tokens.ts';
import type { CheckEnd } from './evidence.ts';
import type { Places } from './places.ts';

/** What is looked at. */
interface Held {
  readonly ledger: Ledger;
  /** The state that the application works with. */
  readonly live: ReadonlyDurableState;
  readonly places: Places;
}

type Checker = (held: Held, came: (progress: number) => void) => Promise<CheckEnd>;

export const CHECKERS: Readonly<Record<Check, Checker>> = {
  chain: async ({ ledger }, came) => {
    const { records, problem } = await ledger.verifyAll(came);
    return { count: records, problem };
  },
  replay: async ({ ledger, live }, came) => {
    const { records, problem } = await replayAndCompare(live, (take) => ledger.follow(take), came);
    // What lies beyond the damage cannot be replayed: this does not hold, however well the rest does.
    const damage = ledger.damaged ? (ledger.problem?.message ?? null) : null;
    return { count: records, problem: problem ?? damage };
  },
  tokens: ({ places, live }) =>
    Promise.resolve(checkTokens({ ...places, agents: places.agents(live.project.id) })),
};
