/**
 * Brings an engine and its adapter together: starts an installed Blender with the add-on in place and a one-time code
 * in its environment, puts the add-on where that Blender finds it, or the package into a Unity project. A person's
 * preferences are never touched: what is launched has the add-on for that one process only, what is installed in
 * Blender a person turns on.
 */
import { execFile, spawn } from 'node:child_process';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import path from 'node:path';
import { findBlenders } from './blender-places.ts';
import { failure } from './engine-result.ts';
import type { EngineResult } from './engine-result.ts';
import { describeError } from './log.ts';
import type { ShellLog } from './log.ts';
import { readPluginFiles, writePluginFiles } from './plugin-files.ts';
import { installUnityPackage } from './unity-package.ts';
import { writeZip } from './zip.ts';

/** The add-on's Python module, the folder's name inside the archive. */
const ADDON_MODULE = 'vibesync';
/** An executable that ends sooner never showed a window: that is a failed start. */
const STARTED_AFTER_MS = 1_500;
/** Blender starts in the background within a few seconds; a cold disk takes longer. */
const ASK_WITHIN_MS = 60_000;

export interface EngineLauncher {
  /** The newest Blender that is installed, or null. */
  findBlender(): Promise<string | null>;
  /** Starts Blender on its own: it outlives VibeSync. `code` is the one-time pairing code, `url` the adapter socket. */
  launchBlender(connection: {
    readonly url: string;
    readonly code: string;
  }): Promise<EngineResult<{ readonly executable: string }>>;
  /**
   * Puts the add-on into the newest Blender's own folder of add-ons. Without a Blender, or where that folder cannot be
   * written, `vibesync-blender.zip` goes to the downloads: Blender installs it as an add-on or as an extension.
   */
  installBlenderAddon(): Promise<EngineResult<{ readonly path: string }>>;
  /** Puts the package into this project's folder; refuses what is no project of a Unity that it is made for. */
  installUnityPackage(project: string): Promise<EngineResult<{ readonly path: string }>>;
}

export interface EngineLauncherOptions {
  /** The folder `adapters/blender` that came with the application, with `addons/vibesync` in it. Only read. */
  readonly addonSource: string;
  /** The folder `adapters/unity` that came with the application: the package. Only read. */
  readonly unitySource: string;
  /** A folder of VibeSync's own, for the copy that Blender loads. */
  readonly workFolder: string;
  /** Where people look for what a program gave them. */
  readonly downloadFolder: string;
  readonly log: ShellLog;
  readonly environment?: NodeJS.ProcessEnv;
  readonly find?: () => Promise<readonly string[]>;
}

export function createEngineLauncher({
  addonSource,
  unitySource,
  workFolder,
  downloadFolder,
  log,
  environment = process.env,
  find = () => findBlenders(environment),
}: EngineLauncherOptions): EngineLauncher {
  const findBlender = async (): Promise<string | null> => (await find())[0] ?? null;
  return {
    findBlender,
    async launchBlender({ url, code }) {
      const executable = await findBlender();
      if (executable === null) {
        return failure(
          'blender_not_found',
          'No Blender was found on this computer. Install it from blender.org, or start yours and pair it.',
        );
      }
      try {
        const addons = path.join(workFolder, 'blender');
        await copyAddon(addonSource, path.join(addons, ADDON_MODULE));
        const env = {
          ...cleanEnvironment(environment),
          VIBESYNC_URL: url,
          VIBESYNC_PAIRING_CODE: code,
          VIBESYNC_ADDONS: addons,
        };
        await start(executable, ['--python-expr', ENABLE_ADDON], env, log);
        return { ok: true, value: { executable } };
      } catch (error) {
        log({
          level: 'error',
          what: 'blender_not_started',
          detail: { executable, error: describeError(error) },
        });
        return failure('blender_not_started', `Blender could not be started from ${executable}.`);
      }
    },
    async installBlenderAddon() {
      const executable = await findBlender();
      try {
        if (executable !== null) {
          const addons = path.join(await scriptsFolder(executable, environment), 'addons');
          const installed = path.join(addons, ADDON_MODULE);
          await copyAddon(addonSource, installed);
          return { ok: true, value: { path: installed } };
        }
      } catch (error) {
        log({
          level: 'warn',
          what: 'addon_not_installed',
          detail: { executable, error: describeError(error) },
        });
      }
      try {
        const files = await readPluginFiles(addonFolder(addonSource));
        const archive = writeZip(
          files.map(({ name, bytes }) => ({ name: `${ADDON_MODULE}/${name}`, bytes })),
        );
        await mkdir(downloadFolder, { recursive: true });
        const file = path.join(downloadFolder, 'vibesync-blender.zip');
        await writeFile(file, archive);
        return { ok: true, value: { path: file } };
      } catch (error) {
        log({ level: 'error', what: 'addon_not_written', detail: { error: describeError(error) } });
        return failure('addon_not_written', `The add-on could not be written to ${downloadFolder}.`);
      }
    },
    installUnityPackage: (project) => installUnityPackage({ source: unitySource, project, log }),
  };
}

/** Where this Blender keeps its user's scripts, in its own words: it differs by version, system and environment. */
async function scriptsFolder(executable: string, environment: NodeJS.ProcessEnv): Promise<string> {
  const { stdout } = await promisify(execFile)(
    executable,
    ['--background', '--factory-startup', '--python-expr', SAY_SCRIPTS_FOLDER],
    { env: cleanEnvironment(environment), timeout: ASK_WITHIN_MS, windowsHide: true },
  );
  const folder = /^VIBESYNC_SCRIPTS=(.+)$/m.exec(stdout)?.[1]?.trim();
  if (folder === undefined || !path.isAbsolute(folder))
    throw new Error('Blender did not say where its scripts are');
  return folder;
}
const SAY_SCRIPTS_FOLDER = "import bpy; print('VIBESYNC_SCRIPTS=' + bpy.utils.user_resource('SCRIPTS'))";

/**
 * What Blender runs at its start. An add-on that the artist installed is used as it is; otherwise the copy is enabled
 * without becoming a preference. The environment carries the folder, so that no path has to be quoted into Python.
 */
const ENABLE_ADDON = `
import os, sys, addon_utils, bpy
name = ${JSON.stringify(ADDON_MODULE)}
installed = any(key == name or key.endswith("." + name) for key in bpy.context.preferences.addons.keys())
if not installed:
    sys.path.insert(0, os.environ["VIBESYNC_ADDONS"])
    addon_utils.enable(name, default_set=False, persistent=True)
`.trim();

/** Variables meant for Electron and Node would reach everything that Blender starts in turn. */
function cleanEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !/^(ELECTRON_|NODE_OPTIONS$|CHROME_)/.test(name)),
  );
}

async function start(
  executable: string,
  argv: string[],
  env: NodeJS.ProcessEnv,
  log: ShellLog,
): Promise<void> {
  const child = spawn(executable, argv, { env, detached: true, stdio: 'ignore' });
  await new Promise<void>((resolve, reject) => {
    const running = setTimeout(resolve, STARTED_AFTER_MS);
    child.once('error', reject);
    child.once('exit', (status, signal) => {
      clearTimeout(running);
      log({ level: 'info', what: 'blender_ended', detail: { status, signal } });
      reject(new Error(`it ended at once with ${signal ?? status}`));
    });
  });
  child.unref();
}

/** A fresh copy each time, whole or not at all, so that Blender never runs a mixture of two versions. */
async function copyAddon(source: string, target: string): Promise<void> {
  const draft = `${target}.new-${process.pid}`;
  try {
    await writePluginFiles(await readPluginFiles(addonFolder(source)), draft);
    await rm(target, { recursive: true, force: true });
    await rename(draft, target);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

function addonFolder(source: string): string {
  return path.join(source, 'addons', ADDON_MODULE);
}
