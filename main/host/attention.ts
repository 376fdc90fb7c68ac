/** Which cards wait for the person, and which of them is new: for the badge and the system's notification. */
import { asksPerson, cardsOf, isBlocking } from '#app/control-room/cards.ts';
import type { Card } from '#app/control-room/cards.ts';
import { AWAY_LIMITS } from '#app/control-room/attention.ts';
import type { NewsKind, SessionView } from '#app/control-room/index.ts';
import type { Actor, Intent } from '#app/intents/index.ts';
import { engineWord, viewInHands, viewSessions } from '#main/orchestrator/index.ts';
import type { Orchestrator } from '#main/orchestrator/index.ts';

type Core = Orchestrator['core'];

/** `card` is the key of the card that a click opens. */
export interface News {
  readonly about: NewsKind;
  readonly title: string;
  readonly body: string;
  readonly card: string;
}

/** Objects that a notification names. */
const NAMES_MOST = 5;
/** Folded away and remembered, the oldest goes first. */
const DISMISSED_KEPT = 1_000;

export class CardWatch {
  /** Null before the first look. */
  #seen: Set<string> | null = null;
  #dismissed: ReadonlySet<string> = new Set();
  /** Keys of those that came while the person was not to be disturbed, and can wait; in the order in which they came. */
  #collected: ReadonlySet<string>;

  /** @param collected of an earlier start */
  constructor(collected: readonly string[] = []) {
    this.#collected = new Set(collected);
  }

  get collected(): readonly string[] {
    return [...this.#collected];
  }

  /** They stand among the others from here on. @returns how many they were */
  letGo(): number {
    const count = this.#collected.size;
    this.#collected = new Set();
    return count;
  }

  /** The person folded this one away in the window, without an answer. */
  dismiss(card: string): void {
    this.#dismissed = new Set([...this.#dismissed, card].slice(-DISMISSED_KEPT));
  }

  /**
   * How many of the window's cards ask something now, and the newest of those that were not there at the last look.
   * @param isQuiet what can wait is kept for later, counted by nobody and no news; what blocks never is
   */
  look(
    core: Core,
    sessions: readonly SessionView[] = viewSessions(core, () => null),
    isQuiet = false,
  ): { readonly count: number; readonly newest: News | null } {
    const cards = cardsOf(
      {
        sessions,
        conflicts: [...core.ahead.conflicts.values()],
        inHands: viewInHands(core),
        // What only waits for hands to rest goes on by itself.
        waiting: [...core.proposals.values()].flatMap(({ intent, approval, guarded }) =>
          approval === null && guarded === null ? [intent] : [],
        ),
        shelf: [...core.ahead.shelf.values()],
        lost: [],
      },
      this.#dismissed,
    ).filter(asksPerson);
    const seen = this.#seen;
    // What stood there before the first look was there before anybody asked for quiet.
    const fresh = seen === null ? [] : cards.filter(({ key }) => !seen.has(key));
    const collected = this.#collected;
    this.#collect(cards, isQuiet ? fresh : []);
    this.#seen = new Set(cards.map(({ key }) => key));
    const shown = isQuiet ? cards.filter(({ key }) => !this.#collected.has(key)) : cards;
    const isNews = (card: Card<Intent>): boolean => {
      if (!isBlocking(card)) return !isQuiet && seen?.has(card.key) !== true;
      // Nobody was called when it came and could wait.
      return seen?.has(card.key) !== true || collected.has(card.key);
    };
    const newest = shown.findLast(isNews);
    return { count: shown.length, newest: newest === undefined ? null : newsOf(core, newest) };
  }

  /** A card that has come to block counts at once; one that is gone is kept for nobody. */
  #collect(cards: readonly Card<Intent>[], fresh: readonly Card<Intent>[]): void {
    const isFresh = new Set(fresh.map(({ key }) => key));
    const waits = cards.filter(
      (card) => !isBlocking(card) && (this.#collected.has(card.key) || isFresh.has(card.key)),
    );
    this.#collected = new Set(waits.map(({ key }) => key).slice(-AWAY_LIMITS.kept));
  }
}

function newsOf(core: Core, card: Card<Intent>): News {
  const [title, body] = wordsOf(core, card);
  return { about: aboutOf(card), title, body, card: card.key };
}

function aboutOf({ kind }: Card<Intent>): NewsKind {
  switch (kind) {
    case 'suggestion':
      return 'suggestions';
    case 'conflict':
    case 'played':
    case 'differing':
    case 'waits':
      return 'conflicts';
    default:
      return 'engines';
  }
}

function suggests({ kind, id, name }: Actor): string {
  return kind === 'engine'
    ? `Your change in ${engineWord(id.replace(/^engine:/u, ''))} asks first`
    : `${name} suggests a change`;
}

function wordsOf(core: Core, card: Card<Intent>): readonly [string, string] {
  const names = (ids: readonly { readonly id: string }[]): string =>
    [...new Set(ids.map(({ id }) => core.nameOf(id) ?? id))].slice(0, NAMES_MOST).join(', ');
  switch (card.kind) {
    case 'suggestion':
      return [suggests(card.waiting.actor), core.label(card.waiting)];
    case 'conflict':
      return ['Changed on both sides', names(card.conflict.items)];
    case 'played':
      return [
        `Changed while playing in ${engineWord(card.entry.from.replace(/^engine:/u, ''))}`,
        names(card.entry.states),
      ];
    case 'differing':
      return ['Your change did not go through', card.differing.label];
    case 'waits':
      return ['A change waits for your hands', card.waits.label];
    case 'breaker':
      return [`${engineWord(card.session.engine)} failed repeatedly and is set aside`, card.session.title];
    case 'foreign':
      return card.session.openIn === null
        ? [`${engineWord(card.session.engine)} shows a file that is not linked`, card.session.title]
        : [`Open in another ${engineWord(card.session.engine)} already`, card.session.title];
    case 'file':
      return [`A file in ${engineWord(card.session.engine)} is not as it is shared`, card.session.title];
    case 'copy':
      return [`A copy of a linked file in ${engineWord(card.session.engine)}`, card.session.title];
    case 'differences':
      return [`${engineWord(card.session.engine)} asks before it is refreshed`, card.session.title];
    case 'unmanaged':
    case 'gone':
    case 'lost':
      throw new Error(`attention: a card that asks nothing (${card.kind})`);
  }
}
