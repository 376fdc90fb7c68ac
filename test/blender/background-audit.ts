/** The parity audit in a real Blender: digests of what it holds at that moment, never of what it was told. */
import { strict as assert } from 'node:assert';
import { randomUUID } from 'node:crypto';
import { digestObject } from '#app/scene/index.ts';
import type { Test } from '../scripted/harness.ts';
import { at, moved, object, sceneOf } from '../scripted/objects.ts';
import type { World } from './world.ts';

const SCRIPTED = "import bpy\nbpy.data.objects['Crate'].location.x = 7.0";

export function auditTests(world: World): Test[] {
  const { blender } = world;
  return [
    [
      'an audit is answered with digests of what Blender holds, and with nothing for what it has not',
      async () => {
        const [crate, lamp] = [object('Crate', { kind: 'mesh' }), object('Lamp', { transform: at(1, 2, 3) })];
        const session = await world.fresh(sceneOf(crate, lamp));
        const gone = randomUUID();
        const digests = await session.audit([crate.id, lamp.id, gone]);
        assert.deepEqual(
          [...digests],
          [
            [crate.id, digestObject(crate)],
            [lamp.id, digestObject(lamp)],
            [gone, null],
          ],
        );
      },
    ],
    [
      'what changed without a step is told before the audit is answered, and the digest is the changed one (ORD-5)',
      async () => {
        const crate = object('Crate', { kind: 'mesh' });
        const session = await world.fresh(sceneOf(crate));
        await blender.call('exec', { code: SCRIPTED });
        const digests = await session.audit([crate.id]);
        const observed = await session.next('observed');
        assert.equal(observed.undo, null);
        assert.deepEqual(observed.operations, [moved(crate.id, 7, 0, 0)]);
        assert.equal(digests.get(crate.id), digestObject({ ...crate, transform: at(7, 0, 0) }));
      },
    ],
    [
      'a value that a curve owns is left out of the digest, as it is of the parity',
      async () => {
        const crate = object('Crate', { kind: 'mesh' });
        const session = await world.fresh(sceneOf(crate));
        await blender.call('exec', {
          code: "import bpy\no = bpy.data.objects['Crate']\no.keyframe_insert('location', frame=1)\no.location.z = 4.0\no.keyframe_insert('location', frame=50)\nbpy.context.scene.frame_set(50)",
        });
        await session.next('declare', (each) =>
          each.objects.some(({ driven }) => driven.includes('transform')),
        );
        const digests = await session.audit([crate.id]);
        assert.equal(digests.get(crate.id), digestObject(crate, new Set(['transform'])));
      },
    ],
  ];
}
