import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LONGEST_END_OF_DIRECTORY = 22 + 0xffff;
const SYMBOLIC_LINK = 0o120000;
const FILE_TYPE_BITS = 0o170000;

/**
 * Unpacks chosen entries of a zip archive. Node has no zip reader and this runs before any package may be relied on.
 * Archives of more than 4 GiB or 65,534 entries are refused.
 * @param {string} archive
 * @param {string} folder
 * @param {(name: string) => string | undefined} placeOf an entry's path below `folder`; undefined leaves it out
 * @returns {number} how many files were written
 */
export function unpackZip(archive, folder, placeOf) {
  const file = fs.openSync(archive, 'r');
  try {
    let written = 0;
    for (const entry of directoryOf(file)) {
      const place = entry.name.endsWith('/') ? undefined : placeOf(entry.name);
      if (place === undefined) continue;
      if (path.isAbsolute(place) || place.split(/[\\/]/).includes('..')) {
        throw new Error(`${archive}: ${entry.name} would leave its folder`);
      }
      const content = contentOf(file, entry);
      const target = path.join(folder, place);
      fs.mkdirSync(path.dirname(target), { recursive: true });
      if ((entry.mode & FILE_TYPE_BITS) === SYMBOLIC_LINK) fs.symlinkSync(content.toString(), target);
      else fs.writeFileSync(target, content, { mode: entry.mode & 0o111 ? 0o755 : 0o644 });
      written++;
    }
    return written;
  } finally {
    fs.closeSync(file);
  }
}

/** @typedef {{ name: string, method: number, packed: number, size: number, crc: number, mode: number, at: number }} Entry */

/**
 * @param {number} file
 * @returns {Generator<Entry>}
 */
function* directoryOf(file) {
  const { size } = fs.fstatSync(file);
  const tailLength = Math.min(size, LONGEST_END_OF_DIRECTORY);
  const tail = read(file, size - tailLength, tailLength);
  let end = tailLength - 22;
  while (end >= 0 && tail.readUInt32LE(end) !== END_OF_DIRECTORY) end--;
  if (end < 0) throw new Error('not a zip archive');
  const count = tail.readUInt16LE(end + 10);
  const start = tail.readUInt32LE(end + 16);
  if (count === 0xffff || start === 0xffffffff) throw new Error('zip64 archives are not read here');
  const directory = read(file, start, tail.readUInt32LE(end + 12));
  for (let index = 0, at = 0; index < count; index++) {
    if (directory.readUInt32LE(at) !== DIRECTORY_ENTRY) throw new Error('damaged zip directory');
    const nameLength = directory.readUInt16LE(at + 28);
    yield {
      method: directory.readUInt16LE(at + 10),
      crc: directory.readUInt32LE(at + 16),
      packed: directory.readUInt32LE(at + 20),
      size: directory.readUInt32LE(at + 24),
      mode: directory.readUInt32LE(at + 38) >>> 16,
      at: directory.readUInt32LE(at + 42),
      name: directory.toString('utf8', at + 46, at + 46 + nameLength),
    };
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
}

/**
 * @param {number} file
 * @param {Entry} entry
 */
function contentOf(file, entry) {
  const header = read(file, entry.at, 30);
  const at = entry.at + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  const packed = read(file, at, entry.packed);
  const content =
    entry.method === 0 ? packed : zlib.inflateRawSync(packed, { maxOutputLength: Math.max(entry.size, 1) });
  // zlib.crc32 came with Node 20.15; an older one relies on the archive's own pinned digest.
  if (content.length !== entry.size || (zlib.crc32?.(content) ?? entry.crc) !== entry.crc) {
    throw new Error(`damaged zip entry ${entry.name}`);
  }
  return content;
}

/**
 * @param {number} file
 * @param {number} at
 * @param {number} length
 */
function read(file, at, length) {
  const buffer = Buffer.alloc(length);
  if (fs.readSync(file, buffer, 0, length, at) !== length) throw new Error('zip archive ends too early');
  return buffer;
}

/**
 * A flat ASAR archive: the directory as JSON inside two length-prefixed frames, then the files one after the other.
 * @param {ReadonlyMap<string, Buffer>} files
 */
export function packAsar(files) {
  /** @type {Record<string, { size: number, offset: string }>} */
  const directory = {};
  let offset = 0;
  for (const [name, content] of files) {
    directory[name] = { size: content.length, offset: String(offset) };
    offset += content.length;
  }
  const json = Buffer.from(JSON.stringify({ files: directory }));
  const padded = Math.ceil(json.length / 4) * 4;
  const head = Buffer.alloc(16 + padded);
  for (const [index, value] of [4, 8 + padded, 4 + padded, json.length].entries()) {
    head.writeUInt32LE(value, index * 4);
  }
  json.copy(head, 16);
  return Buffer.concat([head, ...files.values()]);
}
