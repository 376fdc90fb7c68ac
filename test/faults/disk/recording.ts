/** Records what a life of the ledger did to its disk, and what it should amount to. */
import fs from 'node:fs';
import path from 'node:path';
import { emptyDurableState, serialiseDurableState } from '#app/ledger/index.ts';
import { connect } from '#main/ledger/database.ts';
import { recordsOf, sha256 } from '#main/ledger/frames.ts';
import type { FramedGroup } from '#main/ledger/frames.ts';
import { foldStored } from '#main/ledger/opening.ts';
import { runWriter } from '#test/ledger/processes.ts';
import { makePlace } from '#test/ledger/rig.ts';
import type { Place } from '#test/ledger/rig.ts';
import { readChanges } from '#test/ledger/system-calls.ts';
import type { Change } from '#test/ledger/system-calls.ts';

export interface Recording {
  /** What strace wrote: each thread reads it for itself. */
  readonly trace: string;
  /** The folder that was written to. */
  readonly root: string;
  readonly reference: Reference;
}

/** What the whole log comes to after each of its groups. */
export interface Reference {
  readonly ledger: string;
  /** By the position of a group's last record. */
  readonly points: ReadonlyMap<number, ReferencePoint>;
}

export interface ReferencePoint {
  /** Of the chain, in hex. */
  readonly head: string;
  /** Digest of the state that the records up to here fold to. */
  readonly state: string;
}

export interface RecordingOptions {
  readonly seed: number;
  readonly lives: number;
  /** In each life. */
  readonly intents: number;
  readonly snapshotEvery: number;
  /** Groups between checkpoints. */
  readonly checkpointEvery: number;
  readonly hooks?: readonly 'weak-sync'[];
}

const CALLS = 'trace=write,pwrite64,ftruncate,fsync,fdatasync,unlink,rename';
/** More than the longest write: a page of the database. */
const BYTES_SHOWN = '70000';

/** @param root made for it: holds the trace and what was written */
export async function record(root: string, options: RecordingOptions): Promise<Recording> {
  fs.mkdirSync(root, { recursive: true });
  const place = makePlace(path.join(root, 'recorded'));
  const trace = path.join(root, 'trace');
  const { seed, lives, intents, snapshotEvery, checkpointEvery, hooks = [] } = options;
  const author = await runWriter({
    place,
    mode: 'serial',
    count: intents,
    script: path.join(import.meta.dirname, 'author-process.ts'),
    told: [seed, lives, intents, snapshotEvery].map(String),
    hooks,
    imports: [path.join(import.meta.dirname, 'hooks/frequent-checkpoints.mjs')],
    environment: { CHECKPOINT_EVERY: String(checkpointEvery) },
    under: ['strace', '-f', '--seccomp-bpf', '-y', '-xx', '-s', BYTES_SHOWN, '-e', CALLS, '-o', trace],
  });
  if (author.code !== 0) throw new Error(`The author ended with ${author.code}: ${author.errors}`);
  const reference = referenceOf(place);
  // Beside a ledger that still lies where its marks say, the same one elsewhere is a copy.
  fs.rmSync(place.folder, { recursive: true });
  return { trace, root: place.root, reference };
}

/** Every change of the recorded run, in order. */
export function changesOf({ trace, root }: Recording): readonly Change[] {
  return readChanges(trace, root);
}

/** Folds the whole log, group by group. */
export function referenceOf(place: Place): Reference {
  const database = connect(place.database);
  const groups = database.prepare('SELECT * FROM groups ORDER BY first').all() as FramedGroup[];
  database.close();
  const state = emptyDurableState();
  const points = new Map<number, ReferencePoint>();
  for (const group of groups) {
    for (const { position, json } of recordsOf(group)) {
      const found = foldStored(state, position, json);
      if (found !== null) throw new Error(found.message);
    }
    points.set(state.position, { head: group.head.toString('hex'), state: digestOf(state) });
  }
  return { ledger: state.ledger, points };
}

export function digestOf(state: Parameters<typeof serialiseDurableState>[0]): string {
  return sha256(JSON.stringify(serialiseDurableState(state))).toString('hex');
}
