'use strict';
// The stand-in Electron speaks Node-API 9 and better-sqlite3 13 needs 10: there, and nowhere else, `better-sqlite3` is
// the copy that was built for it and lies beside this file. The project's own code need not know.
// It is loaded by the loader and, where that one does not run (ELECTRON_RUN_AS_NODE), by NODE_OPTIONS.
const Module = require('node:module');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const workerThreads = require('node:worker_threads');

const PACKAGE = 'better-sqlite3';
const INSTALLED = Symbol.for('vibesync.native-hook');

if (process.versions.electron !== undefined && Number(process.versions.napi) < 10 && !globalThis[INSTALLED]) {
  globalThis[INSTALLED] = true;
  hookResolution();
  hookWorkers();
  hookProcesses();
}

function hookResolution() {
  const standIn = path.join(__dirname, 'node_modules', PACKAGE);
  const resolveFilename = Module._resolveFilename;
  Module._resolveFilename = function (request, ...rest) {
    const ours = request === PACKAGE || request.startsWith(`${PACKAGE}/`);
    return resolveFilename.call(this, ours ? standIn + request.slice(PACKAGE.length) : request, ...rest);
  };
  const address = pathToFileURL(require.resolve(PACKAGE)).href;
  const forImports = `export const resolve = (specifier, context, next) =>
    specifier === ${JSON.stringify(PACKAGE)}
      ? { url: ${JSON.stringify(address)}, format: 'commonjs', shortCircuit: true }
      : next(specifier, context);`;
  Module.register(`data:text/javascript,${encodeURIComponent(forImports)}`);
}

// A worker takes over the options that this process started with, not NODE_OPTIONS as they are now, and Playwright
// starts Electron without NODE_OPTIONS.
function hookWorkers() {
  const { Worker } = workerThreads;
  workerThreads.Worker = class extends Worker {
    constructor(file, options = {}) {
      super(file, { ...options, execArgv: ['--require', __filename, ...(options.execArgv ?? [])] });
    }
  };
  Module.syncBuiltinESMExports();
}

/** Utility processes and forks read it. */
function hookProcesses() {
  const option = `--require ${JSON.stringify(__filename)}`;
  const options = process.env.NODE_OPTIONS ?? '';
  if (!options.includes(option)) process.env.NODE_OPTIONS = `${options} ${option}`.trim();
}
