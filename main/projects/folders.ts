/** Folders of projects: how one is made and named, whether one is there, and on what kind of disk. */
import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { Reason } from '#app/intents/index.ts';
import { projectNameSchema } from '#app/control-room/projects.ts';
import { ledgerFolderOf } from '#main/host/index.ts';
import type { HostLog } from '#main/host/index.ts';
import { writeNow } from '#main/side-files/index.ts';

/** What the ledger's own folder is recognized by, without opening anything. */
const DATABASE = 'ledger.sqlite';
const NAME_FILE = 'project.json';
const NAME_FILE_BYTES = 4_096;
/** Folders of one name that are tried until one is free. */
const SAME_NAMES_MAX = 999;

const nameFileSchema = z.strictObject({ version: z.literal(1), name: projectNameSchema });

/**
 * Makes the folder of a new project, called after it.
 * @param isKnown whether something lay there before: what is remembered of that would be taken for this one's
 * @throws the file system's error
 */
export function makeProjectFolder(
  parent: string,
  name: string,
  isKnown: (folder: string) => boolean,
): string {
  fs.mkdirSync(parent, { recursive: true, mode: 0o700 });
  const base = folderName(name);
  for (let count = 1; count <= SAME_NAMES_MAX; count += 1) {
    const folder = path.join(fs.realpathSync(parent), count === 1 ? base : `${base} ${count}`);
    if (isKnown(folder)) continue;
    try {
      fs.mkdirSync(folder, { mode: 0o700 });
      return folder;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  throw new Error(`There are too many folders called “${base}”.`);
}

/** Signs that some file system does not take, and names that Windows keeps for devices. */
function folderName(name: string): string {
  const plain = name
    .replaceAll(/[<>:"/\\|?*]/gu, '-')
    .replaceAll(/^[.\s]+|[.\s]+$/gu, '')
    .trim();
  return plain === '' || /^(?:con|prn|aux|nul|com\d|lpt\d)$/iu.test(plain)
    ? `Project ${plain}`.trim()
    : plain;
}

/** By its real path where it is there, so that one folder is not two projects. */
export function realFolder(folder: string): string {
  try {
    return fs.realpathSync(folder);
  } catch {
    return path.resolve(folder);
  }
}

/** Why it cannot be opened, as far as can be told without opening it; null where nothing speaks against it. */
export async function problemAt(folder: string): Promise<Reason | null> {
  const ledger = ledgerFolderOf(folder);
  try {
    await fs.promises.access(path.join(ledger, DATABASE), fs.constants.R_OK | fs.constants.W_OK);
    return null;
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ENOTDIR')
      return { code: 'folder_unusable', message: `Its folder cannot be used: ${message}`, path: folder };
    return isThere(folder)
      ? { code: 'no_project', message: 'There is no project in this folder.', path: folder }
      : {
          code: 'missing',
          message: 'Its folder is missing: moved, deleted, or on a disk that is not connected.',
          path: folder,
        };
  }
}

const isThere = (folder: string): boolean => fs.existsSync(folder);

/** What its artist calls it, kept with it; null where nothing is kept, or nothing that is a name. */
export function nameIn(folder: string, log: HostLog): string | null {
  try {
    return nameFileSchema.parse(JSON.parse(readSmall(path.join(folder, NAME_FILE)))).name;
  } catch (error) {
    // Its ledger has a name for it.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      log({ level: 'warn', what: 'project_name_unreadable', detail: { error: String(error) } });
    return null;
  }
}

/** Somebody may have made it to hold up whoever reads it: a pipe that never ends, or more than any name is. */
function readSmall(file: string): string {
  const handle = fs.openSync(file, fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0));
  try {
    const stat = fs.fstatSync(handle);
    if (!stat.isFile() || stat.size > NAME_FILE_BYTES) throw new Error('This is no file with a name.');
    return fs.readFileSync(handle, 'utf8');
  } finally {
    fs.closeSync(handle);
  }
}

/** @throws the file system's error */
export function keepName(folder: string, name: string): void {
  // A folder that is gone is not made anew for it.
  fs.accessSync(folder, fs.constants.W_OK);
  writeNow({
    file: path.join(folder, NAME_FILE),
    content: `${JSON.stringify({ version: 1, name }, null, 2)}\n`,
    how: 'synced',
  });
}
