/** What is suggested or collides, as objects beside the shared scene: what is looked at, from which hand, and by which name. */
import type { WaitingView } from '#app/control-room/index.ts';
import type { Conflict } from '#app/ledger/index.ts';
import { withFacet } from '#app/scene/index.ts';
import type { FacetState, ObjectId, SceneObject } from '#app/scene/index.ts';
import { engineName, engineTone, laneLabel, toneOf } from '../../model/actors.ts';
import type { Tone } from '../../model/actors.ts';
import { itemKey } from '../../model/conflicts.ts';
import { strings } from '../../strings.ts';
import type { Overlay } from './placement.ts';

/** Of nobody: what there was before both sides. */
export type GhostTone = Tone | 'before';

/** One hand's version of some objects. Null: the object goes. */
export interface GhostLayer {
  readonly key: string;
  readonly tone: GhostTone;
  /** Who: an agent's or an engine's name (untrusted plain text). */
  readonly label: string;
  readonly objects: Overlay;
}

export interface Ghosts {
  /** What they are of: a suggestion's or a conflict's id. */
  readonly of: string;
  readonly layers: readonly GhostLayer[];
}

type Objects = ReadonlyMap<ObjectId, SceneObject>;

const NONE: ReadonlySet<string> = new Set();

/** A collision that is being decided, with what is picked of the engine's side so far, else the suggestion that is looked at, else the first that waits. */
export function ghostsOf(
  objects: Objects,
  waiting: readonly WaitingView[],
  conflict: Conflict | undefined,
  lookedAt: string | null,
  picked: ReadonlySet<string> = NONE,
): Ghosts | null {
  if (conflict !== undefined) return ofConflict(objects, conflict, picked);
  const suggestion = waiting.find(({ id }) => id === lookedAt) ?? waiting[0];
  return suggestion === undefined ? null : ofSuggestion(objects, suggestion);
}

function ofSuggestion(objects: Objects, { id, actor, changes }: WaitingView): Ghosts {
  const after = changes.map((change) => change.after);
  return {
    of: id,
    layers: [{ key: id, tone: toneOf(actor), label: laneLabel(actor), objects: withStates(objects, after) }],
  };
}

function ofConflict(objects: Objects, { id, engine, items }: Conflict, picked: ReadonlySet<string>): Ghosts {
  const before = items.flatMap((item) => (item.before === null ? [] : [item.before]));
  const theirOf = (item: Conflict['items'][number]): FacetState => ({
    id: item.id,
    facet: item.facet,
    value: item.engine,
  });
  const theirs = items.map(theirOf);
  const taken = items.filter((item) => picked.has(itemKey(item)));
  // Of one side whole there is a picture already.
  const mixed = taken.length < items.length ? taken.map(theirOf) : [];
  const layers: GhostLayer[] = [
    {
      key: `${id} before`,
      tone: 'before',
      label: strings.space.beforeBoth,
      objects: withStates(objects, before),
    },
    {
      key: `${id} engine`,
      tone: engineTone(engine),
      label: engineName(engine),
      objects: withStates(objects, theirs),
    },
    { key: `${id} result`, tone: 'you', label: strings.space.result, objects: withStates(objects, mixed) },
  ];
  return { of: id, layers: layers.filter((layer) => layer.objects.size > 0) };
}

/** The objects with these values, as far as they would differ from what is shared. */
function withStates(objects: Objects, states: readonly FacetState[]): Overlay {
  const changed = new Map<ObjectId, SceneObject | null>();
  for (const state of states) {
    if (state.facet === 'existence') {
      changed.set(state.id, state.value as SceneObject | null);
      continue;
    }
    const base = changed.has(state.id) ? changed.get(state.id) : objects.get(state.id);
    // Of what is gone, there is nothing to be seen.
    if (base === undefined || base === null) continue;
    changed.set(state.id, withFacet(base, state));
  }
  return changed;
}
