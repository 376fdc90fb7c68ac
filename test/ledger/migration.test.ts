import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { shown } from '#test/evidence/index.ts';
import { LEDGER_FORMAT } from '#app/ledger/index.ts';
import { connect } from '#main/ledger/database.ts';
import { openLedger } from '#main/ledger/index.ts';
import { digest, INTENTS, markOld, placeWith } from './old-ledgers.ts';
import { fill, isAborted, Listener, makePlace, open, optionsFor, uuid } from './rig.ts';

/** Every older format has a file that was written by it. */
const FORMATS = Array.from({ length: LEDGER_FORMAT }, (_, format) => format);

describe('older formats', () => {
  it.each(FORMATS)(
    'FAIL-3: format %i opens, means the same, and its file is kept (row 32)',
    async (format) => {
      const place = placeWith(format);
      const before = digest(place.database);
      const opened = await open(place);
      const { ledger } = opened;
      expect(ledger.notes.map(({ code }) => code)).toEqual(['migrated']);
      const kept = path.join(place.folder, `ledger.format-${format}.sqlite`);
      expect(digest(kept)).toBe(before);
      expect(ledger.mode).toBe('ok');
      expect(ledger.state).toMatchObject({
        ledger: uuid(7, 1),
        project: { name: 'Kept' },
        revision: INTENTS,
        leasedTo: 64,
      });
      const records = await ledger.readRange(1, 1_000);
      expect(records[0]).toMatchObject({
        time: '2025-01-01T00:00:01.000Z',
        record: { kind: 'genesis', format: LEDGER_FORMAT },
      });
      const committed = records.flatMap(({ record }) => (record.kind === 'commit' ? [record.n] : []));
      expect(committed).toEqual(
        Array.from({ length: INTENTS }, (_, i) => i + 1).filter((n) => !isAborted(n)),
      );
      expect(await ledger.verifyAll()).toEqual({ records: records.length, problem: null });
      await ledger.close();

      const again = await open(place);
      expect(again.ledger.notes).toEqual([]);
      await fill(again, 3);
      await again.ledger.close();
      shown({ ids: ['FAIL-3'], row: 32, how: 'a ledger of an older version goes on', runs: 1 });
    },
  );

  it('FAIL-3: a version of an older ledger gets a name, which is there after each opening', async () => {
    const place = placeWith(0);
    const checkpoint = { id: uuid(8, 1), name: 'Before lighting', revision: 12 };
    const { ledger, listener } = await open(place);
    ledger.append(ledger.position + 1, [{ kind: 'checkpoint', checkpoint, by: 'person' }], true);
    await listener.durableTo(ledger.position);
    await ledger.close();
    const again = await open(place);
    expect([...again.ledger.state.checkpoints.values()]).toEqual([checkpoint]);
    // So many changes later it is read from a snapshot.
    await fill(again, 60);
    await again.ledger.close();
    const last = await open(place);
    expect([...last.ledger.state.checkpoints.values()]).toEqual([checkpoint]);
    await last.ledger.close();
  });

  it('a mark that was made of the old file is answered for by the new one, and by no other', async () => {
    const place = placeWith(0);
    markOld(place, (rows) => rows.length - 4);
    const opened = await open(place);
    expect(opened.ledger.mode).toBe('ok');
    // Until the first confirmation the mark outside stays the old one: another life finds it again.
    await opened.ledger.close();
    const again = await open(place);
    expect(again.ledger.mode).toBe('ok');
    await fill(again, 3);
    await again.ledger.close();
    const last = await open(place);
    expect(last.ledger.mode).toBe('ok');
    await last.ledger.close();
  });

  it('a loss from before the migration is told after it', async () => {
    const place = placeWith(0);
    markOld(place, (rows) => rows.length - 1);
    const old = connect(place.database);
    old.prepare('DELETE FROM log WHERE position > 60').run();
    old.close();
    const { ledger } = await open(place);
    expect(ledger.mode).toBe('loss');
    expect(ledger.problem?.code).toBe('history_lost');
    await ledger.close();

    const replaced = placeWith(0);
    markOld(replaced, (rows) => rows.length - 1, Buffer.alloc(32, 7));
    const other = await open(replaced);
    expect(other.ledger.problem?.code).toBe('history_replaced');
    await other.ledger.close();
  });

  it('FAIL-3: a migration that was cut off anywhere is made again (row 13)', async () => {
    const place = placeWith(0);
    // Cut off while writing the new file, and, in an earlier attempt, just before its renaming.
    fs.writeFileSync(`${place.database}.migrating`, 'half a file');
    fs.writeFileSync(`${place.database}.migrating-wal`, 'and its log');
    fs.copyFileSync(place.database, path.join(place.folder, 'ledger.format-0.sqlite'));
    const { ledger } = await open(place);
    expect(ledger.state.revision).toBe(INTENTS);
    await ledger.close();
    expect(fs.readdirSync(place.folder).filter((name) => name.includes('migrating'))).toEqual([]);
    shown({ ids: ['FAIL-3'], row: 13, how: 'a migration that was cut off, twice', runs: 2 });
  });

  it('a damaged old ledger is left alone, and the record is named (DUR-2)', async () => {
    const place = placeWith(0);
    const old = connect(place.database);
    old.prepare("UPDATE log SET body = replace(body, 'test', 'tesl') WHERE position = 9").run();
    old.close();
    const result = await openLedger(optionsFor(place, new Listener()));
    expect(result).toMatchObject({ ok: false, reason: { code: 'migration_failed' } });
    if (!result.ok) expect(result.reason.message).toContain('record 9 is not what was written');
  });

  it('a ledger of a newer version is not touched', async () => {
    const place = makePlace();
    const { ledger } = await open(place);
    await ledger.close();
    const database = connect(place.database);
    database.pragma(`user_version = ${LEDGER_FORMAT + 1}`);
    database.close();
    const before = digest(place.database);
    const result = await openLedger(optionsFor(place, new Listener()));
    expect(result).toMatchObject({ ok: false, reason: { code: 'newer_format' } });
    expect(digest(place.database)).toBe(before);
  });
});
