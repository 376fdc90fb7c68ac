/** Words about what changed while somebody was away, and about not being disturbed. */
import type { AwayItem } from '#app/control-room/index.ts';
import { formatCount } from '../numbers.ts';

const counted = (count: number, one: string, many: string): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;

const what: Record<AwayItem['what'], string> = { made: 'new', deleted: 'deleted', changed: 'changed' };

const away = {
  title: 'While you were away',
  /** Objects that differ, of which the first author had a part in so many. */
  line: (objects: string, by: string) => `While you were away: ${objects} changed${by}`,
  objects: (count: number, isMore: boolean) =>
    `${isMore ? 'more than ' : ''}${counted(count, 'object', 'objects')}`,
  by: (count: number, of: number, name: string) =>
    count === of ? `, by ${name}` : `, ${formatCount(count)} by ${name}`,
  andOthers: (count: number) => (count === 0 ? '' : ` and by ${counted(count, 'other', 'others')}`),
  onlyBack: (count: number) =>
    `While you were away: ${counted(count, 'object was', 'objects were')} changed and put back`,
  lineHint: 'What changed, object by object',
  seen: 'I have seen it',
  span: (from: string, to: string, clock: string) => `${from} to ${to}, ${clock}`,
  versions: (from: string, to: string) => `versions ${from} to ${to}`,
  reading: 'Reading what changed…',
  none: 'Nothing has changed since you left',
  noneHere: 'Nothing to catch up on',
  noneText: (version: string) =>
    `Version ${version} is as you saw it last. What you do yourself is not listed.`,
  allSeen: 'Nothing is different any more',
  authors: 'By whom',
  author: (count: number) => counted(count, 'object', 'objects'),
  moreAuthors: (count: number) => `and ${counted(count, 'other', 'others')}`,
  list: 'What changed',
  what,
  changes: (count: number) => counted(count, 'change', 'changes'),
  more: (count: number) => `and ${counted(count, 'more value', 'more values')}`,
  why: (words: string) => `“${words}”`,
  noReason: 'no reason given',
  approvers: {
    person: 'you approved it',
    grant: 'under your free hand',
    rule: 'under your rule',
  } as Readonly<Record<string, string>>,
  unasked: 'nobody was asked',
  also: (names: string) => `with ${names}`,
  back: (count: number) =>
    `${counted(count, 'object was', 'objects were')} changed and ${count === 1 ? 'is' : 'are'} as before.`,
  unlisted: (listed: number, of: number) =>
    `The first ${formatCount(listed)} of ${formatCount(of)} objects. Those that you keep or take back make room for the next.`,
  ownLeftOut: 'Your own work, here and in engines, is not listed.',
  ownHereLeftOut: 'What you did here is not listed.',
  keep: 'Keep',
  keepLabel: (name: string) => `Keep ${name}`,
  keepHint: 'As it is; it is not listed again unless it changes once more',
  keepAll: 'Keep all',
  keepAllOf: (name: string) => `Keep all by ${name}`,
  takeBack: 'Take back…',
  takeBackLabel: (name: string) => `Take back what was done to ${name}`,
  takeBackAllOf: (name: string) => `Take back what ${name} did`,
  takeBackListedHint: 'Of the objects that are listed',
  looking: 'Looking…',
  take: 'Take back',
  cancel: 'Cancel',
  nothing: 'There is nothing of this that could go back: it has been taken back, or changed by you since.',
  /** Where it can be taken out together with all that came after it, or not at all. */
  whyBring: {
    too_much: 'That is too much to take out by itself.',
    too_long_ago: 'That is too long ago to take it out by itself.',
  },
  bringBack: (version: string, commits: number) =>
    `It can go back to how it was at version ${version}, whoever changed it since (${counted(commits, 'change', 'changes')} in the scene).`,
  bring: (version: string) => `Bring back ${version}`,
  tooMany: (most: string) =>
    `That is more than ${most} changes, and what you kept or did yourself lies between them: it cannot go back at once. Take back the changes one by one, in the history.`,
  apart: (count: number) =>
    `${counted(count, 'object is', 'objects are')} left out: the same changes did something to ${count === 1 ? 'it' : 'them'} that you kept. Take ${count === 1 ? 'it' : 'them'} back one by one.`,
  reason: (name: string, from: string, to: string) =>
    `takes back what was done to ${name} between version ${from} and ${to}`,
  reasonOf: (name: string, from: string, to: string) =>
    `takes back what ${name} did between version ${from} and ${to}`,
  bringReason: (name: string, version: string) => `brings ${name} back to version ${version}`,
  took: (name: string) => `${name} goes back, as one change of yours.`,
};

const quiet = {
  title: 'Do not disturb',
  open: (keys: string) => `Do not disturb (${keys})`,
  left: (left: string) => `Not to be disturbed, ${left} left`,
  leftOpen: 'Not to be disturbed, until you end it',
  endHint: 'End it: what was kept comes up together',
  openEnded: 'on',
  choose: 'For how long',
  minutesShort: (minutes: number) => `${formatCount(minutes)} min`,
  minutes: (minutes: number) => `${formatCount(minutes)} minutes`,
  untilOff: 'Until I switch it off',
  held: 'What can wait is kept, and comes up together at the end: no notification, no count, no card. Nothing of it is decided meanwhile; agents are told.',
  notHeld:
    'Always let through: the override and a halt, the disk, the verdict, engines that cannot go on, conflicts, and changes that wait for your hands.',
  goesOn: 'A free hand and your rules go on working.',
  begun: (minutes: number) =>
    `Not to be disturbed for ${formatCount(minutes)} minutes. What blocks still calls you.`,
  ended: 'You can be disturbed again.',
  announced: 'Not to be disturbed. What blocks still calls you.',
  keeping: (count: number) => `${counted(count, 'question', 'questions')} kept for later`,
  keepingNone: 'Nothing was kept so far',
  show: 'Show now',
  batch: 'Kept while you were not to be disturbed',
  batchOf: (count: number, places: number) =>
    places === 0
      ? counted(count, 'question', 'questions')
      : `${counted(count, 'question', 'questions')} in ${counted(places, 'place', 'places')}`,
  regions: {
    below: (name: string) => `In ${name}`,
    around: (name: string) => `Around ${name}`,
    at: (name: string) => name,
    new: 'New in the scene',
  },
  other: (count: number) => `${counted(count, 'other question', 'other questions')}`,
  approve: (count: number) => (count === 1 ? 'Approve' : `Approve these ${formatCount(count)}`),
  approveLabel: (count: number, place: string) =>
    `Approve ${counted(count, 'suggestion', 'suggestions')}: ${place}`,
  deny: (count: number) => (count === 1 ? 'Deny…' : `Deny all ${formatCount(count)}…`),
  denyLabel: (count: number, place: string) =>
    `Deny ${counted(count, 'suggestion', 'suggestions')}: ${place}`,
  askAlone: (count: number) =>
    `${counted(count, 'asks', 'ask')} one by one, as ${count === 1 ? 'a card' : 'cards'}: a deletion, more steps than fit here, or two that say otherwise of one object.`,
  asCards: 'Show as cards',
  stayed: (count: number, message: string) => `${counted(count, 'stays', 'stay')}: ${message}`,
  noTask: 'no task named',
};

export const attentionWords = { away, quiet };
