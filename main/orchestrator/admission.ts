/** Admission: whether an intent may go on, checked when it comes in and again when it is dispatched. */
import type { Intent, Reason } from '#app/intents/index.ts';
import {
  ancestorsOf,
  applyInPlace,
  objectsTouched,
  revertInPlace,
  touchKey,
  touches as touchesOf,
} from '#app/scene/index.ts';
import type { Operation, Touch } from '#app/scene/index.ts';
import type { Core, Queued } from './core.ts';
import { reason } from './core.ts';

export interface AdmissionRefusal {
  readonly state: 'rejected' | 'conflicted';
  readonly reason: Reason;
  /** The facets that collide, where it is a conflict. */
  readonly collisions: readonly Touch[];
}

/**
 * Schema and size are checked before this. Here: the base (R13), the references and the hierarchy against the
 * projected scene with the author's own earlier intents, locks (R31) and driven channels (rule 10). FORCE passes
 * locks and gates, never validity (R28).
 */
export function checkAdmissible(
  core: Core,
  intent: Intent,
  when: 'admission' | 'dispatch',
): AdmissionRefusal | null {
  const { base } = intent;
  if (!intent.force) {
    if (base.revision > core.ahead.revision)
      return rejected('future_base', `Revision ${base.revision} does not exist yet.`, 'base.revision');
    const unknown = base.after.find((id) => !knowsOwn(core, intent, id));
    if (unknown !== undefined)
      return rejected('unknown_base', `${unknown} is no intent of yours.`, 'base.after');
  }
  const own = when === 'admission' ? ownQueued(core, intent) : [];
  const undo: (readonly Operation[])[] = [];
  for (const queued of own) {
    const step = applyInPlace(core.projected, queued.intent.operations);
    if (step.ok) undo.push(step.inverse);
  }
  const touched = touchesOf(core.scene, intent.operations);
  const trial = applyInPlace(core.projected, intent.operations);
  if (trial.ok) undo.push(trial.inverse);
  for (const inverse of undo.reverse()) revertInPlace(core.projected, inverse);
  if (!trial.ok) {
    // A base from before a deletion is a conflict, not a mistake of the author.
    const gone =
      trial.refusal.code === 'unknown_object' && !intent.force
        ? staleTouches(core, intent, [...touched.writes, ...touched.reads])
        : [];
    if (gone.length > 0) return conflict(gone, core);
    return { state: 'rejected', reason: trial.refusal, collisions: [] };
  }
  if (intent.force) return null;
  const stale = staleTouches(core, intent, [...touched.writes, ...touched.reads]);
  if (stale.length > 0) return conflict(stale, core);
  const locked = firstLocked(core, intent);
  if (locked !== null) return rejected('locked', `${core.nameOf(locked) ?? locked} is locked.`, 'operations');
  const driven = firstDriven(core, touched.writes);
  if (driven !== null)
    return rejected('driven', `${driven} is driven inside an engine and read-only here.`, 'operations');
  return null;
}

/** Touched facets that somebody else changed after the base; an AI's change never stands in a person's way (R13). */
export function staleTouches(core: Core, intent: Intent, touched: readonly Touch[]): Touch[] {
  const after = new Set(intent.base.after);
  const stale: Touch[] = [];
  for (const touch of touched) {
    const last = core.ahead.lastWrites.get(touch.id)?.get(touch.facet);
    if (last === undefined || last.revision <= intent.base.revision || after.has(last.intent)) continue;
    if (intent.authority === 'human' && last.authority === 'ai') continue;
    stale.push(touch);
  }
  return [...stale, ...inFlightCollisions(core, intent, touched)];
}

/** The same among what is being applied: the first number wins (R23). */
function inFlightCollisions(core: Core, intent: Intent, touched: readonly Touch[]): Touch[] {
  const flight = core.applying;
  if (flight === null || intent.base.after.includes(flight.intent.id)) return [];
  if (intent.authority === 'human' && flight.intent.authority === 'ai') return [];
  const written = new Set(flight.touches.writes.map(touchKey));
  return touched.filter((touch) => written.has(touchKey(touch)));
}

function conflict(collisions: readonly Touch[], core: Core): AdmissionRefusal {
  const first = collisions[0];
  const name = first === undefined ? '' : (core.nameOf(first.id) ?? first.id);
  return {
    state: 'conflicted',
    reason: reason('stale_base', `${name}: ${first?.facet ?? ''} was changed by someone else since.`, 'base'),
    collisions,
  };
}

function rejected(code: string, message: string, path: string): AdmissionRefusal {
  return { state: 'rejected', reason: reason(code, message, path), collisions: [] };
}

function knowsOwn(core: Core, intent: Intent, id: string): boolean {
  const key = `${intent.actor.id} ${id}`;
  return core.active.has(key) || core.ahead.outcomes.has(key);
}

/** The author's own intents in the queue that this one builds upon, in order. */
function ownQueued(core: Core, intent: Intent): Queued[] {
  const after = new Set(intent.base.after);
  if (after.size === 0) return [];
  const all = [...core.queue.override, ...core.queue.human, ...core.queue.ai];
  return all.filter((queued) => queued.intent.actor.id === intent.actor.id && after.has(queued.intent.id));
}

/** A lock holds for an object and its descendants; the control room's own person may pass their own lock. */
function firstLocked(core: Core, intent: Intent): string | null {
  if (core.ahead.locks.size === 0) return null;
  if (intent.authority !== 'ai' && intent.observation === null) return null;
  for (const id of objectsTouched(intent.operations)) {
    for (const each of [id, ...ancestorsOf(core.scene, id)]) if (core.ahead.locks.has(each)) return id;
  }
  return null;
}

function firstDriven(core: Core, writes: readonly Touch[]): string | null {
  for (const session of core.sessions.values()) {
    if (session.phase !== 'live' || session.driven.size === 0) continue;
    for (const { id, facet } of writes) {
      // Deleting an object whose values are driven is no write to the channel.
      if (
        facet !== 'existence' &&
        session.driven.get(id)?.has(facet) === true &&
        core.projected.has(id) &&
        !deletes(writes, id)
      ) {
        return `${core.nameOf(id) ?? id}: ${facet}`;
      }
    }
  }
  return null;
}

function deletes(writes: readonly Touch[], id: string): boolean {
  return writes.some((touch) => touch.id === id && touch.facet === 'existence');
}
