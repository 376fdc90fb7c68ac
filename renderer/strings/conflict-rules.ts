/** Words about deciding collisions by the dozen, and about letting others like one decide themselves. */
import type { CollisionCause } from '#app/ledger/index.ts';
import { formatCount } from '../numbers.ts';

const counted = (count: number, one: string, many: string): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;

export const conflictRuleWords = {
  alike: 'Others like this',
  others: (count: number) => `Decide ${counted(count, 'other', 'others')} like this the same way`,
  noOthers: 'No other like this waits',
  later: 'And later ones, without asking',
  laterHint: (most: number) =>
    `Deletions always ask, and so do more than ${formatCount(most)} objects at once where any object is meant. What is not taken goes on the shelf, and a notice says so each time.`,
  where: 'Where',
  these: (count: number) => (count === 1 ? 'This object' : 'These objects'),
  any: 'Any object',
  long: 'How long',
  spans: { time: 'For a while', closed: 'Until VibeSync closes', ended: 'Until I end it' },
  minutes: 'min',
  minutesLabel: 'Minutes',
  tooMany: (most: number) =>
    `A rule names ${formatCount(most)} objects at most. Choose any object, or decide this one by itself.`,
  limits: (minutes: number) => `Whole minutes: 1 to ${formatCount(minutes)}.`,

  title: 'Conflicts that decide themselves',
  none: 'None. Make one where you decide a conflict: under Others like this.',
  anywhere: 'any object',
  on: (first: string, more: number) => (more === 0 ? first : `${first} and ${formatCount(more)} more`),
  from: (values: string, side: string) => `${values} from ${side}`,
  shared: 'the shared scene',
  causes: {
    edited_both: 'changed on both sides',
    drift: 'out of step by itself',
    differs_at_handshake: 'differs when it connects',
    in_flight: 'did not go through',
    refused: 'not let in',
  } satisfies Record<CollisionCause, string>,
  untils: { ended: 'until you end it', closed: 'until VibeSync closes' },
  left: (time: string) => `${time} left`,
  neverUsed: 'not used yet',
  used: (count: number, version: string) =>
    `used ${counted(count, 'time', 'times')}, last at version ${version}`,
  usedAgo: (count: number, age: string) => `used ${counted(count, 'time', 'times')}, last ${age} ago`,
  end: 'End',
  endLabel: (rule: string) => `End the rule: ${rule}`,

  decided: (count: number, engine: string) =>
    `${counted(count, 'conflict', 'conflicts')} with ${engine} decided by your rule`,
  takeBack: 'Take back',
  takeBackLabel: (names: string) => `Take back what the rule decided about ${names}`,
  takenBack: 'taken back',
  more: (count: number) => `${counted(count, 'more is', 'more are')} on the shelf.`,
  endRule: 'End this rule',
  disagree: (count: number) =>
    `${count === 2 ? 'Two rules' : `${formatCount(count)} rules`} of yours say opposite things here, so none of them decides. Decide it yourself, and end one if it is not meant any more:`,
  rules: 'Rules',
};
