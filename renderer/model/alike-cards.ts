/** Conflicts that are alike are one card, where they are more than a handful: one decision can be for all of them. */
import { conflictKey } from '#app/control-room/cards.ts';
import type { Card } from '#app/control-room/cards.ts';
import { othersLike } from './conflict-rules.ts';

/** So many stand one by one. */
export const ALIKE_APART = 4;

/** A card as it stands in the list. */
export interface Standing {
  readonly card: Card;
  /** How many conflicts it stands for, itself among them. */
  readonly alike: number;
}

/**
 * @param pointed the key of a card that something pointed at: it stands, and not another one in its place
 * @param apart keys of those that stand under a pointer: what stands there by itself does not fold away from under it
 */
export function foldAlike(
  cards: readonly Card[],
  pointed: string | null,
  apart: readonly string[] = [],
): Standing[] {
  const conflicts = cards.flatMap((card) => (card.kind === 'conflict' ? [card.conflict] : []));
  const folded = new Set<string>();
  const standing: Standing[] = [];
  for (const card of cards) {
    if (card.kind !== 'conflict') standing.push({ card, alike: 1 });
    else if (!folded.has(card.conflict.id)) {
      const others = (othersLike(card.conflict, conflicts) ?? []).filter(({ id }) => !folded.has(id));
      const stands = others.some(({ id }) => apart.includes(conflictKey(id)));
      const isMany = others.length >= ALIKE_APART && !stands;
      const ids = new Set(isMany ? others.map(({ id }) => id) : []);
      for (const id of ids) folded.add(id);
      const shown = cards.find(
        (each) => each.kind === 'conflict' && each.key === pointed && ids.has(each.conflict.id),
      );
      standing.push({ card: shown ?? card, alike: 1 + ids.size });
    }
  }
  return standing;
}
