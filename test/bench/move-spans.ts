/** Where the time of one move goes, from moments that were taken in three processes on one clock. Pure. */
import type { ForeignMove, Handled, OwnMove } from './engine.ts';

/** A frame that went through the host's core. */
export interface HostMoment {
  readonly what: 'observed' | 'adopt' | 'apply' | 'applied' | 'confirm';
  readonly session: string;
  readonly atMs: number;
}

export interface MoveSpans {
  /** From the artist's undo step until the other engine's main thread knows that it is confirmed. */
  readonly totalMs: number;
  /** Until the other engine shows it: written, evaluated and read back. */
  readonly appliedMs: number;
  /** Of the whole, what waited for the next turn of an engine's main thread. */
  readonly turnsMs: number;
  /** Of the whole, what the host took, its disk included. */
  readonly hostMs: number;
  /** Of the whole, the rest: the add-ons' own work and the sockets. */
  readonly enginesMs: number;
}

/**
 * The way of one change: edit → turn → told → host → asked of both → turn → the later vote → host and disk → confirmed →
 * turn.
 * @throws where the moments are not those of exactly one change that both engines took part in
 */
export function spansOf(
  moments: readonly HostMoment[],
  sessions: { readonly own: string; readonly foreign: string },
  own: OwnMove,
  foreign: ForeignMove,
): MoveSpans {
  const numbers = new Set([own.adopt.n, own.confirm.n, foreign.apply.n, foreign.confirm.n]);
  if (numbers.size !== 1) throw new Error(`not one change: ${[...numbers].join(', ')}`);
  const at = (what: HostMoment['what'], session: string): number => {
    const found = moments.filter((each) => each.what === what && each.session === session);
    if (found[0] === undefined || found.length > 1)
      throw new Error(`${found.length} times ${what}, not once`);
    return found[0].atMs;
  };
  const ownVoteMs = at('applied', sessions.own);
  const foreignVoteMs = at('applied', sessions.foreign);
  const ownIsLater = ownVoteMs > foreignVoteMs;
  const askedMs = ownIsLater ? at('adopt', sessions.own) : at('apply', sessions.foreign);
  const hostMs =
    askedMs -
    at('observed', sessions.own) +
    at('confirm', sessions.foreign) -
    Math.max(ownVoteMs, foreignVoteMs);
  const turnsMs =
    own.editTurnMs -
    own.editedMs +
    (ownIsLater
      ? turnWaitMs(own.adopt, () => at('adopt', sessions.own))
      : turnWaitMs(foreign.apply, () => at('apply', sessions.foreign))) +
    turnWaitMs(foreign.confirm, () => at('confirm', sessions.foreign));
  const totalMs = foreign.confirm.doneMs - own.editedMs;
  return {
    totalMs,
    appliedMs: foreign.apply.doneMs - own.editedMs,
    turnsMs,
    hostMs,
    enginesMs: totalMs - hostMs - turnsMs,
  };
}

/** How long a frame lay until the main thread came round to it; nothing where it came in the middle of a turn. */
export function turnWaitMs({ arrivedMs, turnMs }: Handled, sentMs: () => number): number {
  return Math.max(0, turnMs - (arrivedMs ?? sentMs()));
}

/** Milliseconds from the start of one turn to the start of the next. */
export function turnIntervalsMs(turns: readonly { readonly began_ms: number }[]): number[] {
  return turns.slice(1).map((turn, index) => turn.began_ms - (turns[index]?.began_ms ?? 0));
}
