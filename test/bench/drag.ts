/**
 * An artist's move in one engine until it is confirmed and applied in the other, and what it takes to bring the same
 * move over by a file. Both with the same scene, in the same running Blenders, in one run.
 */
import path from 'node:path';
import { BlenderEngine } from './blender-engine.ts';
import { checkSameClock } from './clock.ts';
import type { Engine, Translation } from './engine.ts';
import { spansOf, turnIntervalsMs } from './move-spans.ts';
import type { HostMoment, MoveSpans } from './move-spans.ts';
import type { ReferenceMeter, References } from './references.ts';
import { seed } from './replay.ts';
import { Rig } from './rig.ts';
import { objectIds, objectName } from './seed.ts';
import { median } from './statistics.ts';

export const DRAG_OBJECTS = 200;
const WARM_MOVES = 10;
const REFERENCE_MS = 350;
/** A file holds 32-bit floats, and matrices went over them. */
const FILE_TOLERANCE_M = 1e-4;

export interface DragFigures {
  readonly engines: readonly [string, string];
  /** Of each object's mesh. */
  readonly vertices: number;
  readonly spans: readonly MoveSpans[];
  readonly references: References;
  /** From the start of one turn of the engine's main thread to the next, by engine. */
  readonly turnIntervalsMs: readonly [number, number];
  readonly file: FileFigures;
}

/** Milliseconds, medians. */
export interface FileFigures {
  readonly exportMs: number;
  readonly importMs: number;
  /** Both together, of the whole scene; and where only the moved object is taken. */
  readonly sceneMs: number;
  readonly aloneMs: number;
  readonly repetitions: number;
}

export interface DragOptions {
  readonly folder: string;
  readonly meter: ReferenceMeter;
  readonly moves: number;
  readonly exports: number;
  readonly progress: (what: string) => void;
}

export async function measureDrag(options: DragOptions): Promise<DragFigures> {
  const { folder, meter, moves, exports: repetitions, progress } = options;
  const userData = path.join(folder, 'drag');
  const seeded = await seed({
    userData,
    intents: DRAG_OBJECTS,
    objects: DRAG_OBJECTS,
    plain: false,
    snapshot: true,
  });
  progress('starting two Blenders');
  const one = await BlenderEngine.start('blender');
  const other = await BlenderEngine.start('other blender');
  const rig = await Rig.start({ userData, seed: seeded, adapters: 0, objects: DRAG_OBJECTS });
  progress(`${moves} moves in one Blender, applied in the other`);
  const references = await meter.sample(folder, REFERENCE_MS);
  const sessions = await linkBoth(rig, one, other);
  const vertices = await one.dress();
  await other.dress();
  const { spans, intervals } = await dragThrough(rig, one, other, sessions, moves);
  await one.disconnect();
  await other.disconnect();
  progress('the same by a file');
  const file = await byFile(one, other, folder, repetitions);
  await one.end();
  await other.end();
  await rig.end();
  return { engines: [one.name, other.name], vertices, spans, references, turnIntervalsMs: intervals, file };
}

interface Sessions {
  readonly own: string;
  readonly foreign: string;
}

async function linkBoth(rig: Rig, own: Engine, foreign: Engine): Promise<Sessions> {
  return {
    own: (await rig.link((endpoint, code) => own.connect(endpoint, code))).session,
    foreign: (await rig.link((endpoint, code) => foreign.connect(endpoint, code))).session,
  };
}

/** @throws where the engines are not the same in the end, or their clock is not this machine's */
async function dragThrough(
  rig: Rig,
  own: Engine,
  foreign: Engine,
  sessions: Sessions,
  moves: number,
): Promise<{ readonly spans: MoveSpans[]; readonly intervals: [number, number] }> {
  await checkSameClock(own.name, () => own.clockMs());
  await checkSameClock(foreign.name, () => foreign.clockMs());
  await checkSameClock('the host', () => rig.host.ask<number>('clock'));
  const ids = objectIds(DRAG_OBJECTS);
  const spans: MoveSpans[] = [];
  const expected = new Map<string, Translation>();
  await rig.host.ask('moments');
  await own.turns();
  await foreign.turns();
  for (let move = 1; move <= WARM_MOVES + moves; move += 1) {
    const id = ids[move % ids.length] as string;
    const translation: Translation = [move / 2, move / 4, -move];
    expected.set(id, translation);
    const followed = foreign.follow(move);
    const moved = await own.move(id, translation, move);
    const told = await followed;
    const moments = await rig.host.ask<HostMoment[]>('moments');
    const found = spansOf(moments, sessions, moved, told);
    if (move > WARM_MOVES) spans.push(found);
  }
  const intervals: [number, number] = [
    median(turnIntervalsMs(await own.turns())),
    median(turnIntervalsMs(await foreign.turns())),
  ];
  await checkSame(own, foreign, expected);
  return { spans, intervals };
}

async function checkSame(
  own: Engine,
  foreign: Engine,
  expected: ReadonlyMap<string, Translation>,
): Promise<void> {
  const [here, there] = [await own.objects(), await foreign.objects()];
  if (Object.keys(here).length !== DRAG_OBJECTS) throw new Error('objects are missing');
  for (const [id, object] of Object.entries(here)) {
    if (JSON.stringify(object) !== JSON.stringify(there[id]))
      throw new Error(`the engines differ: ${JSON.stringify([object, there[id]])}`);
    const wanted = expected.get(id);
    if (wanted !== undefined && JSON.stringify(object.transform.translation) !== JSON.stringify(wanted))
      throw new Error(`${id} was not moved: ${JSON.stringify([object.transform.translation, wanted])}`);
  }
}

/** Moved and exported here, imported there in place of the last import. What lies between is not counted. */
async function byFile(
  one: BlenderEngine,
  other: BlenderEngine,
  folder: string,
  repetitions: number,
): Promise<FileFigures> {
  const file = path.join(folder, 'scene.glb');
  const name = objectName(0);
  const exports: number[] = [];
  const imports: number[] = [];
  const both: number[] = [];
  const alone: number[] = [];
  let step = 0;
  const once = async (onlyIt: boolean): Promise<[number, number]> => {
    step += 1;
    const translation: Translation = [-step, step / 2, step];
    const exportMs = await one.export(name, translation, file, onlyIt);
    const { ms, objects, translation: found } = await other.replace(name, file, onlyIt);
    const off = Math.max(...translation.map((each, axis) => Math.abs(each - (found[axis] ?? Number.NaN))));
    if (!(off <= FILE_TOLERANCE_M) || objects !== DRAG_OBJECTS)
      throw new Error(`the file brought ${objects} objects, the moved one at ${found.join(', ')}`);
    return [exportMs, ms];
  };
  // The first loads the modules of exporter and importer; it does not count.
  for (let i = 0; i <= repetitions; i += 1) {
    const [exportMs, importMs] = await once(false);
    const [aloneExportMs, aloneImportMs] = await once(true);
    if (i === 0) continue;
    exports.push(exportMs);
    imports.push(importMs);
    both.push(exportMs + importMs);
    alone.push(aloneExportMs + aloneImportMs);
  }
  return {
    exportMs: median(exports),
    importMs: median(imports),
    sceneMs: median(both),
    aloneMs: median(alone),
    repetitions,
  };
}
