/**
 * Looking again at single objects of a live engine: what a patch was answered for with another digest, or what could not be
 * taken back. Values within their bounds have another digest, so only a read tells. What differs indeed is set back, what
 * the engine alone holds going on the shelf first; nothing else of it is looked at or written to (rule 2).
 */
import type { AdapterMessageOf } from '#app/protocol/index.ts';
import { PROTOCOL_LIMITS } from '#app/protocol/index.ts';
import { canonicalObject, sameValue } from '#app/scene/index.ts';
import type { FacetState, ObjectId, SceneObject } from '#app/scene/index.ts';
import { noteDrift } from './audit.ts';
import { spendPatience } from './breaker.ts';
import { openConflict, tooMuchToDecide } from './conflicts.ts';
import type { Core } from './core.ts';
import { reason } from './core.ts';
import { revoke } from './greeting.ts';
import { leaveInHands } from './in-hands.ts';
import { openObjects } from './open-edits.ts';
import { isBeingShelved } from './purge.ts';
import { requestOf } from './questions.ts';
import { beginResync } from './resync.ts';
import type { Question, Session } from './session.ts';
import { sift } from './sifting.ts';

/** An object that still differs after so many looks: the engine is compared as a whole, which ends in its being in step or
 * in a fault, and asks before it takes more than a handful. */
const LOOKS_MAX = 3;

/** At the next boundary between two numbers these are read; nothing is dispatched until they are as shared. */
export function lookAgain(session: Session, ids: Iterable<ObjectId>): void {
  for (const id of ids) session.unsure.add(id);
}

/** Asks about a part of them. Called when nothing flies, so that the truth is what has landed. */
export function askToLook(core: Core, session: Session): void {
  const part = [...session.unsure].slice(0, PROTOCOL_LIMITS.valuesPart);
  for (const id of part) session.unsure.delete(id);
  requestOf(core, session, 'look_again', part);
}

export function lookedAgain(
  core: Core,
  session: Session,
  message: AdapterMessageOf<'values'>,
  question: Question,
): void {
  const told: [ObjectId, SceneObject | null][] = [
    ...message.objects.map((object): [ObjectId, SceneObject] => [object.id, canonicalObject(object)]),
    ...message.missing.map((id): [ObjectId, null] => [id, null]),
  ];
  if (told.some(([id]) => !question.asked.has(id)))
    return revoke(core, session, reason('wrong_turn', 'It sent an object that was not asked for.'));
  if (message.last) {
    session.questions.delete(question.request);
    spendPatience(core, session, core.nowMs - question.askedMs);
  }
  if (session.phase !== 'live') return;
  const open = openObjects(core, session);
  const flying = new Set([...core.flights.values()].flatMap(({ objects }) => [...objects]));
  const read = new Map<ObjectId, SceneObject | null>();
  for (const [id, actual] of told) {
    // Forced meanwhile, or on a log that takes nothing, so that what is there could not be kept: later.
    if (flying.has(id) || core.ledger !== 'ok') session.unsure.add(id);
    else if (session.hands.has(id)) leaveInHands(session, id);
    else if (open.has(id) || isBeingShelved(core, session.engine, id)) session.purge.add(id);
    else if (!session.purge.has(id)) read.set(id, actual);
  }
  judge(core, session, read);
  core.changed('sessions');
}

function judge(core: Core, session: Session, read: Map<ObjectId, SceneObject | null>): void {
  const { own, before, differing } = sift(core, session, {
    inventory: new Map(),
    values: read,
    kept: new Map(),
    stands: new Map(),
    toPatch: new Set(),
    unread: new Set(),
    then: null,
  });
  const wrong = new Set(differing.map(({ id }) => id));
  areRight(core, session, new Set([...read.keys()].filter((id) => !wrong.has(id))));
  if (wrong.size === 0) return;
  noteDrift(core, session, [...wrong]);
  for (const id of wrong) session.looks.set(id, (session.looks.get(id) ?? 0) + 1);
  if ([...wrong].some((id) => (session.looks.get(id) ?? 0) >= LOOKS_MAX)) return beginResync(core, session);
  const unkept = own.filter((state) => !isOnShelf(core, session.engine, state));
  const kept = new Set(unkept.map(({ id }) => id));
  for (const id of wrong) if (!kept.has(id)) session.purge.add(id);
  if (unkept.length === 0) return;
  const full = tooMuchToDecide(core, session.engine);
  if (full !== null) revoke(core, session, full);
  else openConflict(core, session, { key: `look-${session.id}`, why: 'drift', states: unkept, before });
}

/** They are as shared here, by digest or by value. */
export function areRight(core: Core, session: Session, ids: ReadonlySet<ObjectId>): void {
  for (const about of [session.inDoubt, session.drift, session.looks]) for (const id of ids) about.delete(id);
  core.heardOfResidue(session.engine, ids);
}

/** Whether the very value lies on the shelf, as what was refused there does. */
function isOnShelf(core: Core, engine: string, { id, facet, value }: FacetState): boolean {
  return [...core.durable.shelf.values()].some(
    ({ from, states }) =>
      from === `engine:${engine}` &&
      states.some((each) => each.id === id && each.facet === facet && sameValue(each.value, value)),
  );
}
