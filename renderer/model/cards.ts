/**
 * The cards under *Needs you*. Cards append and never reorder under the hand; one that no longer needs anybody folds to
 * a line that says what became of it, and stays until it is cleared.
 */
import { isBlocking, offerKey } from '#app/control-room/cards.ts';
import type { AboutHands, Card } from '#app/control-room/cards.ts';
import type { ChangeView, HandsEndView, WaitingView } from '#app/control-room/index.ts';
import type { ShelfEntry } from '#app/ledger/index.ts';
import type { IntentState } from '#app/intents/index.ts';
import { strings } from '../strings.ts';
import { engineName, laneLabel } from './actors.ts';
import { engineOfEntry } from './offers.ts';

/** A card ignores keys and clicks for so long after what it shows has changed. */
export const CARD_GUARD_MS = 500;
/** Folded lines kept; the oldest goes first. What did not go through stays until it is cleared, as far as there is room. */
export const MOOT_LIMIT = 6;
export const FAILED_LIMIT = 50;

/** What a card came to, folded. `state` null: gone without an end that was seen; or what of an offer is on the shelf. */
export interface MootCard {
  readonly key: string;
  /** The change that a click shows; null where it never was one by itself. */
  readonly change: string | null;
  readonly actorName: string;
  /** Of a suggestion, the task that it belongs to: several of one task are told apart by their labels. */
  readonly task: string | null;
  readonly label: string;
  readonly state: IntentState | null;
  readonly n: number | null;
  readonly message: string | null;
  readonly isOnShelf?: true;
  /** Of a card about hands, why it asks nothing any more, in a word or two. */
  readonly ended: string | null;
}

/** It was let go on, and came to nothing. */
export function hasFailed({ state, ended }: MootCard): boolean {
  return ended === null && (state === 'aborted' || state === 'rejected' || state === 'conflicted');
}

/** Whose it was, and what. */
export function mootLabel({ actorName, task, label }: MootCard): string {
  return `${actorName}: ${task === null ? label : strings.card.ofTask(task, label)}`;
}

/** What became of it, in words. */
export function outcomeOf(line: MootCard): string {
  if (line.isOnShelf === true) return strings.played.onShelf;
  if (line.ended !== null) return line.ended;
  return line.state === null ? strings.card.withdrawn : strings.card.outcomes[line.state];
}

/**
 * What a card asks about, as text: while it is the same, it is the same question. Values that move on under the hand are
 * another one; a hand that lets go, or a duration that goes on, is not.
 */
export function askedAbout(card: Card): string {
  switch (card.kind) {
    case 'suggestion':
      return String(card.waiting.hash);
    case 'differing':
      return JSON.stringify(card.differing.changes);
    case 'waits':
      return JSON.stringify([card.waits.intents, card.waits.engines]);
    case 'played':
      return String(card.entry.states.length);
    case 'conflict':
      return JSON.stringify(card.conflict.items);
    case 'lost':
      return JSON.stringify(card.lost);
    case 'file':
    case 'differences':
      return JSON.stringify(card.session.preview);
    case 'copy':
      return JSON.stringify(card.session.copy);
    case 'foreign':
      return JSON.stringify([card.session.title, card.session.openIn]);
    case 'unmanaged':
      return String(card.session.unmanaged);
    case 'breaker':
      return JSON.stringify(card.session.reason);
    case 'gone':
      return JSON.stringify(card.session.onlyThere);
  }
}

export interface CardMemory {
  /** Keys in the order in which they first appeared. */
  readonly order: readonly string[];
  readonly moot: readonly MootCard[];
  /** Folded lines that gave way to newer ones since the person cleared them. */
  readonly gaveWay: number;
  readonly dismissed: ReadonlySet<string>;
}

export const NO_CARDS: CardMemory = { order: [], moot: [], gaveWay: 0, dismissed: new Set() };

/**
 * In the order of the memory, blocking cards first.
 * @param standing keys of those that a pointer rests on: they stay where they are, and what comes stands below them
 */
export function orderCards(
  cards: readonly Card[],
  memory: CardMemory,
  standing: readonly string[] = [],
): Card[] {
  const place = new Map(memory.order.map((key, index) => [key, index]));
  const stood = new Map(standing.map((key, index) => [key, index]));
  const rank = (card: Card): number => {
    const appeared = place.get(card.key) ?? memory.order.length;
    if (standing.length > 0) return stood.get(card.key) ?? 1e9 + appeared;
    return appeared + (isBlocking(card) ? 0 : 1e9);
  };
  return [...cards].sort((a, b) => rank(a) - rank(b));
}

/**
 * Carries the memory over to the cards that there are now.
 * @param changeOf what is known about an intent by its id
 * @param shelf what of an offer that is answered is still to be had
 * @param ended how cards about hands came to ask nothing any more
 */
export function rememberCards(
  memory: CardMemory,
  before: readonly Card[],
  now: readonly Card[],
  changeOf: (id: string) => ChangeView | undefined,
  shelf: readonly ShelfEntry[],
  ended: readonly HandsEndView[],
): CardMemory {
  const shelved = new Map(shelf.map((entry) => [offerKey(entry.id), entry]));
  const keys = new Set(now.map((card) => card.key));
  const known = new Set(memory.order);
  const order = [
    ...memory.order.filter((key) => keys.has(key)),
    ...now.map((card) => card.key).filter((key) => !known.has(key)),
  ];
  const folded = before.flatMap((card) => {
    if (keys.has(card.key)) return [];
    if (card.kind === 'played') return foldOffer(shelved.get(card.key));
    if (card.kind === 'suggestion') return [fold(card.waiting, changeOf(card.key))];
    if (card.kind !== 'differing' && card.kind !== 'waits') return [];
    const end = endOf(card, ended);
    return end === undefined ? [] : [foldHands(card, end)];
  });
  // A suggestion that came back (an approval that was voided) is a card again and no line.
  const kept = memory.moot
    .filter((line) => !keys.has(line.key))
    .flatMap((line) => {
      if (line.isOnShelf === true) return foldOffer(shelved.get(line.key));
      return line.ended === null ? [refresh(line, changeOf(line.key))] : [line];
    });
  const all = [...kept, ...folded];
  const moot = newest(all);
  return { order, moot, gaveWay: memory.gaveWay + all.length - moot.length, dismissed: memory.dismissed };
}

/** In their order, the newest of what went through or is settled otherwise, and of what failed many more. */
function newest(lines: readonly MootCard[]): MootCard[] {
  const failed = lines.filter(hasFailed).slice(-FAILED_LIMIT);
  const others = lines.filter((line) => !hasFailed(line)).slice(-MOOT_LIMIT);
  const left = new Set([...failed, ...others]);
  return lines.filter((line) => left.has(line));
}

function fold(waiting: WaitingView, change: ChangeView | undefined): MootCard {
  return refresh(
    {
      key: waiting.id,
      change: waiting.id,
      actorName: laneLabel(waiting.actor),
      task: waiting.task,
      label: change?.label ?? waiting.reason,
      state: null,
      n: null,
      message: null,
      ended: null,
    },
    change,
  );
}

/** Of an offer that was kept whole, or discarded, no line stays: the timeline tells of the one, nothing of the other. */
function foldOffer(entry: ShelfEntry | undefined): MootCard[] {
  if (entry === undefined) return [];
  const label = strings.played.label(entry.states.length);
  const actorName = engineName(engineOfEntry(entry));
  return [
    {
      key: offerKey(entry.id),
      change: null,
      actorName,
      task: null,
      label,
      state: null,
      n: null,
      message: null,
      isOnShelf: true,
      ended: null,
    },
  ];
}

/** A card about hands that was answered is gone without a word; one that became moot says why. */
function endOf(card: AboutHands, ended: readonly HandsEndView[]): HandsEndView | undefined {
  if (card.kind === 'differing') return ended.findLast(({ id }) => id === card.differing.id);
  return ended.findLast(({ id }) => card.waits.intents.includes(id));
}

function foldHands(card: AboutHands, { id, label, reason }: HandsEndView): MootCard {
  const author =
    card.kind === 'waits'
      ? laneLabel(card.waits.actor)
      : strings.timeline.lanes.engine(engineName(card.differing.engine));
  const ended = strings.hands.ended[reason.code] ?? reason.message;
  return {
    key: `hands ${id}`,
    change: card.kind === 'waits' ? id : null,
    actorName: author,
    task: null,
    label,
    state: null,
    n: null,
    message: reason.message,
    ended,
  };
}

function refresh(line: MootCard, change: ChangeView | undefined): MootCard {
  return change === undefined
    ? line
    : {
        ...line,
        label: change.label,
        state: change.state,
        n: change.n,
        message: change.reason?.message ?? null,
        ended: change.reason?.code === 'undone' ? strings.card.undone : line.ended,
      };
}
