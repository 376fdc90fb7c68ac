/**
 * A process with a real ledger and a small deterministic author: what the tests kill, starve and trace.
 *
 *   writer-process.ts ROOT serial COUNT    one intent after the other, each confirmed before the next
 *   writer-process.ts ROOT stubborn COUNT  the same; where the outcome of a commit is unknown it reopens and goes on
 *   writer-process.ts ROOT stream COUNT    several in flight, until COUNT are confirmed or the process is killed
 *
 * Confirmations go to standard output, one `confirmed N` a line, each in one write: who read it was told.
 */
import { channel } from 'node:diagnostics_channel';
import fs from 'node:fs';
import type { LedgerRecord } from '#app/ledger/index.ts';
import { abort, begin, commit, isAborted, lease, makePlace, open, recoveryRecords } from './rig.ts';
import type { Opened } from './rig.ts';

const LEASE = 256;
const IN_FLIGHT = 6;

const [root, mode, count, snapshotEvery] = process.argv.slice(2);
if (root === undefined) throw new Error('Where?');
const points = channel('vibesync.ledger');
const pause = new Int32Array(new SharedArrayBuffer(4));
/** One write a line. A reader that is behind leaves no room in the pipe: then this waits for it, as a log would. */
const say = (line: string): void => {
  for (;;) {
    try {
      fs.writeSync(1, `${line}\n`);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(pause, 0, 0, 1);
    }
  }
};

const opened = await open(makePlace(root), { snapshotEvery: Number(snapshotEvery ?? 200) });
say(`open ${JSON.stringify(opened.ledger.counters)}`);
const target = Number(count);
if (mode === 'serial') await serial(opened, target);
else if (mode === 'stubborn') await stubborn(opened, target);
else await stream(opened, target);
say(`done ${JSON.stringify(opened.ledger.counters)}`);
await opened.ledger.close();
say(`closed ${JSON.stringify(opened.ledger.counters)}`);

async function serial({ ledger, listener }: Opened, intents: number): Promise<void> {
  let position = ledger.position + 1;
  const first = ledger.state.leasedTo + 1;
  ledger.append(position, [lease(first, first + intents - 1)], true);
  await listener.durableTo(position);
  position += 1;
  for (let n = first; n < first + intents; n += 1, position += 2) {
    ledger.append(position, [begin(n)], false);
    ledger.append(position + 1, [commit(n)], false);
    await listener.durableTo(position + 1);
    say(`confirmed ${n}`);
  }
}

/** Until `intents` are confirmed; what the ledger fails at goes to standard output too. */
async function stubborn({ ledger, listener }: Opened, intents: number): Promise<void> {
  let confirmed = 0;
  while (confirmed < intents) {
    const position = ledger.position + 1;
    const n = ledger.state.leasedTo + 1;
    const failures = listener.failed.length;
    const failed = (): boolean => listener.failed.length > failures;
    let next = position;
    const append = (records: readonly LedgerRecord[]): void => {
      ledger.append(next, records, true);
      next += records.length;
    };
    append([...recoveryRecords(ledger.state), lease(n, n + intents)]);
    for (let i = n; confirmed < intents && !failed(); i += 1) {
      append([begin(i), commit(i)]);
      const through = next - 1;
      await listener.until(() => (listener.durable.at(-1)?.position ?? 0) >= through || failed());
      if (failed()) break;
      confirmed += 1;
      say(`confirmed ${i}`);
    }
    if (!failed()) return;
    const { outcome, reason } = listener.failed.at(-1) ?? { outcome: '', reason: { code: '' } };
    say(`failed ${outcome} ${reason.code}`);
    const refused = await ledger.reopen();
    say(`reopened ${refused?.code ?? ledger.mode} ${ledger.state.revision}`);
    if (refused !== null || ledger.mode !== 'ok') return;
  }
}

/** As the orchestrator does it: numbers from durable leases only, begins ahead of commits, recovery before anything. */
async function stream({ ledger, listener }: Opened, intents: number): Promise<void> {
  let position = ledger.position + 1;
  let leasedTo = ledger.state.leasedTo;
  let durableLease = leasedTo;
  const commits: { readonly n: number; readonly position: number }[] = [];
  const append = (records: readonly LedgerRecord[], flush = false): void => {
    ledger.append(position, records, flush);
    position += records.length;
  };
  const recovery = recoveryRecords(ledger.state);
  if (recovery.length > 0) {
    append(recovery, true);
    points.publish({ point: 'recovering' });
    await listener.durableTo(position - 1);
  }
  let n = leasedTo + 1;
  let confirmed = 0;
  const begun: number[] = [];
  let leasePosition = 0;
  while (confirmed < intents) {
    if (leasedTo - n < LEASE / 2 && leasedTo === durableLease) {
      append([lease(leasedTo + 1, leasedTo + LEASE)], true);
      leasedTo += LEASE;
      leasePosition = position - 1;
    }
    while (n <= durableLease && begun.length + commits.length < IN_FLIGHT) {
      append([begin(n)]);
      points.publish({ point: 'begin_sent' });
      begun.push(n);
      n += 1;
    }
    // Half of what is begun is decided in this turn, so that begins ride ahead of their commits.
    for (let i = 0; i < IN_FLIGHT / 2; i += 1) {
      const next = begun.shift();
      if (next === undefined) break;
      if (isAborted(next)) append([abort(next)]);
      else {
        append([commit(next)]);
        commits.push({ n: next, position: position - 1 });
        points.publish({ point: 'commit_sent' });
      }
    }
    const before = listener.durable.length;
    if (commits.length > 0 || leasePosition > 0)
      await listener.until(() => listener.durable.length > before || listener.failed.length > 0);
    if (listener.failed.length > 0) throw new Error(JSON.stringify(listener.failed));
    const through = listener.durable.at(-1)?.position ?? 0;
    if (leasePosition > 0 && through >= leasePosition) {
      durableLease = leasedTo;
      leasePosition = 0;
    }
    for (let next = commits[0]; next !== undefined && next.position <= through; next = commits[0]) {
      commits.shift();
      confirmed += 1;
      say(`confirmed ${next.n}`);
      points.publish({ point: 'confirmed' });
    }
  }
}
