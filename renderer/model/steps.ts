/** The steps of a suggestion one by one, to pick from, with the values of them that a person may set otherwise. */
import type { WaitingView } from '#app/control-room/index.ts';
import { labelOf } from '#app/intents/index.ts';
import { facetValue, misfitOfPart, takenOf } from '#app/scene/index.ts';
import type { FacetState, ObjectId, Operation, SceneObject, Transform, Vec3 } from '#app/scene/index.ts';
import { eulerOf, toEngine, withEuler, withLocation, withScale } from '../axes.ts';
import type { AxisIndex } from '../axes.ts';
import { formatFixed, LENGTH_UNITS, parseTyped, shortestFloat } from '../numbers.ts';
import { strings } from '../strings.ts';
import { frameOf, valueRows } from './facets.ts';
import type { Reading, ValueRow } from './facets.ts';
import { parseProperty, propertyDraft } from './property.ts';

/** One value of a step. What is typed makes the operation that it would be; null where it is no such value. */
export type StepField =
  | {
      readonly kind: 'text';
      readonly label: string;
      readonly shown: string;
      readonly exact: string;
      readonly unit: string;
      readonly axis: AxisIndex | null;
      readonly set: (text: string) => Operation | null;
    }
  | {
      readonly kind: 'switch';
      readonly label: string;
      readonly on: boolean;
      readonly set: (on: boolean) => Operation;
    };

export interface Step {
  readonly place: number;
  readonly object: ObjectId;
  /** `move Crate_014`. */
  readonly label: string;
  readonly rows: readonly ValueRow[];
  readonly fields: readonly StepField[];
}

/** What a person has made of a suggestion so far. */
export interface Adjusting {
  readonly leave: ReadonlySet<number>;
  readonly edits: ReadonlyMap<number, Operation>;
}

/** The same, with words to the agent, and of what it is: the suggestion as it stood when it was last looked at. */
export interface Draft extends Adjusting {
  readonly said: string;
  readonly hash: string;
  readonly operations: readonly Operation[];
  /** It has changed since this was begun. */
  readonly isOlder: boolean;
}

export function newDraft(hash: string, operations: readonly Operation[]): Draft {
  return { leave: new Set(), edits: new Map(), said: '', hash, operations, isOlder: false };
}

/** What was made of it, for what it is by now: the words, and what concerns steps that are as they were. */
export function draftFor(draft: Draft, hash: string, operations: readonly Operation[]): Draft {
  if (draft.hash === hash) return draft;
  const isAsItWas = (place: number): boolean =>
    JSON.stringify(draft.operations[place]) === JSON.stringify(operations[place]);
  return {
    leave: new Set([...draft.leave].filter(isAsItWas)),
    edits: new Map([...draft.edits].filter(([place]) => isAsItWas(place))),
    said: draft.said,
    hash,
    operations,
    isOlder: true,
  };
}

type Objects = ReadonlyMap<ObjectId, SceneObject>;

export function stepsOf(
  { operations, objects: named }: Pick<WaitingView, 'operations' | 'objects'>,
  edits: Adjusting['edits'],
  objects: Objects,
  reading: Reading,
): Step[] {
  const names = new Map(named.map(({ id, name }) => [id, name]));
  const made = new Map(
    operations.flatMap((each) => (each.op === 'create' ? [[each.object.id, each.object] as const] : [])),
  );
  const seen: Reading = { ...reading, object: (id) => reading.object(id) ?? made.get(id) };
  const before = { objects: new Map([...made, ...objects]) };
  return operations.map((suggested, place) => {
    const operation = edits.get(place) ?? suggested;
    const object = operation.op === 'create' ? operation.object.id : operation.id;
    return {
      place,
      object,
      label: labelOf([suggested], (id) => names.get(id) ?? seen.object(id)?.name),
      rows: rowsOf(operation, before, made, seen),
      fields: fieldsOf(operation, suggested, before.objects.get(object), seen),
    };
  });
}

function rowsOf(
  operation: Operation,
  before: { readonly objects: Objects },
  made: Objects,
  reading: Reading,
): ValueRow[] {
  const after = stateOf(operation);
  if (after === null) return [];
  const isNew = made.has(after.id);
  const was = isNew ? null : (facetValue(before, after.id, after.facet) ?? null);
  return valueRows(after.id, after.facet, was, after.value, reading);
}

/** What a step sets; null of one that makes or takes away an object, which says so by its name. */
function stateOf(operation: Operation): FacetState | null {
  switch (operation.op) {
    case 'create':
    case 'delete':
      return null;
    case 'rename':
      return { id: operation.id, facet: 'name', value: operation.name };
    case 'reparent':
      return { id: operation.id, facet: 'parent', value: operation.parent };
    case 'set_transform':
      return { id: operation.id, facet: 'transform', value: operation.transform };
    case 'set_visibility':
      return { id: operation.id, facet: 'visibility', value: operation.visibility };
    case 'set_property':
      return { id: operation.id, facet: `property:${operation.key}`, value: operation.value };
  }
}

function fieldsOf(
  operation: Operation,
  suggested: Operation,
  was: SceneObject | undefined,
  reading: Reading,
): StepField[] {
  switch (operation.op) {
    case 'create': {
      const { object } = operation;
      return [nameField(object.name, (name) => ({ ...operation, object: { ...object, name } }))];
    }
    case 'rename':
      return [nameField(operation.name, (name) => ({ ...operation, name }))];
    case 'set_property':
      return propertyFields(operation);
    case 'set_transform':
      return suggested.op === 'set_transform'
        ? transformFields(operation, suggested.transform, was?.transform, reading)
        : [];
    case 'delete':
    case 'reparent':
    case 'set_visibility':
      return [];
  }
}

function nameField(name: string, make: (name: string) => Operation): StepField {
  const label = strings.facets.name;
  const set = (text: string): Operation | null => (text.trim() === '' ? null : make(text.trim()));
  return { kind: 'text', label, shown: name, exact: name, unit: '', axis: null, set };
}

function propertyFields(operation: Extract<Operation, { op: 'set_property' }>): StepField[] {
  const { key: label, value } = operation;
  if (value === null) return [];
  if (typeof value === 'boolean')
    return [{ kind: 'switch', label, on: value, set: (on) => ({ ...operation, value: on }) }];
  const draft = propertyDraft(label, value);
  const set = (text: string): Operation | null => {
    const parsed = parseProperty(text, label, value);
    return parsed === null ? null : { ...operation, value: parsed };
  };
  return [{ kind: 'text', label, shown: draft, exact: draft, unit: '', axis: null, set }];
}

/** Digits of an angle while it is edited: beyond them a 32-bit quaternion says nothing. */
const EXACT_ANGLE_DECIMALS = 4;

/** Of location, rotation and scale those that the suggestion changes, in the artist's axes and units. */
function transformFields(
  operation: Extract<Operation, { op: 'set_transform' }>,
  suggested: Transform,
  was: Transform | undefined,
  reading: Reading,
): StepField[] {
  const { id, transform } = operation;
  const frame = frameOf(id, reading);
  const parts = strings.parts[reading.axes];
  const unit = LENGTH_UNITS[reading.unit];
  const shown = toEngine(transform, frame);
  const field = (
    what: string,
    values: Vec3,
    how: {
      readonly unit: string;
      readonly text: (value: number) => string;
      readonly exact: (value: number) => string;
      readonly parse: (text: string) => number | null;
      readonly make: (axis: AxisIndex, value: number) => Transform;
    },
  ): StepField[] =>
    ([0, 1, 2] as const).map((axis) => ({
      kind: 'text',
      label: `${what} ${strings.axes.names[axis] ?? ''}`,
      shown: how.text(values[axis]),
      exact: how.exact(values[axis]),
      unit: how.unit,
      axis,
      set: (text) => {
        const value = how.parse(text);
        return value === null ? null : { ...operation, transform: how.make(axis, value) };
      },
    }));
  const differs = (part: keyof Transform): boolean =>
    was === undefined || suggested[part].some((value, index) => value !== was[part][index]);
  return [
    ...(differs('translation')
      ? field(parts.location, shown.location, {
          unit: unit.label,
          text: (value) => formatFixed(value / unit.metres, unit.decimals),
          exact: (value) => shortestFloat(value / unit.metres),
          parse: (text) => parseTyped(text, 'length', unit.metres),
          make: (axis, metres) => withLocation(transform, frame, axis, metres),
        })
      : []),
    ...(differs('rotation')
      ? field(parts.rotation, eulerOf(transform.rotation, frame), {
          unit: '°',
          text: (value) => formatFixed(value, 1),
          exact: (value) => Number(value.toFixed(EXACT_ANGLE_DECIMALS)).toString(),
          parse: (text) => parseTyped(text, 'angle'),
          make: (axis, degrees) => {
            const angles: [number, number, number] = [...eulerOf(transform.rotation, frame)];
            angles[axis] = degrees;
            return withEuler(transform, frame, angles);
          },
        })
      : []),
    ...(differs('scale')
      ? field(parts.scale, shown.scale, {
          unit: '',
          text: (value) => formatFixed(value, 3),
          exact: shortestFloat,
          parse: (text) => parseTyped(text, 'factor'),
          make: (axis, factor) => withScale(transform, frame, axis, factor),
        })
      : []),
  ];
}

/**
 * The step that does not go without one that is left out, and that one, as far as this window can tell: where all of it
 * would not go either, it builds on what only main knows.
 */
export function strandedStep(
  operations: readonly Operation[],
  { leave, edits }: Adjusting,
  objects: Objects,
): { readonly place: number; readonly needs: number } | null {
  if (leave.size === 0) return null;
  const scene = new Map(objects);
  if (misfitOfPart(scene, operations, takenOf(operations, new Set(), [])) !== null) return null;
  const edited = [...edits].map(([place, operation]) => ({ place, operation }));
  const misfit = misfitOfPart(scene, operations, takenOf(operations, leave, edited));
  return misfit === null || misfit.needs === null ? null : { place: misfit.place, needs: misfit.needs };
}
