/** Running the writer, and other processes with a ledger, each with its hooks. */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { inProject } from '../../main/provision/paths.mjs';
import { builtOnce } from '../built-once.ts';
import { bundle } from '../bundling.ts';
import type { Place } from './rig.ts';

const here = (name: string): string => path.join(import.meta.dirname, name);

const HOOKS = { points: 'hooks/points.cjs', 'weak-sync': 'hooks/weak-sync.mjs' } as const;

const PROCESSES = /-process\.ts$|^full-disk\.ts$/;
const HOOK = /\.mjs$/;
/** All that goes into them. */
const SOURCES = [
  ...['app', 'main', 'test/ledger', 'test/faults/disk', 'test/faults/model', 'test/faults/network/engine.ts'],
  ...['test/bench/adapter-scene.ts', 'test/control-room.ts', 'test/running-host.ts', 'test/bundling.ts'],
  ...['test/temporary-folders.ts', 'package-lock.json'],
];

let built: Promise<string> | null = null;

/** Every process with a ledger and every hook as bundles of the same pieces: what a hook changes is what the process uses. */
function builtProcesses(): Promise<string> {
  built ??= builtOnce({
    name: 'ledger-processes',
    sources: SOURCES,
    make: async (outDir) => {
      const scripts = ['test/ledger', 'test/faults/disk'].flatMap((folder) => [
        ...filesIn(folder, PROCESSES),
        ...filesIn(`${folder}/hooks`, HOOK),
      ]);
      await bundle(outDir, Object.fromEntries(scripts.map((file) => [path.parse(file).name, file])));
    },
  });
  return built;
}

function filesIn(folder: string, which: RegExp): string[] {
  const names = fs.readdirSync(inProject(folder)).filter((name) => which.test(name));
  return names.map((name) => inProject(folder, name));
}

export interface Writer {
  /** Numbers that it confirmed to the outside, in order. */
  readonly confirmed: readonly number[];
  /** Every line that it said. */
  readonly lines: readonly string[];
  readonly errors: string;
  readonly signal: NodeJS.Signals | null;
  readonly code: number | null;
}

export interface WriterOptions {
  readonly place: Place;
  readonly mode: 'serial' | 'stubborn' | 'stream';
  readonly count: number;
  readonly snapshotEvery?: number;
  /** Files loaded into each of its threads first. */
  readonly hooks?: readonly (keyof typeof HOOKS)[];
  readonly environment?: NodeJS.ProcessEnv;
  /** A command that it runs under. */
  readonly under?: readonly string[];
  /** Another program than the writer. */
  readonly script?: string;
  /** What follows the place in its command, instead of what the writer is told. */
  readonly told?: readonly string[];
  /** More files that are loaded into each of its threads first. */
  readonly imports?: readonly string[];
  /** Hears what it has said so far, whenever it says more. */
  readonly heard?: (output: string) => void;
  /** Kills it so long after it confirmed its first number. */
  readonly killAfterMs?: number;
}

/** Runs the writer until it ends or is killed. */
export async function runWriter(options: WriterOptions): Promise<Writer> {
  const { place, mode, count, snapshotEvery = 200, hooks = [], environment = {}, under = [] } = options;
  const folder = await builtProcesses();
  const bundleOf = (file: string): string =>
    file.endsWith('.cjs') ? file : path.join(folder, `${path.parse(file).name}.mjs`);
  const loaded = [...hooks.map((hook) => here(HOOKS[hook])), ...(options.imports ?? [])];
  const command = [
    ...under,
    process.execPath,
    ...loaded.flatMap((file) => ['--import', bundleOf(file)]),
    bundleOf(options.script ?? here('writer-process.ts')),
    place.root,
    ...(options.told ?? [mode, String(count), String(snapshotEvery)]),
  ];
  const child = spawn(command[0] as string, command.slice(1), {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
  return new Promise((resolve, reject) => {
    let output = '';
    let errors = '';
    let timer: NodeJS.Timeout | undefined;
    child.stdout.on('data', (bytes: Buffer) => {
      output += bytes.toString();
      options.heard?.(output);
      if (timer === undefined && options.killAfterMs !== undefined && output.includes('confirmed')) {
        timer = setTimeout(() => child.kill('SIGKILL'), options.killAfterMs);
      }
    });
    child.stderr.on('data', (bytes: Buffer) => (errors += bytes.toString()));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      // A line without its end was never told whole; a kill cannot tear one, since each is one write.
      const lines = output.split('\n').slice(0, -1);
      const confirmed = lines.flatMap((line) =>
        line.startsWith('confirmed ') ? [Number(line.slice(10))] : [],
      );
      resolve({ confirmed, lines, errors, signal, code });
    });
  });
}
