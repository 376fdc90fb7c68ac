/** What an intent was made against, and what may have happened since (R13, ORD-4): whose change stands in whose way. */
import { describe, expect, test } from 'vitest';
import type { Actor } from '#app/intents/index.ts';
import { applyOrThrow } from '#app/scene/index.ts';
import type { Operation } from '#app/scene/index.ts';
import { AGENT, box, moved, Rig, uuid } from './bench-rig.ts';

const OTHER: Actor = { ...AGENT, id: 'agent:other', name: 'other' };
const move = (x: number): Operation => ({ op: 'set_transform', id: uuid(1), transform: moved(x) });
const rename = (name: string): Operation => ({ op: 'rename', id: uuid(1), name });
const since = (revision: number, ...after: number[]) => ({ base: { revision, after: after.map(uuid) } });

/** Box_1 and Box_2, shared as revision 1. */
function shared(): { rig: Rig; blender: string } {
  const rig = new Rig();
  const blender = rig.connect(1);
  rig.submit(1, [
    { op: 'create', object: box(1) },
    { op: 'create', object: box(2) },
  ]);
  land(rig, blender);
  return { rig, blender };
}

function land(rig: Rig, engine: string): void {
  rig.playApply(engine);
  rig.sync();
}

/** An agent's change, approved and committed. */
function commitAsAgent(rig: Rig, engine: string, id: number, operation: Operation, actor = AGENT): void {
  rig.submit(id, [operation], { channel: 'ai', actor });
  rig.command({ do: 'approve', id: uuid(id), hash: rig.shownHash(id) });
  rig.sync();
  land(rig, engine);
  expect(rig.statesOf(id).at(-1)).toBe('committed');
}

describe('what an agent changed', () => {
  test('stands in no person’s way', () => {
    const { rig, blender } = shared();
    commitAsAgent(rig, blender, 2, move(5));
    rig.submit(3, [move(6)], since(1));
    land(rig, blender);
    expect(rig.statesOf(3).at(-1)).toBe('committed');
  });

  test('stands in another agent’s, and in its own unless it names what it builds on', () => {
    const { rig, blender } = shared();
    commitAsAgent(rig, blender, 2, move(5));
    commitAsAgent(rig, blender, 3, rename('Crate'));
    rig.submit(10, [move(6)], { channel: 'ai', actor: OTHER, ...since(1) });
    rig.submit(11, [move(6)], { channel: 'ai', ...since(1) });
    rig.submit(12, [move(6)], { channel: 'ai', ...since(1, 3) });
    rig.submit(13, [move(6)], { channel: 'ai', ...since(1, 3, 2) });
    expect([10, 11, 12, 13].map((id) => rig.statesOf(id).at(-1))).toStrictEqual([
      ...['conflicted', 'conflicted', 'conflicted'],
      'awaiting_approval',
    ]);
  });

  test('may be built upon before it has come to anything', () => {
    const { rig } = shared();
    rig.submit(2, [{ op: 'create', object: box(3) }], { channel: 'ai' });
    rig.submit(3, [{ op: 'rename', id: uuid(3), name: 'Chest' }], { channel: 'ai', ...since(1, 2) });
    rig.submit(4, [{ op: 'rename', id: uuid(3), name: 'Chest' }], { channel: 'ai', ...since(1) });
    expect([3, 4].map((id) => rig.statesOf(id).at(-1))).toStrictEqual(['awaiting_approval', 'rejected']);
  });
});

describe('an intent from before another’s change', () => {
  test('is stale though it wants the same: its author has not seen that', () => {
    const { rig, blender } = shared();
    rig.submit(2, [move(5)]);
    land(rig, blender);
    rig.submit(3, [move(5)], { channel: 'ai', ...since(1) });
    expect(rig.statesOf(3)).toStrictEqual(['conflicted']);
  });

  test('is a mistake all the same where it could not be applied to any scene', () => {
    const { rig, blender } = shared();
    rig.submit(2, [rename('Crate')]);
    land(rig, blender);
    rig.submit(3, [rename('Box_2')], { channel: 'ai', ...since(1) });
    const answer = rig.effects.findLast((effect) => effect.fx === 'reply')?.answer;
    expect([rig.statesOf(3), answer]).toMatchObject([['rejected'], { reason: { code: 'name_taken' } }]);
  });
});

describe('FORCE (R28)', () => {
  test('passes what an engine drives and what is on its way', () => {
    const { rig, blender } = shared();
    rig.frame(blender, {
      type: 'declare',
      objects: [{ id: uuid(1), driven: ['transform'], bounded: false }],
    });
    rig.submit(2, [rename('Crate')]);
    rig.submit(3, [move(7), rename('Chest')], { channel: 'override', reason: 'it must' });
    expect(rig.statesOf(3)[0]).not.toBe('rejected');
    land(rig, blender);
    land(rig, blender);
    expect(rig.state.objects.get(uuid(1))).toMatchObject({ name: 'Chest', transform: moved(7) });
  });
});

test('a change to what is gone is kept on a card, unless it holds what no object can have: it could not be written down', () => {
  const { rig, blender } = shared();
  rig.submit(2, [{ op: 'delete', id: uuid(1), descendants: [] }]);
  land(rig, blender);
  const beside = (x: number): Operation => ({ op: 'set_transform', id: uuid(2), transform: moved(x) });
  rig.submit(3, [move(5), beside(1e39)], since(1));
  rig.submit(4, [move(5), { op: 'set_property', id: uuid(2), key: 'much', value: [1, -1e39] }], since(1));
  rig.submit(5, [move(5), { op: 'create', object: box(6, { transform: moved(1e39) }) }], since(1));
  expect([3, 4, 5].map((id) => rig.statesOf(id))).toEqual([['rejected'], ['rejected'], ['rejected']]);
  rig.sync();
  expect(rig.state.conflicts.size).toBe(0);
  rig.submit(7, [move(5), beside(7)], since(1));
  rig.sync();
  expect(rig.statesOf(7)).toEqual(['conflicted']);
  expect(rig.state.conflicts.size).toBe(1);
});

describe('a person', () => {
  const SAVING = { type: 'busy', kind: 'short', activity: 'saving', last_begun: null } as const;

  /** The move of Box_1 to 5 is confirmed, as revision 2, and its undo under way in both engines, or in line for Unity. */
  function undoing(isInLine: boolean): { rig: Rig; land: () => void } {
    const { rig, blender } = shared();
    const unity = rig.connect(2, 'unity');
    const landAll = (): void => {
      for (let more = true; more;) {
        more = [blender, unity].map((engine) => rig.playApply(engine)).some((n) => n !== null);
        if (rig.unsynced > 0) rig.sync();
      }
    };
    rig.submit(2, [move(5)]);
    landAll();
    if (isInLine) rig.frame(unity, SAVING);
    rig.command({ do: 'undo_changes', changes: [2], at: 2, intent: uuid(3), why: 'undo' });
    return {
      rig,
      land: () => {
        if (isInLine) rig.frame(unity, { type: 'ready' });
        landAll();
      },
    };
  }

  test.each([
    ['in line', true],
    ['under way', false],
  ])('who goes on from an undo that is %s never collides with themselves', (_, isInLine) => {
    const { rig, land: landAll } = undoing(isInLine);
    // Their window knows the undo by no id that it could name.
    rig.submit(4, [move(1)], since(2));
    expect(rig.statesOf(4)).toEqual(['queued']);
    landAll();
    expect([3, 4].map((id) => rig.statesOf(id).at(-1))).toEqual(['committed', 'committed']);
    expect(rig.state.objects.get(uuid(1))?.transform).toEqual(moved(1));
    expect([rig.state.conflicts.size, rig.state.shelf.size]).toEqual([0, 0]);
    // Handed in once more, with what it was handed in with, it is the same change.
    const committed = rig.state.revision;
    rig.submit(4, [move(1)], since(2));
    expect(rig.effects.findLast((effect) => effect.fx === 'reply')?.answer).toMatchObject({
      ok: true,
      state: 'committed',
    });
    expect(rig.state.revision).toBe(committed);
  });

  test('nor where it is confirmed, and their window does not show it yet', () => {
    const { rig, land: landAll } = undoing(false);
    landAll();
    rig.submit(4, [move(1)], since(2));
    landAll();
    expect(rig.statesOf(4).at(-1)).toBe('committed');
    expect(rig.state.conflicts.size).toBe(0);
  });

  test('nor where an engine failed at it, and it is tried once more', () => {
    const { rig, land: landAll } = undoing(false);
    const [blender = ''] = [...rig.engines.keys()];
    const sent = rig.take(blender, ['apply']);
    rig.frame(blender, {
      type: 'failed',
      n: sent?.n ?? 0,
      code: 'broken',
      message: 'It broke.',
    });
    rig.submit(4, [move(1)], since(2));
    landAll();
    for (const session of rig.engines.keys()) {
      const undone = rig.take(session, ['compensate']);
      if (undone !== null) rig.frame(session, { type: 'compensated', n: undone.n, outcomes: [] });
    }
    landAll();
    expect([3, 4].map((id) => rig.statesOf(id).at(-1))).toEqual(['committed', 'committed']);
    expect(rig.state.objects.get(uuid(1))?.transform).toEqual(moved(1));
    expect(rig.state.conflicts.size).toBe(0);
  });

  test('nor do they stop an undo that goes by pieces: what they set since stays, and the rest goes back', () => {
    const rig = new Rig({ config: { pieceOperations: 2 } });
    const blender = rig.connect(1);
    const landAll = (): void => {
      for (let more = true; more;) {
        more = rig.playApply(blender) !== null;
        if (rig.unsynced > 0) rig.sync();
      }
    };
    const moves = (x: number, ...ids: number[]): Operation[] =>
      ids.map((id) => ({ op: 'set_transform', id: uuid(id), transform: moved(x) }));
    rig.submit(
      1,
      [1, 2, 3, 4].map((id) => ({ op: 'create', object: box(id) })),
    );
    landAll();
    rig.submit(2, moves(5, 1, 2, 3, 4));
    landAll();
    rig.frame(blender, SAVING);
    rig.command({ do: 'undo_changes', changes: [2], at: 2, intent: uuid(3), why: 'undo' });
    const [first] = rig.orchestrator.core.queue.human;
    const ids = first?.intent.operations.map((operation) => ('id' in operation ? operation.id : '')) ?? [];
    const nudged = ids.map((id): Operation => ({ op: 'set_transform', id, transform: moved(1) }));
    rig.submit(4, nudged, since(2));
    rig.frame(blender, { type: 'ready' });
    landAll();
    const places = [1, 2, 3, 4].map((id) => rig.state.objects.get(uuid(id))?.transform.translation[0]);
    expect(places.filter((x) => x === 1)).toHaveLength(2);
    expect(places.filter((x) => x === 0)).toHaveLength(2);
    expect(rig.state.conflicts.size).toBe(0);
  });

  test('and collides as before with what somebody else made of it', () => {
    const { rig, land: landAll } = undoing(false);
    landAll();
    rig.frame([...rig.engines.keys()][0] ?? '', {
      type: 'observed',
      edit: uuid(0x900),
      applied_through: 3,
      undo: { kind: 'step', name: 'Move' },
      before: [{ id: uuid(1), facet: 'transform', value: moved(0) }],
      operations: [move(9)],
    });
    rig.submit(4, [move(1)], since(2));
    expect(rig.statesOf(4)).toEqual(['conflicted']);
  });

  test('or of another value there, whichever of the two they touch with it', () => {
    const { rig, land: landAll } = undoing(false);
    const [[blender = '', scene = { objects: new Map() }] = []] = rig.engines;
    rig.engines.set(blender, applyOrThrow(scene, [rename('Crate')]));
    rig.frame(blender, {
      type: 'observed',
      edit: uuid(0x900),
      applied_through: 2,
      undo: { kind: 'step', name: 'Rename' },
      before: [{ id: uuid(1), facet: 'name', value: 'Box_1' }],
      operations: [rename('Crate')],
    });
    landAll();
    rig.submit(4, [move(1)], since(2));
    rig.submit(5, [rename('Chest')], since(2));
    rig.submit(6, [move(2), rename('Chest')], since(2));
    landAll();
    expect([4, 5, 6].map((id) => rig.statesOf(id).at(-1))).toEqual(['committed', 'conflicted', 'conflicted']);
    expect(rig.state.objects.get(uuid(1))).toMatchObject({ name: 'Crate', transform: moved(1) });
  });

  test('and what their window handed in itself it has to name', () => {
    const { rig, land: landAll } = undoing(false);
    landAll();
    rig.submit(4, [move(7)], since(3));
    landAll();
    rig.submit(5, [move(1)], since(2));
    rig.submit(6, [move(1)], since(2, 4));
    landAll();
    expect([4, 5, 6].map((id) => rig.statesOf(id).at(-1))).toEqual(['committed', 'conflicted', 'committed']);
  });

  test('and what a version is brought back with is seen like any other click', () => {
    const { rig, land: landAll } = undoing(false);
    landAll();
    rig.submit(4, [move(7)], { ...since(3), isClick: true });
    rig.submit(5, [move(1)], since(3));
    landAll();
    expect([4, 5].map((id) => rig.statesOf(id).at(-1))).toEqual(['committed', 'committed']);
    expect(rig.state.objects.get(uuid(1))?.transform).toEqual(moved(1));
  });

  test('but of nothing that they clicked between its being turned away and its being handed in once more', () => {
    const { rig, land: landAll } = undoing(false);
    landAll();
    rig.command({ do: 'halt', by: 'person' });
    rig.submit(4, [move(1)], since(3));
    expect(rig.statesOf(4)).toEqual([]);
    rig.command({ do: 'resume', scope: 'everyone' });
    rig.sync();
    rig.command({ do: 'undo_changes', changes: [3], at: 3, intent: uuid(5), why: 'redo' });
    landAll();
    rig.submit(4, [move(1)], since(3));
    rig.submit(6, [move(2)], since(3));
    landAll();
    expect([4, 5, 6].map((id) => rig.statesOf(id).at(-1))).toEqual(['conflicted', 'committed', 'committed']);
  });
});
