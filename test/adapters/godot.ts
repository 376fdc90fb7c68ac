/** Godot as a process of its own with the example adapter in it, and a hand that works in it as an artist does. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { godotCommand } from '#main/provision/system-packages.mjs';

const PROJECT = path.resolve(import.meta.dirname, 'godot');

/** A frame of the protocol, as it came or went. */
export interface Frame {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** A node below the scene's root in Godot's own words, read without the adapter. */
export interface GodotNode {
  readonly path: string;
  readonly class: string;
  readonly origin: readonly number[];
  /** Columns. */
  readonly basis: readonly (readonly number[])[];
  readonly visible: boolean;
  readonly metas: Readonly<Record<string, unknown>>;
}

export interface GodotScene {
  /** The metas of the scene's root. */
  readonly kept: Readonly<Record<string, unknown>>;
  readonly nodes: readonly GodotNode[];
}

type Told =
  | { readonly event: 'opened' }
  /** A change has come while it hangs, and nobody has taken it. */
  | { readonly event: 'waiting' }
  /** Both with the wait before the next attempt; null where there is none. */
  | {
      readonly event: 'refused';
      readonly status: number;
      readonly body: string;
      readonly wait_ms: number | null;
    }
  | { readonly event: 'closed'; readonly code: number; readonly wait_ms: number | null }
  | { readonly event: 'saved'; readonly problem: number }
  | { readonly event: 'frame' | 'sent'; readonly frame: Frame }
  | ({ readonly event: 'dump' } & GodotScene);

/** One change of a step; nodes by their path below the scene's root, `.` is the root. */
export type Change =
  | { readonly change: 'set'; readonly node: string; readonly key: string; readonly value: unknown }
  | { readonly change: 'meta'; readonly node: string; readonly key: string; readonly value: unknown }
  | { readonly change: 'turn'; readonly node: string; readonly radians: number }
  | { readonly change: 'add'; readonly under: string; readonly name: string; readonly kind: string }
  | { readonly change: 'duplicate' | 'remove' | 'shear'; readonly node: string };

export type HandCommand =
  | { readonly do: 'pair'; readonly url: string; readonly code: string }
  | { readonly do: 'step'; readonly name: string; readonly changes: readonly Change[] }
  | { readonly do: 'script'; readonly changes: readonly Change[] }
  | { readonly do: 'send'; readonly text: string }
  | { readonly do: 'break_off'; readonly stays_away: boolean }
  | { readonly do: 'lose'; readonly type: 'welcome' | 'hello' }
  | { readonly do: 'grab'; readonly nodes: readonly string[]; readonly mode: string }
  | { readonly do: 'drag'; readonly changes: readonly Change[] }
  | { readonly do: 'let_go'; readonly name: string }
  | { readonly do: 'begin_work'; readonly kind: 'short' | 'parked'; readonly activity: string }
  | { readonly do: 'save'; readonly path: string }
  | { readonly do: 'undo' | 'redo' | 'hang' | 'end_work' | 'come_back' | 'bye' | 'dump' };

export class Godot {
  readonly told: Told[] = [];
  /** What the process printed: for a person when a test fails. */
  printed = '';
  readonly #process: ChildProcess;
  readonly #server: Server;
  readonly #hand: Socket;

  private constructor(child: ChildProcess, server: Server, hand: Socket, onTold: () => void) {
    this.#process = child;
    this.#server = server;
    this.#hand = hand;
    for (const output of [child.stdout, child.stderr])
      output?.setEncoding('utf8').on('data', (text: string) => (this.printed += text));
    createInterface({ input: hand }).on('line', (line) => {
      this.told.push(JSON.parse(line) as Told);
      onTold();
    });
  }

  /** @param home an empty folder for what Godot keeps of its user */
  static async start(home: string, onTold: () => void): Promise<Godot> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const command = godotCommand();
    if (command === undefined)
      throw new Error('There is no godot3-server here: npm test -- adapters brings it.');
    const child = spawn(command, ['--path', PROJECT, '-s', 'main.gd'], {
      env: {
        ...process.env,
        HOME: fs.realpathSync(home),
        LANG: 'C.UTF-8',
        VIBESYNC_HAND: `127.0.0.1:${port}`,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const hand = await new Promise<Socket>((resolve, reject) => {
      server.once('connection', resolve);
      child.once('error', reject).once('exit', (code) => reject(new Error(`Godot ended with ${code}`)));
    });
    return new Godot(child, server, hand, onTold);
  }

  do(command: HandCommand): void {
    this.#hand.write(`${JSON.stringify(command)}\n`);
  }

  step(name: string, ...changes: readonly Change[]): void {
    this.do({ do: 'step', name, changes });
  }

  /** Frames that came (`frame`) or went (`sent`), of one type, in order. */
  frames(event: 'frame' | 'sent', type: string): Frame[] {
    return this.told.flatMap((each) =>
      each.event === event && 'frame' in each && each.frame.type === type ? [each.frame] : [],
    );
  }

  /** Lets go of it, upon which it ends by itself. */
  async end(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#hand.destroy();
    this.#server.close();
    if (this.#process.exitCode === null) await ended;
  }
}
