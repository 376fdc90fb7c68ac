/**
 * The host's process as one bundle with its workers, as the application is built: it starts in a third of the time that
 * its sources take, and it can be built with a fault in it. The product's files stay as they are.
 */
import fs from 'node:fs';
import path from 'node:path';
import { build } from 'vite';
import type { Plugin } from 'vite';
import { PROJECT_ROOT } from '../../../main/provision/paths.mjs';

/** A change to one file of the product, in words that have to be there. */
export interface Patch {
  /** From the project's root. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const FOLDER = path.join(PROJECT_ROOT, 'test-results', 'faults');
const EXTERNAL = ['electron', 'better-sqlite3', 'bufferutil', 'utf-8-validate'];
const WORKERS = ['ledger', 'history'];

const inProject = (...segments: string[]): string => path.join(PROJECT_ROOT, ...segments);

/** @returns the script to start, below the project so that what is not bundled is found */
export async function buildHost(patches: readonly Patch[] = []): Promise<string> {
  fs.mkdirSync(FOLDER, { recursive: true });
  const outDir = fs.mkdtempSync(path.join(FOLDER, 'host-'));
  const left = new Set(patches);
  await build({
    configFile: false,
    root: PROJECT_ROOT,
    logLevel: 'error',
    plugins: [workerAddresses(), patching(patches, left)],
    ssr: { noExternal: true, external: EXTERNAL },
    build: {
      outDir,
      emptyOutDir: true,
      ssr: true,
      target: 'node24',
      minify: false,
      rollupOptions: {
        input: {
          host: path.join(import.meta.dirname, 'host-process.ts'),
          ...Object.fromEntries(
            WORKERS.map((name) => [`${name}-worker`, inProject('main', name, 'worker.ts')]),
          ),
        },
        external: EXTERNAL,
        output: { format: 'es', entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
      },
    },
  });
  if (left.size > 0) throw new Error(`never applied: ${[...left].map(({ from }) => from).join(', ')}`);
  return path.join(outDir, 'host.mjs');
}

/** Takes a build away again. Nothing else: where there was none, the folder of its script is the project's own. */
export function removeBuild(script: string): void {
  const outDir = path.dirname(script);
  if (path.dirname(outDir) === FOLDER) fs.rmSync(outDir, { recursive: true, force: true });
}

/** As in electron.vite.config.ts: whoever starts a worker finds it beside itself. */
function workerAddresses(): Plugin {
  return {
    name: 'faults-worker-addresses',
    enforce: 'pre',
    transform(code, id) {
      const name = path.basename(path.dirname(id));
      if (!WORKERS.includes(name) || !code.includes("new URL('./worker.ts', import.meta.url)")) return null;
      const rewritten = code.replace("'./worker.ts'", `'./${name}-worker.mjs'`);
      return { code: rewritten, map: null };
    },
  };
}

function patching(patches: readonly Patch[], left: Set<Patch>): Plugin {
  return {
    name: 'faults-patches',
    enforce: 'pre',
    transform(code, id) {
      let patched = code;
      for (const patch of patches) {
        if (id !== inProject(patch.file)) continue;
        if (patched.split(patch.from).length !== 2)
          throw new Error(`${patch.file} does not hold once: ${patch.from}`);
        patched = patched.replace(patch.from, () => patch.to);
        left.delete(patch);
      }
      return patched === code ? null : { code: patched, map: null };
    },
  };
}
