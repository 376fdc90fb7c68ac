import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { inProject } from './paths.mjs';
import { ProvisionError, say } from './report.mjs';
import { runOnToolNode } from './tool-node.mjs';

/** All that goes into `out/`. */
const SOURCES = [
  'app',
  'main',
  'renderer',
  'electron.vite.config.ts',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
];
const STAMP = inProject('out', '.sources');

/** Builds `out/` with electron-vite, unless it was built from exactly these sources. */
export async function buildIfChanged() {
  const digest = digestOf(SOURCES);
  if (fs.existsSync(STAMP) && fs.readFileSync(STAMP, 'utf8') === digest) return;
  say('building …');
  fs.rmSync(inProject('out'), { recursive: true, force: true });
  const code = await runOnToolNode([
    inProject('node_modules/electron-vite/bin/electron-vite.js'),
    'build',
    '--logLevel',
    'warn',
  ]);
  if (code !== 0) throw new ProvisionError('The build failed: see above.');
  fs.writeFileSync(STAMP, digest);
}

/**
 * @param {readonly string[]} sources files and folders of the project
 * @returns {string} the same for the same files with the same contents
 */
export function digestOf(sources) {
  const digest = createHash('sha256');
  for (const source of sources) {
    for (const file of filesIn(inProject(source))) {
      digest.update(`${file}\0`).update(fs.readFileSync(file)).update('\0');
    }
  }
  return digest.digest('hex');
}

/**
 * @param {string} start
 * @returns {string[]}
 */
function filesIn(start) {
  if (!fs.statSync(start).isDirectory()) return [start];
  return fs
    .readdirSync(start)
    .sort()
    .flatMap((name) => filesIn(path.join(start, name)));
}
