/** An engine that is connected with an empty file and brought to the truth: a real Blender, Unity's core, a simulated one. */
import fs from 'node:fs';
import path from 'node:path';
import { PROTOCOL_LIMITS } from '#app/protocol/index.ts';
import { BlenderEngine } from './blender-engine.ts';
import { seed } from './replay.ts';
import { Rig } from './rig.ts';
import { median } from './statistics.ts';
import type { UnityEngine } from './unity-engine.ts';

/** An intent creates at most 64 of them. */
const OBJECTS_AN_INTENT = 64;
const STARTED = 'blender';

export interface SyncedFigures {
  readonly objects: number;
  /** From the click that links the file until the engine is in step. Milliseconds. */
  readonly blenderMs: number;
  readonly simulatedMs: number;
  /** Null where there is no Mono. */
  readonly unityMs: number | null;
  /** Processor time of the host for one such sync of the simulated adapter. */
  readonly hostMs: number;
  /** A script in the same Blender that only makes as many cubes. */
  readonly bareMs: number;
  /** The same script, letting Blender evaluate as often as patches come. */
  readonly partedMs: number;
  readonly repetitions: number;
}

export interface FirstSyncOptions {
  readonly folder: string;
  readonly objects: number;
  readonly repetitions: number;
  readonly blender: BlenderEngine;
  readonly unity: UnityEngine | null;
}

/** A host over a ledger that holds so many objects, and no engine yet. */
export async function hostWith(folder: string, objects: number): Promise<Rig> {
  const userData = fs.mkdtempSync(path.join(folder, `scene-${objects}-`));
  const intents = Math.ceil(objects / OBJECTS_AN_INTENT);
  const seeded = await seed({ userData, intents, objects, plain: false, snapshot: true });
  return Rig.start({ userData, seed: seeded, adapters: 0, objects });
}

export async function measureFirstSync(options: FirstSyncOptions): Promise<SyncedFigures> {
  const { folder, objects, repetitions, blender, unity } = options;
  const rig = await hostWith(folder, objects);
  const real: number[] = [];
  const simulated: number[] = [];
  const core: number[] = [];
  const host: number[] = [];
  const bare: number[] = [];
  const parted: number[] = [];
  for (let i = 0; i < repetitions; i += 1) {
    const adapter = await rig.connect('unity', false);
    const beforeMs = await rig.host.ask<number>('cpu');
    simulated.push((await rig.linkStranger()).ms);
    host.push((await rig.host.ask<number>('cpu')) - beforeMs);
    await adapter.end();

    if (unity !== null) {
      await unity.empty();
      core.push((await rig.link((endpoint, code) => unity.connect(endpoint, code))).ms);
      await unity.disconnect();
    }

    await blender.empty();
    real.push((await rig.link((endpoint, code) => blender.connect(endpoint, code))).ms);
    await blender.disconnect();
    await blender.empty();
    bare.push(await blender.bare(objects));
    await blender.empty();
    parted.push(await blender.bare(objects, PROTOCOL_LIMITS.patchPart));
  }
  await rig.end();
  return {
    objects,
    blenderMs: median(real),
    simulatedMs: median(simulated),
    unityMs: unity === null ? null : median(core),
    hostMs: median(host),
    bareMs: median(bare),
    partedMs: median(parted),
    repetitions,
  };
}

export function startedBlender(): Promise<BlenderEngine> {
  return BlenderEngine.start(STARTED);
}
