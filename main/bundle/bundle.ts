/** Bundles as the main thread sees them: a task begins, tells how far it has come, and ends; nothing here waits for a disk. */
import { Worker } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import type { Receipt } from '#app/ledger/index.ts';
import type { BundleEnd, BundleTask, BundleWork, FromBundle } from './messages.ts';

/** The ledger that a bundle is made of. */
interface Source {
  readonly state: { readonly ledger: string };
  readonly position: number;
  readonly receipt: Receipt | null;
  follow(take: (port: MessagePort) => void): () => void;
}

type Came = (progress: number) => void;

/** Writes all that is durable now. A file is there as a whole or not at all, also where `signal` ends it. */
export function writeBundle(
  source: Source,
  file: string,
  came: Came,
  signal: AbortSignal,
): Promise<BundleEnd> {
  const { position: through, receipt, state } = source;
  let reader: MessagePort | null = null;
  source.follow((port) => {
    if (reader === null) reader = port;
    else port.close();
  })();
  if (reader === null) return Promise.resolve(refused('The history cannot be read at the moment.'));
  return run({ task: 'write', file, reader, ledger: state.ledger, through, receipt }, came, signal);
}

/** Checks every byte of a bundle. */
export function checkBundle(file: string, came: Came, signal: AbortSignal): Promise<BundleEnd> {
  return run({ task: 'check', file }, came, signal);
}

/** Makes a ledger of a bundle in an empty folder; checks it again, since it may have been exchanged. */
export function unpackBundle(file: string, head: string, folder: string): Promise<BundleEnd> {
  return run({ task: 'unpack', file, head, folder }, () => undefined, new AbortController().signal);
}

function run(task: BundleTask, came: Came, signal: AbortSignal): Promise<BundleEnd> {
  const stopped = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: { task, stopped } satisfies BundleWork,
    transferList: task.task === 'write' ? [task.reader] : [],
    name: 'bundle',
  });
  return new Promise((resolve) => {
    const stop = (): void => void Atomics.store(stopped, 0, 1);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    worker.on('message', (message: FromBundle) => {
      if (message.tell === 'progress') came(message.progress);
      else resolve(message.end);
    });
    worker.on('error', (error: Error) =>
      resolve(refused(`The file could not be worked on: ${error.message}`)),
    );
    worker.on('exit', () => {
      signal.removeEventListener('abort', stop);
      resolve(refused('The file could not be worked on: its thread ended.'));
    });
  });
}

function refused(message: string): BundleEnd {
  return { ok: false, reason: { code: 'bundle_unreadable', message, path: null } };
}
