/** The replay's worker thread: reads the log from its first record, folds it, and says what it amounts to. */
import { parentPort, workerData } from 'node:worker_threads';
import { emptyDurableState, foldRecord } from '#app/ledger/index.ts';
import type { FromReader, LedgerRecord, RangeRecord, ToReader } from '#app/ledger/index.ts';
import { hashOfIntent } from '#main/intent-hash.ts';
import { digestState } from './digests.ts';
import type { FromReplay, ReplayOptions } from './messages.ts';

/** Records asked for at once. */
const RECORDS_AT_ONCE = 2_048;
/** Progress is told in steps of this size. */
const PROGRESS_STEP = 0.02;

const port = parentPort;
if (port === null) throw new Error('The replay runs in a worker thread only.');
const { reader, through } = workerData as ReplayOptions;
const state = emptyDurableState();
let told = 0;

const post = (message: FromReplay): void => port.postMessage(message);
const askOn = (): void =>
  reader.postMessage({
    ask: 'groups',
    from: state.position + 1,
    records: RECORDS_AT_ONCE,
  } satisfies FromReader);

reader.on('message', (message: ToReader) => {
  if (message.tell === 'unreadable') stop(`Record ${state.position + 1} cannot be read.`);
  else if (message.tell === 'groups') take(message.records);
});
reader.on('close', () => stop('the history was closed'));
askOn();

function take(records: readonly RangeRecord[]): void {
  if (records.length === 0) return stop(`Record ${state.position + 1} is missing.`);
  for (const { position, json } of records) {
    if (position > through) break;
    try {
      foldRecord(state, position, JSON.parse(json) as LedgerRecord, hashOfIntent);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return stop(`Record ${position} contradicts those before it: ${why}`);
    }
  }
  const progress = state.position / through;
  if (progress - told >= PROGRESS_STEP) {
    told = progress;
    post({ tell: 'progress', progress });
  }
  if (state.position < through) askOn();
  else void finish();
}

async function finish(): Promise<void> {
  reader.removeAllListeners();
  reader.close();
  post({ tell: 'folded', digests: await digestState(state) });
  port?.close();
}

function stop(problem: string): void {
  reader.removeAllListeners();
  reader.close();
  post({ tell: 'stopped', records: state.position, problem });
  port?.close();
}
