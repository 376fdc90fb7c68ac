import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findBlenders } from '#main/shell/blender-places.ts';
import { createEngineLauncher } from '#main/shell/engines.ts';
import { writeZip } from '#main/shell/zip.ts';

let folder: string;
const at = (...segments: string[]): string => path.join(folder, ...segments);
const write = (file: string, text: string, mode = 0o644): void => {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text, { mode });
};

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vibesync-engines-'));
  write(at('addon', 'addons', 'vibesync', '__init__.py'), 'bl_info = {}\n');
  write(at('addon', 'addons', 'vibesync', 'core', 'link.py'), 'x = 1\n');
  write(at('addon', 'addons', 'vibesync', '__pycache__', 'x.pyc'), 'no');
  write(at('addon', 'tools.py'), 'no');
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

/** Stands where Blender would: writes down how it was started, then does as the test says. */
const fakeBlender = (then: string): string => {
  const file = at('bin', 'blender');
  write(
    file,
    `#!/bin/sh\nenv > "${at('environment')}"\nfor a; do printf '%s\\n' "$a"; done > "${at('arguments')}"\n${then}\n`,
    0o755,
  );
  return file;
};

const launcher = (executables: string[], environment: NodeJS.ProcessEnv = {}) =>
  createEngineLauncher({
    addonSource: at('addon'),
    unitySource: at('unity'),
    workFolder: at('work'),
    downloadFolder: at('downloads'),
    environment: { PATH: process.env['PATH'], ...environment },
    find: async () => executables,
    log: () => undefined,
  });

describe('launching Blender', () => {
  it('gives it the code in the environment, the add-on in a copy, and nothing of Electron’s', async () => {
    const executable = fakeBlender('sleep 3');
    const ours = launcher([executable], {
      NODE_OPTIONS: '--x',
      ELECTRON_RUN_AS_NODE: '1',
      KEPT: 'yes',
    });
    expect(await ours.launchBlender({ url: 'ws://127.0.0.1:1/adapter', code: 'ABCD-1234' })).toEqual({
      ok: true,
      value: { executable },
    });
    const environment = fs.readFileSync(at('environment'), 'utf8');
    expect(environment).toContain('VIBESYNC_URL=ws://127.0.0.1:1/adapter\n');
    expect(environment).toContain('VIBESYNC_PAIRING_CODE=ABCD-1234\n');
    expect(environment).toContain('KEPT=yes\n');
    expect(environment).not.toMatch(/NODE_OPTIONS|ELECTRON_/);
    // Other users can read a process's arguments, not its environment.
    expect(fs.readFileSync(at('arguments'), 'utf8')).not.toMatch(/ABCD-1234|127\.0\.0\.1/);
    expect(fs.readdirSync(at('work', 'blender', 'vibesync')).sort()).toEqual(['__init__.py', 'core']);
  });

  it('replaces an older copy whole', async () => {
    write(at('work', 'blender', 'vibesync', 'gone.py'), 'old');
    await launcher([fakeBlender('sleep 3')]).launchBlender({ url: 'u', code: 'c' });
    expect(fs.existsSync(at('work', 'blender', 'vibesync', 'gone.py'))).toBe(false);
    expect(fs.readdirSync(at('work', 'blender'))).toEqual(['vibesync']);
  });

  it.each([
    ['is not there', () => at('bin', 'nothing')],
    ['ends at once', () => fakeBlender('exit 3')],
  ])('says so when the executable %s', async (_what, executable) => {
    const result = await launcher([executable()]).launchBlender({ url: 'u', code: 'c' });
    expect(result).toMatchObject({ ok: false, reason: { code: 'blender_not_started' } });
  });

  it('says so when there is none', async () => {
    expect(await launcher([]).launchBlender({ url: 'u', code: 'c' })).toMatchObject({
      ok: false,
      reason: { code: 'blender_not_found' },
    });
  });
});

describe('installing the add-on', () => {
  it('asks Blender where its scripts are, and puts it there', async () => {
    const executable = fakeBlender(`echo "noise"; echo "VIBESYNC_SCRIPTS=${at('scripts')}"`);
    const result = await launcher([executable]).installBlenderAddon();
    expect(result).toEqual({ ok: true, value: { path: at('scripts', 'addons', 'vibesync') } });
    expect(fs.readFileSync(at('scripts', 'addons', 'vibesync', 'core', 'link.py'), 'utf8')).toBe('x = 1\n');
    expect(fs.existsSync(at('scripts', 'addons', 'vibesync', '__pycache__'))).toBe(false);
  });

  it.each([
    ['there is no Blender', () => []],
    ['Blender does not say where', () => [fakeBlender('exit 0')]],
    ['Blender fails', () => [fakeBlender('exit 1')]],
    ['Blender says something relative', () => [fakeBlender('echo VIBESYNC_SCRIPTS=scripts')]],
  ])('writes the archive to the downloads when %s', async (_what, executables) => {
    const result = await launcher(executables()).installBlenderAddon();
    expect(result).toEqual({ ok: true, value: { path: at('downloads', 'vibesync-blender.zip') } });
    expect(readZip(fs.readFileSync(at('downloads', 'vibesync-blender.zip')))).toEqual({
      'vibesync/__init__.py': 'bl_info = {}\n',
      'vibesync/core/link.py': 'x = 1\n',
    });
  });

  it('refuses when neither place can be written', async () => {
    write(at('downloads'), 'a file');
    expect(await launcher([]).installBlenderAddon()).toMatchObject({
      ok: false,
      reason: { code: 'addon_not_written' },
    });
  });
});

describe('finding Blender', () => {
  it('takes the one on PATH first, then the others from the newest version down', async () => {
    for (const name of ['blender-3.6.2', 'blender-4.10.0', 'blender-4.2.0'])
      write(at('home', name, 'blender'), '', 0o755);
    write(at('path', 'blender'), '', 0o755);
    write(at('home', 'blender-5.0.0', 'blender'), 'not executable', 0o644);
    const found = await findBlenders({ PATH: `${at('nothing')}:${at('path')}` }, 'linux', at('home'));
    expect(
      found.filter((file) => file.startsWith(folder)).map((file) => path.relative(folder, file)),
    ).toEqual([
      'path/blender',
      'home/blender-4.10.0/blender',
      'home/blender-4.2.0/blender',
      'home/blender-3.6.2/blender',
    ]);
  });

  it('prefers the one that a person names', async () => {
    write(at('mine', 'blender'), '', 0o755);
    write(at('path', 'blender'), '', 0o755);
    const [first] = await findBlenders(
      { PATH: at('path'), BLENDER: at('mine', 'blender') },
      'linux',
      at('home'),
    );
    expect(first).toBe(at('mine', 'blender'));
  });

  it('looks inside the Mac’s application folders', async () => {
    const file = at('home', 'Applications', 'Blender 4.2.app', 'Contents', 'MacOS', 'Blender');
    write(file, '', 0o755);
    expect(await findBlenders({ PATH: '' }, 'darwin', at('home'))).toContain(file);
  });
});

describe('archives', () => {
  it('are the same for the same files, in whatever order they come', () => {
    const a = { name: 'm/a.py', bytes: Buffer.from('a'.repeat(1_000)) };
    const b = { name: 'm/ü.py', bytes: Buffer.from('') };
    expect(writeZip([a, b]).equals(writeZip([b, a]))).toBe(true);
    expect(readZip(writeZip([b, a]))).toEqual({ 'm/a.py': 'a'.repeat(1_000), 'm/ü.py': '' });
  });
});

/** Reads an archive by its directory at the end, as unzip programs do. */
function readZip(archive: Buffer): Record<string, string> {
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  const files: Record<string, string> = {};
  let at = archive.readUInt32LE(end + 16);
  for (let index = archive.readUInt16LE(end + 10); index > 0; index--) {
    expect(archive.readUInt32LE(at)).toBe(0x02014b50);
    const nameLength = archive.readUInt16LE(at + 28);
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength);
    const local = archive.readUInt32LE(at + 42);
    const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    files[name] = inflateRawSync(archive.subarray(start, start + archive.readUInt32LE(at + 20))).toString(
      'utf8',
    );
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return files;
}
