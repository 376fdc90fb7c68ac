/** Writes what it is told, one after the other. Whatever a disk does, it does to this thread. */
import { parentPort, workerData } from 'node:worker_threads';
import { writeNow } from './files.ts';
import { FAILED, OVER } from './messages.ts';
import type { FromWriter, ToWriter, Written } from './messages.ts';

if (parentPort === null) throw new Error('this file is a worker');
const port = parentPort;
const words = workerData as Int32Array;

const tell = (message: FromWriter): void => port.postMessage(message);

port.on('message', (writing: ToWriter) => {
  const { ticket, file } = writing;
  let error: string | null = null;
  try {
    writeNow(writing);
  } catch (problem) {
    error = problem instanceof Error ? problem.message : String(problem);
  }
  Atomics.store(words, FAILED, error === null ? 0 : 1);
  Atomics.store(words, OVER, ticket);
  Atomics.notify(words, OVER);
  const answer: Written = { ticket, file, error };
  tell(answer);
});
tell('ready');
