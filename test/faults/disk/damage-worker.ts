/** A thread that opens damaged copies of a ledger, one after the other. */
import { parentPort, workerData } from 'node:worker_threads';
import { lookCredulously } from './credulous.ts';
import type { Damage, Damaged, DamageShare } from './damage.ts';
import { Bench, look } from './looking.ts';
import type { Finding } from './looking.ts';

const { root, files, damages, reference, whole, opener } = workerData as DamageShare;
const bench = new Bench(root);
const open = opener === 'ledger' ? look : lookCredulously;
const tally: Record<string, number> = {};
const silent: string[] = [];

for (const damage of damages) {
  const bytes = files.get(damage.file);
  if (bytes === undefined) throw new Error(`There is no ${damage.file}.`);
  bench.put(new Map(files).set(damage.file, damaged(bytes, damage)));
  const finding = open(bench.place);
  const why = silenceOf(finding);
  if (why !== null)
    silent.push(`${damage.file} ${damage.bit === null ? 'cut' : 'flipped'} at ${damage.offset}: ${why}`);
  const key = finding.problem ?? 'changes nothing';
  tally[key] = (tally[key] ?? 0) + 1;
}
parentPort?.postMessage({ tally, silent } satisfies Damaged);

function damaged(bytes: Uint8Array, { offset, bit }: Damage): Uint8Array {
  if (bit === null) return bytes.subarray(0, offset);
  const copy = Uint8Array.from(bytes);
  copy[offset] = (copy[offset] ?? 0) ^ (1 << bit);
  return copy;
}

/** Null where the damage was named and nothing of it shown, or where it changed nothing. */
function silenceOf({ problem, message, shown }: Finding): string | null {
  if (problem !== null && message === '') return 'found, and not said what';
  if (shown === null) return problem === null ? 'opens, and shows nothing' : null;
  if (problem === null) {
    const { ledger, position, head, state, leasedTo } = whole;
    const same =
      shown.ledger === ledger &&
      shown.position === position &&
      shown.head === head &&
      shown.state === state &&
      shown.leasedTo === leasedTo;
    return same ? null : `ends at record ${shown.position} of ${position}, and nobody says so`;
  }
  // What is shown beside the problem was once true.
  if (shown.ledger !== reference.ledger) return shown.position === 1 ? null : 'shows another ledger';
  const point = reference.points.get(shown.position);
  return point?.head === shown.head && point.state === shown.state ? null : 'shows what was never written';
}
