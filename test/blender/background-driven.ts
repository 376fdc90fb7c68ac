/** What Blender owns, what the artist has locked, and scenes beside the bound one (rules 3, 4, 10 and 11). */
import { strict as assert } from 'node:assert';
import { canonicalOperation } from '#app/scene/index.ts';
import type { Operation } from '#app/scene/index.ts';
import type { Test } from '../scripted/harness.ts';
import { applied, moved, object, sceneOf } from '../scripted/objects.ts';
import type { World } from './world.ts';

export function drivenTests(world: World): Test[] {
  const { blender } = world;
  return [
    [
      'what is declared as Blender’s own is what its animation writes: tracks off, alone, muted, groups (rule 10)',
      async () => {
        const session = await world.fresh(sceneOf(object('A', { properties: { p: 5 } })));
        const judged = await blender.python<[string, string[], string[]][]>(`
from vibesync.engine.ownership import driven_facets
ob, scene = bpy.data.objects['A'], bpy.context.scene
def action(name, path):
    made = bpy.data.actions.new(name)
    curve = made.fcurves.new(path)
    curve.group = made.groups.new('Group')
    curve.keyframe_points.insert(1, 0.0)
    return made
data = ob.animation_data_create()
data.action = action('Active', '["p"]')
places, shows = data.nla_tracks.new(), data.nla_tracks.new()
strip = places.strips.new('Place', 1, action('Place', 'location'))
shows.strips.new('Show', 1, action('Show', 'hide_render'))
curve = data.action.fcurves[0]
def written():
    ob.location.x, ob.hide_render, ob['p'] = 5.0, True, 5.0
    scene.frame_set(2)
    scene.frame_set(1)
    changed = {'transform': ob.location.x != 5.0, 'visibility': ob.hide_render is not True, 'property:p': ob['p'] != 5.0}
    return sorted(facet for facet, is_changed in changed.items() if is_changed)
result = []
def judge(name, owner, key, value):
    before = getattr(owner, key)
    setattr(owner, key, value)
    result.append([name, sorted(driven_facets(ob)), written()])
    setattr(owner, key, before)
judge('all', strip, 'mute', False)
judge('tracks off', data, 'use_nla', False)
judge('alone', shows, 'is_solo', True)
shows.is_solo = True
judge('alone and muted', shows, 'mute', True)
judge('alone, tracks off', data, 'use_nla', False)
shows.is_solo = False
judge('a muted track', places, 'mute', True)
judge('a muted strip', strip, 'mute', True)
judge('a muted curve', curve, 'mute', True)
judge('a muted group', curve.group, 'mute', True)
judge('no action', data, 'action', None)
ob.animation_data_clear()`);
        assert.equal(judged.length, 10);
        for (const [name, declared, written] of judged) assert.deepEqual(declared, written, name);
        assert.equal(
          new Set(judged.map(([, declared]) => declared.join())).size,
          4,
          'they are different cases',
        );
        session.clear();
      },
    ],
    [
      'what Blender lets go of is measured against what is shared: a person’s step is their change, else it is drift (rule 10)',
      async () => {
        const a = object('A', { kind: 'mesh' });
        const session = await world.fresh(sceneOf(a));
        await blender.python(`
ob = bpy.data.objects['A']
for frame, x in ((1, 0), (10, 9)):
    ob.location.x = x
    ob.keyframe_insert('location', frame=frame)
bpy.ops.ed.undo_push(message='Insert Keyframe')
bpy.context.scene.frame_set(10)`);
        await world.idle();
        assert.equal(session.unread('observed').length, 0);
        await blender.python(`
bpy.data.objects['A'].animation_data_clear()
bpy.ops.ed.undo_push(message='Clear Keyframes')`);
        const cleared = await session.take();
        assert.deepEqual(
          [cleared.undo?.name, cleared.before[0]?.value, cleared.operations],
          ['Clear Keyframes', a.transform, [moved(a.id, 9, 0, 0)]],
        );
        // While a driver held it the others went on; without a step it goes to where they are.
        await blender.python(`
ob = bpy.data.objects['A']
ob.driver_add('location', 0).driver.expression = '4.0'
bpy.context.view_layer.update()
bpy.ops.ed.undo_push(message='Add Driver')`);
        await world.idle();
        await session.commit([moved(a.id, 1, 2, 3)]);
        assert.equal((await world.raw('A')).location[0], 4);
        await blender.python(`bpy.data.objects['A'].driver_remove('location')`);
        const drift = await session.next('observed');
        assert.deepEqual(
          [drift.undo, drift.before[0]?.value],
          [null, session.truth.objects.get(a.id)?.transform],
        );
        await session.patch([a.id]);
        assert.deepEqual((await world.raw('A')).location, [1, -3, 2]);
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'a channel that the artist has locked is set all the same, and said to be (rule 10)',
      async () => {
        const [a, b] = [object('A', { kind: 'mesh' }), object('B')];
        const session = await world.fresh(sceneOf(a, b));
        await blender.python(`
bpy.data.objects['A'].lock_location[2] = True
bpy.data.objects['B'].lock_rotation[0] = True
bpy.data.objects['B'].lock_scale[1] = True`);
        const told = async (): Promise<string> => (await world.notes()).at(-1) ?? '';
        const before = await told();
        await session.commit([moved(a.id, 7, 0, 7), moved(b.id, 1, 1, 1)], 'Beside the locks');
        assert.equal(await told(), before, 'only other channels were set');
        await session.commit([moved(a.id, 7, 3, 7)], 'Lift');
        assert.equal(await told(), '“A”: locked here, and changed all the same by a test (Lift).');
        const turned: Operation = {
          op: 'set_transform',
          id: b.id,
          transform: { translation: [1, 1, 1], rotation: [0.6, 0, 0, 0.8], scale: [1, 1, 1] },
        };
        session.truth = applied(session.truth, [canonicalOperation(turned)]);
        await session.resync();
        await session.barrier();
        assert.equal(await told(), '“B”: locked here, and set to what is shared all the same.');
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'a copy of the bound scene is another scene: it has no link, and nothing of it is taken for the shared one’s (rules 4 and 11)',
      async () => {
        const a = object('A', { kind: 'mesh' });
        const session = await world.fresh(sceneOf(a));
        await blender.python(`
copy = bpy.context.scene.copy()
copy.collection.objects.unlink(bpy.data.objects['A'])
twin = bpy.data.objects['A'].copy()
twin.name = 'Twin'
copy.collection.objects.link(twin)
bpy.ops.ed.undo_push(message='New Scene')`);
        await world.idle();
        assert.equal(session.unread('observed').length, 0);
        const hints = `
other = next(each for each in bpy.data.scenes if each != bpy.context.scene)
result = [sorted(key for key in other.keys() if key.startswith('vibesync_')), bpy.data.objects['Twin'].get('vibesync_id')]`;
        assert.deepEqual(await blender.python(hints), [[], null]);
        await session.commit([{ op: 'delete', id: a.id, descendants: [] }]);
        await session.commit([{ op: 'create', object: a }]);
        await session.barrier();
        const { raw, ids } = await world.dump();
        assert.deepEqual([Object.keys(raw), ids], [['A'], { A: a.id }]);
        assert.deepEqual(await session.differences(), []);
      },
    ],
  ];
}
