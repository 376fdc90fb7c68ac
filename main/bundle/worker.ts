/** A bundle's worker thread: writes one, checks one, or makes a ledger of one, and says what that came to. */
import { parentPort, workerData } from 'node:worker_threads';
import { whyNotWritten } from '#main/atomic-file.ts';
import { beginCopy } from '#main/ledger/index.ts';
import { checkBundle } from './checking.ts';
import type { BundleEnd, BundleWork, FromBundle } from './messages.ts';
import { altered, BundleRefused } from './reading.ts';
import { writeBundle } from './writing.ts';

/** Progress is told in steps of this size. */
const PROGRESS_STEP = 0.01;

const port = parentPort;
if (port === null) throw new Error('A bundle is worked on in a worker thread only.');
const { task, stopped } = workerData as BundleWork;
let told = 0;

const post = (message: FromBundle): void => port.postMessage(message);

/** @throws BundleRefused once nobody wants it any more */
function came(progress: number): void {
  if (Atomics.load(stopped, 0) !== 0) throw new BundleRefused('cancelled', 'Cancelled.');
  if (progress - told < PROGRESS_STEP) return;
  told = progress;
  post({ tell: 'progress', progress });
}

async function work(): Promise<BundleEnd> {
  switch (task.task) {
    case 'write': {
      const bundle = await writeBundle(task, came);
      task.reader.close();
      return { ok: true, bundle, receipt: task.receipt };
    }
    case 'check':
      return { ok: true, ...checkBundle(task.file, () => undefined, came) };
    case 'unpack': {
      const copy = beginCopy(task.folder);
      try {
        const checked = checkBundle(task.file, (group) => copy.take(group), came);
        if (checked.bundle.head !== task.head)
          throw altered('This file was changed since it was checked.', null);
        copy.finish();
        return { ok: true, ...checked };
      } finally {
        copy.close();
      }
    }
  }
}

try {
  post({ tell: 'ended', end: await work() });
} catch (error) {
  post({ tell: 'ended', end: { ok: false, reason: reasonOf(error) } });
}
port.close();

function reasonOf(error: unknown): Extract<BundleEnd, { ok: false }>['reason'] {
  if (error instanceof BundleRefused)
    return {
      code: error.code,
      message: error.message,
      path: error.record === null ? null : `record ${error.record}`,
    };
  if (task.task === 'write') return { code: 'not_written', message: whyNotWritten(error), path: task.file };
  const why = error instanceof Error ? error.message : String(error);
  return { code: 'bundle_unreadable', message: `This file could not be read: ${why}`, path: null };
}
