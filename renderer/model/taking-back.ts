/** What taking back a change comes to, in words: how much of it goes back, and what stays because of whom. */
import type { ChangeView, LossView, StayingView, TakenView } from '#app/control-room/index.ts';
import { strings } from '../strings.ts';
import { actorPhrase } from './actors.ts';
import { changeOfNumber } from './changes.ts';
import type { Changes } from './changes.ts';

/** How it is said that all of it goes, or some. */
export type TakenWords = Pick<typeof strings.takeBack, 'all' | 'some' | 'more'>;

/** One sentence for what goes, and one for each value that stays. */
export function takenSentences(
  { taken, of, staying, loss }: TakenView,
  words: TakenWords = strings.takeBack,
): string[] {
  const untold = of - taken - staying.length;
  return [
    taken === of ? words.all(of) : words.some(taken, of),
    ...staying.map(stayingSentence),
    ...(untold > 0 ? [words.more(untold)] : []),
    ...lossSentences(loss),
  ];
}

/** What of it engines alone have, and does not come back. */
export function lossSentences(loss: LossView | undefined): string[] {
  const words = strings.takeBack.loss;
  if (loss === undefined) return [];
  return [
    ...(loss.bare > 0 ? [words.bare(loss.bare)] : []),
    ...(loss.goes > 0 ? [words.goes(loss.goes)] : []),
  ];
}

export function stayingSentence({ name, facet, why, by }: StayingView): string {
  const words = strings.takeBack;
  const who = by === null ? '' : words.by(actorPhrase(by));
  return words.staying[why](name === '' ? words.unnamed : name, whatOf(facet), who);
}

export function whatOf(facet: StayingView['facet']): string {
  const { parts } = strings.takeBack;
  return facet.startsWith('property:')
    ? facet.slice('property:'.length)
    : parts[facet as Exclude<typeof facet, `property:${string}`>];
}

/** The newest change that takes back this one, on its way or confirmed; among those that the window holds. */
export function takenBackBy({ tail }: Changes, n: number): ChangeView | undefined {
  return tail.findLast(
    (change) =>
      change.takesBack === n && ['queued', 'applying', 'finishing', 'committed'].includes(change.state),
  );
}

/** The change at the beginning of a row of takings back: of that number itself where it takes none back. */
export function firstTaken(changes: Changes, n: number): number {
  let first = n;
  for (let at: number | null = n; at !== null; at = changeOfNumber(changes, at)?.takesBack ?? null)
    first = at;
  return first;
}
