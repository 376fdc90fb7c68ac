/**
 * The cards of suggestions, each looked at anew only when something that it is about has changed: what one agent lets wait
 * must not cost the artist at every move (AUTH-1). One look goes through a bounded number of operations; what is left
 * comes with the next frame.
 */
import type { ListChange, WaitingView } from '#app/control-room/index.ts';
import type { ObjectId } from '#app/scene/index.ts';
import {
  aboutOfCard,
  costOfCard,
  nameKey,
  viewContent,
  viewStanding,
  withStanding,
} from '#main/orchestrator/index.ts';
import type { CardContent, IsAway, Orchestrator } from '#main/orchestrator/index.ts';

type Core = Orchestrator['core'];

/** What one batch may cost: a few milliseconds of the thread on which the override comes in, too. */
const OPERATIONS_PER_BATCH = 400;
/** A window that attaches sees all of what usually waits at once. */
const OPERATIONS_PER_SNAPSHOT = 10_000;

interface Card {
  readonly content: CardContent;
  /** What the content may change with (`aboutOfCard`). */
  readonly about: ReadonlySet<string>;
  /** As the window holds it. */
  shown: WaitingView | null;
}

export class WaitingCards {
  readonly #isAway: IsAway;
  #core: Core;
  #cards = new Map<string, Card>();
  /** Cards, by what they are about. */
  #byAbout = new Map<string, Set<string>>();
  /** To be looked at again, the longest due first. */
  #due = new Set<string>();
  /** What reaches into the cards from beside the scene, at the last look. */
  #flying = new Set<ObjectId>();
  #held = new Map<ObjectId, string>();
  #locks = new Set<ObjectId>();

  constructor(core: Core, isAway: IsAway) {
    this.#core = core;
    this.#isAway = isAway;
  }

  attachTo(core: Core): void {
    this.#core = core;
    this.#cards = new Map();
    this.#byAbout = new Map();
    this.#due = new Set();
    this.#flying = new Set();
    this.#held = new Map();
    this.#locks = new Set();
  }

  /** Whether another look is due though nothing new happened. */
  get isBehind(): boolean {
    return this.#due.size > 0;
  }

  /** These objects changed, or what holds them did. */
  touch(ids: Iterable<ObjectId>): void {
    if (this.#byAbout.size === 0) return;
    for (const id of ids) {
      this.#touchOne(id);
      const object = this.#core.projected.get(id);
      if (object === undefined) continue;
      // What hangs below another one stands in the way of deleting that, and a name is one object's.
      if (object.parent !== null) this.#touchOne(object.parent);
      this.#touchOne(nameKey(object.name));
    }
  }

  #touchOne(about: string): void {
    for (const card of this.#byAbout.get(about) ?? []) this.#due.add(card);
  }

  /** Look at this one again, whatever it is about. */
  lookAgain(id: string): void {
    if (this.#cards.has(id)) this.#due.add(id);
  }

  /** Everything that there is; what goes beyond the bound follows with the batches. */
  snapshot(): WaitingView[] {
    for (const card of this.#cards.values()) card.shown = null;
    return [...this.#look(OPERATIONS_PER_SNAPSHOT).upserts];
  }

  /** What changed since the last look; null where nothing did. */
  take(): ListChange<WaitingView> | null {
    const { upserts, removed } = this.#look(OPERATIONS_PER_BATCH);
    return upserts.length + removed.length === 0 ? null : { upserts, removed };
  }

  #look(most: number): ListChange<WaitingView> {
    this.#noteBeside();
    const { proposals } = this.#core;
    const removed = [...this.#cards.keys()].filter((id) => !proposals.has(id));
    for (const id of removed) this.#forget(id);
    for (const id of proposals.keys()) if (!this.#cards.has(id)) this.#due.add(id);
    let left = most;
    for (const id of this.#due) {
      const proposal = proposals.get(id);
      if (left <= 0) break;
      this.#due.delete(id);
      if (proposal === undefined) continue;
      left -= costOfCard(proposal.intent);
      this.#renew(id, viewContent(this.#core, proposal.intent), aboutOfCard(this.#core, proposal.intent));
    }
    const upserts: WaitingView[] = [];
    for (const [id, proposal] of proposals) {
      const card = this.#cards.get(id);
      if (card === undefined) continue;
      const standing = viewStanding(this.#core, proposal, this.#isAway);
      const { shown } = card;
      const now = withStanding(card.content, standing);
      const isShown =
        shown !== null &&
        shown.state === now.state &&
        shown.agentGone === now.agentGone &&
        shown.byItself === now.byItself &&
        shown.held?.message === now.held?.message;
      if (isShown) continue;
      card.shown = now;
      upserts.push(now);
    }
    return { upserts, removed };
  }

  #renew(id: string, content: CardContent, about: ReadonlySet<string>): void {
    const before = this.#cards.get(id);
    for (const each of before?.about ?? []) if (!about.has(each)) this.#unindex(each, id);
    for (const each of about) {
      const cards = this.#byAbout.get(each);
      if (cards === undefined) this.#byAbout.set(each, new Set([id]));
      else cards.add(id);
    }
    this.#cards.set(id, { content, about, shown: null });
  }

  #forget(id: string): void {
    const card = this.#cards.get(id);
    this.#cards.delete(id);
    this.#due.delete(id);
    for (const each of card?.about ?? []) {
      this.#unindex(each, id);
      // Its author's later suggestions may have built on it.
      this.#touchOne(each);
    }
  }

  #unindex(about: string, id: string): void {
    const cards = this.#byAbout.get(about);
    cards?.delete(id);
    if (cards?.size === 0) this.#byAbout.delete(about);
  }

  /** What is being applied, what hands and engines hold, and what is locked, each against the last look. */
  #noteBeside(): void {
    const { flights, sessions, ahead, proposals } = this.#core;
    // Remembered from the very look that makes the first card.
    if (this.#cards.size + proposals.size === 0) return;
    const flying = new Set<ObjectId>();
    for (const { objects } of flights.values()) for (const id of objects) flying.add(id);
    this.touch(eitherOf(this.#flying, flying));
    this.#flying = flying;

    const held = new Map<ObjectId, string>();
    for (const { phase, hands, driven } of sessions.values()) {
      if (phase !== 'live') continue;
      for (const id of hands) held.set(id, `${held.get(id) ?? ''} in hands`);
      for (const [id, facets] of driven) held.set(id, `${held.get(id) ?? ''} ${[...facets].join(' ')}`);
    }
    for (const id of eitherOf(this.#held.keys(), held.keys()))
      if (this.#held.get(id) !== held.get(id)) this.touch([id]);
    this.#held = held;

    const locks = new Set(ahead.locks.keys());
    for (const id of eitherOf(this.#locks, locks))
      if (this.#locks.has(id) !== locks.has(id)) this.touch([id]);
    this.#locks = locks;
  }
}

function eitherOf(one: Iterable<ObjectId>, other: Iterable<ObjectId>): Set<ObjectId> {
  return new Set([...one, ...other]);
}
