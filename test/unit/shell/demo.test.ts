/** The simulated studio's own process and folder: what would catch one that takes the real application's data or is left behind. */
import { EventEmitter } from 'node:events';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { makeDemoFolder, removeAfter, removeDemoFolder, removeLeftBehind } from '#main/shell/demo-folder.ts';
import { removeTemporaryFolders, temporaryFolder } from '#test/temporary-folders.ts';

vi.mock('electron', () => ({
  app: {
    isPackaged: false,
    getAppPath: () => '/the/project',
    commandLine: {
      hasSwitch: (name: string) => ['no-sandbox', 'ozone-platform', 'user-data-dir'].includes(name),
      getSwitchValue: (name: string) => (name === 'ozone-platform' ? 'x11' : ''),
    },
  },
}));
vi.resetModules();
afterAll(() => void vi.resetModules());
const { createDemoStarter } = await import('#main/shell/demo.ts');

class FakeProcess extends EventEmitter {
  readonly killed: string[] = [];
  kill(signal: string): void {
    this.killed.push(signal);
  }
}

function starter() {
  const started: { readonly words: readonly string[]; readonly process: FakeProcess }[] = [];
  const demo = createDemoStarter({
    log: () => undefined,
    launch: (_program, words) => {
      const process = new FakeProcess();
      started.push({ words, process });
      return process as unknown as ChildProcess;
    },
  });
  return { demo, started };
}

describe('the simulated studio’s process', () => {
  it('is told of the machine, and nothing of the real application’s data', async () => {
    const { demo, started } = starter();
    const answer = demo.start();
    started[0]?.process.emit('spawn');
    expect(await answer).toEqual({ ok: true, value: {} });
    expect(started[0]?.words).toEqual(['/the/project', '--no-sandbox', '--ozone-platform=x11', '--demo']);
  });

  it('is one at a time, can be started anew when it has ended, and ends with the window', async () => {
    const { demo, started } = starter();
    const first = demo.start();
    started[0]?.process.emit('spawn');
    await first;
    expect(await demo.start()).toMatchObject({ ok: false, reason: { code: 'demo_runs' } });
    started[0]?.process.emit('exit', 0);
    const second = demo.start();
    started[1]?.process.emit('spawn');
    expect(await second).toMatchObject({ ok: true });
    demo.end();
    expect(started.map(({ process }) => process.killed)).toEqual([[], ['SIGTERM']]);
  });

  it('says why it could not be started', async () => {
    const { demo, started } = starter();
    const answer = demo.start();
    started[0]?.process.emit('error', new Error('no such file'));
    expect(await answer).toMatchObject({
      reason: { code: 'demo_not_started', message: 'The simulated studio cannot be started: no such file' },
    });
  });
});

describe('the simulated studio’s folder', () => {
  afterEach(removeTemporaryFolders);

  it('goes with all that it holds', () => {
    const root = temporaryFolder();
    const folder = makeDemoFolder(root);
    fs.mkdirSync(path.join(folder, 'projects', 'default'), { recursive: true });
    fs.writeFileSync(path.join(folder, 'projects', 'default', 'history.db'), 'x');
    removeDemoFolder(folder);
    expect(fs.readdirSync(root)).toEqual([]);
  });

  it('goes also with a process that is killed, and not before', async () => {
    const root = temporaryFolder();
    const folder = makeDemoFolder(root);
    fs.writeFileSync(path.join(folder, 'a b$(c)'), 'x');
    const owner = spawn(process.execPath, ['-e', 'process.stdin.resume()'], {
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    removeAfter(owner.pid ?? 0, folder, () => undefined);
    const gone = new Promise<void>((resolve) => {
      const watcher = fs.watch(root, () => {
        if (fs.existsSync(folder)) return;
        watcher.close();
        resolve();
      });
    });
    expect(fs.existsSync(folder)).toBe(true);
    owner.kill('SIGKILL');
    await gone;
  });

  it('is removed by the next one where its process was killed; nobody else’s is', () => {
    const root = temporaryFolder();
    const mine = makeDemoFolder(root);
    // No process has this number: it is above what systems give out.
    for (const name of [
      'vibesync-demo-2147483646-aB3xYz',
      'vibesync-other-2147483646-x',
      'vibesync-demo-notes',
    ])
      fs.mkdirSync(path.join(root, name));
    expect(removeLeftBehind(root)).toBe(1);
    expect(fs.readdirSync(root).sort()).toEqual(
      [path.basename(mine), 'vibesync-demo-notes', 'vibesync-other-2147483646-x'].sort(),
    );
  });

  it('is never a folder of another name', () => {
    const root = temporaryFolder();
    expect(() => removeDemoFolder(root)).toThrow('no demo');
    expect(fs.existsSync(root)).toBe(true);
  });
});
