/** Words about finding something on the shelf, and about several of its entries at once. */
import type { ShelfKind } from '#app/control-room/index.ts';
import { formatCount } from '../numbers.ts';

const counted = (count: number, one: string, many: string): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;

export const shelfSearchWords = {
  search: 'Find on the shelf',
  searchHint: 'Object, property, who or why',
  who: 'From',
  why: 'Why',
  kind: 'What',
  when: 'When',
  order: 'Order',
  anyone: 'anyone',
  anyWhy: 'any reason',
  anything: 'anything',
  anyTime: 'any time',
  kinds: {
    existence: 'whole objects',
    name: 'names',
    parent: 'parents',
    transform: 'placement',
    visibility: 'visibility',
    property: 'properties',
  } satisfies Record<ShelfKind, string>,
  within: { hour: 'the last hour', day: 'the last day', week: 'the last week' },
  orders: { newest: 'Newest first', object: 'By object' },
  noHit: 'Nothing on the shelf fits',
  noHitText: 'Look for less, or for something else.',
  clearSearch: 'Show everything',
  page: (from: number, to: number, of: number) =>
    `${formatCount(from)} to ${formatCount(to)} of ${formatCount(of)}`,
  newer: 'Newer',
  older: 'Older',
  objects: (name: string, more: number) => (more === 0 ? name : `${name} and ${formatCount(more)} more`),
  noName: 'without a name',

  pick: (what: string) => `Select ${what}`,
  pickPage: 'Select this page',
  picked: (count: number) => `${formatCount(count)} selected`,
  tooMany: (most: number) => `${formatCount(most)} at once at most: take some out`,
  clear: 'Select none',
  several: 'Selected entries',
  propose: 'Suggest again…',
  discard: 'Discard',
  discardLabel: (count: number) => `Discard ${counted(count, 'selected entry', 'selected entries')}`,
  gone: (count: number) => `${counted(count, 'entry', 'entries')} discarded.`,
  restored: (count: number) => `${counted(count, 'entry is', 'entries are')} back on the shelf.`,
  going: (count: number) => `${counted(count, 'entry is', 'entries are')} on the way.`,
  left: (count: number, message: string) => `${counted(count, 'entry stays', 'entries stay')}: ${message}`,
  takeBack: 'Take back',
  takeBackLabel: (count: number) => `Take back: ${counted(count, 'entry', 'entries')} discarded`,

  previewTitle: 'If you suggest these again',
  changes: (count: number) =>
    count === 0 ? 'Nothing would change.' : `${counted(count, 'value changes', 'values change')}.`,
  same: (count: number) => `${counted(count, 'is', 'are')} shared like this already.`,
  twice: (count: number) =>
    `${counted(count, 'value is', 'values are')} in several of them: what was put here last counts.`,
  overwrites: (name: string, what: string, who: string) =>
    who === ''
      ? `${name}: ${what} was changed since, and would be replaced.`
      : `${name}: ${what} was changed since by ${who}, and would be replaced.`,
  overwritesMore: (count: number) =>
    `${counted(count, 'more value', 'more values')} changed since would be replaced.`,
  staysMore: (count: number) => `${counted(count, 'more value stays', 'more values stay')} on the shelf.`,
  confirm: 'Suggest them',
  cancel: 'Cancel',
};

/** About what an entry stands for beyond what can be seen of it. */
export const shelfWords = {
  folded: (count: number) =>
    count === 1
      ? 'The newest of 2: the older one is kept in the history alone.'
      : `The newest of these: ${formatCount(count)} older values are kept in the history alone.`,
};
