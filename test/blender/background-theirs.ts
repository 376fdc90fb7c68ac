/** Undo theirs (rule 5, R24): what an undo would have brought of others' changes, as the artist's own change. */
import { strict as assert } from 'node:assert';
import type { Operation, SceneObject } from '#app/scene/index.ts';
import type { Test } from '../scripted/harness.ts';
import { moved, object, sceneOf } from '../scripted/objects.ts';
import type { World } from './world.ts';

/** Called from a script, Blender pushes the step that a click would only where it is asked to. */
export const PRESS_UNDO_THEIRS = `bpy.ops.vibesync.undo_theirs('EXEC_DEFAULT', True)`;
/** Whether the button is there, and whether it can be pressed. */
export const BUTTON = `
offer = vibesync.adapter().observer.theirs.offer
result = 'gone' if offer is None else 'ready' if bpy.ops.vibesync.undo_theirs.poll() else 'grey'`;

export function theirsTests(world: World): Test[] {
  const { blender } = world;
  const button = (): Promise<string> => blender.python<string>(BUTTON);
  const press = (): Promise<unknown> => blender.python(PRESS_UNDO_THEIRS);
  const lastNote = async (): Promise<string> => (await world.notes()).at(-1) ?? '';
  /** Somebody else's change of these, and the artist's Ctrl+Z right after it. */
  const undoneOf = async (
    operations: readonly Operation[],
    ...objects: SceneObject[]
  ): Promise<World['session']> => {
    const session = await world.fresh(sceneOf(...objects));
    await session.commit(operations, 'Remote');
    await blender.call('undo');
    await world.idle();
    assert.equal(session.unread('observed').length, 0, 'what others did stays as it is');
    return session;
  };
  return [
    [
      'undo theirs: the value that the undo would have brought is the artist’s own change, and its undo is their own undo',
      async () => {
        const a = object('A', { kind: 'mesh' });
        const session = await undoneOf([moved(a.id, 5, 0, 0)], a);
        assert.deepEqual((await world.raw('A')).location, [5, 0, 0]);
        assert.match(await lastNote(), /Kept what a test changed of “A” .*“Undo theirs”/);
        assert.equal(await button(), 'ready');
        await press();
        assert.equal(await button(), 'gone');
        const mine = await session.next('observed');
        assert.deepEqual(mine.undo, { kind: 'step', name: 'Undo theirs' });
        assert.deepEqual(mine.operations, [moved(a.id, 0, 0, 0)]);
        assert.deepEqual(
          mine.before.map(({ facet, value }) => [facet, value]),
          [['transform', moved(a.id, 5, 0, 0).transform]],
        );
        assert.equal((await session.adopt(mine)).type, 'applied');
        for (const [verb, x] of [
          ['undo', 5],
          ['redo', 0],
        ] as const) {
          await blender.call(verb);
          const back = await session.take();
          assert.deepEqual(back.undo, { kind: verb, name: 'Undo theirs' });
          assert.deepEqual(back.operations, [moved(a.id, x, 0, 0)]);
        }
        assert.equal(await button(), 'gone');
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'undo theirs takes names that changed places, parents, properties and visibility in one edit, and leaves out what was made or deleted',
      async () => {
        const [a, b, c] = [object('A'), object('B'), object('C', { properties: { p: 1 } })];
        const doomed = object('Doomed');
        const session = await undoneOf(
          [
            { op: 'rename', id: a.id, name: 'Aside' },
            { op: 'rename', id: b.id, name: 'A' },
            { op: 'rename', id: a.id, name: 'B' },
            { op: 'reparent', id: b.id, parent: a.id },
            { op: 'set_property', id: c.id, key: 'p', value: null },
            { op: 'set_property', id: c.id, key: 'q', value: 'theirs' },
            { op: 'set_visibility', id: c.id, visibility: { viewport: true, render: false } },
            { op: 'create', object: object('Made') },
            { op: 'delete', id: doomed.id, descendants: [] },
          ],
          ...[a, b, c, doomed],
        );
        assert.match(await lastNote(), /What was made or deleted is not part of it/);
        const theirs = session.truth;
        await press();
        const mine = await session.take();
        const said = [...new Set(mine.operations.map((each) => each.op))].sort();
        assert.deepEqual(said, ['rename', 'reparent', 'set_property', 'set_visibility']);
        for (const each of [a, b, c]) assert.deepEqual(session.truth.objects.get(each.id), each);
        assert.deepEqual(await session.differences(), []);
        const { raw } = await world.dump();
        assert.deepEqual(Object.keys(raw).sort(), ['A', 'B', 'C', 'Made']);
        await blender.call('undo');
        await session.take();
        assert.deepEqual(session.truth, theirs);
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'undo theirs is gone as soon as anybody changes what it is about, and where the file or the session is another',
      async () => {
        const [a, b] = [object('A'), object('B')];
        const meant = moved(a.id, 5, 0, 0);
        const remote = await undoneOf([meant], a, b);
        await remote.commit([moved(b.id, 1, 1, 1)]);
        assert.equal(await button(), 'ready', 'about another object nobody has to care');
        await remote.commit([moved(a.id, 6, 0, 0)]);
        assert.equal(await button(), 'gone', 'another remote change');

        const own = await undoneOf([meant], a, b);
        await blender.call('move', { name: 'A', location: [1, 2, 3] });
        await own.take();
        assert.equal(await button(), 'gone', 'a change of the artist’s own');

        const gone = await undoneOf([meant], a, b);
        await blender.call('delete', { name: 'A' });
        await gone.take();
        assert.equal(await button(), 'gone', 'the object is');

        const compared = await undoneOf([meant], a, b);
        await compared.resync();
        await compared.barrier();
        assert.equal(await button(), 'gone', 'the file was compared anew');

        const before = await undoneOf([meant], a, b);
        before.cut();
        const again = await world.server.session();
        again.adoptNumbersOf(before);
        world.session = again;
        await again.join();
        await again.barrier();
        assert.equal(await button(), 'gone', 'the connection is another');

        const filed = await undoneOf([meant], a, b);
        await blender.call('open', { empty: true });
        await filed.next('scene');
        assert.equal(await button(), 'gone', 'the file is another');
      },
    ],
    [
      'undo theirs waits while everything is held, while Blender renders, in a mode of its own and while an undo is looked at',
      async () => {
        const a = object('A', { kind: 'mesh' });
        const session = await undoneOf([moved(a.id, 5, 0, 0)], a);
        const greyWhile = async (
          why: RegExp,
          begin: () => Promise<unknown>,
          end: () => Promise<unknown>,
        ): Promise<void> => {
          await begin();
          await blender.call('idle');
          assert.equal(await button(), 'grey', String(why));
          await assert.rejects(press(), why);
          await end();
          await blender.call('idle');
          assert.equal(await button(), 'ready', String(why));
        };
        const hold = async (type: 'hold' | 'release'): Promise<void> => {
          session.send({ type, halt: 7 });
          await session.barrier();
        };
        const render = (on: boolean) => (): Promise<unknown> => blender.call('modal', { on });
        const mode = (name: string) => (): Promise<unknown> =>
          blender.python(`
bpy.context.view_layer.objects.active = bpy.data.objects['A']
bpy.ops.object.mode_set(mode='${name}')`);
        await greyWhile(
          /Everything is held/,
          () => hold('hold'),
          () => hold('release'),
        );
        await greyWhile(/Wait until/, render(true), render(false));
        await greyWhile(/Only in object mode/, mode('EDIT'), mode('OBJECT'));
        await blender.python(`
vibesync.adapter().observer.undone_or_redone("undo")
try:
    ${PRESS_UNDO_THEIRS}
    raise AssertionError('it was done')
except RuntimeError as error:
    assert 'Wait until' in str(error), error`);
        // What stands here may not be known yet.
        session.clear();
        await assert.rejects(
          blender.python(`
bpy.data.objects['A'].location.y = 4
${PRESS_UNDO_THEIRS}`),
          /It was changed since/,
        );
        await session.next('observed');
        await session.patch([a.id]);
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'undo theirs is refused where the name or the parent that it needs is not to be had, and nothing is changed then',
      async () => {
        const [a, b, parent] = [object('A'), object('B'), object('P')];
        const below = object('Below', { parent: parent.id });
        const session = await undoneOf(
          [
            { op: 'rename', id: a.id, name: 'Other' },
            { op: 'reparent', id: below.id, parent: null },
          ],
          ...[a, b, parent, below],
        );
        await session.commit([{ op: 'rename', id: b.id, name: 'A' }]);
        await assert.rejects(press(), /The name “A” is taken/);
        await session.commit([{ op: 'rename', id: b.id, name: 'B' }]);
        await session.commit([{ op: 'delete', id: parent.id, descendants: [] }]);
        await assert.rejects(press(), /What it hung on is not there/);
        assert.deepEqual(await session.differences(), []);
        assert.equal(session.unread('observed').length, 0);
      },
    ],
    [
      'what is kept of others is said in their names, as far as these are known',
      async () => {
        const all = [object('A'), object('B'), object('C')];
        const [a, b, c] = all.map(({ id }) => id);
        assert.ok(a !== undefined && b !== undefined && c !== undefined);
        const session = await world.fresh(sceneOf(...all));
        const undone = async (steps: number): Promise<string> => {
          await blender.call('undo', { times: steps, pump: false });
          await world.idle();
          return /^Kept (.*) of “/.exec(await lastNote())?.[1] ?? '';
        };
        await session.commit([moved(a, 1, 0, 0)], 'One', 'Ada');
        await session.commit([moved(b, 1, 0, 0)], 'Two', 'Ben');
        assert.equal(await undone(2), 'what Ada and Ben changed');
        await session.commit([moved(a, 2, 0, 0)], 'One', 'Ada');
        await session.commit([moved(b, 2, 0, 0)], 'Two', 'Ben');
        await session.commit([moved(c, 2, 0, 0)], 'Three', 'Cleo');
        assert.equal(await undone(3), 'what Ada, Ben and others changed');
        await session.commit([moved(a, 3, 0, 0)], 'One', 'Ada');
        await session.commit([moved(a, 4, 0, 0)], 'Two', 'Ben');
        assert.equal(await undone(1), 'what Ben changed', 'the last to have set it');
        const hidden = { viewport: false, render: false };
        session.truth = sceneOf(...all.map((each) => ({ ...each, visibility: hidden })));
        await session.resync();
        await session.barrier();
        assert.equal(await undone(1), 'the shared scene’s values', 'a refreshing is nobody’s');
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'a redo, a deletion alone and more than can be kept offer nothing: the note names VibeSync',
      async () => {
        const [a, b] = [object('A'), object('B')];
        const offersNothing = async (): Promise<void> => {
          assert.equal(await button(), 'gone');
          assert.match(await lastNote(), /Kept .* To undo theirs, take it back in VibeSync\.$/);
        };
        await undoneOf([{ op: 'delete', id: a.id, descendants: [] }], a, b);
        await offersNothing();
        const session = await world.fresh(sceneOf(a, b));
        await blender.call('move', { name: 'A', location: [1, 0, 0] });
        await session.take();
        await blender.call('undo');
        await session.take();
        await blender.python(`
from vibesync.engine import theirs, undoing
theirs.MAX_VALUES = undoing.MAX_VALUES = 1`);
        try {
          const both = await undoneOf([moved(a.id, 5, 0, 0), moved(b.id, 5, 0, 0)], a, b);
          await offersNothing();
          assert.deepEqual(await both.differences(), []);
        } finally {
          await blender.python(`
from vibesync.engine import theirs, undoing
theirs.MAX_VALUES = undoing.MAX_VALUES = 1_000`);
        }
        const redone = await world.fresh(sceneOf(a, b));
        await blender.call('move', { name: 'A', location: [1, 0, 0] });
        await redone.take();
        await redone.commit([moved(a.id, 5, 0, 0)]);
        await blender.call('undo', { times: 2 });
        await world.idle();
        await redone.resync();
        await redone.barrier();
        await blender.call('redo');
        await world.idle();
        await offersNothing();
        assert.equal(redone.unread('observed').length, 0);
      },
    ],
  ];
}
