/**
 * What an intent is called on the timeline, in toasts and in reports: one short phrase that begins with its verb, so
 * that neighbours with the same verb can be folded into one line.
 */
import type { ObjectId, Operation } from '../scene/index.ts';

/** Longest label, in UTF-16 units. Names come from outside and may be long. */
export const LABEL_LENGTH_MAX = 128;
/** Longest name inside a label; what is longer loses its tail. */
const NAME_LENGTH_MAX = 48;

/** The verbs a label can begin with; `change` stands for several of them at once. */
export type LabelVerb =
  | 'create'
  | 'delete'
  | 'rename'
  | 'parent'
  | 'unparent'
  | 'move'
  | 'show'
  | 'hide'
  | 'set'
  | 'remove'
  | 'change';

/** The verb that all operations share, else `change`. Labels with equal verbs may be folded. */
export function verbOf(operations: readonly Operation[]): LabelVerb {
  const verbs = new Set(operations.map(verbOfOne));
  const [verb] = verbs;
  return verbs.size === 1 && verb !== undefined ? verb : 'change';
}

/**
 * A label for a person: `move Crate_014`, `rename Lamp to Key`, `delete 3 objects`, `move Crate_014 (4 edits)`.
 * @param nameOf the name of an object as its reader knows it; undefined where it has none (its id stands in)
 * @param edits how many changes became this one
 * @returns at most 128 UTF-16 units, never a lone surrogate
 */
export function labelOf(
  operations: readonly Operation[],
  nameOf: (id: ObjectId) => string | undefined,
  edits = 1,
): string {
  const first = operations[0];
  if (first === undefined) return 'change nothing';
  // Names that the intent itself gives count as known: what it creates has no other name yet.
  const created = new Map<ObjectId, string>();
  for (const operation of operations) {
    if (operation.op === 'create') created.set(operation.object.id, operation.object.name);
  }
  const called = (id: ObjectId): string =>
    shorten(nameOf(id) ?? created.get(id) ?? id.slice(0, 8), NAME_LENGTH_MAX);
  const said = operations.length === 1 ? labelOfOne(first, called) : labelOfMany(operations, called);
  const count = edits === 1 ? '' : ` (${edits} edits)`;
  return `${shorten(said, LABEL_LENGTH_MAX - count.length)}${count}`;
}

function labelOfOne(operation: Operation, called: (id: ObjectId) => string): string {
  switch (operation.op) {
    case 'create':
      return `create ${called(operation.object.id)}`;
    case 'delete': {
      const below = operation.descendants.length;
      return `delete ${called(operation.id)}${below === 0 ? '' : ` and ${below} below it`}`;
    }
    case 'rename':
      return `rename ${called(operation.id)} to ${shorten(operation.name, NAME_LENGTH_MAX)}`;
    case 'reparent':
      return operation.parent === null
        ? `unparent ${called(operation.id)}`
        : `parent ${called(operation.id)} to ${called(operation.parent)}`;
    case 'set_transform':
      return `move ${called(operation.id)}`;
    case 'set_visibility':
      return `${verbOfOne(operation)} ${called(operation.id)}${partlyVisible(operation) ? ' in part' : ''}`;
    case 'set_property':
      return operation.value === null
        ? `remove ${operation.key} of ${called(operation.id)}`
        : `set ${operation.key} of ${called(operation.id)}`;
  }
}

function labelOfMany(operations: readonly Operation[], called: (id: ObjectId) => string): string {
  const verb = verbOf(operations);
  const ids = new Set<ObjectId>();
  for (const operation of operations) {
    ids.add(operation.op === 'create' ? operation.object.id : operation.id);
    if (operation.op === 'delete') for (const id of operation.descendants) ids.add(id);
  }
  const [only] = ids;
  const whom = ids.size === 1 && only !== undefined ? called(only) : `${ids.size} objects`;
  if (verb === 'set' || verb === 'remove') {
    const keys = new Set(
      operations.map((operation) => (operation.op === 'set_property' ? operation.key : '')),
    );
    const [key] = keys;
    return `${verb} ${keys.size === 1 && key !== undefined ? key : `${keys.size} properties`} of ${whom}`;
  }
  return `${verb} ${whom}`;
}

function verbOfOne(operation: Operation): LabelVerb {
  switch (operation.op) {
    case 'create':
    case 'delete':
    case 'rename':
      return operation.op;
    case 'reparent':
      return operation.parent === null ? 'unparent' : 'parent';
    case 'set_transform':
      return 'move';
    case 'set_visibility':
      return operation.visibility.viewport || operation.visibility.render ? 'show' : 'hide';
    case 'set_property':
      return operation.value === null ? 'remove' : 'set';
  }
}

function partlyVisible(operation: Operation & { op: 'set_visibility' }): boolean {
  return operation.visibility.viewport !== operation.visibility.render;
}

/** Cuts between characters, so that no half of a surrogate pair stays behind. */
function shorten(text: string, lengthMax: number): string {
  if (text.length <= lengthMax) return text;
  let short = '';
  for (const char of text) {
    if (short.length + char.length > lengthMax - 1) break;
    short += char;
  }
  return `${short}…`;
}
