'use strict';
// The stand-in Electron speaks Node-API 9 and better-sqlite3 13 needs 10: there, and nowhere else, `better-sqlite3` is
// the copy that was built for it and lies beside this file. The project's own code need not know.
// It is loaded by the loader and, where that one does not run (ELECTRON_RUN_AS_NODE), by NODE_OPTIONS.
const Module = require('node:module');
const path = require('node:path');
const workerThreads = require('node:worker_threads');

const PACKAGE = 'better-sqlite3';
const IMPORTED = path.join('node_modules', PACKAGE, 'lib', 'index.js');
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
  // An import is resolved elsewhere. It comes here by the package's file, whose module stands in the cache and is still empty.
  // (A hook of `Module.register` would cost each thread another one, which takes as long to start.)
  const load = Module._load;
  Module._load = function (request, ...rest) {
    const imported = request.endsWith(IMPORTED) ? Module._cache[request] : undefined;
    if (imported === undefined || imported.loaded) return load.call(this, request, ...rest);
    imported.exports = load.call(this, standIn, ...rest);
    imported.loaded = true;
    return imported.exports;
  };
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
