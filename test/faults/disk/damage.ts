/** Changes single bytes of a ledger's files, or cuts them, and opens what is left: in two threads. */
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Place } from '#test/ledger/rig.ts';
import type { Reference } from './recording.ts';

/** A bit that is flipped, or the length that a file is cut to. */
export interface Damage {
  readonly file: string;
  readonly offset: number;
  /** Null cuts. */
  readonly bit: number | null;
}

/** Who opens: the ledger itself, or for a control one that believes whatever SQLite can read. */
export type Opener = 'ledger' | 'credulous';

export interface DamageShare {
  readonly root: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly damages: readonly Damage[];
  readonly reference: Reference;
  /** The last record, which was said to be durable. */
  readonly confirmed: number;
  readonly opener: Opener;
}

export interface Damaged {
  /** How often it came to what: the code of a problem, or “changes nothing”. */
  readonly tally: Readonly<Record<string, number>>;
  /** Neither found nor without effect. */
  readonly silent: readonly string[];
}

/** Two threads that open damaged copies. They load the ledger once, which takes them longer than hundreds of openings. */
export class DamageThreads {
  readonly #threads = [0, 1].map(() => new Worker(new URL('./damage-worker.ts', import.meta.url)));

  async damageAll(share: DamageShare): Promise<Damaged> {
    const half = Math.ceil(share.damages.length / 2);
    const parts = await Promise.all(
      this.#threads.map((thread, index) => {
        const damages = share.damages.slice(index * half, (index + 1) * half);
        return answerOf(thread, { ...share, damages, root: path.join(share.root, `thread-${index}`) });
      }),
    );
    const tally: Record<string, number> = {};
    for (const part of parts)
      for (const [found, times] of Object.entries(part.tally)) tally[found] = (tally[found] ?? 0) + times;
    return { tally, silent: parts.flatMap(({ silent }) => silent) };
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.terminate()));
  }
}

async function answerOf(thread: Worker, share: DamageShare): Promise<Damaged> {
  thread.postMessage(share);
  // An error of the thread rejects.
  const [answer] = (await once(thread, 'message')) as [Damaged];
  return answer;
}

/** Every file below a ledger's root that is not empty, but for the key: without it nothing is lost but old receipts' worth. */
export function filesOf({ root, keyFile }: Place): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  for (const name of fs.readdirSync(root, { recursive: true, encoding: 'utf8' })) {
    const file = path.join(root, name);
    if (file !== keyFile && fs.statSync(file).isFile() && fs.statSync(file).size > 0)
      files.set(name, fs.readFileSync(file));
  }
  return files;
}

export const WAL = 'ledger/ledger.sqlite-wal';
export const DATABASE = 'ledger/ledger.sqlite';
