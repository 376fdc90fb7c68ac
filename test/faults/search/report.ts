import type { Searched } from './search.ts';

/** One line of what a search came to. */
export function tell(words: string, { states, transitions, terminals, frontier, seconds }: Searched): void {
  console.log(
    `${words}: ${states} states, ${transitions} transitions, ${terminals.size} ends, ` +
      `${frontier === 0 ? 'none' : frontier} left to go through, ${seconds.toFixed(1)} s`,
  );
}
