/** What an engine leaves on the disk, seen from outside of it: the system's own record of every file that it opened. */
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';

const GZIP = Buffer.from([0x1f, 0x8b]);
const ZSTD = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
/** Where nothing stays: devices, and what the system tells and is told of its processes. */
const NO_DISK = /^\/(?:dev\/(?!shm\/)|proc\/|sys\/)|^(?:pipe|socket|anon_inode|\/memfd):/;

/** A home of its own, so that whatever is kept for a user is found in one folder. */
export function homeIn(folder: string): NodeJS.ProcessEnv {
  const made = (name: string): string => {
    const place = path.join(folder, name);
    fs.mkdirSync(place, { recursive: true });
    return place;
  };
  return {
    HOME: made('home'),
    TMPDIR: made('tmp'),
    XDG_CONFIG_HOME: made('config'),
    XDG_CACHE_HOME: made('cache'),
    XDG_DATA_HOME: made('data'),
    XDG_STATE_HOME: made('state'),
  };
}

/** Runs a command so that each file that it or its children open is written down. */
export function recorded(command: readonly string[], record: string): string[] {
  return [
    'strace',
    '-f',
    '-qq',
    '-y',
    '--seccomp-bpf',
    '-e',
    'trace=open,openat,creat',
    '-o',
    record,
    ...command,
  ];
}

/** Files that were opened to be written, wherever they are, each once. */
export function writtenFiles(record: string): string[] {
  const found = new Set<string>();
  for (const line of fs.readFileSync(record, 'utf8').split('\n')) {
    const opened = /\b(?:creat\(|O_WRONLY|O_RDWR).* = \d+<(.+)>$/.exec(line)?.[1];
    if (opened !== undefined && !NO_DISK.test(opened)) found.add(opened.replace(/ ?\(deleted\)$/, ''));
  }
  return [...found].sort();
}

export interface Left {
  readonly name: string;
  /** Byte for character, unpacked where it was packed. */
  readonly text: string;
}

/** Everything that lies in a folder now. */
export function leftIn(folder: string): Left[] {
  return fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => fs.statSync(path.join(folder, name)).isFile())
    .map((name) => ({ name, text: unpacked(fs.readFileSync(path.join(folder, name))).toString('latin1') }));
}

function unpacked(bytes: Buffer): Buffer {
  if (bytes.subarray(0, GZIP.length).equals(GZIP)) return zlib.gunzipSync(bytes);
  if (bytes.subarray(0, ZSTD.length).equals(ZSTD)) return Buffer.concat([...zstdFrames(bytes)]);
  return bytes;
}

/** Blender packs a file in many frames, of which Node unpacks one at a time. */
function* zstdFrames(bytes: Buffer): Iterable<Buffer> {
  for (let at = 0; at < bytes.length;) {
    // The types know only what is given back where nothing is asked for.
    const { buffer, engine } = zlib.zstdDecompressSync(bytes.subarray(at), {
      info: true,
    }) as unknown as { buffer: Buffer; engine: { bytesWritten: number } };
    if (engine.bytesWritten === 0) throw new Error(`what follows ${at} bytes is not packed as it says`);
    at += engine.bytesWritten;
    yield buffer;
  }
}

/** `file: what` for each of `secrets` that a file holds. */
export function holding(files: readonly Left[], secrets: readonly string[]): string[] {
  return files.flatMap(({ name, text }) =>
    secrets.filter((secret) => text.includes(secret)).map((secret) => `${name}: ${secret}`),
  );
}
