/** The log folded a second time and held against the live state: equal where it is, and named where it is not (FAIL-3). */
import { expect, it } from 'vitest';
import { replayAndCompare } from '#main/replay/index.ts';
import type { Replayed } from '#main/replay/index.ts';
import { alter, closedLedger, open } from './rig.ts';
import type { Opened } from './rig.ts';

/** So that the live state grew out of a snapshot, and the replay did not. */
const SNAPSHOT_EVERY = 16;

function replay({ ledger }: Opened, came: (progress: number) => void = () => undefined): Promise<Replayed> {
  return replayAndCompare(ledger.state, (take) => ledger.follow(take), came);
}

it('a second copy of the log amounts to the live state, and says how far it has come (FAIL-3)', async () => {
  const opened = await open(await closedLedger(SNAPSHOT_EVERY), { snapshotEvery: SNAPSHOT_EVERY });
  expect(opened.ledger.lastGoodSnapshot).not.toBeNull();
  const progress: number[] = [];
  const replayed = await replay(opened, (part) => progress.push(part));
  expect(replayed).toEqual({ records: opened.ledger.position, problem: null });
  expect(progress.at(-1)).toBe(1);
  await opened.ledger.close();
});

it('a live state that is not what the log amounts to is named by its part (FAIL-3)', async () => {
  const opened = await open(await closedLedger(SNAPSHOT_EVERY));
  const { objects } = opened.ledger.state;
  const [first] = objects.values();
  if (first === undefined) throw new Error('there is no object');
  objects.set(first.id, { ...first, name: 'Somebody else’s' });
  const { problem } = await replay(opened);
  expect(problem).toMatch(/is not what VibeSync works with: objects\.$/u);
  await opened.ledger.close();
});

it('a record that does not fit is named, also before the newest snapshot (FAIL-3, DUR-2)', async () => {
  const place = await closedLedger(SNAPSHOT_EVERY);
  alter(place, '"n":5,"intent"', '"n":9,"intent"');
  const opened = await open(place);
  expect((await replay(opened)).problem).toMatch(/^Record \d+ contradicts those before it: /u);
  await opened.ledger.close();
});

it('a log that nobody can read is no match (FAIL-3)', async () => {
  const opened = await open(await closedLedger(SNAPSHOT_EVERY));
  await opened.ledger.close();
  expect(await replay(opened)).toEqual({
    records: 0,
    problem: 'The history cannot be read at the moment.',
  });
});

it('a history that is known to be damaged is never verified, up to wherever it was read (DUR-2)', async () => {
  const place = await closedLedger(1_000_000);
  alter(place, '"n":25,"intent"', '"n":29,"intent"');
  const { ledger } = await open(place);
  expect(ledger.damaged).toBe(true);
  const { records, problem } = await ledger.verifyAll();
  expect(records).toBe(ledger.position);
  expect(problem).toMatch(/^Record \d+ is not what was written/u);
  await ledger.close();
});
