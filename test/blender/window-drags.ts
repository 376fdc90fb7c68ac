/**
 * Drags in which the artist stops for longer than anything waits (rules 1, 6, 7 and R25). No test waits: with no time to
 * settle, whatever is looked at in a pause and not known to be held would be drift at once.
 */
import { strict as assert } from 'node:assert';
import type { SceneObject } from '#app/scene/index.ts';
import type { Test } from '../scripted/harness.ts';
import { at, moved, object, sceneOf } from '../scripted/objects.ts';
import type { Hands } from './hands.ts';
import type { World } from './world.ts';

/** A machine that others use as well makes slow hands: what they do has to count as one gesture all the same. */
export const SETTLE = 'vibesync.adapter().observer.settle_s = 60.0';
export const SETTLE_AT_ONCE = 'vibesync.adapter().observer.settle_s = 0.0';

/** An operator that listens as long as Blender runs, as add-ons have them. */
const listen = (options: string): string => `
class Listens(bpy.types.Operator):
    bl_idname, bl_label, bl_options = 'wm.listens', 'Listens', {${options}}
    def invoke(self, context, event):
        context.window_manager.modal_handler_add(self)
        return {'RUNNING_MODAL'}
    def modal(self, context, event):
        return {'FINISHED'} if bpy.app.driver_namespace.get('stop') else {'PASS_THROUGH'}
bpy.app.driver_namespace['stop'] = False
bpy.utils.register_class(Listens)
with in_window():
    bpy.ops.wm.listens('INVOKE_DEFAULT')`;

/** Opens the sidebar. @returns the middle of the field “Location X” in its first panel */
const SHOW_FIELDS = `
area = next(each for each in bpy.context.window_manager.windows[0].screen.areas if each.type == 'VIEW_3D')
area.spaces.active.show_region_ui = True
region = next(each for each in area.regions if each.type == 'UI')
result = [region.x + 80, region.y + region.height - 70]`;

export function longDragTests(
  world: World,
  hands: Hands,
  ready: (...objects: SceneObject[]) => Promise<World['session']>,
): Test[] {
  const { blender } = world;
  /** Turns of the add-on in which nobody moves. */
  const pause = (): Promise<unknown> => blender.call('idle');
  const impatient = async (test: () => Promise<void>): Promise<void> => {
    await blender.python(SETTLE_AT_ONCE);
    try {
      await test();
    } finally {
      await blender.python(SETTLE);
    }
  };
  return [
    [
      'a drag with pauses that outlast all patience is one change at its end, and stays in the artist’s hands (rules 6 and 9)',
      async () => {
        const [a, b] = [object('A', { kind: 'mesh' }), object('B')];
        const session = await ready(a, b);
        await impatient(async () => {
          await hands.press('G');
          await hands.moveTo(430, 360);
          const held = await session.next('hands');
          assert.deepEqual([held.objects, held.mode], [[a.id], 'moving']);
          const waiting = session.apply([moved(b.id, 1, 0, 0)], 'Meanwhile');
          for (const x of [460, 500, 540]) {
            await pause();
            await hands.moveTo(x, 400);
          }
          await pause();
          for (const type of ['observed', 'hands', 'applied', 'ready'] as const)
            assert.equal(session.unread(type).length, 0, type);
          await hands.press('LEFTMOUSE');
          const edit = await session.next('observed');
          assert.equal(edit.undo?.kind, 'step');
          assert.deepEqual(edit.before, [{ id: a.id, facet: 'transform', value: a.transform }]);
          assert.equal(edit.operations.length, 1);
          await session.next('ready');
          assert.equal((await waiting).answer.type, 'applied');
          session.truth = sceneOf(a, { ...b, transform: at(1, 0, 0) });
          await session.adopt(edit);
          await pause();
          await session.barrier();
          assert.equal(session.unread('observed').length, 0);
          assert.deepEqual(await session.differences(), []);
        });
      },
    ],
    [
      'given up after such a pause it is nothing, and what was sent to the object meanwhile is written then (rule 1, R25)',
      async () => {
        const a = object('A', { kind: 'mesh' });
        const session = await ready(a);
        await impatient(async () => {
          await hands.press('G');
          await hands.moveTo(500, 450);
          await session.next('hands', (each) => each.objects.includes(a.id));
          const waiting = session.apply([moved(a.id, 0, 0, 1)], 'Meanwhile');
          await pause();
          const dragged = (await world.raw('A')).location;
          assert.notDeepEqual(dragged, [0, 0, 0]);
          await pause();
          assert.deepEqual((await world.raw('A')).location, dragged, 'nothing is written over in a drag');
          await hands.press('ESC');
          assert.equal((await waiting).answer.type, 'applied');
          session.truth = sceneOf({ ...a, transform: at(0, 0, 1) });
          await pause();
          await session.barrier();
          assert.equal(session.unread('observed').length, 0);
          assert.deepEqual(await session.differences(), []);
        });
      },
    ],
    [
      'grabbed and not moved yet, it is written by nobody: Esc would put the old value back over it (R25)',
      async () => {
        const a = object('A', { kind: 'mesh' });
        const session = await ready(a);
        await impatient(async () => {
          await hands.press('G');
          await session.next('busy');
          const waiting = session.apply([moved(a.id, 3, 0, 0)], 'Meanwhile');
          await pause();
          assert.deepEqual((await world.raw('A')).location, [0, 0, 0]);
          await hands.press('ESC');
          assert.equal((await waiting).answer.type, 'applied');
          session.truth = sceneOf({ ...a, transform: at(3, 0, 0) });
          await pause();
          await session.barrier();
          assert.equal(session.unread('observed').length, 0);
          assert.deepEqual(await session.differences(), []);
        });
      },
    ],
    [
      'what is duplicated and being placed is no stray object, however long it takes: it is created at its end',
      async () => {
        const session = await ready(object('A', { kind: 'mesh' }));
        await impatient(async () => {
          await hands.press('D', { shift: true });
          await hands.moveTo(470, 420);
          await session.next('hands', (each) => each.objects.length > 0);
          await pause();
          await hands.moveTo(480, 430);
          await pause();
          for (const type of ['observed', 'hands'] as const) assert.equal(session.unread(type).length, 0);
          await hands.press('RET');
          const edit = await session.take();
          assert.deepEqual([edit.operations.map((each) => each.op), edit.undo?.kind], [['create'], 'step']);
          assert.deepEqual(await session.differences(), []);
        });
      },
    ],
    [
      'a slider that is held in the sidebar is a gesture like a drag: told once, when it is let go of (rule 9)',
      async () => {
        const a = object('A', { kind: 'mesh' });
        const session = await ready(a);
        const [x, y] = await blender.python<[number, number]>(SHOW_FIELDS);
        await impatient(async () => {
          await hands.moveTo(x, y);
          await hands.send({ type: 'LEFTMOUSE', value: 'PRESS' });
          for (const step of [6, 12, 18, 24]) await hands.moveTo(x + step, y);
          assert.deepEqual((await session.next('hands')).objects, [a.id]);
          await pause();
          await hands.moveTo(x + 40, y);
          await pause();
          for (const type of ['observed', 'hands'] as const) assert.equal(session.unread(type).length, 0);
          await hands.send({ type: 'LEFTMOUSE', value: 'RELEASE' });
          const edit = await session.take();
          assert.equal(edit.undo?.kind, 'step');
          assert.deepEqual(edit.before, [{ id: a.id, facet: 'transform', value: a.transform }]);
          assert.deepEqual(await session.differences(), []);
        });
      },
    ],
    [
      'an operator that stays is no hand: beside it a script’s write is drift, and Blender is free (R24)',
      async () => {
        const a = object('A');
        const session = await ready(a);
        // One that says it makes steps is told from a gesture by outliving them.
        for (const [options, steps] of [
          ["'REGISTER'", 0],
          ["'REGISTER', 'UNDO'", 3],
        ] as const) {
          await blender.python(listen(options));
          for (let step = 0; step < steps; step += 1) {
            await blender.call('push', { label: `Select ${step}` });
            await blender.call('idle', { turns: 40 });
          }
          await impatient(async () => {
            await blender.python(`bpy.data.objects['A'].location.x = 3`);
            const drift = await session.next('observed');
            assert.equal(drift.undo, null);
            await session.patch([a.id]);
            assert.deepEqual((await world.raw('A')).location, [0, 0, 0]);
          });
          await blender.python(`bpy.app.driver_namespace['stop'] = True`);
          await hands.moveTo(410, 360);
          await blender.python(`bpy.utils.unregister_class(bpy.types.WM_OT_listens)`);
          await session.barrier();
          session.clear();
        }
      },
    ],
  ];
}
