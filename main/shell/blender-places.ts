/** Where Blender is installed: named by the person, on PATH, and in the usual places of each system. */
import { access, constants, readdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/**
 * @returns executables that exist, best first: the one named in BLENDER, the one on PATH, then the others from the
 *   newest version down
 */
export async function findBlenders(
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
  home: string = os.homedir(),
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const candidate of await candidates(environment, platform, home)) {
    if (!found.includes(candidate) && (await isExecutable(candidate))) found.push(candidate);
  }
  return found;
}

async function candidates(
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
  home: string,
): Promise<string[]> {
  const executable = platform === 'win32' ? 'blender.exe' : 'blender';
  const onPath = (environment['PATH'] ?? environment['Path'] ?? '')
    .split(platform === 'win32' ? ';' : ':')
    .filter((folder) => folder !== '')
    .map((folder) => path.join(folder, executable));
  const named = environment['BLENDER'];
  return [
    ...(named === undefined ? [] : [named]),
    ...onPath,
    ...(await usualPlaces(environment, platform, home)),
  ];
}

async function usualPlaces(
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
  home: string,
): Promise<string[]> {
  switch (platform) {
    case 'win32': {
      const programs = [environment['ProgramFiles'], environment['ProgramFiles(x86)']].filter(
        (folder) => folder !== undefined,
      );
      const installed = await Promise.all(
        programs.map((folder) =>
          versionsIn(path.join(folder, 'Blender Foundation'), /^Blender/, 'blender.exe'),
        ),
      );
      const steam = programs.map((folder) =>
        path.join(folder, 'Steam', 'steamapps', 'common', 'Blender', 'blender.exe'),
      );
      return [...installed.flat(), ...steam];
    }
    case 'darwin': {
      const inside = path.join('Contents', 'MacOS', 'Blender');
      const folders = ['/Applications', path.join(home, 'Applications')];
      return (
        await Promise.all(folders.map((folder) => versionsIn(folder, /^Blender.*\.app$/, inside)))
      ).flat();
    }
    default: {
      const folders = ['/opt', home, path.join(home, 'Applications'), path.join(home, '.local', 'share')];
      const unpacked = await Promise.all(folders.map((folder) => versionsIn(folder, /^blender/i, 'blender')));
      return [
        ...unpacked.flat(),
        '/usr/local/bin/blender',
        '/usr/bin/blender',
        '/snap/bin/blender',
        path.join(home, '.steam', 'steam', 'steamapps', 'common', 'Blender', 'blender'),
      ];
    }
  }
}

/** Folders of that name in `folder`, the newest version first. */
async function versionsIn(folder: string, name: RegExp, executable: string): Promise<string[]> {
  // A folder that is not there, or that may not be read, holds no Blender for us.
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((entry) => name.test(entry))
    .sort((a, b) => compareVersions(versionOf(b), versionOf(a)))
    .map((entry) => path.join(folder, entry, executable));
}

const versionOf = (name: string): number[] => (name.match(/\d+/g) ?? []).map(Number);

function compareVersions(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
