/** The parity audit in the tests' editor: digests of what it holds at that moment, never of what it was told. */
import { strict as assert } from 'node:assert';
import { randomUUID } from 'node:crypto';
import { digestObject } from '#app/scene/index.ts';
import type { Test } from '../scripted/harness.ts';
import { at, moved, object, sceneOf } from '../scripted/objects.ts';
import type { World } from './world.ts';

export function auditTests(world: World): Test[] {
  const { editor } = world;
  return [
    [
      'an audit is answered with digests of what the engine holds, and with nothing for what it has not',
      async () => {
        const [crate, lamp] = [object('Crate', { kind: 'mesh' }), object('Lamp', { transform: at(1, 2, 3) })];
        const session = await world.fresh(sceneOf(crate, lamp));
        const gone = randomUUID();
        assert.deepEqual(
          [...(await session.audit([crate.id, lamp.id, gone]))],
          [
            [crate.id, digestObject(crate)],
            [lamp.id, digestObject(lamp)],
            [gone, null],
          ],
        );
      },
    ],
    [
      'what changed without a step is left out of an audit until it is told, and then is the changed one (ORD-5)',
      async () => {
        const crate = object('Crate', { kind: 'mesh' });
        const session = await world.fresh(sceneOf(crate));
        await editor.call('move', { name: 'Crate', position: [7, 0, 0], step: false });
        const early = await session.audit([crate.id]);
        assert.notEqual(early.get(crate.id), digestObject(crate));
        const observed = await session.next('observed');
        assert.equal(observed.undo, null);
        assert.deepEqual(observed.operations, [moved(crate.id, -7, 0, 0)]);
        const changed = digestObject({ ...crate, transform: at(-7, 0, 0) });
        assert.equal((await session.audit([crate.id])).get(crate.id), changed);
      },
    ],
  ];
}
