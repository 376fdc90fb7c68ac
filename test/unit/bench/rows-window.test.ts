import { describe, expect, it } from 'vitest';
import { rowOfDay } from '#test/bench/rows-window.ts';
import { verdictOf } from '#test/bench/table.ts';

const held = (megabytes: number) => ({
  dataBytes: megabytes * 1e6,
  codeBytes: 1e6,
  nodes: 1_800,
  listeners: 400,
});

describe('the row of a day', () => {
  it('holds the last quarter against the first, and misses its bar where the window grew', () => {
    const flat = rowOfDay({ steps: 12_000, quarters: [6, 6.1, 6, 6.06].map(held) });
    expect(flat.ratio).toBeCloseTo(1.01);
    expect(verdictOf(flat.ratio, flat.bar)).toBe('met');
    const grown = rowOfDay({ steps: 12_000, quarters: [6, 7, 8, 9].map(held) });
    expect(verdictOf(grown.ratio, grown.bar)).toBe('missed');
    expect(grown.notes.join(' ')).toContain('6 MB, 7 MB, 8 MB, 9 MB');
  });

  it('is none where nothing was measured', () => {
    expect(() => rowOfDay({ steps: 0, quarters: [] })).toThrow(/nothing was measured/);
  });
});
