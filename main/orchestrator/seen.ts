/**
 * What a person at the window has seen of their own: their window names what it handed in itself, and cannot name what came
 * of a click – an undo, a card, the shelf, what was brought back –, some of which is handed in long after it. Whatever they
 * change next is made on top of that, and of nothing else: what anybody else set since, and what a rule decided for them, is
 * unseen as before.
 */
import { membersOf } from '#app/intents/index.ts';
import type { Intent } from '#app/intents/index.ts';
import { lastByPerson, outcomeKey } from '#app/ledger/index.ts';
import { touches as touchesOf, TouchSet, writesOf } from '#app/scene/index.ts';
import type { Touch } from '#app/scene/index.ts';
import { changedSince } from './admission.ts';
import type { Core } from './core.ts';
import { PERSON } from './core.ts';
import { touchesAny } from './gate.ts';

/** Of clicks, and of what was handed in: enough for all that can be in line and for what a window may not show yet. */
const KEPT = 4_096;

/** A change came of a click: it is none of the gestures that its person goes on with, and none that their window names. */
export function noteClick(core: Core, { id }: Pick<Intent, 'id'>): void {
  core.clicksNoted += 1;
  remember(core.clicks, id, core.clicksNoted);
}

function remember(known: Map<string, number>, id: string, count: number): void {
  known.set(id, count);
  for (const oldest of known.keys()) {
    if (known.size <= KEPT) return;
    known.delete(oldest);
  }
}

/**
 * A person's change from the window, based also on what of their clicks comes before it there. Under its own id it stays what
 * was handed in. What is handed in once more was made before the clicks since: of those nothing is seen.
 */
export function withClicksSeen(core: Core, intent: Intent): Intent {
  if (intent.authority !== 'human' || intent.actor.id !== PERSON.id) return intent;
  const through = core.heardAfter.get(intent.id) ?? core.clicksNoted;
  remember(core.heardAfter, intent.id, through);
  if (core.clicks.size === 0) return intent;
  const { writes, reads } = touchesOf(core.scene, intent.operations);
  const touched = [...writes, ...reads];
  const seen = [...clicksOnTheWay(core, touched), ...clicksConfirmed(core, intent, touched)];
  const unnamed = [...new Set(seen)].filter(
    (id) => (core.clicks.get(id) ?? 0) <= through && !intent.base.after.includes(id),
  );
  if (unnamed.length === 0) return intent;
  const base = { ...intent.base, after: [...intent.base.after, ...unnamed] };
  return { ...intent, base, joined: membersOf(intent, core.hashOf) };
}

function clicksOnTheWay(core: Core, touched: readonly Touch[]): string[] {
  const ids = new Set(touched.map(({ id }) => id));
  const set = new TouchSet();
  set.addAll(touched);
  return [...core.flights.values(), ...core.queue.human]
    .map(({ intent }) => intent)
    .filter(
      ({ id, actor, operations }) =>
        actor.id === PERSON.id &&
        core.clicks.has(id) &&
        touchesAny(operations, ids) &&
        writesOf(core.scene, operations).some((touch) => set.has(touch)),
    )
    .map(({ id }) => id);
}

function clicksConfirmed(core: Core, intent: Intent, touched: readonly Touch[]): string[] {
  return changedSince(core, intent, touched).flatMap(({ id, facet }) => {
    const last = lastByPerson(core.ahead.lastWrites.get(id)?.get(facet));
    if (last?.actor.id !== PERSON.id || !core.clicks.has(last.intent)) return [];
    // What is named has to be known yet.
    return core.ahead.outcomes.has(outcomeKey(PERSON.id, last.intent)) ? [last.intent] : [];
  });
}
