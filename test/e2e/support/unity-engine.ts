/** The Unity adapter's core in the tests' editor, as the stories know it. */
import { expect } from '@playwright/test';
import type { Editor, RawObject } from '../../unity/editor.ts';
import type { Engine, NewObject, Place } from './engine.ts';

/** What a new scene of Unity has in it. */
const STARTING_OBJECTS = [
  { name: 'Main Camera', kind: 'camera', position: [0, 1, -10] },
  { name: 'Directional Light', kind: 'light', position: [0, 3, 0] },
] as const;

export class UnityEngine implements Engine {
  readonly name = 'Unity';
  readonly editor: Editor;

  private constructor(editor: Editor) {
    this.editor = editor;
  }

  /** Fills a new scene as Unity does. */
  static async over(editor: Editor): Promise<UnityEngine> {
    await editor.call('pace');
    for (const each of STARTING_OBJECTS) await editor.call('create', { ...each, step: false });
    return new UnityEngine(editor);
  }

  kill(signal: NodeJS.Signals): void {
    this.editor.kill(signal);
  }

  async create({ location, ...object }: NewObject): Promise<void> {
    await this.editor.call('create', {
      ...object,
      ...(location === undefined ? {} : { position: location }),
    });
  }

  async move(name: string, location: Place, { step } = { step: true }): Promise<void> {
    await this.editor.call('move', { name, position: location, step });
  }

  async moveAndHang(name: string, location: Place): Promise<() => Promise<void>> {
    await this.editor.call('freeze');
    await this.move(name, location);
    return async () => {
      await this.editor.call('thaw');
    };
  }

  async locationOf(name: string): Promise<readonly number[] | null> {
    return (await this.#objects([name]))[0]?.place ?? null;
  }

  async undo(times: number): Promise<void> {
    expect(await this.editor.call<number>('undo', { times })).toBe(times);
  }

  async idle(): Promise<void> {
    await this.editor.frames();
  }

  async watch(names: readonly string[], untouched: readonly string[]): Promise<() => Promise<void>> {
    const handles = async (): Promise<number[]> => (await this.#objects(names)).map((each) => each.handle);
    const before = await handles();
    expect(before).toHaveLength(names.length);
    await this.editor.call('writes');
    return async () => {
      expect(await handles()).toEqual(before);
      const written = Object.keys(await this.editor.call<Record<string, number>>('writes'));
      expect(written.filter((each) => untouched.includes(each))).toEqual([]);
    };
  }

  async save(name: string): Promise<void> {
    expect(await this.editor.call<boolean>('save', { path: fileOf(name) })).toBe(true);
  }

  async open(name: string): Promise<void> {
    await this.editor.call('open', { path: fileOf(name) });
  }

  async openEmpty(): Promise<void> {
    await this.editor.call('open');
  }

  async #objects(names: readonly string[]): Promise<RawObject[]> {
    const { objects } = await this.editor.dump();
    return objects.filter((each) => names.includes(each.raw.name));
  }
}

/** The tests' editor keeps its files in itself. */
function fileOf(name: string): string {
  return `${name}.unity`;
}
