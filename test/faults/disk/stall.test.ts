/** A disk that hangs in a sync: the process goes on, the override holds, and nobody hears of what is not on the disk. */
import path from 'node:path';
import { expect, test } from 'vitest';
import { isLong, shown } from '#test/evidence/index.ts';
import { runWriter } from '#test/ledger/processes.ts';
import { makePlace } from '#test/ledger/rig.ts';

/** The short form asks at once: a sync that has not come back for a moment is not different from one that takes minutes. */
const STALL_MS = isLong() ? 5_000 : 0;

/** What a host saw of a disk that hangs. */
export interface Seen {
  readonly during: {
    readonly accepted: boolean;
    /** In the committed scene. */
    readonly objects: number;
    readonly isShown: boolean;
    readonly isHalted: boolean;
    readonly isMarked: boolean;
    /** Changes that were confirmed when the sync hung. */
    readonly confirmed: number;
    readonly moved: number;
  };
  readonly confirmedAfter: number;
}

/** @param expected changes that are confirmed although the disk hangs */
async function seenWith(expected: number, ...hooks: readonly string[]): Promise<Seen> {
  const place = makePlace();
  const writer = await runWriter({
    place,
    mode: 'serial',
    count: 0,
    script: path.join(import.meta.dirname, 'stall-process.ts'),
    told: [String(STALL_MS), String(expected)],
    imports: ['stall', ...hooks].map((name) => path.join(import.meta.dirname, `hooks/${name}.mjs`)),
    environment: { STALL_PIPE: path.join(path.dirname(place.root), `${path.basename(place.root)}-pipe`) },
  });
  expect(writer.errors).toBe('');
  expect(writer.lines).toContain('stalled');
  return JSON.parse(writer.lines.at(-1) ?? '') as Seen;
}

test('DUR-1, AUTH-1: while a sync hangs the scene can be read and the override holds, and nothing is confirmed', async () => {
  expect(await seenWith(0)).toEqual({
    during: {
      accepted: true,
      objects: 1,
      isShown: true,
      isHalted: true,
      isMarked: true,
      confirmed: 1,
      moved: 0,
    },
    confirmedAfter: 2,
  });
  shown({
    ids: ['DUR-1', 'AUTH-1'],
    row: 15,
    how: 'a sync hangs: read, asked for more and overridden meanwhile',
    runs: 1,
  });
});

test('DUR-1: a ledger that confirms before it goes to the disk is found out (the negative control)', async () => {
  const { during } = await seenWith(2, 'syncs-later');
  expect(during.confirmed).toBeGreaterThan(1);
  shown({
    ids: ['DUR-1'],
    row: 15,
    how: 'a ledger that confirms first and syncs later',
    runs: 1,
    control: true,
  });
});
