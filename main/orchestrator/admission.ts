/** Admission: whether an intent may go on, checked when it comes in and again when it is dispatched. */
import { idsOf } from '#app/intents/index.ts';
import type { Actor, Intent, Reason } from '#app/intents/index.ts';
import {
  ancestorsOf,
  applyInPlace,
  facetValue,
  objectsTouched,
  refusalOf,
  refusalOfValues,
  revertInPlace,
  sameValue,
  TouchSet,
  touchKey,
  touches as touchesOf,
} from '#app/scene/index.ts';
import type { Operation, Refusal, Touch, Touches } from '#app/scene/index.ts';
import { lastByPerson, outcomeKey } from '#app/ledger/index.ts';
import type { LastWrite } from '#app/ledger/index.ts';
import type { Core } from './core.ts';
import { reason } from './core.ts';
import { statesOf } from './observed.ts';

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
export function checkAdmissible(core: Core, intent: Intent): AdmissionRefusal | null {
  const takeBackEarlier = applyOwnEarlier(core, intent);
  const touched = touchesOf(core.scene, intent.operations);
  const misfit = refusalOf(core.projected, intent.operations);
  takeBackEarlier();
  return checkBase(core, intent) ?? judge(core, intent, touched, misfit);
}

/** The same at dispatch, when everything that it builds on has its number.
 * @param touched what it touches in the projected scene */
export function checkDispatchable(core: Core, intent: Intent, touched: Touches): AdmissionRefusal | null {
  return (
    checkBase(core, intent) ?? judge(core, intent, touched, refusalOf(core.projected, intent.operations))
  );
}

function checkBase(core: Core, { base, force, actor }: Intent): AdmissionRefusal | null {
  if (force) return null;
  if (base.revision > core.ahead.revision)
    return rejected('future_base', `Revision ${base.revision} does not exist yet.`, 'base.revision');
  const unknown = base.after.find((id) => !knowsOwn(core, actor, id));
  return unknown === undefined
    ? null
    : rejected('unknown_base', `${unknown} is no intent of yours.`, 'base.after');
}

/** @param misfit why its operations cannot be applied, if so */
function judge(
  core: Core,
  intent: Intent,
  touched: Touches,
  misfit: Refusal | null,
): AdmissionRefusal | null {
  if (misfit !== null) {
    // A base from before a deletion is a conflict, not a mistake of the author.
    const gone =
      misfit.code === 'unknown_object' && !intent.force
        ? changedSince(core, intent, [...touched.writes, ...touched.reads])
        : [];
    // What collides is kept: nothing can be that no object could have.
    const invalid = gone.length > 0 ? refusalOfValues(intent.operations) : null;
    if (gone.length > 0 && invalid === null) return conflict(gone, core);
    return { state: 'rejected', reason: invalid ?? misfit, collisions: [] };
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
  const stale = changedSince(core, intent, touched);
  return intent.observation === null ? stale : differingTouches(core, intent.operations, stale);
}

/** Touched facets that somebody else changed after the base, whatever to. */
export function changedSince(core: Core, intent: Intent, touched: readonly Touch[]): Touch[] {
  const stale: Touch[] = [];
  for (const touch of touched) {
    const newest = core.ahead.lastWrites.get(touch.id)?.get(touch.facet);
    const last = intent.authority === 'human' ? lastByPerson(newest) : newest;
    if (last === undefined || last.revision <= intent.base.revision) continue;
    if (buildsOn(core, intent, last)) continue;
    stale.push(touch);
  }
  return [...stale, ...inFlightCollisions(core, intent, touched)];
}

/** Without those in which both sides arrived at the same value: there is nothing to decide (rule 2). */
export function differingTouches(
  core: Core,
  operations: readonly Operation[],
  touches: readonly Touch[],
): Touch[] {
  if (touches.length === 0) return [];
  const wanted = new Map(statesOf(operations).map((state) => [touchKey(state), state.value]));
  return touches.filter((touch) => {
    const value = wanted.get(touchKey(touch));
    return value === undefined || !sameValue(facetValue(core.scene, touch.id, touch.facet), value);
  });
}

/** An author knows their own earlier intents that they name, by any of their ids; an engine shows its own artist's, named
 * or not. */
function buildsOn(core: Core, intent: Intent, earlier: Pick<LastWrite, 'actor' | 'revision'>): boolean {
  const actor = intent.actor.id;
  if (actor !== earlier.actor.id) return false;
  if (intent.observation !== null) return true;
  return intent.base.after.some(
    (id) => core.ahead.outcomes.get(outcomeKey(actor, id))?.n === earlier.revision,
  );
}

/** The same among what is being applied: the first number wins (R23). */
function inFlightCollisions(core: Core, intent: Intent, touched: readonly Touch[]): Touch[] {
  const flight = core.applying;
  if (flight === null) return [];
  if (flight.intent.actor.id === intent.actor.id) {
    const names = idsOf(flight.intent).some((id) => intent.base.after.includes(id));
    if (names || intent.observation !== null) return [];
  }
  if (intent.authority === 'human' && flight.intent.authority === 'ai') return [];
  const near = touched.filter(({ id }) => flight.objects.has(id));
  if (near.length === 0) return [];
  const written = new TouchSet();
  written.addAll(flight.touches.writes);
  return near.filter((touch) => written.has(touch));
}

/** @param collisions at least one */
function conflict(collisions: readonly Touch[], core: Core): AdmissionRefusal {
  const { id, facet } = collisions[0] as Touch;
  const name = core.nameOf(id) ?? id;
  return {
    state: 'conflicted',
    reason: reason('stale_base', `${name}: ${facet} was changed by someone else since.`, 'base'),
    collisions,
  };
}

function rejected(code: string, message: string, path: string): AdmissionRefusal {
  return { state: 'rejected', reason: reason(code, message, path), collisions: [] };
}

function knowsOwn(core: Core, actor: Actor, id: string): boolean {
  const key = `${actor.id} ${id}`;
  return core.active.has(key) || core.ahead.outcomes.has(key);
}

/**
 * Puts the author's own intents that this one builds upon and that have no number yet into the projected scene.
 * Call what it returns to take them out again, after whatever came on top.
 */
export function applyOwnEarlier(core: Core, intent: Intent): () => void {
  const inverses: (readonly Operation[])[] = [];
  for (const earlier of ownEarlier(core, intent)) {
    const step = applyInPlace(core.projected, earlier.operations);
    if (step.ok) inverses.push(step.inverse);
  }
  return () => {
    for (const inverse of inverses.reverse()) revertInPlace(core.projected, inverse);
  };
}

/** Those that the author names; an engine shows its artist's own, so an edit made there builds on all in line. */
function ownEarlier(core: Core, intent: Intent): Intent[] {
  if (intent.observation === null)
    return [...new Set(intent.base.after.flatMap((id) => ownUnnumbered(core, intent, id) ?? []))];
  const line = core.queue.human.map((queued) => queued.intent);
  return line.filter((each) => each.actor.id === intent.actor.id && each.id !== intent.id);
}

/** An intent of the same author that waits or is in line. */
export function ownUnnumbered(core: Core, intent: Intent, id: string): Intent | null {
  const line = [...core.queue.override, ...core.queue.human, ...core.queue.ai];
  const found =
    line.find((each) => idsOf(each.intent).includes(id))?.intent ?? core.proposals.get(id)?.intent;
  if (found === undefined || found.actor.id !== intent.actor.id) return null;
  for (const flight of core.flights.values()) if (idsOf(flight.intent).includes(id)) return null;
  return found;
}

/** A lock holds for an object and its descendants; the control room's own person may pass their own lock. */
function firstLocked(core: Core, intent: Intent): string | null {
  if (core.ahead.locks.size === 0) return null;
  if (intent.authority !== 'ai' && intent.observation === null) return null;
  const places = objectsTouched(intent.operations);
  for (const operation of intent.operations) {
    const parent =
      operation.op === 'create'
        ? operation.object.parent
        : operation.op === 'reparent'
          ? operation.parent
          : null;
    if (parent !== null) places.push(parent);
  }
  for (const id of places) {
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
