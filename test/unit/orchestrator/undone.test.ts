/** What waits for a click, and is taken back by its artist in the engine: which questions end with that, and what goes on. */
import { describe, expect, test } from 'vitest';
import type { Operation } from '#app/scene/index.ts';
import { moved, uuid } from './bench-rig.ts';
import { HandsRig, moveTo } from './hands-rig.ts';

const rename = (name: string, id = 1): Operation => ({ op: 'rename', id: uuid(id), name });

/** Edits of Blender ask; its artist moved Box_1 to 7, and Box_2 got another name. */
function asking(): HandsRig {
  const rig = HandsRig.withBoxes(1, 2, 3);
  rig.command({ do: 'trust', engine: 'blender', level: 'ask' });
  rig.edit(rig.blender, 10, [moveTo(7)]);
  rig.edit(rig.blender, 11, [rename('Crate', 2), moveTo(5, 2)]);
  rig.sync();
  expect([10, 11].map((id) => rig.statesOf(id).at(-1))).toEqual(['awaiting_approval', 'awaiting_approval']);
  return rig;
}

const ends = (rig: HandsRig, ...ids: number[]): (string | undefined)[] =>
  ids.map((id) => rig.statesOf(id).at(-1));

/** The last word about an edit to Blender. */
function heard(rig: HandsRig, edit: number): unknown {
  const words = rig.effects.flatMap((effect) =>
    effect.fx === 'send' && effect.message.type === 'decided' && effect.message.edit === uuid(edit)
      ? [[effect.message.outcome, effect.message.code]]
      : [],
  );
  return words.at(-1);
}

describe('the question ends', () => {
  test('where it is all as shared again, and only that one', () => {
    const rig = asking();
    rig.edit(rig.blender, 20, [moveTo(0)]);
    rig.sync();
    expect(ends(rig, 10, 11, 20)).toEqual(['denied', 'awaiting_approval', undefined]);
    expect(heard(rig, 20)).toEqual(['committed', 'committed']);
    expect(rig.onShelf).toEqual([{ from: 'engine:blender', why: 'taken_back', x: 7 }]);
    expect(rig.state.conflicts.size).toBe(0);
  });

  test('and what the edit does besides goes on as one of its own', () => {
    const rig = asking();
    rig.command({ do: 'trust', engine: 'blender', level: 'live' });
    rig.edit(rig.blender, 20, [moveTo(0), rename('Chest', 3)]);
    rig.sync();
    expect(ends(rig, 10)).toEqual(['denied']);
    rig.settle();
    expect(ends(rig, 20)).toEqual(['committed']);
    expect(rig.records.findLast(({ kind }) => kind === 'begin')).toMatchObject({
      intent: { id: uuid(20), operations: [rename('Chest', 3)] },
    });
  });
});

describe('it goes on asking', () => {
  test.each<[string, Operation[]]>([
    ['where only one of its values is back', [rename('Box_2', 2)]],
    ['where the other is another by then', [rename('Box_2', 2), moveTo(6, 2)]],
  ])('%s', (_what, operations) => {
    const rig = asking();
    rig.edit(rig.blender, 20, operations);
    rig.sync();
    expect(ends(rig, 11)).toEqual(['awaiting_approval']);
  });

  test('where that was done in another engine', () => {
    const rig = asking();
    rig.command({ do: 'trust', engine: 'unity', level: 'ask' });
    rig.edit(rig.unity, 20, [moveTo(0)]);
    rig.sync();
    expect(ends(rig, 10)).toEqual(['awaiting_approval']);
  });

  test('and what is approved already goes on', () => {
    const rig = asking();
    rig.submit(12, [rename('Busy', 3)]);
    rig.command({ do: 'approve', id: uuid(10), hash: rig.shownHash(10) });
    rig.edit(rig.blender, 20, [moveTo(0)]);
    rig.sync();
    expect(rig.statesOf(10)).not.toContain('denied');
  });
});

test('what is open is told in its order: the newest of a value stands while its engine is compared', () => {
  const rig = HandsRig.withBoxes(1);
  rig.command({ do: 'trust', engine: 'blender', level: 'ask' });
  rig.edit(rig.blender, 10, [moveTo(7)]);
  rig.edit(rig.blender, 11, [moveTo(8)]);
  rig.sync();
  rig.command({ do: 'refresh_engine', session: rig.blender });
  rig.playResync(rig.blender);
  expect(rig.session(rig.blender).phase).toBe('live');
  expect(rig.engines.get(rig.blender)?.objects.get(uuid(1))?.transform).toEqual(moved(8));
  expect(rig.state.conflicts.size).toBe(0);
});
