// Loaded into the main process first: hands the hook that ends it at a named point on to each of its threads, of which
// one is the ledger's. NODE_OPTIONS would reach none of them, since Playwright starts Electron without it.
const { syncBuiltinESMExports } = require('node:module');
const path = require('node:path');
const threads = require('node:worker_threads');

const POINTS = path.join(__dirname, '..', '..', 'ledger', 'hooks', 'points.cjs');

threads.Worker = class extends threads.Worker {
  /**
   * @param {string | URL} file
   * @param {import('node:worker_threads').WorkerOptions} [options]
   */
  constructor(file, options = {}) {
    super(file, { ...options, execArgv: ['--require', POINTS, ...(options.execArgv ?? [])] });
  }
};
syncBuiltinESMExports();
