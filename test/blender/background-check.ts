/** The conversion self-test in a real Blender: it finds what is wrong, and leaves nothing behind. */
import { strict as assert } from 'node:assert';
import type { Test } from '../scripted/harness.ts';
import { at, object, sceneOf } from '../scripted/objects.ts';
import type { World } from './world.ts';

export const PRESS = `
from vibesync import panel
bpy.ops.vibesync.check_conversions()
result = list(panel.check_result())`;

/** The same with the conversion to Blender replaced: `code` defines `wrong(right, …)`. */
const withWrong = (code: string): string => `
from vibesync import panel
from vibesync.core import conversions
${code}
right = conversions.from_canonical
conversions.from_canonical = lambda *given: wrong(right, *given)
try:
    bpy.ops.vibesync.check_conversions()
finally:
    conversions.from_canonical = right
result = list(panel.check_result())`;

/** Everything that the file holds, what is selected, what is shown, and the undo history. */
export const EVERYTHING = `
from vibesync.engine import undo_stack
names = sorted(each.identifier for each in bpy.data.bl_rna.properties if each.type == 'COLLECTION')
layer = bpy.context.view_layer
listing = undo_stack.read()
result = {
    'data': {name: sorted([each.name, each.users] for each in getattr(bpy.data, name)) for name in names},
    'scene': bpy.context.scene.name,
    'selected': sorted(each.name for each in layer.objects if each.select_get()),
    'active': layer.objects.active.name if layer.objects.active else None,
    'steps': [[each.name for each in listing.entries], listing.active] if listing else None,
    'unsaved': bpy.data.is_dirty,
    'notes': list(vibesync.adapter().notes),
}`;

/** What the sidebar shows, from top to bottom: texts and the buttons' names. */
const SHOWN = `
from types import SimpleNamespace
from vibesync import panel
class Layout:
    def __init__(self):
        self.lines = []
    def label(self, text, icon='NONE'):
        self.lines.append(text)
    def operator(self, name, icon='NONE'):
        self.lines.append(name)
    def prop(self, _settings, name):
        self.lines.append(name)
    def box(self):
        return self
layout = Layout()
panel.VIBESYNC_PT_panel.draw(SimpleNamespace(layout=layout), bpy.context)
result = layout.lines`;

export const AGREE = ['All 8 poses agree.'];

export function checkTests(world: World): Test[] {
  const { blender } = world;
  const setUnitScale = (scale: number): Promise<unknown> =>
    blender.python(`bpy.context.scene.unit_settings.scale_length = ${scale}`);
  return [
    [
      'the check of the conversions agrees, with any unit scale of the artist’s',
      async () => {
        await world.fresh(sceneOf(object('Crate', { kind: 'mesh' })));
        try {
          for (const scale of [1, 0.01, 0.3048, 1000]) {
            await setUnitScale(scale);
            assert.deepEqual(await blender.python(PRESS), AGREE, `unit scale ${scale}`);
          }
        } finally {
          await setUnitScale(1);
        }
      },
    ],
    [
      'the check of the conversions leaves nothing behind: no data, no step, no edit, the same selection',
      async () => {
        const parent = object('Parent', { kind: 'mesh', transform: at(1, 2, 3) });
        const session = await world.fresh(
          sceneOf(
            parent,
            object('Lamp', { kind: 'light', parent: parent.id }),
            object('Eye', { kind: 'camera' }),
          ),
        );
        await blender.python(`
bpy.data.objects['Lamp'].select_set(True)
bpy.context.view_layer.objects.active = bpy.data.objects['Eye']
bpy.ops.ed.undo_push(message='Select')`);
        await world.idle();
        session.clear();
        const before = [await blender.python(EVERYTHING), await world.dump()];
        assert.deepEqual(await blender.python(PRESS), AGREE);
        assert.deepEqual([await blender.python(EVERYTHING), await world.dump()], before);
        await world.idle();
        assert.deepEqual([await blender.python(EVERYTHING), await world.dump()], before);
        for (const type of ['observed', 'declare', 'hands', 'busy'] as const)
          assert.equal(session.unread(type).length, 0, type);
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'the check of the conversions finds a wrong conversion, says what is off and by how much, and cleans up as well',
      async () => {
        await world.fresh(sceneOf(object('Crate', { kind: 'mesh' })));
        const before = [await blender.python(EVERYTHING), await world.dump()];
        const mirrored = await blender.python<string[]>(
          withWrong(`
def wrong(right, *given):
    translation, rotation, scale = right(*given)
    return [-translation[0], *translation[1:]], rotation, scale`),
        );
        assert.equal(mirrored[0], '8 of 8 poses differ:');
        assert.ok(mirrored.includes('The light: stands 8 m off.'), mirrored.join('\n'));
        const backwards = await blender.python<string[]>(
          withWrong(`
def wrong(right, translation, rotation, scale, kind, parent_kind):
    translation, rotation, scale = right(translation, rotation, scale, kind, parent_kind)
    if kind == 'light':
        rotation = conversions.multiply(rotation, (0.0, 1.0, 0.0, 0.0))
    return translation, rotation, scale`),
        );
        assert.match(
          backwards.join('\n'),
          /^The light: X axis 180° off, Z axis 180° off, shines 180° off\.$/m,
        );
        assert.doesNotMatch(backwards.join('\n'), /The camera:/);
        const flat = await blender.python<string[]>(
          withWrong(`
def wrong(right, *given):
    translation, rotation, scale = right(*given)
    return translation, rotation, [abs(value) for value in scale]`),
        );
        assert.match(flat.join('\n'), /^The mirrored mesh: X axis 180° off\.$/m);
        assert.deepEqual([await blender.python(EVERYTHING), await world.dump()], before);
        const shown = await blender.python<string[]>(SHOWN);
        // A panel does not wrap its lines by itself: what is long is in several.
        assert.equal(shown.slice(shown.indexOf('vibesync.check_conversions') + 1).join(' '), flat.join(' '));
        assert.deepEqual(await blender.python(PRESS), AGREE);
        assert.deepEqual((await blender.python<string[]>(SHOWN)).slice(-2), [
          'vibesync.check_conversions',
          ...AGREE,
        ]);
      },
    ],
    [
      'the check of the conversions leaves nothing behind where it breaks off in the middle',
      async () => {
        await world.fresh(sceneOf(object('Crate', { kind: 'mesh' })));
        const before = [await blender.python(EVERYTHING), await world.dump()];
        const broke = await blender.python(`
from vibesync.core import conversions
from vibesync.engine.checking import check_conversions
right = conversions.from_canonical
def wrong(translation, rotation, scale, kind, parent_kind):
    if kind == 'camera':
        raise RuntimeError('broken on purpose')
    return right(translation, rotation, scale, kind, parent_kind)
conversions.from_canonical = wrong
try:
    check_conversions(vibesync.adapter())
except RuntimeError as error:
    result = str(error)
finally:
    conversions.from_canonical = right`);
        assert.equal(broke, 'broken on purpose');
        assert.deepEqual([await blender.python(EVERYTHING), await world.dump()], before);
      },
    ],
    [
      'the check of the conversions is refused while Blender is busy, and works without a connection',
      async () => {
        await world.fresh(sceneOf(object('Crate', { kind: 'mesh' })));
        const before = await world.dump();
        await blender.call('modal', { on: true });
        try {
          await assert.rejects(
            blender.python(PRESS),
            /Blender is busy \(rendering\)\. Check again afterwards\./,
          );
        } finally {
          await blender.call('modal', { on: false });
        }
        assert.deepEqual(await world.dump(), before);
        const alone = await blender.python(`
import vibesync.engine.adapter, vibesync.engine.checking
result = vibesync.engine.checking.check_conversions(vibesync.engine.adapter.Adapter(vibesync.VERSION))`);
        assert.deepEqual(alone, AGREE);
      },
    ],
  ];
}
