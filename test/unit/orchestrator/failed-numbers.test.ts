/** What becomes of a number that an engine fails, and what is said of it (R14, R17, R23, R30, AUTH-5). */
import { describe, expect, test } from 'vitest';
import type { AbortRecord } from '#app/ledger/index.ts';
import type { Operation } from '#app/scene/index.ts';
import { box, moved, Rig, uuid } from './bench-rig.ts';

const move = (x: number): Operation => ({ op: 'set_transform', id: uuid(1), transform: moved(x) });

/** Two engines that hold Box_1 and Box_2. */
function withTwo(): { rig: Rig; blender: string; unity: string } {
  const rig = new Rig();
  const blender = rig.connect(1);
  const unity = rig.connect(2, 'unity');
  rig.submit(1, [
    { op: 'create', object: box(1) },
    { op: 'create', object: box(2) },
  ]);
  for (const engine of [blender, unity]) rig.playApply(engine);
  rig.sync();
  return { rig, blender, unity };
}

const aborts = (rig: Rig): AbortRecord[] => rig.records.filter((each) => each.kind === 'abort');
const fail = (rig: Rig, session: string, n: number, code = 'error', message = 'Out of memory.') =>
  rig.frame(session, { type: 'failed', n, code, message });
const numberOf = (rig: Rig, session: string): number => {
  const n = rig.take(session, ['apply'])?.n;
  if (n === undefined) throw new Error('nothing is being applied');
  return n;
};
const suggest = (rig: Rig, id: number, operations: Operation[]): void => {
  rig.submit(id, operations, { channel: 'ai' });
  rig.command({ do: 'approve', id: uuid(id), hash: rig.shownHash(id) });
  rig.sync();
};
const outcomes = (rig: Rig, session: string): void => {
  const asked = rig.take(session, ['compensate']);
  if (asked === null) return;
  rig.frame(session, {
    type: 'compensated',
    n: asked.n,
    outcomes: asked.entries.map(({ id, facet }) => ({ id, facet, outcome: 'restored' })),
  });
};

describe('an engine that could not', () => {
  test('is named with its own words, and the person’s change goes on once more without it', () => {
    const { rig, blender, unity } = withTwo();
    rig.submit(2, [move(3)]);
    const n = numberOf(rig, unity);
    fail(rig, unity, n);
    expect(aborts(rig)).toStrictEqual([
      {
        kind: 'abort',
        n,
        reason: { code: 'engine_error', message: 'Unity: Out of memory.', path: null },
        fault: unity,
        ends: 'requeued',
      },
    ]);
    rig.take(blender, ['apply']);
    for (const engine of [blender, unity]) outcomes(rig, engine);
    rig.sync();
    expect(rig.playApply(blender)).toBe(n + 1);
    rig.sync();
    expect(rig.statesOf(2).at(-1)).toBe('committed');
  });

  test('is not waited for once another file is open there: nothing can be taken back in that', () => {
    const { rig, blender, unity } = withTwo();
    rig.submit(2, [move(3)]);
    const n = numberOf(rig, unity);
    rig.take(blender, ['apply']);
    fail(rig, unity, n);
    outcomes(rig, blender);
    rig.sync();
    expect(rig.orchestrator.core.sessions.get(unity)?.phase).toBe('quarantined');
    expect(rig.take(blender, ['apply'])).toBeNull();
    rig.frame(unity, {
      type: 'scene',
      scene: { project: null, scene: null, saved_revision: null, title: 'other', unsaved: false },
    });
    expect(rig.playApply(blender)).toBe(n + 1);
    rig.sync();
    expect(rig.statesOf(2).at(-1)).toBe('committed');
    // Its word about the number is late, and no violation.
    outcomes(rig, unity);
    expect(rig.orchestrator.core.sessions.get(unity)?.phase).toBe('foreign');
  });

  test('fails a person’s change for good the second time', () => {
    const { rig, blender, unity } = withTwo();
    rig.submit(2, [move(3)]);
    fail(rig, unity, numberOf(rig, unity));
    rig.take(blender, ['apply']);
    for (const engine of [blender, unity]) outcomes(rig, engine);
    rig.sync();
    fail(rig, blender, numberOf(rig, blender));
    outcomes(rig, blender);
    rig.sync();
    expect(aborts(rig).map(({ ends, fault }) => [ends, fault])).toStrictEqual([
      ['requeued', unity],
      ['aborted', blender],
    ]);
    expect(rig.statesOf(2).at(-1)).toBe('aborted');
    expect([...rig.state.shelf.values()].map(({ from, why }) => [from, why])).toStrictEqual([
      ['person', 'aborted'],
    ]);
  });

  test('fails an agent’s change at once: it is not tried again by itself (R30)', () => {
    const { rig, blender, unity } = withTwo();
    suggest(rig, 2, [move(3)]);
    fail(rig, unity, numberOf(rig, unity));
    rig.take(blender, ['apply']);
    for (const engine of [blender, unity]) outcomes(rig, engine);
    rig.sync();
    expect(aborts(rig).map(({ ends }) => ends)).toStrictEqual(['aborted']);
    expect(rig.statesOf(2).at(-1)).toBe('aborted');
    expect(rig.state.shelf.size).toBe(0);
  });

  test('has no second say: an answer to a number that is over changes nothing (R18)', () => {
    const { rig, blender, unity } = withTwo();
    rig.submit(2, [move(3)]);
    const n = numberOf(rig, unity);
    rig.playApply(blender);
    fail(rig, unity, n);
    rig.frame(unity, { type: 'applied', n, states: [{ id: uuid(1), facet: 'transform', value: moved(3) }] });
    expect([aborts(rig).length, rig.records.filter(({ kind }) => kind === 'commit').length]).toStrictEqual([
      1, 1,
    ]);
  });
});

describe('what was read back', () => {
  test('is compared with what was set, and the first difference is said with its engine and its object', () => {
    const { rig, unity } = withTwo();
    rig.submit(2, [move(3)]);
    const n = numberOf(rig, unity);
    rig.frame(unity, { type: 'applied', n, states: [{ id: uuid(1), facet: 'transform', value: moved(4) }] });
    const message = 'Unity: Box_1: transform reads differently from what was set';
    expect(aborts(rig)[0]).toMatchObject({
      reason: { code: 'read_back_differs', message, path: null },
      fault: unity,
      ends: 'requeued',
    });
  });
});

describe('an engine that is gone in the middle (R17)', () => {
  test('without a vote ends the number, and is nobody’s fault', () => {
    const { rig, blender, unity } = withTwo();
    rig.submit(2, [move(3)]);
    rig.playApply(blender);
    rig.lose(unity);
    expect(aborts(rig).map(({ fault, ends }) => [fault, ends])).toStrictEqual([[null, 'requeued']]);
  });

  test('after its vote does not: what it read back stands', () => {
    const { rig, blender, unity } = withTwo();
    rig.submit(2, [move(3)]);
    rig.playApply(unity);
    rig.lose(unity);
    rig.playApply(blender);
    rig.sync();
    expect([aborts(rig), rig.statesOf(2).at(-1)]).toStrictEqual([[], 'committed']);
  });

  test('while an agent’s change is applied is left behind on it, and once it was submitted nothing ends it', () => {
    const { rig, blender, unity } = withTwo();
    suggest(rig, 2, [move(3)]);
    rig.lose(unity);
    expect(aborts(rig).map(({ fault, ends }) => [fault, ends])).toStrictEqual([[null, 'requeued']]);
    rig.take(blender, ['apply']);
    for (const engine of [blender, unity]) outcomes(rig, engine);
    rig.playApply(blender);
    rig.sync();
    expect(rig.statesOf(2).at(-1)).toBe('committed');
    rig.submit(3, [move(4)]);
    rig.playApply(blender);
    rig.lose(blender);
    rig.sync();
    expect(rig.statesOf(3).at(-1)).toBe('committed');
    expect(rig.records.findLast(({ kind }) => kind === 'commit')).toMatchObject({
      participants: [{ engine: 'blender' }],
      stale: ['unity'],
    });
  });
});

describe('what is taken back (R14)', () => {
  test('is told to everyone it was sent to: what came goes last, what went comes first, values between', () => {
    const { rig, blender, unity } = withTwo();
    rig.submit(2, [
      { op: 'create', object: box(3) },
      { op: 'create', object: box(4, { parent: uuid(3) }) },
      move(3),
      { op: 'delete', id: uuid(2), descendants: [] },
    ]);
    const n = numberOf(rig, unity);
    fail(rig, unity, n);
    const asked = rig.take(blender, ['compensate']);
    expect(asked?.n).toBe(n);
    expect(asked?.entries).toStrictEqual([
      {
        id: uuid(2),
        facet: 'existence',
        expected: { id: uuid(2), facet: 'existence', value: null },
        restore: { id: uuid(2), facet: 'existence', value: box(2) },
      },
      {
        id: uuid(1),
        facet: 'transform',
        expected: { id: uuid(1), facet: 'transform', value: moved(3) },
        restore: { id: uuid(1), facet: 'transform', value: moved(0) },
      },
      ...[4, 3].map((number) => ({
        id: uuid(number),
        facet: 'existence',
        expected: {
          id: uuid(number),
          facet: 'existence',
          value: box(number, number === 4 ? { parent: uuid(3) } : {}),
        },
        restore: { id: uuid(number), facet: 'existence', value: null },
      })),
    ]);
    expect(rig.take(unity, ['compensate'])?.n).toBe(n);
  });

  test('is waited for, and an engine that does not do it is at fault', () => {
    const { rig, blender, unity } = withTwo();
    rig.submit(2, [move(3)]);
    fail(rig, unity, numberOf(rig, unity));
    rig.take(blender, ['apply']);
    expect(rig.take(blender, ['compensate'])).not.toBeNull();
    expect(rig.take(blender, ['apply'])).toBeNull();
    rig.wait(rig.orchestrator.core.config.compensateTimeoutMs + 1_000);
    const said = rig.records.flatMap((each) =>
      each.kind === 'session' && each.session === blender && each.event === 'set_aside' ? [each.reason] : [],
    );
    expect(said).toStrictEqual([
      { code: 'compensate_timeout', message: 'Blender did not take back number 2.', path: null },
    ]);
  });
});

describe('an engine that does not answer', () => {
  test('is at fault after its time, which is said', () => {
    const { rig, blender, unity } = withTwo();
    rig.submit(2, [move(3)]);
    rig.playApply(blender);
    rig.wait(rig.orchestrator.core.config.applyTimeoutMs + 1_000);
    expect(aborts(rig)[0]).toMatchObject({
      fault: unity,
      ends: 'requeued',
      reason: { code: 'apply_timeout', message: 'Unity did not answer for number 2 in 5 s.', path: null },
    });
  });
});
