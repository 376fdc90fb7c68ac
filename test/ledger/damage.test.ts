import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { serialiseDurableState } from '#app/ledger/index.ts';
import { canonicalJson } from '#app/scene/index.ts';
import { connect, OpenFailure } from '#main/ledger/database.ts';
import { recordsOf } from '#main/ledger/frames.ts';
import type { FramedGroup } from '#main/ledger/frames.ts';
import { CHAIN_START, ChainWalk, Log } from '#main/ledger/log.ts';
import { openStore } from '#main/ledger/opening.ts';
import { shown } from '#test/evidence/index.ts';
import { seededRandom } from './random.ts';
import { alter, begin, closedLedger, commit, copyOf, fill, lease, makePlace, open, uuid } from './rig.ts';
import type { Place } from './rig.ts';

/** What one opening of a damaged copy came to. */
interface Finding {
  /** Empty where nothing was found: then the state has to be the same. */
  readonly problem: string;
  readonly place: string | null;
  readonly state: string;
}

/** Opens in this thread, as the worker does, and checks the whole chain. */
function look(place: Place): Finding {
  try {
    const store = openStore({
      folder: place.folder,
      receiptFolder: place.receiptFolder,
      keyFile: place.keyFile,
      create: { ledger: uuid(9, 9), project: { id: uuid(9, 8), name: 'Another' } },
      packaged: true,
      snapshotEvery: 1_000,
      timeMs: 0,
    });
    const state = canonicalJson(serialiseDurableState(store.state));
    const walk = new ChainWalk(store.log, CHAIN_START, store.end.position);
    let step = walk.step();
    while (!step.done) step = walk.step();
    store.database.close();
    if (store.problem !== null) return { problem: store.problem.code, place: store.problem.path, state };
    if (step.damage !== null)
      return { problem: step.damage.code, place: `record ${step.damage.position}`, state };
    return { problem: '', place: null, state };
  } catch (error) {
    if (!(error instanceof OpenFailure)) throw error;
    return { problem: error.reason.code, place: error.reason.path, state: '' };
  }
}

/** A ledger whose records are all in the write-ahead file, as a kill leaves it. */
async function killedLedger(intents: number): Promise<Place> {
  const place = makePlace();
  const opened = await open(place);
  for (let i = 0; i < intents; i += 5) await fill(opened, 5);
  const left = copyOf(place);
  await opened.ledger.close();
  return left;
}

/** Without what SQLite leaves lying in pages that it no longer uses: every byte then means something. */
function compact(place: Place): void {
  const database = connect(place.database);
  database.exec('VACUUM');
  database.close();
}

type Class =
  | 'length of a record'
  | 'time of a record'
  | 'digest of a record'
  | 'body of a record'
  | 'head of a group'
  | 'snapshot'
  | 'structure of SQLite'
  | 'unused';

/** Which bytes of the database are what. Rows are found by their content; where SQLite left an old copy of one behind,
 * or has it in several pieces, its bytes count as structure. */
function classify(
  place: Place,
  bytes: Buffer,
): { classes: Map<Class, number[]>; recordAt: Map<number, number> } {
  const kinds: (Class | undefined)[] = Array.from({ length: bytes.length });
  const recordAt = new Map<number, number>();
  const mark = (from: number, length: number, kind: Class, position?: number): void => {
    for (let offset = from; offset < from + length; offset += 1) {
      kinds[offset] = kind;
      if (position !== undefined) recordAt.set(offset, position);
    }
  };
  const copy = copyOf(place);
  const database = connect(copy.database);
  const groups = database.prepare('SELECT * FROM groups').all() as FramedGroup[];
  const parts = database.prepare('SELECT body FROM snapshot_parts').pluck().all() as Buffer[];
  database.close();
  const only = (content: Buffer): number => {
    const first = bytes.indexOf(content);
    return bytes.includes(content, first + 1) ? -1 : first;
  };
  for (const group of groups) {
    const head = only(group.head);
    let offset = only(group.body);
    if (head >= 0) mark(head, group.head.length, 'head of a group', group.first);
    if (offset < 0) continue;
    for (const { position, json } of recordsOf(group)) {
      const length = Buffer.byteLength(json);
      mark(offset, 4, 'length of a record', position);
      mark(offset + 4, 6, 'time of a record', position);
      mark(offset + 10, 16, 'digest of a record', position);
      mark(offset + 26, length, 'body of a record', position);
      offset += 26 + length;
    }
  }
  for (const body of parts) {
    const piece = body.subarray(0, 4_096);
    if (only(piece) >= 0) mark(only(piece), piece.length, 'snapshot');
  }
  const classes = new Map<Class, number[]>();
  for (let offset = 0; offset < bytes.length; offset += 1) {
    const kind = kinds[offset] ?? (bytes[offset] === 0 ? 'unused' : 'structure of SQLite');
    const offsets = classes.get(kind);
    if (offsets === undefined) classes.set(kind, [offset]);
    else offsets.push(offset);
  }
  return { classes, recordAt };
}

describe('a flipped bit (DUR-2)', () => {
  it.each([
    ['with snapshots', 12, 40],
    ['without', 1_000_000, 120],
  ])(
    'anywhere in a small ledger %s is found and named, or changes nothing (row 11)',
    async (_, snapshotEvery, samples) => {
      const place = await closedLedger(snapshotEvery);
      compact(place);
      const bytes = fs.readFileSync(place.database);
      const { classes, recordAt } = classify(place, bytes);
      const random = seededRandom(7);
      const whole = look(copyOf(place));
      expect(whole.problem).toBe('');
      const tally: Record<string, number> = {};
      const copy = copyOf(place);
      for (const [kind, offsets] of classes) {
        // Every byte of SQLite's header, and a sample of each other kind.
        const chosen = Array.from({ length: samples }, () => offsets[random(offsets.length)] as number);
        if (kind === 'structure of SQLite') chosen.push(...offsets.filter((offset) => offset < 100));
        for (const offset of chosen) {
          const damaged = Buffer.from(bytes);
          damaged[offset] = (damaged[offset] as number) ^ (1 << random(8));
          for (const name of fs.readdirSync(copy.folder)) fs.rmSync(path.join(copy.folder, name));
          fs.writeFileSync(copy.database, damaged);
          const finding = look(copy);
          const where = `${kind} at ${offset}`;
          if (finding.problem === '') expect(finding.state, where).toBe(whole.state);
          const position = recordAt.get(offset);
          if (position !== undefined) {
            expect(finding.problem, where).toMatch(/^(record|group)_damaged$/);
            expect(finding.place, where).toBe(`record ${position}`);
          }
          const key = `${kind}: ${finding.problem === '' ? 'changes nothing' : finding.problem}`;
          tally[key] = (tally[key] ?? 0) + 1;
        }
      }
      console.log(
        Object.entries(tally)
          .map(([key, count]) => `${key} ${count}`)
          .join('; '),
      );
      expect(classes.has('body of a record')).toBe(true);
      expect(classes.has('snapshot')).toBe(snapshotEvery === 12);
      const runs = Object.values(tally).reduce((sum, count) => sum + count, 0);
      shown({
        ids: ['DUR-2'],
        row: 11,
        how: 'a bit flipped in each kind of bytes: the record is named',
        runs,
      });
    },
  );

  it('in SQLite’s own write-ahead file is found by the receipt, where SQLite calls the rest “ok” (row 10)', async () => {
    const place = await killedLedger(30);
    const whole = look(copyOf(place));
    expect(whole.problem).toBe('');
    const wal = fs.readFileSync(`${place.database}-wal`);
    const random = seededRandom(11);
    let lost = 0;
    for (let i = 0; i < 60; i += 1) {
      const copy = copyOf(place);
      const damaged = Buffer.from(wal);
      const offset = random(wal.length);
      damaged[offset] = (damaged[offset] as number) ^ (1 << random(8));
      fs.writeFileSync(`${copy.database}-wal`, damaged);
      const finding = look(copy);
      if (finding.problem === '') expect(finding.state).toBe(whole.state);
      else lost += 1;
    }
    expect(lost).toBeGreaterThan(30);
    shown({
      ids: ['DUR-2'],
      row: 10,
      how: 'a bit flipped in the write-ahead file of a killed process',
      runs: 60,
    });
  });
});

describe('a log that lost its end (DUR-2, R7)', () => {
  it('because the write-ahead file is gone: closed, with the distance; a person accepts it and numbers go on beyond (row 12)', async () => {
    const place = await killedLedger(10);
    fs.rmSync(`${place.database}-wal`);
    const { ledger, listener } = await open(place);
    expect(ledger.mode).toBe('loss');
    expect(ledger.problem?.code).toBe('history_lost');
    expect(ledger.loss).toMatchObject({ confirmed: 10, found: 0, lostThrough: 10 });
    // Nothing but the acceptance gets in, and not for less than what is lost.
    for (const record of [
      lease(1, 8),
      { kind: 'epoch', lost_through: 9, found_through: 0, by: 'person' } as const,
    ]) {
      ledger.append(ledger.position + 1, [record], true);
      await listener.until(() => listener.failed.length > 0);
      expect(listener.failed.splice(0)[0]).toMatchObject({
        outcome: 'read_only',
        reason: { code: 'history_lost' },
      });
    }
    const first = ledger.position + 1;
    ledger.append(first, [{ kind: 'epoch', lost_through: 10, found_through: 0, by: 'person' }], true);
    ledger.append(first + 1, [lease(11, 20), begin(13), commit(13)], false);
    await listener.durableTo(first + 3);
    expect(ledger.mode).toBe('ok');
    expect(ledger.loss).toBeNull();
    await ledger.close();
    const again = await open(place);
    expect(again.ledger.mode).toBe('ok');
    expect(again.ledger.state.revision).toBe(13);
    await again.ledger.close();
    shown({
      ids: ['DUR-2'],
      row: 12,
      how: 'the write-ahead file deleted; the loss accepted by a person',
      runs: 1,
    });
  });

  it('because the whole folder is gone: no new history is begun as if there had been none (row 12)', async () => {
    const place = await closedLedger(1_000);
    const before = await open(place);
    const id = before.ledger.state.ledger;
    await before.ledger.close();
    fs.rmSync(place.folder, { recursive: true });
    const { ledger } = await open(place);
    expect(ledger.mode).toBe('loss');
    expect(ledger.state.ledger).toBe(id);
    expect(ledger.loss).toMatchObject({ confirmed: 30, found: 0 });
    await ledger.close();
    // Not accepted is not forgotten.
    const again = await open(place);
    expect(again.ledger.mode).toBe('loss');
    await again.ledger.close();
    shown({ ids: ['DUR-2'], row: 12, how: 'the whole folder deleted', runs: 1 });
  });

  it('because an old copy was put back, also one that went on by itself since (row 12)', async () => {
    const place = await closedLedger(1_000);
    const old = copyOf(place);
    const opened = await open(place);
    await fill(opened, 5);
    await opened.ledger.close();
    const rolledBack = copyOf(place);
    fs.copyFileSync(old.database, rolledBack.database);
    const first = await open(rolledBack);
    expect(first.ledger.loss).toMatchObject({ confirmed: 35, found: 30 });
    await first.ledger.close();

    const other = await open(old, { nowMs: () => Date.UTC(2027, 0, 1) });
    await fill(other, 20);
    await other.ledger.close();
    fs.copyFileSync(old.database, rolledBack.database);
    const second = await open(rolledBack);
    expect(second.ledger.problem?.code).toBe('history_replaced');
    expect(second.ledger.mode).toBe('loss');
    await second.ledger.close();
    shown({ ids: ['DUR-2'], row: 12, how: 'an old copy put back, and one that went on by itself', runs: 2 });
  });

  it('because the file was cut off', async () => {
    const place = await closedLedger(1_000);
    const size = fs.statSync(place.database).size;
    for (let keep = size - 4_096; keep > 0; keep -= Math.floor(size / 12)) {
      const copy = copyOf(place);
      fs.truncateSync(copy.database, keep);
      expect(look(copy).problem, `${keep} of ${size} bytes`).not.toBe('');
    }
  });
});

describe('damage in the old part (R6, DUR-2)', () => {
  it('is found after the opening, by record, and makes the ledger read-only at that moment', async () => {
    const place = await closedLedger(12);
    alter(place, '"n":3,"intent"', '"n":4,"intent"');
    const { ledger, listener } = await open(place);
    expect(ledger.state.revision).toBe(30);
    expect(ledger.lastGoodSnapshot).toBe(30);
    await listener.until(() => listener.failed.length > 0);
    // Genesis, lease, then begin and commit of 1, 2 and 3.
    expect(listener.failed[0]).toMatchObject({
      outcome: 'read_only',
      reason: { code: 'record_damaged', path: 'record 7' },
    });
    expect(ledger.mode).toBe('read_only');
    listener.failed.length = 0;
    ledger.append(ledger.position + 1, [lease(31, 40)], true);
    await listener.until(() => listener.failed.length > 0);
    expect(listener.failed[0]).toMatchObject({ outcome: 'read_only', from: ledger.position + 1 });
    expect((await ledger.verifyAll()).problem).toContain('Record 7');
    await ledger.close();
  });

  it('is found where the part ends too early, and what is read next stands behind its end', async () => {
    const place = await closedLedger(1_000_000);
    const database = connect(place.database);
    const last = database.prepare('SELECT max(first) FROM groups').pluck().get() as number;
    database.prepare('DELETE FROM groups WHERE first BETWEEN 2 AND ?').run(last - 1);
    const walk = new ChainWalk(new Log(database), CHAIN_START, last - 1);
    // One step sees all groups: what does not end here does not end at all.
    expect(walk.step()).toMatchObject({ done: true, damage: { position: 2, code: 'record_missing' } });
    database.close();
  });

  it('in the part that is replayed opens read-only, with what came before', async () => {
    const place = await closedLedger(1_000_000);
    alter(place, '"n":25,"intent"', '"n":29,"intent"');
    const { ledger } = await open(place);
    expect(ledger.mode).toBe('read_only');
    expect(ledger.problem?.message).toContain('is not what was written');
    expect(ledger.state.revision).toBe(20);
    expect(ledger.lastGoodSnapshot).toBeNull();
    await ledger.close();
  });
});
