/** What is said aloud when suggestions come to their ends, many of them maybe at once. */
import { isEnd } from '#app/intents/index.ts';
import { strings } from '../strings.ts';
import { outcomeOf } from './cards.ts';
import type { MootCard } from './cards.ts';

/** Of those that went well, said one by one before the rest is counted. */
const SAID_MOST = 3;

/** @returns what is news of these lines, what failed first and by name; empty where nothing is */
export function settledSentence(before: readonly MootCard[], now: readonly MootCard[]): string {
  const said = new Map(before.map((line) => [line.key, outcomeOf(line)]));
  const news = now.filter((line) => said.get(line.key) !== outcomeOf(line));
  const failed = news.filter(isFailed);
  const well = news.filter((line) => !isFailed(line));
  // One that would be counted alone is said as well.
  const shown = well.length > SAID_MOST + 1 ? well.slice(-SAID_MOST) : well;
  const words = strings.announce;
  return [
    ...[...failed, ...shown].map((line) => words.settled(line.actorName, line.label, outcomeOf(line))),
    ...(well.length > shown.length ? [words.settledMore(well.length - shown.length)] : []),
  ].join(' ');
}

function isFailed({ state }: MootCard): boolean {
  return state !== null && state !== 'committed' && isEnd(state);
}
