/** R21: what an engine has without an id becomes shared at a person's click, as one change of its artist. */
import { expect, test } from 'vitest';
import type { AdapterMessage } from '#app/protocol/index.ts';
import type { SceneObject } from '#app/scene/index.ts';
import { viewSessions } from '#main/orchestrator/index.ts';
import { box, moved, Rig, uuid } from './bench-rig.ts';

/** Blender is in step, and has so many objects without an id beside. */
function withUnmanaged(unmanaged: number): { rig: Rig; blender: string } {
  const rig = new Rig();
  const blender = rig.knock(1);
  const asked = rig.take(blender, ['take_inventory']);
  rig.frame(blender, { type: 'inventory', request: asked?.request ?? 0, last: true, objects: [], unmanaged });
  rig.playResync(blender);
  return { rig, blender };
}

/** A person clicks, and the engine has given them ids. */
function adopt(rig: Rig, session: string, objects: SceneObject[], last = true): number {
  rig.command({ do: 'adopt_objects', session });
  const request = rig.take(session, ['adopt_unmanaged'])?.request ?? 0;
  const holds = new Map(rig.engines.get(session)?.objects);
  for (const object of objects) holds.set(object.id, object);
  rig.engines.set(session, { objects: holds });
  rig.frame(session, { type: 'values', request, last, objects, missing: [] });
  return request;
}

function shown(rig: Rig, session: string) {
  return viewSessions(rig.orchestrator.core, () => null).find((view) => view.session === session);
}

test('it is one change, which its engine only reads back, and counts as unshared no more', () => {
  const { rig, blender } = withUnmanaged(3);
  expect(shown(rig, blender)?.unmanaged).toBe(3);
  adopt(rig, blender, [box(7, { transform: moved(-0) }), box(8, { parent: uuid(7) })]);
  expect(shown(rig, blender)?.unmanaged).toBe(1);
  expect(rig.take(blender, ['adopt'])).toMatchObject({ edit: uuid(7), n: 1 });
  expect(rig.sent.some(({ message }) => message.type === 'apply')).toBe(false);
  const facets = ['existence', 'name', 'parent', 'transform', 'visibility'] as const;
  const states = [7, 8].map((id) => ({
    id: uuid(id),
    facet: facets[0],
    value: rig.engines.get(blender)?.objects.get(uuid(id)) ?? null,
  }));
  rig.frame(blender, { type: 'applied', n: 1, states } as AdapterMessage);
  rig.sync();
  expect([...rig.state.objects.keys()]).toEqual([uuid(7), uuid(8)]);
  const begun = rig.records.find((record) => record.kind === 'begin');
  expect(begun).toMatchObject({
    intent: {
      actor: { kind: 'engine', id: 'engine:blender', name: 'blender' },
      authority: 'human',
      reason: 'adopted into the shared scene',
      class: 'structural',
      observation: { edit: uuid(7), undo: { kind: 'step', name: 'adopt' } },
      force: false,
    },
  });
  expect(rig.take(blender, ['decided'])).toMatchObject({ edit: uuid(7), outcome: 'committed', n: 1 });
});

test('what the engine has by now is the number that is shown, and the same number again is no news', () => {
  const { rig, blender } = withUnmanaged(1);
  const told = (count: number): string[] =>
    rig
      .frame(blender, { type: 'unmanaged', count })
      .flatMap((effect) => (effect.fx === 'changed' ? [effect.what] : []));
  expect(told(4)).toContain('sessions');
  expect(shown(rig, blender)?.unmanaged).toBe(4);
  expect(told(4)).toEqual([]);
  expect(told(0)).toContain('sessions');
  expect(shown(rig, blender)?.unmanaged).toBe(0);
  expect(rig.state.revision).toBe(0);
});

test('comes in parts, each a change of its own; an empty last part ends it', () => {
  const { rig, blender } = withUnmanaged(2);
  const request = adopt(rig, blender, [box(7)], false);
  rig.playApply(blender);
  rig.sync();
  rig.frame(blender, { type: 'values', request, last: true, objects: [], missing: [] });
  expect(shown(rig, blender)).toMatchObject({ state: 'live', unmanaged: 1 });
  // It was answered: a further word about it belongs to no question.
  rig.frame(blender, { type: 'values', request, last: true, objects: [box(8)], missing: [] });
  expect(rig.state.objects.has(uuid(8))).toBe(false);
  expect([...rig.state.objects.keys()]).toEqual([uuid(7)]);
});

test('what cannot be shared stays the engine’s, which hears why, as does the person', () => {
  const { rig, blender } = withUnmanaged(1);
  rig.submit(1, [{ op: 'create', object: box(1) }]);
  rig.playApply(blender);
  rig.sync();
  adopt(rig, blender, [box(7, { name: 'Box_1' })]);
  expect(rig.take(blender, ['note'])?.message).toMatch(/^Not adopted: .*Box_1/);
  expect(rig.take(blender, ['decided'])).toMatchObject({
    edit: uuid(7),
    outcome: 'rejected',
    n: null,
    code: 'name_taken',
  });
  expect(shown(rig, blender)?.reason).toMatchObject({ code: 'name_taken' });
  expect(rig.state.objects.has(uuid(7))).toBe(false);
});

test('under a hold nothing is adopted', () => {
  const { rig, blender } = withUnmanaged(1);
  rig.command({ do: 'halt', by: 'click' });
  rig.sync();
  adopt(rig, blender, [box(7)]);
  rig.sync();
  expect(rig.take(blender, ['decided'])).toMatchObject({ outcome: 'rejected', code: 'halted' });
});

test('its values that come after the engine was set aside are refused: they may be no longer so', () => {
  const { rig, blender } = withUnmanaged(1);
  rig.command({ do: 'adopt_objects', session: blender });
  const request = rig.take(blender, ['adopt_unmanaged'])?.request ?? 0;
  rig.frame(blender, { type: 'busy', kind: 'parked', activity: 'play mode', last_begun: null });
  rig.frame(blender, { type: 'values', request, last: true, objects: [box(7)], missing: [] });
  expect(rig.take(blender, ['decided'])).toMatchObject({
    edit: uuid(7),
    outcome: 'rejected',
    code: 'not_live',
  });
  expect(rig.state.objects.size).toBe(0);
});

test('an engine that is not in step is not asked', () => {
  const { rig, blender } = withUnmanaged(1);
  rig.frame(blender, { type: 'busy', kind: 'parked', activity: 'play mode', last_begun: null });
  rig.command({ do: 'adopt_objects', session: blender });
  const answer = rig.effects.findLast((effect) => effect.fx === 'reply')?.answer;
  expect(answer).toMatchObject({ ok: false, reason: { code: 'not_live' } });
  expect(rig.take(blender, ['adopt_unmanaged'])).toBeNull();
});

test('what an engine names like a suggestion is refused, and the suggestion goes on waiting', () => {
  const { rig, blender } = withUnmanaged(1);
  rig.submit(50, [{ op: 'create', object: box(1) }], { channel: 'ai' });
  rig.sync();
  adopt(rig, blender, [box(50)]);
  expect(rig.take(blender, ['decided'])).toMatchObject({
    edit: uuid(50),
    outcome: 'rejected',
    code: 'id_reused',
  });
  expect(rig.take(blender, ['adopt'])).toBeNull();
  expect([...rig.orchestrator.core.proposals.keys()]).toEqual([uuid(50)]);
  expect([...rig.state.waiting.keys()]).toEqual([uuid(50)]);
});

test('what is being adopted is not adopted once more meanwhile', () => {
  const { rig, blender } = withUnmanaged(2);
  adopt(rig, blender, [box(7)]);
  adopt(rig, blender, [box(7)]);
  expect(rig.take(blender, ['decided'])).toMatchObject({ edit: uuid(7), code: 'id_reused' });
  rig.playApply(blender);
  rig.sync();
  expect([...rig.state.objects.keys()]).toEqual([uuid(7)]);
});
