import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ShellLogLine } from '#main/shell/log.ts';
import { installUnityPackage } from '#main/shell/unity-package.ts';

const NAME = 'com.vibesync.adapter';
/** In which nobody may write, root included. Linux has it. */
const UNWRITABLE = '/sys/kernel';
/** In bytes, with the zero at its end. */
const LONGEST_PATH = 4_096;

let folder: string;
let log: ShellLogLine[];
const at = (...segments: string[]): string => path.join(folder, ...segments);
const installed = (...segments: string[]): string => at('game', 'Packages', NAME, ...segments);
const write = (file: string, text: string): void => {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
};
const manifest = (name: string, version: string): string =>
  JSON.stringify({ name, version, unity: '2022.3' });
const madeWith = (version: string): void =>
  write(
    at('game', 'ProjectSettings', 'ProjectVersion.txt'),
    `m_EditorVersion: ${version}\nm_EditorVersionWithRevision: ${version} (a1b2c3)\n`,
  );
const install = async () =>
  installUnityPackage({ source: at('source'), project: at('game'), log: (line) => log.push(line) });
/** Every file below a folder, by its name. */
const filesIn = (root: string): Record<string, string> =>
  Object.fromEntries(
    fs
      .readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((name) => fs.statSync(path.join(root, name)).isFile())
      .map((name) => [name, fs.readFileSync(path.join(root, name), 'utf8')]),
  );

beforeEach(() => {
  log = [];
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vibesync-unity-'));
  write(at('source', 'package.json'), manifest(NAME, '0.2.0'));
  write(at('source', 'Core', 'Session', 'Adapter.cs'), 'class Adapter {}\n');
  write(at('source', 'Core.meta'), 'guid: 1\n');
  write(at('source', '.vscode', 'settings.json'), 'no');
  madeWith('6000.2.8f1');
  write(at('game', 'Packages', 'manifest.json'), '{ "dependencies": {} }');
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

describe('a Unity project', () => {
  it.each(['2022.3.0f1', '2022.3.62f2', '2023.1.0b4', '6000.0.23f1', '6000.2.8f1'])(
    'of Unity %s gets the package, whole, and nothing else',
    async (version) => {
      madeWith(version);
      expect(await install()).toEqual({ ok: true, value: { path: installed() } });
      expect(filesIn(installed())).toEqual({
        'package.json': manifest(NAME, '0.2.0'),
        'Core/Session/Adapter.cs': 'class Adapter {}\n',
        'Core.meta': 'guid: 1\n',
      });
      expect(fs.readdirSync(at('game', 'Packages')).sort()).toEqual([NAME, 'manifest.json']);
      expect(fs.readFileSync(at('game', 'Packages', 'manifest.json'), 'utf8')).toBe('{ "dependencies": {} }');
      expect(log).toEqual([]);
    },
  );

  it('loses an older copy of ours, and what an interrupted installation left', async () => {
    write(installed('package.json'), manifest(NAME, '0.1.0'));
    write(installed('Core', 'Gone.cs'), 'old');
    write(at('game', 'Packages', `.${NAME}.installing`, 'new', 'Half.cs'), 'half');
    expect(await install()).toEqual({ ok: true, value: { path: installed() } });
    expect(filesIn(at('game', 'Packages', NAME))).not.toHaveProperty('Core/Gone.cs');
    expect(filesIn(installed())['package.json']).toBe(manifest(NAME, '0.2.0'));
    expect(fs.readdirSync(at('game', 'Packages')).sort()).toEqual([NAME, 'manifest.json']);
  });

  it.each([
    ['2022.2.21f1', '2022.2.21f1'],
    ['2021.3.45f1', '2021.3.45f1'],
    ['5.6.7f1', '5.6.7f1'],
  ])('of Unity %s is too old, and is told so', async (version, shown) => {
    madeWith(version);
    const result = await install();
    expect(result).toMatchObject({ ok: false, reason: { code: 'unity_too_old' } });
    expect(JSON.stringify(result)).toContain(`for Unity ${shown}. VibeSync needs Unity 2022.3 or newer`);
    expect(fs.readdirSync(at('game', 'Packages'))).toEqual(['manifest.json']);
  });
});

describe('what is refused, and left as it is', () => {
  it.each<readonly [string, () => void, string]>([
    [
      'a folder that is no project',
      () => fs.rmSync(at('game', 'ProjectSettings'), { recursive: true }),
      'not_a_unity_project',
    ],
    ['a folder that is not there', () => fs.rmSync(at('game'), { recursive: true }), 'not_a_unity_project'],
    [
      'a project without packages',
      () => fs.rmSync(at('game', 'Packages'), { recursive: true }),
      'unity_packages_missing',
    ],
    [
      'a project that does not say its Unity',
      () => write(at('game', 'ProjectSettings', 'ProjectVersion.txt'), 'm_EditorVersion: soon\n'),
      'unity_version_unknown',
    ],
    [
      'a version file without end',
      () =>
        write(
          at('game', 'ProjectSettings', 'ProjectVersion.txt'),
          `m_EditorVersion: 6000.2.8f1\n${' '.repeat(70_000)}`,
        ),
      'unity_version_unknown',
    ],
    [
      'somebody else’s package of that name',
      () => write(installed('package.json'), manifest('com.studio.fork', '9.0.0')),
      'unity_package_in_the_way',
    ],
    [
      'a folder of that name without a package',
      () => write(installed('notes.txt'), 'mine'),
      'unity_package_in_the_way',
    ],
    [
      'a package of that name that cannot be read as one',
      () => write(installed('package.json'), '{ "name": '),
      'unity_package_in_the_way',
    ],
    ['a file of that name', () => write(installed(), 'mine'), 'unity_package_in_the_way'],
    [
      'a link to a copy that somebody works on',
      () => {
        write(at('checkout', 'package.json'), manifest(NAME, '0.3.0'));
        fs.symlinkSync(at('checkout'), installed());
      },
      'unity_package_in_the_way',
    ],
  ])('%s', async (_what, arrange, code) => {
    arrange();
    const before = fs.existsSync(at('game')) ? filesIn(at('game')) : null;
    const result = await install();
    expect(result).toMatchObject({ ok: false, reason: { code } });
    expect(fs.existsSync(at('game')) ? filesIn(at('game')) : null).toEqual(before);
    // A sentence that says of which folder, not how it failed.
    expect(JSON.stringify(result)).toContain(at('game'));
    expect(JSON.stringify(result)).not.toMatch(/ENO|undefined|\[object/);
  });

  it('a project that may not be written', async () => {
    fs.rmSync(at('game', 'Packages'), { recursive: true });
    fs.symlinkSync(UNWRITABLE, at('game', 'Packages'));
    expect(await install()).toMatchObject({ ok: false, reason: { code: 'unity_project_not_writable' } });
    expect(log).toMatchObject([{ level: 'error', what: 'unity_project_not_writable' }]);
  });

  it('an installation of VibeSync that lacks the package', async () => {
    fs.rmSync(at('source', 'package.json'));
    expect(await install()).toMatchObject({ ok: false, reason: { code: 'unity_package_missing' } });
    expect(fs.readdirSync(at('game', 'Packages'))).toEqual(['manifest.json']);
  });
});

describe('a copy of ours', () => {
  it('stays as it was when the new one cannot be written', async () => {
    write(installed('package.json'), manifest(NAME, '0.1.0'));
    // Can be read where it is, and is too long a path where it would be written.
    const step = 'x'.repeat(200);
    let deep = at('source');
    while (deep.length + step.length < LONGEST_PATH - 10) deep = path.join(deep, step);
    write(path.join(deep, 'y'.repeat(LONGEST_PATH - deep.length - 2)), 'long');
    expect(await install()).toMatchObject({ ok: false, reason: { code: 'unity_package_not_written' } });
    expect(log).toMatchObject([{ level: 'error', what: 'unity_package_not_written' }]);
    expect(filesIn(installed())).toEqual({ 'package.json': manifest(NAME, '0.1.0') });
    expect(fs.readdirSync(at('game', 'Packages')).sort()).toEqual([NAME, 'manifest.json']);
  });
});
