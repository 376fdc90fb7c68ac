/** The Unity adapter's core with its tests' editor around it, in a process of its own; timed by FrameProbe.cs. */
import { fromUnity, unityById } from '../both/in-step.ts';
import { onPath } from '../../main/provision/system-packages.mjs';
import { Editor } from '../unity/editor.ts';
import { compileDriver } from '../unity/mono.ts';
import type { Engine, ForeignMove, OwnMove, Shown, Translation, Turn } from './engine.ts';
import { endWithBench } from './processes.ts';

const LIVE = 'live';

/** Why no core can be measured here; null where one can. */
export function unityObstacle(): string | null {
  if (process.platform !== 'linux') return 'the tests’ editor reads Linux’s clocks';
  return ['mono', 'mcs'].some((each) => onPath(each) === undefined) ? 'no Mono: npm test fetches it' : null;
}

export class UnityEngine implements Engine {
  readonly name = 'Unity’s core';
  readonly #editor: Editor;
  readonly #forget: () => void;

  private constructor(editor: Editor) {
    this.#editor = editor;
    this.#forget = endWithBench(() => editor.kill('SIGKILL'));
  }

  /** @param folder where the program goes */
  static async start(folder: string): Promise<UnityEngine> {
    const engine = new UnityEngine(new Editor(compileDriver(folder)));
    await engine.#editor.ready();
    await engine.#editor.call('measure');
    return engine;
  }

  async connect(url: string, code: string): Promise<void> {
    await this.#editor.call('connect', { url, code });
  }

  /** Waits until it knows that it is live. */
  async live(): Promise<void> {
    await this.#editor.until('to be live', ({ phase }) => phase === LIVE);
  }

  async disconnect(): Promise<void> {
    await this.#editor.call('disconnect');
  }

  /** Another, empty scene. */
  async empty(): Promise<void> {
    await this.#editor.call('open');
  }

  /** Unity's axes: x is mirrored. */
  move(id: string, [x, y, z]: Translation, confirms: number): Promise<OwnMove> {
    return this.#editor.call('timed_move', { uuid: id, position: [-x, y, z], confirms });
  }

  follow(confirms: number): Promise<ForeignMove> {
    return this.#editor.call('timed_follow', { confirms });
  }

  confirms(): Promise<number> {
    return this.#editor.call('timed_confirms');
  }

  turns(): Promise<Turn[]> {
    return this.#editor.call('timed_turns');
  }

  async objects(): Promise<Readonly<Record<string, Shown>>> {
    const found = unityById(await this.#editor.dump());
    return Object.fromEntries(
      [...found].map(([id, object]) => [id, { name: object.raw.name, transform: fromUnity(object) }]),
    );
  }

  clockMs(): Promise<number> {
    return this.#editor.call('clock');
  }

  async end(): Promise<void> {
    await this.#editor.close();
    this.#forget();
  }
}
