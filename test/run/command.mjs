// A command in a process group of its own, which nothing that it starts outlives, even where whoever runs it is killed.
import { spawn } from 'node:child_process';
import { inProject, PROJECT_ROOT } from '../../main/provision/paths.mjs';

/** @type {Set<() => void>} ends one that runs */
const running = new Set();
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM']))
  process.on(signal, () => {
    for (const end of running) end();
    process.exit(130);
  });

/**
 * @param {string[]} command
 * @param {NodeJS.ProcessEnv} env
 * @param {number} limitMs what takes longer hangs, and is ended with everything that it started
 * @param {(text: string) => void} say takes what it prints, on either stream
 * @returns {Promise<{ code: number, output: string }>} what it printed on its standard output
 */
export function runCommand([program = '', ...rest], env, limitMs, say) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, rest, {
      cwd: PROJECT_ROOT,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
    });
    const group = groupOf(child);
    const guard = group === null ? null : guardOf(group);
    const end = () => {
      guard?.kill();
      try {
        if (group !== null) process.kill(group, 'SIGKILL');
      } catch {
        // nothing of it is left
      }
    };
    running.add(end);
    const limit = setTimeout(() => {
      say(`\nended after ${limitMs / 60_000} minutes\n`);
      end();
    }, limitMs);
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      output += text;
      say(text);
    });
    child.stderr.setEncoding('utf8').on('data', say);
    const ended = () => {
      clearTimeout(limit);
      running.delete(end);
    };
    child.on('error', (error) => {
      ended();
      reject(error);
    });
    child.on('exit', () => end());
    child.on('close', (code) => {
      ended();
      resolve({ code: code ?? 1, output });
    });
  });
}

/**
 * What to send a signal to that is for it and all that it started; null where it could not be started.
 * @param {import('node:child_process').ChildProcess} child
 */
function groupOf({ pid }) {
  if (pid === undefined) return null;
  return process.platform === 'win32' ? pid : -pid;
}

/**
 * Ends the group where this process is killed.
 * @param {number} group
 */
function guardOf(group) {
  return spawn(process.execPath, [inProject('test/run/guard.mjs'), String(group)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
}
