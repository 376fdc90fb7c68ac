/** What the history answers of the timeline, worked out from plain changes; and a history of a million of them. */
import { CHANGE_SHAPES, laneOf, shapeOfState } from '#app/control-room/change-shapes.ts';
import type {
  CausalityView,
  ChangeView,
  ClockView,
  HistoryPage,
  HistoryRowView,
  LanesView,
  LinkView,
  RequestBody,
} from '#app/control-room/index.ts';
import type { Actor, IntentState } from '#app/intents/index.ts';

/** A history that is read by number. */
export interface Past {
  readonly newest: number;
  readonly at: (n: number) => ChangeView | undefined;
}

export function pastOf(changes: readonly ChangeView[]): Past {
  const byNumber = new Map(changes.map((change) => [change.n ?? 0, change]));
  return { newest: Math.max(0, ...byNumber.keys()), at: (n) => byNumber.get(n) };
}

export function lanesOfPast(
  past: Past,
  { level, first, buckets, filter }: RequestBody<'read_timeline_lanes'>,
): LanesView {
  const found = new Map<string, { readonly actor: Actor; readonly counts: Map<number, number> }>();
  const numbers = 2 ** level;
  const end = Math.min(past.newest, (first + buckets) * numbers - 1);
  for (let n = Math.max(1, first * numbers); n <= end; n += 1) {
    const change = past.at(n);
    if (change === undefined) continue;
    const { lanes, classes, shapes, object } = filter;
    const lane = laneOf(change.actor);
    const shape = shapeOfState(change.state);
    if (lanes?.includes(lane) === false || classes?.includes(change.class) === false) continue;
    if (shapes?.includes(shape) === false || (object !== null && !change.objects.includes(object))) continue;
    const held = found.get(lane) ?? { actor: change.actor, counts: new Map<number, number>() };
    found.set(lane, held);
    const key = (Math.floor(n / numbers) - first) * CHANGE_SHAPES.length + CHANGE_SHAPES.indexOf(shape);
    held.counts.set(key, (held.counts.get(key) ?? 0) + 1);
  }
  return {
    lanes: [...found].map(([lane, { actor, counts }]) => ({
      lane,
      actor,
      counts: [...counts].flatMap(([key, count]) => [
        Math.floor(key / CHANGE_SHAPES.length),
        key % CHANGE_SHAPES.length,
        count,
      ]),
    })),
    pauses: PAUSES.filter(({ n }) => n >= first * numbers && n < (first + buckets) * numbers),
  };
}

/** Over lunch, and over night. */
const PAUSES = [
  { n: 18_156, ms: 52 * 60_000 },
  { n: 18_186, ms: 14 * 3_600_000 },
];

export function clockOfPast(past: Past, numbers: readonly number[]): ClockView {
  return { times: numbers.map((n) => past.at(n)?.time ?? null) };
}

/** The change before it on the same object, and the one after it. */
export function causalityOfPast(past: Past, changes: readonly ChangeView[], id: string): CausalityView {
  const own = changes.find((change) => change.id === id);
  const link = (change: ChangeView | undefined): LinkView[] => (change === undefined ? [] : [change]);
  const n = own?.n ?? past.newest;
  const meets = (other: number): ChangeView | undefined => {
    const change = past.at(other);
    return change?.state === 'committed' &&
      change.objects.some((each) => own?.objects.includes(each) === true)
      ? change
      : undefined;
  };
  const nearest = (step: 1 | -1): ChangeView | undefined => {
    for (let at = n + step; at > 0 && at <= past.newest; at += step) {
      const change = meets(at);
      if (change !== undefined) return change;
    }
    return undefined;
  };
  const isDone = own?.state === 'committed';
  return {
    basedOn: link(nearest(-1)),
    ledTo: isDone ? link(nearest(1)) : [],
    supersededBy: own?.state === 'superseded' ? (link(nearest(1))[0] ?? null) : null,
    superseded: [],
    takesBack: null,
    takenBackBy: [],
    isPart: false,
  };
}

export const MILLION = 1_000_000;

/** Who changed what at a number follows from the number alone, so that none of them has to be kept. */
export function millionOf(actors: readonly Actor[], objects: readonly { id: string; name: string }[]): Past {
  const at = (n: number): ChangeView | undefined => {
    if (n < 1 || n > MILLION) return undefined;
    const object = objects[(n >> 4) % objects.length];
    // Spells of work in one place or another, as days have them.
    const spell = noise(n >> 9) * 0.7 + noise(n >> 5) * 0.3;
    const actor = actors[Math.min(actors.length - 1, Math.floor(spell * actors.length))];
    if (actor === undefined || object === undefined) return undefined;
    const state = stateOf(n);
    return {
      n,
      earlier: [],
      id: `00000007-0000-4000-8000-${n.toString(16).padStart(12, '0')}`,
      joined: [],
      actor,
      state,
      label: `move ${object.name}`,
      class: 'cosmetic',
      objects: [object.id],
      reason:
        state === 'committed' ? null : { code: 'test', message: 'It did not fit any more.', path: null },
      why: '',
      forced: false,
      takesBack: null,
      time: new Date(Date.UTC(2026, 8, 1, 8) + n * 2_400).toISOString(),
    };
  };
  return { newest: MILLION, at };
}

function stateOf(n: number): IntentState {
  if (n > MILLION - 2) return 'applying';
  const share = noise(n * 7 + 3);
  if (share < 0.004) return 'aborted';
  if (share < 0.005) return 'conflicted';
  return share < 0.008 ? 'superseded' : 'committed';
}

/** 0 to 1, the same for the same number. */
function noise(n: number): number {
  const mixed = Math.imul(n ^ (n >>> 15), 0x2c1b3c6d);
  return ((mixed ^ (mixed >>> 12)) >>> 0) / 0x1_0000_0000;
}

/** The table of the history, as the history answers it: by number, and what has none before all others. */
export function historyOfPast(
  past: Past,
  unnumbered: readonly ChangeView[],
  nameOf: (id: string) => string | undefined,
  { filter, first, rows }: RequestBody<'read_history'>,
): HistoryPage {
  const actors = new Map<string, Actor>();
  for (let n = past.newest; n > Math.max(0, past.newest - 500); n -= 1) {
    const actor = past.at(n)?.actor;
    if (actor !== undefined) actors.set(laneOf(actor), actor);
  }
  const passing = passingOf(past, unnumbered, nameOf, filter);
  const shown = Array.from({ length: Math.max(0, Math.min(rows, passing.count - first)) }, (_, i) =>
    passing.at(first + i),
  );
  return {
    count: passing.count,
    first,
    rows: shown.flatMap((change) => (change === undefined ? [] : [rowOf(change, nameOf)])),
    actors: [...actors.values()],
  };
}

/** Which row a change is among those that pass; null where it is none of them. */
export function rowInPast(
  past: Past,
  unnumbered: readonly ChangeView[],
  nameOf: (id: string) => string | undefined,
  { filter, id }: RequestBody<'locate_change'>,
): number | null {
  const passing = passingOf(past, unnumbered, nameOf, filter);
  for (let row = 0; row < passing.count; row += 1) if (passing.at(row)?.id === id) return row;
  return null;
}

interface Passing {
  readonly count: number;
  readonly at: (row: number) => ChangeView | undefined;
}

function passingOf(
  past: Past,
  unnumbered: readonly ChangeView[],
  nameOf: (id: string) => string | undefined,
  filter: RequestBody<'read_history'>['filter'],
): Passing {
  const at = (row: number): ChangeView | undefined =>
    row < unnumbered.length ? unnumbered[row] : past.at(past.newest - (row - unnumbered.length));
  const count = unnumbered.length + past.newest;
  const { words, lanes, classes, shapes, object, from, to, forced, approvedBy } = filter;
  const isNarrowed = [lanes, classes, shapes, object, from, to, approvedBy].some((each) => each !== null);
  const isPlain = words === '' && !forced && !isNarrowed;
  const isWhole = isPlain && past.at(past.newest - 1) !== undefined && past.at(1) !== undefined;
  if (isWhole) return { count, at };
  const found: ChangeView[] = [];
  for (let row = 0; row < count; row += 1) {
    const change = at(row);
    if (change === undefined) continue;
    const said = [
      change.label,
      change.why,
      change.actor.name,
      change.n,
      change.reason?.message,
      ...rowOf(change, nameOf).names,
    ];
    const text = said.join(' ').toLowerCase();
    const passes =
      words
        .toLowerCase()
        .split(/\s+/u)
        .every((word) => text.includes(word)) &&
      lanes?.includes(laneOf(change.actor)) !== false &&
      classes?.includes(change.class) !== false &&
      shapes?.includes(shapeOfState(change.state)) !== false &&
      (object === null || change.objects.includes(object)) &&
      (change.n ?? past.newest) >= (from ?? 0) &&
      (change.n ?? past.newest) <= (to ?? Number.MAX_SAFE_INTEGER) &&
      (!forced || change.forced) &&
      approvedBy === null;
    if (passes) found.push(change);
  }
  return { count: found.length, at: (row) => found[row] };
}

function rowOf(change: ChangeView, nameOf: (id: string) => string | undefined): HistoryRowView {
  const names = change.objects.slice(0, 3).flatMap((id) => nameOf(id) ?? []);
  return { ...change, approvedBy: change.actor.kind === 'agent' ? 'person' : null, names };
}
