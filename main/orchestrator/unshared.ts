/**
 * Objects that an engine holds under ids which truth never knew: made by a number whose BEGIN a crash took with it, or
 * made there and not taken over. They are the artist's own (R21): nobody sets them back, nothing done to them asks
 * anybody, and at a person's click they become shared under the ids that they have.
 */
import type { Intent } from '#app/intents/index.ts';
import { PROTOCOL_LIMITS } from '#app/protocol/index.ts';
import type { AdapterMessageOf } from '#app/protocol/index.ts';
import { contentHash, objectsTouched } from '#app/scene/index.ts';
import type { Operation } from '#app/scene/index.ts';
import { adopt } from './adopting.ts';
import type { Core } from './core.ts';
import { reason } from './core.ts';
import { revoke } from './greeting.ts';
import { requestOf } from './questions.ts';
import type { Question, Session } from './session.ts';

/** What an edit did to more than the artist's own objects. One that it tells of as new is no longer only theirs. */
export function takeFromOwn(session: Session, operations: readonly Operation[]): readonly Operation[] {
  if (session.unshared.size === 0) return operations;
  for (const operation of operations)
    if (operation.op === 'create') session.unshared.delete(operation.object.id);
  const own = operations.filter((operation) =>
    objectsTouched([operation]).every((id) => session.unshared.has(id)),
  );
  for (const operation of own)
    if (operation.op === 'delete') for (const id of objectsTouched([operation])) session.unshared.delete(id);
  return operations.filter((operation) => !own.includes(operation));
}

/** Whether an engine holds objects of its own under ids that an intent brings into the shared scene. It cannot apply
 * that: what it holds is compared once they are shared. The engine that is being adopted from has them as they shall be. */
export function holdsItsOwn(session: Session, intent: Intent): boolean {
  if (session.unshared.size === 0 || intent.observation?.session === session.id) return false;
  return objectsTouched(intent.operations).some((id) => session.unshared.has(id));
}

/** A person wants them shared: what they are now is read first. */
export function askForUnshared(core: Core, session: Session): void {
  const ids = [...session.unshared];
  for (let from = 0; from < ids.length; from += PROTOCOL_LIMITS.valuesPart)
    requestOf(core, session, 'adopt_unshared', ids.slice(from, from + PROTOCOL_LIMITS.valuesPart));
}

export function adoptUnshared(
  core: Core,
  session: Session,
  message: AdapterMessageOf<'values'>,
  question: Question,
): void {
  if (message.objects.some(({ id }) => !question.asked.has(id)))
    return revoke(core, session, reason('wrong_turn', 'It sent an object that was not asked for.'));
  if (message.last) session.questions.delete(question.request);
  for (const id of message.missing) session.unshared.delete(id);
  core.changed('sessions');
  // The rest was told as new meanwhile, or shared by somebody else.
  const objects = message.objects.filter(({ id }) => session.unshared.has(id));
  const [first] = objects;
  if (first === undefined) return;
  if (adopt(core, session, objects, nameOf(core, first.id)))
    for (const { id } of objects) session.unshared.delete(id);
}

/** These objects keep their ids, and may be adopted anew after an adoption that came to nothing: the position in the
 * log names each try once. */
function nameOf(core: Core, id: string): string {
  const hex = contentHash(['adopt', core.durable.ledger, core.ahead.position, id]);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
