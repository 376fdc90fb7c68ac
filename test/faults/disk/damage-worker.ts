/** A thread that opens damaged copies of a ledger, one after the other. */
import { parentPort } from 'node:worker_threads';
import { lookCredulously } from './credulous.ts';
import type { Damage, Damaged, DamageShare } from './damage.ts';
import { silenceOf } from './judging.ts';
import { Bench, look } from './looking.ts';

parentPort?.on('message', (share: DamageShare) => parentPort?.postMessage(damageShare(share)));

function damageShare({ root, files, damages, confirmed, reference, opener }: DamageShare): Damaged {
  const bench = new Bench(root);
  const open = opener === 'ledger' ? look : lookCredulously;
  const tally: Record<string, number> = {};
  const silent: string[] = [];
  for (const damage of damages) {
    const bytes = files.get(damage.file);
    if (bytes === undefined) throw new Error(`There is no ${damage.file}.`);
    bench.put(new Map(files).set(damage.file, damaged(bytes, damage)));
    const finding = open(bench.place);
    const why = silenceOf(finding, confirmed, reference);
    if (why !== null)
      silent.push(`${damage.file} ${damage.bit === null ? 'cut' : 'flipped'} at ${damage.offset}: ${why}`);
    const key = finding.problem ?? 'changes nothing';
    tally[key] = (tally[key] ?? 0) + 1;
  }
  return { tally, silent };
}

function damaged(bytes: Uint8Array, { offset, bit }: Damage): Uint8Array {
  if (bit === null) return bytes.subarray(0, offset);
  const copy = Uint8Array.from(bytes);
  copy[offset] = (copy[offset] ?? 0) ^ (1 << bit);
  return copy;
}
