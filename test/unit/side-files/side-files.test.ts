/** Small files beside the ledger, on a disk that takes them, refuses them, or says nothing. */
import fs from 'node:fs';
import path from 'node:path';
import { execFileSync } from 'node:child_process';
import type { Worker } from 'node:worker_threads';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Reason } from '#app/intents/index.ts';
import { openSideFiles } from '#main/side-files/index.ts';
import { shown } from '#test/evidence/index.ts';
import { temporaryFolder } from '#test/temporary-folders.ts';

interface Told {
  readonly file: string;
  readonly reason: Reason | null;
}

async function open() {
  const told: Told[] = [];
  const files = await openSideFiles((file, reason) => told.push({ file, reason }));
  onTestFinished(() => files.close());
  return { files, told };
}

/** A disk that says nothing: whoever opens this file for writing waits until somebody reads it. */
function silentFile(): string {
  const file = path.join(temporaryFolder(), 'silent');
  execFileSync('mkfifo', [file]);
  return file;
}

test('what is kept is there at once, whole, new, and for its owner alone', async () => {
  const { files } = await open();
  const file = path.join(temporaryFolder(), 'deep', 'tokens.json');
  for (const [content, how] of [
    ['one', 'whole'],
    ['two', 'synced'],
  ] as const) {
    expect(files.keep({ file, content, how })).toBe('kept');
    expect(fs.readFileSync(file, 'utf8')).toBe(content);
  }
  expect(fs.statSync(file).mode & 0o777).toBe(0o600);
  expect(fs.readdirSync(path.dirname(file))).toEqual(['tokens.json']);
});

test('a link that somebody placed there is replaced, not followed', async () => {
  const { files } = await open();
  const folder = temporaryFolder();
  const victim = path.join(folder, 'victim');
  fs.writeFileSync(victim, 'mine');
  fs.symlinkSync(victim, path.join(folder, 'port'));
  expect(files.keep({ file: path.join(folder, 'port'), content: '1', how: 'whole' })).toBe('kept');
  expect(fs.readFileSync(victim, 'utf8')).toBe('mine');
});

test('what the disk refuses throws nothing, is told once, and is there as soon as the disk takes it', async () => {
  const { files, told } = await open();
  const folder = temporaryFolder();
  const file = path.join(folder, 'port');
  fs.mkdirSync(path.join(file, 'in the way'), { recursive: true });
  for (const content of ['1', '2']) expect(files.keep({ file, content, how: 'whole' })).toBe('failed');
  await vi.waitFor(() => expect(told).toMatchObject([{ file, reason: { code: 'file_not_written' } }]));
  expect(fs.readdirSync(folder)).toEqual(['port']);
  fs.rmSync(file, { recursive: true });
  await vi.waitFor(() => expect(told.at(-1)).toEqual({ file, reason: null }), { timeout: 20_000 });
  expect(told).toHaveLength(2);
  expect(fs.readFileSync(file, 'utf8')).toBe('2');
});

test('what the disk refused is there at the end, if it takes it by then', async () => {
  const { files } = await open();
  const file = path.join(temporaryFolder(), 'halt');
  fs.mkdirSync(file);
  expect(files.keep({ file, content: 'halted', how: 'in_place' })).toBe('failed');
  fs.rmdirSync(file);
  await files.close();
  expect(fs.readFileSync(file, 'utf8')).toBe('halted');
});

test('a disk that says nothing is waited for once, and of each file the newest content is written then', async () => {
  const { files, told } = await open();
  const silent = silentFile();
  const other = path.join(path.dirname(silent), 'other');
  const began = performance.now();
  expect(files.keep({ file: silent, content: 'x', how: 'in_place' })).toBe('late');
  for (let i = 0; i < 1_000; i += 1)
    expect(files.keep({ file: other, content: `${i}`, how: 'whole' })).toBe('late');
  // A thousand waits would be fifty seconds.
  expect(performance.now() - began).toBeLessThan(10_000);
  expect(fs.existsSync(other)).toBe(false);
  const reader = fs.promises.readFile(silent, 'utf8');
  await vi.waitFor(() => expect(fs.readFileSync(other, 'utf8')).toBe('999'), { timeout: 20_000 });
  expect(await reader).toBe('x');
  expect(told).toEqual([]);
});

test('closing waits for what is on its way, and not for ever', async () => {
  const { files } = await open();
  const silent = silentFile();
  files.keep({ file: silent, content: 'x', how: 'in_place' });
  const reading = fs.promises.readFile(silent, 'utf8');
  await files.close();
  expect(await reading).toBe('x');
});

test('AUTH-1 a thread that ends is followed by another one, which writes what is not known to be written (row 31)', async () => {
  const threads: Worker[] = [];
  const note = (thread: Worker): void => void threads.push(thread);
  process.on('worker', note);
  onTestFinished(() => void process.off('worker', note));
  const { files, told } = await open();
  const silent = silentFile();
  const other = path.join(path.dirname(silent), 'other');
  expect(files.keep({ file: silent, content: 'x', how: 'in_place' })).toBe('late');
  expect(files.keep({ file: other, content: '1', how: 'whole' })).toBe('late');
  expect(threads).toHaveLength(1);
  const dying = threads[0]?.terminate();
  // It ends once what it waits for is there: a thread cannot be ended within a call of the system.
  fs.closeSync(fs.openSync(silent, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK));
  await dying;
  fs.rmSync(silent);
  expect(files.keep({ file: other, content: '2', how: 'whole' })).not.toBe('failed');
  await vi.waitFor(() => expect(fs.readFileSync(other, 'utf8')).toBe('2'), { timeout: 20_000 });
  await vi.waitFor(() => expect(fs.readFileSync(silent, 'utf8')).toBe('x'), { timeout: 20_000 });
  for (const file of [silent, other])
    await vi.waitFor(() =>
      expect(told.filter((each) => each.file === file)).toMatchObject([
        { reason: { code: 'file_not_written', message: expect.stringContaining('its thread ended') } },
        { reason: null },
      ]),
    );
  shown({
    ids: ['AUTH-1'],
    row: 31,
    how: 'the thread of the small files ends with some of them unwritten',
    runs: 1,
  });
});
