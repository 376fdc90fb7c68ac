/** A disk that is gone when the history has to be read again (R5): asked until it is back, and nothing is made in its place. */
import fs from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { placesIn } from '#main/host/places.ts';
import { readHaltMark } from '#main/ledger/index.ts';
import { ControlRoom } from '#test/control-room.ts';
import { shown } from '#test/evidence/index.ts';
import { object } from '#test/scripted/objects.ts';
import { temporaryFolder } from '#test/temporary-folders.ts';

/** Where nothing was ever written. */
const OUT_OF_PLACE = 1_000;

test('FAIL-3, DUR-2, AUTH-1: without its folder it waits and is held; with the folder again it has all that was confirmed, once (row 12)', async () => {
  const folder = temporaryFolder();
  const { ledger } = placesIn(folder);
  const away = path.join(folder, 'away');
  const words: string[] = [];
  const rooms: ControlRoom[] = [];
  // What is waited for here, the window is not told of.
  const look = (): void => void setImmediate(() => rooms[0]?.lookAgain());
  const room = await ControlRoom.open(folder, {
    log: ({ level, what }) => {
      if (level !== 'info') words.push(what);
      look();
    },
    // The last step of coming up.
    onHalt: look,
  });
  rooms.push(room);
  onTestFinished(() => room.host.close());
  const [kept, later] = [object('Kept'), object('Later')];
  await room.commit({ op: 'create', object: kept });
  const before = room.host.orchestrator;

  fs.renameSync(ledger, away);
  room.host.ledger.append(OUT_OF_PLACE, [{ kind: 'lease', lo: 1, hi: 2 }], true);
  await room.until('the disk to be asked', () => words.includes('not_reopened'));
  await expect(room.commit({ op: 'create', object: later })).rejects.toThrow('not_ready');
  room.host.override('button');
  expect(room.host.isHalted()).toBe(true);
  await room.until('the mark to find no place', () => words.includes('file_not_written'));
  expect(fs.existsSync(ledger)).toBe(false);

  fs.renameSync(away, ledger);
  await room.until(
    'it to be there again',
    () => room.host.orchestrator !== before && room.host.orchestrator.ready,
  );
  const { core } = room.host.orchestrator;
  expect([...core.durable.objects.keys()]).toEqual([kept.id]);
  expect(core.halt).not.toBeNull();
  expect(room.snapshot().status.ledger).toMatchObject({ state: 'ok', loss: null });
  await room.until('the mark to be there', () => readHaltMark(path.join(ledger, 'halt')).halted);
  await room.request('resume', { scope: 'everyone' });
  await room.commit({ op: 'create', object: later });
  // Whoever recovered twice has two orchestrators, each with a door of its own.
  expect(words.filter((what) => what === 'ledger_failed')).toEqual(['ledger_failed']);
  expect((await room.host.ledger.verifyAll()).problem).toBeNull();
  shown({
    ids: ['FAIL-3', 'DUR-2', 'AUTH-1'],
    row: 12,
    how: 'the folder of the history is gone when it has to be read again, and comes back',
    runs: 1,
  });
});
