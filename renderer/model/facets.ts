/** Facet values as rows of “what: before → after”, in the artist's axes and units (living with engines, rule 14). */
import type {
  FacetState,
  FacetValue,
  Kind,
  ObjectId,
  SceneObject,
  Transform,
  Vec3,
  Visibility,
} from '#app/scene/index.ts';
import { sameValue } from '#app/scene/index.ts';
import { toEngine } from '../axes.ts';
import type { Axes, Frame } from '../axes.ts';
import { formatDelta, formatFixed, LENGTH_UNITS, UNIT_SPACE } from '../numbers.ts';
import type { LengthUnit } from '../numbers.ts';
import { strings } from '../strings.ts';
import { hexOf, swatchOf } from './colour.ts';

/** What turning canonical values into words needs to know. */
export interface Reading {
  readonly axes: Axes;
  readonly unit: LengthUnit;
  readonly object: (id: ObjectId) => Pick<SceneObject, 'name' | 'kind' | 'parent'> | undefined;
}

export interface ValueRow {
  readonly what: string;
  readonly before: string;
  readonly after: string;
  /** Signed, with the unit left out; null where no difference of numbers makes sense. */
  readonly delta: string | null;
  /** `#rrggbb` of before and after where the value is a colour. */
  readonly swatches: readonly [string | null, string | null];
}

const NO_SWATCHES = [null, null] as const;
const DECIMALS = { rotation: 1, scale: 3 } as const;
const UNITS = { rotation: '°', scale: '' } as const;

/** The rows by which one facet differs between `before` and `after`; empty where nothing shows a difference. */
export function valueRows(
  id: ObjectId,
  facet: FacetState['facet'],
  before: FacetValue,
  after: FacetValue,
  reading: Reading,
): ValueRow[] {
  switch (facet) {
    case 'existence':
      return [existenceRow(before, after)];
    case 'name':
      return [row(strings.facets.name, textOf(before), textOf(after))];
    case 'parent':
      return [row(strings.facets.parent, parentName(before, reading), parentName(after, reading))];
    case 'transform':
      return transformRows(
        frameOf(id, reading),
        before as Transform | null,
        after as Transform | null,
        reading.unit,
      );
    case 'visibility':
      return visibilityRows(before as Visibility | null, after as Visibility | null, reading.axes);
    default: {
      const key = facet.slice('property:'.length);
      const swatches = [swatchOf(key, before), swatchOf(key, after)] as const;
      const delta =
        typeof before === 'number' && typeof after === 'number' ? formatDelta(after - before, 3) : null;
      return [
        {
          what: key,
          before: propertyText(key, before),
          after: propertyText(key, after),
          delta,
          swatches,
        },
      ];
    }
  }
}

export function frameOf(id: ObjectId, reading: Reading): Frame {
  const object = reading.object(id);
  const parent = object?.parent ?? null;
  return {
    axes: reading.axes,
    kind: object?.kind ?? 'empty',
    parentKind: parent === null ? null : (reading.object(parent)?.kind ?? null),
  };
}

/** Rows for each of location, rotation and scale that differs: one or two components by name, three as a vector. */
function transformRows(
  frame: Frame,
  before: Transform | null,
  after: Transform | null,
  unit: LengthUnit,
): ValueRow[] {
  const shownBefore = before === null ? null : toEngine(before, frame);
  const shownAfter = after === null ? null : toEngine(after, frame);
  const { metres, decimals, label } = LENGTH_UNITS[unit];
  const parts = strings.parts[frame.axes];
  const rows: ValueRow[] = [];
  const compare = (
    what: string,
    one: Vec3 | undefined,
    other: Vec3 | undefined,
    digits: number,
    suffix: string,
    per = 1,
  ): void => {
    const changed = [0, 1, 2].filter(
      (axis) => number(one, axis, per, digits) !== number(other, axis, per, digits),
    );
    if (changed.length === 0) return;
    const spaced = suffix === '' || suffix === '°' ? suffix : `${UNIT_SPACE}${suffix}`;
    if (changed.length < 3 && one !== undefined && other !== undefined) {
      for (const axis of changed) {
        const delta = formatDelta(((other[axis] ?? 0) - (one[axis] ?? 0)) / per, digits);
        const name = `${what} ${strings.axes.names[axis] ?? ''}`;
        const text = (value: Vec3): string => number(value, axis, per, digits) + spaced;
        rows.push({ what: name, before: text(one), after: text(other), delta, swatches: NO_SWATCHES });
      }
      return;
    }
    const text = (value: Vec3 | undefined): string =>
      value === undefined ? strings.facets.none : vector(value, digits, per) + spaced;
    rows.push({ what, before: text(one), after: text(other), delta: null, swatches: NO_SWATCHES });
  };
  compare(parts.location, shownBefore?.location, shownAfter?.location, decimals, label, metres);
  compare(parts.rotation, shownBefore?.euler, shownAfter?.euler, DECIMALS.rotation, UNITS.rotation);
  compare(parts.scale, shownBefore?.scale, shownAfter?.scale, DECIMALS.scale, UNITS.scale);
  // A difference below the shown digits is still a difference; it is never shown as none.
  if (rows.length === 0 && before !== null && after !== null && before !== after) {
    rows.push(standing(strings.facets.transform, sameValue(before, after)));
  }
  return rows;
}

function visibilityRows(before: Visibility | null, after: Visibility | null, axes: Axes): ValueRow[] {
  const rows: ValueRow[] = [];
  const words = strings.visibility[axes];
  const word = (value: boolean | undefined): string =>
    value === undefined ? strings.facets.none : value ? strings.inspector.on : strings.inspector.off;
  if (before?.viewport !== after?.viewport || before === after) {
    rows.push(row(words.viewport, word(before?.viewport), word(after?.viewport)));
  }
  if (before?.render !== after?.render || before === after) {
    rows.push(row(words.render, word(before?.render), word(after?.render)));
  }
  if (rows.length === 0) rows.push(standing(strings.facets.visibility, true));
  return rows;
}

/** Of what no figure tells apart: whether it is the same. */
function standing(what: string, isSame: boolean): ValueRow {
  const { asItIs, same, finer } = strings.facets;
  return row(what, asItIs, isSame ? same : finer);
}

function existenceRow(before: FacetValue, after: FacetValue): ValueRow {
  const { none } = strings.facets;
  if (before === null && after === null)
    return row(strings.facets.existence, strings.facets.absent, strings.facets.absent);
  if (before === null) return row(kindOf(after), none, strings.card.created);
  if (after === null) return row(kindOf(before), strings.facets.present, strings.card.deleted);
  return row(kindOf(after), strings.facets.present, strings.facets.present);
}

function kindOf(value: FacetValue): string {
  const kind = (value as SceneObject).kind as Kind | undefined;
  return kind === undefined ? strings.facets.existence : strings.kinds[kind];
}

function row(what: string, before: string, after: string): ValueRow {
  return { what, before, after, delta: null, swatches: NO_SWATCHES };
}

function number(value: Vec3 | undefined, axis: number, per: number, decimals: number): string {
  return value === undefined ? strings.facets.none : formatFixed((value[axis] ?? 0) / per, decimals);
}

function vector(value: readonly number[], decimals: number, per = 1): string {
  return value.map((component) => formatFixed(component / per, decimals)).join('  ');
}

function textOf(value: FacetValue): string {
  return typeof value === 'string' ? value : strings.facets.none;
}

function parentName(value: FacetValue, reading: Reading): string {
  if (typeof value !== 'string') return strings.inspector.noParent;
  return reading.object(value)?.name ?? strings.facets.unknownObject;
}

/** A custom property as text; a colour as its six digits, beside its swatch. */
export function propertyText(key: string, value: FacetValue): string {
  const swatch = swatchOf(key, value);
  if (swatch !== null) return hexOf(swatch);
  if (value === null) return strings.facets.none;
  if (typeof value === 'boolean') return value ? strings.inspector.on : strings.inspector.off;
  if (typeof value === 'number') return plain(value);
  if (Array.isArray(value)) return (value as readonly number[]).map(plain).join('  ');
  return typeof value === 'string' ? (value === '' ? strings.facets.empty : value) : strings.facets.none;
}

function plain(value: number): string {
  const text = formatFixed(value, 3);
  return text.includes('.') ? text.replace(/\.?0+$/u, '') : text;
}
