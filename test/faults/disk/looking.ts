/** Opens what a fault left, in this thread, as the ledger's worker does, and says what it found. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { OpenFailure } from '#main/ledger/database.ts';
import { CHAIN_START, ChainWalk } from '#main/ledger/log.ts';
import { openStore } from '#main/ledger/opening.ts';
import type { OpenedStore } from '#main/ledger/opening.ts';
import { makePlace, uuid } from '#test/ledger/rig.ts';
import type { Place } from '#test/ledger/rig.ts';
import { digestOf } from './recording.ts';

/** What one opening came to. */
export interface Finding {
  /** The code of what was found to be wrong; null where nothing was. */
  readonly problem: string | null;
  /** What it said of it, to a person. */
  readonly message: string;
  /** Null where nothing could be shown at all. */
  readonly shown: Shown | null;
}

export interface Shown {
  readonly ledger: string;
  readonly position: number;
  /** In hex. */
  readonly head: string;
  /** Digest of the state. */
  readonly state: string;
  readonly leasedTo: number;
}

export const MEMORY = fs.existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir();

/** The ledger that is made where none is found. */
const OTHER = { ledger: uuid(9, 9), project: { id: uuid(9, 8), name: 'Another' } };

export function look(place: Place): Finding {
  let store: OpenedStore;
  try {
    store = openStore({
      folder: place.folder,
      receiptFolder: place.receiptFolder,
      keyFile: place.keyFile,
      create: OTHER,
      packaged: true,
      snapshotEvery: 1_000,
      timeMs: 0,
    });
  } catch (error) {
    if (!(error instanceof OpenFailure)) throw error;
    return { problem: error.reason.code, message: error.reason.message, shown: null };
  }
  const { state, end, problem } = store;
  const shown = {
    ledger: state.ledger,
    position: end.position,
    head: end.head.toString('hex'),
    state: digestOf(state),
    leasedTo: state.leasedTo,
  };
  const damage = problem === null ? damageIn(store) : null;
  store.database.close();
  const found = problem ?? damage;
  return { problem: found?.code ?? null, message: found?.message ?? '', shown };
}

/** Checks what the opening took on a snapshot's word, as the worker does afterwards. */
function damageIn({
  log,
  verifiedFrom,
}: OpenedStore): { readonly code: string; readonly message: string } | null {
  const walk = new ChainWalk(log, CHAIN_START, verifiedFrom.position);
  for (;;) {
    const step = walk.step();
    if (step.damage !== null) return step.damage;
    if (!step.done) continue;
    if (walk.at.head.equals(verifiedFrom.head)) return null;
    return { code: 'snapshot_contradicts', message: 'The snapshot names another hash.' };
  }
}

/** Folders that are filled with one state of the disk after the other. */
export class Bench {
  readonly place: Place;
  readonly #written = new Set<string>();

  constructor(root: string) {
    this.place = makePlace(root);
    for (const folder of [this.place.folder, this.place.receiptFolder, path.dirname(this.place.keyFile)])
      fs.mkdirSync(folder, { recursive: true });
  }

  /** @param files by their name below the root; nothing else is there afterwards */
  put(files: ReadonlyMap<string, Uint8Array>): void {
    const { root, folder } = this.place;
    for (const name of fs.readdirSync(folder))
      this.#written.add(path.relative(root, path.join(folder, name)));
    for (const name of this.#written) if (!files.has(name)) fs.rmSync(path.join(root, name), { force: true });
    for (const [name, bytes] of files) fs.writeFileSync(path.join(root, name), bytes);
    for (const name of files.keys()) this.#written.add(name);
  }
}
