/** What of a live engine is compared and set back, and what is left alone while something about it is on its way (ORD-2, ORD-5, R22). */
import { describe, expect, test } from 'vitest';
import type { OrchestratorMessage } from '#app/protocol/index.ts';
import { digestObject } from '#app/scene/index.ts';
import type { SceneObject } from '#app/scene/index.ts';
import { box, moved, Rig, uuid } from './bench-rig.ts';
import { moveTo } from './hands-rig.ts';

const FORCED = { channel: 'override', reason: 'now' } as const;

/** Blender holds these boxes, and everything that was sent until then is read. */
function inStep(...numbers: number[]): { rig: Rig; blender: string } {
  const rig = new Rig();
  const blender = rig.connect(1);
  rig.submit(
    1,
    numbers.map((id) => ({ op: 'create', object: box(id) })),
  );
  rig.playApply(blender);
  rig.sync();
  rig.sent.length = 0;
  return { rig, blender };
}

const sessionOf = (rig: Rig, id: string) => {
  const session = rig.orchestrator.core.sessions.get(id);
  if (session === undefined) throw new Error(`no session ${id}`);
  return session;
};

function holds(rig: Rig, session: string, ...objects: readonly SceneObject[]): void {
  const before = rig.engines.get(session)?.objects ?? new Map<string, SceneObject>();
  rig.engines.set(session, {
    objects: new Map([...before, ...objects.map((each) => [each.id, each] as const)]),
  });
}

/** A person asks for a comparison; which objects it is about. */
function compare(rig: Rig, session: string): Extract<OrchestratorMessage, { type: 'audit' }> | null {
  rig.command({ do: 'audit_engine', session });
  return rig.take(session, ['audit']);
}

function digests(
  rig: Rig,
  session: string,
  question: { request: number; ids: readonly string[] } | null,
): void {
  const held = rig.engines.get(session)?.objects;
  rig.frame(session, {
    type: 'digests',
    request: question?.request ?? 0,
    states: (question?.ids ?? []).map((id): [string, string | null] => {
      const object = held?.get(id);
      return [id, object === undefined ? null : digestObject(object)];
    }),
  });
}

function drift(rig: Rig, session: string, x: number, id = 1): void {
  holds(rig, session, box(id, { transform: moved(x) }));
  rig.frame(session, {
    type: 'observed',
    edit: uuid(0x700 + x),
    applied_through: rig.state.revision,
    undo: null,
    before: [],
    operations: [moveTo(x, id)],
  });
}

describe('a comparison of a live engine', () => {
  test('is not about what is being set back, or being read once more', () => {
    const { rig, blender } = inStep(1, 2);
    drift(rig, blender, 7);
    rig.sync();
    expect(sessionOf(rig, blender).questions.size).toBe(1);
    const patch = rig.take(blender, ['patch']);
    expect(compare(rig, blender)?.ids).toStrictEqual([uuid(2)]);
    // It shows something else than it was sent, and is read.
    rig.frame(blender, {
      type: 'patched',
      request: patch?.request ?? 0,
      states: [[uuid(1), 'f'.repeat(64)]],
    });
    expect(rig.take(blender, ['read_values'])?.ids).toStrictEqual([uuid(1)]);
    const { round } = sessionOf(rig, blender);
    expect(round.rest).toStrictEqual([]);
    expect(compare(rig, blender)).toBeNull();
  });

  test('ends what was out of step and is as shared again, by digest and by value', () => {
    for (const shows of ['digest', 'value']) {
      const { rig, blender } = inStep(1, 2);
      rig.frame(blender, { type: 'declare', objects: [{ id: uuid(1), driven: [], bounded: true }] });
      // On a log that takes nothing it is only noted.
      drift(rig, blender, 7);
      rig.sync();
      rig.playResync(blender);
      sessionOf(rig, blender).drift.set(uuid(1), 0);
      const turned = { ...moved(0), rotation: [Math.fround(1e-8), 0, 0, 1] } as SceneObject['transform'];
      holds(rig, blender, box(1, shows === 'digest' ? {} : { transform: turned }));
      rig.effects.length = 0;
      digests(rig, blender, compare(rig, blender));
      rig.playResync(blender);
      expect([...sessionOf(rig, blender).drift.keys()]).toStrictEqual([]);
      expect(rig.effects).toContainEqual({ fx: 'changed', what: 'sessions' });
    }
  });

  test('counts from when it was out of step first, however often that is found', () => {
    const { rig, blender } = inStep(1, 2);
    drift(rig, blender, 7);
    const { drift: since } = sessionOf(rig, blender);
    expect([...since]).toStrictEqual([[uuid(1), 0]]);
    rig.tick(1_000);
    drift(rig, blender, 8);
    expect([...since]).toStrictEqual([[uuid(1), 0]]);
  });

  test('forgets at its end what is out of step and gone by now', () => {
    const { rig, blender } = inStep(1, 2);
    sessionOf(rig, blender).drift.set(uuid(9), 0);
    sessionOf(rig, blender).drift.set(uuid(1), 0);
    rig.frame(blender, { type: 'hands', objects: [uuid(1)], mode: 'edit' });
    digests(rig, blender, compare(rig, blender));
    expect([...sessionOf(rig, blender).drift.keys()]).toStrictEqual([uuid(1)]);
    expect(sessionOf(rig, blender).round).toMatchObject({ ended: 1, lastCompared: 1, isAskedFor: false });
  });

  test('of more than a part goes on with each answer, but not past what flies', () => {
    const many = Array.from({ length: 150 }, (_, index) => index + 1);
    const { rig, blender } = inStep(...many);
    const first = compare(rig, blender);
    expect(first?.ids).toHaveLength(100);
    rig.submit(500, [moveTo(3)]);
    digests(rig, blender, first);
    expect(rig.take(blender, ['audit'])).toBeNull();
    rig.playApply(blender);
    rig.sync();
    rig.tick(1_000);
    const second = rig.take(blender, ['audit']);
    expect(second?.ids).toHaveLength(50);
    expect(sessionOf(rig, blender).round.ended).toBe(0);
    digests(rig, blender, second);
    expect(sessionOf(rig, blender).round).toMatchObject({ ended: 1, lastCompared: 150 });
  });
});

describe('what is read once more', () => {
  /** A forced change of Box_1 was sent as a patch, and Blender shows something else; it is asked what. */
  function asked(): { rig: Rig; blender: string; request: number } {
    const { rig, blender } = inStep(1, 2);
    rig.submit(10, [moveTo(3)], FORCED);
    rig.sync();
    const patch = rig.take(blender, ['patch']);
    rig.frame(blender, {
      type: 'patched',
      request: patch?.request ?? 0,
      states: [[uuid(1), 'f'.repeat(64)]],
    });
    const request = rig.take(blender, ['read_values'])?.request ?? 0;
    return { rig, blender, request };
  }

  const answer = (
    rig: Rig,
    blender: string,
    request: number,
    objects: SceneObject[],
    missing: string[] = [],
  ) => rig.frame(blender, { type: 'values', request, last: true, objects, missing });

  test('and is merely missing is put there again, without a card', () => {
    const { rig, blender, request } = asked();
    answer(rig, blender, request, [], [uuid(1)]);
    expect(rig.take(blender, ['patch'])).toMatchObject({ objects: [{ id: uuid(1), transform: moved(3) }] });
    expect(rig.state.shelf.size + rig.state.conflicts.size).toBe(0);
    expect([...sessionOf(rig, blender).drift.keys()]).toStrictEqual([uuid(1)]);
  });

  test('and is in its artist’s hands by now waits for them', () => {
    const { rig, blender, request } = asked();
    rig.frame(blender, { type: 'hands', objects: [uuid(1)], mode: 'edit' });
    answer(rig, blender, request, [box(1, { transform: moved(9) })]);
    expect(rig.take(blender, ['patch'])).toBeNull();
    expect(rig.state.shelf.size).toBe(0);
    expect([...sessionOf(rig, blender).purge]).toStrictEqual([uuid(1)]);
    rig.frame(blender, { type: 'hands', objects: [], mode: '' });
    expect(rig.take(blender, ['patch'])).toMatchObject({ objects: [{ id: uuid(1), transform: moved(3) }] });
  });

  test('and was forced to something else meanwhile is read again', () => {
    const { rig, blender, request } = asked();
    rig.submit(11, [moveTo(4)], FORCED);
    answer(rig, blender, request, [box(1, { transform: moved(9) })]);
    expect([...sessionOf(rig, blender).unsure]).toStrictEqual([uuid(1)]);
    expect(rig.state.shelf.size).toBe(0);
    rig.sync();
    expect(rig.take(blender, ['read_values'])?.ids).toStrictEqual([uuid(1)]);
  });

  test('and cannot be kept, since the disk takes nothing, is read again once it does', () => {
    const { rig, blender, request } = asked();
    rig.command({ do: 'lock', id: uuid(2), on: true });
    rig.refuse();
    answer(rig, blender, request, [box(1, { transform: moved(9) })]);
    expect([...sessionOf(rig, blender).unsure]).toStrictEqual([uuid(1)]);
    expect(rig.orchestrator.core.ahead.shelf.size).toBe(0);
    holds(rig, blender, box(1, { transform: moved(9) }));
    rig.wait(3_000);
    rig.playResync(blender);
    expect([...rig.state.shelf.values()]).toMatchObject([
      { why: 'drift', states: [{ id: uuid(1), facet: 'transform', value: moved(9) }] },
    ]);
    expect(rig.engines.get(blender)?.objects.get(uuid(1))?.transform).toStrictEqual(moved(3));
  });

  test('and shows what lies on the shelf already is set back without a second copy', () => {
    const { rig, blender } = inStep(1, 2);
    drift(rig, blender, 9);
    rig.sync();
    expect(rig.state.shelf.size).toBe(1);
    const [conflict = ''] = rig.state.conflicts.keys();
    rig.command({ do: 'decide', conflict, take: [], intent: uuid(60) });
    rig.refusesToPatch = () => true;
    rig.playResync(blender, 2);
    rig.refusesToPatch = () => false;
    rig.playResync(blender);
    expect(rig.state.shelf.size).toBe(1);
    expect(rig.state.conflicts.size).toBe(0);
    expect(rig.engines.get(blender)?.objects.get(uuid(1))).toStrictEqual(box(1));
  });
});

describe('an object that became another kind', () => {
  test('in an engine is kept whole, and set back', () => {
    const { rig, blender } = inStep(1, 2);
    const lamp = box(1, { kind: 'light' });
    holds(rig, blender, lamp);
    digests(rig, blender, compare(rig, blender));
    rig.playResync(blender);
    expect([...rig.state.conflicts.values()]).toMatchObject([
      {
        why: 'drift',
        items: [{ id: uuid(1), facet: 'existence', engine: { kind: 'light' }, truth: { kind: 'mesh' } }],
      },
    ]);
    expect([...rig.state.shelf.values()]).toMatchObject([{ states: [{ facet: 'existence', value: lamp }] }]);
  });
});
