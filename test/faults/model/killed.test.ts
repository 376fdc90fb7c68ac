/** The headless application, killed again and again: each of its lives, and what they left on the disk, as the model has it. */
import path from 'node:path';
import { expect, it } from 'vitest';
import { shown } from '#test/evidence/index.ts';
import { buildHost } from '../process/build.ts';
import { LogReader } from '../process/log-reader.ts';
import { headless } from '../process/running-process.ts';
import { newTally, Soak } from '../process/soak.ts';
import type { Death } from '../process/soak.ts';
import { entriesIn } from './recording.ts';
import { diskDifference, replay } from './replaying.ts';

const SEED = 20_261_130;
const DEATHS: readonly Death[] = [
  { at: 'commit_sent', count: 12 },
  { at: 'writing', count: 15 },
  { at: 'synced', count: 18 },
  { at: 'recovering', count: 1 },
  { afterHeard: 90 },
  { at: 'applied_in_both', count: 9 },
];

it('FAIL-3 FAIL-5 TIME-1: killed at any point, each life of the application says what the pure core says (row 1)', async () => {
  const script = await buildHost();
  const soak = new Soak(headless(script), SEED);
  const recording = path.join(soak.folder, 'recording');
  const tally = newTally();
  try {
    for (const death of DEATHS)
      await soak.live(death, false, tally, { environment: { VIBESYNC_RECORDING: recording } });
    const entries = entriesIn(recording);
    const replayed = replay(entries);
    expect(replayed.difference).toBeNull();
    const disk = new LogReader(path.join(soak.folder, 'projects', 'default', 'ledger')).more();
    expect(disk.length).toBeGreaterThan(100);
    expect(diskDifference(replayed, disk)).toBeNull();
    expect(replayed.lives).toBe(DEATHS.length);
    shown({
      ids: ['FAIL-3', 'FAIL-5', 'TIME-1'],
      row: 1,
      how: 'each life of the killed application, and its log on the disk, as the pure core has them',
      runs: replayed.lives,
    });

    // The same records with one changed, and the same disk with the last safe one gone.
    const [changed, ...others] = [...disk].reverse();
    expect(changed).toBeDefined();
    if (changed === undefined) return;
    const other = { ...changed, record: { ...changed.record, n: 0 } };
    expect(diskDifference(replayed, [...others.toReversed(), other])).not.toBeNull();
    const lost = disk.filter(({ position }) => position < replayed.safeThrough);
    expect(diskDifference(replayed, lost)).not.toBeNull();
    shown({
      ids: ['FAIL-3', 'FAIL-5'],
      row: 1,
      how: 'a record on the disk that is not the model’s, and one that is missing',
      runs: 2,
      control: true,
    });
  } finally {
    await soak.dispose();
  }
});
