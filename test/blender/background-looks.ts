/** What the add-on looks at in a Blender without a window, and when: a change that others wait for comes first. */
import { strict as assert } from 'node:assert';
import type { Test } from '../scripted/harness.ts';
import { object, sceneOf } from '../scripted/objects.ts';
import type { World } from './world.ts';

const OBJECTS = 400;

/** Looks once, a whole comparison being due; `since_s` seconds after the last one. Tells how many objects it compared. */
const lookOnce = (hurried: boolean, since_s: number): string => `
observer = vibesync.adapter().observer
compared = []
compare = type(observer)._compare
observer._compare = lambda oid: compared.append(oid) or compare(observer, oid)
import time
now_s = time.monotonic()
observer._next_whole_s, observer._last_whole_s = 0.0, now_s - ${since_s}
observer.look(now_s, ${hurried ? 'True' : 'False'})
del observer._compare
result = len(set(compared))`;

export function lookTests(world: World): Test[] {
  const { blender } = world;
  return [
    [
      'a whole comparison waits for what others wait for, though not for long',
      async () => {
        await world.fresh(sceneOf(...Array.from({ length: OBJECTS }, (_, index) => object(`Part_${index}`))));
        const compared = (hurried: boolean, since_s: number): Promise<number> =>
          blender.python<number>(lookOnce(hurried, since_s));
        assert.equal(await compared(false, 0.1), OBJECTS);
        assert.ok((await compared(true, 0.1)) < OBJECTS);
        assert.equal(await compared(true, 60), OBJECTS);
      },
    ],
  ];
}
