/** The parity audit over both engines: what an adapter itself has missed is found, shown, kept and set back. */
import { strict as assert } from 'node:assert';
import type { Operation, SceneObject } from '#app/scene/index.ts';
import type { Test } from '../scripted/harness.ts';
import { at, object } from '../scripted/objects.ts';
import { furnished } from './scenes.ts';
import { ENGINES, otherThan } from './world.ts';
import type { EngineName, World } from './world.ts';

/** More than the audit asks for at a time. */
const SCENE_SIZE = 110;

export function auditTests(world: World): Test[] {
  const { room, blender, editor } = world;

  /** Changed behind the adapter's back, which then takes it for what it has known all along. */
  const silently = async (engine: EngineName, { id, name }: SceneObject, height: number): Promise<void> => {
    if (engine === 'blender')
      await blender.python(`
bpy.data.objects['${name}'].location.z = ${height}
bpy.context.view_layer.update()
vibesync.adapter().observer.take('${id}')`);
    else await editor.call('swallow', { name, height });
  };
  const drifts = (engine: EngineName, id: string): Promise<unknown> =>
    room.until(`${id} to show as drift of ${engine}`, () => world.session(engine).drift.objects.includes(id));
  const overIn = (engine: EngineName): Promise<unknown> =>
    room.until('the drift to be over', () => world.session(engine).drift.objects.length === 0);

  const isFound = (engine: EngineName): Test => [
    `what changed silently in ${engine} is found among ${SCENE_SIZE}, shows as drift with its age, goes on the shelf and is set back (ORD-5)`,
    async () => {
      const objects = Array.from({ length: SCENE_SIZE }, (_, index) => object(`M${index}`, { kind: 'mesh' }));
      await world.fresh(...objects);
      const [first, second] = [objects[0], objects.at(-1)] as [SceneObject, SceneObject];
      await editor.call('writes');
      const { revision } = room.snapshot().status;
      await silently(engine, first, 7);
      await silently(engine, second, 8);
      // What sets it back is held, so that a person can look at it.
      await room.until('drift to show', () => {
        const isSo = world.session(engine).drift.objects.length > 0;
        if (isSo) world.lines[engine].hold('to_engine');
        return isSo;
      });
      await room.until('its age', () => world.session(engine).drift.forMs > 0);
      assert.deepEqual(world.session(otherThan(engine)).drift.objects, []);
      world.lines[engine].release('to_engine');
      await room.until('both to be on the shelf', () => room.snapshot().shelf.length === 2);
      await overIn(engine);
      await world.inStep();
      const kept = room
        .snapshot()
        .shelf.flatMap(({ from, why, states }) =>
          states.map(({ id, value }) => [id, { from, why, value }] as const),
        );
      const byAudit = { from: `engine:${engine}`, why: 'drift' };
      assert.deepEqual(
        new Map(kept),
        new Map([
          [first.id, { ...byAudit, value: at(0, 7, 0) }],
          [second.id, { ...byAudit, value: at(0, 8, 0) }],
        ]),
      );
      assert.equal(room.snapshot().status.revision, revision, 'it is no change of anybody’s');
      const writes = Object.keys(await editor.call<Record<string, number>>('writes'));
      assert.deepEqual(writes.sort(), engine === 'unity' ? [first.name, second.name].sort() : []);
    },
  ];

  const comesBack = (engine: EngineName): Test => [
    `what vanished silently from ${engine} is found missing and comes back, with nothing to decide (ORD-5)`,
    async () => {
      await world.fresh(...furnished());
      const { id, name } = world.named('Lid');
      const { revision } = room.snapshot().status;
      if (engine === 'blender')
        await blender.python(`
bpy.data.objects.remove(bpy.data.objects['${name}'])
bpy.context.view_layer.update()
vibesync.adapter().view.look()
vibesync.adapter().observer.take('${id}')`);
      else await editor.call('vanish', { name });
      await drifts(engine, id);
      await overIn(engine);
      await world.inStep();
      assert.deepEqual([room.snapshot().conflicts, room.snapshot().shelf], [[], []]);
      assert.equal(room.snapshot().status.revision, revision, 'nobody deleted it');
    },
  ];

  return [
    ...ENGINES.map(isFound),
    [
      'what a script does in Blender without a step is told as drift, and set back without the other engine hearing of it (ORD-1, ORD-5)',
      async () => {
        await world.fresh(...furnished());
        const crate = world.named('Crate');
        await editor.call('writes');
        await blender.python(`
ob = bpy.data.objects['Crate']
ob.location.z = 5
ob['mass'] = 99.0
ob.hide_render = True`);
        await drifts('blender', crate.id);
        await overIn('blender');
        await world.inStep();
        const [kept] = room.snapshot().shelf;
        assert.deepEqual(kept?.states.map(({ facet }) => facet).sort(), [
          'property:mass',
          'transform',
          'visibility',
        ]);
        assert.deepEqual(await editor.call('writes'), {});
      },
    ],
    [
      'what a script does in Unity without a step is told as drift; taken from its card, it becomes the truth of both (ORD-5)',
      async () => {
        await world.fresh(...furnished());
        const crate = world.named('Crate');
        await editor.call('move', { name: 'Crate', position: [1, 5, 1], step: false });
        await drifts('unity', crate.id);
        await overIn('unity');
        await world.inStep();
        const [conflict] = room.snapshot().conflicts;
        assert.equal(conflict?.why, 'drift');
        await room.request('decide_conflict', {
          conflict: conflict.id,
          take: [{ id: crate.id, facet: 'transform' }],
        });
        await room.until('it to be taken', () => world.named('Crate').transform.translation[1] === 5);
        await world.inStep();
        assert.deepEqual(world.named('Crate').transform.translation, [-1, 5, 1]);
      },
    ],
    ...ENGINES.map(comesBack),
  ];
}

/** So many objects that everything travels in parts. */
const MANY = 1_000;

export function manyTests(world: World): Test[] {
  const { room } = world;
  return [
    [
      `${MANY} objects: created in the window, moved in Blender, turned in Unity, deleted with one click; compared each time`,
      async () => {
        const roots = Array.from({ length: 10 }, (_, index) => object(`Root ${index}`));
        const objects = Array.from({ length: MANY - roots.length }, (_, index) =>
          object(`Part ${index}`, {
            kind: index % 50 === 0 ? 'light' : 'mesh',
            parent: roots[index % roots.length]?.id ?? null,
            transform: at(index, 0, -index),
          }),
        );
        await world.fresh();
        await room.commit(
          ...[...roots, ...objects].map((each): Operation => ({ op: 'create', object: each })),
        );
        await world.inStep();
        const moved = await world.pythonByHand(`
for ob in bpy.context.scene.objects:
    ob.location.z += 2.5
bpy.context.view_layer.update()
bpy.ops.ed.undo_push(message='Move all')`);
        assert.deepEqual([moved.state, moved.objects.length > 0], ['committed', true]);
        await world.inStep();
        const names = objects.map(({ name }) => name);
        const turned = await world.byHand('unity', 'move', { names, rotation: [0.5, 0.5, -0.5, 0.5] });
        assert.equal(turned.state, 'committed');
        await world.inStep();
        // Deletions of 25 objects or more ask (rule 9).
        const told = world.told('unity');
        await world.editor.call('delete', { names: roots.map(({ name }) => name), label: 'Delete all' });
        const card = await room.until('a card', () => room.snapshot().waiting[0]);
        assert.equal(world.truth.objects.size, MANY);
        await world.approve(card.id);
        assert.equal((await told()).state, 'committed');
        await world.inStep();
        assert.equal(world.truth.objects.size, 0);
      },
    ],
  ];
}
