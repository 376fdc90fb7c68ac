/** The tests' editor with the adapter's core inside: the driver of test/unity/driver, run by mono. */
import { EngineProcess } from '../scripted/engine-process.ts';
import type { EngineEvent } from '../scripted/engine-process.ts';

/** Turns in which an adapter that was going to say something has said it. */
const IDLE_FRAMES = 25;

export interface Status {
  readonly phase: string;
  readonly connected: boolean;
  readonly status: string;
  readonly problem: string;
  readonly undecided: number;
  readonly applied_through: number | null;
  readonly held_by: number | null;
  readonly revision: number;
}

export interface RawObject {
  /** The sibling indices from the root down to it. */
  readonly path: readonly number[];
  readonly handle: number;
  readonly id: string | null;
  readonly parent: string | null;
  readonly selected: boolean;
  readonly place: readonly number[];
  readonly turn: readonly number[];
  readonly size: readonly number[];
  /** Every serialised value, floats as the hex digits of their bits. */
  readonly raw: {
    readonly name: string;
    readonly active: boolean;
    readonly prefab: string | null;
    readonly components: readonly {
      readonly type: string;
      readonly fields: Readonly<Record<string, unknown>>;
    }[];
  };
}

export interface Dump {
  readonly title: string | null;
  readonly unsaved: boolean;
  readonly hints: Readonly<Record<string, unknown>>;
  readonly objects: readonly RawObject[];
  readonly apart: readonly RawObject[];
  readonly undo: readonly string[];
  readonly redo: readonly string[];
}

export class Editor extends EngineProcess {
  /** @param under makes of the command the one that is run */
  constructor(
    driver: string,
    environment: NodeJS.ProcessEnv = {},
    under: (command: readonly string[]) => readonly string[] = (command) => command,
  ) {
    super({
      name: 'The editor',
      command: under(['mono', driver]),
      environment: { ...process.env, ...environment },
      prefix: '',
    });
  }

  async dump(): Promise<Dump> {
    return this.call<Dump>('dump');
  }

  async status(): Promise<Status> {
    return this.call<Status>('status');
  }

  /** What the adapter told the artist, newest last. */
  async notes(): Promise<string[]> {
    return this.call<string[]>('notes');
  }

  async frames(count = IDLE_FRAMES): Promise<void> {
    await this.call('frames', { count });
  }

  /** Waits until the adapter’s status fits, also when it does so already. */
  async until(what: string, fits: (status: Status) => boolean): Promise<Status> {
    const coming = this.next(what, (event) => event.event === 'status' && fits(statusOf(event)));
    const now = await this.status();
    return fits(now) ? now : statusOf(await coming);
  }
}

function statusOf(event: EngineEvent): Status {
  return event['status'] as Status;
}
