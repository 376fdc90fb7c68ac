/**
 * The timeline's geometry: lanes by actor, one slot a number, runs of one object folded into one clip. Pure, so that it
 * can be looked at in tests without a screen.
 */
import { laneOf, shapeOfState } from '#app/control-room/change-shapes.ts';
import type { ChangeShape } from '#app/control-room/change-shapes.ts';
import type { AgentView, ChangeView, SessionView, WaitingView } from '#app/control-room/index.ts';
import type { Actor } from '#app/intents/index.ts';
import type { ObjectId } from '#app/scene/index.ts';
import { strings } from '../strings.ts';
import { engineTone, laneLabel, sessionName, toneOf } from './actors.ts';
import type { Tone } from './actors.ts';

export interface Lane {
  /** The actor's id. */
  readonly id: string;
  readonly label: string;
  readonly tone: Tone;
}

export interface Clip {
  /** The newest change in it. */
  readonly change: ChangeView;
  /** All the changes in it, the newest last. */
  readonly ids: readonly string[];
  /** For a try that was taken back: the number under which its change went on. */
  readonly wentOnAs: number | null;
  readonly lane: string;
  readonly tone: Tone;
  readonly shape: ChangeShape;
  /** First and last number. */
  readonly from: number;
  readonly to: number;
  readonly label: string;
  /** For a clip without room for all of it. */
  readonly shortLabel: string;
}

/** Numbers of others that may lie inside a run without breaking it. */
const RUN_GAP_NUMBERS = 2;

/** The override, the person here, every engine and every agent that takes part or is seen in `changes`. */
export function lanesOf(
  changes: readonly Pick<ChangeView, 'actor'>[],
  sessions: readonly SessionView[],
  agents: readonly AgentView[],
  waiting: readonly Pick<WaitingView, 'actor'>[],
): Lane[] {
  const engines = new Map<string, Lane>();
  const others = new Map<string, Lane>();
  for (const session of sessions) {
    if (session.state === 'revoked') continue;
    const id = `engine:${session.engine}`;
    engines.set(id, {
      id,
      label: strings.timeline.lanes.engine(sessionName(session)),
      tone: engineTone(session.engine),
    });
  }
  for (const agent of agents) {
    const id = agentLane(agent.agent);
    if (agent.connected || agent.waiting > 0) others.set(id, { id, label: agent.name, tone: 'agent' });
  }
  const seen = (actor: Actor): void => {
    if (actor.kind === 'override' || actor.kind === 'person') return;
    const lanes = actor.kind === 'engine' ? engines : others;
    if (!lanes.has(actor.id))
      lanes.set(actor.id, { id: actor.id, label: laneLabel(actor), tone: toneOf(actor) });
  };
  for (const change of changes) seen(change.actor);
  for (const each of waiting) seen(each.actor);
  return [
    { id: 'override', label: strings.timeline.lanes.override, tone: 'override' },
    { id: 'person', label: strings.timeline.lanes.you, tone: 'you' },
    ...[...engines.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
    ...others.values(),
  ];
}

/** Agents are called by their actor id or by the part behind its prefix. */
function agentLane(agent: string): string {
  return agent.startsWith('agent:') ? agent : `agent:${agent}`;
}

/** Clips in number order, a try that was taken back as one of its own. @param changes numbered, ascending */
export function clipsOf(
  changes: readonly ChangeView[],
  nameOf: (id: ObjectId) => string | undefined,
): Clip[] {
  const clips: Clip[] = [];
  const lastOfLane = new Map<string, number>();
  const runs = new Map<number, string[]>();
  for (const single of singleClips(changes, nameOf)) {
    const { change } = single;
    const at = lastOfLane.get(single.lane);
    const previous = at === undefined ? undefined : clips[at];
    if (at !== undefined && previous !== undefined && joins(previous, single)) {
      const ids = runs.get(at) ?? [...previous.ids];
      ids.push(change.id);
      runs.set(at, ids);
      clips[at] = { ...previous, change, ids, to: single.to, ...runLabels(change, ids.length, nameOf) };
      continue;
    }
    lastOfLane.set(single.lane, clips.length);
    clips.push(single);
  }
  return clips;
}

/** One a number, ascending. */
function singleClips(changes: readonly ChangeView[], nameOf: (id: ObjectId) => string | undefined): Clip[] {
  const singles = changes.flatMap((change) => {
    if (change.n === null) return [];
    const { n, label } = change;
    const shortLabel = nameOf(change.objects[0] ?? '') ?? label;
    const same = {
      change,
      ids: [change.id],
      lane: laneOf(change.actor),
      tone: toneOf(change.actor),
      label,
      shortLabel,
    };
    const tries = change.earlier.map((number): Clip => ({
      ...same,
      wentOnAs: n,
      shape: 'failed',
      from: number,
      to: number,
    }));
    return [...tries, { ...same, wentOnAs: null, shape: shapeOfState(change.state), from: n, to: n }];
  });
  return changes.some(({ earlier }) => earlier.length > 0) ? singles.sort((a, b) => a.to - b.to) : singles;
}

/** Runs fold only where nothing is lost to the eye: one object, values only, every one of them committed. */
function joins(clip: Clip, { change, wentOnAs }: Clip): boolean {
  const [object, ...rest] = change.objects;
  return (
    wentOnAs === null &&
    change.earlier.length === 0 &&
    clip.change.earlier.length === 0 &&
    object !== undefined &&
    rest.length === 0 &&
    clip.change.objects.length === 1 &&
    clip.change.objects[0] === object &&
    clip.shape === 'done' &&
    change.state === 'committed' &&
    change.class === 'cosmetic' &&
    clip.change.class === 'cosmetic' &&
    change.forced === clip.change.forced &&
    (change.n ?? 0) - clip.to <= RUN_GAP_NUMBERS + 1
  );
}

function runLabels(
  change: ChangeView,
  count: number,
  nameOf: (id: ObjectId) => string | undefined,
): Pick<Clip, 'label' | 'shortLabel'> {
  const name = nameOf(change.objects[0] ?? '') ?? change.label;
  const words = strings.timeline;
  const moved = /\bmov(e|ed|es|ing)\b/iu.test(change.label);
  return {
    label: moved ? words.runMoves(name, count) : words.run(name, count),
    shortLabel: words.runShort(name, count),
  };
}

/** A try that was taken back is another place of its change, and no clip of its own to be selected. */
export function isOwn(clip: Clip): boolean {
  return clip.wentOnAs === null;
}

/** Whether a change is one of a clip's. */
export function holds(clip: Clip, id: string | null): boolean {
  return id !== null && isOwn(clip) && clip.ids.includes(id);
}

/** Whether some of a clip's changes are among these. */
export function holdsAny(clip: Clip, ids: ReadonlySet<string>): boolean {
  return ids.size > 0 && isOwn(clip) && clip.ids.some((id) => ids.has(id));
}

/** The clip beside `current`, tries that were taken back left out, in reading order of numbers, or in a neighbouring lane at the nearest number. */
export function neighbour(
  shown: readonly Clip[],
  lanes: readonly Lane[],
  currentId: string | null,
  step: 'left' | 'right' | 'up' | 'down' | 'first' | 'last',
): Clip | undefined {
  const clips = shown.filter(isOwn);
  const at = clips.findIndex((clip) => holds(clip, currentId));
  if (step === 'first') return clips[0];
  if (step === 'last' || at < 0) return clips.at(-1);
  const current = clips[at] as Clip;
  if (step === 'left') return clips[at - 1] ?? current;
  if (step === 'right') return clips[at + 1] ?? current;
  const order = lanes.map((lane) => lane.id);
  const direction = step === 'up' ? -1 : 1;
  for (
    let lane = order.indexOf(current.lane) + direction;
    lane >= 0 && lane < order.length;
    lane += direction
  ) {
    const inLane = clips.filter((clip) => clip.lane === order[lane]);
    const nearest = inLane.sort((a, b) => Math.abs(a.to - current.to) - Math.abs(b.to - current.to))[0];
    if (nearest !== undefined) return nearest;
  }
  return current;
}

/** Numbers between labelled ticks, so that labels stand at least `leastPx` apart. */
export function tickStep(pxPerNumber: number, leastPx: number): number {
  let step = 1;
  for (const factor of cycle()) {
    if (step * pxPerNumber >= leastPx) return step;
    step = Math.round(step * factor);
  }
  return step;
}

function* cycle(): Generator<number> {
  // 1, 2, 5, 10, 20, 50, …
  for (let i = 0; i < 30; i += 1) yield [2, 2.5, 2][i % 3] as number;
}

/** What a suggestion is called on the waiting strip. */
export function waitingLabel(waiting: WaitingView): string {
  return waiting.task ?? waiting.objects[0]?.name ?? waiting.reason;
}
