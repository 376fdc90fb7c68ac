/** The process that holds a link (link/Driver.cs), from the outside. */
import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';
import { within } from '../scripted/fake-server.ts';

/** Only what never comes takes so long: a busy computer may take its time. */
const WAIT_LIMIT_MS = 60_000;

/** One line that it said. */
export interface Told {
  readonly tells: string;
  readonly [field: string]: unknown;
}

export class LinkDriver {
  /** Everything that it said, in order; never emptied. */
  readonly said: Told[] = [];
  readonly #process: ChildProcessWithoutNullStreams;
  #taken = 0;
  #wake: (() => void) | null = null;
  #problem = '';

  private constructor(program: string) {
    this.#process = spawn('mono', ['--debug', program]);
    createInterface({ input: this.#process.stdout }).on('line', (line) => {
      this.said.push(JSON.parse(line) as Told);
      this.#wake?.();
    });
    this.#process.stderr.setEncoding('utf8').on('data', (text: string) => (this.#problem += text));
  }

  static async start(program: string): Promise<LinkDriver> {
    const driver = new LinkDriver(program);
    await driver.next('ready');
    return driver;
  }

  do(command: string, fields: Readonly<Record<string, unknown>> = {}): void {
    this.#process.stdin.write(`${JSON.stringify({ do: command, ...fields })}\n`);
  }

  connect(url: string, code: string | null = 'TEST-CODE'): void {
    this.do('connect', { url, code });
  }

  /** The next thing of this kind that it says after what was waited for last; what comes before it is passed over. */
  async next(tells: string, fits: (told: Told) => boolean = () => true): Promise<Told> {
    const signal = AbortSignal.timeout(WAIT_LIMIT_MS);
    for (;;) {
      while (this.#taken < this.said.length) {
        const told = this.said[this.#taken] as Told;
        this.#taken += 1;
        if (told.tells === tells && fits(told)) return told;
      }
      if (signal.aborted || this.#problem !== '')
        throw new Error(
          `“${tells}” never came; last: ${JSON.stringify(this.said.slice(-5))} ${this.#problem}`,
        );
      await Promise.race([
        new Promise<void>((resolve) => (this.#wake = resolve)),
        new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true })),
      ]);
    }
  }

  /** The next frame of this type. */
  async frame(type: string): Promise<Told> {
    return this.next('frame', (told) => told['frame'] === type);
  }

  /** Whether anything that it ever said, on whichever stream, holds this text. */
  everSaid(text: string): boolean {
    return this.#problem.includes(text) || this.said.some((told) => JSON.stringify(told).includes(text));
  }

  async end(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#process.once('close', () => resolve()));
    this.#process.kill('SIGKILL');
    await within(closed, WAIT_LIMIT_MS, 'the end of the process');
  }
}
