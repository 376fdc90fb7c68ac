/**
 * Which folders lie on a disk of the network: a log that has to be locked and synced is not safe there. Each system has its own
 * way to tell; where it does not, nothing is claimed.
 */
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import { promisify } from 'node:util';
import type { PlaceWarning } from '#app/control-room/projects.ts';

/** Of Linux: NFS, SMB, CIFS, 9P, AFS, Ceph, and what FUSE mounts, which is a network's more often than not. */
const NETWORK_TYPES: ReadonlySet<number> = new Set([
  0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x01021997, 0x5346414f, 0x00c36400, 0x65735546,
]);
/** Of the Mac, as its mount table calls them; what FUSE mounts there, too. */
const MAC_TYPES = /^(?:smbfs|nfs|afpfs|webdav|cifs|ftp|macfuse|osxfuse|fuse\S*)$/u;
/** A path of Windows that names a computer, also in the form that the system gives to long ones. */
const OF_A_COMPUTER = /^(?:[\\/]{2}\?[\\/]UNC[\\/]|[\\/]{2}(?![?.][\\/]))[^\\/]/u;
const MOUNT_TABLE_MS = 2_000;

/** What the system is asked, so that each can be tried on any. */
export interface DiskQuestions {
  readonly platform: NodeJS.Platform;
  /** The type of its file system, a word of the system's. */
  readonly type: (folder: string) => Promise<number>;
  /** Where it really is: Windows says for a drive letter that a computer of the network has been given, which one. */
  readonly realPath: (folder: string) => Promise<string>;
  /** What `mount` prints. */
  readonly mounts: () => Promise<string>;
}

const SYSTEM: DiskQuestions = {
  platform: process.platform,
  type: async (folder) => (await fs.promises.statfs(folder)).type,
  realPath: (folder) => fs.promises.realpath(folder),
  mounts: async () => (await promisify(execFile)('/sbin/mount', { timeout: MOUNT_TABLE_MS })).stdout,
};

/** Whether the folder lies on a disk of the network, as far as the system tells. */
export async function warningAt(
  folder: string,
  system: DiskQuestions = SYSTEM,
): Promise<PlaceWarning | null> {
  if (OF_A_COMPUTER.test(folder)) return 'network';
  try {
    return (await isOfNetwork(folder, system)) ? 'network' : null;
  } catch {
    return null; // what is wrong with the folder is told elsewhere
  }
}

async function isOfNetwork(
  folder: string,
  { platform, type, realPath, mounts }: DiskQuestions,
): Promise<boolean> {
  switch (platform) {
    case 'linux':
      // The type is a signed word on some systems.
      return NETWORK_TYPES.has((await type(folder)) >>> 0);
    case 'win32':
      return OF_A_COMPUTER.test(await realPath(folder));
    case 'darwin':
      return MAC_TYPES.test(typeIn(await mounts(), await realPath(folder)));
    default:
      return false;
  }
}

/** `//artist@studio/work on /Volumes/work (smbfs, nodev, nosuid)`: of the mounts that hold the folder the deepest. */
function typeIn(table: string, folder: string): string {
  let deepest = { at: '', type: '' };
  for (const [, at = '', type = ''] of table.matchAll(/^.* on (\/.*) \(([^,)]+)[^)]*\)$/gmu)) {
    const holds = folder === at || folder.startsWith(at.endsWith('/') ? at : `${at}/`);
    if (holds && at.length > deepest.at.length) deepest = { at, type };
  }
  return deepest.type;
}
