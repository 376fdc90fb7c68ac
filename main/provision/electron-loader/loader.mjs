// What the stand-in Electron runs first, as Electron's own default application would: it finds the project on the
// command line, tells Electron whose it is, and loads its main file. The top-level await is needed: Electron becomes
// ready only after this module has ended, and the project's main file has privileged schemes to register before that.
import { app } from 'electron';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

createRequire(import.meta.url)(path.join(process.resourcesPath, 'native', 'native-hook.cjs'));

const { folder, preloaded } = readCommandLine(process.argv.slice(1));
if (folder === undefined) {
  console.error('Usage: electron [-r MODULE]… FOLDER [ARGUMENTS…]');
  app.exit(1);
} else {
  await load(folder);
}

/** @param {string[]} rest */
function readCommandLine(rest) {
  const preloaded = [];
  let folder;
  for (let index = 0; index < rest.length && folder === undefined; index++) {
    const argument = rest[index];
    if (argument === '-r' || argument === '--require') preloaded.push(rest[++index]);
    else if (!argument.startsWith('-')) folder = path.resolve(argument);
  }
  return { folder, preloaded };
}

/** @param {string} folder of a package.json, or a script */
async function load(folder) {
  const require = createRequire(path.join(process.cwd(), 'index.js'));
  for (const module of preloaded) require(module);

  process.defaultApp = true;
  const manifestFile = path.join(folder, 'package.json');
  if (!fs.existsSync(manifestFile)) {
    app.setAppPath(path.dirname(folder));
    await import(pathToFileURL(folder).href);
    return;
  }
  const manifest = JSON.parse(fs.readFileSync(manifestFile, 'utf8'));
  app.setVersion(manifest.version);
  app.name = manifest.productName ?? manifest.name;
  app.setAppPath(folder);
  if (manifest.desktopName !== undefined) app.setDesktopName(manifest.desktopName);
  if (!app.commandLine.hasSwitch('user-data-dir')) {
    app.setPath('userData', path.join(app.getPath('appData'), app.name));
  }
  await import(pathToFileURL(path.join(folder, manifest.main ?? 'index.js')).href);
}
