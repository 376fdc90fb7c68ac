/**
 * Puts VibeSync's package into a Unity project as an embedded package: a folder of its own below `Packages`, which
 * Unity compiles without an entry in the project's manifest and which goes into version control with the project.
 */
import { lstat, mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { failure } from './engine-result.ts';
import type { EngineResult } from './engine-result.ts';
import { describeError } from './log.ts';
import type { ShellLog } from './log.ts';
import { readPluginFiles, writePluginFiles } from './plugin-files.ts';
import type { PluginFile } from './plugin-files.ts';

const PACKAGE_NAME = 'com.vibesync.adapter';
/**
 * Where the package is written before it is renamed: on the same disk, hidden, and one folder deeper than Unity looks
 * for packages, so that Unity never compiles half of one, nor an old and a new one at once.
 */
const STAGING = `.${PACKAGE_NAME}.installing`;
/** Unity writes two lines into it; what is much longer is another file. */
const MAX_VERSION_FILE_BYTES = 64 * 1_024;
const NOT_ALLOWED = new Set(['EACCES', 'EPERM', 'EROFS', 'EBUSY']);

const manifestSchema = z.object({
  name: z.literal(PACKAGE_NAME),
  /** The oldest Unity that it is made for, `2022.3`. */
  unity: z.string().regex(/^\d+\.\d+$/),
});

interface UnityPackage {
  readonly files: readonly PluginFile[];
  readonly oldestUnity: string;
}

export interface UnityInstallation {
  /** The folder `adapters/unity` that came with the application. Only read. */
  readonly source: string;
  /** A folder that a person chose. */
  readonly project: string;
  readonly log: ShellLog;
}

/**
 * An older copy of ours is replaced, and comes back if that fails; whatever else has its name is left as it is.
 * @returns the package's folder in the project
 */
export async function installUnityPackage({
  source,
  project,
  log,
}: UnityInstallation): Promise<EngineResult<{ readonly path: string }>> {
  const failed = (code: string, message: string, error: unknown): EngineResult<never> => {
    log({ level: 'error', what: code, detail: { project, error: describeError(error) } });
    return failure(code, message);
  };

  let unityPackage: UnityPackage;
  try {
    unityPackage = await readPackage(source);
  } catch (error) {
    return failed(
      'unity_package_missing',
      'This installation of VibeSync has no Unity package. Install VibeSync again.',
      error,
    );
  }

  const packages = path.join(project, 'Packages');
  const target = path.join(packages, PACKAGE_NAME);
  try {
    const refusal =
      (await refuseProject(project, packages, unityPackage.oldestUnity)) ?? (await refuseTarget(target));
    if (refusal !== null) return refusal;
  } catch (error) {
    return failed('unity_project_not_readable', `${project} cannot be read.`, error);
  }

  const staging = path.join(packages, STAGING);
  const tidy = async (): Promise<void> => rm(staging, { recursive: true, force: true });
  try {
    await tidy(); // what an interrupted installation left
    await putInPlace(unityPackage.files, staging, target);
  } catch (error) {
    await tidy().catch(() => undefined); // the refusal says what failed first
    return NOT_ALLOWED.has(codeOf(error) ?? '')
      ? failed(
          'unity_project_not_writable',
          `VibeSync may not write to ${packages}. Check who may change that folder, or close the project in Unity, and install the package again.`,
          error,
        )
      : failed('unity_package_not_written', `The package could not be written to ${packages}.`, error);
  }
  // The package is in place; what it replaced goes with the next installation if not now.
  await tidy().catch((error: unknown) => {
    log({
      level: 'warn',
      what: 'unity_package_not_tidied',
      detail: { staging, error: describeError(error) },
    });
  });
  return { ok: true, value: { path: target } };
}

async function readPackage(source: string): Promise<UnityPackage> {
  const manifest = manifestSchema.parse(
    JSON.parse(await readFile(path.join(source, 'package.json'), 'utf8')),
  );
  return { files: await readPluginFiles(source), oldestUnity: manifest.unity };
}

/** @returns null where this is a Unity project that is new enough */
async function refuseProject(
  project: string,
  packages: string,
  oldestUnity: string,
): Promise<EngineResult<never> | null> {
  const versionFile = path.join(project, 'ProjectSettings', 'ProjectVersion.txt');
  const info = await unlessAbsent(stat(versionFile));
  if (info === null || !info.isFile()) {
    return failure(
      'not_a_unity_project',
      `${project} is no Unity project. Choose the folder that holds Assets, Packages and ProjectSettings.`,
    );
  }
  const text = info.size > MAX_VERSION_FILE_BYTES ? '' : await readFile(versionFile, 'utf8');
  const version = /^m_EditorVersion:[ \t]*(\d+\.\d+\S*)/m.exec(text)?.[1];
  if (version === undefined) {
    return failure(
      'unity_version_unknown',
      `${versionFile} does not say which Unity the project is for. Open the project in Unity once, then install the package.`,
    );
  }
  if (isOlder(version, oldestUnity)) {
    return failure(
      'unity_too_old',
      `The project is for Unity ${version}. VibeSync needs Unity ${oldestUnity} or newer.`,
    );
  }
  const folder = await unlessAbsent(stat(packages));
  if (folder === null || !folder.isDirectory()) {
    return failure(
      'unity_packages_missing',
      `${project} has no folder Packages yet. Open the project in Unity once, then install the package.`,
    );
  }
  return null;
}

/** @returns null where nothing is in the way: nothing at all, or a copy of ours */
async function refuseTarget(target: string): Promise<EngineResult<never> | null> {
  const there = await unlessAbsent(lstat(target));
  if (there === null) return null;
  // A link leads to somebody's own copy of the package, which is theirs to change.
  if (there.isDirectory() && (await isOurs(target))) return null;
  return failure(
    'unity_package_in_the_way',
    `${target} is there already and was not installed by VibeSync. It was left as it is; move it away, then install the package.`,
  );
}

async function isOurs(folder: string): Promise<boolean> {
  const text = await unlessAbsent(readFile(path.join(folder, 'package.json'), 'utf8'));
  if (text === null) return false;
  try {
    return z.object({ name: z.literal(PACKAGE_NAME) }).safeParse(JSON.parse(text)).success;
  } catch {
    return false; // no JSON, so no package of ours
  }
}

async function putInPlace(files: readonly PluginFile[], staging: string, target: string): Promise<void> {
  const [draft, old] = [path.join(staging, 'new'), path.join(staging, 'old')];
  await mkdir(staging);
  await writePluginFiles(files, draft);
  const replaces = (await unlessAbsent(lstat(target))) !== null;
  if (replaces) await rename(target, old);
  try {
    await rename(draft, target);
  } catch (error) {
    if (replaces) await rename(old, target);
    throw error;
  }
}

/** By year and release, `2022.3` before `6000.0`: what follows them does not decide. */
function isOlder(version: string, oldest: string): boolean {
  const [year = 0, release = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  const [oldestYear = 0, oldestRelease = 0] = oldest.split('.').map(Number);
  return year < oldestYear || (year === oldestYear && release < oldestRelease);
}

/** @returns null where there is no such file, or where something on the way to it is no folder */
async function unlessAbsent<Value>(reading: Promise<Value>): Promise<Value | null> {
  try {
    return await reading;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '')) return null;
    throw error;
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
