/** What the window asks of the history as a whole: its rows, its proof, and its files. Paths come from the system's own dialogs alone. */
import path from 'node:path';
import type {
  BundleView,
  Done,
  HistoryFilter,
  Result,
  TableFormat,
  WorkBegun,
} from '#app/control-room/index.ts';
import type { Reason } from '#app/intents/index.ts';
import { BUNDLE_EXTENSION, checkBundle, writeBundle } from '#main/bundle/index.ts';
import type { FileQuestion, ShellHandlers } from '#main/shell/index.ts';
import type { WorkEnd } from './history-work.ts';
import type { Host } from './host.ts';

/** How the person is asked for files, and shown one. */
export interface HistoryFiles {
  readonly save: (question: FileQuestion) => Promise<string | null>;
  readonly open: (question: FileQuestion) => Promise<string | null>;
  /** Opens the copy in a window of its own. */
  readonly view: (file: string, bundle: BundleView) => Promise<Result<Done>>;
}

type HistoryHandlers = Pick<
  ShellHandlers,
  | 'read_history'
  | 'locate_change'
  | 'verify_history'
  | 'write_history_table'
  | 'write_bundle'
  | 'open_bundle'
  | 'stop_history_work'
>;

const UNREAD: Reason = {
  code: 'history_unread',
  message: 'The history does not tell this now; try again in a moment.',
  path: null,
};
const BUSY: Reason = {
  code: 'history_busy',
  message: 'Something else is being done with the whole history. Wait for its end, or stop it.',
  path: null,
};
const CANCELLED: Reason = { code: 'cancelled', message: 'Cancelled: no file was written.', path: null };
export const NO_WINDOW: Reason = {
  code: 'no_window',
  message: 'There is no window to choose a file in.',
  path: null,
};

/** @param files null where there is no window to ask in */
export function createHistoryHandlers(host: Host, files: HistoryFiles | null): HistoryHandlers {
  const named = async (
    ask: (files: HistoryFiles) => Promise<string | null>,
    begin: (file: string, files: HistoryFiles) => Promise<WorkEnd> | null,
  ): Promise<Result<WorkBegun>> => {
    if (files === null) return refused(NO_WINDOW);
    if (host.work.view()?.state === 'running') return refused(BUSY);
    const file = await ask(files);
    if (file === null) return ok({ begun: false });
    return begin(file, files) === null ? refused(BUSY) : ok({ begun: true });
  };
  return {
    read_history: async ({ filter, first, rows }) => {
      const page = await host.history.page(filter, first, rows);
      return page === null ? refused(UNREAD) : ok(page);
    },
    locate_change: async ({ filter, id }) => ok({ row: await host.history.locate(filter, id) }),
    verify_history: async () => {
      const ended = verify(host);
      if (ended === null) return refused(BUSY);
      const { state, reason, count } = await ended;
      if (state === 'stopped' && reason !== null) return refused(reason);
      return ok({ records: count ?? 0, problem: reason?.message ?? null });
    },
    write_history_table: ({ filter, format }) =>
      named(
        ({ save }) => save(tableQuestion(host, format)),
        (file) => writeTable(host, filter, format, file),
      ),
    write_bundle: () =>
      named(
        ({ save }) => save(bundleQuestion(host)),
        (file) =>
          host.work.begin('bundle', path.basename(file), async (came, signal) => {
            const end = await writeBundle(host.ledger, file, inRecords(host.ledger.position, came), signal);
            return end.ok ? doneWith(bundleOf(host, end)) : failedWith(end.reason);
          }),
      ),
    open_bundle: () =>
      named(
        ({ open }) => open(OPEN_QUESTION),
        (file, { view }) =>
          host.work.begin('open', path.basename(file), async (came, signal) => {
            const end = await checkBundle(file, (progress) => came(Math.round(progress * 100), 100), signal);
            if (!end.ok) return failedWith(end.reason);
            const bundle = bundleOf(host, end);
            const opened = await view(file, bundle);
            return opened.ok ? doneWith(bundle) : failedWith(opened.reason);
          }),
      ),
    stop_history_work: async () => {
      await host.work.stop();
      return ok({});
    },
  };
}

function verify(host: Host): Promise<WorkEnd> | null {
  return host.work.begin('verify', null, async (came, signal) => {
    const { records, problem } = await host.ledger.verifyAll(inRecords(host.ledger.position, came), signal);
    if (signal.aborted)
      return failedWith({ code: 'cancelled', message: 'Stopped before all of it was checked.', path: null });
    if (problem === null) return { state: 'done', reason: null, bundle: null, count: records };
    const reason = { code: 'history_damaged', message: problem, path: null };
    return { state: 'failed', reason, bundle: null, count: records };
  });
}

function writeTable(
  host: Host,
  filter: HistoryFilter,
  format: TableFormat,
  file: string,
): Promise<WorkEnd> | null {
  return host.work.begin('table', path.basename(file), async (came, signal) => {
    const { history, ledger } = host;
    // That may take minutes, and leaving waits for the end of this.
    const caughtUp = await Promise.race([history.catchUp(ledger.position), aborted(signal)]);
    if (signal.aborted) return failedWith(CANCELLED);
    if (!caughtUp) return failedWith(UNREAD);
    const end = await history.writeTable({ filter, format, file }, came, signal);
    if (end === null) return failedWith(UNREAD);
    return end.ok ? { state: 'done', reason: null, bundle: null, count: end.rows } : failedWith(end.reason);
  });
}

function aborted(signal: AbortSignal): Promise<false> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(false), { once: true });
  });
}

/** Progress as a share is told as records. */
function inRecords(of: number, came: (done: number, of: number) => void): (progress: number) => void {
  return (progress) => came(Math.round(progress * of), of);
}

function bundleOf(
  host: Host,
  { bundle, receipt }: Extract<Awaited<ReturnType<typeof checkBundle>>, { ok: true }>,
): BundleView {
  const kind = receipt === null ? 'none' : host.ledger.verifyReceipt(receipt) ? 'ours' : 'unknown';
  return { ...bundle, receipt: kind };
}

function doneWith(bundle: BundleView): WorkEnd {
  return { state: 'done', reason: null, bundle, count: bundle.records };
}

function failedWith(reason: Reason): WorkEnd {
  return { state: reason.code === 'cancelled' ? 'stopped' : 'failed', reason, bundle: null };
}

const BUNDLE_FILES = { name: 'VibeSync history', extensions: [BUNDLE_EXTENSION] };
const OPEN_QUESTION: FileQuestion = {
  title: 'Open a copy of a history',
  button: 'Open',
  name: null,
  files: BUNDLE_FILES,
};

function bundleQuestion(host: Host): FileQuestion {
  const name = `${fileNameOf(host)} · version ${host.orchestrator.core.durable.revision}.${BUNDLE_EXTENSION}`;
  return { title: 'Save a copy of the history', button: 'Save', name, files: BUNDLE_FILES };
}

function tableQuestion(host: Host, format: TableFormat): FileQuestion {
  const files =
    format === 'csv' ? { name: 'CSV', extensions: ['csv'] } : { name: 'JSON Lines', extensions: ['jsonl'] };
  const name = `${fileNameOf(host)} · history.${format}`;
  return { title: 'Save the history as a table', button: 'Save', name, files };
}

/** A project's name is anybody's words, and no part of a path. */
function fileNameOf(host: Host): string {
  const name = host.orchestrator.core.durable.project.name.replace(/[^\p{L}\p{N} _-]/gu, ' ').trim();
  return name === '' ? 'VibeSync' : name.slice(0, 64);
}

function ok<Value>(value: Value): { readonly ok: true; readonly value: Value } {
  return { ok: true, value };
}

function refused(reason: Reason): { readonly ok: false; readonly reason: Reason } {
  return { ok: false, reason };
}
