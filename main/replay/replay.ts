/** The replay as the main thread sees it: one worker for one check, fed by the ledger as it pleases. */
import { Worker } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import type { ReadonlyDurableState } from '#app/ledger/index.ts';
import { digestState } from './digests.ts';
import type { StateDigests } from './digests.ts';
import type { FromReplay, ReplayOptions } from './messages.ts';

export interface Replayed {
  /** Records folded. */
  readonly records: number;
  /** What does not match, or the record that could not be folded; null where the two are equal. */
  readonly problem: string | null;
}

/**
 * Folds the log from its first record up to where `live` stands now, in a thread of its own, into a second state, and
 * compares that with `live` (FAIL-3).
 * @param follow hands out a port to the log, or none where nobody can read it
 * @param came told now and then how far it has come, 0 to 1
 */
export async function replayAndCompare(
  live: ReadonlyDurableState,
  follow: (take: (port: MessagePort) => void) => () => void,
  came: (progress: number) => void,
): Promise<Replayed> {
  const through = live.position;
  // Taken now: what becomes durable from here on is not compared.
  const ours = digestState(live);
  let reader: MessagePort | null = null;
  follow((port) => {
    if (reader === null) reader = port;
    else port.close();
  })();
  const [digests, folded] = await Promise.all([
    ours,
    reader === null ? unreadable() : foldAgain({ reader, through }, came),
  ]);
  if (folded.tell === 'stopped') return { records: folded.records, problem: folded.problem };
  const differing = differingParts(digests, folded.digests);
  const problem =
    differing.length === 0
      ? null
      : `What records 1 to ${through} amount to is not what VibeSync works with: ${differing.join(', ')}.`;
  return { records: through, problem };
}

type Folded = Exclude<FromReplay, { tell: 'progress' }>;

function unreadable(): Promise<Folded> {
  return Promise.resolve({
    tell: 'stopped',
    records: 0,
    problem: 'The history cannot be read at the moment.',
  });
}

function foldAgain(options: ReplayOptions, came: (progress: number) => void): Promise<Folded> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: options,
    transferList: [options.reader],
    name: 'replay',
  });
  return new Promise((resolve) => {
    let records = 0;
    worker.on('message', (message: FromReplay) => {
      if (message.tell !== 'progress') return resolve(message);
      records = Math.floor(message.progress * options.through);
      came(message.progress);
    });
    const ended = (why: string): void =>
      resolve({ tell: 'stopped', records, problem: `The replay ended: ${why}.` });
    worker.on('error', (error) => ended(String(error)));
    worker.on('exit', () => ended('its thread is gone'));
  });
}

function differingParts(ours: StateDigests, theirs: StateDigests): string[] {
  return [...ours].filter(([part, digest]) => theirs.get(part) !== digest).map(([part]) => part);
}
