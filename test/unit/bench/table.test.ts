import { describe, expect, it } from 'vitest';
import { figure, limitText, missedBy, renderTable, verdictOf } from '#test/bench/table.ts';
import type { Row } from '#test/bench/table.ts';

describe('verdicts', () => {
  it('take a bar from above, from below, or exactly', () => {
    expect(verdictOf(1.6, { atMost: 1.6 })).toBe('met');
    expect(verdictOf(1.61, { atMost: 1.6 })).toBe('missed');
    expect(verdictOf(0.49, { atLeast: 0.5 })).toBe('missed');
    expect(verdictOf(1.001, { atLeast: 1, atMost: 1 })).toBe('missed');
    expect(verdictOf(0.999, { atLeast: 1, atMost: 1 })).toBe('missed');
    expect(verdictOf(1, { atLeast: 1, atMost: 1 })).toBe('met');
  });

  it('never call met what was not measured, nor what has no bar', () => {
    expect(verdictOf(Number.NaN, { atMost: 1 })).toBe('not measured');
    expect(verdictOf(Number.NaN, null)).toBe('not measured');
    expect(verdictOf(0, null)).toBe('stated');
  });

  it('say by how much', () => {
    expect(missedBy(3.2, { atMost: 1.6 })).toBeCloseTo(1);
    expect(missedBy(0.1, { atLeast: 0.5 })).toBeCloseTo(0.8);
    expect(missedBy(1, { atMost: 1.6 })).toBe(0);
    expect(missedBy(1, { atMost: 0 })).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('what is printed', () => {
  it('shows three digits, or whole numbers set apart', () => {
    expect([0, 0.012345, 1.6, 99.96, 1_234_567.8, Number.NaN].map(figure)).toEqual([
      '0',
      '0.0123',
      '1.6',
      '100',
      '1,234,568',
      '–',
    ]);
    expect([null, { atMost: 8 }, { atLeast: 0.5 }, { atLeast: 1, atMost: 1 }].map(limitText)).toEqual([
      '–',
      '≤ 8',
      '≥ 0.5',
      '= 1',
    ]);
  });

  it('has a line for each row and for each note, and a miss stands out', () => {
    const row = (name: string, ratio: number, notes: string[] = []): Row => ({
      name,
      measured: `${ratio} ms`,
      reference: '1 ms',
      ratio,
      bar: { atMost: 2 },
      goal: { atMost: 1 },
      notes,
    });
    const lines = renderTable([row('quick', 1), row('fair', 1.5), row('slow', 3, ['the disk binds'])]).split(
      '\n',
    );
    expect(lines).toHaveLength(6);
    expect(lines[2]).toMatch(/met, goal too$/);
    expect(lines[3]).toMatch(/met$/);
    expect(lines[4]).toMatch(/MISSED by 50 %$/);
    expect(lines[5]).toBe('    the disk binds');
  });
});
