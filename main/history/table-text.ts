/**
 * Changes as text for other programs.
 *
 * CSV as RFC 4180 has it: UTF-8 with a byte order mark, lines that end with CR LF, a quote doubled within quotes. A
 * spreadsheet takes a cell that begins with = + - @ for a formula, and what agents and files call themselves is anybody's
 * words. So words that begin like that, or with an apostrophe, get one apostrophe in front: to read them back exactly,
 * take one away.
 *
 * JSON Lines: one object a line, with the record that brought the change as the log has it. A program can read it line by
 * line, however long it is.
 */
import type { TableFormat } from '#app/control-room/index.ts';
import type { WholeRow } from './search.ts';

const BYTE_ORDER_MARK = '\uFEFF';
/** What spreadsheets take for the beginning of a formula, also in full width and behind white space. */
const LIKE_A_FORMULA = /^[\s\p{Cc}]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20']/u;
const NEEDS_QUOTES = /[",\r\n]/;

/** What is a number or one of our own words needs no apostrophe. */
type Cell = { readonly text: string } | { readonly plain: string | number | null };

const COLUMNS: Readonly<Record<string, (row: WholeRow) => Cell>> = {
  number: ({ view }) => ({ plain: view.n }),
  earlier_numbers: ({ view }) => ({ plain: view.earlier.join(' ') }),
  computer_clock: ({ view }) => ({ plain: view.time }),
  actor_kind: ({ view }) => ({ plain: view.actor.kind }),
  actor: ({ view }) => ({ text: view.actor.name }),
  actor_id: ({ view }) => ({ text: view.actor.id }),
  change: ({ view }) => ({ text: view.label }),
  class: ({ view }) => ({ plain: view.class }),
  state: ({ view }) => ({ plain: view.state }),
  objects: ({ view }) => ({ text: view.names.join('; ') }),
  object_ids: ({ view }) => ({ plain: view.objects.join(' ') }),
  why: ({ view }) => ({ text: view.why }),
  reason_code: ({ view }) => ({ text: view.reason?.code ?? '' }),
  reason: ({ view }) => ({ text: view.reason?.message ?? '' }),
  forced: ({ view }) => ({ plain: view.forced ? 'yes' : 'no' }),
  approved_by: ({ view }) => ({ text: view.approvedBy ?? '' }),
  takes_back: ({ view }) => ({ plain: view.takesBack }),
  id: ({ view }) => ({ text: view.id }),
};

/** What a file of this format begins with. */
export function headOf(format: TableFormat): string {
  return format === 'csv' ? `${BYTE_ORDER_MARK}${Object.keys(COLUMNS).join(',')}\r\n` : '';
}

export function lineOf(format: TableFormat, row: WholeRow): string {
  if (format === 'csv')
    return `${Object.values(COLUMNS)
      .map((column) => cellOf(column(row)))
      .join(',')}\r\n`;
  // The record goes as it stands: it is JSON already, and read and written again it might be another.
  return `${JSON.stringify(row.view).slice(0, -1)},"record":${row.record}}\n`;
}

function cellOf(cell: Cell): string {
  const text = 'text' in cell ? guarded(cell.text) : String(cell.plain ?? '');
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function guarded(text: string): string {
  return LIKE_A_FORMULA.test(text) ? `'${text}` : text;
}
