/** What a story needs of an engine, whichever it is: an artist in it, and looking at it past its adapter. */

/** As the window calls it. */
export type EngineName = 'Blender' | 'Unity';

/** In the engine's own axes and metres, in which the inspector shows it as well. */
export type Place = readonly [number, number, number];

/** What an agent says for a place in an engine: metres, right-handed, Y up. */
export function canonicalPlace(name: EngineName, [x, y, z]: Place): Place {
  return name === 'Blender' ? [x, z, -y] : [-x, y, z];
}

export interface NewObject {
  readonly name: string;
  /** A mesh where nothing is said. */
  readonly kind?: 'mesh' | 'empty' | 'light' | 'camera';
  readonly parent?: string;
  readonly location?: Place;
}

export interface Engine {
  readonly name: EngineName;
  /** To the engine and all that it started. */
  kill(signal: NodeJS.Signals): void;
  create(object: NewObject): Promise<void>;
  /** As a person does it; without a step, as a script. */
  move(name: string, location: Place, how?: { readonly step: boolean }): Promise<void>;
  /** Moves it as a person does and hangs, so that nobody hears of it until what is returned was called. */
  moveAndHang(name: string, location: Place): Promise<() => Promise<void>>;
  /** Null while the engine has no such object. */
  locationOf(name: string): Promise<readonly number[] | null>;
  /** Presses Ctrl+Z so often, with a turn for the adapter after each. */
  undo(times: number): Promise<void>;
  /** Turns enough for the adapter to do whatever it was going to do. */
  idle(): Promise<void>;
  /**
   * Looks at objects now; what is returned throws if one of them was made anew since. Where the engine counts what is
   * written to an object, it throws as well if one of `untouched` was written to.
   */
  watch(names: readonly string[], untouched: readonly string[]): Promise<() => Promise<void>>;
  /** @param name of the file, without its ending */
  save(name: string): Promise<void>;
  open(name: string): Promise<void>;
  /** A new file, with nothing in it. */
  openEmpty(): Promise<void>;
}
