/** What the history's table asks for: what is in view and not known, and what may have become another since. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { NO_HISTORY_FILTER } from '../../../app/control-room/history-limits.ts';
import type { HistoryRowView, RequestBody } from '../../../app/control-room/index.ts';
import { readRows } from '../../../renderer/history/useRows.ts';
import type { Rows } from '../../../renderer/history/useRows.ts';

const COUNT = 1_000;

/** A history of a thousand changes; each row says in its label how often it was read. */
function reading() {
  const asked: RequestBody<'read_history'>[] = [];
  let refusing = false;
  const timesRead = new Map<number, number>();
  const request = (_name: string, body: RequestBody<'read_history'>) => {
    asked.push(body);
    if (refusing)
      return Promise.resolve({ ok: false, reason: { code: 'unread', message: 'Not now.', path: null } });
    const rows = Array.from({ length: body.rows }, (_, index) => {
      const n = COUNT - body.first - index;
      timesRead.set(n, (timesRead.get(n) ?? 0) + 1);
      return { n, label: `read ${timesRead.get(n)}` } as HistoryRowView;
    });
    return Promise.resolve({ ok: true, value: { count: COUNT, first: body.first, rows, actors: [] } });
  };
  vi.stubGlobal('window', { vibesync: { request }, setTimeout, clearTimeout });
  let shown: Rows | null = null;
  const start = () => readRows(NO_HISTORY_FILTER, (rows) => (shown = rows));
  return { asked, start, shown: () => shown, refuse: (on: boolean) => (refusing = on) };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});
const answered = async (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

test('what was read before there was something new is read again once it is in view, and shown meanwhile', async () => {
  const { asked, start, shown } = reading();
  const rows = start();
  await answered();
  rows.want(200, 240);
  await answered();
  rows.want(0, 64);
  await answered();
  expect(asked.map(({ first }) => first)).toEqual([0, 200]);
  rows.again();
  await answered();
  expect(asked.map(({ first }) => first)).toEqual([0, 200, 0]);
  rows.want(200, 240);
  expect(shown()?.held.get(COUNT - 1 - 200)?.label).toBe('read 1');
  await answered();
  expect(shown()?.held.get(COUNT - 1 - 200)?.label).toBe('read 2');
  rows.end();
});

test('what could not be read is asked for again when the person wants it', async () => {
  const { asked, start, shown, refuse } = reading();
  refuse(true);
  const rows = start();
  await answered();
  expect(shown()).toMatchObject({ count: null, problem: 'Not now.' });
  refuse(false);
  rows.again();
  await answered();
  expect(shown()).toMatchObject({ count: COUNT, problem: null });
  expect(asked).toHaveLength(2);
  rows.end();
});
