/**
 * A file that is not what the shared scene is by now (rule 3): saved at an earlier version, changed where nobody heard
 * it, or from a history that is not this one. It is never brought up to date by itself. While it asks, the engine is
 * parked in `asking`: nothing is observed there and nothing written. The question follows from the file alone, and
 * comes again after every restart until it is answered.
 */
import type { FileAge, FileDifferences, FileQuestionView } from '#app/control-room/index.ts';
import { FILE_DIFFERENCES_PART } from '#app/control-room/index.ts';
import { isOwnRevision, valueAt } from '#app/ledger/index.ts';
import { ancestorsOf, sameValue } from '#app/scene/index.ts';
import type { FacetState, ObjectId, Operation, SceneObject } from '#app/scene/index.ts';
import { fileWord, reason } from './core.ts';
import type { Core } from './core.ts';
import { applicable, operationFor } from './operations-for.ts';
import type { Command } from './inputs.ts';
import { beginTaking, goOnTaking } from './pieces.ts';
import type { Taking } from './pieces.ts';
import { beginResync } from './resync.ts';
import type { Decided, Session } from './session.ts';

type AnswerFile = Extract<Command, { do: 'answer_file' }>;

/** How the open file's age stands to the shared scene; null where the engine's process has been in step with it, or
 * where the file says no version: it was linked and never in step, and has nothing to be older than. */
export function fileAge(core: Core, session: Session): FileAge | null {
  const { freshProcess, savedRevision } = session;
  if (!freshProcess || savedRevision === null) return null;
  if (!isOwnRevision(core.durable, savedRevision)) return 'newer';
  return savedRevision < core.durable.revision ? 'older' : 'edited';
}

/** What its age asks, once it was compared. A file of another history says so though all of it may be the same. */
export function fileAsks(core: Core, session: Session, differing: readonly FacetState[]): FileAge | null {
  const age = fileAge(core, session);
  return age === 'newer' || differing.length > 0 ? age : null;
}

/** The engine's own artist hears why nothing happens there. */
export function tellOfQuestion(core: Core, session: Session, age: FileAge): void {
  if (isLeft(session)) return;
  const file = `This ${fileWord(session.kind)}`;
  const why = {
    older: `${file} was saved at version ${session.savedRevision}; the shared scene is at ${core.durable.revision}.`,
    edited: `${file} differs from the shared scene.`,
    newer: `${file} was saved at version ${session.savedRevision}, which the history does not have.`,
  }[age];
  core.send(session.id, {
    type: 'note',
    message: `${why} VibeSync asks what to do; until then nothing is read here or written.`,
  });
}

/** By what it is told apart, a file was left: opening any other, or this one saved anew, asks again. */
function fileKey({ scene, file, title, savedRevision }: Session): string {
  return `${scene} ${file ?? title} ${savedRevision}`;
}

function isLeft(session: Session): boolean {
  return session.leftFile === fileKey(session);
}

export function viewFile(core: Core, session: Session): FileQuestionView | null {
  const asks = session.phase === 'asking' ? (session.resync?.asks ?? null) : null;
  if (asks === null) return null;
  return {
    age: asks,
    savedRevision: session.savedRevision ?? 0,
    compared: session.compared,
    isLeft: isLeft(session),
    isUnderWay: session.resync?.taking !== null,
    changedSince: [...session.dirty].filter((id) => core.durable.objects.has(id)).length,
  };
}

/** The differences of a file that asks, object by object, from the one at `from` on. Null where none asks. */
export function fileDifferences(core: Core, id: string, from: number): FileDifferences | null {
  const session = core.sessions.get(id);
  if (session === undefined || session.phase !== 'asking' || session.resync === null) return null;
  const byObject = new Map<ObjectId, FacetState[]>();
  for (const state of session.resync.differing) {
    const states = byObject.get(state.id);
    if (states === undefined) byObject.set(state.id, [state]);
    else states.push(state);
  }
  const part = [...byObject].slice(from, from + FILE_DIFFERENCES_PART);
  return {
    total: byObject.size,
    objects: part.map(([object, states]) => ({ id: object, name: nameOf(core, object, states), states })),
  };
}

function nameOf(core: Core, id: ObjectId, states: readonly FacetState[]): string {
  const known = core.durable.objects.get(id) ?? states.find(({ facet }) => facet === 'existence')?.value;
  return (known as SceneObject | null | undefined)?.name ?? '';
}

/**
 * A person answers. What they take from the file becomes their own change first, or several where it is more than one may
 * hold, and goes through admission like any; once all of it is committed the rest of the file is brought to the shared
 * scene, and what only it has goes on the shelf. If a change comes to nothing, nothing has happened in the file, and it
 * asks on.
 */
export function answerFile(
  core: Core,
  session: Session,
  { answer, fromFile, intent: intentId, compared }: AnswerFile,
  reply: string,
): void {
  const { resync } = session;
  if (session.phase !== 'asking' || resync === null || resync.asks === null)
    return core.refuse(reply, 'not_asking', 'Nothing is asked about this file any more.');
  if (resync.taking !== null)
    return core.refuse(reply, 'under_way', 'What you took from the file is on its way already.');
  if (answer === 'bring' && compared !== undefined && compared !== session.compared)
    return core.refuse(reply, 'file_compared_anew', 'It was compared anew since. Look at what differs now.');
  core.changed('sessions', 'status');
  if (answer !== 'bring') {
    session.leftFile = answer === 'leave' ? fileKey(session) : null;
    if (answer === 'look') {
      session.reason = null;
      beginResync(core, session);
    }
    return core.reply(reply, { ok: true, state: 'done', receipt: null, position: null });
  }
  const wanted = new Set(fromFile);
  const taken = resync.differing.filter(({ id }) => wanted.has(id));
  if (new Set(taken.map(({ id }) => id)).size !== wanted.size)
    return core.refuse(reply, 'unknown_object', 'It names an object that does not differ there any more.');
  const operations = operationsFromFile(core, taken);
  if ('code' in operations) return core.refuse(reply, operations.code, operations.message);
  if (operations.length > 0) {
    const why = `from ${session.title}, saved at version ${session.savedRevision}`;
    const taking = beginTaking(core, intentId, why, operations);
    if ('code' in taking) return core.reply(reply, { ok: false, reason: taking });
    resync.taking = taking;
  } else bringUpToDate(core, session);
  core.reply(reply, { ok: true, state: 'done', receipt: null, position: null });
}

/** Compared anew: what was done since in what was shown is found as well, and kept. */
export function bringUpToDate(core: Core, session: Session): void {
  session.leftFile = null;
  session.reason = null;
  const objects = new Set(session.resync?.differing.map(({ id }) => id));
  const revision = session.resync?.askedAt ?? 0;
  beginResync(core, session, Infinity);
  if (session.resync !== null) session.resync.decided = { objects, revision };
}

/** Whether the file by now holds something of its own in objects that were as shared when its person looked: their word
 * was not about these. What only the shared scene has moved on from is none of it. */
export function asksAgain(
  core: Core,
  session: Session,
  { objects, revision }: Decided,
  own: readonly FacetState[],
): boolean {
  const unseen = own.filter(({ id, facet, value }) => {
    if (objects.has(id)) return false;
    const then = valueAt(core.durable, revision, id, facet);
    return then === undefined || !sameValue(then, value);
  });
  const count = new Set(unseen.map(({ id }) => id)).size;
  if (count === 0) return false;
  const more = count === 1 ? '1 more object differs' : `${count} more objects differ`;
  session.reason = reason('file_changed_since', `${more} there since you looked: nothing was set back yet.`);
  return true;
}

/**
 * What was taken from files has come to its end, or a piece of it has, and the next one gets in line.
 * @returns whether one did
 */
export function followFileAnswers(core: Core): boolean {
  let isHandedIn = false;
  for (const session of core.sessions.values()) {
    const taking = session.resync?.taking ?? null;
    if (session.resync === null || taking === null) continue;
    const progress = goOnTaking(core, taking);
    if (progress.is === 'stopped') notTaken(core, session, taking, progress);
    else if (progress.is === 'all_taken') bringUpToDate(core, session);
    else if (progress.is === 'next') {
      session.resync.taking = progress.taking;
      isHandedIn = true;
    }
  }
  return isHandedIn;
}

/** The file asks on; where pieces of it are shared by now, about what still differs. */
function notTaken(
  core: Core,
  session: Session,
  { pieces }: Taking,
  { piece, why }: { readonly piece: number; readonly why: string },
): void {
  if (session.resync !== null) session.resync.taking = null;
  const count = (some: readonly (readonly Operation[])[]): number =>
    some.reduce((sum, { length }) => sum + length, 0);
  const words =
    piece === 0
      ? 'What you took from the file did not go through.'
      : `${count(pieces.slice(0, piece))} of the ${count(pieces)} changes that you took from the file are shared; the rest did not go through.`;
  if (piece > 0) beginResync(core, session);
  session.reason = reason('file_not_taken', `${words} ${why}`.trimEnd());
  core.changed('sessions', 'status');
}

/** The change that makes the shared scene what a file holds: what is new first, parents before children, what is gone
 * last, children before parents. Or why there is none. */
function operationsFromFile(
  core: Core,
  states: readonly FacetState[],
): Operation[] | { readonly code: string; readonly message: string } {
  const { scene } = core;
  const created = new Map<ObjectId, SceneObject>();
  const gone: ObjectId[] = [];
  const parents: Operation[] = [];
  const values: Operation[] = [];
  const moved = new Set<ObjectId>();
  for (const state of states) {
    const { id, facet, value } = state;
    const object = scene.objects.get(id);
    if (facet === 'existence') {
      if (value === null) gone.push(...(object === undefined ? [] : [id]));
      else if (object === undefined) created.set(id, value as SceneObject);
      else if (object.kind !== (value as SceneObject).kind)
        return {
          code: 'another_kind',
          message: `${object.name} is another kind of object in the file, and cannot become that.`,
        };
      continue;
    }
    if (object === undefined)
      return { code: 'unknown_object', message: 'An object of these is not in the shared scene any more.' };
    if (facet === 'parent') {
      moved.add(id);
      if (!sameValue(object.parent, value)) parents.push(operationFor(state));
    } else values.push(operationFor(state));
  }
  const isGone = new Set(gone);
  for (const object of scene.objects.values())
    if (
      object.parent !== null &&
      isGone.has(object.parent) &&
      !isGone.has(object.id) &&
      !moved.has(object.id)
    )
      return {
        code: 'holds_others',
        message: `${scene.objects.get(object.parent)?.name ?? ''} is gone in the file, and ${object.name} under it is to stay: take both, or neither.`,
      };
  const depthOf = (id: ObjectId): number => ancestorsOf(scene, id).length;
  const deepestFirst = [...gone].sort((a, b) => depthOf(b) - depthOf(a) || (a < b ? -1 : 1));
  return applicable(core, states, [
    ...parentsFirst(created).map((object): Operation => ({ op: 'create', object })),
    ...parents,
    ...values,
    ...deepestFirst.map((id): Operation => ({ op: 'delete', id, descendants: [] })),
  ]);
}

function parentsFirst(created: ReadonlyMap<ObjectId, SceneObject>): SceneObject[] {
  const ordered = new Set<SceneObject>();
  const add = (object: SceneObject): void => {
    const parent = object.parent === null ? undefined : created.get(object.parent);
    if (parent !== undefined && !ordered.has(parent)) add(parent);
    ordered.add(object);
  };
  for (const object of created.values()) add(object);
  return [...ordered];
}
