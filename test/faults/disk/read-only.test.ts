/** A disk that a file system turns read-only: what there is stays shown, the override holds, and all goes on by itself. */
import path from 'node:path';
import { expect, test } from 'vitest';
import { shown } from '#test/evidence/index.ts';
import { runWriter } from '#test/ledger/processes.ts';
import { makePlace } from '#test/ledger/rig.ts';

interface Moment {
  readonly ledger: string;
  readonly names: readonly string[];
  readonly isHalted: boolean;
}

/** What a host saw of a disk that was read-only for a while. */
export interface Seen {
  readonly during: Moment & { readonly isMarked: boolean };
  readonly after: Moment;
  readonly end: Moment;
  readonly problem: string | null;
}

const KINDS = [
  { kind: 'mounted', how: 'becomes read-only with a change on its way', ledger: 'outcome_unknown' },
  { kind: 'refusing', how: 'takes nothing from the halt on', ledger: 'read_only' },
] as const;

test.each(KINDS)(
  'DUR-1, FAIL-3, AUTH-1: of a disk that $how nothing is lost, the halt neither, and nobody has to start anew (row 7)',
  async ({ kind, how, ledger }) => {
    const asRoot = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
    const host = await runWriter({
      place: makePlace(),
      mode: 'serial',
      count: 0,
      script: path.join(import.meta.dirname, 'read-only-process.ts'),
      told: [kind],
      // Without this the signal of a limit ends the process before the error is seen.
      under: ['unshare', ...asRoot, '--mount', 'bash', '-c', 'trap "" XFSZ; exec "$@"', 'limited'],
    });
    expect(host.errors).toBe('');
    const { during, after, end, problem } = JSON.parse(host.lines.at(-1) ?? '') as Seen;
    expect(during).toEqual({ ledger, names: ['Kept'], isHalted: true, isMarked: false });
    expect(after).toMatchObject({ ledger: 'ok', isHalted: true });
    // Whether the one that was open is there, the replay has found out.
    expect([['Kept'], ['Kept', 'Open']]).toContainEqual(after.names);
    expect(end).toEqual({ ledger: 'ok', names: [...after.names, 'Later'].sort(), isHalted: false });
    expect(problem).toBeNull();
    shown({
      ids: ['DUR-1', 'FAIL-3', 'AUTH-1'],
      row: 7,
      how: `a disk ${how}, and can be written to again`,
      runs: 1,
    });
  },
);
