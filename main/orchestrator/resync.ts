/**
 * Bringing an engine to the truth (R22, ORD-5, FAIL-2).
 *
 *   comparing ─▶ reading ─▶ (asking) ─▶ shelving ─▶ patching ⇄ checking ─▶ joining ─▶ live
 *
 * Differences are patched, nothing is deleted and made anew; what the engine alone holds is durable on the shelf before
 * the first patch leaves. Half-open's probe is this very resync.
 */
import { valueAt } from '#app/ledger/index.ts';
import type { AdapterMessageOf } from '#app/protocol/index.ts';
import { PROTOCOL_LIMITS } from '#app/protocol/index.ts';
import {
  canonicalObject,
  LIMITS,
  digestObject,
  differingFacets,
  facetValue,
  isBounded,
  matches,
  sameValue,
} from '#app/scene/index.ts';
import type { FacetState, ObjectId, SceneObject } from '#app/scene/index.ts';
import { fault, spendPatience } from './breaker.ts';
import { revoke } from './greeting.ts';
import { mayPurge, recordConflict } from './conflicts.ts';
import type { Core } from './core.ts';
import { engineWord, facetKey, reason } from './core.ts';
import { nextPart, setAgain } from './purge.ts';
import { dropQuestions, requestOf } from './questions.ts';
import type { Question, Resync, Session } from './session.ts';
import { maskOf } from './session.ts';

const ROUNDS = 8;

/** Starts from digests; whatever the session did before is forgotten. */
export function beginResync(core: Core, session: Session, consented: boolean): void {
  session.phase = 'comparing';
  dropQuestions(session);
  session.purge.clear();
  session.dirty.clear();
  session.retryAtMs = null;
  if (session.breaker === 'open') session.breaker = 'half_open';
  session.resync = {
    inventory: new Map(),
    values: new Map(),
    toRead: [],
    asked: new Set(),
    toPatch: new Set(),
    unread: new Set(),
    kept: new Map(),
    consented,
    rounds: 0,
    differences: 0,
  };
  requestOf(core, session, 'take_inventory');
  core.changed('sessions', 'status');
}

export function inventory(
  core: Core,
  session: Session,
  message: AdapterMessageOf<'inventory'>,
  question: Question,
): void {
  const { resync } = session;
  if (resync === null || session.phase !== 'comparing') return;
  for (const [id, digest] of message.objects) resync.inventory.set(id, digest);
  if (resync.inventory.size > LIMITS.objects) {
    return revoke(
      core,
      session,
      reason('too_many_objects', `A scene holds ${LIMITS.objects} objects at most.`),
    );
  }
  session.unmanaged = message.unmanaged;
  if (!message.last) return;
  session.questions.delete(question.request);
  const truth = core.durable.objects;
  for (const [id, object] of truth) {
    if (resync.inventory.get(id) !== digestObject(object, maskOf(session, id))) {
      if (resync.inventory.has(id)) resync.toRead.push(id);
      else resync.values.set(id, null);
    }
  }
  // What truth never knew is the artist's own: it is left alone until a person adopts it (R21).
  for (const id of resync.inventory.keys()) {
    if (truth.has(id)) continue;
    if (mayPurge(core, session.engine, id)) resync.toRead.push(id);
    else resync.unread.add(id);
  }
  session.phase = 'reading';
  readMore(core, session);
}

function readMore(core: Core, session: Session): void {
  const { resync } = session;
  if (resync === null) return;
  const ids = resync.toRead.splice(0, PROTOCOL_LIMITS.valuesPart);
  if (ids.length > 0) {
    resync.asked = new Set(ids);
    return requestOf(core, session, 'read_values', ids);
  }
  if (session.phase === 'reading') judge(core, session);
  else check(core, session);
}

export function values(
  core: Core,
  session: Session,
  message: AdapterMessageOf<'values'>,
  question: Question,
): void {
  const { resync } = session;
  if (resync === null || (session.phase !== 'reading' && session.phase !== 'checking')) return;
  for (const object of message.objects) {
    if (!resync.asked.has(object.id))
      return revoke(core, session, reason('wrong_turn', 'It sent an object that was not asked for.'));
    resync.values.set(object.id, canonicalObject(object));
  }
  for (const id of message.missing) if (resync.asked.has(id)) resync.values.set(id, null);
  if (!message.last) return;
  session.questions.delete(question.request);
  readMore(core, session);
}

/** What differs, and whose it is: stale, residue, or the engine's own, which a person must get to see. */
function judge(core: Core, session: Session): void {
  const { resync } = session;
  if (resync === null) return;
  const { own, before, differences } = sift(core, session, resync);
  resync.differences = differences;
  const olderFile = session.freshProcess && differences > 0 && session.savedRevision !== null;
  if (!resync.consented && (own.length > core.config.purgeWithoutAsking || olderFile)) {
    session.phase = 'asking';
    core.changed('sessions', 'status');
    return;
  }
  keepThenPatch(core, session, resync, own, before);
}

/** Of what was read: what has to be patched, and what of it only the engine has and has to be kept first. */
function sift(
  core: Core,
  session: Session,
  resync: Resync,
): { own: FacetState[]; before: FacetState[]; differences: number } {
  const own: FacetState[] = [];
  const before: FacetState[] = [];
  let differences = 0;
  const since = session.freshProcess ? (session.savedRevision ?? 0) : session.appliedThrough;
  for (const [id, actual] of resync.values) {
    const states = differencesOf(core, session, id, actual);
    if (states.length === 0) session.inDoubt.delete(id);
    for (const state of states) {
      differences += 1;
      resync.toPatch.add(id);
      // An object that is merely missing holds nothing that could be lost. A new engine misses them all, and looking
      // up what each of them was would take the square of their number.
      if (state.facet === 'existence' && state.value === null) continue;
      const base = valueAt(core.durable, since, id, state.facet);
      if (base !== undefined && sameValue(base, state.value)) continue;
      if (isResidue(core, state)) continue;
      const kept = resync.kept.get(facetKey(id, state.facet));
      if (kept !== undefined && sameValue(kept, state.value)) continue;
      own.push(state);
      if (
        base !== undefined &&
        (base !== null || state.facet === 'existence' || state.facet.startsWith('property:'))
      ) {
        before.push({ id, facet: state.facet, value: base });
      }
    }
  }
  return { own, before, differences };
}

/** The shelf entry is durable before the purge is sent (R22). */
function keepThenPatch(
  core: Core,
  session: Session,
  resync: Resync,
  own: readonly FacetState[],
  before: readonly FacetState[],
): void {
  resync.consented = true;
  if (own.length === 0) return startPatching(core, session);
  if (core.ledger !== 'ok') {
    // What the engine alone holds cannot be kept now, so it is not taken away either.
    resync.consented = false;
    session.phase = 'asking';
    return;
  }
  session.phase = 'shelving';
  for (const state of own) resync.kept.set(facetKey(state.id, state.facet), state.value);
  const position = recordConflict(core, session.engine, {
    key: `resync-${session.id}`,
    why: session.reason?.code === 'drift' ? 'drift' : 'differs_at_handshake',
    states: own,
    before,
  });
  core.whenDurable(position, () => {
    if (session.phase === 'shelving' && session.resync === resync) startPatching(core, session);
  });
}

/** Facet by facet what the engine holds and the truth does not. */
export function differencesOf(
  core: Core,
  session: Session,
  id: ObjectId,
  actual: SceneObject | null,
): FacetState[] {
  const truth = core.durable.objects.get(id);
  if (truth === undefined || actual === null) {
    return truth === undefined && actual === null ? [] : [{ id, facet: 'existence', value: actual }];
  }
  if (truth.kind !== actual.kind) return [{ id, facet: 'existence', value: actual }];
  const bounded = isBounded({ objects: core.durable.objects }, truth, session.bounded);
  return differingFacets(truth, actual, bounded, maskOf(session, id)).map((facet) => ({
    id,
    facet,
    value: facetValue({ objects: new Map([[id, actual]]) }, id, facet) ?? null,
  }));
}

/** Left over from a number that came to nothing, and no artist's own work: nobody has to see it again. */
function isResidue(core: Core, { id, facet, value }: FacetState): boolean {
  return core.residues.some(
    ({ state, madeIn }) =>
      madeIn === null &&
      state.id === id &&
      state.facet === facet &&
      matches(facet, state.value, value, true, new Set()),
  );
}

/** A person looked at the count and wants the engine refreshed. */
export function consent(core: Core, session: Session): void {
  if (session.resync === null || session.phase !== 'asking') return;
  session.resync.consented = true;
  judge(core, session);
}

function startPatching(core: Core, session: Session): void {
  session.phase = 'patching';
  core.changed('sessions');
  patchMore(core, session);
}

function patchMore(core: Core, session: Session): void {
  const { resync } = session;
  if (resync === null) return;
  for (const id of session.dirty) {
    // It became shared meanwhile: what this engine has of it may be newer, and nobody has looked yet.
    if (resync.unread.delete(id)) resync.toRead.push(id);
    else resync.toPatch.add(id);
  }
  session.dirty.clear();
  if (resync.toRead.length > 0) return readAgain(core, session, resync);
  if (resync.toPatch.size === 0) {
    session.phase = 'joining';
    return tryJoin(core, session);
  }
  session.phase = 'patching';
  const part = nextPart(core, resync.toPatch);
  for (const id of part) resync.toPatch.delete(id);
  requestOf(core, session, 'patch', part);
}

export function patched(
  core: Core,
  session: Session,
  message: AdapterMessageOf<'patched'>,
  question: Question,
): void {
  const { resync } = session;
  session.questions.delete(question.request);
  const wrong: ObjectId[] = [];
  const digests = new Map(message.states);
  const sent = question.objects ?? new Map<ObjectId, SceneObject | null>();
  for (const [id, object] of sent) {
    const digest = digests.get(id) ?? null;
    const want = object === null ? null : digestObject(object, maskOf(session, id));
    if (digest !== want) wrong.push(id);
    else {
      session.inDoubt.delete(id);
      session.drift.delete(id);
    }
  }
  if (session.phase === 'live') {
    spendPatience(core, session, core.nowMs - question.askedMs);
    // Values within their bounds have another digest; only a read tells. A live engine is compared whole.
    if (setAgain(core, session, wrong).length > 0) beginResync(core, session, true);
    return;
  }
  if (resync === null || session.phase !== 'patching') return;
  if (wrong.length === 0) return patchMore(core, session);
  resync.toRead = [...wrong];
  readAgain(core, session, resync);
}

function readAgain(core: Core, session: Session, resync: Resync): void {
  session.phase = 'checking';
  resync.values.clear();
  readMore(core, session);
}

/** After a patch, what does not match by digest is compared by value; what still differs is sent again, a few times. */
function check(core: Core, session: Session): void {
  const { resync } = session;
  if (resync === null) return;
  const { own, before, differences } = sift(core, session, resync);
  if (differences > 0) {
    resync.rounds += 1;
    if (resync.rounds >= ROUNDS) {
      return fault(
        core,
        session,
        reason('does_not_take', `${differences} values still differ after ${ROUNDS} refreshes.`),
      );
    }
  }
  // The artist's hands did not rest meanwhile: what is new there is kept as well.
  keepThenPatch(core, session, resync, own, before);
}

/** True while an engine waits to join: nothing is dispatched, so that what flies can land. */
export function readyToJoin(core: Core): boolean {
  for (const session of core.sessions.values()) {
    if (session.phase === 'joining') tryJoin(core, session);
  }
  for (const session of core.sessions.values()) if (session.phase === 'joining') return true;
  return false;
}

/** Joins at a BEGIN boundary, when nothing flies and nothing changed since the last patch. */
function tryJoin(core: Core, session: Session): void {
  if (session.dirty.size > 0) return patchMore(core, session);
  if (core.flights.size > 0 || session.questions.size > 0) return;
  session.phase = 'live';
  session.unshared.clear();
  for (const id of session.resync?.unread ?? []) session.unshared.add(id);
  session.resync = null;
  session.appliedThrough = core.durable.revision;
  // From here on it is known what this process shows; what its file was saved at no longer matters.
  session.freshProcess = false;
  core.heardOfResidue(session.engine);
  session.inDoubt.clear();
  session.drift.clear();
  session.round.comparedMs = core.nowMs;
  session.sent.clear();
  session.breaker = 'closed';
  session.breakerNeedsClick = false;
  session.retryAtMs = null;
  session.reason = null;
  core.send(session.id, { type: 'live', revision: core.durable.revision });
  replaceDetached(core, session);
  core.changed('sessions', 'status');
}

/** An engine of this name is back, in another process: the one that was lost is not waited for any longer (FAIL-1). */
function replaceDetached(core: Core, session: Session): void {
  for (const other of [...core.sessions.values()]) {
    if (other.phase !== 'detached' || other.engine !== session.engine) continue;
    revoke(core, other, reason('replaced', `${engineWord(session.engine)} is connected anew.`));
  }
}
