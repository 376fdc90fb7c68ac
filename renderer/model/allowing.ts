/** What a suggestion's task has waiting, where a free hand for it would reach, and how much a suggestion touches. */
import type { GrantView, PermittedView, WaitingView } from '#app/control-room/index.ts';
import { PERMISSION_LIMITS } from '#app/ledger/index.ts';
import { ancestorsOf } from '#app/scene/index.ts';
import type { ObjectId, SceneObject } from '#app/scene/index.ts';
import { strings } from '../strings.ts';

/** From so many objects on a suggestion is called broad; a few are, where they are much of the scene. */
const BROAD_OBJECTS = 25;
const BROAD_FEW = 5;
const BROAD_PERCENT = 25;

/** Suggestions of one agent's task that wait, as they are shown: those that go with one click, and those that ask alone. */
interface TaskWaiting {
  readonly all: readonly WaitingView[];
  readonly together: readonly WaitingView[];
}

export function taskOf(waiting: readonly WaitingView[], { actor, task }: WaitingView): TaskWaiting {
  const all = waiting.filter(
    (each) => each.actor.id === actor.id && each.task === task && each.state === 'awaiting_approval',
  );
  return { all, together: all.filter((each) => each.class !== 'destructive' && each.hash !== null) };
}

/**
 * Of a task as it was shown, what still stands so: it alone is answered with one word. What else of the task waits by now
 * came or changed meanwhile, and is only counted.
 */
export function stillShown(shown: TaskWaiting, now: TaskWaiting): TaskWaiting & { readonly since: number } {
  const hashes = new Map(now.all.map(({ id, hash }) => [id, hash]));
  const all = shown.all.filter(({ id, hash }) => hashes.get(id) === hash);
  return {
    all,
    together: all.filter((each) => shown.together.includes(each)),
    since: now.all.length - all.length,
  };
}

/** Those that still wait for an answer, whatever they have become. */
export function waitingOf(shown: readonly WaitingView[], now: readonly WaitingView[]): string[] {
  const ids = new Set(now.filter(({ state }) => state === 'awaiting_approval').map(({ id }) => id));
  return shown.map(({ id }) => id).filter((id) => ids.has(id));
}

/** Objects of the scene that a free hand “for these” names: those touched, and what new ones would hang on. */
export function placesOf(
  { operations }: Pick<WaitingView, 'operations'>,
  objects: ReadonlyMap<ObjectId, SceneObject>,
): ObjectId[] {
  const ids = new Set<ObjectId>();
  for (const operation of operations) {
    const id = operation.op === 'create' ? operation.object.parent : operation.id;
    if (id !== null && objects.has(id)) ids.add(id);
  }
  return [...ids].slice(0, PERMISSION_LIMITS.objects);
}

export function whereOf({ objects }: Pick<PermittedView, 'objects'>): string {
  const words = strings.approvals;
  if (objects === null) return words.inScene;
  const [first] = objects.first;
  return words.inObjects(
    words.somewhere(words.below(first?.name ?? strings.facets.unknownObject), objects.of - 1),
  );
}

export function changesLeft({ changes, used }: GrantView): number {
  return Math.max(0, changes - used);
}

/** How much a suggestion touches (blast radius). */
export interface Reach {
  /** Objects that hang below those touched, and go along with them. */
  readonly below: number;
  /** Of the whole scene, those touched and those below. */
  readonly percent: number;
  readonly isBroad: boolean;
}

export function reachOf(
  waiting: Pick<WaitingView, 'objects' | 'of'>,
  objects: ReadonlyMap<ObjectId, SceneObject>,
): Reach {
  const touched = new Set(waiting.objects.map(({ id }) => id));
  let below = 0;
  for (const { id, parent } of objects.values())
    if (parent !== null && !touched.has(id) && ancestorsOf({ objects }, id).some((each) => touched.has(each)))
      below += 1;
  const all = waiting.of.objects + below;
  const percent = objects.size === 0 ? 0 : Math.min(100, (all / objects.size) * 100);
  return { below, percent, isBroad: all >= BROAD_OBJECTS || (all >= BROAD_FEW && percent >= BROAD_PERCENT) };
}
