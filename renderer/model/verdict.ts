/** The first question, answered in one phrase: is everything in step? With what it means, line by line. */
import type { OnlyThereView, SessionView, StatusView } from '#app/control-room/index.ts';
import { formatAge, formatCount, formatDuration, MINUTE_MS } from '../numbers.ts';
import type { Room } from '../store/room.ts';
import { strings } from '../strings.ts';
import { fileWord, sessionName, stateWord } from './actors.ts';

/** `calm` all well · `waiting` goes on by itself · `conflict` · `failed` needs somebody · `held` · `quiet` nothing to compare. */
export type VerdictTone = 'calm' | 'waiting' | 'conflict' | 'failed' | 'held' | 'quiet';

export interface VerdictLine {
  readonly subject: string;
  readonly text: string;
  readonly tone: VerdictTone;
}

export interface Verdict {
  readonly tone: VerdictTone;
  readonly phrase: string;
  /** Beside the phrase; empty where there is nothing to add. */
  readonly aside: string;
  readonly lines: readonly VerdictLine[];
}

/** A session counts until it has ended. */
export function isConnected(session: SessionView): boolean {
  return session.state !== 'revoked';
}

/** Nothing can be written for want of room: everybody who uses the computer can mend that. */
export function isDiskFull({ ledger }: Pick<StatusView, 'ledger'>): boolean {
  return ledger.state === 'stalled' && ledger.problem?.code === 'disk_full';
}

export function verdictOf(
  room: Pick<Room, 'link' | 'status' | 'sessions' | 'agents' | 'conflicts' | 'counts'>,
): Verdict {
  const words = strings.verdict;
  const { status } = room;
  if (status === null) {
    const phrase = room.link === 'lost' ? words.lost : words.attaching;
    return { tone: room.link === 'lost' ? 'failed' : 'quiet', phrase, aside: '', lines: [] };
  }
  const connected = room.sessions.filter(isConnected);
  const version = status.revision === 0 ? words.noVersionYet : words.version(formatCount(status.revision));
  const verdicts = [...connected].map((session) => ({ session, line: engineLine(session) }));
  const worst = [...verdicts].sort((a, b) => GRAVITY[b.line.tone] - GRAVITY[a.line.tone]);
  const lines = linesOf(
    room,
    status,
    version,
    verdicts.map(({ session, line }) => ({ ...line, text: engineDetail(session) })),
  );
  const others = (skip: number): string =>
    worst
      .slice(skip)
      .map(({ session, line }) => aside(session, line))
      .join(' · ');

  if (room.link === 'lost') return { tone: 'failed', phrase: words.lost, aside: version, lines };
  if (status.copy !== null)
    return { tone: 'quiet', phrase: strings.history.copy.verdict, aside: version, lines };
  if (status.halted !== null) {
    return { tone: 'held', phrase: words.held, aside: words.isSafe(formatCount(status.revision)), lines };
  }
  if (status.ledger.state === 'read_only')
    return { tone: 'failed', phrase: words.readOnly, aside: version, lines };
  if (status.ledger.state === 'outcome_unknown')
    return { tone: 'failed', phrase: words.checkingDisk, aside: version, lines };
  if (status.ledger.state === 'stalled') {
    const phrase = isDiskFull(status) ? words.diskFull : words.diskRefuses;
    return { tone: 'failed', phrase, aside: version, lines };
  }
  const failed = worst[0];
  if (failed !== undefined && failed.line.tone === 'failed') {
    return { tone: 'failed', phrase: failed.line.text, aside: others(1), lines };
  }
  if (room.conflicts.length > 0) {
    return { tone: 'conflict', phrase: words.differ(countDiffering(room)), aside: others(0), lines };
  }
  if (failed !== undefined && failed.line.tone === 'waiting') {
    const activity = failed.session.activity;
    const rest = [
      ...(activity === null || failed.line.text.includes(activity) ? [] : [activity]),
      others(1),
    ].filter((each) => each !== '');
    return { tone: 'waiting', phrase: failed.line.text, aside: rest.join(' · '), lines };
  }
  if (connected.length === 0) {
    return {
      tone: 'quiet',
      phrase: words.nothingConnected,
      aside: room.sessions.length > 0 ? words.catchUpLater : version,
      lines,
    };
  }
  return { tone: 'calm', phrase: words.inStep, aside: version, lines };
}

const GRAVITY: Readonly<Record<VerdictTone, number>> = {
  calm: 0,
  quiet: 0,
  waiting: 1,
  conflict: 2,
  held: 3,
  failed: 4,
};

/** One engine in one phrase. “In step” is never said of an engine that is busy. */
export function engineLine(session: SessionView): VerdictLine {
  const words = strings.verdict;
  const name = sessionName(session);
  const line = (tone: VerdictTone, text: string): VerdictLine => ({ subject: name, text, tone });
  if (session.breaker === 'open') return line('failed', words.notAnswering(name));
  switch (session.state) {
    case 'in_doubt':
      return line('failed', words.notConfirmed(name));
    case 'detached':
      return line('failed', words.lostEngine(name));
    case 'revoked':
      return line('failed', words.lostEngine(name));
    case 'foreign':
      if (session.copy !== null) return line('waiting', strings.files.copyIn(name, fileWord(session)));
      return line('waiting', words.otherFile(name, fileWord(session)));
    case 'handshake':
    case 'comparing':
    case 'refreshing':
      if (session.file !== null) return line('waiting', strings.files.asks(name, fileWord(session)));
      return line('waiting', words.catchingUp(name));
    case 'busy':
    case 'parked':
      if (session.file !== null) return line('waiting', strings.files.leftIn(name, fileWord(session)));
      return line('waiting', session.behind > 0 ? words.behind(name, session.behind) : words.busy(name));
    case 'live':
      if (session.behind > 0) return line('waiting', words.behind(name, session.behind));
      if (session.drift.objects.length > 0) return line('waiting', words.outOfStep(name));
      if (session.differing.length > 0)
        return line('waiting', strings.hands.differsIn(name, session.differing.length));
      return line('calm', words.inStepEngine(name));
  }
}

/** The same, beside the engine's name: state, what it is doing, and by how much it is behind. */
function engineDetail(session: SessionView): string {
  const words = strings.engines;
  if (session.breaker === 'open') return words.breakerOpen;
  const parts = [
    stateWord(session),
    session.activity,
    session.behind > 0 ? words.behind(session.behind) : null,
    session.drift.objects.length > 0 ? driftWord(session) : null,
    session.differing.length > 0 ? strings.hands.objectsDiffer(session.differing.length) : null,
  ];
  const unsaved = session.onlyThere.unsaved;
  if (unsaved !== null) parts.push(unsavedParts(unsaved).join(' ').trim());
  const differs = session.behind > 0 || session.drift.objects.length > 0 || session.differing.length > 0;
  const told = session.state === 'live' && differs ? parts.slice(1) : parts;
  return told.filter((part) => part !== null).join(', ');
}

/** How many objects are not as they are shared, and for how long. */
export function driftWord(session: SessionView): string {
  return driftParts(session).join(' ');
}

/** A state with figures: what stands before and after its words. */
export type StateParts = readonly [before: string, words: string, after: string];

export function driftParts({ drift }: SessionView): StateParts {
  return strings.engines.outOfStep(drift.objects.length, formatDuration(drift.forMs));
}

/** For how long a file is unsaved. Of one that was so when it connected nobody knows the first minute. */
export function unsavedParts({ forMs, atLeast }: NonNullable<OnlyThereView['unsaved']>): StateParts {
  const words = strings.engines;
  if (!atLeast) return words.unsaved(formatAge(forMs));
  return forMs < MINUTE_MS ? words.unsavedBefore : words.unsavedOver(formatAge(forMs));
}

function aside(session: SessionView, line: VerdictLine): string {
  return session.activity === null || line.tone === 'calm' ? line.text : `${line.text}, ${session.activity}`;
}

/** Objects of the conflicts that are here, and at least one of each that waits behind them. */
function countDiffering({ conflicts, counts }: Pick<Room, 'conflicts' | 'counts'>): number {
  const objects = new Set(conflicts.flatMap((conflict) => conflict.items.map((item) => item.id)));
  return objects.size + Math.max(0, counts.conflicts - conflicts.length);
}

function linesOf(
  room: Pick<Room, 'agents' | 'conflicts' | 'counts'>,
  status: StatusView,
  version: string,
  engines: readonly VerdictLine[],
): VerdictLine[] {
  const words = strings.verdict;
  const lines: VerdictLine[] = [{ subject: words.shared, text: version, tone: 'calm' }, ...engines];
  if (room.conflicts.length > 0) {
    lines.push({
      subject: strings.conflicts.title,
      text: words.differ(countDiffering(room)),
      tone: 'conflict',
    });
  }
  lines.push({ subject: words.history, ...safetyOf(status) });
  if (room.agents.length > 0) {
    const frozen = status.agentsFrozen || status.halted !== null;
    const text = frozen
      ? strings.agents.frozen
      : status.allAgentsPaused
        ? strings.agents.paused
        : words.agentsRunning;
    lines.push({ subject: words.agents, text, tone: frozen || status.allAgentsPaused ? 'waiting' : 'calm' });
  }
  return lines;
}

/** Durability and the chain in words; “safe” is what is on the disk and confirmed. */
export function safetyOf(status: StatusView): { readonly text: string; readonly tone: VerdictTone } {
  const words = strings.safety;
  const chain = { verified: words.verified, verifying: words.verifying, damaged: words.damaged }[
    status.ledger.verified
  ];
  if (status.copy !== null) return { text: chain, tone: 'calm' };
  if (status.ledger.state === 'read_only') return { text: `${words.readOnly} · ${chain}`, tone: 'failed' };
  if (status.ledger.state === 'outcome_unknown') return { text: words.unknown, tone: 'failed' };
  if (status.ledger.state === 'stalled') return { text: words.stalled, tone: 'waiting' };
  if (status.ledger.verified === 'damaged') return { text: words.damaged, tone: 'failed' };
  return {
    text: `${status.safe ? words.safe : words.writing} · ${chain}`,
    tone: status.safe ? 'calm' : 'waiting',
  };
}
