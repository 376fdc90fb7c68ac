/** A real Blender with the add-on and test/blender/driver.py inside: commands go in as lines of JSON, answers come out. */
import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const DRIVER = fileURLToPath(new URL('driver.py', import.meta.url));
/** The add-on runs straight from the source tree: this folder has Blender's layout for scripts. */
export const SCRIPTS = fileURLToPath(new URL('../../assets/adapters/blender', import.meta.url));

const START_LIMIT_MS = 60_000;
const ANSWER_LIMIT_MS = 20_000;
const EXIT_LIMIT_MS = 10_000;
const OUTPUT_LINES_KEPT = 200;

export interface BlenderOptions {
  readonly windowed?: boolean;
  readonly url?: string;
  readonly code?: string;
  readonly file?: string;
}

type Answer = { id: number; ok: true; result: unknown } | { id: number; ok: false; error: string };

export class Blender {
  readonly output: string[] = [];
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  readonly #ready: Promise<void>;
  readonly #ended: Promise<number | null>;
  #lastId = 0;

  constructor(options: BlenderOptions) {
    const blender = process.env['VIBESYNC_BLENDER'] ?? 'blender';
    const mode =
      options.windowed === true
        ? ['--enable-event-simulate', '--window-geometry', '0', '0', '1000', '700']
        : ['--background'];
    const args = [
      ...mode,
      '--factory-startup',
      ...(options.file === undefined ? [] : [options.file]),
      '--addons',
      'vibesync',
    ];
    const command = [blender, ...args, '--python-exit-code', '3', '--python', DRIVER];
    // Without a display of its own a window gets a virtual one.
    if (options.windowed === true && process.env['DISPLAY'] === undefined)
      command.unshift('xvfb-run', '-a', '-s', '-screen 0 1440x900x24');
    const environment: NodeJS.ProcessEnv = {
      ...process.env,
      BLENDER_USER_SCRIPTS: SCRIPTS,
      PYTHONDONTWRITEBYTECODE: '1',
      LIBGL_ALWAYS_SOFTWARE: '1',
    };
    if (options.url !== undefined) environment['VIBESYNC_URL'] = options.url;
    if (options.code !== undefined) environment['VIBESYNC_PAIRING_CODE'] = options.code;
    const [program = '', ...rest] = command;
    this.#child = spawn(program, rest, { env: environment, stdio: ['pipe', 'pipe', 'pipe'], detached: true });
    this.#ended = new Promise((resolve) => this.#child.once('close', (code) => resolve(code)));
    let ready = (): void => {};
    this.#ready = new Promise((resolve) => (ready = resolve));
    createInterface(this.#child.stdout).on('line', (line) => {
      if (!line.startsWith('@@ ')) return this.#keep(line);
      const frame = JSON.parse(line.slice(3)) as Answer & { ready?: boolean };
      if (frame.ready === true) return ready();
      this.#waiting.get(frame.id)?.(frame);
      this.#waiting.delete(frame.id);
    });
    createInterface(this.#child.stderr).on('line', (line) => this.#keep(line));
    this.#child.stdin.on('error', () => this.#keep('(its input is closed)'));
  }

  get pid(): number {
    return this.#child.pid ?? -1;
  }

  async ready(): Promise<this> {
    await this.#within(this.#ready, START_LIMIT_MS, 'start');
    return this;
  }

  /** One command of driver.py. Rejects with Blender's own traceback. */
  async call<Result = unknown>(
    verb: string,
    command: Readonly<Record<string, unknown>> = {},
    withinMs = ANSWER_LIMIT_MS,
  ): Promise<Result> {
    const id = (this.#lastId += 1);
    const answered = new Promise<Answer>((resolve) => this.#waiting.set(id, resolve));
    this.#child.stdin.write(`${JSON.stringify({ ...command, id, do: verb })}\n`);
    const answer = await this.#within(answered, withinMs, verb);
    if (!answer.ok) throw new Error(`${verb}: ${answer.error}`);
    return answer.result as Result;
  }

  /** Python inside Blender; what it leaves in `result` is the answer. */
  async python<Result = unknown>(code: string, withinMs = ANSWER_LIMIT_MS): Promise<Result> {
    return this.call<Result>('exec', { code }, withinMs);
  }

  /** Ends it by ending its input; then, if need be, by force. */
  async close(): Promise<number | null> {
    this.#child.stdin.end();
    const timer = setTimeout(() => this.kill('SIGKILL'), EXIT_LIMIT_MS);
    const code = await this.#ended;
    clearTimeout(timer);
    return code;
  }

  kill(signal: NodeJS.Signals): void {
    if (this.#child.pid === undefined || this.#child.exitCode !== null || this.#child.signalCode !== null)
      return;
    process.kill(-this.#child.pid, signal);
  }

  #keep(line: string): void {
    this.output.push(line);
    if (this.output.length > OUTPUT_LINES_KEPT) this.output.shift();
  }

  async #within<Result>(promise: Promise<Result>, limitMs: number, what: string): Promise<Result> {
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(
        () =>
          reject(
            new Error(
              `Blender: no answer to “${what}” in ${limitMs} ms.\n${this.output.slice(-30).join('\n')}`,
            ),
          ),
        limitMs,
      );
    });
    const gone = this.#ended.then((code): never => {
      throw new Error(`Blender ended (${code}) during “${what}”.\n${this.output.slice(-30).join('\n')}`);
    });
    try {
      return await Promise.race([promise, limit, gone]);
    } finally {
      clearTimeout(timer);
    }
  }
}
