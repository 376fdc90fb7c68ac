/**
 * Where adapters of the same user find the port: a small file that nobody else can read. It holds no secret, so that
 * whoever gets hold of it still needs a pairing code.
 */
import { randomUUID } from 'node:crypto';
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export const ENDPOINT_FILE = 'endpoint.json';
const ONLY_THE_OWNER = 0o600;
const ONLY_THE_OWNER_ENTERS = 0o700;

export interface Endpoint {
  /** `ws://127.0.0.1:PORT/adapter`. */
  readonly url: string;
  /** Of the process that listens, so that a reader can tell a file left behind by a crash. */
  readonly pid: number;
  /** Name and version of the application. */
  readonly app: string;
}

export interface PublishedEndpoint {
  readonly file: string;
  /** Takes the file away, unless another process has published its own since. */
  remove(): Promise<void>;
}

/**
 * Writes `endpoint.json` into `folder` (made if missing, and closed to others). The file appears whole or not at all,
 * and is new each time: a link that somebody placed there is replaced, never followed. On Windows the modes mean
 * nothing and the profile's own permissions protect the folder.
 * @throws the file system's error when the folder cannot be written.
 */
export async function publishEndpoint(folder: string, endpoint: Endpoint): Promise<PublishedEndpoint> {
  await mkdir(folder, { recursive: true, mode: ONLY_THE_OWNER_ENTERS });
  await chmod(folder, ONLY_THE_OWNER_ENTERS);
  const file = join(folder, ENDPOINT_FILE);
  const draft = join(folder, `${ENDPOINT_FILE}.${randomUUID()}`);
  const content = `${JSON.stringify(endpoint)}\n`;
  try {
    await writeFile(draft, content, { mode: ONLY_THE_OWNER, flag: 'wx' });
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  return {
    file,
    async remove() {
      const current = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return null;
        throw error;
      });
      if (current === content) await rm(file, { force: true });
    },
  };
}
