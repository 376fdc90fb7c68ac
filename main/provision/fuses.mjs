import fs from 'node:fs';

// Electron's executable carries a row of switches behind this marker: one byte for the version of the row, one for its
// length, then a '0' or '1' for each switch (Electron's documentation, "Fuses").
const MARKER = Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX');
const ROW_VERSION = 1;
const ROW = /** @type {const} */ ([
  'runAsNode',
  'cookieEncryption',
  'nodeOptions',
  'nodeCliInspect',
  'asarIntegrity',
  'onlyLoadAppFromAsar',
  'browserV8Snapshot',
  'fileProtocolPrivileges',
]);

/**
 * Sets switches in an Electron executable, in place.
 * @param {string} executable
 * @param {Partial<Record<(typeof ROW)[number], boolean>>} wanted
 */
export function setFuses(executable, wanted) {
  const binary = fs.readFileSync(executable);
  const marker = binary.indexOf(MARKER);
  if (marker < 0 || binary.includes(MARKER, marker + 1))
    throw new Error(`${executable}: not one row of fuses`);
  const row = marker + MARKER.length;
  const [version, length = 0] = [binary[row], binary[row + 1]];
  if (version !== ROW_VERSION) throw new Error(`${executable}: fuses of version ${version}`);
  const file = fs.openSync(executable, 'r+');
  try {
    for (const [index, name] of ROW.entries()) {
      const on = wanted[name];
      if (on === undefined) continue;
      if (index >= length) throw new Error(`${executable}: has no fuse ${name}`);
      fs.writeSync(file, on ? '1' : '0', row + 2 + index, 'latin1');
    }
  } finally {
    fs.closeSync(file);
  }
}
