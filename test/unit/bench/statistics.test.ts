import { describe, expect, it } from 'vitest';
import { Histogram, median, quantile, spread } from '#test/bench/statistics.ts';

describe('quantiles', () => {
  it('interpolate between neighbours, whatever the order', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(quantile([10, 20, 30, 40, 50], 0.99)).toBeCloseTo(49.6);
    expect(quantile([7], 0.3)).toBe(7);
  });

  it('stay within the values, and leave them as they were', () => {
    const values = [5, 1, 9];
    expect(quantile(values, -1)).toBe(1);
    expect(quantile(values, 2)).toBe(9);
    expect(values).toEqual([5, 1, 9]);
  });

  it('are not numbers where there is nothing', () => {
    expect(median([])).toBeNaN();
  });

  it('spread is relative to the median', () => {
    expect(spread([8, 10, 12])).toBeCloseTo(0.4);
  });
});

describe('Histogram', () => {
  it('keeps every quantile to one percent, over six orders of magnitude', () => {
    const histogram = new Histogram();
    const values = Array.from({ length: 5_000 }, (_, index) => 0.002 * 1.003 ** index);
    for (const value of values) histogram.record(value);
    for (const q of [0.01, 0.5, 0.9, 0.99, 0.999]) {
      const exact = quantile(values, q);
      expect(Math.abs(histogram.quantile(q) / exact - 1)).toBeLessThan(0.01);
    }
    expect(histogram.count).toBe(5_000);
  });

  it('never names a value above the largest', () => {
    const histogram = new Histogram();
    histogram.record(1.0001);
    expect(histogram.quantile(1)).toBe(1.0001);
    expect(histogram.maxMs).toBe(1.0001);
  });

  it('counts what is shorter or longer than its buckets at its edges', () => {
    const histogram = new Histogram();
    histogram.record(0);
    histogram.record(1e12);
    expect(histogram.count).toBe(2);
    expect(histogram.quantile(0.5)).toBeLessThan(0.0011);
    expect(histogram.maxMs).toBe(1e12);
  });

  it('crosses to another process and adds up', () => {
    const one = new Histogram();
    const other = new Histogram();
    for (let i = 0; i < 99; i += 1) one.record(1);
    other.record(100);
    const sent = JSON.parse(JSON.stringify(other.store())) as ReturnType<Histogram['store']>;
    one.merge(sent);
    expect(one.count).toBe(100);
    expect(one.quantile(0.5)).toBeCloseTo(1, 1);
    expect(one.quantile(1)).toBeCloseTo(100, -1);
    expect(Histogram.of(sent).count).toBe(1);
  });

  it('has no quantile while it is empty', () => {
    expect(new Histogram().quantile(0.5)).toBeNaN();
  });
});
