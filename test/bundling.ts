/** Processes and threads of tests as bundles, as the application is built: they start in a third of the time that their sources
 * take, which every one of them would strip of types anew. */
import path from 'node:path';
import { build } from 'vite';
import type { Plugin } from 'vite';
import { inProject, PROJECT_ROOT } from '../main/provision/paths.mjs';
import { builtOnce } from './built-once.ts';

const EXTERNAL = ['electron', 'better-sqlite3', 'bufferutil', 'utf-8-validate'];
const WORKERS = ['ledger', 'history', 'side-files'];
const WORKER_ADDRESS = "new URL('./worker.ts', import.meta.url)";

/** @param inputs the scripts, by the name that each has in `outDir`, without its `.mjs`. The workers come beside them. */
export async function bundle(
  outDir: string,
  inputs: Readonly<Record<string, string>>,
  plugins: readonly Plugin[] = [],
): Promise<void> {
  await build({
    configFile: false,
    root: PROJECT_ROOT,
    logLevel: 'error',
    plugins: [workerAddresses((name) => `new URL('./${name}-worker.mjs', import.meta.url)`), ...plugins],
    ssr: { noExternal: true, external: EXTERNAL },
    build: {
      outDir,
      emptyOutDir: true,
      ssr: true,
      target: 'node24',
      minify: false,
      rollupOptions: {
        input: {
          ...inputs,
          ...Object.fromEntries(
            WORKERS.map((name) => [`${name}-worker`, inProject('main', name, 'worker.ts')]),
          ),
        },
        external: EXTERNAL,
        output: { format: 'es', entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
      },
    },
  });
}

/** The threads that tests start in their own process are bundles, too. */
export function builtWorkers(): Plugin {
  let folder: Promise<string> | null = null;
  const plugin = workerAddresses(async (name) => {
    folder ??= builtOnce({
      name: 'workers',
      sources: ['app', 'main', 'package-lock.json', 'test/bundling.ts'],
      make: (outDir) => bundle(outDir, {}),
    });
    return JSON.stringify(path.join(await folder, `${name}-worker.mjs`));
  });
  return {
    ...plugin,
    name: 'built-workers',
    // Vitest keeps what a file was turned into as long as the file is the same: a worker of other sources would be started.
    configureVitest: ({ defineCacheKeyGenerator }) =>
      defineCacheKeyGenerator(({ id, sourceCode }) => (startsWorker(id, sourceCode) ? false : null)),
  };
}

/** As in electron.vite.config.ts: whoever starts a worker is told where it is. */
function workerAddresses(addressOf: (name: string) => string | Promise<string>): Plugin {
  return {
    name: 'worker-addresses',
    enforce: 'pre',
    async transform(code, id) {
      if (!startsWorker(id, code)) return null;
      return { code: code.replace(WORKER_ADDRESS, await addressOf(partOf(id))), map: null };
    },
  };
}

function startsWorker(id: string, code: string): boolean {
  return WORKERS.includes(partOf(id)) && code.includes(WORKER_ADDRESS);
}

/** Of main/. */
function partOf(file: string): string {
  return path.basename(path.dirname(file));
}
