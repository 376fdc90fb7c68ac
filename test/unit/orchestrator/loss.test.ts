/** R15: of what comes back or goes, engines alone have more than is shared, and that is said before the click. */
import { expect, test } from 'vitest';
import { wayToUndo, wayToVersion } from '#main/orchestrator/index.ts';
import { box, moved, Rig, uuid } from './bench-rig.ts';

/** Box_1, an empty and Box_3 are made (1), Box_3 is moved (2), the first two are deleted (3). */
function deleted(): Rig {
  const rig = new Rig();
  const objects = [box(1), box(2, { kind: 'empty' }), box(3)];
  rig.submit(
    1,
    objects.map((object) => ({ op: 'create', object })),
  );
  rig.sync();
  rig.submit(2, [{ op: 'set_transform', id: uuid(3), transform: moved(1) }]);
  rig.sync();
  rig.submit(
    3,
    [1, 2].map((id) => ({ op: 'delete', id: uuid(id), descendants: [] })),
  );
  rig.sync();
  return rig;
}

test('taking back a deletion says how many objects come back bare; an empty is all that is shared of it', () => {
  const rig = deleted();
  expect(wayToUndo(rig.orchestrator.core, [3])).toMatchObject({
    view: { taken: 2, loss: { bare: 1, goes: 0 } },
  });
  rig.command({ do: 'take_back_change', n: 3, intent: uuid(4) });
  expect(rig.effects.findLast((effect) => effect.fx === 'reply')).toMatchObject({
    answer: { ok: true, taken: { taken: 2, loss: { bare: 1, goes: 0 } } },
  });
});

test('what goes from the engines is counted, and what changes values alone loses nothing', () => {
  const { core } = deleted().orchestrator;
  expect(wayToVersion(core, 0)).toMatchObject({ view: { gone: 1, loss: { bare: 0, goes: 1 } } });
  const way = wayToUndo(core, [2]);
  expect(way).toMatchObject({ ok: true, view: { taken: 1 } });
  expect(way.ok && 'loss' in way.view).toBe(false);
});
