import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { markHalt, readHaltMark } from '#main/ledger/index.ts';
import { temporaryFolder } from '#test/temporary-folders.ts';

const file = (): string => path.join(temporaryFolder(), 'deep', 'halt');

describe('the file of a halt (R28)', () => {
  it('says what was marked last, and nothing is “running”', () => {
    const mark = file();
    expect(readHaltMark(mark)).toEqual({ halted: false });
    expect(markHalt(mark, 12_345)).toBeNull();
    expect(readHaltMark(mark)).toEqual({ halted: true, halt: 12_345 });
    expect(markHalt(mark, 7)).toBeNull();
    expect(readHaltMark(mark)).toEqual({ halted: true, halt: 7 });
    expect(markHalt(mark, null)).toBeNull();
    expect(readHaltMark(mark)).toEqual({ halted: false });
  });

  it('starts halted where it cannot be understood', () => {
    const mark = file();
    markHalt(mark, null);
    for (const text of ['', 'halted', 'halted x', 'runn', '\0\0']) {
      fs.writeFileSync(mark, text);
      expect(readHaltMark(mark)).toEqual({ halted: true, halt: null });
    }
  });

  it('says why it could not be written', () => {
    const folder = path.dirname(path.dirname(file()));
    expect(markHalt(folder, 1)).toMatchObject({ code: 'halt_mark_failed', path: folder });
  });
});
