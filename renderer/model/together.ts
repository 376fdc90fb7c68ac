/** What became of suggestions of one task that were approved by one click. */
import type { WaitingView } from '#app/control-room/index.ts';
import { laneLabel } from './actors.ts';
import { findChanges } from './changes.ts';
import type { Changes } from './changes.ts';

export interface Together {
  readonly key: string;
  /** Whose they are, and for what. */
  readonly actorName: string;
  readonly task: string | null;
  readonly ids: ReadonlySet<string>;
}

export function togetherOf(cards: readonly WaitingView[]): Together | null {
  const [first] = cards;
  if (first === undefined || cards.length < 2) return null;
  const ids = new Set(cards.map(({ id }) => id));
  return { key: `together ${first.id}`, actorName: laneLabel(first.actor), task: first.task, ids };
}

export interface CameOf {
  /** Numbers of those that went through, newest first. */
  readonly done: readonly number[];
  readonly of: number;
  /** None of them is on its way any more; one that came back asks on its card again. */
  readonly isOver: boolean;
}

export function cameOf({ ids }: Together, changes: Changes, waiting: readonly WaitingView[]): CameOf {
  const done = findChanges(changes, ids).flatMap(({ state, n }) =>
    state === 'committed' && n !== null ? [n] : [],
  );
  const isUnderWay = waiting.some(({ id, state }) => ids.has(id) && state !== 'awaiting_approval');
  return { done: done.sort((a, b) => b - a), of: ids.size, isOver: !isUnderWay };
}
