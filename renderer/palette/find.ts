/** Of everything there is, what fits a few typed letters. */
import { go, snapshot } from 'fuzzysort';
import type { SnapshotKey } from 'fuzzysort';
import type { SceneObject } from '#app/scene/index.ts';
import { compareNames } from '../model/outline.ts';
import { formatCount } from '../numbers.ts';
import { goTo, seekIn, showObject } from '../store/actions.ts';
import { showVersion } from '../store/past.ts';
import type { SceneView } from '../store/room.ts';
import { shownSceneOf } from '../store/store.ts';
import type { ControlRoom } from '../store/store.ts';
import { revealNumber } from '../store/timeline.ts';
import { strings } from '../strings.ts';
import { GROUPS } from './entries.ts';
import type { Entry, Group } from './entries.ts';

export interface Section {
  readonly group: Group;
  readonly entries: readonly Entry[];
}

export interface Found {
  readonly sections: readonly Section[];
  /** Objects that fit as well and are not listed. */
  readonly more: number;
}

const MOST: Readonly<Record<Group, number>> = {
  needs: 6,
  recent: 5,
  versions: 3,
  actions: 12,
  places: 8,
  connections: 6,
  projects: 6,
  objects: 40,
  search: 2,
};

/** Of what an object hangs below. */
const PATH_MOST = 4;

/** 1 is the very word, 0.5 fits well. */
const LEAST_SCORE = 0.35;
/** That it is found by a word beside its name says less. */
const OTHER_WORDS = 0.7;

/** The objects of a scene, made ready to be searched: for as long as the scene is the same. */
export type Objects = SnapshotKey<SceneObject>;

export function objectsOf(scene: SceneView): Objects {
  return snapshot([...scene.objects.values()], { key: 'name' });
}

/** @param text what is typed, without what surrounds it */
export function foundBy(
  text: string,
  entries: readonly Entry[],
  objects: Objects,
  state: ControlRoom,
): Found {
  return text === ''
    ? offered(entries, state.desk.found)
    : find(text, entries, objects, shownSceneOf(state), state.room.status?.revision ?? 0);
}

/** The one that the key runs which is pressed next. */
export function firstOf({ sections }: Found): Entry | undefined {
  return sections[0]?.entries[0];
}

/** Before anything is typed: what waits, what was used last, and what there is to do. */
export function offered(entries: readonly Entry[], usedLast: readonly string[]): Found {
  const recent = usedLast.flatMap((id) => {
    const entry = entries.find((each) => each.id === id);
    return entry === undefined ? [] : [{ ...entry, group: 'recent' as const }];
  });
  const again = new Set(recent.map(({ id }) => id));
  return { sections: sectionsOf([...recent, ...entries.filter(({ id }) => !again.has(id))]), more: 0 };
}

/**
 * @param newest the number of the last change there is
 * @param scene whose objects these are
 */
export function find(
  text: string,
  entries: readonly Entry[],
  objects: Objects,
  scene: SceneView,
  newest: number,
): Found {
  const scores = new Map<Group, number>();
  const fitting: Entry[] = [];
  const note = (entry: Entry, score: number): void => {
    fitting.push(entry);
    scores.set(entry.group, Math.max(scores.get(entry.group) ?? 0, score));
  };
  for (const entry of numbered(text, newest)) note(entry, 1);
  const byWords = go(text, entries, {
    keys: [(entry) => entry.title, (entry) => entry.words, (entry) => entry.detail],
    limit: 0,
    threshold: LEAST_SCORE,
    scoreFn: ([title, ...others]) =>
      Math.max(title?.score ?? 0, ...others.map((other) => (other?.score ?? 0) * OTHER_WORDS)),
  });
  for (const { obj, score } of byWords) note(obj, score);
  const named = go(text, objects, { limit: MOST.objects, threshold: LEAST_SCORE });
  for (const { obj, score } of byScoreAndName(named)) note(objectEntry(obj, scene), score);
  const sections = sectionsOf(fitting).sort(
    (a, b) => (scores.get(b.group) ?? 0) - (scores.get(a.group) ?? 0),
  );
  return { sections: [...sections, elsewhere(text)], more: Math.max(0, named.total - named.length) };
}

/** `Crate_2` before `Crate_10`, where both fit as well. */
function byScoreAndName<Hit extends { readonly score: number; readonly obj: SceneObject }>(
  hits: Iterable<Hit>,
): Hit[] {
  return [...hits].sort((a, b) => b.score - a.score || compareNames(a.obj.name, b.obj.name));
}

/** In the order of the groups, each of a length that leaves the next one in sight. */
function sectionsOf(entries: readonly Entry[]): Section[] {
  return GROUPS.map((group) => ({
    group,
    entries: entries.filter((entry) => entry.group === group).slice(0, MOST[group]),
  })).filter((section) => section.entries.length > 0);
}

/** What lies too deep to be listed with the rest is looked for where it lies. */
function elsewhere(text: string): Section {
  const words = strings.palette;
  const entries = (['history', 'shelf'] as const).map((place): Entry => ({
    id: `seek ${place}`,
    group: 'search',
    title: words.seekIn[place](text),
    look: { of: 'search' },
    run: () => seekIn(place, text),
  }));
  return { group: 'search', entries };
}

/** A number is a change, and the version that it made. */
function numbered(text: string, newest: number): Entry[] {
  const digits = text.replaceAll(/[\s\u202f,.#]/gu, '');
  if (!/^\d{1,15}$/u.test(digits)) return [];
  const n = Number(digits);
  if (n > newest) return [];
  const shown = formatCount(n);
  const version: Entry = {
    id: `version ${n}`,
    group: 'versions',
    title: strings.palette.showVersion(shown),
    look: { of: 'version' },
    run: () => void showVersion(n),
  };
  if (n === 0) return [version];
  const change: Entry = {
    id: `change ${n}`,
    group: 'versions',
    title: strings.palette.showChange(shown),
    look: { of: 'change' },
    run: () => revealNumber(n),
  };
  return [change, version];
}

function objectEntry(object: SceneObject, scene: SceneView): Entry {
  const detail = pathOf(object, scene);
  return {
    id: `object ${object.id}`,
    group: 'objects',
    title: object.name,
    ...(detail === '' ? {} : { detail }),
    look: { of: 'object', kind: object.kind },
    run: () => {
      goTo('control');
      showObject(object.id);
    },
  };
}

/** What it hangs below, outermost first; as far as a line can tell. */
function pathOf(object: SceneObject, { objects }: SceneView): string {
  const path: string[] = [];
  for (
    let at = object.parent === null ? undefined : objects.get(object.parent);
    at !== undefined && path.length < PATH_MOST;
    at = at.parent === null ? undefined : objects.get(at.parent)
  )
    path.unshift(at.name);
  return path.join(' / ');
}
