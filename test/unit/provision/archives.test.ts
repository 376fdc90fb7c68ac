import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import zlib from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { packAsar, unpackZip } from '#main/provision/archives.mjs';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vibesync-archives-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

interface Entry {
  readonly name: string;
  readonly content: Buffer;
  readonly mode: number;
  /** Said in the directory in place of the true checksum. */
  readonly crc?: number;
}

/** A zip archive as APPNOTE.TXT has it: local headers with their data, the directory, the end record. */
function zip(entries: readonly Entry[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, content, mode, crc } of entries) {
    const packed = zlib.deflateRawSync(content);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(8, 10);
    entry.writeUInt32LE(crc ?? zlib.crc32(content), 16);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt32LE(content.length, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE((mode << 16) >>> 0, 38);
    entry.writeUInt32LE(at, 42);
    locals.push(local, Buffer.from(name), packed);
    directory.push(entry, Buffer.from(name));
    at += 30 + name.length + packed.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...locals, ...directory, end]);
}

function unpack(
  entries: readonly Entry[],
  placeOf: (name: string) => string | undefined = (name) => name,
): number {
  const archive = path.join(folder, 'archive.zip');
  fs.writeFileSync(archive, zip(entries));
  return unpackZip(archive, path.join(folder, 'out'), placeOf);
}

const file = (name: string, text: string, mode = 0o100644): Entry => ({
  name,
  content: Buffer.from(text),
  mode,
});

test('unpacks what is wanted, where it is wanted, executables and links as such', () => {
  const written = unpack(
    [
      file('a/program', '#!', 0o100755),
      file('a/text', 'words'),
      file('a/link', 'text', 0o120777),
      file('b/unwanted', 'x'),
    ],
    (name) => (name.startsWith('a/') ? name.slice(2) : undefined),
  );
  expect(written).toBe(3);
  const out = path.join(folder, 'out');
  expect(fs.readdirSync(out).sort()).toEqual(['link', 'program', 'text']);
  expect(fs.statSync(path.join(out, 'program')).mode & 0o777).toBe(0o755);
  expect(fs.readlinkSync(path.join(out, 'link'))).toBe('text');
  expect(fs.readFileSync(path.join(out, 'link'), 'utf8')).toBe('words');
});

test.each(['../outside', 'a/../../outside', '/outside'])('refuses an entry that would land at %s', (name) => {
  expect(() => unpack([file(name, 'x')])).toThrow(/would leave its folder/);
  expect(fs.existsSync(path.join(folder, 'outside'))).toBe(false);
});

test('refuses an entry whose content is not what the directory says', () => {
  expect(() => unpack([{ ...file('a', 'words'), crc: 1 }])).toThrow(/damaged zip entry a/);
});

test('refuses what is no archive', () => {
  const archive = path.join(folder, 'archive.zip');
  fs.writeFileSync(archive, 'x'.repeat(100));
  expect(() => unpackZip(archive, folder, (name) => name)).toThrow(/not a zip archive/);
});

test('packs an ASAR archive whose offsets lead to the files', () => {
  const files = new Map([
    ['package.json', Buffer.from('{}')],
    ['loader.mjs', Buffer.from('import "electron";')],
  ]);
  const archive = packAsar(files);
  const jsonLength = archive.readUInt32LE(12);
  const directory = JSON.parse(archive.toString('utf8', 16, 16 + jsonLength));
  const contents = 8 + archive.readUInt32LE(4);
  for (const [name, content] of files) {
    const { offset, size } = directory.files[name];
    const at = contents + Number(offset);
    expect(archive.subarray(at, at + size)).toEqual(content);
  }
});
