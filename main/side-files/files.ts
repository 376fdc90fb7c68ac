/** How a small private file is written, whichever thread does it. */
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

const ONLY_THE_OWNER = 0o600;
const ONLY_THE_OWNER_ENTERS = 0o700;

export interface Writing {
  readonly file: string;
  readonly content: string;
  /**
   * - `whole`: the old content or the new one is there after a crash of this process, never half of one
   * - `synced`: the same after a loss of power
   * - `in_place`: over what is there, which needs no free room on the disk. Its folder is not made: one that is gone with its
   *   disk is not to be found empty by who looks for that
   */
  readonly how: 'whole' | 'synced' | 'in_place';
}

/**
 * Writes now, in this thread.
 * @throws the file system's error; the old content is there then
 */
export function writeNow({ file, content, how }: Writing): void {
  if (how === 'in_place') {
    const handle = fs.openSync(file, fs.constants.O_WRONLY | fs.constants.O_CREAT, ONLY_THE_OWNER);
    try {
      fs.writeSync(handle, content);
    } finally {
      fs.closeSync(handle);
    }
    return;
  }
  fs.mkdirSync(path.dirname(file), { recursive: true, mode: ONLY_THE_OWNER_ENTERS });
  // New each time: a link that somebody placed there is replaced, never followed.
  const draft = `${file}.${randomUUID()}`;
  try {
    const handle = fs.openSync(draft, 'wx', ONLY_THE_OWNER);
    try {
      fs.writeFileSync(handle, content);
      if (how === 'synced') fs.fsyncSync(handle);
    } finally {
      fs.closeSync(handle);
    }
    fs.renameSync(draft, file);
  } catch (error) {
    fs.rmSync(draft, { force: true });
    throw error;
  }
}
