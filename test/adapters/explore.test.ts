import { randomUUID } from 'node:crypto';
import { test } from 'vitest';
import type { SceneObject } from '#app/scene/index.ts';
import { Rig } from './rig.ts';
const T = { translation: [0, 0, 0], rotation: [0, 0, 0, 1], scale: [1, 1, 1] } as const;
const object = (name: string, more: Partial<SceneObject> = {}): SceneObject => ({
  id: randomUUID(), kind: 'mesh', name, parent: null,
  transform: { translation: [0, 0, 0], rotation: [0, 0, 0, 1], scale: [1, 1, 1] },
  visibility: { viewport: true, render: true }, properties: {}, ...more });
const pause = (ms: number) => new Promise((r) => setTimeout(r, ms));
const show = (title: string, godot: any, n: number, rig: Rig, session: string) => {
  console.log([`## ${title}`, ...godot.told.slice(n).map((x: any) => JSON.stringify(x).slice(0, 900)), JSON.stringify({ ...rig.session(session), latencyMs: 0 })].join('\n'));
};
const cube = object('Cube');
const started = async () => { const rig = await Rig.start(); const j = await rig.join(); const c = { ...cube, id: randomUUID() }; await rig.commit({ op: 'create', object: c }); await pause(100); return { rig, ...j, c, n: j.godot.told.length }; };

test('B rejected create, then what', async () => { const { rig, godot, session, n } = await started();
  godot.step('Add', { change: 'add', under: 'Cube', name: 'Cube', kind: 'mesh' });
  await pause(300);
  godot.step('Move', { change: 'set', node: 'Cube/Cube', key: 'translation', value: [1, 1, 1] }); await pause(300);
  godot.do({ do: 'break_off' }); await pause(100); godot.do({ do: 'come_back' }); await pause(500);
  show('taken name', godot, n, rig, rig.host.snapshot().sessions.at(-1)!.session); });
test('E hold', async () => { const { rig, godot, session, n } = await started();
  rig.host.override('button'); await pause(300);
  godot.step('Move', { change: 'set', node: 'Cube', key: 'translation', value: [9, 0.3, 1] }); await pause(300);
  godot.do({ do: 'break_off' }); await pause(100); godot.do({ do: 'come_back' }); await pause(500);
  await rig.request('resume', { scope: 'everyone' });
  await pause(500); show('hold', godot, n + 13, rig, rig.host.snapshot().sessions.at(-1)!.session); console.log(rig.host.snapshot().shelf.length, rig.host.snapshot().conflicts); });
test('E2 hold without cut', async () => { const { rig, godot, session, n } = await started();
  rig.host.override('button'); await pause(300);
  godot.step('Move', { change: 'set', node: 'Cube', key: 'translation', value: [9, 0.3, 1] }); await pause(300);
  await rig.request('resume', { scope: 'everyone' });
  await pause(500); show('hold', godot, n, rig, session);});
test('J before', async () => { const { rig, godot, session, n, c } = await started();
  const send = (before: any, applied_through = 1, operations: any = [{ op: 'set_property', id: c.id, key: 'a', value: true }]) => godot.do({ do: 'send', text: JSON.stringify({ type: 'observed', edit: randomUUID(), applied_through, undo: { kind: 'step', name: 'x' }, before, operations }) });
  send([{ id: c.id, facet: 'property:a', value: 'wrong' }], 1, [{ op: 'set_property', id: c.id, key: 'a', value: 3 }]); await pause(500); show('wrong before', godot, n, rig, session); });
test('J2 applied_through too low', async () => { const { rig, godot, session, n, c } = await started();
  const send = (before: any, applied_through = 1, operations: any = [{ op: 'set_property', id: c.id, key: 'a', value: true }]) => godot.do({ do: 'send', text: JSON.stringify({ type: 'observed', edit: randomUUID(), applied_through, undo: { kind: 'step', name: 'x' }, before, operations }) });
  send([{ id: c.id, facet: 'transform', value: T }], 99, [{ op: 'set_transform', id: c.id, transform: T }]); await pause(300); show('future through', godot, n, rig, session); });
test('J3 create and more on it', async () => { const { rig, godot, session, n, c } = await started();
  const o = object('Two');
  godot.do({ do: 'send', text: JSON.stringify({ type: 'observed', edit: randomUUID(), applied_through: 1, undo: { kind: 'step', name: 'x' }, before: [], operations: [{ op: 'create', object: o }, { op: 'set_property', id: o.id, key: 'k', value: 1 }, { op: 'reparent', id: c.id, parent: o.id }, { op: 'delete', id: o.id, descendants: [] }] }) });
  await pause(300); show('wrong descendants', godot, n, rig, session); });
test('K held out of turn', async () => { const { rig, godot, session, n, c } = await started();
  godot.do({ do: 'send', text: JSON.stringify({ type: 'held', halt: 1 }) });
  await pause(300); show('held', godot, n, rig, session); });
test('M negative', async () => { const { rig, godot, session, n, c } = await started();
  godot.do({ do: 'send', text: '{"type":"declare","objects":[{"id":"' + c.id + '","driven":["transform"],"bounded":false}]}' });
  await pause(100);
  console.log(await rig.submit({ op: 'set_transform', id: c.id, transform: { ...T, translation: [1, 1, 1] } as any }).catch(String));
  godot.step('Move', { change: 'set', node: 'Cube', key: 'translation', value: [9, 0.3, 1] }); 
  await pause(300); show('driven', godot, n, rig, session); });
