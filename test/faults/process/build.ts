/**
 * The host's process as one bundle with its workers, as the application is built: it starts in a third of the time that
 * its sources take, and it can be built with a fault in it. The product's files stay as they are.
 */
import path from 'node:path';
import { build } from 'vite';
import type { Plugin } from 'vite';
import { inProject, PROJECT_ROOT } from '../../../main/provision/paths.mjs';
import { builtOnce } from '../../built-once.ts';

/** A change to one file of the product, in words that have to be there. */
export interface Patch {
  /** From the project's root. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** All that goes into it. */
const SOURCES = ['app', 'main', 'test/faults', 'test/ledger', 'package-lock.json'];
const EXTERNAL = ['electron', 'better-sqlite3', 'bufferutil', 'utf-8-validate'];
const WORKERS = ['ledger', 'history'];

/** @returns the script to start */
export async function buildHost(patches: readonly Patch[] = []): Promise<string> {
  const folder = await builtOnce({
    name: 'host',
    sources: SOURCES,
    variant: JSON.stringify(patches),
    make: (outDir) => bundle(outDir, patches),
  });
  return path.join(folder, 'host.mjs');
}

async function bundle(outDir: string, patches: readonly Patch[]): Promise<void> {
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
