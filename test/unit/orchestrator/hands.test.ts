/** What is in an artist's hands: nothing is written to it, and that is nobody's fault (rules 1, 6 and 7). */
import { describe, expect, test } from 'vitest';
import type { Session } from '#main/orchestrator/session.ts';
import { box, moved, Rig, uuid } from './bench-rig.ts';

/** Two engines that hold Box_1. */
function withBox(): { rig: Rig; blender: string; unity: string } {
  const rig = new Rig();
  const blender = rig.connect(1);
  rig.submit(1, [{ op: 'create', object: box(1) }]);
  rig.playApply(blender);
  rig.sync();
  return { rig, blender, unity: rig.connect(2, 'unity', [box(1)]) };
}

function take(rig: Rig, session: string, ...ids: number[]): void {
  rig.frame(session, { type: 'hands', objects: ids.map(uuid), mode: ids.length > 0 ? 'edit' : '' });
}

function sessionOf(rig: Rig, id: string): Session | undefined {
  return rig.orchestrator.core.sessions.get(id);
}

/** Blender comes back while Box_1, which was moved meanwhile, is in its artist's hands. */
function backWithHands(rig: Rig, blender: string, unity: string): string {
  rig.lose(blender);
  rig.submit(5, [{ op: 'set_transform', id: uuid(1), transform: moved(5) }]);
  rig.playApply(unity);
  rig.sync();
  const resumed = rig.resume(blender, 3, 1);
  take(rig, resumed, 1);
  rig.playResync(resumed);
  return resumed;
}

describe('a comparison', () => {
  test('writes nothing to it, says that it differs, and sets it back when it is let go of', () => {
    const { rig, blender, unity } = withBox();
    const resumed = backWithHands(rig, blender, unity);
    expect(rig.engines.get(resumed)?.objects.get(uuid(1))).toEqual(box(1));
    expect(sessionOf(rig, resumed)).toMatchObject({ phase: 'live', breaker: 'closed' });
    expect([...(sessionOf(rig, resumed)?.inDoubt ?? [])]).toEqual([uuid(1)]);
    take(rig, resumed);
    rig.playResync(resumed);
    expect(rig.engines.get(resumed)?.objects.get(uuid(1))?.transform).toEqual(moved(5));
    expect([...(sessionOf(rig, resumed)?.inDoubt ?? [])]).toEqual([]);
  });

  test('that crosses it is not answered for as a fault', () => {
    const { rig, blender, unity } = withBox();
    rig.lose(blender);
    rig.submit(5, [{ op: 'set_transform', id: uuid(1), transform: moved(5) }]);
    rig.playApply(unity);
    rig.sync();
    const resumed = rig.resume(blender, 3, 1);
    rig.refusesToPatch = ({ id }) => {
      if (!(sessionOf(rig, resumed)?.hands.has(id) ?? false)) take(rig, resumed, 1);
      return true;
    };
    rig.playResync(resumed);
    expect(sessionOf(rig, resumed)).toMatchObject({ phase: 'live', failuresMs: [] });
  });

  test('an edit of what it could not set back asks: its artist has not seen what is shared', () => {
    const { rig, blender, unity } = withBox();
    const resumed = backWithHands(rig, blender, unity);
    rig.frame(resumed, {
      type: 'observed',
      edit: uuid(9),
      applied_through: rig.state.revision,
      undo: { kind: 'step', name: 'Move' },
      before: [{ id: uuid(1), facet: 'transform', value: moved(0) }],
      operations: [{ op: 'set_transform', id: uuid(1), transform: moved(7) }],
    });
    rig.sync();
    expect(rig.take(resumed, ['decided'])).toMatchObject({
      edit: uuid(9),
      outcome: 'waiting',
      code: 'did_not_go_through',
    });
    expect(rig.state.objects.get(uuid(1))?.transform).toEqual(moved(5));
  });
});

describe('a number that crosses it', () => {
  /** A change of Box_1 leaves; the artist has taken it in hand before it comes. */
  function cross(rig: Rig, blender: string, unity: string): number {
    const n = rig.take(blender, ['apply'])?.n ?? 0;
    rig.playApply(unity);
    take(rig, blender, 1);
    rig.frame(blender, { type: 'failed', n, code: 'in_hands', message: 'The artist is working on it.' });
    const entry = { id: uuid(1), facet: 'name', outcome: 'restored' } as const;
    for (const session of [blender, unity]) rig.frame(session, { type: 'compensated', n, outcomes: [entry] });
    rig.engines.set(unity, { objects: new Map([[uuid(1), box(1)]]) });
    return n;
  }

  test('is no fault: a person’s waits in line until it is let go of', () => {
    const { rig, blender, unity } = withBox();
    rig.submit(5, [{ op: 'rename', id: uuid(1), name: 'Crate' }]);
    const n = cross(rig, blender, unity);
    expect(sessionOf(rig, blender)).toMatchObject({ phase: 'live', breaker: 'closed', failuresMs: [] });
    expect(rig.take(unity, ['apply'])).toBeNull();
    take(rig, blender);
    expect(rig.playApply(blender)).toBe(n + 1);
    expect(rig.playApply(unity)).toBe(n + 1);
    rig.sync();
    expect(rig.statesOf(5).at(-1)).toBe('committed');
  });

  test('an agent’s waits at the gate again', () => {
    const { rig, blender, unity } = withBox();
    rig.submit(5, [{ op: 'rename', id: uuid(1), name: 'Crate' }], { channel: 'ai' });
    rig.command({ do: 'approve', id: uuid(5), hash: rig.shownHash(5) });
    rig.sync();
    cross(rig, blender, unity);
    expect(rig.statesOf(5).at(-1)).toBe('awaiting_approval');
    expect(sessionOf(rig, blender)).toMatchObject({ phase: 'live', failuresMs: [] });
  });

  test('is one where nothing of it was said to be in hand (AUTH-5)', () => {
    const { rig, blender } = withBox();
    rig.submit(5, [{ op: 'rename', id: uuid(1), name: 'Crate' }]);
    const n = rig.take(blender, ['apply'])?.n ?? 0;
    rig.frame(blender, { type: 'failed', n, code: 'in_hands', message: 'No.' });
    expect(sessionOf(rig, blender)).toMatchObject({ phase: 'quarantined', breaker: 'open' });
  });
});
