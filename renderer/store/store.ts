/** The one store of the window: the room that main feeds, and what this window itself is looking at. */
import { useMemo } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Together } from '../model/together.ts';
import type { StoreApi } from 'zustand/vanilla';
import type { CausalityView, ChangeView } from '#app/control-room/index.ts';
import type { ObjectId } from '#app/scene/index.ts';
import type { Axes } from '../axes.ts';
import { engineOf, engineTone } from '../model/actors.ts';
import type { Reading } from '../model/facets.ts';
import { selectedOf } from '../model/selection.ts';
import { isConnected } from '../model/verdict.ts';
import { DEFAULT_PREFERENCES } from './preferences.ts';
import type { Preferences } from './preferences.ts';
import { EMPTY_ROOM } from './room.ts';
import type { Room, SceneView } from './room.ts';

export const PLACES = [
  'control',
  'conflicts',
  'history',
  'shelf',
  'engines',
  'rules',
  'guarantees',
  'settings',
] as const;
export type Place = (typeof PLACES)[number];
export type InspectorTab = 'object' | 'change' | 'connection';

export interface Desk {
  readonly place: Place;
  readonly tab: InspectorTab;
  /** The object that was selected last. */
  readonly object: ObjectId | null;
  /** Objects that are selected together; counts while `object` is one of them. */
  readonly together: ReadonlySet<ObjectId>;
  /** An intent's id: a clip, a row of the history, a suggestion. */
  readonly change: string | null;
  /** A change that the history's table told of: it may lie beyond all that the window holds. */
  readonly row: ChangeView | null;
  /** Changes that are selected together on the timeline, by id; counts while `change` is one of them. */
  readonly marked: ReadonlySet<string>;
  /** What the selected change came from and led to, once that is known. */
  readonly causality: { readonly id: string; readonly view: CausalityView } | null;
  /** A number that something else pointed at, to be brought into view; counts up so that it can be pointed at again. */
  readonly reveal: { readonly n: number; readonly times: number } | null;
  readonly session: string | null;
  /** The conflict whose sheet lies over the scene. */
  readonly conflict: string | null;
  /** What is to be taken of its engine's side so far, by item; null of no conflict. */
  readonly picked: { readonly conflict: string; readonly items: ReadonlySet<string> } | null;
  /** The suggestion that is compared with those of other agents, over the scene. */
  readonly compared: Pointed | null;
  /** Under the pointer elsewhere: the 3D view marks it. */
  readonly pointed: ObjectId | null;
  /** What something asked to be brought into view; anew each time. */
  readonly framed: { readonly objects: readonly ObjectId[] } | null;
  /** What others changed meanwhile lies over the scene. */
  readonly away: boolean;
  /** A card that something else pointed at; counts up so that the same card can be pointed at again. */
  readonly card: Pointed | null;
  /** FORCE is armed with this reason: the next change in the inspector passes every gate, once. */
  readonly force: string | null;
  /** Settled suggestions whose outcome has stood in view for its time. */
  readonly told: ReadonlySet<string>;
  /** What was approved by one click each, while it is told of. */
  readonly approvedTogether: readonly Together[];
  /** Which of them went out of view last, and when, on the clock by which keys are stamped. */
  readonly lastTold: { readonly key: string; readonly atMs: number } | null;
  /** The one that is back in view, to be taken back at once: its key was pressed while it stood. */
  readonly recalled: string | null;
  /** An earlier version that is shown instead of now; null shows now. */
  readonly past: Past | null;
  /** Something was selected to be looked at, in the place that is shown: where the inspector is folded away it opens over it. */
  readonly isInspected: boolean;
  readonly preferences: Preferences;
  /** Words that are looked for in a place, from elsewhere; counts up so that the same can be looked for again. */
  readonly sought: { readonly place: Place; readonly text: string; readonly times: number } | null;
  /** The palette that finds everything is open. */
  readonly finds: boolean;
  /** Ids of what was chosen in the palette, newest first. */
  readonly found: readonly string[];
  /** What the foot of the window says for a while; anew each time. */
  readonly said: { readonly text: string; readonly isProblem: boolean } | null;
}

/** A card that a person asked for; counts up so that the same one can be asked for again. */
export interface Pointed {
  readonly key: string;
  readonly times: number;
}

/** The window's look into the past: which version, and what it is compared with. */
export interface Past {
  /** The version that is asked for; `shown` follows as soon as it is read. */
  readonly wanted: number;
  readonly shown: PastScene | null;
  /** Null compares with now. */
  readonly against: PastScene | null;
  /** Why the wanted version could not be read. */
  readonly problem: string | null;
}

/** The shared scene as it was at a version. */
export interface PastScene extends SceneView {
  readonly revision: number;
  /** Confirmed changes between it and the moment when it was read. */
  readonly commits: number;
}

export interface ControlRoom {
  readonly room: Room;
  readonly desk: Desk;
}

export const EMPTY_DESK: Desk = {
  place: 'control',
  tab: 'object',
  object: null,
  together: new Set(),
  change: null,
  row: null,
  marked: new Set(),
  causality: null,
  reveal: null,
  session: null,
  conflict: null,
  picked: null,
  compared: null,
  away: false,
  pointed: null,
  framed: null,
  card: null,
  force: null,
  told: new Set(),
  approvedTogether: [],
  lastTold: null,
  recalled: null,
  past: null,
  isInspected: false,
  preferences: DEFAULT_PREFERENCES,
  sought: null,
  finds: false,
  found: [],
  said: null,
};

export const store: StoreApi<ControlRoom> = createStore<ControlRoom>()(() => ({
  room: EMPTY_ROOM,
  desk: EMPTY_DESK,
}));

export function useRoom<Value>(select: (room: Room) => Value): Value {
  return useStore(store, (state) => select(state.room));
}

export function useDesk<Value>(select: (desk: Desk) => Value): Value {
  return useStore(store, (state) => select(state.desk));
}

/** Every object that is selected; the same set until that changes. */
export function useSelected(): ReadonlySet<ObjectId> {
  const object = useDesk((desk) => desk.object);
  const together = useDesk((desk) => desk.together);
  return useMemo(() => selectedOf({ object, together }), [object, together]);
}

export function changeRoom(change: (room: Room) => Room): void {
  store.setState((state) => ({ room: change(state.room) }));
}

export function changeDesk(part: Partial<Desk>): void {
  store.setState((state) => ({ desk: { ...state.desk, ...part } }));
}

/**
 * The axes in force: chosen, or those of the engine in which something was changed last; before that, those of the
 * engine that connected last.
 */
export function axesOf(state: ControlRoom): Axes {
  if (state.desk.preferences.axes !== null) return state.desk.preferences.axes;
  const last = state.room.changes.tail.findLast((change) => change.actor.kind === 'engine');
  const engine =
    last === undefined ? state.room.sessions.findLast(isConnected)?.engine : engineOf(last.actor);
  return engine !== undefined && engineTone(engine) === 'unity' ? 'unity' : 'blender';
}

export function useAxes(): Axes {
  return useStore(store, axesOf);
}

/** What turning values into words needs; stable until the scene, the axes or the unit change. */
export function useReading(): Reading {
  const axes = useAxes();
  const unit = useDesk((desk) => desk.preferences.unit);
  const scene = useRoom((room) => room.scene);
  return readingOf(axes, unit, scene);
}

/** The scene that is on screen: of now, or of the version that is looked at. */
export function shownSceneOf({ room, desk }: ControlRoom): SceneView {
  return desk.past?.shown ?? room.scene;
}

export function useShownScene(): SceneView {
  return useStore(store, shownSceneOf);
}

/** As `useReading`, with the objects of the scene that is on screen. */
export function useShownReading(): Reading {
  const axes = useAxes();
  const unit = useDesk((desk) => desk.preferences.unit);
  return readingOf(axes, unit, useShownScene());
}

export function readingOf(axes: Axes, unit: Preferences['unit'], scene: SceneView): Reading {
  return { axes, unit, object: (id) => scene.objects.get(id) };
}

/** Nothing new is let in: everything is held, or nothing can be written. */
export function useIsClosed(): boolean {
  return useRoom(
    (room) => room.link !== 'live' || room.status?.ledger.state !== 'ok' || room.status.halted !== null,
  );
}

/** Whether values can be changed at all, and if not, which sentence says why. */
export type EditState = 'open' | 'held' | 'read_only' | 'forced' | 'past';

export function editStateOf({ room, desk }: ControlRoom): EditState {
  if (room.link !== 'live' || room.status === null || room.status.ledger.state === 'read_only')
    return 'read_only';
  if (room.status.ledger.state === 'outcome_unknown') return 'read_only';
  if (desk.past !== null) return 'past';
  if (desk.force !== null) return 'forced';
  return room.status.halted === null ? 'open' : 'held';
}

export function useEditState(): EditState {
  return useStore(store, editStateOf);
}
