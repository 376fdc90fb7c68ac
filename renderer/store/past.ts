/** Looking at earlier versions of the shared scene. One is read at a time, and the last one asked for wins. */
import type { PastSceneView } from '#app/control-room/index.ts';
import { ask } from './ask.ts';
import { changeDesk, store } from './store.ts';
import type { Past, PastScene } from './store.ts';

const NOTHING_SHOWN: Omit<Past, 'wanted'> = { shown: null, against: null, problem: null };

let reading = false;

/** Shows a version, or the one nearest to it that there is. */
export async function showVersion(revision: number): Promise<void> {
  const { room, desk } = store.getState();
  const newest = room.status?.revision ?? 0;
  const wanted = Math.max(0, Math.min(newest, Math.round(revision)));
  const past = { ...(desk.past ?? NOTHING_SHOWN), wanted, problem: null };
  changeDesk({ past, place: 'control', conflict: null });
  await readWanted();
}

export function showNow(): void {
  changeDesk({ past: null });
}

/** The next or the last version before the one that is asked for. */
export async function stepVersion(step: 1 | -1): Promise<void> {
  const { past } = store.getState().desk;
  if (past !== null) await showVersion(past.wanted + step);
}

/**
 * What the version on screen is compared with.
 * @param revision null for now
 * @returns why that one cannot be read; null where it can
 */
export async function compareWith(revision: number | null): Promise<string | null> {
  if (revision === null) {
    changePast({ against: null });
    return null;
  }
  const answer = await ask('read_scene', { revision });
  if (!answer.ok) return answer.reason.message;
  changePast({ against: sceneOf(answer.value) });
  return null;
}

/** Main was asked for everything anew: the history may be another one by now. */
export function readPastAnew(): void {
  const { room, desk } = store.getState();
  const { past } = desk;
  if (past === null) return;
  const newest = room.status?.revision ?? 0;
  const wanted = Math.min(past.wanted, newest);
  changePast({ wanted, shown: null, against: null, problem: null });
  void readWanted();
}

async function readWanted(): Promise<void> {
  if (reading) return;
  reading = true;
  try {
    for (;;) {
      const { past } = store.getState().desk;
      if (past === null || past.problem !== null || past.shown?.revision === past.wanted) return;
      const answer = await ask('read_scene', { revision: past.wanted });
      if (answer.ok) changePast({ shown: sceneOf(answer.value) });
      else if (store.getState().desk.past?.wanted === past.wanted)
        changePast({ problem: answer.reason.message });
    }
  } finally {
    reading = false;
  }
}

/** Nothing where now is shown again meanwhile. */
function changePast(part: Partial<Past>): void {
  const { past } = store.getState().desk;
  if (past !== null) changeDesk({ past: { ...past, ...part } });
}

function sceneOf({ revision, objects, commits }: PastSceneView): PastScene {
  return { revision, commits, objects: new Map(objects.map((object) => [object.id, object])) };
}
