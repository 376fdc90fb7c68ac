/**
 * What an artist's gestures cost of a frame in a large scene: the add-on's turns on the main thread of a real Blender with a
 * window, from the gesture until everything of it is found, told and decided.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { BlenderEngine } from './blender-engine.ts';
import type { BlenderTurn, Hand } from './blender-engine.ts';
import { hostWith } from './first-sync.ts';

const AT_REST_WITHIN_MS = 60_000;
const ASKED_EVERY_MS = 50;
const REST_MS = 2_000;

export interface GestureFigures {
  readonly name: string;
  readonly hand: Hand;
  /** From the gesture until the scene is at rest again. Milliseconds. */
  readonly settledMs: number;
  readonly turns: readonly BlenderTurn[];
}

export interface TurnFigures {
  readonly objects: number;
  readonly atRest: readonly BlenderTurn[];
  readonly gestures: readonly GestureFigures[];
}

export interface TurnOptions {
  readonly folder: string;
  readonly objects: number;
  readonly progress: (what: string) => void;
}

export async function measureTurns({ folder, objects, progress }: TurnOptions): Promise<TurnFigures> {
  const rig = await hostWith(folder, objects);
  progress(`a Blender with a window, ${objects} objects`);
  const blender = await BlenderEngine.start('blender', { windowed: true });
  await rig.link((endpoint, code) => blender.connect(endpoint, code));
  await rested(blender);
  await blender.turns();
  await pause(REST_MS);
  const atRest = await blender.turns();
  const gestures: GestureFigures[] = [];
  for (const [name, gesture] of [
    ['one object moved', () => blender.shift(0)],
    ['its undo', () => blender.undo()],
    ['all objects moved', () => blender.shift(1)],
    ['its undo, of all', () => blender.undo()],
  ] as const) {
    progress(name);
    await blender.turns();
    const beganMs = performance.now();
    const hand = await gesture();
    await rested(blender);
    const settledMs = performance.now() - beganMs;
    gestures.push({ name, hand, settledMs, turns: await blender.turns() });
  }
  await blender.end();
  await rig.end();
  return { objects, atRest, gestures };
}

async function rested(blender: BlenderEngine): Promise<void> {
  const untilMs = performance.now() + AT_REST_WITHIN_MS;
  let waitsFor = '';
  // Twice in a row: an answer of the host may be on its way.
  for (let times = 0; times < 2; times = waitsFor === '' ? times + 1 : 0) {
    if (performance.now() > untilMs) throw new Error(`Blender does not come to rest: ${waitsFor}`);
    await pause(ASKED_EVERY_MS);
    waitsFor = await blender.waitsFor();
  }
}
