/** The hands in the simulated engines: what two artists do all day, each from a stream of chance of their own. */
import type { Operation, SceneObject, Vec3 } from '#app/scene/index.ts';
import type { SimulatedEngine } from './engine.ts';
import type { Pace } from './pace.ts';
import type { Random } from './random.ts';
import { CONTESTED, PROPS, turned } from './studio.ts';

/** What one of them works with. */
export interface Artist {
  readonly engine: SimulatedEngine;
  readonly pace: Pace;
  readonly random: Random;
}

/** How often Blender's artist saves, in edits. */
const SAVES_EVERY = 6;

/** Builds the set: moves things about, turns them, and saves now and then. */
export async function workInBlender({ engine, pace, random }: Artist): Promise<void> {
  for (let edits = 1; !engine.isOver; edits += 1) {
    await pace.wait(random.between(2_600, 5_200));
    const name = random.pick(PROPS);
    if (random.next() < 0.7) {
      const [x, z] = [random.between(-0.35, 0.35), random.between(-0.3, 0.3)];
      await engine.drag(name, 900, 'Move', (object) => moved(object, [x, 0, z]));
    } else {
      const degrees = Math.round(random.between(-60, 60));
      await engine.drag(name, 700, 'Rotate', ({ id, transform }) => ({
        op: 'set_transform',
        id,
        transform: { ...transform, rotation: turned(degrees) },
      }));
    }
    engine.save(edits % SAVES_EVERY !== 0);
  }
}

/** Lights and frames it: strengths, cameras, what is seen. Its engine compiles now and then, and nobody can work in it. */
export async function workInUnity({ engine, pace, random }: Artist): Promise<void> {
  while (!engine.isOver) {
    await pace.wait(random.between(4_500, 8_000));
    if (engine.isBusy) continue;
    const chance = random.next();
    if (chance < 0.4) {
      const strength = Math.round(random.between(120, 260));
      engine.edit('Change Intensity', (memory) => {
        const light = memory.find('Fill_Light');
        return light === null ? [] : [{ op: 'set_property', id: light.id, key: 'strength', value: strength }];
      });
    } else if (chance < 0.75) {
      const by: Vec3 = [random.between(-0.2, 0.2), random.between(-0.1, 0.1), random.between(-0.2, 0.2)];
      await engine.drag('Camera_Wide', 800, 'Move', (camera) => moved(camera, by));
    } else {
      const name = random.pick(['Side_Wall', 'Crate_04', 'Book_03']);
      engine.edit('Toggle Active', (memory) => {
        const object = memory.find(name);
        if (object === null) return [];
        const shown = !object.visibility.viewport;
        return [{ op: 'set_visibility', id: object.id, visibility: { viewport: shown, render: shown } }];
      });
    }
    engine.save(true);
  }
}

/** Compiles for some seconds, again and again. Others wait for it, and then catch up. */
export async function compileInUnity({ engine, pace, random }: Artist): Promise<void> {
  while (!engine.isOver) {
    await pace.wait(random.between(24_000, 34_000));
    if (engine.isBusy) continue;
    const activity = random.pick(['compiling scripts', 'importing textures', 'baking light probes']);
    await engine.busy('short', activity, () => pace.wait(random.between(4_000, 7_000)));
  }
}

/** How long Unity is parked while both artists move the same thing, and how long until it happens again. */
const COLLIDES_MS = { first: 5_000, busy: 5_000, between: 75_000 };

/**
 * Both artists move the same piece while Unity cannot listen. Each did it in good faith, so neither may win by being told
 * first: a person has to decide.
 */
export async function collide(blender: Artist, unity: Artist): Promise<void> {
  const { pace } = unity;
  await pace.wait(COLLIDES_MS.first);
  for (const name of CONTESTED) {
    while (unity.engine.isBusy) await pace.wait(500);
    if (blender.engine.isOver || unity.engine.isOver) return;
    await unity.engine.busy('parked', 'compiling scripts', async () => {
      await pace.wait(COLLIDES_MS.busy * 0.3);
      await blender.engine.drag(name, 700, 'Move', (object) => moved(object, [0.4, 0, 0.1]));
      await pace.wait(COLLIDES_MS.busy * 0.4);
      unity.engine.edit('Move', (memory) => {
        const object = memory.find(name);
        return object === null ? [] : [moved(object, [-0.5, 0, 0.35])];
      });
      await pace.wait(COLLIDES_MS.busy * 0.1);
    });
    await pace.wait(COLLIDES_MS.between);
  }
}

function moved({ id, transform }: SceneObject, by: Vec3): Operation {
  const [x, y, z] = transform.translation;
  return {
    op: 'set_transform',
    id,
    transform: { ...transform, translation: [x + by[0], y + by[1], z + by[2]] },
  };
}
