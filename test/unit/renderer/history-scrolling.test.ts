import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  rowsAt,
  scrollTopAfter,
  scrollTopFor,
  SPACE_MOST_PX,
  spacePx,
} from '../../../renderer/history/scrolling.ts';
import type { LongList } from '../../../renderer/history/scrolling.ts';

const list = (count: number): LongList => ({ count, rowPx: 24, viewPx: 480 });
const lists = fc.integer({ min: 1, max: 40_000_000 }).map(list);

/** The rows of which something is in view. */
function inView(of: LongList, scrollTop: number): { first: number; last: number } {
  const { from, firstPx } = rowsAt(of, scrollTop);
  const first = from + Math.floor((scrollTop - firstPx) / of.rowPx);
  return { first, last: Math.min(of.count - 1, first + of.viewPx / of.rowPx) };
}
const endOf = (of: LongList): number => Math.max(0, spacePx(of) - of.viewPx);

describe('a list of any length', () => {
  it('has the room of its rows, up to what a browser lays out', () => {
    expect(spacePx(list(1_000_000))).toBe(24_000_000);
    expect(spacePx(list(40_000_000))).toBe(SPACE_MOST_PX);
  });

  it('begins with its first row and ends with its last', () => {
    fc.assert(
      fc.property(lists, (of) => {
        expect(rowsAt(of, 0)).toMatchObject({ from: 0, firstPx: 0 });
        expect(rowsAt(of, endOf(of)).to).toBe(of.count);
      }),
    );
  });

  it('brings any row into view, whole, from anywhere, and moves nothing that is', () => {
    fc.assert(
      fc.property(
        lists,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (of, where, which) => {
          const index = Math.floor(which * (of.count - 1));
          const top = scrollTopFor(of, Math.floor(where * endOf(of)), index);
          const { firstPx, from } = rowsAt(of, top);
          const rowTopPx = firstPx + (index - from) * of.rowPx - top;
          // A pixel of the bar may be some of rows.
          const slackPx = Math.max(1, (of.count * of.rowPx) / SPACE_MOST_PX);
          expect(rowTopPx).toBeGreaterThanOrEqual(-slackPx);
          expect(rowTopPx + of.rowPx).toBeLessThanOrEqual(of.viewPx + slackPx);
          expect(Math.abs(scrollTopFor(of, top, index) - top)).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  it('keeps the same rows in view when new ones come in front', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 1_000_000 }),
        fc.nat(1_000),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (count, more, where) => {
          const before = list(count);
          const top = Math.floor(where * endOf(before));
          const after = scrollTopAfter(before, count + more, top);
          expect(inView(list(count + more), after).first).toBe(inView(before, top).first + more);
        },
      ),
    );
  });
});
