/** The row of the table about a day in front of the window. Pure. */
import type { Held } from '../renderer/harness/heap.ts';
import type { DayFigures } from './eight-hours.ts';
import { GOALS } from './goals.ts';
import { figure } from './table.ts';
import type { Row } from './table.ts';

export function rowOfDay({ steps, quarters }: DayFigures): Row {
  const [first, last] = [quarters.at(0), quarters.at(-1)];
  if (first === undefined || last === undefined) throw new Error('nothing was measured of the day');
  const megabytes = (bytes: number): string => `${figure(bytes / 1e6)} MB`;
  const each = (of: (held: Held) => string): string => quarters.map(of).join(', ');
  return {
    name: `heap of the window after eight hours, ${figure(steps)} batches`,
    measured: megabytes(last.dataBytes),
    reference: `after the first two: ${megabytes(first.dataBytes)}`,
    ratio: last.dataBytes / first.dataBytes,
    ...GOALS.day,
    notes: [
      `after each quarter ${each(({ dataBytes }) => megabytes(dataBytes))}; beside it what the runtime compiled: ${each(({ codeBytes }) => megabytes(codeBytes))}`,
      `nodes ${each(({ nodes }) => figure(nodes))}; listeners ${each(({ listeners }) => figure(listeners))}`,
    ],
  };
}
