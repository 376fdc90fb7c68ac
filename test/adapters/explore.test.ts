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


const A = { translation: [0.1, 0.7, -3.3].map(Math.fround), rotation: [0.18257418274879456,0.3651483654975891,0.547722578048706,0.7302967309951782], scale: [1.3, 0.7, 2.1].map(Math.fround) } as any;
const Z = { ...A, scale: [1.3, -0.7, 2.1].map(Math.fround) } as any;
for (const bounded of [false, true]) for (const [what, t] of [['move', { ...T, translation: A.translation }], ['turn', A], ['mirror', Z]] as const)
test(what + bounded, async () => { const { rig, godot, session, n, c } = await started();
  if (bounded) godot.do({ do: 'send', text: '{"type":"declare","objects":[{"id":"' + c.id + '","driven":[],"bounded":true}]}' });
  await pause(100);
  await rig.outcome(await rig.submit({ op: 'set_transform', id: c.id, transform: t }));
  await pause(300);
  godot.do({ do: 'break_off' }); await pause(100); godot.do({ do: 'come_back' }); await pause(600);
  show(what + bounded, godot, n, rig, rig.host.snapshot().sessions.at(-1)!.session); });
