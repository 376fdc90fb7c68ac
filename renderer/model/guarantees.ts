/** The guarantees as this running system sees them: what is measured here, and what only tests show. Nothing is claimed. */
import type { Check, CheckView, EvidenceView, SessionView, StatusView } from '#app/control-room/index.ts';
import { keysOf } from '../bar/shortcut.ts';
import { formatCount, formatDuration } from '../numbers.ts';
import { strings } from '../strings.ts';
import { sessionName } from './actors.ts';
import { isConnected } from './verdict.ts';

export type GuaranteeId = keyof typeof strings.guarantees.promises;
export type GuaranteeGroup = keyof typeof strings.guarantees.groups;

/** `holds` as measured here · `warns` it is on its way, or one way to it is closed · `tests` nothing here measures it. */
export type GuaranteeTone = 'holds' | 'failed' | 'warns' | 'running' | 'unchecked' | 'tests';

/** What presses a check: one of the system's own, or the comparison of an engine. */
export type GuaranteeAction =
  | { readonly kind: 'check'; readonly check: Check }
  | { readonly kind: 'audit'; readonly session: string; readonly engine: string };

/** One thing measured for a guarantee. */
export interface Measure {
  readonly key: string;
  readonly tone: GuaranteeTone;
  readonly state: string;
  /** With its count; empty where nothing is counted. */
  readonly text: string;
  /** `always`: watched all the time. Else how long ago, as the feed told it; null where it never was. */
  readonly checked: 'always' | { readonly agoMs: number; readonly of: 'evidence' | 'sessions' } | null;
  readonly problem: string | null;
  readonly action: GuaranteeAction | null;
}

export interface Guarantee {
  readonly id: GuaranteeId;
  readonly promise: string;
  /** One at least; of parity one for each engine. */
  readonly measures: readonly Measure[];
}

interface Seen {
  readonly evidence: EvidenceView;
  readonly sessions: readonly SessionView[];
  readonly status: StatusView;
}

const GROUPS: readonly (readonly [GuaranteeGroup, readonly GuaranteeId[]])[] = [
  ['order', ['ORD-1', 'ORD-2', 'ORD-3', 'ORD-4', 'ORD-5']],
  ['failure', ['FAIL-1', 'FAIL-2', 'FAIL-3', 'FAIL-4', 'FAIL-5', 'DUR-1', 'DUR-2']],
  ['time', ['TIME-1', 'TIME-2', 'TIME-3']],
  ['authority', ['AUTH-1', 'AUTH-2', 'AUTH-3', 'AUTH-4', 'AUTH-5']],
  ['security', ['SEC-1', 'SEC-2', 'SEC-3', 'SEC-4']],
];

export function guaranteesOf(
  seen: Seen,
): readonly { readonly group: GuaranteeGroup; readonly guarantees: readonly Guarantee[] }[] {
  const measured = measuresOf(seen);
  return GROUPS.map(([group, ids]) => ({
    group,
    guarantees: ids.map((id) => ({
      id,
      promise: strings.guarantees.promises[id],
      measures: measured[id],
    })),
  }));
}

/** How many hold as measured here, and which do not. */
export function summaryOf(groups: ReturnType<typeof guaranteesOf>): {
  readonly holding: number;
  readonly failing: readonly GuaranteeId[];
} {
  const all = groups.flatMap(({ guarantees }) => guarantees);
  const has = ({ measures }: Guarantee, tone: GuaranteeTone): boolean =>
    measures.some((measure) => measure.tone === tone);
  return {
    holding: all.filter((each) => has(each, 'holds') && !has(each, 'failed')).length,
    failing: all.filter((each) => has(each, 'failed')).map(({ id }) => id),
  };
}

const words = strings.guarantees;

function measuresOf({ evidence, sessions, status }: Seen): Record<GuaranteeId, Measure[]> {
  const { numbers, sent, mixed, written, clock } = evidence;
  const { confirmations, syncs, agentChanges, messages, ended, halts, checks } = evidence;
  const { endedConnections, joined, takenBack, opened, decided, failures, takenAfter } = evidence;
  const told = (tests: string, count: number | undefined, text: (count: number) => string): Measure[] => [
    byTests(tests, count === undefined || count === 0 ? '' : text(count)),
  ];
  return {
    'FAIL-1': [
      watched(endedConnections.connections, endedConnections.others, words.endedAlone, words.endedTogether),
    ],
    'FAIL-2': [watched(joined.times, joined.behind, words.joined, words.joinedBehind)],
    'FAIL-5': [openedOf(opened)],
    'TIME-2': told('test/renderer/screens', 0, String),
    'AUTH-3': told('test/faults/network', decided, words.decided),
    'AUTH-5': told('test/faults/network', failures.changes, (changes) =>
      words.failures(changes, failures.wentOn),
    ),
    'SEC-4': told('test/blender/left-behind, test/unity/left-behind', 0, String),
    'ORD-1': [watched(sent.changes, sent.unlogged, words.sent, words.sentUnlogged)],
    'ORD-3': [watched(numbers.given, mixed, words.serial, words.mixed)],
    'TIME-1': [watched(written.changes, written.outOfOrder, words.written, words.writtenWrong)],
    'TIME-3': [clockOf(clock)],
    'ORD-2': [watched(numbers.given, numbers.outOfOrder, words.numbers, words.numbersWrong)],
    'ORD-4': told('test/faults/search', ended.conflicted, words.conflicts),
    'ORD-5': parity(sessions),
    'FAIL-3': [checked('replay', checks.replay, words.states.matches, words.replayed)],
    'FAIL-4': [watched(takenBack.changes, takenBack.builtUpon, words.takenBack, words.builtUpon)],
    'DUR-1': [
      watched(confirmations.told, confirmations.early, words.confirmed, words.confirmedEarly),
      {
        key: 'syncs',
        // A count, and no check: that the kernel saw as many only tests can show.
        tone: 'unchecked',
        state: '',
        text: words.syncs(syncs.groups, syncs.checkpoints, syncs.leases, syncs.flushes),
        checked: null,
        problem: null,
        action: null,
      },
    ],
    'DUR-2': [checked('chain', checks.chain, words.states.verified, words.records)],
    'AUTH-1': [reachable(status, halts)],
    'AUTH-2': told('test/faults/search', ended.superseded, words.superseded),
    'AUTH-4': [watched(agentChanges.committed, agentChanges.unapproved, words.approved, words.unapproved)],
    'SEC-1': told('test/hostile', messages.passed, words.messages),
    'SEC-2': [watched(messages.violations, takenAfter, words.violations, words.takenAfter)],
    'SEC-3': [checked('tokens', checks.tokens, words.states.holds, words.hashes)],
  };
}

/** Nothing here shows it; what is counted of it does not either. */
function byTests(tests: string, counted: string): Measure {
  return {
    key: 'tests',
    tone: 'tests',
    state: words.states.tests,
    text: [counted, words.seeTests(tests)].filter((part) => part !== '').join(' · '),
    checked: null,
    problem: null,
    action: null,
  };
}

/** Looked at whenever it happens. */
function watched(
  count: number,
  wrong: number,
  text: (count: number) => string,
  wrongText: (wrong: number, count: number) => string,
): Measure {
  const measure = { key: 'watched', checked: 'always', problem: null, action: null } as const;
  if (wrong > 0)
    return { ...measure, tone: 'failed', state: words.states.failed, text: wrongText(wrong, count) };
  if (count === 0) return { ...measure, tone: 'unchecked', state: words.states.nothing, text: '' };
  return { ...measure, tone: 'holds', state: words.states.holds, text: text(count) };
}

/** Each start reads the log and holds it against the receipt of what was confirmed. */
function openedOf({ changes, problem, agoMs }: EvidenceView['opened']): Measure {
  const measure = watched(changes, 0, words.opened, String);
  const checked = { agoMs, of: 'evidence' } as const;
  if (problem === null) return { ...measure, key: 'opened', checked };
  return {
    ...measure,
    key: 'opened',
    tone: 'failed',
    state: words.states.failed,
    text: '',
    checked,
    problem,
  };
}

/** Only a clock that jumps can show that its jumps change nothing. */
function clockOf({ jumps, largestMs, changes, outOfOrder }: EvidenceView['clock']): Measure {
  if (jumps === 0) return { ...watched(0, 0, String, String), text: words.clockSteady };
  const jumped = words.clockJumped(jumps, formatDuration(largestMs));
  const measure = watched(changes, outOfOrder, words.since, words.writtenWrong);
  return { ...measure, text: [jumped, measure.text].filter((part) => part !== '').join(' · ') };
}

function checked(
  check: Check,
  { state, progress, count, problem, endedAgoMs }: CheckView,
  holds: string,
  text: (count: number) => string,
): Measure {
  const ran = endedAgoMs !== null;
  const toneAndWord = {
    never: ['unchecked', words.states.unchecked],
    running: ['running', words.states.running(percentOf(progress))],
    held: ['holds', holds],
    failed: ['failed', words.states.failed],
  } as const;
  const [tone, word] = toneAndWord[state];
  return {
    key: check,
    tone,
    state: word,
    text: ran ? text(count) : '',
    checked: ran ? { agoMs: endedAgoMs, of: 'evidence' } : null,
    // While it is checked again, what was found before stands.
    problem,
    action: { kind: 'check', check },
  };
}

function parity(sessions: readonly SessionView[]): Measure[] {
  const connected = sessions.filter(isConnected);
  if (connected.length > 0) return connected.map(parityOf);
  return [
    {
      key: 'none',
      tone: 'unchecked',
      state: words.states.noEngine,
      text: '',
      checked: null,
      problem: null,
      action: null,
    },
  ];
}

function parityOf(session: SessionView): Measure {
  const { audit, comparedAgoMs, drift, state } = session;
  const engine = sessionName(session);
  const inStep = state === 'live' || state === 'busy';
  const text =
    comparedAgoMs === null
      ? words.notCompared(engine)
      : audit.rounds === 0
        ? words.comparedJoining(engine)
        : words.compared(engine, audit.compared);
  const [tone, word] = ((): readonly [GuaranteeTone, string] => {
    if (audit.asked !== null && audit.asked.of > 0)
      return ['running', words.states.comparing(percentOf(1 - audit.asked.left / audit.asked.of))];
    if (drift.objects.length > 0) return ['warns', words.states.outOfStep];
    if (!inStep) return ['unchecked', words.states.notInStep];
    // What it shows now nobody knows: it has not caught up with what came since.
    if (state === 'busy' || session.behind > 0)
      return ['unchecked', words.states.matchedAt(formatCount(session.appliedThrough))];
    return comparedAgoMs === null ? ['unchecked', words.states.unchecked] : ['holds', words.states.matches];
  })();
  return {
    key: session.session,
    tone,
    state: word,
    text,
    checked: comparedAgoMs === null ? null : { agoMs: comparedAgoMs, of: 'sessions' },
    problem: drift.objects.length > 0 ? words.differ(drift.objects.length) : null,
    action: { kind: 'audit', session: session.session, engine },
  };
}

function reachable({ shortcut }: StatusView, halts: number): Measure {
  const keys = shortcut.registered ? words.keys : words.keysNot;
  return {
    key: 'reachable',
    tone: shortcut.registered ? 'holds' : 'warns',
    state: shortcut.registered ? words.states.reachable : words.states.buttonOnly,
    text: [`${keys} (${keysOf(shortcut.accelerator).join('+')})`, halts === 0 ? '' : words.pressed(halts)]
      .filter((part) => part !== '')
      .join(' · '),
    checked: 'always',
    problem: null,
    action: null,
  };
}

function percentOf(part: number): number {
  return Math.round(100 * Math.min(1, Math.max(0, part)));
}
