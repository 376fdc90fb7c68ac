import { randomUUID } from 'node:crypto';
import { test } from 'vitest';
import type { SceneObject } from '#app/scene/index.ts';
import { Rig } from './rig.ts';
const object = (name: string, more: Partial<SceneObject> = {}): SceneObject => ({
  id: randomUUID(), kind: 'mesh', name, parent: null,
  transform: { translation: [0, 0, 0], rotation: [0, 0, 0, 1], scale: [1, 1, 1] },
  visibility: { viewport: true, render: true }, properties: {}, ...more });
test('explore', async () => {
  const rig = await Rig.start();
  const { godot, session } = await rig.join();
  const cube = object('Cube.001', { properties: { mass: Math.fround(0.1), _x: 'a"\\' } });
  const i = await rig.submit({ op: 'create', object: cube }, { op: 'set_transform', id: cube.id, transform: { ...cube.transform, translation: [1, 2, 3], rotation: [0.5,0.5,0.5,0.5], scale: [1,-2,0.5]} });
  await rig.outcome(i);
  const gone = object('Gone');
  console.log(await rig.outcome(await rig.submit({ op: 'create', object: gone }, { op: 'delete', id: gone.id, descendants: [] })));
  await rig.until('live', () => rig.session(session)?.state === 'live');
  console.log(rig.host.snapshot().changes[1], rig.session(session));
  const lamp = object('Lamp', { kind: 'light', parent: cube.id });
  await rig.commit({ op: 'create', object: lamp });
  await rig.commit({ op: 'set_transform', id: cube.id, transform: { ...cube.transform, translation: [1, Math.fround(2.1), 3], rotation: [0.5,0.5,0.5,0.5], scale: [1,-2,0.5]} });
  await rig.commit({ op: 'rename', id: lamp.id, name: 'Ü/:b' });
  await rig.commit({ op: 'reparent', id: lamp.id, parent: null });
  console.log([...(await rig.dump(godot)).values()]);
  const n = godot.told.length;
  godot.step('Move', { change: 'set', node: 'Cube001', key: 'translation', value: [9, 0.3, 1] }, { change: 'turn', node: 'Cube001', radians: 0.3 });
  await rig.until('decided', () => godot.frames('frame', 'decided')[0]);
  godot.do({ do: 'undo' });
  await rig.until('decided', () => godot.frames('frame', 'decided')[1]);
  godot.do({ do: 'redo' });
  await rig.until('decided', () => godot.frames('frame', 'decided')[2]);
  godot.step('Add', { change: 'add', under: '.', name: 'New', kind: 'camera' });
  await rig.until('decided', () => godot.frames('frame', 'decided')[3]);
  godot.step('Duplicate', { change: 'duplicate', node: 'Cube001' });
  await rig.until('decided', () => godot.frames('frame', 'decided')[4]);
  godot.step('Del', { change: 'remove', node: 'Cube001' });
  await rig.until('decided', () => godot.frames('frame', 'decided')[5]);
  godot.do({ do: 'script', changes: [{ change: 'set', node: 'New', key: 'translation', value: [9, 0.3, 1] }]});
  await rig.until('decided', () => godot.frames('frame', 'decided')[6]).catch(() => console.log('none'));
  await rig.until('live', () => rig.session(session)?.state === 'live').catch(() => console.log('none'));
  console.log([...(await rig.dump(godot)).values()]);
  for (const each of godot.told.slice(n)) console.log(JSON.stringify(each));
  console.log(rig.host.snapshot().changes, rig.session(session), rig.host.snapshot().objects);
});
