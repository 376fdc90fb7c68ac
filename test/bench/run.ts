/**
 * npm run bench [-- --long] [-- --json] [-- --only load,syncs,replay,drag,first-sync,audit,turns,timeline,scene,eight-hours,start-up] [-- --profile FOLDER]
 *
 * Every row of the goals in one run: the real host, two simulated adapters and the author each in a process of its
 * own, the references measured in between; and real Blenders where it is about them. `--long` takes the lengths that the goals name (60 s, a million records).
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { measureAudit } from './audit-cost.ts';
import { blenderObstacle } from './blender-engine.ts';
import { measureDrag } from './drag.ts';
import { measureFirstSync, startedBlender } from './first-sync.ts';
import { BenchProcess, endAll } from './processes.ts';
import { ReferenceMeter } from './references.ts';
import { measureReplay, seed } from './replay.ts';
import {
  accountsLine,
  rowNotMeasured,
  rowOfStartUp,
  rowOfSyncs,
  rowsOfReplay,
  rowsUnderLoad,
} from './rows.ts';
import { UnityEngine, unityObstacle } from './unity-engine.ts';
import { rowsOfScene } from './rows-scene.ts';
import type { SceneFigures } from './scene.ts';
import { rowsOfTimeline } from './rows-timeline.ts';
import { rowOfDay } from './rows-window.ts';
import { rowsOfFirstSync, rowsOfAudit, rowsOfDrag, rowsOfTurns } from './rows-engines.ts';
import type { DayFigures } from './eight-hours.ts';
import type { Seed } from './seed.ts';
import { startUpObstacle, windowObstacle } from './start-up.ts';
import type { StartUpFigures } from './start-up.ts';
import { measureSyncs } from './syncs.ts';
import { figure, renderTable, verdictOf } from './table.ts';
import type { Row } from './table.ts';
import type { TimelineFigures } from './timeline.ts';
import { measureTurns } from './turn-cost.ts';
import { measureUnderLoad } from './under-load.ts';

const OBJECTS = 4_096;
/** Fills what a state remembers of the past to its bounds, so that growth is growth. */
const SEED_INTENTS = 25_000;
const SHORT = { repetitions: 3, phaseMs: 2_500, longMs: 10_000, replayIntents: 100_000, moves: 200 };
const LONG = { repetitions: 5, phaseMs: 4_000, longMs: 60_000, replayIntents: 500_000, moves: 1_000 };
const EXPORTS = 5;
/** How many objects a new engine is brought, and how often. */
const FIRST_SYNCS = [
  { objects: 1_000, repetitions: 3 },
  { objects: 10_000, repetitions: 1 },
];
const AUDITED_OBJECTS = 10_000;
const START_UP_WITHIN_MS = 180_000;
const TIMELINE_WITHIN_MS = 300_000;
const DAY_WITHIN_MS = 600_000;
const SCENE_WITHIN_MS = 300_000;
const PARTS = [
  'load',
  'syncs',
  'replay',
  'drag',
  'first-sync',
  'audit',
  'turns',
  'timeline',
  'eight-hours',
  'scene',
  'start-up',
] as const;
type Part = (typeof PARTS)[number];

const { values: flags } = parseArgs({
  options: {
    long: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    only: { type: 'string' },
    profile: { type: 'string' },
  },
});
const lengths = flags.long ? LONG : SHORT;
const wanted = flags.only === undefined ? new Set<string>(PARTS) : new Set(flags.only.split(','));
const unknown = [...wanted].find((each) => !(PARTS as readonly string[]).includes(each));
if (unknown !== undefined) throw new Error(`There is no part “${unknown}”: ${PARTS.join(', ')}.`);

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vibesync-bench-'));
const beganMs = performance.now();
const hasUnity = unityObstacle() === null;
const rows: Row[] = [];
const lines: string[] = [];
let failed = false;

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop(130));

const seeded = path.join(folder, 'seed');
let made: Promise<Seed> | null = null;
try {
  const meter = new ReferenceMeter();

  await part('load', async () => {
    const { userData, seed: small } = await copyOfSeed('load');
    const figures = await measureUnderLoad({
      folder,
      userData,
      seed: small,
      objects: OBJECTS,
      ...lengths,
      meter,
      hostFlags: flags.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${flags.profile}`],
      progress,
    });
    const { rowsPerSecond, commitMs, roundTripMs } = meter.medians;
    lines.push(
      `references: G(1, 8, 64, 512) = ${Object.values(rowsPerSecond).map(figure).join(', ')} rows/s · ` +
        `S1 = ${figure(commitMs)} ms · W = ${figure(roundTripMs)} ms · apply = ${figure(figures.applyMs)} ms`,
      accountsLine(figures),
    );
    rows.push(...rowsUnderLoad(figures, meter.medians));
  });
  await part('syncs', async () => {
    const { userData, seed: small } = await copyOfSeed('syncs');
    progress('counting syncs');
    rows.push(rowOfSyncs(await measureSyncs(folder, userData, small, OBJECTS)));
  });
  await part('replay', async () => {
    const small = await copyOfSeed('small');
    progress(`replaying ${figure(lengths.replayIntents * 2)} records`);
    const { replayIntents: intents, repetitions } = lengths;
    const figures = await measureReplay({
      folder,
      small,
      intents,
      objects: OBJECTS,
      repetitions,
    });
    rows.push(...rowsOfReplay(figures));
  });
  await part('drag', async () => {
    const obstacle = blenderObstacle();
    if (obstacle !== null) return void rows.push(rowNotMeasured('drag', obstacle));
    const { moves } = lengths;
    rows.push(
      ...rowsOfDrag(await measureDrag({ folder, meter, moves, exports: EXPORTS, unity: hasUnity, progress })),
    );
  });
  await part('first-sync', async () => {
    const obstacle = blenderObstacle();
    if (obstacle !== null) return void rows.push(rowNotMeasured('first sync', obstacle));
    const blender = await startedBlender();
    const unity = hasUnity ? await UnityEngine.start(folder) : null;
    for (const { objects, repetitions } of FIRST_SYNCS) {
      progress(`first sync of ${figure(objects)} objects`);
      rows.push(...rowsOfFirstSync(await measureFirstSync({ folder, objects, repetitions, blender, unity })));
    }
    await blender.end();
    await unity?.end();
  });
  await part('audit', async () => {
    const obstacle = blenderObstacle(true);
    const options = {
      folder,
      objects: AUDITED_OBJECTS,
      forMs: lengths.longMs,
      windowed: obstacle === null,
      unity: hasUnity,
    };
    rows.push(...rowsOfAudit(await measureAudit({ ...options, progress }), obstacle));
  });
  await part('turns', async () => {
    const obstacle = blenderObstacle(true);
    if (obstacle !== null)
      return void rows.push(rowNotMeasured('longest turn of Blender’s main thread', obstacle));
    rows.push(...rowsOfTurns(await measureTurns({ folder, objects: AUDITED_OBJECTS, progress })));
  });
  await part('timeline', async () => {
    const obstacle = windowObstacle();
    if (obstacle !== null) return void rows.push(rowNotMeasured('timeline', obstacle));
    progress('panning and zooming through a million changes');
    const measuring = new BenchProcess('timeline-process.ts', { under: underDisplay() });
    rows.push(
      ...rowsOfTimeline(await measuring.ask<TimelineFigures>('measure', { folder }, TIMELINE_WITHIN_MS)),
    );
    await measuring.end();
  });
  await part('eight-hours', async () => {
    const obstacle = windowObstacle();
    if (obstacle !== null) return void rows.push(rowNotMeasured('eight hours of the window', obstacle));
    progress('living through a day in front of the window');
    const living = new BenchProcess('eight-hours-process.ts', { under: underDisplay() });
    rows.push(rowOfDay(await living.ask<DayFigures>('measure', {}, DAY_WITHIN_MS)));
    await living.end();
  });
  await part('scene', async () => {
    const obstacle = windowObstacle();
    if (obstacle !== null) return void rows.push(rowNotMeasured('3D view', obstacle));
    progress('looking at five thousand objects, selecting and moving them');
    const measuring = new BenchProcess('scene-process.ts', { under: underDisplay() });
    rows.push(...rowsOfScene(await measuring.ask<SceneFigures>('measure', {}, SCENE_WITHIN_MS)));
    await measuring.end();
  });
  await part('start-up', async () => {
    const obstacle = startUpObstacle();
    if (obstacle !== null) return void rows.push(rowNotMeasured('start-up to first paint', obstacle));
    progress('starting the application');
    const measuring = new BenchProcess('start-up-process.ts', { under: underDisplay() });
    const { repetitions } = lengths;
    rows.push(
      rowOfStartUp(
        await measuring.ask<StartUpFigures>('measure', { folder, repetitions }, START_UP_WITHIN_MS),
      ),
    );
    await measuring.end();
  });
  print();
} finally {
  await stop(failed ? 1 : 0);
}

/** One part of the table: where it fails, the others still stand, and the run is not a success. */
async function part(name: Part, measure: () => Promise<void>): Promise<void> {
  if (!wanted.has(name)) return;
  try {
    await measure();
  } catch (error) {
    failed = true;
    const message = error instanceof Error ? error.message : String(error);
    rows.push(rowNotMeasured(name, message));
    await endAll();
  }
}

/** A seed's folder for one part alone. The ledger is the same; the receipt of where it lay before stays behind. */
async function copyOfSeed(name: string): Promise<{ readonly userData: string; readonly seed: Seed }> {
  made ??= makeSeed();
  const it = await made;
  const copy = path.join(folder, name);
  fs.cpSync(seeded, copy, { recursive: true });
  return { userData: copy, seed: it };
}

/** What shows a window runs under a display of its own where there is none. */
function underDisplay(): string[] {
  const headless = process.platform === 'linux' && process.env['DISPLAY'] === undefined;
  return headless ? ['xvfb-run', '-a', '-s', '-screen 0 1440x900x24'] : [];
}

function makeSeed(): Promise<Seed> {
  progress('making a ledger to begin with');
  return seed({ userData: seeded, intents: SEED_INTENTS, objects: OBJECTS, plain: false, snapshot: true });
}

function progress(what: string): void {
  if (!flags.json)
    process.stderr.write(`${((performance.now() - beganMs) / 1_000).toFixed(0).padStart(4)} s  ${what}\n`);
}

function print(): void {
  const seconds = (performance.now() - beganMs) / 1_000;
  if (flags.json) {
    const results = rows.map((row) => ({ ...row, result: verdictOf(row.ratio, row.bar) }));
    process.stdout.write(`${JSON.stringify({ seconds, long: flags.long, lines, rows: results }, null, 2)}\n`);
    return;
  }
  const machine = `${os.cpus().length} cores, ${os.platform()} ${os.arch()}, Node ${process.versions.node}, load ${os.loadavg()[0]?.toFixed(1)}`;
  process.stdout.write(
    `\n${renderTable(rows)}\n\n${lines.join('\n')}\n${machine}; ${seconds.toFixed(0)} s\n`,
  );
}

async function stop(code: number): Promise<never> {
  await endAll();
  fs.rmSync(folder, { recursive: true, force: true });
  process.exit(code);
}
