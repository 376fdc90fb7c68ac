/** A new ledger in place of a damaged one: nothing that could be trusted is lost, no number is used again, nothing is deleted. */
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { serialiseDurableState } from '#app/ledger/index.ts';
import type { DurableState } from '#app/ledger/index.ts';
import { connect, lockFolder, PAGE_BYTES } from '#main/ledger/database.ts';
import { openHistory } from '#main/history/index.ts';
import { prepareSuccessor } from '#main/ledger/successor.ts';
import { look } from '#test/faults/disk/looking.ts';
import {
  alter,
  begin,
  closedLedger,
  commit,
  copyOf,
  fill,
  lease,
  open,
  optionsFor,
  Listener,
  uuid,
} from './rig.ts';
import type { Place } from './rig.ts';

const NEXT_ID = uuid(7, 7);

/** What artists see: objects, who wrote what, what became of each intent. */
function shown(state: DurableState): unknown {
  const { objects, lastWrites, outcomes, revision, project } = serialiseDurableState(state) as Record<
    string,
    unknown
  >;
  return { objects, lastWrites, outcomes, revision, project };
}

/** A ledger of 30 intents, damaged at the begin of the 25th; its last confirmed number is 30. */
async function damagedLedger(): Promise<Place> {
  const place = await closedLedger(1_000_000);
  alter(place, '"n":25,"intent"', '"n":29,"intent"');
  return place;
}

function files(place: Place): string[] {
  return fs.readdirSync(place.folder).filter((name) => name.endsWith('.sqlite'));
}

describe('going on from a damaged ledger (R6, R9)', () => {
  it('keeps what could be trusted, spends every number, and is a whole ledger of its own', async () => {
    const place = await damagedLedger();
    const { ledger, listener } = await open(place);
    expect(ledger.damaged).toBe(true);
    const before = ledger.state;
    const trusted = shown(before);
    expect(await ledger.restart()).toBeNull();
    expect(ledger.mode).toBe('ok');
    expect(ledger.damaged).toBe(false);
    expect(ledger.state.ledger).not.toBe(before.ledger);
    expect(shown(ledger.state)).toEqual(trusted);
    expect(ledger.state.begunTo).toBe(30);
    expect(ledger.state.leasedTo).toBe(30);
    expect(ledger.state.acceptedLossThrough).toBe(30);
    await fill({ ledger, listener }, 5);
    expect((await ledger.verifyAll()).problem).toBeNull();
    expect(await ledger.restart()).toMatchObject({ code: 'not_damaged' });
    const kept = files(place).find((name) => name.startsWith('damaged-before-'));
    expect(kept).toBeDefined();
    await ledger.close();

    const again = await open(place);
    expect(again.ledger.mode).toBe('ok');
    expect(again.ledger.state.revision).toBe(35);
    await again.ledger.close();
    // The damaged one is as it was: in its place again, it names the same record.
    fs.copyFileSync(path.join(place.folder, kept ?? ''), place.database);
    const damaged = await open(place);
    expect(damaged.ledger.mode).toBe('read_only');
    expect(damaged.ledger.state.ledger).toBe(before.ledger);
    await damaged.ledger.close();
  });

  it('goes on from the end where only the old part is damaged', async () => {
    const place = await closedLedger(12);
    alter(place, '"n":3,"intent"', '"n":4,"intent"');
    const { ledger, listener } = await open(place);
    await listener.until(() => listener.failed.length > 0);
    expect(ledger.damaged).toBe(true);
    expect(await ledger.restart()).toBeNull();
    expect(ledger.state.revision).toBe(30);
    listener.failed.length = 0;
    await fill({ ledger, listener }, 2);
    await ledger.close();
  });

  it('is refused where nothing is damaged', async () => {
    const place = await closedLedger(12);
    const { ledger } = await open(place);
    expect(await ledger.restart()).toMatchObject({ code: 'not_damaged' });
    expect(files(place)).toEqual(['ledger.sqlite']);
    await ledger.close();
  });

  it('spends also what only the damaged part speaks of, where the receipt is gone', async () => {
    const place = await closedLedger(1_000_000);
    // Leases up to 60 follow the damage.
    const more = await open(place);
    await fill(more, 10);
    await fill(more, 20);
    await more.ledger.close();
    alter(place, '"n":12,"intent"', '"n":13,"intent"');
    fs.rmSync(place.receiptFolder, { recursive: true });
    const { ledger } = await open(place);
    expect(ledger.state.leasedTo).toBe(10);
    expect(await ledger.restart()).toBeNull();
    expect(ledger.state.leasedTo).toBe(60);
    await ledger.close();
  });

  it.each([
    [
      'database_damaged',
      (place: Place): void => {
        const database = connect(place.database);
        const root = database
          .prepare("SELECT rootpage FROM sqlite_master WHERE name = 'groups'")
          .pluck()
          .get();
        database.close();
        const bytes = fs.readFileSync(place.database);
        bytes.fill(0xff, (Number(root) - 1) * PAGE_BYTES, Number(root) * PAGE_BYTES);
        fs.writeFileSync(place.database, bytes);
      },
    ],
    [
      'record_missing',
      (place: Place): void => {
        const database = connect(place.database);
        database.exec('DELETE FROM groups');
        database.close();
      },
    ],
  ])('ORD-2: spends what the receipt knows where no record can be read (%s)', async (code, damage) => {
    const place = await closedLedger(1_000_000);
    damage(place);
    const { ledger, listener } = await open(place);
    expect(ledger.problem).toMatchObject({ code, path: 'record 1' });
    expect(ledger.state.leasedTo).toBe(0);
    expect(await ledger.restart()).toBeNull();
    expect(ledger.state.leasedTo).toBe(30);
    await fill({ ledger, listener }, 2);
    expect(ledger.receipt?.n).toBe(32);
    await ledger.close();
  });

  it('FAIL-5: interrupted anywhere, leaves the old ledger or the new one, whole', async () => {
    const original = await damagedLedger();
    const wal = `${original.database}-wal`;
    if (!fs.existsSync(wal)) fs.writeFileSync(wal, '');
    const interrupted: Record<string, (place: Place) => void> = {
      'while the draft was written': (place) => {
        fs.renameSync(nextOf(place), path.join(place.folder, `draft-${NEXT_ID}.sqlite`));
      },
      'when it had its name': () => undefined,
      'when the write-ahead file was moved': (place) => {
        fs.renameSync(`${place.database}-wal`, `${keptOf(place)}-wal`);
      },
      'when the damaged file was moved': (place) => {
        fs.renameSync(`${place.database}-wal`, `${keptOf(place)}-wal`);
        fs.renameSync(place.database, keptOf(place));
      },
    };
    for (const [when, interrupt] of Object.entries(interrupted)) {
      const place = copyOf(original);
      const damaged = look(place).shown?.ledger ?? '';
      const lock = lockFolder(place.folder);
      const { create, keyFile, folder, receiptFolder } = optionsFor(place, new Listener());
      const options = {
        create,
        keyFile,
        folder,
        receiptFolder,
        packaged: true,
        snapshotEvery: 1_000,
        timeMs: 0,
      };
      prepareSuccessor(options, NEXT_ID, damaged);
      fs.copyFileSync(wal, `${place.database}-wal`);
      interrupt(place);
      lock.close();
      const { ledger, listener } = await open(place);
      const old = when.includes('draft');
      expect(ledger.mode, when).toBe(old ? 'read_only' : 'ok');
      expect(ledger.state.revision, when).toBe(20);
      if (!old) {
        expect(ledger.state.ledger, when).toBe(NEXT_ID);
        await fill({ ledger, listener }, 1);
        expect(fs.existsSync(keptOf(place)), when).toBe(true);
      }
      await ledger.close();
    }
  });

  it('begins the derived history with what it holds', async () => {
    const place = await damagedLedger();
    const opened = await open(place);
    const history = openHistory({
      file: path.join(place.root, 'history.db'),
      ledger: opened.ledger,
      problem: (reason) => {
        throw new Error(reason.message);
      },
    });
    await history.catchUp(opened.ledger.position);
    expect(await opened.ledger.restart()).toBeNull();
    const { ledger } = opened;
    ledger.append(3, [lease(31, 31), begin(31), commit(31)], true);
    await opened.listener.durableTo(5);
    expect(await history.catchUp(5)).toBe(true);
    const changes = await history.newest(10);
    expect(changes.map(({ n, label }) => [n, label.slice(0, 24)])).toEqual([
      [20, 'went on from version 20 '],
      [31, expect.any(String)],
    ]);
    const blame = await history.blame(uuid(1, 1));
    expect(blame.find(({ facet }) => facet === 'transform')?.before?.value).toEqual(
      opened.ledger.state.objects.get(uuid(1, 1))?.transform,
    );
    await history.close();
    await ledger.close();
  });
});

function nextOf(place: Place): string {
  return path.join(place.folder, `next-${NEXT_ID}.sqlite`);
}

function keptOf(place: Place): string {
  return path.join(place.folder, `damaged-before-${NEXT_ID}.sqlite`);
}
