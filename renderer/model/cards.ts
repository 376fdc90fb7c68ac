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
/** Folded lines kept; the oldest goes first. */
export const MOOT_LIMIT = 6;

/** What a card came to, folded. `state` null: gone without an end that was seen; or what of an offer is on the shelf. */
export interface MootCard {
  readonly key: string;
  /** The change that a click shows; null where it never was one by itself. */
  readonly change: string | null;
  readonly actorName: string;
  readonly label: string;
  readonly state: IntentState | null;
  readonly n: number | null;
  readonly message: string | null;
  readonly isOnShelf?: true;
  /** Of a card about hands, why it asks nothing any more, in a word or two. */
  readonly ended: string | null;
}

/** What became of it, in words. */
export function outcomeOf(line: MootCard): string {
  if (line.isOnShelf === true) return strings.played.onShelf;
  if (line.ended !== null) return line.ended;
  return line.state === null ? strings.card.withdrawn : strings.card.outcomes[line.state];
}

export interface CardMemory {
  /** Keys in the order in which they first appeared. */
  readonly order: readonly string[];
  readonly moot: readonly MootCard[];
  readonly dismissed: ReadonlySet<string>;
}

export const NO_CARDS: CardMemory = { order: [], moot: [], dismissed: new Set() };

/** In the order of the memory, blocking cards first. */
export function orderCards(cards: readonly Card[], memory: CardMemory): Card[] {
  const place = new Map(memory.order.map((key, index) => [key, index]));
  const rank = (card: Card): number =>
    (place.get(card.key) ?? memory.order.length) + (isBlocking(card) ? 0 : 1e9);
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
  return { order, moot: [...kept, ...folded].slice(-MOOT_LIMIT), dismissed: memory.dismissed };
}

function fold(waiting: WaitingView, change: ChangeView | undefined): MootCard {
  const label = waiting.task ?? change?.label ?? waiting.reason;
  return refresh(
    {
      key: waiting.id,
      change: waiting.id,
      actorName: laneLabel(waiting.actor),
      label,
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
        state: change.state,
        n: change.n,
        message: change.reason?.message ?? null,
        ended: change.reason?.code === 'undone' ? strings.card.undone : line.ended,
      };
}
