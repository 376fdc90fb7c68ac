import { Worker } from 'node:worker_threads';

/** Runs a thread for its one answer. @param script beside this file */
export function inThread<Answer>(script: string, workerData: unknown): Promise<Answer> {
  // It shares files with the tests, and is none: they look at this variable to know.
  const { VITEST_WORKER_ID: _, ...env } = process.env;
  const worker = new Worker(new URL(script, import.meta.url), { workerData, env });
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`The thread ${script} ended with ${code}.`)));
  });
}
