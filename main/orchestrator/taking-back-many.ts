/**
 * Taking back several confirmed changes as one (R24): of an actor, of a task, of an object, of a span. What others have put on
 * top of them stays, and is named; what others did in between comes out again from below.
 */
import type { Reason } from '#app/intents/index.ts';
import type { UndoView } from '#app/control-room/index.ts';
import { STAYING_TOLD_MAX, UNDO_VALUES_MAX } from '#app/control-room/index.ts';
import { earliestKnown, outcomeKey, overwrittenTogether } from '#app/ledger/index.ts';
import type { OverwrittenPart, OverwrittenTogether } from '#app/ledger/index.ts';
import { contentHash, refusalOf, touchKey, withFacet } from '#app/scene/index.ts';
import type { ObjectId, Operation, SceneObject, Touch } from '#app/scene/index.ts';
import type { Core } from './core.ts';
import { PERSON, reason } from './core.ts';
import { answerKnown } from './gate.ts';
import type { Command, CommandInput } from './inputs.ts';
import { beginTaking, goOnTaking, piecesOf } from './pieces.ts';
import type { Taking } from './pieces.ts';
import { planParts } from './taking-back.ts';
import type { Part } from './taking-back.ts';

/** What a person takes back by the click that was made last, and how far that is. */
export interface Undoing {
  readonly intent: string;
  /** What was asked for, as it stood: the same id stands for nothing else. */
  readonly asked: string;
  /** Null once the last of it has got in line. */
  readonly taking: Taking | null;
}

export type WayToUndo =
  | { readonly ok: true; readonly view: UndoView; readonly operations: Operation[] }
  | { readonly ok: false; readonly reason: Reason };

/** Whether the state itself still knows what all of these overwrote. */
export function remembersChanges(core: Core, numbers: readonly number[]): boolean {
  return oldestOf(numbers) > earliestKnown(core.ahead);
}

/**
 * @param numbers of confirmed changes; others are refused
 * @param past what they overwrote, where the state has forgotten it
 */
export function wayToUndo(
  core: Core,
  numbers: readonly number[],
  past: OverwrittenTogether | null = null,
): WayToUndo {
  const ours = new Set(numbers);
  const above = numbers.find((n) => n > core.durable.revision);
  if (above !== undefined) return noSuchChange(above);
  if (past === null && !remembersChanges(core, numbers))
    return refused(
      'too_long_ago',
      `What changes overwrote is known from ${earliestKnown(core.ahead) + 1} on; ${oldestOf(numbers)} is longer ago than that.`,
    );
  const together = past ?? overwrittenTogether(core.ahead, ours);
  if ('unknown' in together) return noSuchChange(together.unknown);
  if ('tooMany' in together)
    return refused(
      'too_large',
      `They have set more than ${UNDO_VALUES_MAX} values; that many are taken back at once. Choose a smaller span.`,
    );
  const { way, taken, of, staying } = planParts(core, ours, wholeParts(together.parts));
  if (!way.ok) return refused(way.refusal.code, `It cannot all be taken back: ${way.refusal.message}`);
  const { operations } = way;
  const misfit = refusalOf(core.projected, operations);
  if (misfit !== null) return refused(misfit.code, misfit.message);
  const view = {
    at: core.durable.revision,
    changes: ours.size,
    operations: operations.length,
    pieces: piecesOf(operations, core.config.pieceOperations).length,
    taken,
    of,
    staying: staying.slice(0, STAYING_TOLD_MAX),
    stays: staying.length,
  };
  return { ok: true, view, operations };
}

/**
 * Takes them back, as it was shown: where the scene has moved on since, it is refused. What one change does not hold goes by
 * several, in order; where one of these comes to nothing the rest stays as it is, and can be looked at anew.
 */
export function undoChanges(
  core: Core,
  it: Extract<Command, { do: 'undo_changes' }>,
  input: CommandInput,
): void {
  const { reply } = input;
  const { changes, at, intent, why } = it;
  const asked = contentHash({ changes: changes.join(), at, why });
  const key = outcomeKey(PERSON.id, intent);
  if (core.active.has(key) || core.ahead.outcomes.has(key)) {
    if (core.undoing?.intent === intent && core.undoing.asked === asked) return answerKnown(core, key, reply);
    return core.refuse(reply, 'id_reused', 'This id stands for something else already.', 'id');
  }
  const isHere = remembersChanges(core, changes);
  if (!isHere && input.together === undefined) return core.emit({ fx: 'look_up_changes', changes, input });
  if (!isHere && input.together === 'unavailable')
    return core.refuse(reply, 'history_not_ready', 'The history is still being read. Try again in a moment.');
  if (core.undoing?.taking != null)
    return core.refuse(reply, 'under_way', 'What you took back before this is still on its way.');
  const past = isHere || input.together === 'unavailable' ? null : (input.together ?? null);
  const way = wayToUndo(core, changes, past);
  if (!way.ok) return core.reply(reply, way);
  if (way.view.at !== at)
    return core.refuse(
      reply,
      'values_changed',
      `The scene has moved on to version ${way.view.at}; look again.`,
    );
  if (way.operations.length === 0)
    return core.refuse(
      reply,
      'nothing_to_take_back',
      'Nothing of these changes can go back: others have changed it since.',
    );
  const taking = beginTaking(core, intent, why, way.operations);
  if ('code' in taking) return core.reply(reply, { ok: false, reason: taking });
  core.undoing = { intent, asked, taking: taking.pieces.length > 1 ? taking : null };
  core.reply(reply, { ok: true, state: 'queued', receipt: null, position: null });
}

/**
 * A piece of what is taken back has come to its end, and the next one gets in line.
 * @returns whether one did
 */
export function followUndo(core: Core): boolean {
  const { undoing } = core;
  if (undoing === null || undoing.taking === null) return false;
  const progress = goOnTaking(core, undoing.taking);
  if (progress.is === 'waiting') return false;
  core.undoing = { ...undoing, taking: progress.is === 'next' ? progress.taking : null };
  return progress.is === 'next';
}

/** An object that comes back or goes is one part. */
function wholeParts(parts: readonly OverwrittenPart[]): Part[] {
  const free = new Map(parts.filter(({ covered }) => !covered).map((part) => [touchKey(part.before), part]));
  const covered = parts.filter((part) => part.covered && !isWhole(part.before, free));
  return [...wholeObjects(free), ...covered];
}

/** What was set of an object before it was deleted comes back with it; of one that goes, nothing does. */
function wholeObjects(free: ReadonlyMap<string, Part>): Part[] {
  const parts: Part[] = [];
  const objects = new Map<ObjectId, Part>();
  for (const part of free.values())
    if (part.before.facet === 'existence') objects.set(part.before.id, part);
    else if (!isWhole(part.before, free)) parts.push(part);
  for (const { before, n } of free.values()) {
    const whole = objects.get(before.id);
    const object = (whole?.before.value ?? null) as SceneObject | null;
    if (whole === undefined || object === null || before.facet === 'existence' || n > whole.n) continue;
    objects.set(before.id, { ...whole, before: { ...whole.before, value: withFacet(object, before) } });
  }
  return [...objects.values(), ...parts];
}

function isWhole({ id, facet }: Touch, free: ReadonlyMap<string, Part>): boolean {
  return facet !== 'existence' && free.has(existenceOf(id));
}

function existenceOf(id: ObjectId): string {
  return touchKey({ id, facet: 'existence' });
}

function oldestOf(numbers: Iterable<number>): number {
  let oldest = Infinity;
  for (const n of numbers) oldest = Math.min(oldest, n);
  return oldest;
}

function noSuchChange(n: number): WayToUndo {
  return refused('no_such_change', `Number ${n} is no confirmed change.`);
}

function refused(code: string, message: string): WayToUndo {
  return { ok: false, reason: reason(code, message, 'changes') };
}
