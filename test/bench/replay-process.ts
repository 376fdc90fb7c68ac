/** One replay, in a process that has done nothing before: each is as cold as a start. */
import Database from 'better-sqlite3';
import path from 'node:path';
import { emptyDurableState, foldRecord } from '#app/ledger/index.ts';
import type { LedgerRecord } from '#app/ledger/index.ts';
import { hashOfIntent } from '#main/intent-hash.ts';
import { answerQuestions } from './processes.ts';
import { makeSeed, open, PLAIN_NAME } from './seed.ts';
import type { SeedOptions } from './seed.ts';

/** What a replay came to: the same from either way, or the comparison is void. */
export interface Replayed {
  readonly ms: number;
  readonly position: number;
  readonly revision: number;
  readonly objects: number;
}

answerQuestions({
  seed: (options: SeedOptions) => makeSeed(options),
  /** Opens the ledger as the application does. Killed afterwards, so that it leaves nothing that a close would. */
  open: async ({ userData }: { userData: string }): Promise<Replayed> => {
    const startMs = performance.now();
    const { state, mode, problem } = await open(userData);
    const ms = performance.now() - startMs;
    if (mode !== 'ok') throw new Error(problem?.message ?? mode);
    return { ms, position: state.position, revision: state.revision, objects: state.objects.size };
  },
  /** Opens and closes in order, which leaves a snapshot of the end. */
  settle: async ({ userData }: { userData: string }): Promise<void> => {
    await (await open(userData)).close();
  },
  /** The same records as rows of a table, read, parsed and folded; nothing is verified. */
  plain: ({ userData }: { userData: string }): Replayed => {
    const startMs = performance.now();
    const database = new Database(path.join(userData, PLAIN_NAME), { readonly: true });
    const state = emptyDurableState();
    const rows = database.prepare('SELECT position, body FROM records ORDER BY position');
    for (const row of rows.iterate() as IterableIterator<{ position: number; body: string }>)
      foldRecord(state, row.position, JSON.parse(row.body) as LedgerRecord, hashOfIntent);
    const ms = performance.now() - startMs;
    database.close();
    return { ms, position: state.position, revision: state.revision, objects: state.objects.size };
  },
});
