/**
 * The bench's own processes: each speaks one JSON object a line over its standard streams, answers within a bound, and
 * is ended by its own id.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** How long an answer may take unless the caller says otherwise. */
const ANSWER_WITHIN_MS = 60_000;
const END_WITHIN_MS = 15_000;
const ERRORS_KEPT = 20_000;

export interface ProcessOptions {
  readonly args?: readonly string[];
  /** Flags of Node itself. */
  readonly nodeFlags?: readonly string[];
  /** A command that it runs under, such as strace. */
  readonly under?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** What it says without being asked. */
  readonly onEvent?: (event: { readonly event: string } & Record<string, unknown>) => void;
}

const running = new Set<BenchProcess>();
const others = new Set<() => void>();

export class BenchProcess {
  readonly name: string;
  readonly #child: ChildProcess;
  readonly #answers = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  readonly #ended: Promise<void>;
  #nextQuestion = 1;
  #errors = '';
  #over = false;

  /** @param file of this folder */
  constructor(file: string, options: ProcessOptions = {}) {
    const { args = [], nodeFlags = [], under = [], env = {}, onEvent } = options;
    const command = [...under, process.execPath, ...nodeFlags, path.join(import.meta.dirname, file), ...args];
    this.name = file.replace(/\.ts$/, '');
    this.#child = spawn(command[0] as string, command.slice(1), {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, NODE_NO_WARNINGS: '1', ...env },
    });
    running.add(this);
    const { stdin, stdout, stderr } = this.#child;
    if (stdin === null || stdout === null || stderr === null) throw new Error('no pipes');
    stdin.on('error', () => undefined);
    stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#errors = (this.#errors + text).slice(-ERRORS_KEPT);
    });
    createInterface({ input: stdout }).on('line', (line) => {
      const message = JSON.parse(line) as
        { answer: number; value?: unknown; error?: string } | ({ event: string } & Record<string, unknown>);
      if ('event' in message) onEvent?.(message);
      else {
        const waiting = this.#answers.get(message.answer);
        this.#answers.delete(message.answer);
        if (message.error === undefined) waiting?.resolve(message.value);
        else waiting?.reject(new Error(`${this.name}: ${message.error}`));
      }
    });
    this.#ended = new Promise((resolve) => {
      this.#child.once('close', () => {
        this.#over = true;
        running.delete(this);
        for (const waiting of this.#answers.values())
          waiting.reject(new Error(`${this.name} ended while it was asked.\n${this.#errors}`));
        this.#answers.clear();
        resolve();
      });
      this.#child.once('error', (error) => {
        this.#errors += String(error);
      });
    });
  }

  /** Its end, whichever; for whoever waits for something that it would have said. */
  get ended(): Promise<void> {
    return this.#ended;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get errors(): string {
    return this.#errors;
  }

  /** One question, one answer. Rejects where the process fails, ends, or takes too long. */
  ask<Answer>(what: string, detail: unknown = null, withinMs: number = ANSWER_WITHIN_MS): Promise<Answer> {
    if (this.#over) return Promise.reject(new Error(`${this.name} has ended.\n${this.#errors}`));
    const question = this.#nextQuestion;
    this.#nextQuestion += 1;
    return new Promise<Answer>((resolve, reject) => {
      const late = setTimeout(() => {
        this.#answers.delete(question);
        reject(new Error(`${this.name} did not answer “${what}” in ${withinMs} ms.\n${this.#errors}`));
      }, withinMs);
      this.#answers.set(question, {
        resolve: (value) => {
          clearTimeout(late);
          resolve(value as Answer);
        },
        reject: (error) => {
          clearTimeout(late);
          reject(error);
        },
      });
      this.#child.stdin?.write(`${JSON.stringify({ question, what, detail })}\n`);
    });
  }

  /** Its standard input ends, which tells it to go; what stays is killed by its id. */
  async end(): Promise<void> {
    if (this.#over) return;
    this.#child.stdin?.end();
    const late = setTimeout(() => this.#child.kill('SIGKILL'), END_WITHIN_MS);
    await this.#ended;
    clearTimeout(late);
  }

  /** For a process whose end must leave nothing behind that a clean one would. */
  async kill(): Promise<void> {
    if (this.#over) return;
    this.#child.kill('SIGKILL');
    await this.#ended;
  }
}

/** Ends whatever the bench still runs, whatever went wrong. */
export async function endAll(): Promise<void> {
  for (const kill of others) kill();
  others.clear();
  await Promise.all([...running].map((each) => each.kill()));
}

/** Takes a program that is none of these into the end of the bench. @returns for when it has ended by itself */
export function endWithBench(kill: () => void): () => void {
  others.add(kill);
  return () => others.delete(kill);
}

/**
 * The other side: answers questions from standard input until that ends. What every process can be asked is `cpu`.
 * @param atEnd called once, before the process goes
 */
export function answerQuestions(
  answers: Readonly<Record<string, (detail: never) => unknown>>,
  atEnd: () => void | Promise<void> = () => undefined,
): void {
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => {
    const { question, what, detail } = JSON.parse(line) as { question: number; what: string; detail: never };
    const answer = what === 'cpu' ? cpuMs : answers[what];
    Promise.resolve()
      .then(() => {
        if (answer === undefined) throw new Error(`nothing answers “${what}”`);
        return answer(detail);
      })
      .then(
        (value) => say({ answer: question, value: value ?? null }),
        (error: unknown) =>
          say({
            answer: question,
            error: error instanceof Error ? (error.stack ?? error.message) : String(error),
          }),
      );
  });
  lines.once('close', () => {
    Promise.resolve(atEnd()).then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${String(error)}\n`);
        process.exit(1);
      },
    );
  });
}

/** Processor time of all of this process's threads so far, in milliseconds. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/** One line to whoever started this process. */
export function say(message: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}
