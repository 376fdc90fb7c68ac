'use strict';
// Required before anything else in the stand-in Electron (NODE_OPTIONS), also by its workers and utility processes.
// That runtime speaks Node-API 9 and better-sqlite3 13 needs 10: there, and nowhere else, `better-sqlite3` is the copy
// that was built for it and lies beside this file. The project's own code need not know.
const Module = require('node:module');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

const PACKAGE = 'better-sqlite3';
const INSTALLED = Symbol.for('vibesync.native-hook');
const standIn = path.join(__dirname, 'node_modules', PACKAGE);

if (
  process.versions.electron !== undefined &&
  Number(process.versions.napi) < 10 &&
  !(INSTALLED in globalThis)
) {
  Object.defineProperty(globalThis, INSTALLED, { value: true });

  const resolveFilename = Module._resolveFilename;
  Module._resolveFilename = function (request, ...rest) {
    const own = request === PACKAGE || request.startsWith(`${PACKAGE}/`);
    return resolveFilename.call(this, own ? standIn + request.slice(PACKAGE.length) : request, ...rest);
  };

  const address = pathToFileURL(require.resolve(PACKAGE)).href;
  const forImports = `export const resolve = (specifier, context, next) =>
    specifier === ${JSON.stringify(PACKAGE)}
      ? { url: ${JSON.stringify(address)}, format: 'commonjs', shortCircuit: true }
      : next(specifier, context);`;
  Module.register(`data:text/javascript,${encodeURIComponent(forImports)}`);
}
