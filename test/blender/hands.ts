/** Hands on the mouse and the keyboard of a Blender with a window. */
import type { World } from './world.ts';

interface Event {
  readonly type: string;
  readonly value?: 'PRESS' | 'RELEASE' | 'NOTHING';
  readonly x?: number;
  readonly y?: number;
  readonly ctrl?: boolean;
  readonly shift?: boolean;
}

/** Each call is one event; Blender has handled it before it answers the next command. */
export class Hands {
  readonly #world: World;
  #x = 400;
  #y = 350;

  constructor(world: World) {
    this.#world = world;
  }

  async send(...events: Event[]): Promise<void> {
    for (const event of events) {
      await this.#world.blender.call('simulate', { events: [{ x: this.#x, y: this.#y, ...event }] });
      // One more command: events are handled between two of them.
      await this.#world.blender.call('status');
    }
  }

  async moveTo(x: number, y: number): Promise<void> {
    this.#x = x;
    this.#y = y;
    await this.send({ type: 'MOUSEMOVE', value: 'NOTHING' });
  }

  async press(type: string, modifiers: { ctrl?: boolean; shift?: boolean } = {}): Promise<void> {
    await this.send({ type, value: 'PRESS', ...modifiers }, { type, value: 'RELEASE', ...modifiers });
  }
}
