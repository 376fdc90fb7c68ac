/** Undo theirs where a person presses it: Blender itself makes the step of it that a script's call would not. */
import { strict as assert } from 'node:assert';
import type { SceneObject } from '#app/scene/index.ts';
import type { Test } from '../scripted/harness.ts';
import { moved, object } from '../scripted/objects.ts';
import { BUTTON } from './background-theirs.ts';
import type { Hands } from './hands.ts';
import type { World } from './world.ts';

/** In Blender before 4.2 no script can open a tab of the sidebar: a key of its own presses what stands there. */
const KEY = 'F18';
const GIVE_KEY = `
keymaps = bpy.context.window_manager.keyconfigs.addon.keymaps
item = keymaps.new(name='3D View', space_type='VIEW_3D').keymap_items.new('vibesync.undo_theirs', '${KEY}', 'PRESS')`;

/** What stands in the sidebar, line by line; of a button its operator. */
const LINES = `
class Layout:
    def __init__(self): self.lines = []
    def label(self, text='', icon='NONE'): self.lines.append(text)
    def operator(self, name, **more): self.lines.append(name)
    def box(self): return self
class Panel: layout = Layout()
bpy.types.VIBESYNC_PT_panel.draw(Panel, bpy.context)
result = Panel.layout.lines`;

export function windowTheirsTests(
  world: World,
  hands: Hands,
  ready: (...objects: SceneObject[]) => Promise<World['session']>,
): Test[] {
  const { blender } = world;
  const button = (): Promise<string> => blender.python<string>(BUTTON);
  return [
    [
      'undo theirs stands beside its note, is grey in the artist’s hands, and pressed it is a step that Ctrl+Z takes back',
      async () => {
        const [a, b] = [object('A', { kind: 'mesh' }), object('B')];
        const session = await ready(a, b);
        await blender.python(GIVE_KEY);
        await session.commit([moved(a.id, 5, 0, 0), moved(b.id, 5, 0, 0)]);
        await hands.press('Z', { ctrl: true });
        await session.barrier();
        assert.deepEqual((await world.raw('A')).location, [5, 0, 0]);
        const lines = await blender.python<string[]>(LINES);
        const at = lines.indexOf('vibesync.undo_theirs');
        assert.match(lines.slice(0, at).join(' '), /Notes Kept what a test changed of .* your own\.$/);
        assert.equal(await button(), 'ready');

        session.clear();
        await hands.press('G');
        await hands.moveTo(460, 380);
        await session.next('hands', (each) => each.objects.includes(a.id));
        assert.equal(await button(), 'grey', 'it is being dragged');
        await hands.press('ESC');
        await session.next('ready');
        await session.barrier();
        assert.equal(await button(), 'ready');

        await hands.press(KEY);
        const mine = await session.take();
        assert.deepEqual(mine.undo, { kind: 'step', name: 'Undo theirs' });
        assert.deepEqual(
          mine.operations,
          [a.id, b.id].sort().map((id) => moved(id, 0, 0, 0)),
        );
        assert.equal(await button(), 'gone');
        await hands.press('Z', { ctrl: true });
        const back = await session.take();
        assert.deepEqual(back.undo, { kind: 'undo', name: 'Undo theirs' });
        assert.deepEqual(
          back.operations,
          [a.id, b.id].sort().map((id) => moved(id, 5, 0, 0)),
        );
        assert.ok(!(await blender.python<string[]>(LINES)).includes('vibesync.undo_theirs'));
        assert.deepEqual(await session.differences(), []);
      },
    ],
  ];
}
