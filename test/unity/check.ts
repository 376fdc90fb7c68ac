/** The conversion self-test in the tests' editor, in the middle of a session: nobody is told of it, and nothing stays. */
import { strict as assert } from 'node:assert';
import type { Test } from '../scripted/harness.ts';
import { moved, object, sceneOf } from '../scripted/objects.ts';
import type { World } from './world.ts';

export function checkTests(world: World): Test[] {
  const { editor } = world;
  return [
    [
      'the check of the conversions agrees in a session, and leaves nothing behind: the whole dump is the same',
      async () => {
        const [crate, eye] = [object('Crate', { kind: 'mesh' }), object('Eye', { kind: 'camera' })];
        const session = await world.fresh(sceneOf(crate, eye));
        await session.commit([moved(crate.id, 1, 2, 3)]);
        await editor.call('select', { names: ['Crate'] });
        await editor.call('writes');
        const before = await editor.dump();
        assert.deepEqual(await editor.call('check_conversions'), ['All 8 poses agree.']);
        assert.deepEqual(await editor.dump(), before);
        await world.silence();
        assert.deepEqual(await editor.dump(), before);
        assert.deepEqual(await editor.call('writes'), {});
        assert.deepEqual(await session.differences(), []);
      },
    ],
    [
      'the check of the conversions is refused while the editor plays, and is made afterwards',
      async () => {
        const session = await world.fresh();
        await editor.call('play');
        await session.next('busy');
        await assert.rejects(editor.call('check_conversions'), /Unity is busy \(play mode\)/);
        await editor.call('stop');
        await session.next('ready');
        assert.deepEqual(await editor.call('check_conversions'), ['All 8 poses agree.']);
        await session.resync();
      },
    ],
  ];
}
