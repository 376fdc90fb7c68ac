import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import fs from 'node:fs';
import path from 'node:path';
import type { Plugin } from 'vite';

const inProject = (...segments: string[]): string => path.join(import.meta.dirname, ...segments);

// Electron 45 ships, yet tests may run on Electron 33 (main/provision): what is built has to run on both.
const NODE_TARGET = 'node20.18';
const CHROMIUM_TARGET = 'chrome130';

/** The one module with native code: it stays in node_modules. Optional natives of `ws` are left out. */
const EXTERNAL = ['electron', 'better-sqlite3', 'bufferutil', 'utf-8-validate'];

/**
 * Worker threads. Each `main/<folder>/worker.ts` becomes `out/main/<folder>-worker.js`.
 *
 * A source file starts its worker with `new Worker(new URL('./worker.ts', import.meta.url))`, which Node runs as it
 * stands (tests do). In the build the caller has moved into one flat folder, `out/main`, so the address is rewritten to
 * the worker's file there. Chunks lie flat beside them: the address holds wherever the caller ends up.
 */
const workers = Object.fromEntries(
  fs
    .readdirSync(inProject('main'))
    .map((folder): [string, string] => [`${folder}-worker`, inProject('main', folder, 'worker.ts')])
    .filter(([, file]) => fs.existsSync(file)),
);

function workerAddresses(): Plugin {
  const address = /new URL\(\s*(['"])\.\/worker\.ts\1\s*,\s*import\.meta\.url\s*,?\s*\)/g;
  return {
    name: 'vibesync-worker-addresses',
    enforce: 'pre',
    transform(code, id) {
      const folder = path.relative(inProject('main'), path.dirname(id));
      if (!(`${folder}-worker` in workers)) return null;
      const rewritten = code.replace(address, `new URL('./${folder}-worker.js', import.meta.url)`);
      return rewritten === code ? null : { code: rewritten, map: null };
    },
  };
}

export default defineConfig({
  main: {
    plugins: [workerAddresses()],
    build: {
      outDir: 'out/main',
      target: NODE_TARGET,
      sourcemap: true,
      externalizeDeps: false,
      rollupOptions: {
        input: { index: inProject('main', 'index.ts'), ...workers },
        external: EXTERNAL,
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      target: NODE_TARGET,
      externalizeDeps: false,
      rollupOptions: {
        // A sandboxed preload is one CommonJS file: it can require nothing but Electron.
        input: { index: inProject('app', 'preload', 'index.ts') },
        external: ['electron'],
        output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
      },
    },
  },
  renderer: {
    root: inProject('renderer'),
    // Relative, because the pages are served under the application's own scheme.
    base: './',
    plugins: [react()],
    build: {
      outDir: inProject('out', 'renderer'),
      target: CHROMIUM_TARGET,
      // Half the bytes to read and parse before the first paint.
      minify: true,
      // The page's policy allows neither inline scripts nor data: addresses.
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      rollupOptions: { input: { index: inProject('renderer', 'index.html') } },
    },
  },
});
