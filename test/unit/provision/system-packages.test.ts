/** What a machine lacks is installed where that may be done, and named with its command where not. Nothing real is installed. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ensureSystemPackages } from '#main/provision/system-packages.mjs';

const PERSON = 1_000;

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vibesync-packages-'));
  vi.stubEnv('PATH', folder);
  // The renamed library is not in this release.
  program('apt-cache', '[ "$2" != new-name ]');
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  fs.rmSync(folder, { recursive: true });
});

/** A stand-in that notes how it was called, and then runs `text`. */
function program(name: string, text: string): void {
  const file = path.join(folder, name);
  fs.writeFileSync(file, `#!/bin/sh\necho "${name} $*" >> '${folder}/calls'\n${text}\n`, { mode: 0o755 });
}

function calls(): string[] {
  const file = path.join(folder, 'calls');
  const lines = fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trim().split('\n') : [];
  return lines.filter((line) => !line.startsWith('apt-cache'));
}

/** Something that is missing until `apt-get install` has made it. */
const need = {
  what: 'a thing for the tests',
  missing: () => (fs.existsSync(path.join(folder, 'thing')) ? [] : ['thing']),
  apt: ['new-name|old-name', 'other'],
  elsewhere: 'Elsewhere: get it from example.org.',
};
function runAs(user: number): void {
  if (process.getuid === undefined) throw new Error('These tests are for systems with users.');
  vi.spyOn(process, 'getuid').mockReturnValue(user);
}

const makesThing = (): string => `case "$*" in *install*) : > '${path.join(folder, 'thing')}';; esac`;

test('neither root nor sudo: it names what is missing and the whole command, and touches nothing', () => {
  runAs(PERSON);
  program('apt-get', makesThing());
  const refused =
    /^Missing: a thing for the tests \(thing\)\nInstall with: sudo apt-get update && sudo apt-get install -y --no-install-recommends old-name other$/;
  expect(() => ensureSystemPackages([need])).toThrow(refused);
  expect(calls()).toEqual([]);
});

test('a sudo that asks for a password is as good as none', () => {
  runAs(PERSON);
  program('apt-get', makesThing());
  program('sudo', 'exit 1');
  expect(() => ensureSystemPackages([need])).toThrow(/Install with: sudo apt-get/);
  expect(calls()).toEqual(['sudo -n true']);
});

test('root, and whoever has a sudo without a password, gets it installed', () => {
  program('apt-get', makesThing());
  program('sudo', 'shift 2; exec "$@"');
  for (const user of [0, PERSON]) {
    runAs(user);
    fs.rmSync(path.join(folder, 'calls'), { force: true });
    fs.rmSync(path.join(folder, 'thing'), { force: true });
    ensureSystemPackages([need]);
    const installed = calls().filter((line) => line.startsWith('apt-get '));
    expect(installed.map((line) => line.replace(/^.*?(update|install)/, '$1'))).toEqual([
      'update',
      'install -y --no-install-recommends old-name other',
    ]);
  }
});

test('nothing is asked of anybody where nothing is missing', () => {
  runAs(PERSON);
  ensureSystemPackages([{ ...need, missing: () => [] }]);
  expect(calls()).toEqual([]);
});

test('without apt it says what to do elsewhere', () => {
  runAs(0);
  expect(() => ensureSystemPackages([need])).toThrow(/thing\)\nElsewhere: get it from example\.org\.$/);
});

test('an installation that fails, or does not help, is said with its own words', () => {
  runAs(0);
  program('apt-get', 'echo "no route to the mirror" >&2; exit 100');
  expect(() => ensureSystemPackages([need])).toThrow(/no route to the mirror/);
  program('apt-get', 'exit 0');
  expect(() => ensureSystemPackages([need])).toThrow(/apt-get installed them, yet they are not found/);
});
