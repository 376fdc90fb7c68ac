/**
 * An artist's move in one engine until it is confirmed and applied in the other, and what it takes to bring the same
 * move over by a file: with the same scene, in the same running Blenders, in one run. Then from one of them to Unity's
 * core and back.
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
import { UnityEngine } from './unity-engine.ts';

export const DRAG_OBJECTS = 200;
const WARM_MOVES = 10;
const REFERENCE_MS = 350;
/** A file holds 32-bit floats, and matrices went over them. */
const FILE_TOLERANCE_M = 1e-4;

/** Moves from one engine to another. */
export interface WayFigures {
  readonly engines: readonly [string, string];
  readonly spans: readonly MoveSpans[];
  readonly references: References;
  /** From the start of one turn of the engine's main thread to the next, by engine. */
  readonly turnIntervalsMs: readonly [number, number];
}

export interface DragFigures {
  /** Of each object's mesh in the Blenders. */
  readonly vertices: number;
  /** From one Blender to the other. */
  readonly between: WayFigures;
  readonly file: FileFigures;
  /** From a Blender to Unity's core, and back; none where there is no Mono. */
  readonly withUnity: readonly WayFigures[];
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
  /** Also with Unity's core. */
  readonly unity: boolean;
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
  const way = new Way(rig, meter, folder, moves, progress);
  const home = { engine: one, session: await link(rig, one) };
  const away = { engine: other, session: await link(rig, other) };
  const vertices = await one.dress();
  await other.dress();
  const between = await way.measure(home, away);
  await other.disconnect();
  const withUnity: WayFigures[] = [];
  if (options.unity) {
    const unity = await UnityEngine.start(folder);
    const core = { engine: unity, session: await link(rig, unity) };
    withUnity.push(await way.measure(home, core), await way.measure(core, home));
    await unity.disconnect();
    await unity.end();
  }
  await one.disconnect();
  progress('the same by a file');
  const file = await byFile(one, other, folder, repetitions);
  await one.end();
  await other.end();
  await rig.end();
  return { vertices, between, file, withUnity };
}

interface Linked {
  readonly engine: Engine;
  readonly session: string;
}

async function link(rig: Rig, engine: Engine): Promise<string> {
  return (await rig.link((endpoint, code) => engine.connect(endpoint, code))).session;
}

/** Moves one after the other, through one host. */
class Way {
  readonly #rig: Rig;
  readonly #meter: ReferenceMeter;
  readonly #folder: string;
  readonly #moves: number;
  readonly #progress: (what: string) => void;
  #step = 0;

  constructor(
    rig: Rig,
    meter: ReferenceMeter,
    folder: string,
    moves: number,
    progress: (what: string) => void,
  ) {
    this.#rig = rig;
    this.#meter = meter;
    this.#folder = folder;
    this.#moves = moves;
    this.#progress = progress;
  }

  /** @throws where the engines are not the same in the end, or their clock is not this machine's */
  async measure(own: Linked, foreign: Linked): Promise<WayFigures> {
    const [here, there] = [own.engine, foreign.engine];
    const sessions = { own: own.session, foreign: foreign.session };
    this.#progress(`${this.#moves} moves in ${here.name}, applied in ${there.name}`);
    const references = await this.#meter.sample(this.#folder, REFERENCE_MS);
    await checkSameClock(here.name, () => here.clockMs());
    await checkSameClock(there.name, () => there.clockMs());
    await checkSameClock('the host', () => this.#rig.host.ask<number>('clock'));
    const ids = objectIds(DRAG_OBJECTS);
    const spans: MoveSpans[] = [];
    const expected = new Map<string, Translation>();
    const confirmed = [await here.confirms(), await there.confirms()] as const;
    await this.#moments();
    await here.turns();
    await there.turns();
    for (let move = 1; move <= WARM_MOVES + this.#moves; move += 1) {
      this.#step += 1;
      const id = ids[this.#step % ids.length] as string;
      const translation: Translation = [this.#step / 2, this.#step / 4, -this.#step];
      expected.set(id, translation);
      const followed = there.follow(confirmed[1] + move);
      const moved = await here.move(id, translation, confirmed[0] + move);
      const told = await followed;
      const found = spansOf(await this.#moments(), sessions, moved, told);
      if (move > WARM_MOVES) spans.push(found);
    }
    const turns = [
      median(turnIntervalsMs(await here.turns())),
      median(turnIntervalsMs(await there.turns())),
    ] as const;
    await checkSame(here, there, expected);
    return { engines: [here.name, there.name], spans, references, turnIntervalsMs: turns };
  }

  #moments(): Promise<HostMoment[]> {
    return this.#rig.host.ask<HostMoment[]>('moments');
  }
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
