/** What the palette can lead to or do, as things stand: all but the objects of the scene, of which there may be very many. */
import { QUIET_SHORT_MINUTES } from '#app/control-room/quiet.ts';
import { SHORTCUTS } from '#app/control-room/shortcuts.ts';
import type {
  OwnStepsView,
  ProjectsView,
  RequestBody,
  RequestName,
  StatusView,
  WaitingView,
} from '#app/control-room/index.ts';
import type { Kind } from '#app/scene/index.ts';
import type { Tone } from '../model/actors.ts';
import { engineTone, sessionName } from '../model/actors.ts';
import { cardName } from '../model/card-names.ts';
import { orderCards } from '../model/cards.ts';
import { isConnected } from '../model/verdict.ts';
import { AXES } from '../axes.ts';
import { keysOf } from '../bar/shortcut.ts';
import { formatCount, LENGTH_UNITS } from '../numbers.ts';
import type { LengthUnit } from '../numbers.ts';
import { setQuiet, usualQuietMinutes } from '../settings/settings.ts';
import { ask, goTo, openAway, prefer, selectSession, showCard } from '../store/actions.ts';
import { openProject, showMenu } from '../projects/projects.ts';
import { showNow } from '../store/past.ts';
import type { Preferences } from '../store/preferences.ts';
import type { Room } from '../store/room.ts';
import { PLACES } from '../store/store.ts';
import type { ControlRoom, Place } from '../store/store.ts';
import { showFlag } from '../store/timeline.ts';
import { redo, undo } from '../store/undo.ts';
import { strings } from '../strings.ts';

export const GROUPS = [
  'needs',
  'recent',
  'versions',
  'actions',
  'places',
  'connections',
  'projects',
  'objects',
  'search',
] as const;
export type Group = (typeof GROUPS)[number];

export type PlainLook =
  'card' | 'change' | 'version' | 'action' | 'agent' | 'undo' | 'redo' | 'flag' | 'project' | 'search';
/** The sign in front of an entry. */
export type Look =
  | { readonly of: PlainLook }
  | { readonly of: 'place'; readonly place: Place }
  | { readonly of: 'mark'; readonly tone: Tone }
  | { readonly of: 'object'; readonly kind: Kind };

export interface Entry {
  /** The same as long as it means the same. */
  readonly id: string;
  readonly group: Group;
  readonly title: string;
  /** What tells it from others of its name. */
  readonly detail?: string;
  /** It is found by these too. */
  readonly words?: string;
  readonly keys?: readonly string[];
  readonly look: Look;
  /** Null where it is done; otherwise why it is not. */
  readonly run: () => Promise<string | null> | null | void;
}

/** @param own what there is to undo and redo; null while that is not known */
export function entriesOf(
  state: ControlRoom,
  projects: ProjectsView | null,
  own: OwnStepsView | null,
): Entry[] {
  // In a copy nothing can be done but look.
  const isCopy = (state.room.status?.copy ?? null) !== null;
  return [
    ...(isCopy ? [] : cards(state)),
    ...versions(state),
    ...(isCopy || own === null ? [] : ownChanges(own)),
    ...actions(state, isCopy),
    ...places(),
    ...connections(state),
    ...(isCopy ? [] : projectEntries(projects)),
  ];
}

function cards({ room }: ControlRoom): Entry[] {
  const nameOf = (id: string): string | undefined => room.scene.objects.get(id)?.name;
  return orderCards(room.cards, room.cardMemory).map((card) => ({
    id: `card ${card.key}`,
    group: 'needs',
    title: cardName(card, nameOf),
    ...(card.kind === 'suggestion' ? { detail: reachWords(card.waiting) } : {}),
    look: { of: 'card' },
    run: () => showCard(card.key),
  }));
}

function reachWords({ class: kind, of }: WaitingView): string {
  return `${strings.classes[kind].words} · ${strings.card.touches(of.objects)}`;
}

function versions({ desk, room }: ControlRoom): Entry[] {
  const named = room.checkpoints.toReversed().map(({ id, name, revision }): Entry => ({
    id: `checkpoint ${id}`,
    group: 'versions',
    title: name,
    detail: strings.past.version(formatCount(revision)),
    look: { of: 'flag' },
    run: () => showFlag(revision),
  }));
  if (desk.past === null) return named;
  return [
    {
      id: 'now',
      group: 'versions',
      title: strings.palette.showNow,
      keys: ['Esc'],
      look: { of: 'version' },
      run: showNow,
    },
    ...named,
  ];
}

function ownChanges(own: OwnStepsView): Entry[] {
  const words = strings.palette.words;
  const entries: Entry[] = [];
  if (own.undo !== null)
    entries.push({
      id: 'undo',
      group: 'actions',
      title: strings.undo.undoOf(own.undo.label),
      words: words.undo,
      keys: keysOf(SHORTCUTS.undo.keys[0]),
      look: { of: 'undo' },
      run: () => void undo(),
    });
  if (own.redo !== null)
    entries.push({
      id: 'redo',
      group: 'actions',
      title: strings.undo.redoOf(own.redo.label),
      words: words.redo,
      keys: keysOf(SHORTCUTS.redo.keys[0]),
      look: { of: 'redo' },
      run: () => void redo(),
    });
  return entries;
}

function actions(state: ControlRoom, isCopy: boolean): Entry[] {
  const { status } = state.room;
  if (status === null) return [];
  const words = strings.palette;
  const override: Action = {
    id: 'override',
    title: strings.override.idle,
    words: words.words.override,
    keys: keysOf(status.shortcut.accelerator),
    look: { of: 'mark', tone: 'override' },
    run: () => asked('halt', {}),
  };
  const verify: Action = {
    id: 'verify',
    title: words.verify,
    words: words.words.verify,
    run: () => {
      // How it goes on, and how it ends, is said there.
      goTo('guarantees');
      void ask('check_guarantee', { check: 'chain' });
    },
  };
  const all = [
    ...(isCopy ? [] : [override, ...agentActions(state.room, status)]),
    ...(isCopy || status.simulated ? [] : connecting()),
    ...(isCopy ? [] : attentionActions(state.room)),
    verify,
    ...viewActions(state.desk.preferences),
  ];
  return all.map((each) => ({ group: 'actions', look: { of: 'action' }, ...each }));
}

type Action = Omit<Entry, 'group' | 'look'> & { readonly look?: Look };

/** Who holds everything lets go of it in the panel that says what that means, and nowhere else. */
function agentActions({ agents }: Room, status: StatusView): Action[] {
  if (status.halted !== null || agents.length === 0) return [];
  const isStopped = status.agentsFrozen || status.allAgentsPaused;
  const words = strings.palette;
  const look: Look = { of: 'agent' };
  return [
    {
      id: 'pause',
      title: isStopped ? strings.agents.continueAll : strings.agents.pauseAll,
      words: words.words.pause,
      look,
      run: () => asked('pause_agents', { agent: null, on: !isStopped }),
    },
    ...agents.map(({ agent, name, paused }) => ({
      id: `pause ${agent}`,
      title: paused ? words.continueAgent(name) : words.pauseAgent(name),
      words: words.words.pause,
      look,
      run: () => asked('pause_agents', { agent, on: !paused }),
    })),
  ];
}

function attentionActions({ attention }: Room): Action[] {
  const { away, quietFor, quietOpen, quietEnd, words } = strings.palette;
  const look: Action = { id: 'away', title: away, words: words.away, run: () => openAway(true) };
  if (attention.quiet !== null)
    return [look, { id: 'quiet end', title: quietEnd, words: words.quiet, run: () => setQuiet(false, null) }];
  const lengths = [...new Set([usualQuietMinutes(), QUIET_SHORT_MINUTES])];
  return [
    look,
    ...lengths.map((minutes) => ({
      id: `quiet ${minutes}`,
      title: quietFor(minutes),
      words: words.quiet,
      run: () => setQuiet(true, minutes),
    })),
    { id: 'quiet open', title: quietOpen, words: words.quiet, run: () => setQuiet(true, null) },
  ];
}

function connecting(): Action[] {
  const words = strings.palette;
  const toEngines = (): void => goTo('engines');
  return [
    {
      id: 'launch',
      title: words.launchBlender,
      words: words.words.launch,
      run: () => asked('launch_engine', { kind: 'blender' }),
    },
    { id: 'connect', title: words.connectEngine, words: words.words.connect, run: toEngines },
    {
      id: 'agent',
      title: words.connectAgent,
      words: words.words.agent,
      look: { of: 'agent' },
      run: toEngines,
    },
    { id: 'demo', title: words.demo, words: words.words.demo, run: () => asked('start_demo', {}) },
  ];
}

function viewActions(preferences: Preferences): Action[] {
  const words = strings.palette;
  const space: Action = {
    id: 'space',
    title: words.space(preferences.hasSpace),
    words: words.words.space,
    run: () => {
      prefer({ hasSpace: !preferences.hasSpace });
      goTo('control');
    },
  };
  const axes = [...AXES, null].filter((each) => each !== preferences.axes);
  const units = (Object.keys(LENGTH_UNITS) as LengthUnit[]).filter((each) => each !== preferences.unit);
  return [
    space,
    ...axes.map((each) => ({
      id: `axes ${each ?? ''}`,
      title: words.axes[each ?? 'follow'],
      words: words.words.axes,
      run: () => prefer({ axes: each }),
    })),
    ...units.map((unit) => ({
      id: `unit ${unit}`,
      title: words.unit(LENGTH_UNITS[unit].label),
      words: words.words.unit,
      run: () => prefer({ unit }),
    })),
  ];
}

function places(): Entry[] {
  return PLACES.map((place) => ({
    id: `place ${place}`,
    group: 'places',
    title: strings.palette.place(strings.places[place]),
    look: { of: 'place', place },
    run: () => goTo(place),
  }));
}

function connections({ room }: ControlRoom): Entry[] {
  return room.sessions.filter(isConnected).map((session) => ({
    id: `session ${session.session}`,
    group: 'connections',
    title: strings.palette.connection(sessionName(session)),
    detail: session.title,
    words: strings.palette.words.connection,
    look: { of: 'mark', tone: engineTone(session.engine) },
    run: () => selectSession(session.session),
  }));
}

/** Where one is the only one there is, of none. */
function projectEntries(view: ProjectsView | null): Entry[] {
  if (view === null || view.isOnly) return [];
  const words = strings.palette;
  const look: Look = { of: 'project' };
  return [
    {
      id: 'new project',
      group: 'projects',
      title: words.newProject,
      look,
      run: () => showMenu('new'),
    },
    {
      id: 'open project',
      group: 'projects',
      title: words.openProject,
      look,
      run: () => void openProject(null),
    },
    ...view.recent.map(({ project, name, folder }): Entry => ({
      id: `project ${project}`,
      group: 'projects',
      title: words.goToProject(name),
      detail: folder,
      look,
      run: () => void openProject(project),
    })),
  ];
}

/** Asks main. @returns why it was refused; null where it was not */
async function asked<Name extends RequestName>(name: Name, body: RequestBody<Name>): Promise<string | null> {
  const answer = await ask(name, body);
  return answer.ok ? null : answer.reason.message;
}
