/** Words of the table of engines and agents, of connections that are over, and of what agents do by themselves. */
import type { SessionRecord } from '#app/ledger/index.ts';
import { formatCount, UNIT_SPACE } from '../numbers.ts';

const counted = (count: number, one: string, many: string): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;

export const trustWords = {
  board: 'Engines and agents',
  who: 'Who',
  whoSince: 'Who, since',
  versionSince: (version: string, time: string) => `${version} · ${time}`,
  latency: 'Latency',
  state: 'State',
  trust: 'What counts',
  did: 'What it did',
  allowed: 'Without asking',
  actions: 'Actions',
  none: '–',
  nobody: 'No engine is connected, and no agent has a key.',
  asks: 'asks each time',
  rules: (rules: number, hands: number) =>
    [
      ...(rules > 0 ? [counted(rules, 'rule', 'rules')] : []),
      ...(hands > 0 ? [counted(hands, 'free hand', 'free hands')] : []),
    ].join(', '),
  rulesHint: 'What goes on without asking. Click to see and end it.',
  changes: (count: number) => counted(count, 'change', 'changes'),
  refused: (count: number) => `${formatCount(count)}${UNIT_SPACE}refused`,
  conflicts: (count: number) => counted(count, 'conflict', 'conflicts'),
  drift: (count: number) => `${formatCount(count)}${UNIT_SPACE}out of step`,
  counting: 'counting…',
  suggests: 'suggests',
  details: 'Connections in detail',

  earlier: 'Earlier connections',
  earlierNone: 'None yet.',
  from: 'From',
  until: 'Until',
  how: 'How it ended',
  hows: {
    opened: 'VibeSync was closed',
    resumed: 'came back on a new connection',
    detached: 'lost, and did not come back',
    closed: 'left by itself',
    revoked: 'disconnected',
    set_aside: 'set aside when VibeSync ended',
    parked: 'busy when VibeSync ended',
    tried_again: 'being compared when VibeSync ended',
    in_step: 'VibeSync was closed',
  } satisfies Record<SessionRecord['event'], string>,
  because: (how: string, reason: string) => `${how}, because: ${reason}`,
  older: 'Show older',
  pairAgain: 'Pair again',
  pairAgainLabel: (engine: string) => `Pair ${engine} again`,

  news: 'While this window is behind others',
  newsHint: 'Says together what agents did without asking, under a rule or a free hand of yours.',
  everyMinutes: (minutes: number) => `every ${formatCount(minutes)} min at most`,
  newsOff: 'never',
};
