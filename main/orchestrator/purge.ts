/**
 * Setting live engines back to the truth, object by object, between two intents: after a conflict, a drift, a forced
 * change (R22, ORD-5). What the artist did there and nobody has decided yet stands.
 */
import type { ShelveRecord } from '#app/ledger/index.ts';
import { PROTOCOL_LIMITS } from '#app/protocol/index.ts';
import { ancestorsOf } from '#app/scene/index.ts';
import type { ObjectId } from '#app/scene/index.ts';
import type { Core, Flight } from './core.ts';
import { askToLook } from './looking.ts';
import { openObjects } from './open-edits.ts';
import { isPieceOf } from './pieces.ts';
import { requestOf } from './questions.ts';
import { beginResync } from './resync.ts';
import type { Session } from './session.ts';
import { holdsItsOwn } from './unshared.ts';

/** Truth moved: an engine that was passed over, or that was compared meanwhile, hears of it by a patch. Whether it had
 * voted for the number does not help one that is being compared: it may have opened another file since. */
export function markDirty(core: Core, flight: Flight): void {
  for (const session of core.sessions.values()) {
    if (session.phase === 'over' || session.phase === 'detached') continue;
    if (session.phase !== 'live') {
      // What a person takes from the file that asks is no news to its card; it is compared anew before anything is written.
      const taking = session.resync?.taking ?? null;
      if (taking !== null && isPieceOf(taking, flight.intent)) continue;
      for (const id of flight.objects) session.dirty.add(id);
    } else if (!flight.votes.has(session.id)) {
      for (const id of flight.objects) {
        session.purge.add(id);
        // It is behind on it until its artist lets go, who has not seen what is shared there now.
        if (session.hands.has(id)) session.inDoubt.add(id);
      }
      // An edit of its own holds the patch back, and the next number must not overtake it there (ORD-2); an object of
      // its own under the same id was never looked at. The engine is compared: what it alone holds goes on the shelf, where
      // that is more than a handful not without a question, and what its artist has open stands.
      const open = openObjects(core, session);
      if (holdsItsOwn(session, flight.intent) || [...flight.objects].some((id) => open.has(id)))
        beginResync(core, session);
    }
  }
}

/** Sends what is due. Called when nothing flies, so that number order stays effect order (ORD-2). */
export function flushPurges(core: Core): void {
  for (const session of core.sessions.values()) {
    if (session.phase !== 'live' || session.purge.size + session.unsure.size === 0) continue;
    if (session.busy !== null || session.questions.size > 0) continue;
    if (session.unsure.size > 0) {
      askToLook(core, session);
      continue;
    }
    const open = openObjects(core, session);
    const due = new Set([...session.purge].filter((id) => mayBeSetBack(core, session, id, open)));
    if (due.size === 0) continue;
    const part = nextPart(core, session, due);
    for (const id of part) session.purge.delete(id);
    requestOf(core, session, 'patch', part);
  }
}

/** Whether a purge must go out, or come back, before the next number may leave. */
export function hasDuePurge(core: Core, session: Session): boolean {
  if (session.phase !== 'live') return false;
  for (const { kind } of session.questions.values())
    if (kind === 'patch' || kind === 'look_again') return true;
  if (session.unsure.size > 0) return true;
  if (session.purge.size === 0) return false;
  const open = openObjects(core, session);
  for (const id of session.purge) if (mayBeSetBack(core, session, id, open)) return true;
  return false;
}

/** What an engine shows otherwise than the patch said, though an edit of its own, or a later patch, explains it: it is
 * set again. Returns the rest, which nothing explains. */
export function setAgain(core: Core, session: Session, wrong: readonly ObjectId[]): ObjectId[] {
  const open = openObjects(core, session);
  return wrong.filter((id) => {
    if (!open.has(id) && !session.purge.has(id) && !isBeingShelved(core, session.engine, id)) return true;
    session.purge.add(id);
    return false;
  });
}

/** An edit of this very engine on the object is on its way: its value must stand until that is decided. */
export function awaitsDecision(core: Core, session: Session, id: ObjectId): boolean {
  return openObjects(core, session).has(id);
}

/** Not in the artist's hands, not while an edit of theirs on it is open, and not before what they had there is durable
 * on the shelf (R22). */
function mayBeSetBack(core: Core, session: Session, id: ObjectId, open: ReadonlySet<ObjectId>): boolean {
  return !session.hands.has(id) && !open.has(id) && !isBeingShelved(core, session.engine, id);
}

export function isBeingShelved(core: Core, engine: string, id: ObjectId): boolean {
  for (const { entry } of shelving(core, engine))
    if (entry.states.some((state) => state.id === id)) return true;
  return false;
}

/** Objects of which something goes on the shelf for an engine, and is not durable there yet. */
export function beingShelved(core: Core, engine: string): ReadonlySet<ObjectId> {
  const ids = new Set<ObjectId>();
  for (const { entry } of shelving(core, engine)) for (const { id } of entry.states) ids.add(id);
  return ids;
}

function* shelving(core: Core, engine: string): Iterable<ShelveRecord> {
  const pending = core.pendingRecords.map(({ record }) => record);
  for (const record of [...pending, ...core.backlog])
    if (record.kind === 'shelve' && record.entry.from === `engine:${engine}`) yield record;
}

/** A live engine holds everybody up until its patch is in, so it gets less at a time than one that is brought to the
 * truth, which evaluates its whole scene anew for each patch. */
const LIVE_PART = 500;
/** In UTF-16 units of JSON, each of which is three bytes at most: a quarter of a frame. */
const PART_UNITS_MAX = PROTOCOL_LIMITS.frameBytes / 4;

/** The next objects to patch in an engine: parents before children, so that no child arrives before its parent, and last
 * what is gone. */
export function nextPart(core: Core, session: Session, toPatch: ReadonlySet<ObjectId>): ObjectId[] {
  const { objects } = core.durable;
  const depthOf = (id: ObjectId): number =>
    objects.has(id) ? ancestorsOf({ objects }, id).length : Number.POSITIVE_INFINITY;
  const order = [...toPatch].map((id) => ({ id, depth: depthOf(id) }));
  order.sort((a, b) => (a.depth === b.depth ? (a.id < b.id ? -1 : 1) : a.depth - b.depth));
  const part: ObjectId[] = [];
  const most = session.phase === 'live' ? LIVE_PART : PROTOCOL_LIMITS.patchPart;
  let units = 0;
  for (const { id } of order) {
    const object = objects.get(id);
    units += object === undefined ? 0 : JSON.stringify(object).length;
    if (part.length > 0 && (part.length >= most || units > PART_UNITS_MAX)) break;
    part.push(id);
  }
  return part;
}
