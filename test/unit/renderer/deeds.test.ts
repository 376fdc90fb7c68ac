/** What engines and agents did, from the counts of the whole history. */
import { expect, test } from 'vitest';
import type { LaneCounts } from '#app/control-room/index.ts';
import { allowedTo, deedsOf, levelOf } from '../../../renderer/model/deeds.ts';

const blender: LaneCounts = {
  lane: 'engine:blender',
  actor: { kind: 'engine', id: 'engine:blender', name: 'Blender' },
  // done, conflict, failed, as they are named by their places
  counts: [0, 0, 12, 0, 3, 1, 0, 4, 2],
};

test('what was confirmed, what did not go through, what collided and what drifted are counted apart', () => {
  const deeds = deedsOf(
    [blender],
    [
      { engine: 'blender', why: 'edited_both', count: 3 },
      { engine: 'blender', why: 'drift', count: 5 },
      { engine: 'unity', why: 'drift', count: 1 },
    ],
  );
  expect(deeds.get('engine:blender')).toEqual({ changes: 12, refused: 2, conflicts: 3, drift: 5 });
  expect(deeds.get('engine:unity')).toEqual({ changes: 0, refused: 0, conflicts: 0, drift: 1 });
});

test('one stretch holds every number', () => {
  for (const newest of [0, 1, 2, 3, 1_000, 1_023, 1_024, 1_000_000])
    expect(2 ** levelOf(newest), String(newest)).toBeGreaterThan(newest);
});

test('an agent goes on under its own rules, those for everybody, and its free hands', () => {
  const rule = (id: string, agent: string | null) => ({
    id,
    agent,
    most: 'cosmetic' as const,
    objects: null,
  });
  const hand = { ...rule('h', 'a'), agent: 'a', task: null, changes: 1, used: 0, leftMs: 1 };
  const permissions = { rules: [rule('1', 'a'), rule('2', null), rule('3', 'b')], grants: [hand] };
  expect(allowedTo(permissions, 'a')).toEqual({ rules: 2, hands: 1 });
  expect(allowedTo(permissions, 'c')).toEqual({ rules: 1, hands: 0 });
});
