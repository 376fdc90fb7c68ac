/** A running engine with its adapter, as the bench uses it: a real Blender, or Unity's core; whatever can do this. */
import type { SceneObject } from '#app/scene/index.ts';

/** A frame of the host in an engine, on the machine's clock: in from the socket, the main thread's turn in which it was
 * taken up, and its answer handed over. */
export interface Handled {
  readonly n: number;
  /** Null where the engine's socket is not watched: it counts as here when the host sent it. */
  readonly arrivedMs: number | null;
  readonly turnMs: number;
  readonly doneMs: number;
}

/** What became of an artist's move in the engine where it was made. */
export interface OwnMove {
  /** The undo step stands. */
  readonly editedMs: number;
  /** The next turn of the main thread, which sees it. */
  readonly editTurnMs: number;
  readonly adopt: Handled;
  readonly confirm: Handled;
}

/** And in the other one. */
export interface ForeignMove {
  readonly apply: Handled;
  readonly confirm: Handled;
}

/** One turn of the adapter on the engine's main thread. */
export interface Turn {
  readonly began_ms: number;
  readonly wall_ms: number;
  /** That thread's own processor time. */
  readonly cpu_ms: number;
  /** A question of the parity audit was open. */
  readonly audits: boolean;
}

/** What two engines are compared by. */
export type Shown = Pick<SceneObject, 'name' | 'transform'>;

export type Translation = readonly [number, number, number];

export interface Engine {
  readonly name: string;
  connect(endpoint: string, code: string): Promise<void>;
  /** Moves an object as an artist does, undo step included, and waits until so many changes are confirmed here. */
  move(id: string, translation: Translation, confirms: number): Promise<OwnMove>;
  /** Waits until so many changes are confirmed here. */
  follow(confirms: number): Promise<ForeignMove>;
  /** How many changes were confirmed here so far. */
  confirms(): Promise<number>;
  /** The turns since it was last asked. */
  turns(): Promise<Turn[]>;
  /** Everything that it shares, by id, read out of the engine. */
  objects(): Promise<Readonly<Record<string, Shown>>>;
  clockMs(): Promise<number>;
  end(): Promise<void>;
}
