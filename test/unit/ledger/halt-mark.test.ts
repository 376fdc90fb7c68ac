import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { haltMark, readHaltMark } from '#main/ledger/index.ts';
import { writeNow } from '#main/side-files/index.ts';
import { temporaryFolder } from '#test/temporary-folders.ts';

const markHalt = (mark: string, halt: number | null): void =>
  writeNow({ file: mark, content: haltMark(halt), how: 'in_place' });
const file = (): string => path.join(temporaryFolder(), 'halt');

describe('the file of a halt (R28)', () => {
  it('says what was marked last, and nothing is “running”', () => {
    const mark = file();
    expect(readHaltMark(mark)).toEqual({ halted: false });
    markHalt(mark, 12_345);
    expect(readHaltMark(mark)).toEqual({ halted: true, halt: 12_345 });
    markHalt(mark, 7);
    expect(readHaltMark(mark)).toEqual({ halted: true, halt: 7 });
    markHalt(mark, null);
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
});
