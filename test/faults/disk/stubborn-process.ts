/**
 * A process that goes on whatever its disk says: stubborn-process.ts ROOT COUNT [short SEED | reopening]
 *
 * It makes intents, one after the other, until COUNT are confirmed, and reopens the ledger whenever an outcome is open.
 * With `short`, a limit on the size of files now and then ends a write in its middle; with `reopening` it reopens after every
 * intent. To standard output, one line a write:
 *
 *   confirmed N        said to be durable
 *   refused N CODE     said to have left nothing
 *   unknown N CODE     nobody was told either way
 *   reopened CODE      what a reopening came to, `ok` where it can be written to again
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import type { LedgerRecord } from '#app/ledger/index.ts';
import { begin, commit, lease, makePlace, open, recoveryRecords } from '#test/ledger/rig.ts';
import { seededRandom } from '#test/ledger/random.ts';

const REOPENINGS_MAX = 400;
/** One intent of so many meets a limit. */
const SHORT_ONE_IN = 3;
/** Within the frames of one commit. */
const SHORT_BYTES_MAX = 50_000;

const [root = '', count = '1', mode = '', seed = '1'] = process.argv.slice(2);
const random = seededRandom(Number(seed));
const place = makePlace(root);
const say = (line: string): number => fs.writeSync(1, `${line}\n`);

const { ledger, listener } = await open(place);
let position = ledger.position + 1;
let n = 0;
let last = 0;
let reopenings = 0;

await renew();
for (let confirmed = 0; confirmed < Number(count);) {
  if (n > last) await renew();
  const number = n;
  n += 1;
  const isShort = mode === 'short' && random(SHORT_ONE_IN) === 0;
  if (isShort) limit(sizeOf(`${place.database}-wal`) + 1 + random(SHORT_BYTES_MAX));
  const outcome = await append([begin(number), commit(number)]);
  if (isShort) limit(null);
  say(`${outcome.what} ${number} ${outcome.code}`.trimEnd());
  if (outcome.what === 'confirmed') confirmed += 1;
  if (outcome.what === 'unknown' || mode === 'reopening') await renew();
}
await ledger.close();
say(`closed ${JSON.stringify(ledger.counters)}`);

/** Numbers to go on with, after a reopening where one is due: every number of before gets its outcome first (R2). */
async function renew(): Promise<void> {
  for (;;) {
    reopenings += 1;
    if (reopenings > REOPENINGS_MAX) throw new Error('It never takes anything again.');
    const refused = await ledger.reopen();
    say(`reopened ${refused?.code ?? ledger.problem?.code ?? 'ok'}`);
    if (refused !== null || ledger.mode !== 'ok') continue;
    position = ledger.position + 1;
    n = ledger.state.leasedTo + 1;
    last = n + Number(count);
    const { what } = await append([...recoveryRecords(ledger.state), lease(n, last)]);
    if (what === 'confirmed') return;
  }
}

async function append(
  records: readonly LedgerRecord[],
): Promise<{ what: 'confirmed' | 'refused' | 'unknown'; code: string }> {
  const failures = listener.failed.length;
  const through = position + records.length - 1;
  ledger.append(position, records, true);
  const isDurable = (): boolean => (listener.durable.at(-1)?.position ?? 0) >= through;
  await listener.until(() => isDurable() || listener.failed.length > failures);
  const failed = listener.failed[failures];
  if (failed === undefined) {
    position = through + 1;
    return { what: 'confirmed', code: '' };
  }
  if (failed.outcome === 'unknown') return { what: 'unknown', code: failed.reason.code };
  position = failed.from;
  return { what: 'refused', code: failed.reason.code };
}

function sizeOf(file: string): number {
  return fs.existsSync(file) ? fs.statSync(file).size : 0;
}

/** Of every file that this process writes. */
function limit(bytes: number | null): void {
  execFileSync('prlimit', ['--pid', String(process.pid), `--fsize=${bytes ?? 'unlimited'}:unlimited`]);
}
