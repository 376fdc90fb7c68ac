// npm start [-- --headless] [-- ARGUMENTS…], npm run demo
// Brings what the application needs, builds it, and starts it: the control room in a window, or with --headless the
// same process without one.
import fs from 'node:fs';
import path from 'node:path';
import { buildIfChanged } from './build.mjs';
import { provisionElectron } from './electron-runtime.mjs';
import { PROJECT_ROOT, inProject } from './paths.mjs';
import { ProvisionError, runLauncher, say } from './report.mjs';
import { electronLibraries, ensureSystemPackages } from './system-packages.mjs';
import { runToEnd, toolEnvironment } from './tool-node.mjs';

/** Chromium's switches for a process that has neither a display nor a use for a graphics card. */
const HEADLESS_SWITCHES = ['--ozone-platform=headless', '--disable-gpu'];

const applicationArguments = process.argv.slice(2);
const headless = applicationArguments.includes('--headless');

await runLauncher(async () => {
  if (!fs.existsSync(inProject('node_modules', 'electron', 'package.json'))) {
    throw new ProvisionError('The packages are not installed yet. Run: npm ci');
  }
  if (headless && applicationArguments.includes('--demo'))
    throw new ProvisionError('The simulated studio is there to be seen: start it without --headless.');
  if (!headless && !hasDisplay()) {
    throw new ProvisionError(
      'There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set).\n' +
        'To run the orchestrator, its ledger and its sockets without a window: npm start -- --headless',
    );
  }
  const runtime = await provisionElectron();
  ensureSystemPackages([electronLibraries(runtime.executablePath)]);
  const switches = [
    ...sandboxSwitches(runtime.executablePath),
    ...(headless && process.platform === 'linux' ? HEADLESS_SWITCHES : []),
  ];
  await buildIfChanged();
  return runToEnd(runtime.executablePath, [...switches, PROJECT_ROOT, ...applicationArguments], {
    env: { ...toolEnvironment(), ...runtime.env },
  });
});

function hasDisplay() {
  return process.platform !== 'linux' || Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
}

/**
 * Chromium refuses to start its sandbox for root, and on systems that keep user namespaces to themselves it needs a
 * helper that belongs to root.
 * @param {string} executable
 */
function sandboxSwitches(executable) {
  if (process.platform !== 'linux') return [];
  if (process.getuid?.() === 0) {
    say(
      'running as root: Chromium cannot sandbox its processes for root, so they run without (--no-sandbox).',
    );
    return ['--no-sandbox'];
  }
  const helper = path.join(path.dirname(executable), 'chrome-sandbox');
  if (userNamespacesClosed() && !isRootsHelper(helper)) {
    throw new ProvisionError(
      "This system keeps user namespaces from ordinary programs, so Chromium's sandbox needs its helper to belong to root. Run once:\n" +
        `sudo chown root:root '${helper}' && sudo chmod 4755 '${helper}'`,
    );
  }
  return [];
}

function userNamespacesClosed() {
  const setting = (/** @type {string} */ name) => {
    const file = `/proc/sys/kernel/${name}`;
    return fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trim() : undefined;
  };
  return (
    setting('apparmor_restrict_unprivileged_userns') === '1' || setting('unprivileged_userns_clone') === '0'
  );
}

/** @param {string} helper */
function isRootsHelper(helper) {
  const status = fs.statSync(helper, { throwIfNoEntry: false });
  return status !== undefined && status.uid === 0 && (status.mode & 0o4000) !== 0;
}
