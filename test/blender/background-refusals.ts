/** What Blender does not take, as a linked or a broken datablock does not: nothing by halves, and nothing else kept back by it. */
import { strict as assert } from 'node:assert';
import type { Operation, SceneObject } from '#app/scene/index.ts';
import type { Test } from '../scripted/harness.ts';
import { moved, object, sceneOf } from '../scripted/objects.ts';
import { BUTTON, PRESS_UNDO_THEIRS } from './background-theirs.ts';
import type { World } from './world.ts';

const HIDDEN = { viewport: false, render: false };
const SHOWN = { viewport: true, render: true };

const visibility = ({ id }: SceneObject, shown: boolean): Operation => ({
  op: 'set_visibility',
  id,
  visibility: shown ? SHOWN : HIDDEN,
});

export function refusalTests(world: World): Test[] {
  const { blender } = world;
  const lastNote = async (): Promise<string> => (await world.notes()).at(-1) ?? '';
  /**
   * Blender raises where the add-on is about to write what fits, as long as `body` runs.
   * @param fits Python about `obj` and `target`
   */
  const refusing = async (fits: string, error: string, body: () => Promise<void>): Promise<void> => {
    await blender.python(`
from vibesync.engine import writing
write = writing.unbroken = writing.write_visibility
def refuse(obj, target):
    if ${fits}:
        raise ${error}('read-only')
    write(obj, target)
writing.write_visibility = refuse`);
    try {
      await body();
    } finally {
      await blender.python(`
from vibesync.engine import writing
writing.write_visibility = writing.unbroken`);
    }
  };
  return [
    [
      'a batch that Blender breaks off in a way of its own fails like any other, and what cannot be taken back keeps nothing else from it',
      async () => {
        const [a, b] = [object('A', { kind: 'mesh' }), object('B')];
        const session = await world.fresh(sceneOf(a, b));
        await refusing("obj.name == 'Odd' or target['viewport']", 'KeyError', async () => {
          const { answer } = await session.apply([
            moved(a.id, 9, 9, 9),
            visibility(b, false),
            { op: 'rename', id: b.id, name: 'Odd' },
            visibility(b, true),
          ]);
          assert.equal(answer.type === 'failed' && answer.code, 'engine_error');
        });
        assert.match(await lastNote(), /^Not all of it could be taken back: .*read-only/);
        const { raw } = await world.dump();
        assert.deepEqual(Object.keys(raw).sort(), ['A', 'B']);
        assert.deepEqual([raw['A']?.location, raw['B']?.hide_viewport], [[0, 0, 0], true]);
        await session.patch([b.id]);
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'what Blender does not take while it is taken back or refreshed keeps nothing else back, and is said',
      async () => {
        const [a, b] = [object('A', { kind: 'mesh' }), object('B')];
        const session = await world.fresh(sceneOf(a, b));
        const before = session.truth;
        const operations = [visibility(a, false), moved(b.id, 5, 0, 0)];
        const { n } = await session.apply(operations);
        const elsewhere = { ...a, transform: moved(a.id, 1, 0, 0).transform };
        await refusing("obj.name == 'A'", 'KeyError', async () => {
          const { outcomes } = await session.compensate(n, before, operations);
          assert.deepEqual(
            new Map(outcomes.map(({ id, outcome }) => [id, outcome])),
            new Map([
              [a.id, 'diverged'],
              [b.id, 'restored'],
            ]),
          );
          assert.match(await lastNote(), /^The visibility of an object could not be taken back: /);
          assert.deepEqual((await world.raw('B')).location, [0, 0, 0]);
          session.truth = sceneOf(elsewhere, { ...b, name: 'C' });
          await session.patch([a.id, b.id]);
          assert.match(await lastNote(), /^“A” could not be refreshed: /);
          const { raw } = await world.dump();
          assert.deepEqual(
            [raw['A']?.location, raw['A']?.hide_viewport],
            [[0, 0, 0], true],
            'nothing by halves',
          );
          assert.ok(raw['C'] !== undefined, 'the other is refreshed');
        });
        await session.patch([a.id]);
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'what cannot be set back after an undo is said, is no offer, and is found as drift; all else is set back, and Blender stays live',
      async () => {
        const [a, b] = [object('A'), object('B')];
        const session = await world.fresh(sceneOf(a, b));
        await session.commit([moved(a.id, 5, 0, 0), moved(b.id, 5, 0, 0)], 'Move');
        await session.commit([visibility(b, false)], 'Hide');
        await refusing("not target['viewport']", 'RuntimeError', async () => {
          await blender.call('undo', { times: 2, pump: false });
          const drift = await session.next('observed');
          assert.equal(drift.undo, null);
          assert.deepEqual(drift.operations, [visibility(b, true)]);
          assert.equal(session.unread('observed').length, 0);
        });
        const notes = (await world.notes()).slice(-2);
        assert.match(notes[0] ?? '', /^“B” could not be set back: read-only$/);
        assert.match(notes[1] ?? '', /^Kept what a test changed of (“A”, “B”|“B”, “A”) while/);
        const offered = await blender.python<string[]>(`
result = [facet for _oid, facet in vibesync.adapter().observer.theirs.offer.values]`);
        assert.deepEqual(offered, ['transform', 'transform']);
        const { raw } = await world.dump();
        assert.deepEqual(
          [raw['A']?.location, raw['B']?.location, raw['B']?.hide_viewport],
          [[5, 0, 0], [5, 0, 0], false],
        );
        await session.patch([b.id]);
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'undo theirs that Blender refuses changes nothing, says of which object, and can be asked for again',
      async () => {
        const [a, b] = [object('A'), object('B')];
        const session = await world.fresh(sceneOf(a, b));
        await session.commit([moved(a.id, 5, 0, 0), visibility(b, false)], 'Remote');
        await blender.call('undo');
        await world.idle();
        const redo = `
from vibesync.engine import undo_stack
listing = undo_stack.read()
result = [each.name for each in listing.entries[listing.active + 1:]]`;
        const ahead = await blender.python<string[]>(redo);
        assert.ok(ahead.length > 0, 'the artist can redo');
        for (const error of ['RuntimeError', 'KeyError'])
          await refusing("target['viewport']", error, async () => {
            await assert.rejects(
              blender.python(PRESS_UNDO_THEIRS),
              /Blender does not take the change of “B”: .*read-only/,
            );
            await world.idle();
            assert.deepEqual((await world.raw('A')).location, [5, 0, 0], 'all or nothing');
            assert.deepEqual(await blender.python<string[]>(redo), ahead, 'the redo is there still');
            assert.equal(session.unread('observed').length, 0);
            assert.equal(await blender.python(BUTTON), 'ready');
          });
        await blender.python(PRESS_UNDO_THEIRS);
        const mine = await session.take();
        assert.deepEqual(mine.operations.map((each) => each.op).sort(), ['set_transform', 'set_visibility']);
        assert.equal(await blender.python(BUTTON), 'gone');
        assert.deepEqual(await session.differences(), []);
      },
    ],
  ];
}
