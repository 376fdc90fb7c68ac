/** What the ledger syncs beside SQLite, files and folders, fails at each of these calls in turn: it is the old ledger or the
 * new one, and trying again comes to its end. */
import fs from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { OpenFailure } from '#main/ledger/database.ts';
import { keptName } from '#main/ledger/migrations.ts';
import { Writer } from '#main/ledger/writer.ts';
import { shown } from '#test/evidence/index.ts';
import { digest, markOld, placeWith } from '#test/ledger/old-ledgers.ts';
import { alter, closedLedger, copyOf, fill, Listener, open, optionsFor, uuid } from '#test/ledger/rig.ts';
import type { Place } from '#test/ledger/rig.ts';

afterEach(() => void vi.restoreAllMocks());

interface Attempt {
  /** The call that was to fail was made. */
  readonly isInjected: boolean;
  readonly failure: OpenFailure | null;
}

/** Does something of which the `which`-th own sync fails. */
function withFailing(which: number, what: () => unknown): Attempt {
  const { fsyncSync } = fs;
  let calls = 0;
  const spy = vi.spyOn(fs, 'fsyncSync').mockImplementation((handle) => {
    calls += 1;
    if (calls === which) throw Object.assign(new Error('EIO: i/o error, fsync'), { code: 'EIO' });
    fsyncSync(handle);
  });
  try {
    what();
    return { isInjected: calls >= which, failure: null };
  } catch (error) {
    if (!(error instanceof OpenFailure)) throw error;
    return { isInjected: calls >= which, failure: error };
  } finally {
    spy.mockRestore();
  }
}

function writerOf(place: Place): Writer {
  const { create, keyFile, folder, receiptFolder } = optionsFor(place, new Listener());
  const more = { packaged: true, snapshotEvery: 1_000, timeMs: 0 };
  return new Writer({ create, keyFile, folder, receiptFolder, ...more }, () => undefined);
}

test('FAIL-3: a migration of which each own sync fails in turn: the old ledger or the new one, whole, and the next start has it', async () => {
  const oldPlace = (): Place => {
    const place = placeWith(0);
    markOld(place, (rows) => rows.length - 4);
    return place;
  };
  const peaceful = oldPlace();
  const before = digest(peaceful.database);
  const { ledger } = await open(peaceful);
  const records = await ledger.readRange(1, Number.MAX_SAFE_INTEGER);
  await ledger.close();
  const codes: (string | undefined)[] = [];
  let runs = 0;
  for (;;) {
    const place = oldPlace();
    const { isInjected, failure } = withFailing(runs + 1, () => writerOf(place).close());
    if (!isInjected) break;
    runs += 1;
    codes.push(failure?.reason.code);
    const again = await open(place);
    expect(again.ledger.problem).toBeNull();
    expect(await again.ledger.readRange(1, Number.MAX_SAFE_INTEGER)).toEqual(records);
    await fill(again, 2);
    expect(await again.ledger.verifyAll()).toMatchObject({ problem: null });
    await again.ledger.close();
    expect(digest(path.join(place.folder, keptName(0)))).toBe(before);
    expect(fs.readdirSync(place.folder).filter((name) => name.includes('migrating'))).toEqual([]);
  }
  // The mark, the copy, the folder with the copy's name and with the new one; then the key for receipts.
  expect(codes).toEqual([...Array<string>(4).fill('migration_failed'), 'key_unusable']);
  shown({ ids: ['FAIL-3'], how: 'the ledger’s own syncs in a migration fail, each in turn', runs });
});

test('FAIL-3, ORD-2: a new ledger in place of a damaged one, of which each own sync fails in turn: what is said is what is there', async () => {
  const damaged = await closedLedger(1_000_000);
  alter(damaged, '"n":25,"intent"', '"n":29,"intent"');
  let runs = 0;
  for (;;) {
    const place = copyOf(damaged);
    const writer = writerOf(place);
    const { ledger } = writer.opened().state;
    const { isInjected, failure } = withFailing(runs + 1, () => writer.restart(0, uuid(7, 1)));
    if (!isInjected) {
      writer.close();
      break;
    }
    runs += 1;
    expect(failure).not.toBeNull();
    expect(writer.opened()).toMatchObject({ damaged: true, state: { ledger } });
    // Whoever heard that it could not be done tries again, and there is one exchange only.
    const { damaged: isDamaged, mode, state } = writer.restart(0, uuid(7, 2));
    expect({ isDamaged, mode, revision: state.revision, leasedTo: state.leasedTo }).toEqual({
      isDamaged: false,
      mode: 'ok',
      revision: 20,
      leasedTo: 30,
    });
    writer.close();
    const names = fs.readdirSync(place.folder).filter((name) => name.endsWith('.sqlite'));
    expect(names.sort()).toEqual([`damaged-before-${state.ledger}.sqlite`, 'ledger.sqlite']);
    const again = await open(place);
    expect(again.ledger.state.ledger).toBe(state.ledger);
    await fill(again, 2);
    expect(again.ledger.receipt?.n).toBe(32);
    expect(await again.ledger.verifyAll()).toMatchObject({ problem: null });
    await again.ledger.close();
  }
  // The draft, the folder with its name, with the damaged one's new name, and with its own.
  expect(runs).toBe(4);
  shown({
    ids: ['FAIL-3', 'ORD-2'],
    how: 'the ledger’s own syncs fail where a new one takes a damaged one’s place, each in turn',
    runs,
  });
});
