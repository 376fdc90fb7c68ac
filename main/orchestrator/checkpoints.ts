/** Versions that a person has named. A name is no change of the scene: it takes no number, and goes without a trace in it. */
import type { Reason } from '#app/intents/index.ts';
import { CHECKPOINT_LIMITS } from '#app/ledger/index.ts';
import type { Checkpoint, LedgerRecord } from '#app/ledger/index.ts';
import type { Core } from './core.ts';
import { PERSON, reason } from './core.ts';

export function nameVersion(core: Core, checkpoint: Checkpoint, reply: string): void {
  const { checkpoints } = core.ahead;
  if (checkpoint.revision > core.durable.revision)
    return core.refuse(
      reply,
      'no_such_version',
      `There is no version ${checkpoint.revision} yet; the newest is ${core.durable.revision}.`,
      'revision',
    );
  if (checkpoints.has(checkpoint.id)) return core.refuse(reply, 'id_reused', 'It has a name already.', 'id');
  if (checkpoints.size >= CHECKPOINT_LIMITS.count)
    return core.refuse(
      reply,
      'too_many_checkpoints',
      `At most ${CHECKPOINT_LIMITS.count} versions have a name; remove some first.`,
    );
  put(core, checkpoint, reply);
}

export function renameCheckpoint(core: Core, id: string, name: string, reply: string): void {
  const before = core.ahead.checkpoints.get(id);
  if (before === undefined) return notThere(core, reply);
  put(core, { ...before, name }, reply);
}

export function removeCheckpoint(core: Core, id: string, reply: string): void {
  if (!core.ahead.checkpoints.has(id)) return notThere(core, reply);
  record(core, { kind: 'remove_checkpoint', id, by: PERSON.id }, reply);
}

function put(core: Core, { id, name, revision }: Checkpoint, reply: string): void {
  const checkpoint = { id, name: name.trim(), revision };
  const refusal = unusable(core, checkpoint);
  if (refusal !== null) return core.reply(reply, { ok: false, reason: refusal });
  record(core, { kind: 'checkpoint', checkpoint, by: PERSON.id }, reply);
}

function unusable(core: Core, { id, name }: Checkpoint): Reason | null {
  if (name === '' || /\p{Cc}/u.test(name)) return reason('no_name', 'A name is one line of text.', 'name');
  for (const other of core.ahead.checkpoints.values())
    if (other.name === name && other.id !== id)
      return reason('name_taken', `Version ${other.revision} is called that already.`, 'name');
  return null;
}

function notThere(core: Core, reply: string): void {
  core.refuse(reply, 'no_checkpoint', 'No version has this name any more.');
}

function record(core: Core, entry: LedgerRecord, reply: string): void {
  const position = core.append([entry], { flush: true });
  core.changed('checkpoints');
  core.doneWhenDurable(reply, position);
}
