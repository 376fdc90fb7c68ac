// npm run doctor: what would run here, and where things are. It changes nothing.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { presentElectron } from './electron-runtime.mjs';
import { CACHE_FOLDER, inProject } from './paths.mjs';
import { runLauncher } from './report.mjs';
import {
  BLENDER,
  MONO,
  VIRTUAL_DISPLAY,
  blenderCommand,
  electronLibraries,
  onPath,
} from './system-packages.mjs';
import { toolNode } from './tool-node.mjs';

const SQLITE_VERSIONS = `const Database = require('better-sqlite3');
  const sqlite = new Database(':memory:').prepare('select sqlite_version()').pluck().get();
  const { version } = require('better-sqlite3/package.json');
  console.log(JSON.stringify(sqlite + ' (better-sqlite3 ' + version + ')'));`;

await runLauncher(async () => {
  const electron = attempt(presentElectron);
  /** @param {string} program */
  const inside = (program) =>
    electron === undefined ? undefined : attempt(() => insideElectron(electron, program));
  const versions = inside('console.log(JSON.stringify(process.versions))');
  const rows = {
    Electron:
      electron === undefined
        ? 'not here yet: npm start brings it'
        : `${electron.version}${electron.fallback ? ' (stands in for the one that ships, whose download is out of reach)' : ''} at ${electron.executablePath}`,
    'Node in Electron': versions?.node ?? 'unknown',
    Chromium: versions?.chrome ?? 'unknown',
    SQLite: inside(SQLITE_VERSIONS) ?? 'does not load',
    'Missing libraries':
      electron === undefined
        ? 'unknown'
        : electronLibraries(electron.executablePath).missing().join(', ') || 'none',
    Node: describeSystemNode(),
    'Node for the tools':
      attempt(() => `${firstLine(toolNode(), ['--version']).slice(1)} at ${toolNode()}`) ??
      'missing: npm ci brings it',
    Blender: describeBlender(),
    Python: describePython(),
    Mono: describeMono(),
    Display: describeDisplay(),
    'Virtual display': VIRTUAL_DISPLAY.missing().length === 0 ? 'available' : 'missing: npm test brings it',
    System: `${os.type()} ${os.release()} ${process.arch}`,
    Data: dataFolder(),
    Cache: CACHE_FOLDER,
  };
  const width = Math.max(...Object.keys(rows).map((name) => name.length));
  for (const [name, value] of Object.entries(rows)) console.log(`${name.padEnd(width)}  ${value}`);
  return 0;
});

/**
 * @template T
 * @param {() => T} read
 * @returns {T | undefined} undefined where it cannot be read: the doctor reports, it never fails
 */
function attempt(read) {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/**
 * Runs a few words of JavaScript on Electron's Node.
 * @param {import('./electron-runtime.mjs').ElectronRuntime} electron
 * @param {string} program prints JSON
 */
function insideElectron(electron, program) {
  const printed = execFileSync(electron.executablePath, ['-e', program], {
    cwd: inProject(),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, ...electron.env, ELECTRON_RUN_AS_NODE: '1' },
  });
  return JSON.parse(printed);
}

/**
 * @param {string} command
 * @param {string[]} commandArguments
 */
function firstLine(command, commandArguments) {
  const printed = execFileSync(command, commandArguments, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return printed.split('\n', 1)[0]?.trim() ?? '';
}

/** `npm run` puts the tools' Node first on PATH; npm itself runs on the machine's own. */
function describeSystemNode() {
  const executable = process.env['npm_node_execpath'] ?? process.execPath;
  return `${attempt(() => firstLine(executable, ['--version']).slice(1)) ?? 'unknown'} at ${executable}`;
}

function describeBlender() {
  const command = blenderCommand();
  if (command === undefined) return `not found. ${BLENDER.elsewhere}`;
  return `${attempt(() => firstLine(command, ['--version'])) ?? 'does not start'} at ${command}`;
}

function describePython() {
  const command = onPath('python3') ?? onPath('python');
  return command === undefined
    ? 'not found'
    : `${attempt(() => firstLine(command, ['--version'])) ?? 'does not start'} at ${command}`;
}

function describeMono() {
  const lacking = MONO.missing();
  if (lacking.length > 0) return `without ${lacking.join(', ')}: npm test brings it`;
  return `${attempt(() => firstLine('mono', ['--version'])) ?? 'does not start'} at ${onPath('mono')}`;
}

function describeDisplay() {
  if (process.platform !== 'linux') return 'the desktop';
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  const displays = [DISPLAY && `X11 ${DISPLAY}`, WAYLAND_DISPLAY && `Wayland ${WAYLAND_DISPLAY}`].filter(
    Boolean,
  );
  return displays.join(', ') || 'none (npm start -- --headless runs without)';
}

/** Electron's per-user folder for an application of our name. */
function dataFolder() {
  const { productName } = createRequire(import.meta.url)(inProject('package.json'));
  const home = os.homedir();
  const base =
    /** @type {Record<string, string>} */ ({
      darwin: path.join(home, 'Library', 'Application Support'),
      win32: process.env['APPDATA'] ?? path.join(home, 'AppData', 'Roaming'),
    })[process.platform] ??
    process.env['XDG_CONFIG_HOME'] ??
    path.join(home, '.config');
  const folder = path.join(base, productName);
  return `${folder}${fs.existsSync(folder) ? '' : ' (made at the first start)'}`;
}
