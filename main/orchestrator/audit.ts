/**
 * The parity audit: a live engine is compared with the truth all the time, a few objects a question, by digests, and by
 * values where those differ. What differs though nobody told of it is drift: it shows with its age and is set back
 * (R22, ORD-5), what the engine held going on the shelf first.
 *
 * Both sides move on while a question travels. An object counts only if nothing about it is on its way when the answer
 * comes, and its truth is the one that was asked about.
 */
import type { AdapterMessageOf } from '#app/protocol/index.ts';
import { PROTOCOL_LIMITS } from '#app/protocol/index.ts';
import { canonicalObject, digestObject } from '#app/scene/index.ts';
import type { FacetState, ObjectId, SceneObject } from '#app/scene/index.ts';
import { fault } from './breaker.ts';
import { openConflict, tooMuchToDecide } from './conflicts.ts';
import type { Core } from './core.ts';
import { engineWord, reason, secondsWord } from './core.ts';
import { loseParticipant } from './flight.ts';
import { revoke } from './greeting.ts';
import { openObjects } from './open-edits.ts';
import { beingShelved } from './purge.ts';
import type { Audit, AuditRound, Session } from './session.ts';
import { maskOf } from './session.ts';
import { differencesOf } from './sifting.ts';

/** Each is small enough for one frame of an engine; the next one comes no sooner than the answer. */
const QUESTIONS_PER_HEARTBEAT = 6;

/** Once a tick: asks every engine that has nothing better to do, and gives up on one that never answers. */
export function audit(core: Core): void {
  for (const session of core.sessions.values()) {
    if (session.phase !== 'live' || session.busy !== null) continue;
    const { round } = session;
    // Ticks come more often while something flies, and the artist has no more time for that.
    if (core.nowMs - round.countsFromMs >= core.config.heartbeatMs) {
      round.countsFromMs = core.nowMs;
      round.asked = 0;
    }
    if (session.audit === null) askNext(core, session);
    else if (core.nowMs >= session.audit.deadlineMs) giveUp(core, session);
  }
}

function giveUp(core: Core, session: Session): void {
  const why = reason(
    'audit_timeout',
    `${engineWord(session.engine)} did not say in ${secondsWord(core.config.resyncTimeoutMs)} what it holds.`,
  );
  fault(core, session, why);
  loseParticipant(core, session, why, true);
}

function askNext(core: Core, session: Session): void {
  const { round } = session;
  if (!round.isAskedFor && round.asked >= QUESTIONS_PER_HEARTBEAT) return;
  round.asked += 1;
  if (round.rest.length === 0) {
    if (core.durable.objects.size === 0) return;
    beginRound(core, round);
  }
  const part = round.rest.splice(-PROTOCOL_LIMITS.auditPart);
  const restless = restlessIn(core, session);
  const objects = new Map<ObjectId, SceneObject>();
  for (const id of part) {
    const truth = core.durable.objects.get(id);
    if (truth !== undefined && !restless.has(id)) objects.set(id, truth);
  }
  if (objects.size === 0) return endPart(core, session);
  const request = core.nextRequest();
  session.askedUpTo = request;
  session.audit = {
    request,
    stage: 'digests',
    deadlineMs: core.nowMs + core.config.resyncTimeoutMs,
    round: round.number,
    objects,
  };
  core.send(session.id, { type: 'audit', request, ids: [...objects.keys()] });
}

function beginRound(core: Core, round: AuditRound): void {
  round.rest = [...core.durable.objects.keys()];
  round.beganMs = core.nowMs;
  round.number += 1;
  round.of = round.rest.length;
  round.compared = 0;
}

/** A person wants to know now: all objects, beginning with this moment. What is still open of the round before counts for
 * nothing in this one. */
export function auditNow(core: Core, session: Session, reply: string): void {
  const name = engineWord(session.engine);
  if (session.phase !== 'live')
    return core.refuse(
      reply,
      'not_live',
      `${name} is not in step at the moment: it is compared as it joins.`,
    );
  if (session.busy !== null)
    return core.refuse(reply, 'engine_busy', `${name} is busy: it is compared when it is back.`);
  if (core.durable.objects.size === 0)
    return core.refuse(reply, 'nothing_shared', 'There is no shared object to compare yet.');
  beginRound(core, session.round);
  session.round.isAskedFor = true;
  core.changed('sessions');
  if (session.audit === null && core.flights.size === 0) askNext(core, session);
  core.reply(reply, { ok: true, state: 'done', receipt: null, position: null });
}

/** Objects about which something is on its way, or that are in the artist's hands: what is read of them now says nothing.
 * Nor does it before what was found there is safe: until then it is not set back, and would be found once more. */
function restlessIn(core: Core, session: Session): ReadonlySet<ObjectId> {
  const restless = openObjects(core, session);
  for (const ids of [session.hands, session.inDoubt, session.purge, session.unsure, session.dirty])
    for (const id of ids) restless.add(id);
  for (const flight of core.flights.values()) for (const id of flight.objects) restless.add(id);
  for (const { kind, asked } of session.questions.values())
    if (kind === 'patch' || kind === 'look_again') for (const id of asked) restless.add(id);
  for (const id of beingShelved(core, session.engine)) restless.add(id);
  return restless;
}

export function digests(core: Core, session: Session, message: AdapterMessageOf<'digests'>): void {
  const asked = answered(core, session, message.request, 'digests');
  if (asked === null) return;
  const restless = restlessIn(core, session);
  const toRead = new Map<ObjectId, SceneObject>();
  for (const [id, digest] of message.states) {
    const object = asked.objects.get(id);
    if (object === undefined)
      return revoke(core, session, reason('wrong_turn', 'It told of an object that was not asked about.'));
    if (!isQuiet(core, restless, id, object)) continue;
    if (digest === digestObject(object, maskOf(session, id))) {
      count(session, asked);
      agrees(core, session, id);
    } else toRead.set(id, object);
  }
  if (toRead.size === 0) return endPart(core, session);
  const request = core.nextRequest();
  session.askedUpTo = request;
  session.audit = { ...asked, request, stage: 'values', objects: toRead };
  core.send(session.id, { type: 'read_values', request, ids: [...toRead.keys()] });
}

/** True where the answer was to an audit and is dealt with. */
export function auditValues(core: Core, session: Session, message: AdapterMessageOf<'values'>): boolean {
  if (session.audit?.stage !== 'values' || session.audit.request !== message.request) return false;
  const { audit: asked } = session;
  if (session.phase !== 'live') {
    // It was set aside meanwhile: what play mode or a bake shows is nobody's drift (rule 7).
    session.audit = null;
    return true;
  }
  const restless = restlessIn(core, session);
  const drifted: FacetState[] = [];
  const told: [ObjectId, SceneObject | null][] = [
    ...message.objects.map((object): [ObjectId, SceneObject] => [object.id, canonicalObject(object)]),
    ...message.missing.map((id): [ObjectId, null] => [id, null]),
  ];
  for (const [id, actual] of told) {
    const object = asked.objects.get(id);
    if (object === undefined) {
      revoke(core, session, reason('wrong_turn', 'It sent an object that was not asked for.'));
      return true;
    }
    if (!isQuiet(core, restless, id, object)) continue;
    count(session, asked);
    const states = differencesOf(core, session, id, actual);
    if (states.length === 0) agrees(core, session, id);
    drifted.push(...states);
  }
  setRight(core, session, drifted);
  if (message.last) endPart(core, session);
  return true;
}

function answered(core: Core, session: Session, request: number, stage: Audit['stage']): Audit | null {
  const asked = session.audit;
  if (asked?.stage === stage && asked.request === request) {
    session.audit = null;
    return session.phase === 'live' ? asked : null;
  }
  // What was asked before a refresh may still come in; what was never asked may not.
  if (request > session.askedUpTo)
    revoke(core, session, reason('wrong_turn', 'It answered a question that was never asked.'));
  return null;
}

function isQuiet(core: Core, restless: ReadonlySet<ObjectId>, id: ObjectId, asked: SceneObject): boolean {
  return core.durable.objects.get(id) === asked && !restless.has(id);
}

function count({ round }: Session, asked: Audit): void {
  if (asked.round === round.number) round.compared += 1;
}

function agrees(core: Core, session: Session, id: ObjectId): void {
  if (session.drift.delete(id)) core.changed('sessions');
}

function setRight(core: Core, session: Session, drifted: readonly FacetState[]): void {
  if (drifted.length === 0) return;
  noteDrift(
    core,
    session,
    drifted.map(({ id }) => id),
  );
  // On a log that takes nothing, what the engine holds cannot be kept, so it is not taken away either.
  if (core.ledger !== 'ok') return;
  // What is merely missing holds nothing that could be lost.
  const missing = drifted.filter(({ facet, value }) => facet === 'existence' && value === null);
  for (const { id } of missing) session.purge.add(id);
  const states = drifted.filter((state) => !missing.includes(state));
  if (states.length === 0) return;
  const full = tooMuchToDecide(core, session.engine);
  if (full !== null) revoke(core, session, full);
  else openConflict(core, session, { key: `audit-${session.id}`, why: 'drift', states, before: [] });
}

/** From now on these are known to be out of step here, until they are found in step again. */
export function noteDrift(core: Core, session: Session, ids: readonly ObjectId[]): void {
  for (const id of ids) if (!session.drift.has(id)) session.drift.set(id, core.nowMs);
  core.changed('sessions');
}

function endPart(core: Core, session: Session): void {
  session.audit = null;
  const { round } = session;
  if (round.isAskedFor) core.changed('sessions');
  if (round.rest.length > 0) {
    // What is on its way comes first.
    if (core.flights.size === 0 && session.phase === 'live' && session.busy === null) askNext(core, session);
    return;
  }
  round.comparedMs = round.beganMs;
  round.isAskedFor = false;
  round.ended += 1;
  round.lastCompared = round.compared;
  for (const id of session.drift.keys()) if (!core.durable.objects.has(id)) session.drift.delete(id);
  core.changed('sessions');
}
