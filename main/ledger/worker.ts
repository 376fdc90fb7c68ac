/** The entry of the ledger's worker thread: messages in, messages out. The writer does the work. */
import { parentPort, workerData } from 'node:worker_threads';
import { OpenFailure } from './database.ts';
import type { FromWorker, OpenedMessage, ToWorker, WorkerOptions } from './messages.ts';
import { Writer } from './writer.ts';

const port = parentPort;
if (port === null) throw new Error('The ledger runs in a worker thread only.');
const post = (message: FromWorker): void => port.postMessage(message);

const writer = open();
if (writer === null) port.close();
else {
  post({ tell: 'opened', opened: writer.opened() });
  port.on('message', (messages: readonly ToWorker[]) => {
    for (const message of messages) handle(writer, message);
  });
}

function open(): Writer | null {
  try {
    return new Writer(workerData as WorkerOptions, post);
  } catch (error) {
    if (!(error instanceof OpenFailure)) throw error;
    post({ tell: 'not_opened', reason: error.reason });
    return null;
  }
}

function handle(target: Writer, message: ToWorker): void {
  switch (message.ask) {
    case 'append':
      target.append(message);
      return;
    case 'flush':
      target.flush();
      return;
    case 'refuse':
      target.refuse(message.position);
      return;
    case 'range':
      post({ tell: 'range', request: message.request, records: target.records(message.from, message.limit) });
      return;
    case 'verify':
      target.verifyAll(
        message.request,
        (progress) => post({ tell: 'checking', request: message.request, progress }),
        (records, problem) => post({ tell: 'checked', request: message.request, records, problem }),
      );
      return;
    case 'stop_verifying':
      target.stopVerifying(message.request);
      return;
    case 'settle':
      post({ tell: 'settled', request: message.request, isSettled: target.settles() });
      return;
    case 'reader':
      target.attach(message.port);
      return;
    case 'reopen':
      reopen(message.request, () => target.reopen(message.timeMs));
      return;
    case 'restart':
      reopen(message.request, () => target.restart(message.timeMs, message.ledger));
      return;
    case 'close':
      post({ tell: 'closed', request: message.request, counters: target.close() });
      port?.close();
      return;
  }
}

function reopen(request: number, open: () => OpenedMessage): void {
  try {
    post({ tell: 'reopened', request, opened: open(), reason: null });
  } catch (error) {
    if (!(error instanceof OpenFailure)) throw error;
    post({ tell: 'reopened', request, opened: null, reason: error.reason });
  }
}
