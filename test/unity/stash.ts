/** Deletions that can be taken back (R15): in files, over a domain reload, over undo, and for how long. */
import { strict as assert } from 'node:assert';
import type { Operation, SceneObject } from '#app/scene/index.ts';
import { applyOrThrow } from '#app/scene/index.ts';
import { PROJECT, SCENE } from '../scripted/fake-server.ts';
import type { Session } from '../scripted/fake-server.ts';
import type { Test } from '../scripted/harness.ts';
import { at, moved, object, sceneOf } from '../scripted/objects.ts';
import { field, namesOf } from './world.ts';
import type { World } from './world.ts';

/** As many resynced deletions as are kept at most, of Core/Session/Stash.cs. */
const KEPT_AFTER_RESYNC = 256;

const deletionOf = (each: SceneObject): Operation[] => [{ op: 'delete', id: each.id, descendants: [] }];

export function stashTests(world: World): Test[] {
  const { editor } = world;

  /** What only Unity knows of it: a mesh of its own and another component. */
  const dressed = async (...more: readonly SceneObject[]): Promise<[Session, SceneObject]> => {
    const precious = object('Precious', { kind: 'mesh', transform: at(1, 2, 3) });
    const session = await world.fresh(sceneOf(precious, ...more));
    await editor.call('all', {
      label: 'Dress',
      steps: [
        { do: 'set_fields', name: 'Precious', type: 'MeshFilter', fields: { m_Mesh: 'edited' } },
        { do: 'add_component', name: 'Precious', type: 'Bevel', fields: { width: 0.1 } },
      ],
    });
    await world.silence();
    return [session, precious];
  };

  const assertWhole = async (): Promise<void> => {
    const precious = await world.raw('Precious');
    assert.deepEqual(
      [field(precious, 'MeshFilter', 'm_Mesh'), field(precious, 'Bevel', 'width'), precious.place],
      ['edited', 0.1, [-1, 2, 3]],
    );
  };

  /** Opens a saved scene, in place of what is open, and brings it to truth. */
  const reopened = async (path: string): Promise<readonly string[]> => {
    const { session } = world;
    await editor.call('open', { path });
    const { scene } = await session.next('scene', (each) => each.scene.title === path);
    assert.deepEqual([scene.project, scene.scene], [PROJECT, SCENE]);
    session.driven.clear();
    session.bounded.clear();
    const { patched } = await session.resync();
    await session.barrier();
    return patched;
  };

  return [
    [
      'a scene saved while a deletion is undecided holds the object as if nothing had been deleted (R15)',
      async () => {
        const [session, precious] = await dressed();
        const { answer } = await session.apply(deletionOf(precious));
        assert.equal(answer.type, 'applied');
        const before = await world.dump();
        await editor.call('save', { path: 'undecided.unity' });
        const after = await world.dump();
        assert.deepEqual([after.objects, after.apart], [before.objects, before.apart], 'the artist sees nothing of it');
        assert.deepEqual(await reopened('undecided.unity'), []);
        await assertWhole();
        session.truth = applyOrThrow(session.truth, deletionOf(precious));
        assert.deepEqual(await reopened('undecided.unity'), [precious.id]);
        assert.deepEqual(await world.names(), []);
      },
    ],
    [
      'a scene saved after a deletion was confirmed does not hold it',
      async () => {
        const [session, precious] = await dressed();
        await session.commit(deletionOf(precious));
        await session.barrier();
        await editor.call('save', { path: 'decided.unity' });
        assert.deepEqual(await reopened('decided.unity'), []);
        assert.deepEqual(await world.names(), []);
      },
    ],
    [
      'a save that failed leaves no deleted object standing in the scene',
      async () => {
        const [session, precious] = await dressed();
        await session.apply(deletionOf(precious));
        assert.equal(await editor.call('save', { path: 'failed.unity', fails: true }), false);
        await session.barrier();
        assert.deepEqual(await world.names(), []);
        await session.compensate(session.n, session.truth, deletionOf(precious));
        await assertWhole();
        await world.silence();
      },
    ],
    [
      'a domain reload while a deletion is undecided puts it back for the comparison to decide: nothing is lost (R15)',
      async () => {
        const [first, precious] = await dressed();
        await first.apply(deletionOf(precious));
        let session = await world.reloadDomain();
        await assertWhole();
        assert.deepEqual((await world.dump()).apart, []);
        // Had it been confirmed meanwhile, the comparison takes it away.
        session.truth = applyOrThrow(session.truth, deletionOf(precious));
        session = await world.reloadDomain();
        assert.deepEqual(await world.names(), []);
        // And what a comparison took away is still whole, should it be wanted again.
        session.truth = sceneOf(precious);
        await session.resync();
        await session.barrier();
        await assertWhole();
        await world.silence();
      },
    ],
    [
      'a deletion that was forgotten here is taken back whole after a domain reload (R14)',
      async () => {
        const [first, precious] = await dressed();
        const { n } = await first.apply(deletionOf(precious));
        const session = await world.reloadDomain();
        const { outcomes } = await session.compensate(n, session.truth, deletionOf(precious));
        assert.deepEqual(
          outcomes.map((each) => each.outcome),
          ['already'],
        );
        await assertWhole();
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'what has to be made anew is said to be (R14)',
      async () => {
        const [session, precious] = await dressed();
        await session.commit(deletionOf(precious));
        await session.barrier();
        const before = applyOrThrow(session.truth, [{ op: 'create', object: precious }]);
        const { outcomes } = await session.compensate(session.n, before, deletionOf(precious));
        assert.deepEqual(
          outcomes.map((each) => each.outcome),
          ['diverged'],
        );
        assert.match((await world.notes()).join('\n'), /“Precious” comes back without what was not shared of it/);
        session.truth = before;
        assert.deepEqual(await session.differences(), [], 'what is shared of it is back');
        await world.silence();
      },
    ],
    [
      'an artist who goes back over a deletion and its taking back loses nothing of the object (rule 5)',
      async () => {
        const [session, precious] = await dressed(object('Other'));
        const { n } = await session.apply(deletionOf(precious), 'Delete');
        await session.compensate(n, session.truth, deletionOf(precious));
        await assertWhole();
        for (const press of ['undo', 'undo', 'redo', 'redo']) {
          assert.equal(await editor.call<number>(press), 1);
          await world.silence();
          await assertWhole();
        }
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'an artist who goes back over an undecided deletion does not end what it takes to take it back (R14, rule 5)',
      async () => {
        const [session, precious] = await dressed();
        const { n } = await session.apply(deletionOf(precious), 'Delete');
        await editor.call('undo');
        await world.silence();
        assert.deepEqual(await world.names(), [], 'the deletion stands until it is decided');
        const { outcomes } = await session.compensate(n, session.truth, deletionOf(precious));
        assert.deepEqual(
          outcomes.map((each) => each.outcome),
          ['restored'],
        );
        await assertWhole();
        await world.silence();
      },
    ],
    [
      'what a resync deleted is kept until the next one is over, and never more than so much of it (R22)',
      async () => {
        const many = Array.from({ length: KEPT_AFTER_RESYNC + 5 }, (_, index) => object(`O${index}`));
        const a = object('A');
        const session = await world.fresh(sceneOf(a, ...many));
        const whole = session.truth;
        session.truth = sceneOf(a);
        await session.resync();
        await session.barrier();
        assert.equal((await world.dump()).apart.length, KEPT_AFTER_RESYNC);
        await session.commit([moved(a.id, 1, 0, 0)]);
        session.truth = { objects: new Map([...whole.objects].slice(-3)) };
        await session.resync();
        await session.barrier();
        const then = await world.dump();
        assert.deepEqual([then.objects.length, then.apart.length], [3, 1], 'A is what this one took');
        await session.resync();
        await session.barrier();
        assert.equal((await world.dump()).apart.length, 0);
      },
    ],
    [
      'disconnecting brings back what an undecided deletion took, and leaves deleted what was confirmed (R15)',
      async () => {
        const lost = object('Lost', { kind: 'mesh' });
        const [session, precious] = await dressed(lost);
        await session.commit(deletionOf(lost));
        await session.apply(deletionOf(precious));
        await world.pairAnew(async () => {
          assert.deepEqual(namesOf(await world.dump()), ['Precious']);
          await assertWhole();
          assert.deepEqual((await world.dump()).apart, []);
        });
      },
    ],
  ];
}
