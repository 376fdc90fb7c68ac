/** A line that breaks again whenever it is whole: what a host has to come through, and a broken one does not. */
import { expect } from 'vitest';
import { moved } from '#test/scripted/objects.ts';
import type { Kind } from './engine.ts';
import { otherThan } from './rig.ts';
import type { Rig } from './rig.ts';

/** Where it breaks: before there is a next token, as the engine speaks, while it is compared, is patched, is live, is asked. */
const PLACES = ['welcome', 'hello', 'take_inventory', 'patch', 'live', 'apply'] as const;
/** In each of them twice. */
export const ROUNDS = 2 * PLACES.length;

/** Breaks at another place in each round; every change is committed meanwhile. In the end the line is whole. */
export async function flap(rig: Rig, victim: Kind, crate: string): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const at = PLACES[round % PLACES.length];
    let isDown = false;
    rig.wires[victim].rule = (_direction, message) => {
      if (message.type !== at || isDown) return 'pass';
      isDown = true;
      rig.wires[victim].drop();
      return [];
    };
    rig.wires[victim].drop();
    const id = await rig.submit(moved(crate, round, round, round));
    expect(await rig.room.outcome(id)).toBe('committed');
    expect(rig.problems([otherThan(victim)])).toEqual([]);
  }
  rig.wires[victim].rule = () => 'pass';
}

/** Goes on from there. @throws where an engine does not come into step again in this time */
export async function goesOn(rig: Rig, crate: string, limitMs?: number): Promise<void> {
  await rig.settle(undefined, limitMs);
  const last = await rig.submit(moved(crate, 1, 2, 3));
  expect(await rig.room.outcome(last)).toBe('committed');
  await rig.settle(undefined, limitMs);
  expect(rig.problems()).toEqual([]);
}
