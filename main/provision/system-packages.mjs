import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { ProvisionError, say } from './report.mjs';

/**
 * @typedef {object} Need
 * @property {string} what as it is named to a person
 * @property {() => string[]} missing what the machine lacks of it; empty when nothing
 * @property {string[]} apt Debian's packages; `a|b` takes the first that the release has
 * @property {string} elsewhere what to do on a system without apt
 */

/** A shared library's file name → the package that carries it, where Electron's own list is needed. */
const ELECTRON_LIBRARIES = [
  'libgtk-3-0t64|libgtk-3-0',
  'libnss3',
  'libasound2t64|libasound2',
  'libgbm1',
  'libxss1',
  'libatk-bridge2.0-0t64|libatk-bridge2.0-0',
  'libdrm2',
  'libxkbcommon0',
  'libcups2t64|libcups2',
];

/**
 * The libraries that Electron's executable is linked with.
 * @param {string} executable
 * @returns {Need}
 */
export const electronLibraries = (executable) => ({
  what: 'libraries that Electron needs',
  missing: () => (process.platform === 'linux' ? unresolvedLibraries(executable) : []),
  apt: ELECTRON_LIBRARIES,
  elsewhere:
    'Fedora: sudo dnf install gtk3 nss alsa-lib mesa-libgbm libXScrnSaver at-spi2-atk libdrm libxkbcommon cups-libs\n' +
    'Arch: sudo pacman -S gtk3 nss alsa-lib mesa libxss at-spi2-core libdrm libxkbcommon libcups',
});

/** A display without a screen, and a hand on its keyboard, for tests. Only Linux needs them. @type {Need} */
export const VIRTUAL_DISPLAY = {
  what: 'a virtual display for the tests',
  missing: () =>
    process.platform === 'linux'
      ? ['xvfb-run', 'Xvfb', 'xauth', 'xdotool'].filter((name) => !onPath(name))
      : [],
  apt: ['xvfb', 'xauth', 'xdotool'],
  elsewhere:
    'Fedora: sudo dnf install xorg-x11-server-Xvfb xorg-x11-xauth xdotool\nArch: sudo pacman -S xorg-server-xvfb xorg-xauth xdotool',
};

/** @type {Need} */
export const BLENDER = {
  what: 'Blender for the tests of its add-on',
  missing: () => [...(blenderCommand() === undefined ? ['blender'] : []), ...missingNumpy()],
  apt: ['blender', 'python3-numpy'],
  elsewhere:
    'Install Blender 3.4 or newer from blender.org and put it on PATH, or name its executable in BLENDER.',
};

/** Without a display, and small enough for every test run. @type {Need} */
export const GODOT = {
  what: 'Godot for the test of a third engine',
  missing: () => (godotCommand() === undefined ? ['godot3-server'] : []),
  apt: ['godot3-server'],
  elsewhere:
    'Install a headless Godot 3.2 to 3.6 (“Linux server” on godotengine.org) and name its executable in GODOT.',
};

/** The order of system calls is what shows that nothing is confirmed before it is synced. @type {Need} */
export const SYSTEM_CALL_TRACER = {
  what: 'strace for the ledger tests',
  missing: () => (process.platform === 'linux' && !onPath('strace') ? ['strace'] : []),
  apt: ['strace'],
  elsewhere: 'Install strace with the package manager of this system.',
};

/** @returns {string | undefined} the Blender that the tests and `npm run doctor` use */
export function blenderCommand() {
  const named = process.env['BLENDER'];
  if (named !== undefined && fs.existsSync(named)) return named;
  return onPath('blender') ?? onMac('/Applications/Blender.app/Contents/MacOS/Blender');
}

/** @returns {string | undefined} the headless Godot that the tests use */
export function godotCommand() {
  const named = process.env['GODOT'];
  if (named !== undefined && fs.existsSync(named)) return named;
  return onPath('godot3-server');
}

/**
 * Brings the machine what it lacks, where that may be done: Debian or Ubuntu, as root or with a sudo that asks no
 * password.
 * @param {Need[]} needs
 * @throws {ProvisionError} elsewhere: names what is missing, and the command
 */
export function ensureSystemPackages(needs) {
  const unmet = needs.filter((need) => need.missing().length > 0);
  if (unmet.length === 0) return;
  const apt = onPath('apt-get');
  if (apt === undefined) throw new ProvisionError(unmet.map(describe).join('\n'));
  const sudo = rootPrefix();
  if (sudo === undefined) {
    const packages = unmet.flatMap((need) => need.apt.map(availablePackage)).join(' ');
    throw new ProvisionError(
      `${unmet.map(describeMissing).join('\n')}\nInstall with: sudo apt-get update && sudo apt-get install -y --no-install-recommends ${packages}`,
    );
  }
  say(`installing ${unmet.map((need) => need.what).join(', ')} …`);
  const run = (/** @type {string[]} */ ...aptArguments) =>
    runApt([...sudo, apt, ...APT_OPTIONS, ...aptArguments]);
  run('update');
  run('install', '-y', '--no-install-recommends', ...unmet.flatMap((need) => need.apt.map(availablePackage)));
  const still = unmet.filter((need) => need.missing().length > 0);
  if (still.length > 0)
    throw new ProvisionError(
      `${still.map(describe).join('\n')}\napt-get installed them, yet they are not found.`,
    );
}

/** @param {Need} need */
const describeMissing = (need) => `Missing: ${need.what} (${need.missing().join(', ')})`;
/** @param {Need} need */
const describe = (need) => `${describeMissing(need)}\n${need.elsewhere}`;

// Another installation may be running (unattended upgrades): wait for it instead of failing.
const APT_OPTIONS = ['-qq', '-o', 'DPkg::Lock::Timeout=300', '-o', 'Acquire::Retries=3'];

/** @param {string[]} command */
function runApt([program = '', ...rest]) {
  const { status, stdout, stderr } = spawnSync(program, rest, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 1 << 28,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (status !== 0) {
    throw new ProvisionError(
      `${[program, ...rest].join(' ')} failed:\n${`${stdout}${stderr}`.trim().slice(-4_000)}`,
    );
  }
}

/**
 * Releases after Debian 12 renamed libraries for 64-bit time (`libgtk-3-0t64`).
 * @param {string} names
 */
function availablePackage(names) {
  const candidates = names.split('|');
  const known = (/** @type {string} */ name) =>
    spawnSync('apt-cache', ['show', name], { stdio: 'ignore' }).status === 0;
  return candidates.find(known) ?? candidates.at(-1) ?? names;
}

/** What to put before a command to run it as root; undefined where that would need a password. */
function rootPrefix() {
  if (process.getuid?.() === 0) return [];
  const sudo = onPath('sudo');
  if (sudo === undefined || spawnSync(sudo, ['-n', 'true'], { stdio: 'ignore' }).status !== 0)
    return undefined;
  return [sudo, '-n', '--preserve-env=DEBIAN_FRONTEND'];
}

/** @param {string} executable */
function unresolvedLibraries(executable) {
  let listed = '';
  try {
    listed = execFileSync('ldd', [executable], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return []; // no ldd (musl, containers without libc-bin): the loader's own message has to do
  }
  return [...listed.matchAll(/^\s*(\S+) => not found/gm)].map(([, name = '']) => name);
}

/** Debian's Blender uses the system's Python; other builds bring their own with numpy in it. */
function missingNumpy() {
  if (blenderCommand() !== '/usr/bin/blender') return [];
  return spawnSync('/usr/bin/python3', ['-c', 'import numpy'], { stdio: 'ignore' }).status === 0
    ? []
    : ['python3-numpy'];
}

/**
 * @param {string} command
 * @returns {string | undefined} its path
 */
export function onPath(command) {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', ''] : [''];
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
    for (const ending of endings) {
      const file = path.join(folder, command + ending);
      if (folder !== '' && fs.existsSync(file)) return file;
    }
  }
  return undefined;
}

/** @param {string} file */
const onMac = (file) => (process.platform === 'darwin' && fs.existsSync(file) ? file : undefined);
