/** What a person sees of a start that cannot be: the system's own dialog, since there is no window to say it in. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from './fixtures.ts';
import { applicationCommand, display, showsDialog } from './support/application.ts';

const started: ChildProcess[] = [];

// Whatever a test that fails leaves behind: a dialog would take the keys of those that follow.
test.afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

/** Starts VibeSync as a person does by a click, whatever comes of it. */
async function start(userData: string, ...more: string[]) {
  const { executable, args, env } = await applicationCommand(userData, { args: more });
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const child = spawn(executable, [...sandbox, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  started.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  const ended = new Promise<number | null>((resolve) => {
    child.once('exit', (code) => resolve(code));
  });
  return { child, ended, output: () => output };
}

/** Waits until the system shows the dialog, and presses Return at it. */
async function readAndQuit(): Promise<void> {
  await showsDialog('VibeSync');
  await display('key', 'Return');
}

test('a project that is open already, without a window, is not opened twice: a dialog says so', async ({
  folder,
}) => {
  const first = await start(folder, '--headless');
  await expect.poll(first.output, { timeout: 30_000 }).toContain('pairingCode');
  const second = await start(folder);
  await readAndQuit();
  expect(await second.ended).toBe(3);
  expect(second.output()).toContain('"code":"locked"');
  first.child.kill('SIGTERM');
  expect(await first.ended).toBe(0);
});

test('a folder that cannot be used is named by a dialog', async ({ folder }) => {
  fs.mkdirSync(path.join(folder, 'projects', 'default'), { recursive: true });
  fs.writeFileSync(path.join(folder, 'projects', 'default', 'ledger'), 'no folder');
  const started = await start(folder);
  await readAndQuit();
  expect(await started.ended).toBe(1);
  expect(started.output()).toContain('"code":"folder_unusable"');
});
