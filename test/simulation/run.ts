/**
 * Runs the simulation. Without arguments: all of it, as `npm test` does. With them:
 *
 *   --seed N        one seed, with what it breaks          --steps M     its length, 500 if not said
 *   --trace [TEXT]  every event of it, or those with TEXT  --shrink      make the failing run smaller first
 *   --without A,B   leave kinds of trouble out             --seeds N     so many seeds instead of 1,500
 *   --special hog|loss  that seed as a run of its own
 */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { budget, longSeed } from '../evidence/index.ts';
import { FAULTS } from './faults/faults.ts';
import { Report } from './report.ts';
import { shrink } from './shrink.ts';
import { simulate } from './simulate.ts';
import { runSpecial, SPECIAL_RUNS } from './special.ts';
import { trace } from './trace.ts';
import { TROUBLES } from './mischief.ts';
import type { Trouble } from './mischief.ts';
import type { Task, TaskResult } from './worker.ts';
import type { Special } from './world.ts';

const STEPS = 500;
/** Of them one part is made, of a minute or less: the long form keeps which of those have passed. */
const SEEDS_A_PART = 250;
const PARTS_SHORT = 6;
const PARTS_LONG = 4_000;
/** Seeds that a thread takes at a time. */
const CHUNK = 25;
const CLOCK_SEEDS = 60;

interface KeptSeed {
  readonly seed: number;
  readonly steps: number;
  /** What the run did not have yet when it showed something: with it, it would be another run. */
  readonly without?: readonly Trouble[];
  /** What it once showed. */
  readonly why: string;
}

/** @param seeds null for as many as the form of the run asks for */
async function runAll(seeds: number | null, steps: number): Promise<boolean> {
  const tasks: Task[] = [];
  const report = new Report();
  // What is no search is gone through once, and not again by a run that goes on with another's seeds.
  const fixed = budget('simulation-fixed', 1, 1);
  const isFixedDone = seeds === null && fixed.done > 0;
  if (!isFixedDone) for (const index of FAULTS.keys()) tasks.push({ kind: 'fault', index, steps });
  if (seeds === null) {
    const search = budget('simulation', PARTS_SHORT, PARTS_LONG);
    // What the long form draws from one seed, no other one draws, and the short form neither.
    const first = 1 + longSeed(0) * PARTS_LONG * SEEDS_A_PART;
    for (const part of search.parts) {
      const from = first + part * SEEDS_A_PART;
      tasks.push(...chunks(from, from + SEEDS_A_PART - 1, steps).map((chunk) => ({ ...chunk, part })));
      report.expectPart(part, SEEDS_A_PART, search.named(part), () => search.finish(part));
    }
    if (search.done > 0)
      console.log(`${search.done * SEEDS_A_PART} seeds were run before, and are not run again`);
  } else tasks.push(...chunks(1, seeds, steps));
  if (!isFixedDone) tasks.push(...fixedTasks(steps));
  await Promise.all(
    Array.from({ length: Math.max(1, Math.min(availableParallelism(), tasks.length)) }, () =>
      workThrough(tasks, report),
    ),
  );
  const passed = report.print(steps);
  if (passed && !isFixedDone && seeds === null) fixed.finish(0);
  return passed;
}

function fixedTasks(steps: number): Task[] {
  const kept = JSON.parse(readFileSync(new URL('./seeds.json', import.meta.url), 'utf8')) as {
    seeds: KeptSeed[];
  };
  const tasks: Task[] = kept.seeds.map(({ seed, steps: length, without = [] }) => {
    return { kind: 'seeds', from: seed, to: seed, steps: length, without };
  });
  for (const special of Object.keys(SPECIAL_RUNS) as Special[])
    for (let seed = 1; seed <= SPECIAL_RUNS[special].runs; seed += 1)
      tasks.push({ kind: 'special', special, seed });
  for (let seed = 1; seed <= CLOCK_SEEDS; seed += 1) tasks.push({ kind: 'clocks', seed, steps });
  return tasks;
}

function chunks(first: number, last: number, steps: number): Task[] {
  const tasks: Task[] = [];
  for (let from = first; from <= last; from += CHUNK)
    tasks.push({ kind: 'seeds', from, to: Math.min(last, from + CHUNK - 1), steps });
  return tasks;
}

/** One thread, until no task is left. */
function workThrough(tasks: Task[], report: Report): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url));
    const next = (): void => {
      const task = tasks.shift();
      if (task === undefined) void worker.terminate().then(() => resolve());
      else worker.postMessage(task);
    };
    worker.on('message', (result: TaskResult) => {
      report.add(result);
      next();
    });
    worker.on('error', reject);
    next();
  });
}

function runOne(
  seed: number,
  steps: number,
  options: { without: ReadonlySet<Trouble>; trace: string | null },
): boolean {
  const { findings, history } = simulate({ seed, steps, without: options.without });
  if (options.trace !== null) for (const line of trace(history, options.trace)) console.log(line);
  for (const { guarantee, problem } of findings) console.log(`✗ ${guarantee}  ${problem}`);
  const commits = history.log.filter(({ kind }) => kind === 'commit').length;
  console.log(
    `seed ${seed}, ${steps} steps: ${commits} commits, ${history.log.length} records, ${findings.length} findings`,
  );
  return findings.length === 0;
}

function troublesIn(text: string): ReadonlySet<Trouble> {
  const names = text === '' ? [] : text.split(',');
  const unknown = names.find((name) => !(TROUBLES as readonly string[]).includes(name));
  if (unknown !== undefined) throw new Error(`--without knows ${TROUBLES.join(', ')}, not ${unknown}`);
  return new Set(names as Trouble[]);
}

function numberIn(text: string, option: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new Error(`${option} wants a whole number above 0, not ${text}`);
  return value;
}

const { values, positionals } = parseArgs({
  options: {
    seed: { type: 'string' },
    steps: { type: 'string', default: String(STEPS) },
    seeds: { type: 'string' },
    without: { type: 'string', default: '' },
    trace: { type: 'boolean', default: false },
    special: { type: 'string' },
    shrink: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
const steps = numberIn(values.steps, '--steps');
let ok: boolean;
if (values.seed === undefined)
  ok = await runAll(values.seeds === undefined ? null : numberIn(values.seeds, '--seeds'), steps);
else if (values.special !== undefined) {
  const { special } = values;
  if (!(special in SPECIAL_RUNS))
    throw new Error(`--special knows ${Object.keys(SPECIAL_RUNS).join(', ')}, not ${special}`);
  const { findings, history } = runSpecial(special as Special, numberIn(values.seed, '--seed'));
  if (values.trace) for (const line of trace(history, positionals[0] ?? '')) console.log(line);
  for (const { guarantee, problem } of findings) console.log(`✗ ${guarantee}  ${problem}`);
  console.log(`${findings.length} findings`);
  ok = findings.length === 0;
} else {
  const seed = numberIn(values.seed, '--seed');
  const without = troublesIn(values.without);
  const shrunk = values.shrink ? shrink(seed, steps) : null;
  if (shrunk !== null) {
    const leftOut = shrunk.without.length === 0 ? '' : ` --without ${shrunk.without.join()}`;
    console.log(`shrunk to: npm run simulate -- --seed ${seed} --steps ${shrunk.steps}${leftOut}`);
  }
  ok = runOne(seed, shrunk?.steps ?? steps, {
    without: shrunk === null ? without : new Set(shrunk.without),
    trace: values.trace ? (positionals[0] ?? '') : null,
  });
}
process.exitCode = ok ? 0 : 1;
