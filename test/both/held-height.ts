/** An engine that fails a number: a script in it does not let one object leave its height. */
import type { SceneObject } from '#app/scene/index.ts';
import { at, object } from '../scripted/objects.ts';
import type { EngineName, World } from './world.ts';

/** The height that a script in an engine does not let “Stubborn” leave. */
const HELD_HEIGHT = 0.25;

const HOLD_IN_BLENDER = `
def hold(scene, depsgraph=None):
    ob = bpy.data.objects.get('Stubborn')
    if ob is not None and ob.location.z != ${HELD_HEIGHT}:
        ob.location.z = ${HELD_HEIGHT}
hold.__name__ = 'hold_height'
bpy.app.handlers.depsgraph_update_pre.append(hold)`;
const LET_GO_IN_BLENDER = `
handlers = bpy.app.handlers.depsgraph_update_pre
for each in [each for each in handlers if each.__name__ == 'hold_height']:
    handlers.remove(each)`;

export function stubbornObject(): SceneObject {
  return object('Stubborn', { kind: 'mesh', transform: at(0, HELD_HEIGHT, 0) });
}

export class HeldHeight {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** From here on this engine fails every number that lifts “Stubborn”. */
  async holdIn(engine: EngineName): Promise<void> {
    const { blender, editor } = this.#world;
    if (engine === 'blender') await blender.python(HOLD_IN_BLENDER);
    else await editor.call('keep_height', { name: 'Stubborn', height: HELD_HEIGHT });
  }

  /** In both engines. */
  async letGo(): Promise<void> {
    const { blender, editor } = this.#world;
    await blender.python(LET_GO_IN_BLENDER);
    await editor.call('keep_height', { name: 'Stubborn' });
  }

  /** What an artist does not wait for a timer for. */
  async closeBreaker(engine: EngineName): Promise<void> {
    const { room } = this.#world;
    await room.until(`${engine} to be set aside`, () => this.#world.session(engine).breaker !== 'closed');
    await room.request('close_breaker', { session: this.#world.session(engine).session });
    await this.#world.state(engine, 'live');
  }
}
