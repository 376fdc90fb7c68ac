import { describe, expect, it } from 'vitest';
import { emptyDurableState, foldRecord, serialiseDurableState } from '#app/ledger/index.ts';
import type { ReadonlyDurableState } from '#app/ledger/index.ts';
import { intentHash } from '#app/intents/index.ts';
import { connect } from '#main/ledger/database.ts';
import { fill, makePlace, open } from './rig.ts';
import type { Opened } from './rig.ts';

/** The state by the plain fold, record after record, with the core's own hash. */
async function folded({ ledger }: Opened): Promise<unknown> {
  const state = emptyDurableState();
  for (const { position, record } of await ledger.readRange(1, Number.MAX_SAFE_INTEGER)) {
    foldRecord(state, position, record, intentHash);
  }
  return serialiseDurableState(state);
}

const bodyOf = (state: ReadonlyDurableState): unknown => serialiseDurableState(state);

function positions(database: string): number[] {
  const connection = connect(database);
  const found = connection
    .prepare('SELECT position FROM snapshots ORDER BY position')
    .pluck()
    .all() as number[];
  connection.close();
  return found;
}

describe('snapshots', () => {
  it('and what follows them are the same as the whole log (FAIL-3)', async () => {
    const place = makePlace();
    const first = await open(place, { snapshotEvery: 300 });
    // Far more than one part of a snapshot holds.
    for (let i = 0; i < 8; i += 1) await fill(first, 250);
    await first.ledger.close();
    const second = await open(place, { snapshotEvery: 1_000_000 });
    await fill(second, 30);
    await second.ledger.close();

    const third = await open(place);
    expect(third.ledger.notes).toEqual([]);
    expect(third.ledger.lastGoodSnapshot).toBeGreaterThan(1_500);
    expect(bodyOf(third.ledger.state)).toEqual(await folded(third));
    await third.listener.until(() => third.listener.verified.at(-1)?.progress === 1);
    expect(third.listener.verified.at(-1)).toEqual({
      problem: null,
      records: third.ledger.position,
      progress: 1,
    });
    await third.ledger.close();
    expect(positions(place.database)).toHaveLength(3);
  });

  it('that are damaged are passed over for an older one, and that is said (DUR-2)', async () => {
    const place = makePlace();
    for (let life = 0; life < 4; life += 1) {
      const opened = await open(place, { snapshotEvery: 40 });
      await fill(opened, 30);
      await opened.ledger.close();
    }
    const [, middle = 0, newest = 0] = positions(place.database);
    const database = connect(place.database);
    database
      .prepare("UPDATE snapshot_parts SET body = CAST(body || ' ' AS BLOB) WHERE position = ?")
      .run(newest);
    database.close();
    const opened = await open(place, { snapshotEvery: 1_000_000 });
    expect(opened.ledger.mode).toBe('ok');
    expect(opened.ledger.notes.map(({ code }) => code)).toEqual(['snapshot_damaged']);
    expect(middle).toBeLessThan(newest);
    expect(opened.ledger.state.revision).toBe(120);
    expect(bodyOf(opened.ledger.state)).toEqual(await folded(opened));
    await opened.ledger.close();
  });

  it('without any of them the log alone is enough (FAIL-3)', async () => {
    const place = makePlace();
    const opened = await open(place, { snapshotEvery: 20 });
    await fill(opened, 50);
    await opened.ledger.close();
    const database = connect(place.database);
    database.exec('DELETE FROM snapshots');
    database.close();
    const again = await open(place, { snapshotEvery: 20 });
    expect(again.ledger.lastGoodSnapshot).toBeNull();
    expect(bodyOf(again.ledger.state)).toEqual(await folded(again));
    // Parts without a snapshot are taken away with the next one.
    await fill(again, 50);
    await again.ledger.close();
    const cleaned = connect(place.database);
    const orphans = cleaned
      .prepare('SELECT count(*) FROM snapshot_parts WHERE position NOT IN (SELECT position FROM snapshots)')
      .pluck();
    expect(orphans.get()).toBe(0);
    cleaned.close();
  });
});
