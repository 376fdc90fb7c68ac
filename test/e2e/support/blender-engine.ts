/** Blender as the stories know it. */
import { expect } from '@playwright/test';
import fs from 'node:fs';
import path from 'node:path';
import type { Blender } from '../../blender/blender.ts';
import type { Engine, NewObject, Place } from './engine.ts';

/** By itself Blender keeps 32 steps. */
const UNDO_STEPS = 100;
const IDLE_TURNS = 100;

export class BlenderEngine implements Engine {
  readonly name = 'Blender';
  readonly #blender: Blender;
  readonly #folder: string;

  private constructor(blender: Blender, folder: string) {
    this.#blender = blender;
    this.#folder = folder;
  }

  /** @param folder for its files */
  static async over(blender: Blender, folder: string): Promise<BlenderEngine> {
    await blender.python(`bpy.context.preferences.edit.undo_steps = ${UNDO_STEPS}`);
    return new BlenderEngine(blender, folder);
  }

  kill(signal: NodeJS.Signals): void {
    this.#blender.kill(signal);
  }

  async create(object: NewObject): Promise<void> {
    await this.#blender.call('create', { ...object });
  }

  async move(name: string, location: Place, { step } = { step: true }): Promise<void> {
    await this.#blender.call('move', { name, location, step });
  }

  async moveAndHang(name: string, location: Place): Promise<() => Promise<void>> {
    const [hangs, goesOn] = ['hangs', 'goes-on'].map((each) => path.join(this.#folder, each)) as [
      string,
      string,
    ];
    const hanging = this.#blender.python(
      [
        'import os, time',
        `bpy.data.objects[${JSON.stringify(name)}].location = ${JSON.stringify(location)}`,
        'bpy.context.view_layer.update()',
        'with in_window():',
        "    bpy.ops.ed.undo_push(message='Move')",
        `open(${JSON.stringify(hangs)}, 'w').close()`,
        `while not os.path.exists(${JSON.stringify(goesOn)}): time.sleep(0.01)`,
      ].join('\n'),
    );
    await expect.poll(() => fs.existsSync(hangs)).toBe(true);
    return async () => {
      fs.writeFileSync(goesOn, '');
      await hanging;
    };
  }

  async locationOf(name: string): Promise<readonly number[] | null> {
    const { raw } = await this.#blender.call<{ raw: Record<string, { location: number[] }> }>('dump', {
      names: [name],
    });
    return raw[name]?.location ?? null;
  }

  async undo(times: number): Promise<void> {
    expect(await this.#blender.call<number>('undo', { times })).toBe(times);
  }

  async idle(): Promise<void> {
    await this.#blender.call('idle', { turns: IDLE_TURNS });
  }

  /** Where Blender keeps its objects: one that was made anew lies elsewhere. */
  async watch(names: readonly string[]): Promise<() => Promise<void>> {
    const pointers = async (): Promise<number[]> =>
      this.#blender.python(`result = [bpy.data.objects[n].as_pointer() for n in ${JSON.stringify(names)}]`);
    const before = await pointers();
    return async () => expect(await pointers()).toEqual(before);
  }

  async save(name: string): Promise<void> {
    await this.#blender.call('save', { path: this.#file(name) });
  }

  async open(name: string): Promise<void> {
    await this.#blender.call('open', { path: this.#file(name) });
  }

  async openEmpty(): Promise<void> {
    await this.#blender.call('open', { empty: true });
  }

  #file(name: string): string {
    return path.join(this.#folder, `${name}.blend`);
  }
}
