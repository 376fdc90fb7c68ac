/**
 * The scene is looked at in pieces of a frame (rule 9). Here a turn has no time at all, so that each ends after a single
 * piece: whatever may come in between two of them, in a large scene, comes in between here.
 */
import { strict as assert } from 'node:assert';
import type { AdapterMessageOf } from '#app/protocol/index.ts';
import type { SceneObject } from '#app/scene/index.ts';
import type { Test } from '../scripted/harness.ts';
import { moved, object } from '../scripted/objects.ts';
import type { World } from './world.ts';

const OBJECTS = 40;
/** Beside it the file itself is what its own timer goes by. */
const NO_TIME = 'vibesync.FRAME_BUDGET_S = 0.0';
const AS_EVER = 'vibesync.FRAME_BUDGET_S = 0.0018';
const IS_LOOKING = 'result = vibesync.adapter()._is_looking';
/** Of what is vouched for, the first is read back and the last is not; and nothing of Python's own comes in between. */
const WHEN_VOUCHING = (deed: string): string => `
import gc
def look():
    handling = vibesync.adapter()._handling
    read_back = handling[1].gi_frame.f_locals.get('read_back', ()) if handling is not None else ()
    if not 0 < len(read_back) < ${OBJECTS}:
        return 0.0
    assert not gc.isenabled(), 'the collector does not rest'
    ${deed}
    return None
bpy.app.timers.register(look)`;
const COLLECTOR_RESTS = 'import gc\nresult = not gc.isenabled()';
const MOVE = (name: string): string => `
    bpy.data.objects['${name}'].location = (5, 0, 0)
    bpy.context.view_layer.update()
    bpy.ops.ed.undo_push(message='Move')`;
const UNDO = (): string => `
    with in_window(): bpy.ops.ed.undo()`;

const idOf = (operation: { op: string; id?: string }): string => operation.id ?? '';

export function pieceTests(
  world: World,
  ready: (...objects: SceneObject[]) => Promise<World['session']>,
): Test[] {
  const { blender } = world;
  const many = Array.from({ length: OBJECTS }, (_, index) =>
    object(`Part_${String(index).padStart(2, '0')}`),
  );
  const [a, b, c] = many;
  assert(a !== undefined && b !== undefined && c !== undefined);
  const isLooking = (): Promise<boolean> => blender.python<boolean>(IS_LOOKING);
  const inPieces = async (test: (session: World['session']) => Promise<void>): Promise<void> => {
    const session = await ready(...many);
    await blender.python(NO_TIME);
    try {
      await test(session);
    } finally {
      await blender.python(AS_EVER);
    }
  };
  let x = 10;
  const movedAll = async (session: World['session']): Promise<AdapterMessageOf<'observed'>> => {
    x += 1;
    await blender.python(`
for ob in bpy.context.scene.objects: ob.location.x = ${x}
bpy.context.view_layer.update()
bpy.ops.ed.undo_push(message='All')`);
    return session.next('observed');
  };
  /** Has this done in the midst of the next vouching: by a timer of Blender's own, since from out here that may be over. */
  const whenVouching = (deed: string): Promise<unknown> => blender.python(WHEN_VOUCHING(deed));
  /** An undo as the keys make it: the add-on's own timer finds it. */
  const undo = (): Promise<unknown> => blender.call('undo', { pump: false });
  return [
    [
      'an undo is looked at in pieces, and another one in between begins it anew: own changes go back, others’ stay (rule 5)',
      async () =>
        inPieces(async (session) => {
          for (const x of [1, 2]) {
            await blender.call('move', { name: a.name, location: [x, 0, 0] });
            await session.take();
          }
          await session.commit([moved(b.id, 7, 0, 0)]);
          await undo();
          assert.equal(await isLooking(), true, 'it is not done in one turn');
          await undo();
          assert.equal(await isLooking(), true);
          await undo();
          const back = await session.take();
          assert.equal(back.undo?.kind, 'undo');
          assert.deepEqual(back.operations, [moved(a.id, 0, 0, 0)]);
          assert.deepEqual((await world.raw(b.name)).location, [7, 0, 0]);
          assert.deepEqual(await session.differences(), []);
          assert.equal(session.unread('observed').length, 0);
        }),
    ],
    [
      'what is deleted, made and moved between two pieces is told, each with its step, and nothing twice (R23)',
      async () =>
        inPieces(async (session) => {
          await blender.python(`
for ob in bpy.context.scene.objects: ob.location.x = 3
bpy.context.view_layer.update()
bpy.ops.ed.undo_push(message='All')`);
          while (!(await isLooking())) await blender.call('status');
          await blender.call('delete', { name: c.name });
          await blender.call('duplicate', { name: b.name, location: [5, 0, 0] });
          const told = new Map<string, number>();
          while (told.size < OBJECTS + 1)
            for (const { op, ...of } of (await session.take()).operations) {
              const id = 'object' in of ? of.object.id : of.id;
              told.set(id, (told.get(id) ?? 0) + 1);
              assert.ok(['set_transform', 'delete', 'create'].includes(op), op);
            }
          await session.barrier();
          assert.deepEqual(await session.differences(), []);
          assert.equal(session.unread('observed').length, 0);
          const { raw } = await world.dump();
          assert.equal(Object.keys(raw).length, OBJECTS);
          assert.deepEqual(raw[c.name], undefined);
        }),
    ],
    [
      'what is sent in between waits until everything before it is told, and is applied then',
      async () =>
        inPieces(async (session) => {
          await blender.python(`
for ob in bpy.context.scene.objects: ob.location.x = 3
bpy.context.view_layer.update()
bpy.ops.ed.undo_push(message='All')`);
          while (!(await isLooking())) await blender.call('status');
          const waiting = session.apply([moved(a.id, 9, 0, 0)], 'Meanwhile');
          const edit = await session.next('observed');
          assert.equal(edit.operations.length, OBJECTS);
          assert.equal(session.unread('applied').length, 0, 'nothing was written before it was told');
          assert.equal((await waiting).answer.type, 'applied');
          assert.deepEqual((await world.raw(a.name)).location, [9, 0, 0]);
        }),
    ],
    [
      'what is vouched for in pieces and moved on with in between is not vouched for, and the newer edit comes (R23)',
      async () =>
        inPieces(async (session) => {
          for (const goOn of [MOVE, UNDO]) {
            const edit = await movedAll(session);
            const last = session.truth.objects.get(edit.operations.map(idOf).at(-1) ?? '');
            await whenVouching(goOn(last?.name ?? ''));
            const said = await session.adopt(edit);
            assert.deepEqual([said.type, 'code' in said && said.code], ['failed', 'moved_on']);
            const newer = await session.take();
            assert.ok(newer.operations.map(idOf).includes(last?.id ?? ''));
            assert.deepEqual(await session.differences(), []);
          }
          await session.barrier();
          assert.equal(await blender.python(COLLECTOR_RESTS), false);
        }),
    ],
    [
      'another file in the middle of vouching ends it: the number is answered, and not with a vote',
      async () =>
        inPieces(async (session) => {
          const edit = await movedAll(session);
          const facets = edit.operations.map((each) => ({ id: idOf(each), facet: 'transform' }) as const);
          const n = session.n + 1;
          session.skipTo(n);
          await whenVouching('bpy.ops.wm.read_homefile(use_empty=True)');
          session.send({ type: 'adopt', n, edit: edit.edit, facets });
          const answer = await session.answer(n);
          assert.deepEqual([answer.type, 'code' in answer && answer.code], ['failed', 'not_live']);
          assert.equal(await blender.python('result = vibesync.adapter()._handling is None'), true);
        }),
    ],
  ];
}
