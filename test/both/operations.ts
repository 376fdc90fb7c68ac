/** Every kind of operation, from everywhere to everywhere. */
import { strict as assert } from 'node:assert';
import type { Operation } from '#app/scene/index.ts';
import type { Test } from '../scripted/harness.ts';
import { at, moved, object } from '../scripted/objects.ts';
import type { World } from './world.ts';

export function operationTests(world: World): Test[] {
  const { room, blender, editor } = world;
  return [
    [
      'what is created in the window stands in both, children of lights and cameras too',
      async () => {
        await world.fresh();
        const root = object('Root', { kind: 'empty', transform: at(1, 2, 3) });
        const cube = object('Cube', {
          kind: 'mesh',
          parent: root.id,
          properties: { mass: 0.1, lit: true, tag: 'ä€', tint: [1, 0.5] },
        });
        const light = object('Light', { kind: 'light', parent: root.id, transform: at(0, 4, 0) });
        const camera = object('Camera', { kind: 'camera', transform: at(-5, 1, 2) });
        const below = object('Below light', { kind: 'mesh', parent: light.id, transform: at(1, 0, 0) });
        const focus = object('Below camera', { kind: 'empty', parent: camera.id, transform: at(0, 0, -9) });
        await room.commit(
          ...[root, cube, light, camera, below, focus].map((each): Operation => ({ op: 'create', object: each })),
        );
        await world.inStep();
      },
    ],
  ];
}
