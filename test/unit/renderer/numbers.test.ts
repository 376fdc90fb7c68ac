import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatFitting,
  formatCount,
  formatDelta,
  formatDuration,
  formatFixed,
  formatLatency,
  formatWhen,
  GROUP_SEPARATOR,
  parseTyped,
  shortestFloat,
} from '../../../renderer/numbers.ts';

describe('numbers on screen', () => {
  it('whole numbers are grouped', () => {
    expect(formatCount(18_203)).toBe(`18${GROUP_SEPARATOR}203`);
    expect(formatCount(999)).toBe('999');
    expect(formatCount(1_000_000)).toBe(`1${GROUP_SEPARATOR}000${GROUP_SEPARATOR}000`);
  });

  it('what rounds to zero has no sign', () => {
    expect(formatFixed(-0.0001, 3)).toBe('0.000');
    expect(formatFixed(-0.5, 1)).toBe('−0.5');
    expect(formatDelta(-0.0001, 3)).toBe('0.000');
    expect(formatDelta(0.37, 3)).toBe('+0.370');
  });

  it('a field shows the shortest decimal that is this float and no other', () => {
    expect(shortestFloat(Math.fround(0.1))).toBe('0.1');
    expect(shortestFloat(4.25)).toBe('4.25');
    fc.assert(
      fc.property(
        fc.float({ noNaN: true, noDefaultInfinity: true }),
        (value) => Math.fround(Number(shortestFloat(value))) === value,
      ),
    );
  });

  it('durations and latencies carry their unit', () => {
    expect(formatDuration(12_000)).toBe('0:12');
    expect(formatDuration(3_729_000)).toBe('1:02:09');
    expect(formatLatency(0.42)).toBe('0.4 ms');
    expect(formatLatency(1_240)).toBe('1.2 s');
  });

  it('a moment of today is told to the second, one of another day with its date', () => {
    const at = new Date(2026, 10, 22, 13, 2, 11);
    expect(formatWhen(at.toISOString(), at.getTime() + 1_000)).toBe('13:02:11');
    expect(formatWhen(at.toISOString(), at.getTime() + 86_400_000)).toBe('2026-11-22 13:02');
  });
});

describe('a number in a field', () => {
  it.each([
    [0, '0.000'],
    [1.25, '1.250'],
    [-99.999, '−99.999'],
    // Rounding makes the third digit: it counts as it will be shown.
    [99.9999, '100.00'],
    [-119.25, '−119.25'],
    [1_204.5, '1204.5'],
    [123_456.7, '123457'],
  ])('%s fits as %s', (value, shown) => {
    expect(formatFitting(value, 3)).toBe(shown);
  });

  it('has no more decimals than its unit', () => {
    expect(formatFitting(1.25, 1)).toBe('1.3');
  });
});

describe('typing a value', () => {
  it.each([
    ['2.5', 'length', 2.5],
    ['2,5', 'length', 2.5],
    ['−1', 'length', -1],
    ['40cm', 'length', 0.4],
    ['1.5 + 0.25', 'length', 1.75],
    ['2*(1+2)', 'length', 6],
    ['1m + 20cm', 'length', 1.2],
    ['90/4', 'angle', 22.5],
    ['37.5°', 'angle', 37.5],
    ['1e-3', 'factor', 0.001],
  ] as const)('%s is taken', (text, field, value) => {
    expect(parseTyped(text, field)).toBeCloseTo(value, 12);
  });

  it('a bare number is in the unit of the field', () => {
    expect(parseTyped('250', 'length', 0.01)).toBeCloseTo(2.5, 12);
    expect(parseTyped('2m', 'length', 0.01)).toBe(2);
    expect(parseTyped('2*100', 'length', 0.01)).toBeCloseTo(2, 12);
  });

  it.each([
    '',
    ' ',
    'abc',
    '1..2',
    '1 2',
    '2 +',
    '(1',
    '1)',
    '1/0',
    '1e99',
    'NaN',
    'Infinity',
    'constructor',
    '3cm*2cm',
  ])('“%s” is refused', (text) => {
    expect(parseTyped(text, 'length')).toBeNull();
  });

  it('a unit of length is refused for angles and factors', () => {
    expect(parseTyped('2cm', 'angle')).toBeNull();
    expect(parseTyped('2m', 'factor')).toBeNull();
  });

  it('never throws, and takes nothing that is not finite', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const value = parseTyped(text, 'length');
        return value === null || Number.isFinite(value);
      }),
    );
  });
});
