/** What the add-on looks at, and when: a change that others wait for comes before what nobody pointed to. */
import { strict as assert } from 'node:assert';
import type { Test } from '../scripted/harness.ts';
import { object, sceneOf } from '../scripted/objects.ts';
import type { World } from './world.ts';

const OBJECTS = 400;

/** Looks once, so many seconds after the last time that everything, or a part of it, was looked at. Tells how many objects
 * it compared. `due`: a whole comparison. */
const lookOnce = ({ hurried, since_s, due }: Look): string => `
import time
observer = vibesync.adapter().observer
compared = set()
compare = observer._compare
observer._compare = lambda oid: compared.add(oid) or compare(oid)
now_s = time.monotonic()
observer._next_whole_s = ${due ? '0.0' : 'now_s + 60.0'}
observer._last_whole_s = observer._last_scan_s = now_s - ${since_s}
observer.look(now_s, ${hurried ? 'True' : 'False'})
del observer._compare
result = len(compared)`;

interface Look {
  readonly hurried: boolean;
  readonly since_s: number;
  readonly due: boolean;
}

export function lookTests(world: World): Test[] {
  const { blender } = world;
  const compared = (look: Look): Promise<number> => blender.python<number>(lookOnce(look));
  return [
    [
      'what nobody pointed to waits for what others wait for, though not for long',
      async () => {
        await world.fresh(sceneOf(...Array.from({ length: OBJECTS }, (_, index) => object(`Part_${index}`))));
        assert.equal(await compared({ hurried: false, since_s: 0.1, due: true }), OBJECTS);
        assert.equal(await compared({ hurried: true, since_s: 0.1, due: true }), 0);
        assert.equal(await compared({ hurried: true, since_s: 60, due: true }), OBJECTS);
        assert.ok((await compared({ hurried: false, since_s: 0.1, due: false })) > 0);
        assert.equal(await compared({ hurried: true, since_s: 0.1, due: false }), 0);
      },
    ],
  ];
}
