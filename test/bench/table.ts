/** The table that a run prints: each row against its reference and its bar. Pure; what to measure stands elsewhere. */

/** What a ratio has to be. */
export interface Limit {
  readonly atMost?: number;
  readonly atLeast?: number;
}

export interface Row {
  readonly name: string;
  /** What was measured, with its unit. */
  readonly measured: string;
  /** What it is measured against, from the same run. */
  readonly reference: string;
  /** Measured to reference, or the measured value itself where the bar is absolute. NaN where it was not measured. */
  readonly ratio: number;
  readonly bar: Limit | null;
  readonly goal: Limit | null;
  /** What binds where the bar or the goal is missed, and whatever else a reader has to know. */
  readonly notes: readonly string[];
}

export type Verdict = 'met' | 'missed' | 'stated' | 'not measured';

/** `stated` is a row without a bar of its own: the figure is the result. */
export function verdictOf(ratio: number, limit: Limit | null): Verdict {
  if (Number.isNaN(ratio)) return 'not measured';
  if (limit === null) return 'stated';
  return missedBy(ratio, limit) === 0 ? 'met' : 'missed';
}

/** By which share of the limit a ratio misses it; 0 where it keeps it. */
export function missedBy(ratio: number, { atMost, atLeast }: Limit): number {
  if (atMost !== undefined && ratio > atMost)
    return atMost === 0 ? Number.POSITIVE_INFINITY : ratio / atMost - 1;
  if (atLeast !== undefined && ratio < atLeast) return 1 - ratio / atLeast;
  return 0;
}

export function limitText(limit: Limit | null): string {
  if (limit === null) return '–';
  if (limit.atMost !== undefined && limit.atLeast === limit.atMost) return `= ${figure(limit.atMost)}`;
  if (limit.atMost !== undefined) return `≤ ${figure(limit.atMost)}`;
  return `≥ ${figure(limit.atLeast ?? 0)}`;
}

/** Three digits that carry, thousands set apart. */
export function figure(value: number): string {
  if (Number.isNaN(value)) return '–';
  const size = Math.abs(value);
  if (size !== 0 && size < 100) return Number(value.toPrecision(3)).toString();
  return Math.round(value).toLocaleString('en-US');
}

function verdictText(row: Row): string {
  const verdict = verdictOf(row.ratio, row.bar);
  const goal = verdictOf(row.ratio, row.goal) === 'met' && row.bar !== null ? ', goal too' : '';
  if (verdict !== 'missed' || row.bar === null) return `${verdict}${verdict === 'met' ? goal : ''}`;
  return `MISSED by ${figure(missedBy(row.ratio, row.bar) * 100)} %`;
}

/** The rows as aligned text, each row's notes below it. */
export function renderTable(rows: readonly Row[]): string {
  const head = ['', 'measured', 'reference', 'ratio', 'bar', 'goal', 'result'];
  const cells = rows.map((row) => [
    row.name,
    row.measured,
    row.reference,
    figure(row.ratio),
    limitText(row.bar),
    limitText(row.goal),
    verdictText(row),
  ]);
  const widths = head.map((title, column) =>
    Math.max(title.length, ...cells.map((row) => (row[column] ?? '').length)),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  const lines = [line(head), line(widths.map((width) => '─'.repeat(width)))];
  for (const [index, row] of cells.entries()) {
    lines.push(line(row));
    for (const note of rows[index]?.notes ?? []) lines.push(`    ${note}`);
  }
  return lines.join('\n');
}
