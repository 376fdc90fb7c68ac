/** Deletions that can be taken back (R15): in files, over a crash, over undo, and for how long. */
import { strict as assert } from 'node:assert';
import path from 'node:path';
import type { Operation, SceneObject } from '#app/scene/index.ts';
import { applyOrThrow } from '#app/scene/index.ts';
import { Blender } from './blender.ts';
import { FakeServer } from '../scripted/fake-server.ts';
import type { Session } from '../scripted/fake-server.ts';
import type { Test } from '../scripted/harness.ts';
import { at, moved, object, sceneOf } from '../scripted/objects.ts';
import type { Dump, RawObject, World } from './world.ts';

/** As many resynced deletions as are kept at most, of engine/stash.py. */
const KEPT_AFTER_RESYNC = 256;

/** What only Blender knows of it: a changed mesh, a modifier, a collection. */
const DRESS = `
ob = bpy.data.objects['Precious']
ob.data.vertices[0].co = (9, 9, 9)
ob.modifiers.new('Bevel', 'BEVEL')
extra = bpy.data.collections.new('Extra')
bpy.context.scene.collection.children.link(extra)
extra.objects.link(ob)
bpy.context.view_layer.update()
bpy.ops.ed.undo_push(message='Dress')`;

const deletionOf = (each: SceneObject): Operation[] => [{ op: 'delete', id: each.id, descendants: [] }];

function assertWhole(raw: RawObject | undefined): void {
  assert.ok(raw !== undefined, 'it is not in the scene');
  assert.deepEqual(
    [raw.vertices?.[0], raw.modifiers, raw.collections, raw.fake_user, Object.keys(raw.properties)],
    [[9, 9, 9], [['Bevel', 'BEVEL']], ['Extra', 'Scene Collection'], false, ['vibesync_id']],
  );
}

export function stashTests(world: World, folder: string): Test[] {
  const { blender } = world;
  const file = (name: string): string => path.join(folder, name);

  const dressed = async (...more: readonly SceneObject[]): Promise<[Session, SceneObject]> => {
    const precious = object('Precious', { kind: 'mesh', transform: at(1, 2, 3) });
    const session = await world.fresh(sceneOf(precious, ...more));
    await blender.python(DRESS);
    await session.barrier();
    return [session, precious];
  };

  /** Another Blender opens the file and is brought to the truth of `session`. */
  const reopened = async (
    name: string,
    { truth, revision }: Session,
    look: (dump: Dump, patched: readonly string[], session: Session, other: Blender) => Promise<void> | void,
  ): Promise<void> => {
    const server = await new FakeServer().listen();
    const other = new Blender({ url: server.url, code: server.code, file: file(name) });
    try {
      await other.ready();
      const session = await server.session();
      const { patched } = await session.join(truth, revision);
      await session.barrier();
      await look(await other.call<Dump>('dump'), patched, session, other);
      assert.deepEqual(server.violations, []);
    } finally {
      other.kill('SIGKILL');
      await other.close();
      await server.close();
    }
  };

  /** Blender writes its automatic saves and those of a crash without calling anybody. */
  const saveUnannounced = (name: string): Promise<unknown> =>
    blender.python(`
kept = [(each, list(each)) for each in (bpy.app.handlers.save_pre, bpy.app.handlers.save_post)]
for handlers, _ in kept:
    handlers.clear()
bpy.ops.wm.save_as_mainfile(filepath=${JSON.stringify(file(name))}, copy=True)
for handlers, those in kept:
    handlers.extend(those)`);

  return [
    [
      'a file saved while a deletion is undecided holds the object as if nothing had been deleted (R15)',
      async () => {
        const [session, precious] = await dressed();
        const { answer } = await session.apply(deletionOf(precious));
        assert.equal(answer.type, 'applied');
        const before = await world.dump();
        await blender.call('save', { path: file('undecided.blend'), copy: true });
        assert.deepEqual(await world.dump(), before, 'saving shows nothing to the artist');
        await reopened('undecided.blend', session, ({ raw, all }, patched) => {
          assert.deepEqual([patched, all], [[], ['Precious']]);
          assertWhole(raw['Precious']);
        });
        session.truth = applyOrThrow(session.truth, deletionOf(precious));
        await reopened('undecided.blend', session, ({ raw }, patched) => {
          assert.deepEqual([patched, Object.keys(raw)], [[precious.id], []]);
        });
      },
    ],
    [
      'a save that failed leaves no deleted object standing in the scene',
      async () => {
        const [session, precious] = await dressed();
        await session.apply(deletionOf(precious));
        await assert.rejects(blender.call('save', { path: '/nowhere/at/all.blend', copy: true }));
        await session.barrier();
        assert.deepEqual(Object.keys((await world.dump()).raw), []);
        await session.compensate(session.n, session.truth, deletionOf(precious));
        assertWhole(await world.raw('Precious'));
      },
    ],
    [
      'what an automatic save kept of an undecided deletion is whole again after a crash (R15, FAIL-2)',
      async () => {
        const [session, precious] = await dressed();
        await session.apply(deletionOf(precious));
        await saveUnannounced('autosave.blend');
        await reopened('autosave.blend', session, async ({ raw, all }, patched, _session, other) => {
          assert.deepEqual([patched, all], [[], ['Precious']]);
          assertWhole(raw['Precious']);
          assert.match(
            (await other.call<string[]>('notes')).join('\n'),
            /Back from deletions that nobody has decided: “Precious”/,
          );
        });
      },
    ],
    [
      'after a crash a deletion that was decided stays one, and wanted again it comes back whole (FAIL-2)',
      async () => {
        const [session, precious] = await dressed();
        const whole = session.truth;
        session.truth = applyOrThrow(whole, deletionOf(precious));
        await session.resync();
        await session.barrier();
        await saveUnannounced('decided.blend');
        await reopened('decided.blend', session, async ({ raw }, patched, other, process) => {
          assert.deepEqual([patched, Object.keys(raw)], [[], []]);
          other.truth = whole;
          await other.resync();
          await other.barrier();
          assertWhole((await process.call<Dump>('dump')).raw['Precious']);
        });
      },
    ],
    [
      'a deletion that was forgotten here is taken back with what is in the file, and is said to be made anew where nothing is (R14)',
      async () => {
        const [session, precious] = await dressed();
        const one = await session.apply(deletionOf(precious));
        const forget = `
adapter = vibesync.adapter()
adapter.stash.forget_file()
adapter._batches.clear()`;
        await blender.python(forget);
        const first = await session.compensate(one.n, session.truth, deletionOf(precious));
        assert.deepEqual(
          first.outcomes.map((each) => each.outcome),
          ['restored'],
        );
        assertWhole(await world.raw('Precious'));
        const two = await session.apply(deletionOf(precious));
        await blender.python(`${forget}
for ob in list(bpy.data.objects):
    bpy.data.objects.remove(ob)
for mesh in list(bpy.data.meshes):
    bpy.data.meshes.remove(mesh)`);
        const second = await session.compensate(two.n, session.truth, deletionOf(precious));
        assert.deepEqual(
          second.outcomes.map((each) => each.outcome),
          ['diverged'],
        );
        assert.match(
          (await world.notes()).join('\n'),
          /“Precious” comes back without what was not shared of it/,
        );
        assert.deepEqual(await session.differences(), [], 'what is shared of it is back');
        assert.equal(session.unread('observed').length, 0);
      },
    ],
    [
      'a confirmed deletion that is undone elsewhere gets its mesh back as long as Blender has it',
      async () => {
        const [session, precious] = await dressed();
        await session.commit(deletionOf(precious));
        await session.commit([{ op: 'create', object: precious }]);
        await session.barrier();
        const { vertices, properties } = await world.raw('Precious');
        assert.deepEqual([vertices?.[0], Object.keys(properties)], [[9, 9, 9], ['vibesync_id']]);
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'an artist who goes back over a deletion and its taking back loses nothing of the object (rule 5)',
      async () => {
        const other = object('Other');
        const [session, precious] = await dressed(other);
        const { n } = await session.apply(deletionOf(precious), 'Delete');
        await session.compensate(n, session.truth, deletionOf(precious));
        assertWhole(await world.raw('Precious'));
        for (const press of ['undo', 'undo', 'redo', 'redo']) {
          assert.equal(await blender.call<number>(press), 1);
          await world.idle();
          assertWhole(await world.raw('Precious'));
        }
        assert.equal(session.unread('observed').length, 0);
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'an artist who goes back over an undecided deletion does not end what it takes to take it back (R14, rule 5)',
      async () => {
        const [session, precious] = await dressed();
        const { n } = await session.apply(deletionOf(precious), 'Delete');
        await blender.call('undo');
        await world.idle();
        assert.deepEqual(
          Object.keys((await world.dump()).raw),
          [],
          'the deletion stands until it is decided',
        );
        const { outcomes } = await session.compensate(n, session.truth, deletionOf(precious));
        assert.deepEqual(
          outcomes.map((each) => each.outcome),
          ['restored'],
        );
        assertWhole(await world.raw('Precious'));
        assert.equal(session.unread('observed').length, 0);
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
        assert.equal((await world.dump()).all.length, 1 + KEPT_AFTER_RESYNC);
        await session.commit([moved(a.id, 1, 0, 0)]);
        session.truth = { objects: new Map([...whole.objects].slice(-3)) };
        await session.resync();
        await session.barrier();
        assert.equal((await world.dump()).all.length, 3 + 1, 'three are wanted, and A is what this one took');
        await session.resync();
        await session.barrier();
        assert.equal((await world.dump()).all.length, 3);
      },
    ],
    [
      'what an artist has hung on something that others then delete is no property of Blender’s, and comes off it',
      async () => {
        const hang = `
bpy.data.objects['A'].parent = bpy.data.objects['Gone']
bpy.context.view_layer.update()
bpy.ops.ed.undo_push(message='Parent')`;
        const [a, gone] = [
          object('A', { transform: at(1, 0, 0) }),
          object('Gone', { transform: at(5, 0, 0) }),
        ];
        const session = await world.fresh(sceneOf(a, gone));
        await blender.python(hang);
        const edit = await session.next('observed');
        assert.deepEqual(edit.operations, [{ op: 'reparent', id: a.id, parent: gone.id }]);
        session.send({
          type: 'decided',
          edit: edit.edit,
          outcome: 'rejected',
          n: null,
          code: 'gone',
          message: 'It is gone.',
        });
        session.truth = sceneOf(a);
        await session.patch([gone.id]);
        await world.idle();
        assert.deepEqual([...(session.driven.get(a.id) ?? [])], [], 'nothing is declared');
        assert.deepEqual((await session.patch([a.id])).get(a.id), session.digest(a.id));
        const raw = await world.raw('A');
        assert.deepEqual([raw.parent, raw.location], [null, [1, 0, 0]]);
        assert.deepEqual(await session.differences(), []);
      },
    ],
  ];
}
