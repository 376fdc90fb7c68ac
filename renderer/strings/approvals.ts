/** Words about answering suggestions beyond all of one card, and about what agents may do without asking. */
import type { AskedBecause } from '#app/control-room/index.ts';
import type { PermittedClass } from '#app/ledger/index.ts';
import { formatCount } from '../numbers.ts';

const counted = (count: number, one: string, many: string): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;

export const approvalWords = {
  more: 'More',
  moreLabel: 'More ways to answer',
  part: 'Take a part…',
  partHint: 'Pick the steps that go on, or set other values',
  tooMany: (count: number) => `${formatCount(count)} steps are too many to pick from: deny it, and say why`,
  value: 'Change a value…',
  valueHint: 'Set it yourself, then approve',
  all: (count: number) => `Approve all from this task (${formatCount(count)})`,
  allHint: (asking: number) =>
    asking === 0
      ? 'Each as it is shown here'
      : `Each as it is shown; ${counted(asking, 'deletion still asks', 'deletions still ask')}`,
  denyAll: (count: number) => `Deny all from this task (${formatCount(count)})…`,
  denyAllHint: 'One reason for all of them',
  since: (count: number) => `${counted(count, 'other', 'others')} came or changed meanwhile: not among these`,
  freeHand: 'Give a free hand…',
  freeHandHint: 'Let this task go on by itself for a while',
  back: 'Back',

  steps: 'Steps of this suggestion',
  older: 'It changed since you began. Look again before you approve it.',
  take: (step: string) => `Take: ${step}`,
  taken: (taken: number, of: number) => `${formatCount(taken)} of ${counted(of, 'step', 'steps')}`,
  approvePart: (count: number) => `Approve ${counted(count, 'step', 'steps')}`,
  approveChanged: 'Approve as changed',
  approvePartDestructive: 'Approve deletion',
  cancel: 'Cancel',
  sayWhy: 'Why, if you like: the agent reads this',
  needs: (step: string) => `needs “${step}”, which is left out`,
  edited: 'your value',
  restore: (step: string) => `Back to what was suggested: ${step}`,
  left: (count: number, message: string) =>
    `${counted(count, 'suggestion stays', 'suggestions stay')}: ${message}`,

  handTitle: 'A free hand',
  handFor: (agent: string, task: string) => (task === '' ? agent : `${agent} · ${task}`),
  where: 'Where',
  theseObjects: 'These objects',
  theseHint: (count: number) => `${counted(count, 'object', 'objects')}, with all below`,
  wholeScene: 'Whole scene',
  below: (name: string) => `${name} and below`,
  kinds: 'What',
  most: { cosmetic: 'Values only', structural: 'Adds, rearranges' } satisfies Record<PermittedClass, string>,
  mostWords: {
    cosmetic: 'values only',
    structural: 'values, adds or rearranges',
  } satisfies Record<PermittedClass, string>,
  atMost: 'At most',
  atMostUnit: 'objects',
  forMinutes: 'For',
  minutes: 'min',
  limits: (changes: number, minutes: number) =>
    `Whole numbers: 1 to ${formatCount(changes)} objects, 1 to ${formatCount(minutes)} minutes.`,
  handNote: 'Deletions still ask, and so does what you work on. A hold, a pause or a restart ends it.',
  give: 'Give a free hand',

  hands: 'Free hands',
  handsLeft: (left: number, of: number) => `${formatCount(left)} of ${counted(of, 'object', 'objects')} left`,
  end: 'End',
  endLabel: (agent: string) => `End the free hand of ${agent}`,
  chip: (count: number) => counted(count, 'free hand', 'free hands'),
  chipHint: 'Agents that go on by themselves just now. Click to see and end them.',
  noTask: 'outside a task',
  somewhere: (first: string, more: number) => (more === 0 ? first : `${first} and ${formatCount(more)} more`),

  blame: {
    freeHand: 'under a free hand of yours',
    rule: 'by a rule of yours',
    edited: 'to a value that you set instead',
  },

  rulesTitle: 'Rules',
  rulesLead: 'What agents may do without asking. Nothing, unless you say so here: no rule makes itself.',
  rulesAlways: [
    'What deletes or overwrites always asks.',
    'What touches more than 25 objects at once always asks.',
    'What you work on waits until your hands rest.',
    'An emergency override or a pause stops them all the same.',
  ],
  noHands: 'No agent has a free hand. Give one from a suggestion, under More.',
  rulesList: 'Standing rules',
  noRules: 'No rules. Every suggestion asks.',
  rule: (agent: string, what: string, where: string) => `${agent}: ${what}, ${where}`,
  everyAgent: 'Every agent',
  inScene: 'anywhere',
  inObjects: (names: string) => `in ${names}`,
  endRule: 'End',
  endRuleLabel: (rule: string) => `End the rule: ${rule}`,
  newRule: 'New rule',
  who: 'Who',
  selected: 'The selected object',
  selectFirst: 'Select an object to make a rule for it and all below it.',
  add: 'Add this rule',

  alsoBelow: (count: number) => `${formatCount(count)} below`,
  share: (percent: number) => `${percent < 1 ? 'under 1' : formatCount(Math.round(percent))} % of the scene`,
  broad: 'broad',
  broadSign: '!',
  seenIn: (engines: string) => `shown in ${engines}`,
  asks: {
    used_up: (most) => `asks: your free hand has ${counted(most, 'object', 'objects')} left`,
    too_many: (most) => `asks: a rule lets ${counted(most, 'object', 'objects')} through at once`,
    other_kind: () => 'asks: does more than you allowed',
    elsewhere: () => 'asks: touches more than you allowed',
    came_back: () => 'asks: came back, and goes by your word alone',
  } satisfies Record<AskedBecause['code'], (most: number) => string> as Readonly<
    Record<AskedBecause['code'], (most: number) => string>
  >,
};
