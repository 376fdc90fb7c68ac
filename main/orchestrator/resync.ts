/**
 * Bringing an engine to the truth (R22, ORD-5, FAIL-2).
 *
 *   comparing ─▶ reading ─▶ (asking) ─▶ shelving ─▶ patching ⇄ checking ─▶ joining ─▶ live
 *
 * Differences are patched, nothing is deleted and made anew; what the engine alone holds is durable on the shelf before
 * the first patch leaves. Half-open's probe is this very resync.
 */
import type { PreviewView } from '#app/control-room/index.ts';
import type { AdapterMessageOf } from '#app/protocol/index.ts';
import { PROTOCOL_LIMITS } from '#app/protocol/index.ts';
import { canonicalObject, LIMITS, digestObject } from '#app/scene/index.ts';
import type { FacetState, ObjectId, SceneObject } from '#app/scene/index.ts';
import { fault, spendPatience } from './breaker.ts';
import { nameByFile, replacedBy, revoke } from './greeting.ts';
import { mayPurge, recordConflict, shelfId, shelve, tooMuchToDecide } from './conflicts.ts';
import type { Collision } from './conflicts.ts';
import type { Ending } from './greeting.ts';
import type { Core } from './core.ts';
import { engineWord, facetKey, reason } from './core.ts';
import { closeUnheld } from './differing.ts';
import { asksAgain, fileAsks, tellOfQuestion } from './files.ts';
import { leaveInHands } from './in-hands.ts';
import type { LookedUpInput } from './inputs.ts';
import { admitCollected, giveUpOpenEdits } from './observed.ts';
import { areRight, lookAgain } from './looking.ts';
import { openObjects, tellEdits } from './open-edits.ts';
import { isBeingShelved, nextPart, setAgain } from './purge.ts';
import { dropQuestions, requestOf } from './questions.ts';
import type { Question, Resync, Session } from './session.ts';
import { maskOf } from './session.ts';
import { recordBack, recordSession } from './session-record.ts';
import { previewOf } from './preview.ts';
import { inStepAt, sift } from './sifting.ts';
import { isLeftAlone, openObject, openValues } from './standing.ts';

const ROUNDS = 8;
/** What the artist has open stands so long; then it may be what the refresh cannot be written beside. */
const GIVE_WAY_ROUND = 3;
/** Others are held up for an engine that comes back for no larger share of the time than one in so many and one. */
const HOLD_AGAIN_AFTER = 10;

/** Starts from digests; whatever the session did before is forgotten. */
export function beginResync(core: Core, session: Session, consented: number | null = null): void {
  nameByFile(core, session);
  session.phase = 'comparing';
  dropQuestions(session);
  session.purge.clear();
  session.unsure.clear();
  session.looks.clear();
  session.dirty.clear();
  session.retryAtMs = null;
  if (session.breaker === 'open') {
    session.breaker = 'half_open';
    recordSession(core, session, 'tried_again', null);
  }
  session.resync = {
    inventory: new Map(),
    values: new Map(),
    toRead: [],
    told: new Set(),
    toldBefore: new Set(),
    asked: new Set(),
    toPatch: new Set(),
    unread: new Set(),
    asksHistory: null,
    then: null,
    stands: new Map(),
    kept: new Map(),
    consented,
    rounds: 0,
    holdUntilMs: null,
    preview: null,
    asks: null,
    differing: [],
    askedAt: 0,
    taking: null,
    decided: null,
  };
  tellEdits(core, session);
  requestOf(core, session, 'take_inventory');
  session.owesInventory = session.askedUpTo;
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
  const open = openValues(core, session);
  for (const id of resync.inventory.keys()) {
    if (truth.has(id)) continue;
    if (mayPurge(core, session.engine, id) || openObject(open, id) !== null) resync.toRead.push(id);
    else resync.unread.add(id);
  }
  if (!askHistory(core, session, resync)) beginReading(core, session);
}

/**
 * What the state has forgotten the history still knows (R8): what the engine held when it was last in step is not its artist's
 * own, and what was deleted since is not, however long ago that was. @returns whether there is anything to ask
 */
function askHistory(core: Core, session: Session, resync: Resync): boolean {
  const { earliestKnown } = core.durable;
  const since = inStepAt(session);
  const isForgotten = since > 0 && since < earliestKnown && resync.toRead.length > 0;
  const objects = earliestKnown > 0 ? [...resync.unread] : [];
  if (!isForgotten && objects.length === 0) return false;
  session.historyAsked += 1;
  resync.asksHistory = session.historyAsked;
  core.emit({
    fx: 'look_up_held',
    session: session.id,
    question: session.historyAsked,
    revision: since > 0 && since < earliestKnown ? since : null,
    objects,
  });
  return true;
}

/** What nobody knows anything of counts as the engine's own, and is kept. */
export function lookedUp(core: Core, { session: id, question, scene, shared }: LookedUpInput): void {
  const session = core.sessions.get(id);
  const resync = session?.resync ?? null;
  if (session === undefined || resync === null || resync.asksHistory !== question) return;
  resync.asksHistory = null;
  resync.then = scene === null ? null : new Map(scene.map((object) => [object.id, object]));
  for (const object of shared) {
    session.longGone.add(object);
    if (resync.unread.delete(object)) resync.toRead.push(object);
  }
  beginReading(core, session);
}

function beginReading(core: Core, session: Session): void {
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
  const { own, before, differing } = sift(core, session, resync);
  resync.preview = previewOf(core, differing, own);
  const { decided } = resync;
  // What comes up while it is set back was not before them.
  resync.decided = null;
  const isMore = decided !== null && asksAgain(core, session, decided, own);
  if (isMore) resync.consented = null;
  const asks = resync.consented === null ? fileAsks(core, session, differing) : null;
  if (asks !== null || isMoreThanAgreed(core, resync, resync.preview)) {
    resync.asks = asks;
    resync.differing = differing;
    resync.askedAt = core.durable.revision;
    if (asks !== null) {
      session.compared += 1;
      tellOfQuestion(core, session, asks);
    }
    return ask(core, session);
  }
  keepThenPatch(core, session, resync, own, before, decided !== null && !isMore);
}

/** Whether an engine holds something of its own of more objects than are taken from it without a click, or by the click that
 * there was: it was about what was shown (rule 2). */
function isMoreThanAgreed(core: Core, { consented }: Resync, { kept }: PreviewView): boolean {
  return kept > Math.max(core.config.purgeWithoutAsking, consented ?? 0);
}

function ask(core: Core, session: Session): void {
  session.phase = 'asking';
  core.changed('sessions', 'status');
}

/** The shelf entry is durable before the purge is sent (R22). */
function keepThenPatch(
  core: Core,
  session: Session,
  resync: Resync,
  own: readonly FacetState[],
  before: readonly FacetState[],
  isDecided = false,
): void {
  if (own.length === 0) return startPatching(core, session);
  if (core.ledger !== 'ok') {
    // What the engine alone holds cannot be kept now, so it is not taken away either.
    resync.consented = null;
    return ask(core, session);
  }
  const full = isDecided ? null : tooMuchToDecide(core, session.engine);
  if (full !== null) return revoke(core, session, full);
  session.phase = 'shelving';
  // A word is used up by what it was for.
  if (resync.consented !== null) resync.consented -= new Set(own.map(({ id }) => id)).size;
  for (const state of own) resync.kept.set(facetKey(state.id, state.facet), state.value);
  const key = `resync-${session.id}`;
  const position = isDecided
    ? shelve(core, { from: `engine:${session.engine}`, why: 'purged', states: own, key })
    : askAbout(core, session, { key, why: 'differs_at_handshake', states: own, before });
  core.whenDurable(position, () => {
    if (session.phase === 'shelving' && session.resync === resync) startPatching(core, session);
  });
}

/** What its artist goes on to before it is in step is the same question, asked of the newest value. */
function askAbout(core: Core, session: Session, collision: Collision): number {
  const goesOn = new Set(session.differed);
  session.differed.add(shelfId(core, collision.key));
  return recordConflict(core, session.engine, { ...collision, goesOn });
}

function startPatching(core: Core, session: Session): void {
  session.phase = 'patching';
  core.changed('sessions');
  patchMore(core, session);
}

function patchMore(core: Core, session: Session): void {
  const { resync } = session;
  if (resync === null) return;
  if (resync.toPatch.size === 0) holdForTheRest(core, resync);
  for (const id of session.dirty) {
    // It became shared meanwhile: what this engine has of it may be newer, and nobody has looked yet.
    if (resync.unread.delete(id)) resync.toRead.push(id);
    else resync.toPatch.add(id);
  }
  session.dirty.clear();
  resync.toRead = [...new Set([...resync.toRead, ...resync.told])];
  resync.toldBefore = new Set(resync.told);
  resync.told.clear();
  if (resync.toRead.length > 0) return readAgain(core, session, resync);
  for (const id of resync.toPatch) {
    if (session.hands.has(id)) leaveInHands(session, id);
    else if (isBeingShelved(core, session.engine, id)) session.dirty.add(id);
    else if (!isLeftAlone(core, session, id)) continue;
    resync.toPatch.delete(id);
  }
  if (resync.toPatch.size === 0) {
    session.phase = 'joining';
    if (session.dirty.size === 0) tryJoin(core, session);
    return;
  }
  session.phase = 'patching';
  const part = nextPart(core, session, resync.toPatch);
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
  const right = new Set<ObjectId>();
  const digests = new Map(message.states);
  const sent = question.objects ?? new Map<ObjectId, SceneObject | null>();
  for (const [id, object] of sent) {
    const digest = digests.get(id) ?? null;
    const want = object === null ? null : digestObject(object, maskOf(session, id));
    if (digest === want) {
      right.add(id);
      continue;
    }
    // It was taken in hand while the patch was on its way: it is set back when it is let go of (rule 6).
    if (session.hands.has(id)) leaveInHands(session, id);
    else wrong.push(id);
  }
  areRight(core, session, right);
  if (session.phase === 'live') {
    spendPatience(core, session, core.nowMs - question.askedMs);
    return lookAgain(session, setAgain(core, session, wrong));
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
  const { own, before, differing } = sift(core, session, resync);
  resync.preview = previewOf(core, differing, own);
  // What its artist did meanwhile is no patch that did not take.
  if (differing.some(({ id }) => !resync.toldBefore.has(id))) {
    resync.rounds += 1;
    if (resync.rounds === GIVE_WAY_ROUND) giveUpOpenEdits(core, session);
    if (resync.rounds >= ROUNDS) {
      return fault(
        core,
        session,
        reason('does_not_take', `${differing.length} values still differ after ${ROUNDS} refreshes.`),
      );
    }
  }
  // The artist's hands did not rest meanwhile: what is new there is kept as well, and asked about like the rest.
  if (isMoreThanAgreed(core, resync, resync.preview)) return ask(core, session);
  keepThenPatch(core, session, resync, own, before);
}

/** True while an engine waits to join: nothing is dispatched, so that what flies can land. */
export function readyToJoin(core: Core): boolean {
  for (const session of core.sessions.values()) {
    if (session.phase === 'joining') tryJoin(core, session);
  }
  for (const session of core.sessions.values())
    if (session.phase === 'joining' || isCatchingUp(core, session)) return true;
  return false;
}

/** Told everything once. Where changes come faster than it can be told of them, it would never be in step: what has
 * landed since is told before more leaves. One that takes its time over that is not waited for, and gets another chance
 * later. */
function holdForTheRest(core: Core, resync: Resync): void {
  const { joinHoldMs } = core.config;
  const { holdUntilMs } = resync;
  if (holdUntilMs !== null && core.nowMs < holdUntilMs + HOLD_AGAIN_AFTER * joinHoldMs) return;
  resync.holdUntilMs = core.nowMs + joinHoldMs;
}

function isCatchingUp(core: Core, { phase, resync }: Session): boolean {
  if (resync === null || resync.holdUntilMs === null || core.nowMs >= resync.holdUntilMs) return false;
  return phase === 'patching' || phase === 'checking' || phase === 'shelving';
}

/** Joins at a BEGIN boundary, when nothing flies and nothing changed since the last patch. */
function tryJoin(core: Core, session: Session): void {
  if (session.dirty.size > 0 || (session.resync?.told.size ?? 0) > 0) return patchMore(core, session);
  if (core.flights.size > 0 || session.questions.size > 0) return;
  session.phase = 'live';
  session.unshared.clear();
  const open = openObjects(core, session);
  for (const id of session.resync?.unread ?? []) if (!open.has(id)) session.unshared.add(id);
  if (session.resync !== null) closeUnheld(core, session, session.resync);
  session.resync = null;
  session.appliedThrough = core.durable.revision;
  // From here on it is known what this process shows; what its file was saved at no longer matters.
  const ending = replacedBy(session);
  session.freshProcess = false;
  core.heardOfResidue(session.engine);
  session.drift.clear();
  session.differed.clear();
  session.round.comparedMs = core.nowMs;
  // What of it was set back, its patch has said; what was left in the artist's hands is still to come.
  for (const id of session.inDoubt) if (!session.purge.has(id)) session.inDoubt.delete(id);
  session.sent.clear();
  recordBack(core, session);
  session.breaker = 'closed';
  session.breakerNeedsClick = false;
  session.retryAtMs = null;
  session.reason = null;
  core.send(session.id, { type: 'live', revision: core.durable.revision });
  replaceDetached(core, session, ending);
  if (core.halt === null && core.ledger === 'ok') admitCollected(core);
  core.changed('sessions', 'status');
}

/** An engine of this name is back, in another process: the one that was lost is not waited for any longer (FAIL-1). */
function replaceDetached(core: Core, session: Session, ending: Ending): void {
  for (const other of [...core.sessions.values()]) {
    if (other.phase !== 'detached' || other.engine !== session.engine) continue;
    revoke(core, other, reason('replaced', `${engineWord(session.engine)} is connected anew.`), ending);
  }
}
