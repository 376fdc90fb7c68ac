/** What the badge counts and a notification names. */
import { expect, test } from 'vitest';
import { CardWatch } from '#main/host/attention.ts';
import { engineWord } from '#main/orchestrator/index.ts';
import { box, moved, Rig, uuid } from '../orchestrator/bench-rig.ts';

test('values changed in play mode are news once, by the object’s name, and count until they are answered', () => {
  const rig = new Rig();
  const unity = rig.connect(1, 'unity');
  rig.submit(1, [{ op: 'create', object: box(1) }]);
  rig.playApply(unity);
  rig.sync();
  rig.frame(unity, { type: 'busy', kind: 'parked', activity: 'play mode', last_begun: null });
  rig.frame(unity, {
    type: 'offered',
    offer: uuid(9),
    applied_through: rig.state.revision,
    last: true,
    states: [{ id: uuid(1), facet: 'transform', value: moved(4) }],
  });
  rig.sync();
  const [shelf = ''] = rig.state.shelf.keys();
  const watch = new CardWatch();
  expect(watch.look(rig.orchestrator.core)).toEqual({
    count: 1,
    newest: { title: 'Changed while playing in Unity', body: 'Box_1', card: shelf },
  });
  expect(watch.look(rig.orchestrator.core)).toEqual({ count: 1, newest: null });
  rig.command({ do: 'answer_offer', shelf, take: [], intent: uuid(10) });
  rig.sync();
  expect(watch.look(rig.orchestrator.core)).toEqual({ count: 0, newest: null });
});

test.each([
  ['blender', 'Blender'],
  ['unity-2', 'Unity 2'],
  ['my-engine', 'My-engine'],
  ['3-2', '3 2'],
])('%s reads as %s', (engine, word) => {
  expect(engineWord(engine)).toBe(word);
});
