/**
 * What the parity audit costs, at rest: the host's processor with two engines in step against the same two engines that
 * are connected and not linked, who are not audited; the main thread of a real Blender with a window, and that of Unity's
 * core.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { PROTOCOL_LIMITS } from '#app/protocol/index.ts';
import { BlenderEngine } from './blender-engine.ts';
import type { Engine, Turn } from './engine.ts';
import { hostWith } from './first-sync.ts';
import type { Rig } from './rig.ts';
import { UnityEngine } from './unity-engine.ts';

export const AUDITED_ENGINES = 2;
const SETTLE_MS = 2_000;
const MILLISECONDS_A_SECOND = 1_000;

export interface AuditFigures {
  readonly objects: number;
  /** Processor time of the host in a second, in milliseconds. */
  readonly idleMs: number;
  readonly auditedMs: number;
  /** Answers a second and engine. */
  readonly partsPerSecond: number;
  /** How long one engine's round through all objects takes at that rate. */
  readonly roundSeconds: number;
  /** The add-on's turns in a Blender with a window; null where there can be none. */
  readonly turns: readonly Turn[] | null;
  /** Those of Unity's core; null where there is no Mono. */
  readonly unityTurns: readonly Turn[] | null;
}

export interface AuditOptions {
  readonly folder: string;
  readonly objects: number;
  readonly forMs: number;
  /** Also in a Blender with a window. */
  readonly windowed: boolean;
  /** Also in Unity's core. */
  readonly unity: boolean;
  readonly progress: (what: string) => void;
}

export async function measureAudit(options: AuditOptions): Promise<AuditFigures> {
  const { folder, objects, forMs, windowed, unity, progress } = options;
  const rig = await hostWith(folder, objects);
  progress(`two engines, ${objects} objects: not audited, then audited`);
  const idle = await strangersAtRest(rig, forMs);
  for (let i = 0; i < AUDITED_ENGINES; i += 1) {
    await rig.connect('unity', false);
    await rig.linkStranger();
  }
  const audited = await atRest(rig, forMs);
  const partsPerSecond = audited.audits / AUDITED_ENGINES;
  let turns: Turn[] | null = null;
  if (windowed) {
    progress('a Blender with a window');
    const blender = await BlenderEngine.start('blender', { windowed: true });
    turns = await turnsOf(rig, blender, forMs);
  }
  let unityTurns: Turn[] | null = null;
  if (unity) {
    progress('Unity’s core');
    unityTurns = await turnsOf(rig, await UnityEngine.start(folder), forMs);
  }
  await rig.end();
  return {
    objects,
    idleMs: idle.cpuMs,
    auditedMs: audited.cpuMs,
    partsPerSecond,
    roundSeconds: Math.ceil(objects / PROTOCOL_LIMITS.auditPart) / partsPerSecond,
    turns,
    unityTurns,
  };
}

async function strangersAtRest(rig: Rig, forMs: number): Promise<PerSecond> {
  const strangers = [];
  for (let i = 0; i < AUDITED_ENGINES; i += 1) strangers.push(await rig.connect('unity', false));
  const found = await atRest(rig, forMs);
  if (found.audits > 0) throw new Error('who is not linked was audited');
  for (const each of strangers) await each.end();
  return found;
}

interface PerSecond {
  readonly cpuMs: number;
  readonly audits: number;
}

async function atRest(rig: Rig, forMs: number): Promise<PerSecond> {
  const look = async (): Promise<PerSecond> => ({
    cpuMs: await rig.host.ask<number>('cpu'),
    audits: await rig.host.ask<number>('audits'),
  });
  const before = await look();
  await pause(forMs);
  const after = await look();
  const seconds = forMs / MILLISECONDS_A_SECOND;
  return {
    cpuMs: (after.cpuMs - before.cpuMs) / seconds,
    audits: (after.audits - before.audits) / seconds,
  };
}

async function turnsOf(rig: Rig, engine: Engine, forMs: number): Promise<Turn[]> {
  await rig.link((endpoint, code) => engine.connect(endpoint, code));
  // What the sync left to look at once more is no part of being at rest.
  await pause(SETTLE_MS);
  await engine.turns();
  await pause(forMs);
  const turns = await engine.turns();
  await engine.end();
  return turns;
}
