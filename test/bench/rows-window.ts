/** The row of the table about a day in front of the window. Pure. */
import type { DayFigures } from './eight-hours.ts';
import { GOALS } from './goals.ts';
import { figure } from './table.ts';
import type { Row } from './table.ts';

export function rowOfDay({ steps, quarters }: DayFigures): Row {
  const [first, last] = [quarters.at(0), quarters.at(-1)];
  if (first === undefined || last === undefined) throw new Error('nothing was measured of the day');
  const megabytes = (bytes: number): string => `${figure(bytes / 1e6)} MB`;
  return {
    name: `heap of the window after eight hours, ${figure(steps)} batches`,
    measured: megabytes(last.heapBytes),
    reference: `after the first two: ${megabytes(first.heapBytes)}`,
    ratio: last.heapBytes / first.heapBytes,
    ...GOALS.day,
    notes: [
      `after each quarter ${quarters.map(({ heapBytes }) => megabytes(heapBytes)).join(', ')}`,
      `nodes ${quarters.map(({ nodes }) => figure(nodes)).join(', ')}; listeners ${quarters.map(({ listeners }) => figure(listeners)).join(', ')}`,
    ],
  };
}
