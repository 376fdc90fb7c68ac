// A command in a process group of its own, which nothing that it starts outlives.
import { spawn } from 'node:child_process';
import { PROJECT_ROOT } from '../../main/provision/paths.mjs';

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
    const end = () => {
      try {
        if (child.pid !== undefined)
          process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL');
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
