/** Which cards wait for the person, and which of them is new: for the badge and the system's notification. */
import { engineWord, viewInHands } from '#main/orchestrator/index.ts';
import type { Orchestrator } from '#main/orchestrator/index.ts';

/** `card` is the intent, the conflict, the offer or the change in an artist's hands whose card a click opens. */
export interface Card {
  readonly title: string;
  readonly body: string;
  readonly card: string;
}

export class CardWatch {
  #seen = new Set<string>();

  /** How many cards wait now, and the newest of those that were not there at the last look. */
  look(core: Orchestrator['core']): { readonly count: number; readonly newest: Card | null } {
    const cards = new Map<string, Card>();
    for (const { intent, approval } of core.proposals.values()) {
      if (approval !== null) continue;
      const title = `${intent.actor.name} suggests a change`;
      cards.set(intent.id, { title, body: core.label(intent), card: intent.id });
    }
    for (const { id, items } of core.ahead.conflicts.values()) {
      const names = new Set(items.map((item) => core.nameOf(item.id) ?? item.id));
      cards.set(id, { title: 'Changed on both sides', body: [...names].join(', '), card: id });
    }
    for (const { id, asks, from, states } of core.ahead.shelf.values()) {
      if (asks !== true) continue;
      const names = new Set(states.map((state) => core.nameOf(state.id) ?? state.id));
      const title = `Changed while playing in ${engineWord(from.replace(/^engine:/u, ''))}`;
      cards.set(id, { title, body: [...names].join(', '), card: id });
    }
    const { differing, waits } = viewInHands(core);
    for (const { id, label } of differing)
      cards.set(id, { title: 'Your change did not go through', body: label, card: id });
    for (const { intents, label } of waits) {
      const [first] = intents;
      if (first !== undefined)
        cards.set(first, { title: 'A change waits for your hands', body: label, card: first });
    }
    const newest = [...cards.values()].findLast(({ card }) => !this.#seen.has(card)) ?? null;
    this.#seen = new Set(cards.keys());
    return { count: cards.size, newest };
  }
}
