/**
 * The cards under *Needs you*. Cards append and never reorder under the hand; one that no longer needs anybody folds to
 * a line that says what became of it, and stays until it is cleared.
 */
import type {
  ChangeView,
  DifferingView,
  HandsEndView,
  HandsWaitView,
  InHandsView,
  SessionView,
  WaitingView,
} from '#app/control-room/index.ts';
import type { Conflict, ShelfEntry } from '#app/ledger/index.ts';
import type { IntentState } from '#app/intents/index.ts';
import { strings } from '../strings.ts';
import { engineName, laneLabel } from './actors.ts';
import { engineOfEntry } from './offers.ts';
import { goneKey, isGoneWithSomething } from './notices.ts';

/** A card ignores keys and clicks for so long after what it shows has changed. */
export const CARD_GUARD_MS = 500;
/** Folded lines kept; the oldest goes first. */
export const MOOT_LIMIT = 6;

export type Card =
  | {
      readonly kind: 'breaker' | 'foreign' | 'differences' | 'unmanaged' | 'gone';
      readonly key: string;
      readonly session: SessionView;
    }
  | { readonly kind: 'file'; readonly key: string; readonly session: SessionView }
  | { readonly kind: 'copy'; readonly key: string; readonly session: SessionView }
  | { readonly kind: 'conflict'; readonly key: string; readonly conflict: Conflict }
  | { readonly kind: 'differing'; readonly key: string; readonly differing: DifferingView }
  | { readonly kind: 'waits'; readonly key: string; readonly waits: HandsWaitView }
  | { readonly kind: 'played'; readonly key: string; readonly entry: ShelfEntry }
  | { readonly kind: 'lost'; readonly key: string; readonly lost: readonly string[] }
  | { readonly kind: 'suggestion'; readonly key: string; readonly waiting: WaitingView };

/** A card about what the artist's hands hold up. */
export type AboutHands = Extract<Card, { kind: 'differing' | 'waits' }>;

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

export interface CardSource {
  readonly sessions: readonly SessionView[];
  readonly conflicts: readonly Conflict[];
  readonly inHands: InHandsView;
  readonly waiting: readonly WaitingView[];
  readonly shelf: readonly ShelfEntry[];
  readonly lost: readonly string[];
}

/** Every card there is reason for, in no order that matters. */
export function cardsOf(source: CardSource, dismissed: ReadonlySet<string>): Card[] {
  const cards: Card[] = [];
  for (const session of source.sessions) {
    // What a crash may have taken waits until it was read; what was let go of is a notice.
    if (session.lost && isGoneWithSomething(session))
      cards.push({ kind: 'gone', key: goneKey(session), session });
    if (session.state === 'revoked') continue;
    if (session.breakerNeedsClick)
      cards.push({ kind: 'breaker', key: `breaker ${session.session}`, session });
    if (session.copy !== null) cards.push({ kind: 'copy', key: copyKey(session), session });
    if (session.state === 'foreign' && session.copy !== null) continue;
    if (session.state === 'foreign')
      cards.push({ kind: 'foreign', key: `foreign ${session.session}`, session });
    else {
      if (session.file !== null && !session.file.isLeft)
        cards.push({ kind: 'file', key: fileKey(session), session });
      if (session.preview !== null && session.file === null)
        cards.push({ kind: 'differences', key: `differences ${session.session}`, session });
      if (session.unmanaged > 0)
        cards.push({ kind: 'unmanaged', key: `unmanaged ${session.session} ${session.unmanaged}`, session });
    }
  }
  for (const conflict of source.conflicts)
    cards.push({ kind: 'conflict', key: conflictKey(conflict.id), conflict });
  for (const differing of source.inHands.differing)
    cards.push({ kind: 'differing', key: differingKey(differing.id), differing });
  for (const waits of source.inHands.waits)
    cards.push({ kind: 'waits', key: waitsKey(waits.actor.id), waits });
  for (const entry of source.shelf)
    if (entry.asks === true) cards.push({ kind: 'played', key: offerKey(entry.id), entry });
  for (const waiting of source.waiting) cards.push({ kind: 'suggestion', key: waiting.id, waiting });
  if (source.lost.length > 0) cards.push({ kind: 'lost', key: 'lost', lost: source.lost });
  return cards.filter((card) => !dismissed.has(card.key));
}

export function fileKey({ session }: Pick<SessionView, 'session'>): string {
  return `file ${session}`;
}

/** One card for each set of files: with another one it is another question. */
export function copyKey({ session, title, copy }: SessionView): string {
  return `copy ${session} ${title} ${copy?.others.join('/') ?? ''}`;
}

export function conflictKey(id: string): string {
  return `conflict ${id}`;
}

export function offerKey(id: string): string {
  return `played ${id}`;
}

export function differingKey(id: string): string {
  return `differing ${id}`;
}

/** One card for each author, whatever of theirs waits. */
export function waitsKey(actor: string): string {
  return `waits ${actor}`;
}

/** Blocking: an engine cannot go on, a change cannot, or two values cannot both stand. The rest can wait. */
export function isBlocking(card: Card): boolean {
  return (
    card.kind === 'breaker' ||
    card.kind === 'foreign' ||
    card.kind === 'differences' ||
    card.kind === 'file' ||
    (card.kind === 'copy' && card.session.state === 'foreign' && card.session.copy?.isAnswered === false) ||
    card.kind === 'conflict' ||
    card.kind === 'differing' ||
    card.kind === 'waits'
  );
}

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
      actorName: waiting.actor.name,
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
    : { ...line, state: change.state, n: change.n, message: change.reason?.message ?? null };
}
