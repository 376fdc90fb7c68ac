/**
 * What waits for a person, as cards: the window draws them, the badge counts them, and a notification opens one by its key.
 * No schemas here: the page's policy forbids the code that they make at run time.
 */
import type { Conflict, ShelfEntry } from '../ledger/index.ts';
import type { SessionView } from './contract.ts';
import type { DifferingView, HandsWaitView, InHandsView } from './in-hands.ts';
import type { WaitingView } from './lists.ts';
import { isAtRisk } from './only-there.ts';

export type Card<Waiting = WaitingView> =
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
  | { readonly kind: 'suggestion'; readonly key: string; readonly waiting: Waiting };

/** A card about what the artist's hands hold up. */
export type AboutHands = Extract<Card, { kind: 'differing' | 'waits' }>;

export interface CardSource<Waiting> {
  readonly sessions: readonly SessionView[];
  readonly conflicts: readonly Conflict[];
  readonly inHands: InHandsView;
  readonly waiting: readonly Waiting[];
  readonly shelf: readonly ShelfEntry[];
  readonly lost: readonly string[];
}

/** What a notification about rules opens: no card, but the place where they stand. */
export const RULES_CARD = 'rules';

/** Every card there is reason for, in no order that matters. */
export function cardsOf<Waiting extends { readonly id: string; readonly byItself?: boolean }>(
  source: CardSource<Waiting>,
  dismissed: ReadonlySet<string>,
): Card<Waiting>[] {
  const cards: Card<Waiting>[] = [];
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
        cards.push({ kind: 'differences', key: differencesKey(session), session });
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
  for (const waiting of source.waiting)
    if (waiting.byItself !== true) cards.push({ kind: 'suggestion', key: waiting.id, waiting });
  if (source.lost.length > 0) cards.push({ kind: 'lost', key: 'lost', lost: source.lost });
  return cards.filter((card) => !dismissed.has(card.key));
}

export function fileKey({ session }: Pick<SessionView, 'session'>): string {
  return `file ${session}`;
}

export function differencesKey({ session }: Pick<SessionView, 'session'>): string {
  return `differences ${session}`;
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
export function isBlocking(card: Card<unknown>): boolean {
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

/** It asks something. The rest tells of what was, or offers what can be done at any time. */
export function asksPerson(card: Card<unknown>): boolean {
  return card.kind !== 'unmanaged' && card.kind !== 'gone' && card.kind !== 'lost';
}

/** An ended connection of an engine that holds, or may have lost, what no file has. */
export function isGoneWithSomething({ state, onlyThere }: SessionView): boolean {
  return state === 'revoked' && isAtRisk(onlyThere);
}

export function goneKey({ session }: SessionView): string {
  return `gone ${session}`;
}
