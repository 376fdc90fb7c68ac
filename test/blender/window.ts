/** The add-on in a Blender with a window, where timers pump it and a person has a mouse and keys. */
import { strict as assert } from 'node:assert';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { SceneObject } from '#app/scene/index.ts';
import { runTests } from '../scripted/harness.ts';
import type { Counts, Test } from '../scripted/harness.ts';
import { moved, object, sceneOf } from '../scripted/objects.ts';
import { AGREE, EVERYTHING, PRESS } from './background-check.ts';
import { Hands } from './hands.ts';
import { SETTLE, SETTLE_AT_ONCE, longDragTests } from './window-drags.ts';
import { ghostTests } from './window-ghosts.ts';
import { pieceTests } from './window-pieces.ts';
import { windowTheirsTests } from './window-theirs.ts';
import { World } from './world.ts';

const SELECT = (name: string): string => `
for ob in bpy.context.view_layer.objects:
    ob.select_set(ob.name == '${name}')
bpy.context.view_layer.objects.active = bpy.data.objects['${name}']
bpy.ops.ed.undo_push(message='Select')`;

const MAKE_OWN = `
ob = bpy.data.objects.new('Own', None)
bpy.context.scene.collection.objects.link(ob)
bpy.context.view_layer.update()`;

/** From straight above, ten of Blender's units away. */
const LOOK_DOWN = (perspective: 'PERSP' | 'ORTHO'): string => `
from mathutils import Quaternion, Vector
areas = [each for window in bpy.context.window_manager.windows for each in window.screen.areas if each.type == 'VIEW_3D']
area = max(areas, key=lambda each: each.width * each.height)
region = area.spaces.active.region_3d
region.view_perspective = '${perspective}'
region.view_location = Vector((1, 2, 0))
region.view_rotation = Quaternion()
region.view_distance = 10
area.tag_redraw()`;

/** How often the scene is gone through as a whole, in `builtins.looks`. */
const COUNT_LOOKS = `
import builtins
view = vibesync.adapter().view
looking = type(view).looking
builtins.looks = 0
def counted():
    builtins.looks += 1
    return looking(view)
view.looking = counted`;

/** Frames are waited for in their own time: a turn of the add-on is 20 ms here. */
function windowTests(world: World, folder: string): Test[] {
  const { blender } = world;
  const hands = new Hands(world);
  const ready = async (...objects: SceneObject[]): Promise<World['session']> => {
    const session = await world.fresh(sceneOf(...objects));
    await hands.moveTo(400, 350);
    await blender.python(SELECT(objects[0]?.name ?? ''));
    await session.barrier();
    session.clear();
    return session;
  };
  return [
    [
      'its own timer connects it, keeps it in step, and what comes from elsewhere is a step of its own in Blender’s history',
      async () => {
        const a = object('A', { kind: 'mesh' });
        const session = await world.fresh(sceneOf(a));
        await session.commit([moved(a.id, 1, 2, 3)], 'Place A');
        assert.deepEqual((await world.raw('A')).location, [1, -3, 2]);
        assert.equal((await blender.call<{ names: string[] }>('steps')).names.at(-1), 'VibeSync: Place A');
      },
    ],
    [
      'a scene in which not everything is shared is gone through again only when something came or went',
      async () => {
        const session = await world.fresh(sceneOf(object('A'), object('B')));
        await blender.python(MAKE_OWN);
        await session.resync();
        await session.barrier();
        await blender.python(COUNT_LOOKS);
        await world.idle();
        assert.equal(await blender.python('import builtins\nresult = builtins.looks'), 0);
        await blender.python("bpy.data.objects.remove(bpy.data.objects['Own'])");
        await world.idle();
        assert.ok((await blender.python<number>('import builtins\nresult = builtins.looks')) > 0);
      },
    ],
    [
      'from where the artist looks is told when that changes, with perspective and without, and as long as it stays no more',
      async () => {
        const session = await ready(object('A'));
        await blender.python(LOOK_DOWN('PERSP'));
        const { view } = await session.next(
          'view',
          (each) => Math.abs((each.view?.position[1] ?? 0) - 10) < 1e-3,
        );
        assert.ok(view !== null && 'vertical_radians' in view.lens, 'with perspective');
        // Blender’s (1, 2, 10), looking down with its Y up.
        const near = (found: readonly number[], wanted: readonly number[]): void =>
          found.forEach((each, i) => assert.ok(Math.abs(each - (wanted[i] ?? NaN)) < 1e-3, String(found)));
        near(view.position, [1, 10, -2]);
        near(view.rotation, [-Math.SQRT1_2, 0, 0, Math.SQRT1_2]);
        assert.ok(view.lens.vertical_radians > 0.1 && view.lens.vertical_radians < 2);
        session.clear();
        await world.idle();
        assert.equal(session.unread('view').length, 0, 'it is told');
        await blender.python(LOOK_DOWN('ORTHO'));
        const flat = await session.next('view', (each) => each.view !== null && 'height_m' in each.view.lens);
        assert.ok(flat.view !== null && 'height_m' in flat.view.lens && flat.view.lens.height_m > 1);
      },
    ],
    [
      'a drag is one change at its end; meanwhile the object is in the artist’s hands and remote work waits (rules 6, 7, 9)',
      async () => {
        const [a, b] = [object('A', { kind: 'mesh' }), object('B')];
        const session = await ready(a, b);
        await hands.press('G');
        await hands.moveTo(430, 360);
        await hands.moveTo(460, 380);
        const busy = await session.next('busy');
        assert.deepEqual([busy.kind, busy.activity], ['short', 'modal operator']);
        const held = await session.next('hands');
        assert.deepEqual([held.objects, held.mode], [[a.id], 'moving']);
        const waiting = session.apply([moved(b.id, 1, 0, 0)], 'Meanwhile');
        await hands.moveTo(520, 400);
        assert.equal(session.unread('observed').length, 0, 'nothing is told before the end');
        assert.equal(session.unread('applied').length, 0, 'nothing is written into a drag');
        await hands.press('LEFTMOUSE');
        const edit = await session.next('observed');
        assert.equal(edit.undo?.kind, 'step');
        assert.deepEqual(
          edit.operations.map((each) => each.op),
          ['set_transform'],
        );
        assert.deepEqual((await session.next('hands')).objects, []);
        await session.next('ready');
        assert.equal((await waiting).answer.type, 'applied');
        session.truth = sceneOf(a, { ...b, transform: { ...b.transform, translation: [1, 0, 0] } });
        await session.adopt(edit);
        await world.blender.call('status');
        assert.equal(session.unread('observed').length, 0);
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'a drag that is given up with Esc leaves nothing to tell (R25)',
      async () => {
        const a = object('A', { kind: 'mesh' });
        const session = await ready(a);
        await hands.press('G');
        await hands.moveTo(500, 450);
        await session.next('hands', (each) => each.objects.includes(a.id));
        await hands.press('ESC');
        assert.deepEqual((await session.next('hands')).objects, []);
        await session.next('ready');
        assert.deepEqual(await session.differences(), []);
        await session.commit([moved(a.id, 0, 0, 1)]);
        assert.equal(session.unread('observed').length, 0);
      },
    ],
    ...longDragTests(world, hands, ready),
    [
      'Ctrl+Z and Ctrl+Shift+Z are changes of the artist’s own alone, and leave what others did',
      async () => {
        const [a, b] = [object('A', { kind: 'mesh' }), object('B')];
        const session = await ready(a, b);
        await hands.press('G');
        await hands.moveTo(500, 450);
        await hands.press('RET');
        const edit = await session.take();
        await session.commit([moved(b.id, 5, 5, 5)]);
        const there = (await world.raw('A')).location;
        await hands.press('Z', { ctrl: true });
        await session.barrier();
        await hands.press('Z', { ctrl: true });
        const undone = await session.take();
        assert.equal(undone.undo?.kind, 'undo');
        assert.deepEqual(undone.operations, [moved(a.id, 0, 0, 0)]);
        assert.deepEqual((await world.raw('B')).location, [5, -5, 5]);
        await hands.press('Z', { ctrl: true, shift: true });
        const redone = await session.take();
        assert.equal(redone.undo?.kind, 'redo');
        assert.deepEqual(redone.operations, edit.operations);
        assert.deepEqual((await world.raw('A')).location, there);
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'where Blender’s history cannot be read, operators are the evidence, and an undo still leaves what others did',
      async () => {
        const [a, b] = [object('A', { kind: 'mesh' }), object('B')];
        const session = await ready(a, b);
        await blender.python(`
from vibesync.engine import undo_stack
bpy.app.driver_namespace['printed'] = undo_stack._printed
undo_stack._printed = lambda: None`);
        await session.resync();
        await session.barrier();
        const limits = (): Promise<string[]> =>
          blender.python<string[]>('result = vibesync.adapter().limits');
        const [limit = ''] = await limits();
        assert.match(limit, /undo history cannot be read/);
        await hands.press('G');
        await hands.moveTo(500, 450);
        await hands.press('RET');
        const edit = await session.take();
        assert.equal(edit.undo?.kind, 'step');
        await session.commit([moved(b.id, 5, 5, 5)]);
        await hands.press('Z', { ctrl: true });
        await hands.press('Z', { ctrl: true });
        const undone = await session.take();
        assert.deepEqual([undone.undo?.kind, undone.operations], ['undo', [moved(a.id, 0, 0, 0)]]);
        assert.deepEqual((await world.raw('B')).location, [5, -5, 5]);
        assert.deepEqual(await session.differences(), []);
        await blender.python(`
from vibesync.engine import undo_stack
undo_stack._printed = bpy.app.driver_namespace['printed']`);
        await session.resync();
        await session.barrier();
        assert.deepEqual(await limits(), [], 'it is shown as long as it holds');
        assert.equal((await world.notes()).filter((each) => each === limit).length, 1, 'and noted once');
        assert.equal(blender.output.filter((each) => each === `VibeSync: ${limit}`).length, 1, 'and logged');
      },
    ],
    [
      'where Blender keeps no undo steps at all, the artist is told why their work is put back',
      async () => {
        const session = await ready(object('A'));
        const keep = (steps: boolean): Promise<unknown> =>
          blender.python(`bpy.context.preferences.edit.use_global_undo = ${steps ? 'True' : 'False'}`);
        await keep(false);
        await session.barrier();
        const [limit = ''] = await blender.python<string[]>('result = vibesync.adapter().limits');
        assert.match(limit, /Global Undo is off/);
        assert.equal((await world.notes()).at(-1), limit);
        await keep(true);
      },
    ],
    [
      'duplicate and move is one creation with an id of its own; deleting is one deletion',
      async () => {
        const a = object('A', { kind: 'mesh' });
        const session = await ready(a);
        await hands.press('D', { shift: true });
        await hands.moveTo(500, 450);
        await hands.press('RET');
        const edit = await session.take();
        assert.deepEqual(
          edit.operations.map((each) => each.op),
          ['create'],
        );
        const copy = edit.operations[0]?.op === 'create' ? edit.operations[0].object : null;
        assert.notEqual(copy?.id, a.id);
        await hands.press('DEL');
        const deletion = await session.take();
        assert.deepEqual(deletion.operations, [{ op: 'delete', id: copy?.id, descendants: [] }]);
        await hands.press('Z', { ctrl: true });
        const back = await session.take();
        assert.deepEqual([back.undo?.kind, back.operations], ['undo', edit.operations]);
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'an edit without a step stands as a gesture first and is drift once it has settled',
      async () => {
        const a = object('A');
        const session = await ready(a);
        await blender.python(`vibesync.adapter().observer.settle_s = 1.0`);
        await blender.python(`bpy.data.objects['A'].location.x = 3`);
        assert.deepEqual((await session.next('hands')).objects, [a.id]);
        const drift = await session.next('observed');
        assert.equal(drift.undo, null);
        await session.patch([a.id]);
        await blender.python(SETTLE);
        assert.deepEqual((await world.raw('A')).location, [0, 0, 0]);
      },
    ],
    [
      'the sidebar draws in every state without an error, and its button connects',
      async () => {
        const session = await ready(object('A'));
        session.send({
          type: 'note',
          message: 'A note that is long enough to be broken into more than a single line of the panel.',
        });
        await blender.python(`
for area in bpy.context.window_manager.windows[0].screen.areas:
    if area.type == 'VIEW_3D':
        area.spaces.active.show_region_ui = True
        region = next(each for each in area.regions if each.type == 'UI')
        if hasattr(region, 'active_panel_category'):
            region.active_panel_category = 'VibeSync'
drawn = bpy.app.driver_namespace['drawn'] = []
panel = bpy.types.VIBESYNC_PT_panel
bpy.app.driver_namespace['draw'] = original = panel.draw
def draw(self, context):
    try:
        original(self, context)
        drawn.append(vibesync.adapter().phase)
    except Exception as error:
        drawn.append(repr(error))
panel.draw = draw`);
        const drawn = async (): Promise<string[]> => {
          await blender.python(`
with in_window():
    bpy.ops.wm.redraw_timer(type='DRAW_WIN_SWAP', iterations=1)`);
          return blender.python<string[]>(`result = bpy.app.driver_namespace['drawn']`);
        };
        // Which tab is open cannot be chosen before Blender 4.2: there the panel is drawn once it is in view.
        await blender.python(`
class Layout:
    def __init__(self): self.lines = []
    def label(self, text='', icon='NONE'): self.lines.append(text)
    def prop(self, data, name, **more): self.lines.append(getattr(data, name))
    def operator(self, name, **more): self.lines.append(name)
    def box(self): return self
class Self: pass
def lines():
    stand_in = Self(); stand_in.layout = Layout()
    bpy.app.driver_namespace['draw'](stand_in, bpy.context)
    return stand_in.layout.lines
bpy.app.driver_namespace['lines'] = lines`);
        const lines = (): Promise<string[]> =>
          blender.python<string[]>(`result = bpy.app.driver_namespace['lines']()`);
        await blender.python(`
bpy.app.driver_namespace['exact'] = vibesync.adapter().activity.modals._is_exact
vibesync.adapter().activity.modals._is_exact = False`);
        assert.match((await lines())[1] ?? '', /^This Blender does not say when a drag/);
        await blender.python(`
vibesync.adapter().activity.modals._is_exact = bpy.app.driver_namespace['exact']`);
        const live = await lines();
        assert.doesNotMatch(live[1] ?? '', /^This Blender/, 'nothing is wrong with this one');
        assert.ok(
          live.includes('In step') &&
            live.includes('Notes') &&
            live.some((line) => line.startsWith('Version ')),
          String(live),
        );
        await blender.call('disconnect');
        await session.closed;
        const off = await lines();
        assert.ok(off.includes('vibesync.connect') && off.includes('Not connected'), String(off));
        await blender.python(`
settings = bpy.context.window_manager.vibesync
settings.address, settings.code = '${world.server.url}', '${world.server.code}'
with in_window():
    bpy.ops.vibesync.connect()
result = settings.code`);
        assert.equal(
          await blender.python<string>(`result = bpy.context.window_manager.vibesync.code`),
          '',
          'the code is not kept',
        );
        const again = await world.server.session();
        again.adoptNumbersOf(session);
        await again.join();
        await again.barrier();
        world.session = again;
        assert.ok(
          (await drawn()).every((each) => ['live', 'off', 'greeting', 'greeted', 'comparing'].includes(each)),
        );
      },
    ],
    [
      'the check of the conversions leaves a saved file saved, the history as it is, and an edit mode on',
      async () => {
        const a = object('A', { kind: 'mesh' });
        const session = await ready(a);
        const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vibesync-check-'));
        try {
          await blender.call('save', { path: path.join(folder, 'scene.blend') });
          await session.barrier();
          const before = await blender.python<{ unsaved: boolean }>(EVERYTHING);
          assert.equal(before.unsaved, false);
          session.clear();
          assert.deepEqual(await blender.python(PRESS), AGREE);
          // Blender draws, and handles what it has told itself, before it answers this.
          await hands.moveTo(410, 350);
          await session.barrier();
          assert.deepEqual(await blender.python(EVERYTHING), before);
          for (const type of ['observed', 'saved', 'busy'] as const)
            assert.equal(session.unread(type).length, 0, type);
          await blender.python("with in_window(): bpy.ops.object.mode_set(mode='EDIT')");
          assert.deepEqual(await blender.python(PRESS), AGREE);
          assert.equal(await blender.python('result = bpy.context.mode'), 'EDIT_MESH');
          await blender.python("with in_window(): bpy.ops.object.mode_set(mode='OBJECT')");
        } finally {
          fs.rmSync(folder, { recursive: true, force: true });
        }
      },
    ],
    ...ghostTests(world, ready),
    ...pieceTests(world, ready),
    ...windowTheirsTests(world, hands, ready),
    [
      'with three thousand objects a turn stays within a frame’s share (rule 9)',
      async () => {
        const many = Array.from({ length: 3_000 }, (_, i) => object(`M${i}`));
        await world.fresh(sceneOf(...many));
        const took = await blender.python<number[]>(`
import time
result = []
for _ in range(200):
    start = time.perf_counter()
    vibesync.pump()
    result.append((time.perf_counter() - start) * 1000)
result.sort()`);
        const [median, worst] = [took[100] ?? NaN, took[199] ?? NaN];
        console.log(`    a turn: median ${median.toFixed(2)} ms, worst of 200 ${worst.toFixed(2)} ms`);
        // The budget is 2 ms; a machine that others use as well may stop it in the middle.
        assert.ok(median < 4, `${median} ms`);
      },
    ],
    [
      'since when its file is unsaved it says as Blender marks it, and what Blender marks (rule 13)',
      async () => {
        const [a, b] = [object('A', { kind: 'mesh' }), object('B')];
        const session = await ready(a, b);
        await blender.python(SETTLE_AT_ONCE);
        const save = { path: path.join(folder, 'marked.blend') };
        const dirty = async (): Promise<boolean> => (await blender.call<{ dirty: boolean }>('status')).dirty;
        const told = async (unsaved: boolean): Promise<void> => {
          await session.next('saved', (each) => each.unsaved === unsaved);
          assert.equal(await dirty(), unsaved);
        };
        const silent = async (why: string): Promise<void> => {
          await session.barrier();
          assert.equal(session.unread('saved').length, 0, why);
        };
        await blender.call('save', save);
        await told(false);
        session.clear();
        await blender.call('move', { name: 'A', location: [1, 0, 0] });
        await told(true);
        await session.take();
        await blender.call('save', save);
        await told(false);
        await session.commit([moved(b.id, 2, 0, 0)]);
        await told(true);
        await blender.call('save', save);
        await told(false);
        // It marks steps, and neither an undo past the last save nor a write without a step.
        session.clear();
        await hands.press('Z', { ctrl: true });
        await session.barrier();
        await hands.press('Z', { ctrl: true });
        await session.take();
        assert.equal(await dirty(), false, 'an undo past the last save counts for nothing');
        await silent('and so nothing is told of it');
        await blender.call('move', { name: 'A', location: [3, 0, 0], step: false });
        await session.next('observed');
        assert.equal(await dirty(), false, 'nor does a script’s plain write');
        await silent('nor of that');
        await session.patch([a.id]);
        await session.resync();
        await blender.python(SETTLE);
      },
    ],
    [
      'saved while the line was down, and unsaved again, it says so when it resumes (rule 13)',
      async () => {
        const session = await ready(object('A', { kind: 'mesh' }));
        await blender.python(SETTLE_AT_ONCE);
        await blender.call('move', { name: 'A', location: [1, 0, 0] });
        await session.take();
        const { server } = world;
        server.refuseWith = 503;
        session.cut();
        await server.refused(1);
        // It hears in its main thread that the line is down, and gives what it set back a step then.
        await blender.call('idle');
        assert.equal((await blender.call<{ status: string }>('status')).status, 'Trying again');
        // Blender now and then marks a file again in the moment after it was saved, without a step and without the add-on.
        let isDirty = true;
        for (let saves = 0; isDirty && saves < 5; saves += 1) {
          await blender.call('save', { path: path.join(folder, 'unheard.blend') });
          await blender.call('idle');
          isDirty = (await blender.call<{ dirty: boolean }>('status')).dirty;
        }
        assert.equal(isDirty, false);
        await blender.call('move', { name: 'A', location: [2, 0, 0] });
        server.refuseWith = null;
        const again = await server.session();
        again.adoptNumbersOf(session);
        world.session = again;
        assert.equal((await again.greet()).scene.unsaved, true);
        const told = [await again.next('saved'), await again.next('saved')].map(({ unsaved }) => unsaved);
        assert.deepEqual(told, [false, true]);
        await again.resync();
        await blender.python(SETTLE);
      },
    ],
    [
      'another file, opened from a menu, parks it here as well',
      async () => {
        const { session } = world;
        session.clear();
        await blender.call('open');
        assert.equal((await session.next('scene')).scene.project, null);
        assert.equal((await blender.call<{ phase: string }>('status')).phase, 'parked');
        assert.deepEqual((await world.dump()).all, ['Camera', 'Cube', 'Light']);
      },
    ],
  ];
}

export async function runWindow(only?: string): Promise<Counts> {
  const world = await World.start({ windowed: true });
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vibesync-window-'));
  try {
    await world.blender.python(SETTLE);
    const last: Test = [
      'sent nothing that the schemas do not allow (SEC-1)',
      async () => assert.deepEqual(world.server.violations, []),
    ];
    return await runTests(
      'window',
      [...windowTests(world, folder), last],
      only,
      () => [...world.server.violations, ...world.blender.output.slice(-15)].join('\n'),
      { how: 'the add-on in a real Blender with a window, a mouse and keys' },
    );
  } finally {
    await world.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.filename === process.argv[1]) {
  const { passed, failed } = await runWindow(process.argv[2]);
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed > 0 ? 1 : 0);
}
