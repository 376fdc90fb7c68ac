/** A thread of the explorer: opens its share of the crash states of a recording. */
import { hash } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { crashStates, filesOf } from './crash-states.ts';
import type { CrashState, FileState } from './crash-states.ts';
import { EMPTY_TALLY } from './explorer.ts';
import type { Explored, Share, Tally } from './explorer.ts';
import { judge } from './judging.ts';
import { Bench, look } from './looking.ts';
import type { Finding } from './looking.ts';
import { RecordedDisk } from './recorded-disk.ts';
import { changesOf } from './recording.ts';

const EXAMPLES_MAX = 5;

const share = workerData as Share;
const bench = new Bench(share.root);
/** By the hash of all files. */
const found = new Map<string, Finding>();
/** The same, by their versions: those need no bytes. */
const known = new Map<string, Finding>();
/** Of files, by their version. */
const hashes = new Map<number, string>();
const tally: Record<CrashState['loss'], Tally> = {
  lost: { ...EMPTY_TALLY },
  torn: { ...EMPTY_TALLY },
  reordered: { ...EMPTY_TALLY },
};
const examples: string[] = [];

const disk = new RecordedDisk();
const changes = changesOf(share.recording);
let nth = 0;
for (const [index, change] of changes.entries()) {
  disk.take(change);
  // What is said changes no disk, and asks more of it.
  if (changes[index + 1]?.kind === 'say' || index < share.from) continue;
  if (index >= share.to) break;
  for (const state of crashStates(disk)) {
    nth += 1;
    if (nth % share.stride === 0) examine(state, index);
  }
}
parentPort?.postMessage({ hashes: [...found.keys()], tally, examples } satisfies Explored);

function examine(state: CrashState, index: number): void {
  const files = filesOf(disk, state);
  const { finding, isNew } = findingOf(files);
  const verdict = judge(finding, disk.told, share.recording.reference);
  const of = tally[state.loss];
  if (isNew) of.states += 1;
  if (verdict.ok) return;
  of[verdict.kind] += 1;
  const words = `after change ${index}, ${state.loss} ${JSON.stringify(state.kept)}, ${state.names} names: ${verdict.why}`;
  if (examples.length < EXAMPLES_MAX) examples.push(words);
}

/** Opens what was not opened before. */
function findingOf(files: ReadonlyMap<string, FileState>): { finding: Finding; isNew: boolean } {
  const names = [...files.keys()].sort();
  const versions = names.map((name) => `${name} ${files.get(name)?.version}`).join('\n');
  const same = known.get(versions);
  if (same !== undefined) return { finding: same, isNew: false };
  const bytes = new Map<string, Buffer>();
  const contents = names.map((name) => {
    const file = files.get(name) as FileState;
    bytes.set(name, file.bytes());
    const content = hashes.get(file.version) ?? hash('sha1', bytes.get(name) as Buffer);
    hashes.set(file.version, content);
    return `${name} ${content}`;
  });
  const key = hash('sha1', contents.join('\n'), 'base64');
  const equal = found.get(key);
  const finding = equal ?? open(bytes);
  known.set(versions, finding);
  found.set(key, finding);
  return { finding, isNew: equal === undefined };
}

function open(bytes: ReadonlyMap<string, Buffer>): Finding {
  bench.put(bytes);
  return look(bench.place);
}
