/** A file that a person asked for: there as a whole, on the disk, under the name they gave; or not at all. */
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { Result } from '#app/control-room/index.ts';

/** Bytes that gather before they are written. */
const BUFFER_BYTES = 256 * 1_024;

export class AtomicFile {
  readonly #file: string;
  readonly #draft: string;
  readonly #handle: number;
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #isOver = false;

  /** Begins beside the file that it is to become. @throws where the folder takes no file */
  constructor(file: string) {
    this.#file = file;
    this.#draft = path.join(path.dirname(file), `.${randomBytes(6).toString('hex')}.part`);
    this.#handle = fs.openSync(this.#draft, 'wx', 0o600);
  }

  /** @throws where the disk does not take it: then `discard` is all that is left */
  write(bytes: Buffer): void {
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    if (this.#waitingBytes >= BUFFER_BYTES) this.#flush();
  }

  /** Takes the place of whatever had the name. @throws as `write` */
  finish(): void {
    this.#flush();
    fs.fsyncSync(this.#handle);
    fs.closeSync(this.#handle);
    this.#isOver = true;
    try {
      fs.renameSync(this.#draft, this.#file);
    } catch (error) {
      fs.rmSync(this.#draft, { force: true });
      throw error;
    }
    syncFolderOf(this.#file);
  }

  /** Leaves nothing behind. */
  discard(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    fs.closeSync(this.#handle);
    fs.rmSync(this.#draft, { force: true });
  }

  #flush(): void {
    const bytes = Buffer.concat(this.#waiting);
    this.#waiting = [];
    this.#waitingBytes = 0;
    for (let at = 0; at < bytes.length;) at += fs.writeSync(this.#handle, bytes, at);
  }
}

/** The new name must be on disk, too. Windows has no such call and needs none. */
function syncFolderOf(file: string): void {
  if (process.platform === 'win32') return;
  const handle = fs.openSync(path.dirname(file), 'r');
  try {
    fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
}

/** A short text that a person asked for. @returns where it is, or why it is nowhere */
export function writeFor(file: string, text: string): Result<{ readonly path: string }> {
  let draft: AtomicFile | null = null;
  try {
    draft = new AtomicFile(file);
    draft.write(Buffer.from(text));
    draft.finish();
    return { ok: true, value: { path: file } };
  } catch (error) {
    draft?.discard();
    return { ok: false, reason: { code: 'not_written', message: whyNotWritten(error), path: file } };
  }
}

/** Why a disk did not take a file, in words for a person. */
export function whyNotWritten(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return 'The disk is full. Free some space, or choose another one.';
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return 'This folder takes no files from you. Choose another one.';
  return `The file could not be written: ${message}`;
}
