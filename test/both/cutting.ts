/** What tests of a broken wire do again and again. */
import { object } from '../scripted/objects.ts';
import type { EngineName, World } from './world.ts';

/** Turns in which an engine has taken what came. */
const TURNS = 10;
/** What comes over a wire of this machine has come long before. */
const LOOKS_MAX = 200;

export class Cutting {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** Both engines hold “Crate”, “Lamp” and “Aside”. @returns the crate's id */
  async crateOf(): Promise<string> {
    const crate = object('Crate', { kind: 'mesh' });
    await this.#world.fresh(crate, object('Lamp', { kind: 'light' }), object('Aside', { kind: 'mesh' }));
    return crate.id;
  }

  waitingFor(engine: EngineName): Promise<unknown> {
    const { room } = this.#world;
    return room.until(`the number to wait for ${engine} alone`, () =>
      room.snapshot().status.inFlight.some((flight) => flight.waitingFor.join() === engine),
    );
  }

  /** The wire is whole again, and everybody is in step. */
  async back(engine: EngineName): Promise<void> {
    this.#world.lines[engine].mend();
    await this.#world.state(engine, 'live');
    await this.#world.inStep();
  }

  async turns(engine: EngineName): Promise<void> {
    if (engine === 'blender') await this.#world.blender.call('idle', { turns: TURNS });
    else await this.#world.editor.frames(TURNS);
  }

  /** Its artist lifts an object. */
  async lift(engine: EngineName, name: string, height: number): Promise<void> {
    const place = engine === 'blender' ? { location: [0, 0, height] } : { position: [0, height, 0] };
    await this.#world.process(engine).call('move', { name, ...place });
  }

  async heightIn(engine: EngineName, name: string): Promise<number | undefined> {
    return engine === 'blender'
      ? (await this.#world.inBlender(name)).location[2]
      : (await this.#world.inUnity(name)).place[1];
  }

  /** Turns go by until the engine itself has an object of this name. */
  async hasAgain(engine: EngineName, name: string): Promise<void> {
    for (let looks = 0; looks < LOOKS_MAX; looks += 1) {
      if ((await this.namesIn(engine)).includes(name)) return;
      await this.turns(engine);
    }
    throw new Error(`${engine} does not get “${name}” back`);
  }

  async namesIn(engine: EngineName): Promise<string[]> {
    if (engine === 'blender') return Object.keys((await this.#world.blenderDump()).raw);
    return (await this.#world.unityDump()).objects.map(({ raw }) => raw.name);
  }
}
