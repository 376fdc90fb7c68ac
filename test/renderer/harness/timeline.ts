/** What the history answers of the timeline, worked out from plain changes; and a history of a million of them. */
import { CHANGE_SHAPES, laneOf, shapeOfState } from '#app/control-room/change-shapes.ts';
import type {
  CausalityView,
  ChangeView,
  ClockView,
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
