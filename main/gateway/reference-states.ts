/** The states that an adapter's author can tell apart, and every way from one to another. */

export type SessionState =
  'greeting' | 'foreign' | 'comparing' | 'refreshing' | 'live' | 'set_aside' | 'parked' | 'detached' | 'over';

type Edge = readonly [from: SessionState, to: SessionState, why: string];

const CONNECTED = ['greeting', 'foreign', 'comparing', 'refreshing', 'live', 'set_aside', 'parked'] as const;
/** Of these, those in which the open file is one of this project. */
const KNOWN = ['comparing', 'refreshing', 'live', 'set_aside', 'parked'] as const;

const WHILE_CONNECTED: readonly Edge[] = [
  ['greeting', 'comparing', 'hello, file known'],
  ['greeting', 'foreign', 'hello, file unknown'],
  ['greeting', 'set_aside', 'hello, failed too often'],
  ['foreign', 'comparing', 'bind'],
  ['comparing', 'refreshing', 'inventory differs'],
  ['comparing', 'live', 'nothing differs'],
  ['refreshing', 'live', 'patched, digests agree'],
  ['refreshing', 'comparing', 'something else differs'],
  ['live', 'comparing', 'what differs needs a whole comparison'],
  ['live', 'parked', 'busy for long'],
  ['parked', 'comparing', 'ready'],
  ['comparing', 'set_aside', 'failed or silent'],
  ['refreshing', 'set_aside', 'failed or silent, or it does not take'],
  ['live', 'set_aside', 'failed or silent, or a read-back differed'],
  ['parked', 'set_aside', 'failed or silent'],
  ['set_aside', 'comparing', 'after a while, or a click'],
  ...KNOWN.map((from): Edge => [from, 'foreign', 'another file opened, or a copy']),
];

/** From each of them alike. */
const LEAVING: readonly (readonly [to: SessionState, why: string])[] = [
  ['detached', 'connection lost'],
  ['over', 'bye, or revoked'],
];

const AFTERWARDS: readonly Edge[] = [['detached', 'over', 'time is up, or resumed']];

export const STATE_EDGES: readonly Edge[] = [
  ...WHILE_CONNECTED,
  ...CONNECTED.flatMap((from) => LEAVING.map(([to, why]): Edge => [from, to, why])),
  ...AFTERWARDS,
];

/** As a diagram that Markdown shows. */
export function stateDiagram(): string {
  const name = (state: string): string => (state === 'over' ? '[*]' : state);
  const line = (from: string, to: string, why: string): string => `  ${name(from)} --> ${name(to)}: ${why}`;
  return [
    '```mermaid',
    'stateDiagram-v2',
    line('[*]', 'connected', 'upgrade with a code, or with the token of a session that is detached'),
    '  state connected {',
    `  ${line('[*]', 'greeting', 'welcome')}`,
    ...WHILE_CONNECTED.map((edge) => `  ${line(...edge)}`),
    '  }',
    ...LEAVING.map((edge) => line('connected', ...edge)),
    ...AFTERWARDS.map((edge) => line(...edge)),
    '```',
  ].join('\n');
}
