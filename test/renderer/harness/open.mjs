// Builds the harness, serves it on loopback, and opens it in the runtime that the application uses.
import { _electron } from '@playwright/test';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { build } from 'vite';
import { provisionElectron } from '../../../main/provision/electron-runtime.mjs';
import { builtOnce } from '../../built-once.ts';

const TYPES = /** @type {Record<string, string>} */ ({
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
});

/** @returns {Promise<{ url: string, close: () => Promise<void> }>} the built harness on loopback */
export async function serveHarness() {
  const folder = await builtOnce({
    name: 'harness',
    sources: ['app', 'renderer', 'test/renderer/harness', 'package.json', 'package-lock.json'],
    make: buildHarness,
  });
  const server = http.createServer((request, response) => {
    const file = path.join(folder, path.normalize(new URL(request.url ?? '/', 'http://localhost').pathname));
    if (!file.startsWith(folder) || !fs.existsSync(file) || !fs.statSync(file).isFile()) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, {
      'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream',
      // So that the runtime compiles the page's scripts once, and not for each of the hundred times that it is loaded.
      'cache-control': path.extname(file) === '.html' ? 'no-store' : 'max-age=3600',
    });
    fs.createReadStream(file).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${address.port}/index.html`,
    close: async () => {
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** @param {string} outDir */
async function buildHarness(outDir) {
  // Vite takes from here whether React is the one that ships. In the other one effects run twice.
  const before = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = 'production';
  await build({ configFile: path.join(import.meta.dirname, 'vite.config.ts'), build: { outDir } });
  if (before === undefined) delete process.env['NODE_ENV'];
  else process.env['NODE_ENV'] = before;
}

/** Where there is no GPU, Chromium finds that out by a process that fails. */
const WITHOUT_GPU = ['--disable-gpu', '--disable-software-rasterizer'];
/** A graphics card that is played by the processor; the application never starts like this. */
const PLAYED_GPU = ['--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist'];

/**
 * @param {string} url of the page
 * @param {string} size in CSS pixels, `1440x900`
 * @param {{ hasWebGl?: boolean }} options
 */
export async function openWindow(url, size = '1440x900', { hasWebGl = false } = {}) {
  const runtime = await provisionElectron();
  const root = process.getuid?.() === 0 ? { ELECTRON_DISABLE_SANDBOX: '1' } : {};
  const application = await _electron.launch({
    executablePath: runtime.executablePath,
    args: [path.join(import.meta.dirname, '../window'), ...(hasWebGl ? PLAYED_GPU : WITHOUT_GPU)],
    env: {
      ...stringsOf(process.env),
      ...runtime.env,
      ...root,
      HARNESS_URL: url,
      HARNESS_SIZE: size,
      TZ: 'UTC',
    },
  });
  const page = await application.firstWindow();
  return { application, page };
}

/** @param {NodeJS.ProcessEnv} env */
function stringsOf(env) {
  return /** @type {Record<string, string>} */ (
    Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined))
  );
}
