/**
 * A process with a real ledger whose writes are recorded: author-process.ts ROOT SEED LIVES INTENTS SNAPSHOT_EVERY
 *
 * Every life opens the ledger, makes some groups of one to three intents, now and then a long one, and closes it.
 * What the outside may know goes to standard output, one line a write:
 *
 *   opened POSITION      the ledger is there up to this record
 *   using N              the number is spoken of from now on, whatever becomes of it
 *   confirmed POSITION   everything up to this record was said to be durable
 */
import fs from 'node:fs';
import type { LedgerRecord } from '#app/ledger/index.ts';
import {
  abort,
  begin,
  commit,
  isAborted,
  lease,
  makePlace,
  open,
  recoveryRecords,
} from '#test/ledger/rig.ts';
import { seededRandom } from '#test/ledger/random.ts';

/** Longer than a page of the database: its row then spans several. */
const LONG_REASON = 'x'.repeat(20_000);
const GROUP_INTENTS_MAX = 3;
const LONG_IN = 12;

const [root = '', ...numbers] = process.argv.slice(2);
const [seed = 1, lives = 1, intents = 10, snapshotEvery = 1_000] = numbers.map(Number);
const random = seededRandom(seed);
const say = (line: string): number => fs.writeSync(1, `${line}\n`);

for (let life = 0; life < lives; life += 1) await live();

async function live(): Promise<void> {
  const { ledger, listener } = await open(makePlace(root), { snapshotEvery });
  let position = ledger.position + 1;
  let n = ledger.state.leasedTo + 1;
  say(`opened ${ledger.position}`);
  const append = async (records: readonly LedgerRecord[]): Promise<void> => {
    ledger.append(position, records, true);
    position += records.length;
    await listener.durableTo(position - 1);
    say(`confirmed ${position - 1}`);
  };
  const last = n + intents - 1;
  await append([...recoveryRecords(ledger.state), lease(n, last)]);
  while (n <= last) {
    const records: LedgerRecord[] = [];
    for (let i = 1 + random(GROUP_INTENTS_MAX); i > 0 && n <= last; i -= 1, n += 1) {
      say(`using ${n}`);
      records.push(random(LONG_IN) === 0 ? longBegin(n) : begin(n));
      // The last one is still in the air when the life ends.
      if (n < last) records.push(isAborted(n) ? abort(n) : commit(n));
    }
    await append(records);
  }
  await ledger.close();
}

function longBegin(n: number): LedgerRecord {
  const record = begin(n);
  return record.kind === 'begin' ? { ...record, intent: { ...record.intent, reason: LONG_REASON } } : record;
}
