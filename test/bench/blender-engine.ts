/** A real Blender with the real add-on, driven by test/blender/driver.py and timed by probe.py. */
import type { SceneObject } from '#app/scene/index.ts';
import { blenderCommand, onPath } from '../../main/provision/system-packages.mjs';
import { Blender } from '../blender/blender.ts';
import type { Engine, ForeignMove, OwnMove, Shown, Translation, Turn } from './engine.ts';
import { endWithBench } from './processes.ts';

/** What a Blender may take that does one large thing at once. */
const LARGE_WITHIN_MS = 120_000;

/** Why no Blender can be measured here; null where one can. */
export function blenderObstacle(windowed = false): string | null {
  if (blenderCommand() === undefined)
    return 'no Blender: npm test fetches it, or name its executable in BLENDER';
  if (!windowed || process.platform !== 'linux' || process.env['DISPLAY'] !== undefined) return null;
  return onPath('xvfb-run') === undefined ? 'no display, and no xvfb-run' : null;
}

/** As *Add → Mesh → UV Sphere* makes it. */
const SPHERE = { segments: 32, rings: 16 };

export interface BlenderTurn extends Turn {
  /** Of the processor time: for frames of the host. */
  readonly frames_ms: number;
  /** And for Python's own collector of garbage. */
  readonly collector_ms: number;
}

/** What a gesture takes of the main thread before the add-on's next turn. Milliseconds of the processor. */
export interface Hand {
  readonly blender_ms: number;
  /** Of it, the add-on's handlers. */
  readonly heard_ms: number;
}

export interface Replaced {
  readonly ms: number;
  readonly objects: number;
  readonly translation: Translation;
}

export class BlenderEngine implements Engine {
  readonly name: string;
  readonly #blender: Blender;
  readonly #forget: () => void;

  private constructor(name: string, blender: Blender) {
    this.name = name;
    this.#blender = blender;
    this.#forget = endWithBench(() => blender.kill('SIGKILL'));
  }

  /** One that is up, without a connection, and with an empty file; with a window it has Blender's own first one. */
  static async start(name: string, options: { readonly windowed?: boolean } = {}): Promise<BlenderEngine> {
    const { windowed = false } = options;
    const engine = new BlenderEngine(name, new Blender({ windowed }));
    await engine.#blender.ready();
    await engine.#blender.python(
      `import sys\nsys.path.insert(0, ${JSON.stringify(import.meta.dirname)})\nimport probe`,
    );
    await (windowed ? engine.#probe('hide_view') : engine.empty());
    return engine;
  }

  async connect(url: string, code: string): Promise<void> {
    await this.#blender.call('connect', { url, code });
  }

  async disconnect(): Promise<void> {
    await this.#blender.call('disconnect');
  }

  /** Another, empty file. */
  async empty(): Promise<void> {
    await this.#blender.call('open', { empty: true });
  }

  /** Gives every mesh the form of Blender's own default sphere. @returns the vertices of one */
  dress(): Promise<number> {
    return this.#probe('dress', SPHERE);
  }

  move(id: string, translation: Translation, confirms: number): Promise<OwnMove> {
    return this.#probe('move', { id, translation, confirms });
  }

  follow(confirms: number): Promise<ForeignMove> {
    return this.#probe('follow', { confirms });
  }

  confirms(): Promise<number> {
    return this.#probe('confirms');
  }

  turns(): Promise<BlenderTurn[]> {
    return this.#probe('taken_turns');
  }

  /** One gesture that moves a share of all objects, by at least one. */
  shift(share: number): Promise<Hand> {
    return this.#probe('shift', { share });
  }

  undo(): Promise<Hand> {
    return this.#probe('undo');
  }

  /** @returns what is not at its end yet of what was done here; empty at rest */
  waitsFor(): Promise<string> {
    return this.#probe('waits_for');
  }

  async objects(): Promise<Readonly<Record<string, Shown>>> {
    const { canonical } = await this.#blender.call<{ canonical: Record<string, SceneObject> }>('dump');
    return Object.fromEntries(
      Object.entries(canonical).map(([id, { name, transform }]) => [id, { name, transform }]),
    );
  }

  clockMs(): Promise<number> {
    return this.#probe('now');
  }

  /** Without VibeSync: moves an object and exports. @returns milliseconds from the edit on */
  export(name: string, translation: Translation, path: string, alone: boolean): Promise<number> {
    return this.#probe('export', { name, translation, path, alone });
  }

  /** Without VibeSync: imports in place of what was imported before. */
  replace(name: string, path: string, alone: boolean): Promise<Replaced> {
    return this.#probe('replace', { name, path, alone });
  }

  /** @returns milliseconds that a script takes to make so many cubes, evaluated after each `part` of them */
  bare(count: number, part = count): Promise<number> {
    return this.#probe('bare', { count, part });
  }

  async end(): Promise<void> {
    await this.#blender.close();
    this.#forget();
  }

  #probe<Result>(verb: string, detail: Readonly<Record<string, unknown>> = {}): Promise<Result> {
    const json = JSON.stringify(JSON.stringify(detail));
    return this.#blender.python<Result>(
      `import json, probe\nresult = probe.PROBE.${verb}(**json.loads(${json}))`,
      LARGE_WITHIN_MS,
    );
  }
}
