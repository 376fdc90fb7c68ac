/** What is drawn over the scene is seen on the screen, and nowhere in Blender's data. */
import { strict as assert } from 'node:assert';
import type { OrchestratorMessageOf } from '#app/protocol/index.ts';
import type { SceneObject } from '#app/scene/index.ts';
import type { Test } from '../scripted/harness.ts';
import { at, object } from '../scripted/objects.ts';
import { EVERYTHING } from './background-check.ts';
import type { World } from './world.ts';

type Ghost = OrchestratorMessageOf<'ghosts'>['ghosts'][number];

const SUGGESTION = '5a66e57e-2b1c-4d0e-8f9a-3b4c5d6e7f80';

/** Pixels of the agents' colour in the 3D view, as it is drawn with all that draws over it: lines, and the letters above them. */
const PREPARE = `
import gpu
def violet():
    view = next(area for area in bpy.context.window_manager.windows[0].screen.areas if area.type == 'VIEW_3D')
    found = []
    def look():
        _x, _y, width, height = gpu.state.viewport_get()
        pixels = gpu.state.active_framebuffer_get().read_color(0, 0, width, height, 4, 0, 'UBYTE')
        pixels.dimensions = width * height * 4
        found.append(sum(
            1 for place in range(0, width * height * 4, 4)
            if abs(pixels[place] - 183) < 24 and abs(pixels[place + 1] - 162) < 24 and pixels[place + 2] > 215
        ))
    handler = bpy.types.SpaceView3D.draw_handler_add(look, (), 'WINDOW', 'POST_PIXEL')
    try:
        with in_window():
            bpy.ops.wm.redraw_timer(type='DRAW_WIN', iterations=1)
    finally:
        bpy.types.SpaceView3D.draw_handler_remove(handler, 'WINDOW')
    return found[-1]
bpy.app.driver_namespace['violet'] = violet`;

const PICTURE = (file: string): string => `
with in_window():
    bpy.ops.wm.redraw_timer(type='DRAW_WIN_SWAP', iterations=1)
    bpy.ops.screen.screenshot(filepath=${JSON.stringify(file)})`;

const HANDLERS = `result = len(vibesync.adapter().ghosts._handlers)`;

export function ghostTests(
  world: World,
  ready: (...objects: SceneObject[]) => Promise<World['session']>,
): Test[] {
  const { blender } = world;
  const violet = (): Promise<number> =>
    blender.python<number>("result = bpy.app.driver_namespace['violet']()");
  const show = async (...ghosts: Ghost[]): Promise<void> => {
    world.session.send({ type: 'ghosts', ghosts, more: 0 });
    await world.idle();
  };
  const ghostOf = (of: SceneObject, more: Partial<Ghost> = {}): Ghost => ({
    suggestion: SUGGESTION,
    by: 'set-dresser',
    id: of.id,
    what: 'moved',
    kind: of.kind,
    name: of.name,
    parent: null,
    transform: at(2, 1, 0),
    ...more,
  });
  const [a, lamp, camera, fresh] = [
    object('A', { kind: 'mesh' }),
    object('Lamp', { kind: 'light' }),
    object('Camera', { kind: 'camera' }),
    object('Crate', { kind: 'mesh' }),
  ];
  return [
    [
      'suggestions are drawn over the scene in the agents’ colour, and leave nothing in it',
      async () => {
        await ready(a);
        await blender.python(PREPARE);
        assert.equal(await violet(), 0);
        const before = await blender.python(EVERYTHING);
        await show(
          ghostOf(a),
          ghostOf(a, { what: 'deleted' }),
          ghostOf(fresh, { what: 'created', transform: at(-2, 0, 1) }),
          ghostOf(lamp, { what: 'created', transform: at(0, 3, -2) }),
          ghostOf(camera, { what: 'created', transform: at(-3, 1, -2) }),
        );
        const all = await violet();
        assert.ok(all > 300, `${all} pixels`);
        const picture = process.env['VIBESYNC_GHOSTS_PICTURE'];
        if (picture !== undefined) await blender.python(PICTURE(picture));
        assert.deepEqual(await blender.python(EVERYTHING), before);
        assert.equal(world.session.unread('observed').length, 0);
        await show(ghostOf(a));
        const one = await violet();
        assert.ok(one > 30 && one < all, `${one} pixels of ${all}`);
        await show();
        assert.equal(await violet(), 0);
        assert.equal(await blender.python(HANDLERS), 0, 'and nothing is called any more with each picture');
      },
    ],
    [
      'they follow what they hang on, and are drawn anew only when they come to stand elsewhere',
      async () => {
        await ready(a);
        await show(ghostOf(fresh, { what: 'created', parent: a.id, transform: at(1, 0, 0) }));
        const LINES = 'result = [list(each) for each in vibesync.adapter().ghosts._lines[:1]]';
        const stood = await blender.python<number[][]>(LINES);
        await blender.python(`
from vibesync.engine import ghosts
bpy.app.driver_namespace['redraws'] = redraws = []
bpy.app.driver_namespace['redraw'] = ghosts._redraw
ghosts._redraw = lambda: redraws.append(1)`);
        const REDRAWS = "result = len(bpy.app.driver_namespace['redraws'])";
        await world.idle(60);
        assert.equal(await blender.python(REDRAWS), 0);
        await blender.call('move', { name: 'A', location: [0, 0, 4] });
        await world.session.take();
        await world.idle(60);
        const stands = await blender.python<number[][]>(LINES);
        assert.equal(stands[0]?.[2], (stood[0]?.[2] ?? 0) + 4);
        assert.equal(await blender.python(REDRAWS), 1);
        await blender.python(
          "from vibesync.engine import ghosts\nghosts._redraw = bpy.app.driver_namespace['redraw']",
        );
        await show();
      },
    ],
    [
      'none is drawn where the artist wants none, under a hold, while Blender renders, in another file, and without a connection',
      async () => {
        const session = await ready(a);
        await blender.python(PREPARE);
        const wanted = (is: boolean): Promise<unknown> =>
          blender.python(`bpy.context.window_manager.vibesync.show_suggestions = ${is ? 'True' : 'False'}`);
        await show(ghostOf(a));
        assert.ok((await violet()) > 0);
        await wanted(false);
        await world.idle();
        assert.equal(await violet(), 0);
        await wanted(true);
        await world.idle();
        assert.ok((await violet()) > 0);
        session.send({ type: 'hold', halt: 1 });
        await session.next('held');
        assert.equal(await violet(), 0);
        session.send({ type: 'release', halt: 1 });
        await world.idle(60);
        assert.ok((await violet()) > 0);
        await blender.python(
          'vibesync.adapter().activity.render_began(); vibesync.adapter().activity_changed()',
        );
        assert.equal(await violet(), 0);
        await blender.python(
          'vibesync.adapter().activity.render_ended(); vibesync.adapter().activity_changed()',
        );
        await session.resync();
        await world.idle(60);
        assert.ok((await violet()) > 0);
        await blender.call('open', { empty: true });
        await session.next('scene');
        await blender.python(PREPARE);
        assert.equal(await violet(), 0);
        assert.equal(await blender.python(HANDLERS), 0);
      },
    ],
    [
      'a picture is drawn though another comes in each turn before it is made, and it goes at once when nothing waits any more',
      async () => {
        await ready(a);
        const told = Array.from({ length: 20 }, () => ghostOf(a));
        const [drawn, left, handlers] = await blender.python<number[]>(`
import json
ghosts = vibesync.adapter().ghosts
told = json.loads(${JSON.stringify(JSON.stringify(told))})
for turn in range(2 * len(told)):
    ghosts.show({'ghosts': told, 'more': 0})
    ghosts.go_on(0.0)
drawn = len(ghosts._lines)
ghosts.show({'ghosts': [], 'more': 0})
result = [drawn, len(ghosts._lines), len(ghosts._handlers)]`);
        assert.ok((drawn ?? 0) > 0, `${drawn} lines`);
        assert.deepEqual([left, handlers], [0, 0]);
      },
    ],
    [
      'an error while lines are made ends the drawing, is said once, and the session goes on',
      async () => {
        const session = await ready(a);
        await blender.python(`
from vibesync.engine import ghosts
bpy.app.driver_namespace['lines'] = ghosts.geometry.lines
def broken(*given): raise KeyError('no such kind')
ghosts.geometry.lines = broken`);
        await show(ghostOf(a));
        await world.idle(60);
        const said = (await world.notes()).filter((each) => each.includes('no such kind'));
        assert.deepEqual(said, ["Suggestions cannot be drawn here ('no such kind')."]);
        assert.equal(await blender.python(HANDLERS), 0);
        assert.deepEqual(await session.differences(), []);
        await blender.python(`
from vibesync.engine import ghosts
ghosts.geometry.lines = bpy.app.driver_namespace['lines']
vibesync.adapter().ghosts.problem = ''`);
        await show();
      },
    ],
    [
      'an error in drawing ends the drawing, is said once, and breaks nothing else',
      async () => {
        const session = await ready(a);
        await blender.python(PREPARE);
        await blender.python(`
from vibesync.engine import ghosts
bpy.app.driver_namespace['shader'] = ghosts._shader
def broken(): raise RuntimeError('no such card')
ghosts._shader = broken
vibesync.adapter().ghosts._shader = None`);
        await show(ghostOf(a));
        assert.equal(await violet(), 0);
        await world.idle();
        assert.equal(await violet(), 0);
        assert.equal(await blender.python(HANDLERS), 0);
        const said = (await world.notes()).filter((each) => each.includes('no such card'));
        assert.deepEqual(said, ['Suggestions cannot be drawn here (no such card).']);
        assert.deepEqual(await session.differences(), []);
        await blender.python(`
from vibesync.engine import ghosts
ghosts._shader = bpy.app.driver_namespace['shader']
vibesync.adapter().ghosts.problem = ''`);
        await show();
      },
    ],
  ];
}
