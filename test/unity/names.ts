/** Names: unique in the shared scene, and in Unity as the artist has them. Nothing that they did not rename is called otherwise. */
import { strict as assert } from 'node:assert';
import type { AdapterMessageOf } from '#app/protocol/index.ts';
import type { ObjectId, Operation, SceneObject } from '#app/scene/index.ts';
import type { Session } from '../scripted/fake-server.ts';
import type { Test } from '../scripted/harness.ts';
import { applied, object, sceneOf } from '../scripted/objects.ts';
import { made } from './world.ts';
import type { World } from './world.ts';

export function nameTests(world: World): Test[] {
  const { editor } = world;

  /** What the GameObject of this id is called. */
  const calledOf = async (id: ObjectId): Promise<string | undefined> =>
    (await world.dump()).objects.find((each) => each.id === id)?.raw.name;
  const sharedNames = (session: Session): string[] =>
    [...session.truth.objects.values()].map((each) => each.name).sort();
  const renamed = (id: ObjectId, name: string): Operation => ({ op: 'rename', id, name });

  /** Two that are called “Cube”: one known so, and one known as “Cube (1)”. */
  const twoCubes = async (): Promise<{ session: Session; first: SceneObject; second: SceneObject }> => {
    const first = object('Cube', { kind: 'mesh' });
    const session = await world.fresh(sceneOf(first));
    await editor.call('create', { name: 'Ball' });
    const second = made(await session.take());
    await editor.call('rename', { name: 'Ball', to: 'Cube', label: 'Rename' });
    assert.deepEqual((await session.take()).operations, [renamed(second.id, 'Cube (1)')]);
    return { session, first, second };
  };

  /** What is in step with nothing to tell, in which the second is still called as the artist had it. */
  const stands = async (session: Session, id: ObjectId, called: string): Promise<void> => {
    assert.equal(await calledOf(id), called);
    assert.deepEqual(await session.differences(), []);
    await world.silence();
  };

  return [
    [
      'what gets a name that is taken keeps it in Unity; the others know it by the next number, and it is said',
      async () => {
        const { session, second } = await twoCubes();
        await editor.call('create', { name: 'Cube' });
        assert.equal(made(await session.take()).name, 'Cube (2)');
        assert.deepEqual(await world.names(), ['Cube', 'Cube', 'Cube']);
        assert.match((await world.notes()).join('\n'), /“Cube” keeps its name here, .* “Cube \(2\)”/);
        assert.deepEqual(sharedNames(session), ['Cube', 'Cube (1)', 'Cube (2)']);
        // Unity's own number for a copy is free among its siblings, and not among what is shared.
        await editor.call('duplicate', { name: 'Cube' });
        assert.equal(made(await session.take()).name, 'Cube (3)');
        assert.deepEqual(await world.names(), ['Cube', 'Cube (1)', 'Cube', 'Cube']);
        await stands(session, second.id, 'Cube');
      },
    ],
    [
      'the artist’s undo and redo of such a renaming are told, and end with the names that there were',
      async () => {
        const { session, second } = await twoCubes();
        for (let round = 0; round < 2; round += 1) {
          await editor.call('undo');
          const undone = await session.take();
          assert.deepEqual([undone.undo?.kind, undone.operations], ['undo', [renamed(second.id, 'Ball')]]);
          await stands(session, second.id, 'Ball');
          await editor.call('redo');
          const redone = await session.take();
          assert.deepEqual(
            [redone.undo?.kind, redone.operations],
            ['redo', [renamed(second.id, 'Cube (1)')]],
          );
          await stands(session, second.id, 'Cube');
        }
      },
    ],
    [
      'renamed elsewhere it is called so here as well; what that was taken back from is called as before, and so is what was undone',
      async () => {
        const { session, second } = await twoCubes();
        const operations = [renamed(second.id, 'Crate')];
        const { n } = await session.apply(operations);
        assert.equal(await calledOf(second.id), 'Crate');
        await session.compensate(n, session.truth, operations);
        await stands(session, second.id, 'Cube');
        await session.commit(operations);
        await stands(session, second.id, 'Crate');
        // The step that goes is not the artist's: the shared scene's value stays.
        await editor.call('undo');
        await stands(session, second.id, 'Crate');
        // As somebody takes the renaming back in VibeSync.
        await session.commit([renamed(second.id, 'Cube (1)')]);
        await stands(session, second.id, 'Cube');
        await session.commit([renamed(second.id, 'Crate')]);
        await stands(session, second.id, 'Crate');
      },
    ],
    [
      'what was renamed and is refused gets back the name that the artist had given it, not the one that the others know',
      async () => {
        const { session, second } = await twoCubes();
        await editor.call('reparent', { name: 'Cube', parent: null, index: 5 });
        await editor.call('rename', { name: 'Cube', to: 'Box' });
        const edit = await session.next('observed');
        assert.deepEqual(edit.operations, [renamed(second.id, 'Box')]);
        const code = 'changed_on_both_sides';
        session.send({ type: 'decided', edit: edit.edit, outcome: 'conflicted', n: null, code, message: '' });
        await session.patch([second.id]);
        await stands(session, second.id, 'Cube');
        // A script's renaming is nobody's, and is put back likewise.
        await editor.call('rename', { name: 'Cube', to: 'Scripted', step: false });
        const drift = await session.next('observed');
        assert.deepEqual([drift.undo, drift.operations], [null, [renamed(second.id, 'Scripted')]]);
        await session.patch([second.id]);
        await stands(session, second.id, 'Cube');
      },
    ],
    [
      'a name that has become free is shared as it was typed, though the object was known by a number before',
      async () => {
        const { session, first, second } = await twoCubes();
        await session.commit([renamed(first.id, 'Crate')]);
        await stands(session, second.id, 'Cube');
        assert.deepEqual(sharedNames(session), ['Crate', 'Cube (1)'], 'nothing that nobody did is told');
        await editor.call('rename', { name: 'Cube', to: 'Box' });
        await session.take();
        await editor.call('rename', { name: 'Box', to: 'Cube' });
        assert.deepEqual((await session.take()).operations, [renamed(second.id, 'Cube')]);
        await stands(session, second.id, 'Cube');
        await session.commit([renamed(second.id, 'Cube (1)'), renamed(first.id, 'Cube')]);
        await stands(session, second.id, 'Cube (1)');
        // The others take a name from it that it is called by already.
        await session.commit([renamed(first.id, 'Cube (2)')]);
        await stands(session, first.id, 'Cube (2)');
      },
    ],
    [
      'both names are in the scene’s file, and a domain reload leaves them as they are',
      async () => {
        const { session, second } = await twoCubes();
        await editor.call('save', { path: 'names.unity' });
        await session.next('saved_as', (each) => each.title === 'names.unity');
        await editor.call('open', { path: 'names.unity' });
        await session.next('scene', (each) => each.scene.title === 'names.unity');
        assert.deepEqual((await session.resync()).patched, [], 'nothing differs');
        await stands(session, second.id, 'Cube');
        const again = await world.reloadDomain();
        await stands(again, second.id, 'Cube');
        assert.deepEqual(again.unread('observed'), []);
      },
    ],
    [
      'a copied hierarchy keeps its names in Unity, for what finds objects by their path; an undone deletion brings both back',
      async () => {
        const car = object('Car');
        const wheel = object('Wheel', { parent: car.id, kind: 'mesh' });
        const session = await world.fresh(sceneOf(car, wheel));
        for (const shared of [
          ['Car', 'Car (1)', 'Wheel', 'Wheel (1)'],
          ['Car', 'Car (1)', 'Car (2)', 'Wheel', 'Wheel (1)', 'Wheel (2)'],
        ]) {
          // The copy of a copy carries what was kept of a name that is not its own.
          await editor.call('duplicate', { name: shared.length === 4 ? 'Car' : 'Car (1)' });
          await session.take();
          assert.deepEqual(sharedNames(session), shared);
        }
        const calls = ['Car', 'Wheel', 'Car (1)', 'Wheel', 'Car (2)', 'Wheel'];
        assert.deepEqual(await world.names(), calls);
        assert.deepEqual(await session.differences(), []);
        await editor.call('delete', { name: 'Car (1)' });
        await session.take();
        await editor.call('undo');
        const { operations } = await session.take();
        assert.deepEqual(
          operations.map((each) => each.op === 'create' && each.object.name),
          ['Car (1)', 'Wheel (1)'],
        );
        assert.deepEqual(await world.names(), calls);
        assert.deepEqual(await session.differences(), []);
        await world.silence();
        // What was kept of the original's name is not the copy's.
        await session.commit([renamed(wheel.id, 'Hub')]);
        await editor.call('duplicate', { name: 'Car (2)' });
        assert.deepEqual(
          (await session.take()).operations.map((each) => each.op === 'create' && each.object.name),
          ['Car (3)', 'Wheel'],
        );
      },
    ],
    [
      'two instances of a prefab have parts of the same names, and nothing of them is overridden',
      async () => {
        const session = await world.fresh();
        const edits: AdapterMessageOf<'observed'>[] = [];
        for (const name of ['House', 'House (1)']) {
          await editor.call('prefab', { name, parts: ['Door', 'Roof'] });
          edits.push(await session.take());
        }
        assert.deepEqual(await world.names(), ['House', 'Door', 'Roof', 'House (1)', 'Door', 'Roof']);
        assert.deepEqual(sharedNames(session), [
          'Door',
          'Door (1)',
          'House',
          'House (1)',
          'Roof',
          'Roof (1)',
        ]);
        assert.deepEqual(await session.differences(), []);
        await world.silence();
      },
    ],
    [
      'what is shared at a person’s word, and stands in the scene twice by name, keeps its name',
      async () => {
        const session = await world.fresh();
        for (const name of ['Tree', 'Tree', 'Hill'])
          await editor.call('create', { name, kind: 'empty', step: false });
        await session.resync();
        const values = [...(await session.adoptUnmanaged()).values()];
        assert.deepEqual(values.map((each) => each.name).sort(), ['Hill', 'Tree', 'Tree (1)']);
        const operations = values.map((each): Operation => ({ op: 'create', object: each }));
        assert.equal((await session.apply(operations)).answer.type, 'applied');
        session.truth = applied(session.truth, operations);
        assert.deepEqual(await world.names(), ['Tree', 'Tree', 'Hill']);
        const second = values.find((each) => each.name === 'Tree (1)');
        await stands(session, second?.id ?? '', 'Tree');
      },
    ],
  ];
}
