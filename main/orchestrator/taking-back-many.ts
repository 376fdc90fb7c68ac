/**
 * Taking back several confirmed changes as one (R24): of an actor, of a task, of an object, of a span. What others have put on
 * top of them stays, and is named; what others did in between comes out again from below.
 */
import type { Reason } from '#app/intents/index.ts';
import type { UndoView } from '#app/control-room/index.ts';
import { STAYING_TOLD_MAX, UNDO_VALUES_MAX } from '#app/control-room/index.ts';
import { outcomeKey, overwrittenTogether } from '#app/ledger/index.ts';
import type { OverwrittenPart, OverwrittenTogether } from '#app/ledger/index.ts';
import { contentHash, refusalOf, touchKey, withFacet } from '#app/scene/index.ts';
import type { ObjectId, Operation, SceneObject, Touch } from '#app/scene/index.ts';
import { handInAsPerson } from './conflicts.ts';
import type { Core } from './core.ts';
import { PERSON, reason } from './core.ts';
import { answerKnown } from './gate.ts';
import type { Command, CommandInput } from './inputs.ts';
import { pieceId, piecesOf } from './pieces.ts';
import { planParts } from './taking-back.ts';
import type { Part } from './taking-back.ts';

/** What a person takes back by the click that was made last, and how far that is. */
export interface Undoing {
  readonly intent: string;
  /** What was asked for, as it stood: the same id stands for nothing else. */
  readonly asked: string;
  readonly why: string;
  readonly numbers: readonly number[];
  readonly together: OverwrittenParts;
  /** How many pieces it was at the click, and the ids of those that got in line. */
  readonly pieces: number;
  readonly handedIn: readonly string[];
  readonly isOver: boolean;
}

type OverwrittenParts = Extract<OverwrittenTogether, { readonly parts: unknown }>;

export type WayToUndo =
  | {
      readonly ok: true;
      readonly view: UndoView;
      readonly operations: Operation[];
      readonly together: OverwrittenParts;
    }
  | Refused;

type Refused = { readonly ok: false; readonly reason: Reason };

/** Whether the state itself still knows what all of these overwrote. */
export function remembersChanges(core: Core, numbers: readonly number[]): boolean {
  return oldestOf(numbers) > core.ahead.earliestKnown;
}

/**
 * @param numbers of confirmed changes; others are refused
 * @param past what they overwrote, where the state has forgotten it
 * @param only of what they set, that of these objects; what else they did stands. Null for all of it
 */
export function wayToUndo(
  core: Core,
  numbers: readonly number[],
  past: OverwrittenTogether | null = null,
  only: readonly ObjectId[] | null = null,
): WayToUndo {
  const ours = new Set(numbers);
  const above = numbers.find((n) => n > core.durable.revision);
  if (above !== undefined) return noSuchChange(above);
  if (past === null && !remembersChanges(core, numbers))
    return refused(
      'too_long_ago',
      `What changes overwrote is known from ${core.ahead.earliestKnown + 1} on; ${oldestOf(numbers)} is longer ago than that.`,
    );
  const found = past ?? overwrittenTogether(core.ahead, ours);
  if ('unknown' in found) return noSuchChange(found.unknown);
  if ('tooMany' in found)
    return refused(
      'too_large',
      `They have set more than ${UNDO_VALUES_MAX} values; that many are taken back at once. Choose ${only === null ? 'a smaller span' : 'fewer objects'}.`,
    );
  const together = only === null ? found : { ...found, parts: partsAbout(found.parts, new Set(only)) };
  const planned = wayFrom(core, ours, together);
  if (!planned.ok) return planned;
  const { operations, taken, of, staying, loss } = planned;
  const view = {
    at: core.durable.revision,
    changes: ours.size,
    operations: operations.length,
    pieces: piecesOf(operations, core.config.pieceOperations).length,
    taken,
    of,
    staying: staying.slice(0, STAYING_TOLD_MAX),
    stays: staying.length,
    ...(loss === undefined ? {} : { loss }),
  };
  return { ok: true, view, operations, together };
}

function partsAbout(parts: OverwrittenParts['parts'], objects: ReadonlySet<ObjectId>): OverwrittenPart[] {
  return parts.filter(({ before }) => objects.has(before.id));
}

type Planned = Omit<ReturnType<typeof planParts>, 'way'> & {
  readonly ok: true;
  readonly operations: Operation[];
};

function wayFrom(core: Core, ours: ReadonlySet<number>, { parts }: OverwrittenParts): Planned | Refused {
  const { way, ...plan } = planParts(core, ours, wholeParts(parts));
  if (!way.ok) return refused(way.refusal.code, `It cannot all be taken back: ${way.refusal.message}`);
  const misfit = refusalOf(core.projected, way.operations);
  if (misfit !== null) return refused(misfit.code, misfit.message);
  return { ok: true, operations: way.operations, ...plan };
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
  const { changes, objects = null, at, intent, why } = it;
  const asked = contentHash({ changes: changes.join(), objects: objects?.join() ?? null, at, why });
  const key = outcomeKey(PERSON.id, intent);
  if (core.active.has(key) || core.ahead.outcomes.has(key)) {
    if (core.undoing?.intent === intent && core.undoing.asked === asked) return answerKnown(core, key, reply);
    return core.refuse(reply, 'id_reused', 'This id stands for something else already.', 'id');
  }
  const isHere = remembersChanges(core, changes);
  if (!isHere && input.together === undefined) return core.emit({ fx: 'look_up_changes', changes, input });
  if (!isHere && input.together === 'unavailable')
    return core.refuse(reply, 'history_not_ready', 'The history is still being read. Try again in a moment.');
  if (core.undoing !== null && !core.undoing.isOver)
    return core.refuse(reply, 'under_way', 'What you took back before this is still on its way.');
  const past = isHere || input.together === 'unavailable' ? null : (input.together ?? null);
  const way = wayToUndo(core, changes, past, objects);
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
  const { together, view } = way;
  const { pieces } = view;
  const undoing: Undoing = {
    intent,
    asked,
    why,
    numbers: changes,
    together,
    pieces,
    handedIn: [],
    isOver: false,
  };
  const next = handInPiece(core, undoing, way.operations);
  if ('code' in next) return core.reply(reply, { ok: false, reason: next });
  core.undoing = next;
  core.reply(reply, { ok: true, state: 'queued', receipt: null, position: null });
}

/**
 * A piece of what is taken back has come to its end, and the next one gets in line. What is left is worked out anew: whatever
 * somebody set since stays.
 * @returns whether one did
 */
export function followUndo(core: Core): boolean {
  const { undoing } = core;
  if (undoing === null || undoing.isOver) return false;
  const keys = undoing.handedIn.map((id) => outcomeKey(PERSON.id, id));
  const last = keys.at(-1) ?? '';
  if (core.active.has(last)) return false;
  const next = core.ahead.outcomes.get(last)?.state === 'committed' ? nextPiece(core, undoing, keys) : null;
  // What it was about is not needed any more; that it was asked for is, for who asks again.
  core.undoing = next ?? { ...undoing, numbers: [], together: { parts: [] }, isOver: true };
  return next !== null;
}

function nextPiece(core: Core, undoing: Undoing, keys: readonly string[]): Undoing | null {
  if (keys.length === undoing.pieces) return null;
  const own = keys.flatMap((key) => core.ahead.outcomes.get(key)?.n ?? []);
  const way = wayFrom(core, new Set([...undoing.numbers, ...own]), undoing.together);
  if (!way.ok || way.operations.length === 0) return null;
  const next = handInPiece(core, undoing, way.operations);
  return 'code' in next ? null : next;
}

function handInPiece(core: Core, undoing: Undoing, operations: readonly Operation[]): Undoing | Reason {
  const { intent, why, pieces, handedIn } = undoing;
  const id = pieceId(intent, handedIn.length);
  const [piece = []] = piecesOf(operations, core.config.pieceOperations);
  const words = pieces === 1 ? why : `${why} (part ${handedIn.length + 1} of ${pieces})`;
  const refusal = handInAsPerson(core, { id, reason: words, operations: piece });
  return refusal ?? { ...undoing, handedIn: [...handedIn, id] };
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

function noSuchChange(n: number): Refused {
  return refused('no_such_change', `Number ${n} is no confirmed change.`);
}

function refused(code: string, message: string): Refused {
  return { ok: false, reason: reason(code, message, 'changes') };
}
