import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { countedOnce, readEvidence } from '#test/evidence/evidence.ts';
import { budget, shown } from '#test/evidence/index.ts';

let folder = '';

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vibesync-evidence-'));
});

afterEach(() => {
  vi.unstubAllEnvs();
  fs.rmSync(folder, { recursive: true, force: true });
});

describe('what tests have shown', () => {
  it('is kept in the file of the run, each with what it leaves unsaid', () => {
    const file = path.join(folder, 'evidence');
    vi.stubEnv('VIBESYNC_EVIDENCE', file);
    shown({ ids: ['DUR-1'], row: 5, how: 'each sync fails', runs: 3 });
    shown({ ids: ['FAIL-3'], how: 'killed', runs: 1, control: true });
    expect(readEvidence(file)).toEqual([
      { ids: ['DUR-1'], row: 5, how: 'each sync fails', runs: 3, control: false },
      { ids: ['FAIL-3'], how: 'killed', runs: 1, control: true },
    ]);
  });

  it('counts once where a run that goes on does it again, and parts that other runs have done count too', () => {
    const file = path.join(folder, 'evidence');
    vi.stubEnv('VIBESYNC_EVIDENCE', file);
    const inRun = (run: string, ...parts: string[]): void => {
      vi.stubEnv('VIBESYNC_LONG_RUN', run);
      shown({ ids: ['DUR-1'], how: 'killed', runs: 3 });
      shown({ ids: ['DUR-1'], how: 'killed', runs: 4 });
      for (const part of parts) shown({ ids: ['DUR-1'], how: 'searched', runs: 10, part });
    };
    inRun('1', 'search 0', 'search 1');
    vi.stubEnv('VIBESYNC_LONG_RUN', '1');
    shown({ ids: ['FAIL-3'], how: 'only in the first run', runs: 5 });
    // The second part had not been finished.
    inRun('2', 'search 1', 'search 2');
    const counted = countedOnce(readEvidence(file));
    const runsOf = (how: string): number[] =>
      counted.filter((each) => each.how === how).map(({ runs }) => runs);
    expect(runsOf('killed')).toEqual([3, 4]);
    expect(runsOf('searched')).toEqual([10, 10, 10]);
    expect(runsOf('only in the first run')).toEqual([5]);
  });

  it('is refused where nothing was run', () => {
    expect(() => shown({ ids: ['DUR-1'], how: 'nothing', runs: 0 })).toThrow();
  });
});

describe('a long search', () => {
  it('goes on with the parts that no run of the same seed has done', () => {
    vi.stubEnv('VIBESYNC_LONG_FOLDER', folder);
    vi.stubEnv('VIBESYNC_LONG_SEED', '7');
    const first = budget('states', 2, 4);
    expect(first.parts).toEqual([0, 1, 2, 3]);
    first.finish(0);
    first.finish(2);
    expect(budget('states', 2, 4)).toMatchObject({ parts: [1, 3], done: 2 });
    vi.stubEnv('VIBESYNC_LONG_SEED', '8');
    expect(budget('states', 2, 4).parts).toEqual([0, 1, 2, 3]);
  });

  it('does its first part again when all are done: a file without a test would fail', () => {
    vi.stubEnv('VIBESYNC_LONG_FOLDER', folder);
    const all = budget('states', 1, 2);
    for (const part of all.parts) all.finish(part);
    expect(budget('states', 1, 2)).toMatchObject({ parts: [0], done: 2 });
  });

  it('can be tried with a share of it, and then goes on with what is left', () => {
    vi.stubEnv('VIBESYNC_LONG_FOLDER', folder);
    vi.stubEnv('VIBESYNC_LONG_SHARE', '0.01');
    const tried = budget('states', 2, 400);
    expect(tried.parts).toEqual([0, 1, 2, 3]);
    for (const part of tried.parts) tried.finish(part);
    vi.stubEnv('VIBESYNC_LONG_SHARE', '1');
    expect(budget('states', 2, 400)).toMatchObject({ done: 4 });
    expect(budget('states', 2, 400).parts).toHaveLength(396);
  });

  it('comes to an end by itself after so many parts, and then goes on with the next ones', () => {
    vi.stubEnv('VIBESYNC_LONG_FOLDER', folder);
    vi.stubEnv('VIBESYNC_LONG_PARTS', '2');
    const some = budget('states', 1, 5);
    expect(some.parts).toEqual([0, 1]);
    for (const part of some.parts) some.finish(part);
    expect(budget('states', 1, 5)).toMatchObject({ parts: [2, 3], done: 2 });
  });

  it('goes on after a SIGKILL wherever it was: no part is left out, and what each has shown is kept', async () => {
    // Right after it was shown, right after it was finished, and never.
    for (const [run, word] of ['shown 0', 'finished 1', 'shown 3', 'finished 5', null].entries())
      await searchUntil(run, word);
    const how = readEvidence(path.join(folder, 'evidence')).map((each) => each.how);
    // What was shown and not finished is done again; nothing is done a third time.
    const expected = [0, 0, 1, 2, 3, 3, 4, 5, 6, 7].map((part) => `part ${part} of seed 7`);
    expect(how.sort()).toEqual(expected);
    const counted = countedOnce(readEvidence(path.join(folder, 'evidence'))).map(({ part }) => part);
    expect(counted).toEqual(Array.from({ length: PARTS }, (_, part) => `killed ${part}`));
    vi.stubEnv('VIBESYNC_LONG_FOLDER', folder);
    vi.stubEnv('VIBESYNC_LONG_SEED', '7');
    expect(budget('killed', 1, PARTS).done).toBe(PARTS);
  });

  it('is short in the tests of every day', () => {
    expect(budget('states', 2, 4).parts).toEqual([0, 1]);
  });
});

const PARTS = 8;

/** Runs a search of eight parts until it has said this, and kills it then; to its end where it is not to be killed. */
async function searchUntil(run: number, word: string | null): Promise<void> {
  const script = path.join(import.meta.dirname, 'search-process.ts');
  const child = spawn(process.execPath, [...process.execArgv, script, String(PARTS)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      VIBESYNC_EVIDENCE: path.join(folder, 'evidence'),
      VIBESYNC_LONG_FOLDER: folder,
      VIBESYNC_LONG_SEED: '7',
      VIBESYNC_LONG_RUN: String(run),
      KILLED_AT: word ?? undefined,
    },
  });
  const signal = await new Promise((resolve) => child.once('close', (_code, how) => resolve(how)));
  expect(signal).toBe(word === null ? null : 'SIGKILL');
}
