/** Every kind of operation from the window to both engines, read back in each engine's own words. */
import { strict as assert } from 'node:assert';
import type { Operation, SceneObject } from '#app/scene/index.ts';
import type { Test } from '../scripted/harness.ts';
import { at, moved, object } from '../scripted/objects.ts';
import { AWKWARD, furnished } from './scenes.ts';
import type { World } from './world.ts';

const created = (each: SceneObject): Operation => ({ op: 'create', object: each });

export function operationTests(world: World): Test[] {
  const { room } = world;
  return [
    [
      'what is created in the window stands in both, children of lights and cameras too',
      async () => {
        await world.fresh();
        await room.commit(...furnished().map(created));
        await world.inStep();
        const camera = await world.inBlender('Camera');
        assert.equal(camera.type, 'CAMERA');
        assert.equal((await world.inUnity('Below light')).parent, 'Lamp');
      },
    ],
    [
      'moved, turned, scaled and mirrored in the window: the same in both, each of the four kinds',
      async () => {
        const objects = furnished();
        await world.fresh(...objects);
        await room.commit(
          ...objects.map(({ id }, index): Operation => ({
            op: 'set_transform',
            id,
            // A shear that no engine could hold comes of uneven scale above a turn: parents keep their shape.
            transform: index < 3 ? { ...AWKWARD, scale: [2, 2, 2] } : AWKWARD,
          })),
        );
        await world.inStep();
      },
    ],
    [
      'renamed, hidden and given properties in the window: the same in both, and taken away again',
      async () => {
        const [a, b] = [object('A', { kind: 'mesh' }), object('B', { kind: 'light' })];
        await world.fresh(a, b);
        await room.commit(
          { op: 'rename', id: a.id, name: 'Würfel 1' },
          { op: 'set_visibility', id: a.id, visibility: { viewport: false, render: true } },
          { op: 'set_visibility', id: b.id, visibility: { viewport: true, render: false } },
          { op: 'set_property', id: a.id, key: 'mass', value: Math.fround(0.1) },
          { op: 'set_property', id: a.id, key: 'lit', value: true },
          { op: 'set_property', id: a.id, key: 'note', value: 'ä"\\\n€' },
          { op: 'set_property', id: b.id, key: 'pivot', value: [0, 0.5, -1] },
        );
        await world.inStep();
        await room.commit(
          { op: 'set_property', id: a.id, key: 'mass', value: null },
          { op: 'set_property', id: b.id, key: 'pivot', value: [1, 2] },
          { op: 'set_visibility', id: a.id, visibility: { viewport: true, render: true } },
        );
        await world.inStep();
      },
    ],
    [
      'two objects swap their names in one change',
      async () => {
        const [a, b] = [object('A'), object('B', { kind: 'mesh' })];
        await world.fresh(a, b);
        await room.commit(
          { op: 'rename', id: a.id, name: 'C' },
          { op: 'rename', id: b.id, name: 'A' },
          { op: 'rename', id: a.id, name: 'B' },
        );
        await world.inStep();
        assert.deepEqual([world.named('A').id, world.named('B').id], [b.id, a.id]);
      },
    ],
    [
      'hung elsewhere in the window: out of a light, below a camera, three levels deep',
      async () => {
        await world.fresh(...furnished());
        const [camera, lamp, below] = ['Camera', 'Lamp', 'Below light'].map(
          (name) => world.named(name).id,
        ) as [string, string, string];
        await room.commit({ op: 'reparent', id: below, parent: camera });
        await world.inStep();
        await room.commit({ op: 'reparent', id: camera, parent: lamp }, moved(below, 3, 2, 1));
        await world.inStep();
        await room.commit({ op: 'reparent', id: below, parent: null });
        await world.inStep();
      },
    ],
    [
      'deleted in the window with everything below, a camera and a light with children among it',
      async () => {
        await world.fresh(...furnished());
        const ids = ['Lamp', 'Below light', 'Crate', 'Lid'].map((name) => world.named(name).id).sort();
        await room.commit({ op: 'delete', id: world.named('Root').id, descendants: ids });
        await world.inStep();
        await room.commit({
          op: 'delete',
          id: world.named('Camera').id,
          descendants: [world.named('Below camera').id],
        });
        await world.inStep();
        assert.equal(world.truth.objects.size, 0);
      },
    ],
    [
      'one change of everything at once: created, hung, renamed and deleted in the order that it says',
      async () => {
        const objects = furnished();
        await world.fresh(...objects);
        const crate = world.named('Crate');
        const lid = world.named('Lid');
        const box = object('Box', { kind: 'mesh', parent: world.named('Root').id, transform: at(1, 0, 1) });
        await room.commit(
          created(box),
          { op: 'reparent', id: lid.id, parent: box.id },
          { op: 'delete', id: crate.id, descendants: [] },
          { op: 'rename', id: box.id, name: 'Crate' },
          moved(lid.id, 0, 2, 0),
        );
        await world.inStep();
        assert.equal(world.named('Crate').id, box.id);
      },
    ],
  ];
}
