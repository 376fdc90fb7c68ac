/** Objects that truth never knew become shared at a person's click (R21): one intent, already in effect at its source. */
import type { Intent, Reason } from '#app/intents/index.ts';
import type { AdapterMessageOf } from '#app/protocol/index.ts';
import { canonicalOperation, classify } from '#app/scene/index.ts';
import type { Operation, SceneObject } from '#app/scene/index.ts';
import { reason } from './core.ts';
import type { Core } from './core.ts';
import { bare, closedDoor, enqueue } from './gate.ts';
import { admit } from './giving-way.ts';
import type { Question, Session } from './session.ts';

export function adoptUnmanaged(
  core: Core,
  session: Session,
  message: AdapterMessageOf<'values'>,
  question: Question,
): void {
  const { objects } = message;
  if (message.last) session.questions.delete(question.request);
  if (objects.length === 0) return;
  if (session.phase !== 'live') return lateAdoption(core, session, message);
  session.unmanaged = Math.max(0, session.unmanaged - objects.length);
  adopt(core, session, objects, editOf(message));
}

/** Puts them in line as one change of the engine's artist. False when that was refused, and the engine told so. */
export function adopt(core: Core, session: Session, objects: readonly SceneObject[], edit: string): boolean {
  const operations = objects.map((object): Operation => canonicalOperation({ op: 'create', object }));
  const intent: Intent = {
    id: edit,
    actor: { kind: 'engine', id: `engine:${session.engine}`, name: session.engine },
    authority: 'human',
    base: { revision: core.ahead.revision, after: [] },
    reason: 'adopted into the shared scene',
    task: null,
    operations,
    class: classify(operations),
    observation: { session: session.id, edit, before: [], undo: { kind: 'step', name: 'adopt' } },
    force: false,
  };
  const refusal =
    closedDoor(core, intent) ??
    (core.isTaken(intent) ? reason('id_reused', 'Their id stands for something else already.') : null) ??
    admit(core, intent)?.reason ??
    null;
  if (refusal !== null) {
    refuseAdoption(core, session, edit, refusal);
    return false;
  }
  session.edits.set(edit, { outcome: 'waiting', n: null, code: 'queued', message: '' });
  enqueue(core, bare(core, intent));
  core.changed('sessions');
  return true;
}

/** An adoption whose values came after it was given up: the session was set aside, or its file changed. */
export function lateAdoption(core: Core, session: Session, message: AdapterMessageOf<'values'>): void {
  if (message.last) session.droppedAdoptions.delete(message.request);
  if (message.objects.length === 0) return;
  refuseAdoption(
    core,
    session,
    editOf(message),
    reason('not_live', 'It was not in step when they came. Adopt them again.'),
  );
}

/** The engine hears it as of any edit, so that the objects become its own again. */
function refuseAdoption(core: Core, session: Session, edit: string, why: Reason): void {
  session.reason = reason(why.code, `Not adopted: ${why.message}`);
  core.send(session.id, { type: 'note', message: session.reason.message });
  core.send(session.id, {
    type: 'decided',
    edit,
    outcome: 'rejected',
    n: null,
    code: why.code,
    message: why.message,
  });
  core.changed('sessions');
}

/** The first object's id is new, so it names this adoption once. */
function editOf(message: AdapterMessageOf<'values'>): string {
  return message.objects[0]?.id ?? '';
}
