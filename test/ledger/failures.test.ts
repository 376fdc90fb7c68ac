import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { shown } from '#test/evidence/index.ts';
import { lockFolder } from '#main/ledger/database.ts';
import { openLedger } from '#main/ledger/index.ts';
import type { Counters } from '#main/ledger/index.ts';
import { runWriter } from './processes.ts';
import { begin, commit, fill, lease, Listener, makePlace, open, optionsFor } from './rig.ts';

const INTENTS = 60;

describe('errors of the disk (R5)', () => {
  it('DUR-1, FAIL-3: of unknown outcome: nobody is told either way, a replay decides, and the work goes on (row 5)', async () => {
    const place = makePlace();
    // The fortieth sync of the write-ahead file fails, once: in the middle of a COMMIT.
    const trace = [
      'strace',
      '-f',
      '--seccomp-bpf',
      '-P',
      `${place.database}-wal`,
      '-e',
      'trace=fsync,fdatasync',
      '-o',
      '/dev/null',
    ];
    const fault = ['-e', 'inject=fsync,fdatasync:error=EIO:when=40'];
    const writer = await runWriter({ place, mode: 'stubborn', count: INTENTS, under: [...trace, ...fault] });
    expect(writer.errors).toBe('');
    expect(writer.confirmed).toHaveLength(INTENTS);
    const failed = writer.lines.findIndex((line) => line.startsWith('failed'));
    expect(writer.lines[failed]).toBe('failed unknown disk_error');
    const before = writer.lines.slice(0, failed).filter((line) => line.startsWith('confirmed')).length;
    const revision = Number(/^reopened ok (\d+)$/.exec(writer.lines[failed + 1] ?? '')?.[1]);
    expect([before, before + 1]).toContain(revision);
    await isWhole(place, writer.confirmed);
    shown({ ids: ['DUR-1', 'FAIL-3'], row: 5, how: 'a sync fails in the middle of a COMMIT', runs: 1 });
  });

  it('DUR-1, FAIL-3: in a checkpoint: counted, tried again, and nothing that was confirmed depends on it (row 6)', async () => {
    const place = makePlace();
    // Every sync of the database itself fails from the third on; the write-ahead file's do not.
    const syncs = ['-e', 'trace=fsync,fdatasync', '-o', '/dev/null'];
    const trace = ['strace', '-f', '--seccomp-bpf', '-P', place.database, ...syncs];
    const fault = ['-e', 'inject=fsync,fdatasync:error=EIO:when=3+'];
    const writer = await runWriter({ place, mode: 'serial', count: 250, under: [...trace, ...fault] });
    expect(writer.errors).toBe('');
    expect(writer.confirmed).toHaveLength(250);
    const counters = JSON.parse(writer.lines.at(-1)?.slice('closed '.length) ?? '{}') as Counters;
    expect(counters.checkpointFailures).toBeGreaterThan(1);
    await isWhole(place, writer.confirmed);
    const runs = counters.checkpointFailures;
    shown({ ids: ['DUR-1', 'FAIL-3'], row: 6, how: 'every sync of a checkpoint fails', runs });
  });

  it('DUR-1, FAIL-3: of the receipt, always: counted, and no checkpoint waits for it (row 6)', async () => {
    const place = makePlace();
    await runWriter({ place, mode: 'serial', count: 1 });
    const [receipt = ''] = fs.readdirSync(place.receiptFolder);
    const file = path.join(place.receiptFolder, receipt);
    const trace = ['strace', '-f', '--seccomp-bpf', '-P', file, '-e', 'trace=fsync,fdatasync'];
    const fault = ['-e', 'inject=fsync,fdatasync:error=EIO', '-o', '/dev/null'];
    const writer = await runWriter({ place, mode: 'serial', count: 250, under: [...trace, ...fault] });
    expect(writer.errors).toBe('');
    expect(writer.confirmed).toHaveLength(250);
    const counters = JSON.parse(writer.lines.at(-1)?.slice('closed '.length) ?? '{}') as Counters;
    expect(counters.receiptFailures).toBeGreaterThan(1);
    expect(counters.checkpointFailures).toBe(0);
    expect(fs.existsSync(`${place.database}-wal`)).toBe(false);
    await isWhole(place, writer.confirmed);
    const runs = counters.receiptFailures;
    shown({ ids: ['DUR-1', 'FAIL-3'], row: 6, how: 'every sync of the receipt fails', runs });
  });

  it('DUR-1, FAIL-3: of a limit that the size of files has: unknown, then read-only while it lasts; what was confirmed is there (row 7)', async () => {
    const place = makePlace();
    const limited = ['bash', '-c', 'trap "" XFSZ; exec prlimit --fsize=300000 "$@"', 'limited'];
    const writer = await runWriter({ place, mode: 'stubborn', count: 2_000, under: limited });
    expect(writer.confirmed.length).toBeGreaterThan(3);
    expect(writer.confirmed.length).toBeLessThan(2_000);
    expect(writer.lines.some((line) => line.startsWith('failed unknown disk_'))).toBe(true);
    await isWhole(place, writer.confirmed);
    shown({ ids: ['DUR-1', 'FAIL-3'], row: 7, how: 'the size of files has a limit', runs: 1 });
  });

  it('DUR-1, FAIL-3: a full disk: refused before anything is written, reads stay up, and with room again it goes on (row 8)', async () => {
    // In a mount namespace of its own, so that the small disk ends with the process.
    const asRoot = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
    const script = path.join(import.meta.dirname, 'full-disk.ts');
    const place = makePlace();
    const writer = await runWriter({
      place,
      mode: 'serial',
      count: 0,
      under: ['unshare', ...asRoot, '--mount'],
      script,
    });
    expect(writer.errors).toBe('');
    expect(writer.lines).toEqual([
      'filled 20',
      'refused refused disk_full from 43',
      'read 42 records while it is full',
      'again 25',
      'reopened 25',
    ]);
    shown({
      ids: ['DUR-1', 'FAIL-3'],
      row: 8,
      how: 'a disk of 16 MiB fills up, and has room again',
      runs: 1,
    });
  });

  it('FAIL-3: a bug in the worker: the outcome counts as unknown, and a new worker replays (row 31)', async () => {
    const place = makePlace();
    const environment = { THROW_AT: 'synced:40' };
    const writer = await runWriter({
      place,
      mode: 'stubborn',
      count: INTENTS,
      hooks: ['points'],
      environment,
    });
    expect(writer.lines.filter((line) => /^(failed|reopened)/.test(line))).toEqual([
      'failed unknown worker_failed',
      expect.stringMatching(/^reopened ok/),
    ]);
    expect(writer.confirmed).toHaveLength(INTENTS);
    await isWhole(place, writer.confirmed);
    shown({ ids: ['FAIL-3'], row: 31, how: 'a bug in the ledger’s worker, right after a sync', runs: 1 });
  });

  it('an append out of place is never guessed at: unknown, and a reopening settles it', async () => {
    const opened = await open(makePlace());
    const { ledger, listener } = opened;
    await fill(opened, 4);
    ledger.append(99, [lease(5, 8)], true);
    await listener.until(() => listener.failed.length > 0);
    expect(listener.failed[0]).toMatchObject({ outcome: 'unknown', reason: { code: 'position_mismatch' } });
    expect(await ledger.reopen()).toBeNull();
    expect(ledger.state.revision).toBe(4);
    listener.failed.length = 0;
    await fill(opened, 4);
    expect(ledger.receipt?.n).toBe(8);
    await ledger.close();
  });
});

describe('one process at a time', () => {
  it('ORD-1: refuses a second opening, in this process and in another, and only while the first lasts (row 14)', async () => {
    const place = makePlace();
    const { ledger } = await open(place);
    const again = await openLedger(optionsFor(place, new Listener()));
    expect(again).toMatchObject({ ok: false, reason: { code: 'locked' } });
    const other = await runWriter({ place, mode: 'serial', count: 1 });
    expect(other.code).not.toBe(0);
    expect(other.errors).toContain('locked');
    await ledger.close();
    const after = await runWriter({ place, mode: 'serial', count: 1 });
    expect(after.errors).toBe('');
    expect(after.confirmed).toEqual([1]);
    shown({ ids: ['ORD-1'], row: 14, how: 'a second opening in this process and in another', runs: 2 });
  });

  it('asks for the folder before it looks at what is in it', async () => {
    const place = makePlace();
    fs.mkdirSync(place.folder, { recursive: true });
    const lock = lockFolder(place.folder);
    const refused = await openLedger(optionsFor(place, new Listener()));
    expect(refused).toMatchObject({ ok: false, reason: { code: 'locked' } });
    expect(fs.existsSync(place.database)).toBe(false);
    lock.close();
    const { ledger } = await open(place);
    expect(() => lockFolder(place.folder)).toThrow('with this project already');
    await ledger.close();
  });

  it('does not mind what a killed process leaves behind', async () => {
    const place = makePlace();
    const environment = { KILL_AT: 'syncing:5' };
    const killed = await runWriter({ place, mode: 'serial', count: 20, hooks: ['points'], environment });
    expect(killed.signal).toBe('SIGKILL');
    expect(fs.existsSync(path.join(place.folder, 'ledger.lock'))).toBe(true);
    await isWhole(place, killed.confirmed);
  });
});

describe('a group', () => {
  it('takes what queued while the last one was synced', async () => {
    const opened = await open(makePlace());
    const { ledger, listener } = opened;
    ledger.append(2, [lease(1, 1_000)], true);
    await listener.durableTo(2);
    const records = 1_000;
    for (let n = 1; n <= records; n += 1) ledger.append(2 * n + 1, [begin(n), commit(n)], false);
    await listener.durableTo(2 * records + 2);
    const receipts = listener.durable.flatMap((event) => event.receipts);
    expect(receipts.map(({ n }) => n)).toEqual(Array.from({ length: records }, (_, i) => i + 1));
    expect(ledger.counters.groups).toBeLessThan(records / 10);
    await ledger.close();
  });
});

async function isWhole(place: ReturnType<typeof makePlace>, confirmed: readonly number[]): Promise<void> {
  const { ledger } = await open(place);
  expect(ledger.problem).toBeNull();
  expect(ledger.state.revision).toBeGreaterThanOrEqual(confirmed.at(-1) ?? 0);
  const records = await ledger.readRange(1, Number.MAX_SAFE_INTEGER);
  const committed = new Set(records.flatMap(({ record }) => (record.kind === 'commit' ? [record.n] : [])));
  expect(confirmed.filter((n) => !committed.has(n))).toEqual([]);
  expect(await ledger.verifyAll()).toEqual({ records: records.length, problem: null });
  await ledger.close();
}
