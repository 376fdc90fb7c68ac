/** What an engine says is its own to write, or can only be compared within bounds (rule 10, R33). */
import type { AdapterMessageOf } from '#app/protocol/index.ts';
import { LIMITS } from '#app/scene/index.ts';
import type { Core } from './core.ts';
import type { Session } from './session.ts';

/** Declarations kept of objects that nobody shares yet, each weighing one and its facets. */
const AHEAD_WEIGHT = 2 * LIMITS.objects;

/**
 * Takes note of it. What an artist makes is declared before it is told, so that an object need not be shared yet; of
 * what never comes to be shared the oldest is forgotten first.
 */
export function declared(core: Core, session: Session, message: AdapterMessageOf<'declare'>): void {
  for (const { id, driven, bounded } of message.objects) {
    if (driven.length === 0) session.driven.delete(id);
    else session.driven.set(id, new Set(driven));
    if (bounded) session.bounded.add(id);
    else session.bounded.delete(id);
    session.declaredAhead.delete(id);
    if (!core.projected.has(id) && (bounded || driven.length > 0))
      session.declaredAhead.set(id, 1 + driven.length);
  }
  forgetOldest(core, session);
  core.changed('sessions', 'waiting');
}

function forgetOldest(core: Core, session: Session): void {
  let weight = 0;
  for (const [id, each] of session.declaredAhead) {
    if (core.projected.has(id)) session.declaredAhead.delete(id);
    else weight += each;
  }
  for (const [id, each] of session.declaredAhead) {
    if (weight <= AHEAD_WEIGHT) return;
    weight -= each;
    session.declaredAhead.delete(id);
    session.driven.delete(id);
    session.bounded.delete(id);
  }
}
