/** A disk that hangs in a sync: the process goes on, the override holds, and nobody hears of what is not on the disk. */
import path from 'node:path';
import { expect, test } from 'vitest';
import type { SessionView } from '#app/control-room/index.ts';
import { DEFAULT_CONFIG } from '#main/orchestrator/index.ts';
import { shown } from '#test/evidence/index.ts';
import { runWriter } from '#test/ledger/processes.ts';
import { makePlace } from '#test/ledger/rig.ts';

/** Longer than an engine may take for an answer, and than one may be silent: whatever is timed by either has run out. */
const STALL_MS = 1_000 + Math.max(DEFAULT_CONFIG.applyTimeoutMs, DEFAULT_CONFIG.heartbeatTimeoutMs);
/** What is refused or confirmed too early is so at once. */
const CONTROL_MS = 0;

type SeenSession = Pick<SessionView, 'kind' | 'state' | 'breaker'>;

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
    readonly sessions: readonly SeenSession[];
    /** What the engines, both together, were told in that time. */
    readonly pinged: number;
    readonly toldToConfirm: number;
    readonly toldToTakeBack: number;
  };
  readonly confirmedAfter: number;
  readonly sessionsAfter: readonly SeenSession[];
  /** Names of the objects in each engine. */
  readonly heldAfter: readonly (readonly string[])[];
}

/** @param expected changes that are confirmed although the disk hangs */
async function seenWith(stallMs: number, expected: number, ...hooks: readonly string[]): Promise<Seen> {
  const place = makePlace();
  const writer = await runWriter({
    place,
    mode: 'serial',
    count: 0,
    script: path.join(import.meta.dirname, 'stall-process.ts'),
    told: [String(stallMs), String(expected)],
    imports: ['stall', ...hooks].map((name) => path.join(import.meta.dirname, `hooks/${name}.mjs`)),
    environment: { STALL_PIPE: path.join(path.dirname(place.root), `${path.basename(place.root)}-pipe`) },
  });
  expect(writer.errors).toBe('');
  expect(writer.lines).toContain('stalled');
  return JSON.parse(writer.lines.at(-1) ?? '') as Seen;
}

test('DUR-1, AUTH-1: while a sync hangs for seconds the scene can be read, the override holds, both engines stay, and nothing is confirmed (row 15)', async () => {
  const seen = await seenWith(STALL_MS, 0);
  const { pinged } = seen.during;
  const sessions = ['blender', 'unity'].map((kind) => ({ kind, state: 'live', breaker: 'closed' }));
  expect(seen).toEqual({
    during: {
      accepted: true,
      objects: 1,
      isShown: true,
      isHalted: true,
      isMarked: true,
      confirmed: 1,
      moved: 0,
      sessions,
      pinged,
      toldToConfirm: 0,
      toldToTakeBack: 0,
    },
    confirmedAfter: 2,
    sessionsAfter: sessions,
    heldAfter: [
      ['New 1', 'New 2'],
      ['New 1', 'New 2'],
    ],
  });
  // Heartbeats went on all that time.
  expect(pinged).toBeGreaterThanOrEqual(
    sessions.length * Math.floor(STALL_MS / DEFAULT_CONFIG.heartbeatMs / 2),
  );
  shown({
    ids: ['DUR-1', 'AUTH-1'],
    row: 15,
    how: `a sync hangs for ${STALL_MS / 1_000} s with two engines: read, asked for more and overridden meanwhile`,
    runs: 1,
  });
});

test('DUR-1: a ledger that confirms before it goes to the disk is found out (the negative control) (row 15)', async () => {
  const { during } = await seenWith(CONTROL_MS, 2, 'syncs-later');
  expect(during.confirmed).toBeGreaterThan(1);
  shown({
    ids: ['DUR-1'],
    row: 15,
    how: 'a ledger that confirms first and syncs later',
    runs: 1,
    control: true,
  });
});
