/** An engine as a process with a driver inside: commands go in as lines of JSON, answers and events come out. */
import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

const START_LIMIT_MS = 60_000;
const ANSWER_LIMIT_MS = 20_000;
const EXIT_LIMIT_MS = 10_000;
const OUTPUT_LINES_KEPT = 200;

export interface EngineOptions {
  /** As it is called in what a failure says. */
  readonly name: string;
  readonly command: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  /** What stands before each line that is the driver's; others are the engine's own output. */
  readonly prefix: string;
}

export type EngineEvent = Readonly<Record<string, unknown>> & { readonly event: string };

type Answer = { id: number; ok: true; result: unknown } | { id: number; ok: false; error: string };
type Line = Answer | { ready: true } | EngineEvent;

interface Wait {
  readonly fits: (event: EngineEvent) => boolean;
  readonly take: (event: EngineEvent) => void;
}

export class EngineProcess {
  readonly output: string[] = [];
  readonly #name: string;
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  readonly #ready: Promise<void>;
  readonly #ended: Promise<number | null>;
  #eventWaits: Wait[] = [];
  #lastId = 0;

  constructor({ name, command, environment, prefix }: EngineOptions) {
    this.#name = name;
    const [program = '', ...rest] = command;
    this.#child = spawn(program, rest, { env: environment, stdio: ['pipe', 'pipe', 'pipe'], detached: true });
    this.#ended = new Promise((resolve) => this.#child.once('close', (code) => resolve(code)));
    let ready = (): void => {};
    this.#ready = new Promise((resolve) => (ready = resolve));
    createInterface(this.#child.stdout).on('line', (line) => {
      if (!line.startsWith(prefix)) return this.#keep(line);
      const frame = JSON.parse(line.slice(prefix.length)) as Line;
      if ('ready' in frame) return ready();
      if ('event' in frame) return this.#happened(frame);
      this.#waiting.get(frame.id)?.(frame);
      this.#waiting.delete(frame.id);
    });
    createInterface(this.#child.stderr).on('line', (line) => this.#keep(line));
    this.#child.on('error', (error) => this.#keep(String(error)));
    this.#child.stdin.on('error', () => this.#keep('(its input is closed)'));
  }

  get pid(): number {
    return this.#child.pid ?? -1;
  }

  async ready(): Promise<this> {
    await this.#within(this.#ready, START_LIMIT_MS, 'start');
    return this;
  }

  /** One command of the driver. Rejects with what the driver says of an error. */
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

  /** The next event that fits; what came before the call is not looked at. */
  async next(what: string, fits: (event: EngineEvent) => boolean): Promise<EngineEvent> {
    const coming = new Promise<EngineEvent>((take) => this.#eventWaits.push({ fits, take }));
    return this.#within(coming, ANSWER_LIMIT_MS, what);
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

  #happened(event: EngineEvent): void {
    const waits = this.#eventWaits.filter((each) => each.fits(event));
    this.#eventWaits = this.#eventWaits.filter((each) => !waits.includes(each));
    for (const each of waits) each.take(event);
  }

  #keep(line: string): void {
    this.output.push(line);
    if (this.output.length > OUTPUT_LINES_KEPT) this.output.shift();
  }

  async #within<Result>(promise: Promise<Result>, limitMs: number, what: string): Promise<Result> {
    const said = (): string => this.output.slice(-30).join('\n');
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(
        () => reject(new Error(`${this.#name}: no answer to “${what}” in ${limitMs} ms.\n${said()}`)),
        limitMs,
      );
    });
    const gone = this.#ended.then((code): never => {
      throw new Error(`${this.#name} ended (${code}) during “${what}”.\n${said()}`);
    });
    try {
      return await Promise.race([promise, limit, gone]);
    } finally {
      clearTimeout(timer);
    }
  }
}
