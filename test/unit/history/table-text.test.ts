/** Tables of changes as text: read back exactly, and never taken for formulas. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { HistoryRowView } from '#app/control-room/index.ts';
import { headOf, lineOf } from '#main/history/table-text.ts';
import { uuid } from '../../ledger/rig.ts';

const RECORD = '{"kind":"begin","n":18166}';

function rowOf(part: Partial<HistoryRowView>): HistoryRowView {
  return {
    n: 18_166,
    earlier: [18_160, 18_164],
    id: uuid(2, 1),
    joined: [],
    actor: { kind: 'agent', id: 'agent:dresser', name: 'Set Dresser' },
    state: 'committed',
    label: 'move Crate_014',
    class: 'cosmetic',
    objects: [uuid(1, 1), uuid(1, 2)],
    reason: null,
    why: '',
    forced: false,
    takesBack: null,
    time: '2026-09-01T08:00:00.000Z',
    approvedBy: 'person',
    names: ['Crate_014', 'Lamp'],
    ...part,
  };
}

/** As RFC 4180 says that it is read. */
function cellsOf(line: string): string[] {
  expect(line.endsWith('\r\n')).toBe(true);
  const cells: string[] = [];
  const pattern = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/gy;
  for (let match = pattern.exec(line); match !== null; match = pattern.exec(line)) {
    const [, cell = ''] = match;
    cells.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    if (pattern.lastIndex === line.length) break;
  }
  expect(pattern.lastIndex).toBe(line.length);
  return cells;
}

function columnsOf(part: Partial<HistoryRowView>): Record<string, string> {
  const names = cellsOf(headOf('csv').slice(1));
  const cells = cellsOf(lineOf('csv', { view: rowOf(part), record: RECORD }));
  expect(cells).toHaveLength(names.length);
  return Object.fromEntries(names.map((name, index) => [name, cells[index] ?? '']));
}

it('tells all that is shown of a change', () => {
  const reason = { code: 'engine', message: 'Unity was compiling.', path: null };
  expect(columnsOf({ reason, why: 'needs, light', takesBack: 7, forced: true })).toEqual({
    number: '18166',
    earlier_numbers: '18160 18164',
    computer_clock: '2026-09-01T08:00:00.000Z',
    actor_kind: 'agent',
    actor: 'Set Dresser',
    actor_id: 'agent:dresser',
    change: 'move Crate_014',
    class: 'cosmetic',
    state: 'committed',
    objects: 'Crate_014; Lamp',
    object_ids: `${uuid(1, 1)} ${uuid(1, 2)}`,
    why: 'needs, light',
    reason_code: 'engine',
    reason: 'Unity was compiling.',
    forced: 'yes',
    approved_by: 'person',
    takes_back: '7',
    id: uuid(2, 1),
  });
  expect(headOf('csv').startsWith('\uFEFFnumber,')).toBe(true);
  expect(columnsOf({ n: null, approvedBy: null })).toMatchObject({
    number: '',
    approved_by: '',
    takes_back: '',
  });
});

it.each([
  '=1+1',
  '+1',
  '-1',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  '\n=1',
  ' =1',
  '＝1',
  '＋1',
  '－1',
  '＠x',
  "'=1",
  '=HYPERLINK("http://x","y")',
])('puts an apostrophe before %j, which a spreadsheet would calculate', (why) => {
  expect(columnsOf({ why }).why).toBe(`'${why}`);
});

it('gives back every text exactly, and lets none begin a formula', () => {
  const text = fc.string({
    unit: fc.oneof(
      fc.string({ unit: 'binary', maxLength: 1 }),
      fc.constantFrom('"', ',', '\r', '\n', '=', "'", ' ', '-'),
    ),
    maxLength: 40,
  });
  fc.assert(
    fc.property(text, (why) => {
      const { why: cell = '' } = columnsOf({ why });
      expect(cell.startsWith("'") ? cell.slice(1) : cell).toBe(why);
      expect(cell.trimStart()).not.toMatch(/^[=+\-@]/);
    }),
    { numRuns: 2_000 },
  );
});

it('writes one JSON object a line, with the record as the log has it', () => {
  const row = rowOf({ why: 'two\nlines' });
  const line = lineOf('jsonl', { view: row, record: RECORD });
  expect(line.indexOf('\n')).toBe(line.length - 1);
  expect(JSON.parse(line)).toEqual({ ...row, record: JSON.parse(RECORD) as unknown });
  expect(headOf('jsonl')).toBe('');
});
