/**
 * TIME-3 in the real application: its clock jumps by hours and by decades while a person, an artist and an agent work,
 * and what becomes of everything is what becomes of it under a clock that goes on.
 */
import path from 'node:path';
import Database from 'better-sqlite3';
import type { LedgerRecord } from '#app/ledger/index.ts';
import { DATABASE_NAME } from '#main/ledger/database.ts';
import { Log } from '#main/ledger/log.ts';
import { expect, test } from './fixtures.ts';
import type { Application } from './support/application.ts';
import {
  card,
  expectInStep,
  expectLocation,
  idOf,
  propose,
  select,
  setField,
  statusOf,
  versionOf,
} from './support/control-room.ts';
import { sessionOf } from './support/gestures.ts';

test.use({
  engineName: 'Unity',
  startOptions: { preload: path.join(import.meta.dirname, 'support', 'settable-clock.cjs') },
});

const HOUR_MS = 3_600_000;
const DECADES_HOURS = 24 * 365 * 40;

/** Sets the clock that the main process reads; the page shows only what it is told. */
async function setClock(app: Application, hours: number): Promise<void> {
  await app.electron.evaluate((_electron, offsetMs) => {
    Object.assign(globalThis, { clockOffsetMs: offsetMs });
  }, hours * HOUR_MS);
}

/** The last number of the story. */
const LAST = 8;

interface Logged {
  readonly kinds: readonly string[];
  readonly timesMs: readonly number[];
}

/** What became of every number, in the order of the log. Once the application has ended. */
function logged(app: Application): Logged {
  const file = path.join(app.userData, 'projects', 'default', 'ledger', DATABASE_NAME);
  const database = new Database(file, { readonly: true });
  try {
    const all = new Log(database).recordsFrom(1, Number.MAX_SAFE_INTEGER);
    const records = all.map(({ json, timeMs }) => ({ record: JSON.parse(json) as LedgerRecord, timeMs }));
    return {
      kinds: records
        .map(({ record }) => record)
        .filter((record) => record.kind === 'begin' || record.kind === 'commit' || record.kind === 'abort')
        .map((record) => `${record.kind} ${record.n}`),
      timesMs: records.map(({ timeMs }) => timeMs),
    };
  } finally {
    database.close();
  }
}

for (const { name, hours } of [
  { name: 'what becomes of everything while the clock goes on', hours: [0, 0, 0, 0] },
  {
    name: 'the same becomes of everything while the clock jumps back, forth, and over decades (TIME-3, TIME-1, row 23)',
    hours: [-5, 30, -DECADES_HOURS, DECADES_HOURS],
  },
] as const)
  test(name, async ({ app, engine, agent }) => {
    await engine.create({ name: 'Crate', location: [1, 2, 3] });
    await expect.poll(() => versionOf(app)).toBe(1);
    await engine.create({ name: 'Barrel', location: [0, 0, 0] });
    await expect.poll(() => versionOf(app)).toBe(2);
    await select(app, 'Crate');
    await setClock(app, hours[0]);
    await setField(app, 'Position X', '5');
    await expectLocation(engine, 'Crate', [5, 2, 3]);
    const id = await idOf(agent, 'Crate');
    const asked = await propose(agent, 'A better name.', [{ op: 'rename', id, name: 'Box' }]);
    await expect(card(app, 'set-dresser')).toContainText('A better name.');

    // Over what waits for a person.
    await setClock(app, hours[1]);
    await engine.move('Barrel', [0, 4, 0]);
    await expect.poll(() => versionOf(app)).toBe(4);
    expect(await statusOf(agent, asked)).toMatchObject({ state: 'awaiting_approval' });
    await card(app, 'set-dresser').getByRole('button', { name: 'Approve' }).click();
    await expect.poll(async () => (await statusOf(agent, asked)).state).toBe('committed');

    // Over what is on its way, to an engine that is slow to answer.
    const goOn = await engine.moveAndHang('Barrel', [0, 6, 0]);
    await select(app, 'Box');
    await setField(app, 'Position Z', '8');
    await expect(app.page.getByText('1 on the way')).toBeVisible();
    await setClock(app, hours[2]);
    await goOn();
    await expectLocation(engine, 'Box', [5, 2, 8]);
    await expectLocation(engine, 'Barrel', [0, 6, 0]);
    // Both have their numbers by now. Whoever hangs before it has vouched for its own artist's change is asked about it when it
    // is back (R17, R22), under any clock.
    await expect.poll(() => versionOf(app)).toBe(LAST - 1);
    // Time still passes: who says nothing is missed in time, under a clock that went back by decades as well.
    await expectInStep(app);
    await app.goTo('Engines');
    engine.kill('SIGSTOP');
    await expect(sessionOf(app, 'Unity')).toContainText(/not answering|lost/, { timeout: 30_000 });
    engine.kill('SIGCONT');
    await expectInStep(app);
    await setClock(app, hours[3]);
    await engine.move('Barrel', [0, 7, 0]);
    await expect.poll(() => versionOf(app)).toBe(LAST);
    await expectInStep(app);
    await app.goTo('Engines');
    await expect(app.page.getByRole('article', { name: 'Unity' })).toHaveCount(1);
    await expect(sessionOf(app, 'Unity')).toContainText('in step');
    expect(await statusOf(agent, asked)).toMatchObject({ state: 'committed', number: 5 });

    // And over a restart: the log is in the order of its numbers, whatever its times say.
    await app.restart();
    await expect(app.page.getByRole('banner')).toContainText('history verified');
    // The bar names the version while all are in step: Unity comes back after a pause that has grown meanwhile.
    await expectInStep(app);
    await expect.poll(() => versionOf(app)).toBe(LAST);
    await app.quit();
    const { kinds, timesMs } = logged(app);
    const numbers = Array.from({ length: LAST }, (_, index) => index + 1);
    expect(kinds.filter((kind) => kind.startsWith('begin'))).toEqual(numbers.map((n) => `begin ${n}`));
    expect(kinds.filter((kind) => !kind.startsWith('begin'))).toEqual(numbers.map((n) => `commit ${n}`));
    // The jumps have really been where times come from.
    const backwards = timesMs.filter((timeMs, index) => timeMs < (timesMs[index - 1] ?? timeMs)).length;
    expect(backwards > 0).toBe(hours[0] !== 0);
  });
