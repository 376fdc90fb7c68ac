/** Limits of time (R34): each is over when its time is, and not a millisecond before. */
import { describe, expect, test } from 'vitest';
import type { Grant } from '#app/ledger/index.ts';
import type { OrchestratorConfig } from '#main/orchestrator/index.ts';
import { DEFAULT_CONFIG, viewMerges, viewPermissions } from '#main/orchestrator/index.ts';
import { AGENT, box, moved, PERSON, Rig, uuid } from './bench-rig.ts';
import { moveTo } from './hands-rig.ts';

const FREE_HAND: Grant = {
  id: uuid(900),
  agent: AGENT.id,
  task: null,
  most: 'structural',
  objects: null,
  changes: 10,
  for_ms: 600_000,
};

interface Desk {
  readonly rig: Rig;
  readonly blender: string;
  readonly unity: string;
}

/** Blender and Unity in step on two boxes that nobody has touched for long. */
function desk(config: Partial<OrchestratorConfig> = {}): Desk {
  const rig = new Rig({ config });
  const blender = rig.connect(1);
  rig.submit(
    1,
    [1, 2].map((id) => ({ op: 'create', object: box(id) })),
  );
  rig.playApply(blender);
  rig.sync();
  const unity = rig.connect(2, 'unity', [box(1), box(2)]);
  rig.wait(10_000);
  rig.sent.length = 0;
  return { rig, blender, unity };
}

const phaseOf = (rig: Rig, session: string): string | undefined =>
  rig.orchestrator.core.sessions.get(session)?.phase;

/** As long as that, but for a millisecond; the engines answer their pings. */
function almost(rig: Rig, limitMs: number): void {
  rig.wait(limitMs - 1_000);
  rig.tick(999);
}

const {
  applyTimeoutMs,
  compensateTimeoutMs,
  resyncTimeoutMs,
  graceMs,
  busyLimitMs,
  heartbeatTimeoutMs,
  touchGuardMs,
  selectionGuardMs,
} = DEFAULT_CONFIG;

/** What begins, and whether it is over. */
const LIMITS: Record<string, [number, (desk: Desk) => () => boolean]> = {
  'an engine answers for a number': [
    applyTimeoutMs,
    ({ rig, unity, blender }) => {
      rig.submit(10, [moveTo(3)]);
      rig.playApply(blender);
      return () => phaseOf(rig, unity) !== 'live';
    },
  ],
  'it takes a number back': [
    compensateTimeoutMs,
    ({ rig, unity, blender }) => {
      rig.submit(10, [moveTo(3)]);
      const n = rig.playApply(blender) ?? 0;
      rig.take(unity, ['apply']);
      rig.frame(unity, { type: 'failed', n, code: 'no', message: 'No.' });
      expect(rig.take(blender, ['compensate'])).not.toBeNull();
      return () => phaseOf(rig, blender) !== 'live';
    },
  ],
  'it says what it holds': [
    resyncTimeoutMs,
    ({ rig, unity }) => {
      rig.command({ do: 'refresh_engine', session: unity });
      return () => phaseOf(rig, unity) !== 'comparing';
    },
  ],
  'it is back after its connection was lost': [
    graceMs,
    ({ rig, unity }) => {
      rig.lose(unity);
      return () => phaseOf(rig, unity) !== 'detached';
    },
  ],
  'it says who it is': [
    resyncTimeoutMs,
    ({ rig }) => {
      rig.step({ in: 'connected', session: uuid(0xe09), resumes: null, token: '0'.repeat(64) });
      return () => phaseOf(rig, uuid(0xe09)) !== 'greeting';
    },
  ],
  'others wait for one that is busy': [
    busyLimitMs,
    ({ rig, unity }) => {
      rig.frame(unity, { type: 'busy', kind: 'short', activity: 'compiling', last_begun: null });
      return () => phaseOf(rig, unity) !== 'live';
    },
  ],
  'it answers a ping': [
    heartbeatTimeoutMs,
    ({ rig, unity }) => {
      rig.engines.delete(unity);
      for (let turn = 0; rig.take(unity, ['ping']) === null; turn += 1) {
        expect(turn).toBeLessThan(100);
        rig.tick(100);
      }
      return () => phaseOf(rig, unity) !== 'live';
    },
  ],
  'what a person selected is under their hands': [
    touchGuardMs,
    ({ rig }) => {
      rig.command({ do: 'give_free_hand', grant: FREE_HAND });
      rig.command({ do: 'select', objects: [uuid(1)] });
      rig.submit(10, [moveTo(3)], { channel: 'ai' });
      return () => rig.statesOf(10).includes('queued');
    },
  ],
  'what an artist selected is, while they are at work': [
    selectionGuardMs,
    ({ rig, unity }) => {
      rig.command({ do: 'give_free_hand', grant: FREE_HAND });
      rig.frame(unity, { type: 'selected', objects: [uuid(1)] });
      rig.submit(10, [moveTo(3)], { channel: 'ai' });
      return () => rig.statesOf(10).includes('queued');
    },
  ],
};

test.each(Object.entries(LIMITS))('%s', (_what, [limitMs, begins]) => {
  const it = desk();
  const isOver = begins(it);
  expect(isOver()).toBe(false);
  almost(it.rig, limitMs);
  expect(isOver()).toBe(false);
  it.rig.tick(1);
  expect(isOver()).toBe(true);
});

describe('a notice that two sides were kept', () => {
  const config = { mergeNoticeMs: 20_000, mergeFoldMs: 5_000 };
  const other = { ...PERSON, id: 'other' };

  /** Both change a box without having seen what the other did. */
  function both(it: Desk, id: number, object: number): void {
    const { rig, blender, unity } = it;
    const base = { revision: rig.state.revision, after: [] };
    rig.submit(id, [moveTo(id, object)]);
    rig.submit(id + 1, [{ op: 'rename', id: uuid(object), name: `Crate_${id}` }], { actor: other, base });
    for (let turn = 0; turn < 2; turn += 1) {
      for (const session of [blender, unity]) rig.playApply(session);
      rig.sync();
    }
  }
  const counts = ({ rig }: Desk): number[] =>
    viewMerges(rig.orchestrator.core).map(({ objects }) => objects.count);

  test('folds away', () => {
    const it = desk(config);
    both(it, 10, 1);
    almost(it.rig, config.mergeNoticeMs);
    expect(counts(it)).toEqual([1]);
    it.rig.tick(1);
    expect(counts(it)).toEqual([]);
  });

  test('is about what the same two do next', () => {
    for (const [laterMs, expected] of [
      [0, [2]],
      [1, [1, 1]],
    ] as const) {
      const it = desk(config);
      both(it, 10, 1);
      almost(it.rig, config.mergeFoldMs);
      if (laterMs > 0) it.rig.tick(laterMs);
      both(it, 20, 2);
      expect(counts(it)).toEqual(expected);
    }
  });
});

test('what was let go of together can be had back for ten minutes', () => {
  for (const [laterMs, isBack] of [
    [0, true],
    [1, false],
  ] as const) {
    const { rig, unity } = desk();
    rig.frame(unity, {
      type: 'observed',
      edit: uuid(50),
      applied_through: rig.state.revision,
      undo: null,
      before: [],
      operations: [moveTo(7)],
    });
    rig.sync();
    const [conflict = ''] = rig.state.conflicts.keys();
    rig.command({ do: 'decide', conflict, take: [], intent: uuid(51) });
    rig.sync();
    rig.lose(unity);
    const shelves = [...rig.state.shelf.keys()];
    expect(shelves).toHaveLength(1);
    rig.command({ do: 'discard_many', act: uuid(52), shelves });
    rig.sync();
    almost(rig, 600_000);
    if (laterMs > 0) rig.tick(laterMs);
    rig.command({ do: 'restore_discarded', act: uuid(52) });
    rig.sync();
    expect(rig.state.shelf.size).toBe(isBack ? 1 : 0);
  }
});

describe('R29: a free hand, also where the clock goes on between two ticks', () => {
  const forMs = 5_000;

  /** Given now; that much later nothing has looked at it but the clock. */
  function given(): { it: Desk; clock: (laterMs: number) => void } {
    const it = desk();
    const { rig } = it;
    rig.command({ do: 'give_free_hand', grant: { ...FREE_HAND, for_ms: forMs } });
    rig.sync();
    const beganMs = rig.nowMs;
    return {
      it,
      clock: (laterMs) => {
        rig.nowMs = beganMs + laterMs;
        rig.step({ in: 'clock', nowMs: rig.nowMs });
      },
    };
  }

  test.each([
    [forMs - 1, true],
    [forMs, false],
  ])('lets through what is suggested after %i ms: %s', (laterMs, goes) => {
    const { it, clock } = given();
    clock(laterMs);
    it.rig.submit(10, [moveTo(3)], { channel: 'ai' });
    expect(it.rig.statesOf(10).includes('queued')).toBe(goes);
  });

  test.each([
    [forMs - 1, true],
    [forMs, false],
  ])('and what was in line after %i ms: %s', (laterMs, goes) => {
    const { it, clock } = given();
    const { rig, blender, unity } = it;
    rig.submit(11, [{ op: 'rename', id: uuid(2), name: 'Busy' }]);
    rig.submit(10, [moveTo(3)], { channel: 'ai' });
    expect(rig.statesOf(10).at(-1)).toBe('queued');
    clock(laterMs);
    for (const session of [blender, unity]) rig.playApply(session);
    rig.sync();
    expect(rig.statesOf(10).at(-1)).toBe(goes ? 'applying' : 'awaiting_approval');
  });

  test('has so much left, and never less than nothing', () => {
    const { it, clock } = given();
    const left = () => viewPermissions(it.rig.orchestrator.core).grants.map(({ leftMs }) => leftMs);
    expect(left()).toEqual([forMs]);
    clock(forMs - 1);
    expect(left()).toEqual([1]);
    clock(forMs + 7);
    expect(left()).toEqual([0]);
  });
});

test('an artist shows that they are at work by what they select, hold and change, and not by what happens there', () => {
  const { rig, unity } = desk();
  rig.command({ do: 'give_free_hand', grant: FREE_HAND });
  rig.frame(unity, { type: 'selected', objects: [uuid(2)] });
  rig.wait(50_000);
  rig.frame(unity, { type: 'hands', objects: [], mode: '' });
  rig.submit(10, [moveTo(3, 2)], { channel: 'ai' });
  rig.wait(50_000);
  expect(rig.statesOf(10)).toEqual(['awaiting_approval']);
  rig.frame(unity, {
    type: 'observed',
    edit: uuid(50),
    applied_through: rig.state.revision,
    undo: null,
    before: [],
    operations: [{ op: 'set_transform', id: uuid(1), transform: moved(7) }],
  });
  rig.wait(11_000);
  expect(rig.statesOf(10)).toContain('queued');
});
