import { Worker } from 'node:worker_threads';

/** Runs a thread for its one answer. @param script beside this file */
export function inThread<Answer>(script: string, workerData: unknown): Promise<Answer> {
  const worker = new Worker(new URL(script, import.meta.url), { workerData });
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`The thread ${script} ended with ${code}.`)));
  });
}
