/** A conflict as a table: what stood before both, what the engine holds, what the shared scene holds, what would result. */
import type { BlameView } from '#app/control-room/index.ts';
import type { Conflict, ConflictItem } from '#app/ledger/index.ts';
import { facetValue } from '#app/scene/index.ts';
import type { FacetValue, Scene, Vec3 } from '#app/scene/index.ts';
import type { Transform } from '#app/scene/index.ts';
import { toEngine } from '../axes.ts';
import { formatDelta, formatFixed, LENGTH_UNITS } from '../numbers.ts';
import { strings } from '../strings.ts';
import { frameOf, valueRows } from './facets.ts';
import type { Reading } from './facets.ts';

export interface ConflictCell {
  readonly text: string;
  /** Against before both, signed; null where there is none. */
  readonly delta: string | null;
}

/** One line of one collision. Several lines of one item are decided together: the facet is the grain (R12). */
export interface ConflictLine {
  readonly what: string;
  readonly before: ConflictCell | null;
  readonly engine: ConflictCell;
  readonly truth: ConflictCell;
}

export function itemKey(item: Pick<ConflictItem, 'id' | 'facet'>): string {
  return `${item.id} ${item.facet}`;
}

export function conflictLines(item: ConflictItem, reading: Reading): ConflictLine[] {
  if (item.facet === 'transform') return transformLines(item, reading);
  const engineRow = valueRows(item.id, item.facet, item.before?.value ?? null, item.engine, reading)[0];
  const lines = pairUp(item, reading);
  return lines.length > 0
    ? lines
    : [
        {
          what: engineRow?.what ?? item.facet,
          before: null,
          engine: cell(item.engine, item, reading),
          truth: cell(item.truth, item, reading),
        },
      ];
}

/**
 * A conflict against the shared scene of this moment. What it held when the two collided may have moved on since, and
 * keeping the shared scene keeps what it holds now.
 */
export function againstNow(conflict: Conflict, scene: Scene): Conflict {
  const items = conflict.items.map((item) => {
    // Null is a value (no parent, no property), and what is left where the object is gone.
    return { ...item, truth: facetValue(scene, item.id, item.facet) ?? null };
  });
  return { ...conflict, items };
}

/** By what rule it was refused, or why it did not go through, and what can be done about it; null where its cause says it all. */
export function becauseOf({ reason }: Conflict): string | null {
  if (reason === undefined) return null;
  const { remedies, remedy } = strings.conflicts;
  return `${reason.message} ${remedies[reason.code] ?? remedy}`;
}

/** Which facets to take from the engine: those chosen, by item. */
export function takeOf(
  conflict: Conflict,
  engineChosen: ReadonlySet<string>,
): { id: string; facet: ConflictItem['facet'] }[] {
  return conflict.items
    .filter((item) => engineChosen.has(itemKey(item)))
    .map(({ id, facet }) => ({ id, facet }));
}

function transformLines(item: ConflictItem, reading: Reading): ConflictLine[] {
  const frame = frameOf(item.id, reading);
  const { metres, decimals, label } = LENGTH_UNITS[reading.unit];
  const parts = strings.parts[frame.axes];
  const read = (value: FacetValue): ReturnType<typeof toEngine> | null =>
    value === null ? null : toEngine(value as Transform, frame);
  const before = read(item.before?.value ?? null);
  const engine = read(item.engine);
  const truth = read(item.truth);
  const lines: ConflictLine[] = [];
  const groups = [
    { part: 'location', what: parts.location, digits: decimals, per: metres, suffix: ` ${label}` },
    { part: 'euler', what: parts.rotation, digits: 1, per: 1, suffix: '°' },
    { part: 'scale', what: parts.scale, digits: 3, per: 1, suffix: '' },
  ] as const;
  for (const { part, what, digits, per, suffix } of groups) {
    for (const axis of [0, 1, 2] as const) {
      const text = (value: Vec3 | undefined): string =>
        value === undefined ? strings.facets.none : formatFixed(value[axis] / per, digits) + suffix;
      const base = before?.[part];
      const [one, other] = [engine?.[part], truth?.[part]];
      if (text(one) === text(other) && (base === undefined || text(base) === text(one))) continue;
      const delta = (value: Vec3 | undefined): string | null =>
        base === undefined || value === undefined || text(value) === text(base)
          ? null
          : formatDelta((value[axis] - base[axis]) / per, digits);
      lines.push({
        what: `${what} ${strings.axes.names[axis]}`,
        before: base === undefined ? null : { text: text(base), delta: null },
        engine: { text: text(one), delta: delta(one) },
        truth: { text: text(other), delta: delta(other) },
      });
    }
  }
  if (lines.length === 0) {
    const { asItIs, finer } = strings.facets;
    lines.push({
      what: strings.facets.transform,
      before: null,
      engine: { text: finer, delta: null },
      truth: { text: asItIs, delta: null },
    });
  }
  return lines;
}

function pairUp(item: ConflictItem, reading: Reading): ConflictLine[] {
  const rows = valueRows(item.id, item.facet, item.engine, item.truth, reading);
  return rows.map((row, index) => ({
    what: row.what,
    before:
      item.before === null
        ? null
        : {
            text:
              valueRows(item.id, item.facet, item.before.value, item.before.value, reading)[index]?.after ??
              strings.facets.none,
            delta: null,
          },
    engine: { text: presence(item, item.engine, row.before), delta: null },
    truth: {
      text: presence(item, item.truth, row.after),
      delta: row.delta === null || item.before === null ? null : row.delta,
    },
  }));
}

function presence(item: ConflictItem, value: FacetValue, text: string): string {
  if (item.facet !== 'existence') return text;
  return value === null ? strings.card.deleted : strings.facets.present;
}

function cell(value: FacetValue, item: ConflictItem, reading: Reading): ConflictCell {
  return {
    text: valueRows(item.id, item.facet, value, value, reading)[0]?.after ?? strings.facets.none,
    delta: null,
  };
}

export interface TruthHands {
  /** Who set what is shared, by item; one of which nothing is known is not among them. */
  readonly byItem: ReadonlyMap<string, BlameView>;
  /** The one change that set all of it; null where several did, or where it is not known of all. */
  readonly all: BlameView | null;
}

/** Who set the values that collide, each by itself: another value of the same object may be of another hand. */
export function truthHands(
  items: readonly ConflictItem[],
  blame: ReadonlyMap<string, readonly BlameView[]>,
): TruthHands {
  const byItem = new Map<string, BlameView>();
  for (const item of items) {
    const set = blame.get(item.id)?.find(({ facet }) => facet === item.facet);
    if (set !== undefined) byItem.set(itemKey(item), set);
  }
  const [first] = byItem.values();
  const isOne =
    first !== undefined &&
    byItem.size === items.length &&
    [...byItem.values()].every(({ intent }) => intent === first.intent);
  return { byItem, all: isOne ? first : null };
}
