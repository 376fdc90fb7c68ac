/** A part of a list of operations, or the same with other values: whether that goes alone, and what it lacks if not. */
import { refusalOf } from './apply.ts';
import type { Refusal } from './apply.ts';
import type { ObjectId, SceneObject } from './model.ts';
import type { Operation } from './operations.ts';

/** An operation in the place of another one, counted from 0. */
export interface Placed {
  readonly place: number;
  readonly operation: Operation;
}

/** What is left of `operations`, each with its place among them. */
export function takenOf(
  operations: readonly Operation[],
  leave: ReadonlySet<number>,
  edits: readonly Placed[],
): Placed[] {
  const edited = new Map(edits.map(({ place, operation }) => [place, operation]));
  return operations.flatMap((operation, place) =>
    leave.has(place) ? [] : [{ place, operation: edited.get(place) ?? operation }],
  );
}

/**
 * Whether an edited operation still is the one that was suggested, with other values: the same object, the same property,
 * nothing removed. What deletes or rearranges has no value that could be set otherwise.
 */
export function isOtherValueOf(suggested: Operation, edited: Operation): boolean {
  switch (suggested.op) {
    case 'delete':
    case 'reparent':
      return false;
    case 'create':
      return (
        edited.op === 'create' &&
        edited.object.id === suggested.object.id &&
        edited.object.kind === suggested.object.kind &&
        edited.object.parent === suggested.object.parent &&
        Object.keys(edited.object.properties).sort().join('\n') ===
          Object.keys(suggested.object.properties).sort().join('\n')
      );
    case 'set_property':
      return (
        edited.op === 'set_property' &&
        edited.id === suggested.id &&
        edited.key === suggested.key &&
        edited.value !== null &&
        suggested.value !== null
      );
    default:
      return edited.op === suggested.op && edited.id === suggested.id;
  }
}

export interface Misfit {
  /** Of the operation that cannot go. */
  readonly place: number;
  /** Of the one that it needs and that is left out; null where it lacks nothing of these. */
  readonly needs: number | null;
  readonly refusal: Refusal;
}

/**
 * The first operation of a part that does not apply without those that are left out; null where all of it does.
 * @param objects a mutable map, as it was afterwards
 */
export function misfitOfPart(
  objects: Map<ObjectId, SceneObject>,
  operations: readonly Operation[],
  part: readonly Placed[],
): Misfit | null {
  const refusal = refusalOf(
    objects,
    part.map(({ operation }) => operation),
  );
  if (refusal === null) return null;
  const { place, operation } = part[indexIn(refusal)] as Placed;
  const taken = new Set(part.map((each) => each.place));
  const names = mentioned(operation);
  const needs = operations.findLastIndex(
    (each, index) => index < place && !taken.has(index) && mentioned(each).some((id) => names.includes(id)),
  );
  return { place, needs: needs < 0 ? null : needs, refusal };
}

/** Which of a list of operations a refusal is about: its path begins with that. */
function indexIn({ path }: Refusal): number {
  const index = /^operations\[(?<index>\d+)\]/u.exec(path)?.groups?.['index'];
  if (index === undefined) throw new Error(`misfitOfPart: no operation is named by ${path}`);
  return Number(index);
}

/** Every object that an operation speaks of. */
function mentioned(operation: Operation): readonly ObjectId[] {
  switch (operation.op) {
    case 'create':
      return [operation.object.id, ...(operation.object.parent === null ? [] : [operation.object.parent])];
    case 'delete':
      return [operation.id, ...operation.descendants];
    case 'reparent':
      return [operation.id, ...(operation.parent === null ? [] : [operation.parent])];
    default:
      return [operation.id];
  }
}
