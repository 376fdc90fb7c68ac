import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { setFuses } from '#main/provision/fuses.mjs';

const MARKER = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';

function withExecutable(content: string, check: (file: string) => void): void {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vibesync-fuses-'));
  try {
    const file = path.join(folder, 'electron');
    fs.writeFileSync(file, content, 'latin1');
    check(file);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

test('sets the named switches and no other byte', () => {
  withExecutable(`before${MARKER}\u0001\u000810011001after`, (file) => {
    setFuses(file, { runAsNode: false, nodeCliInspect: true, browserV8Snapshot: false });
    expect(fs.readFileSync(file, 'latin1')).toBe(`before${MARKER}\u0001\u000800011001after`);
  });
});

test.each([
  ['an executable without the row', 'nothing'],
  ['two rows', `${MARKER}\u0001\u000800000000${MARKER}`],
  ['a row of another version', `${MARKER}\u0002\u000800000000`],
  ['a row that is too short', `${MARKER}\u0001\u000200`],
])('refuses %s and leaves it as it is', (_what, content) => {
  withExecutable(content, (file) => {
    expect(() => setFuses(file, { browserV8Snapshot: true })).toThrow();
    expect(fs.readFileSync(file, 'latin1')).toBe(content);
  });
});
