/** A real Blender with the add-on, as a process that a test can talk to, freeze and kill. */
import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';
import path from 'node:path';
import { PROJECT_ROOT } from '../../../main/provision/paths.mjs';
import { blenderCommand } from '../../../main/provision/system-packages.mjs';

const START_WITHIN_MS = 60_000;
const ANSWER_WITHIN_MS = 30_000;
const MAX_OUTPUT_LENGTH = 200_000;
/** What the driver's own lines begin with; Blender prints on the same stream. */
const ANSWER = '@@ ';

export interface BlenderConnection {
  readonly url: string;
  readonly code: string;
  /** A file to open instead of the start-up scene. */
  readonly file?: string;
}

export class BlenderProcess {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #waiting: ((line: string) => void)[] = [];
  /** Answers that came before somebody asked: the driver's greeting. */
  readonly #early: string[] = [];
  readonly #ended: Promise<void>;
  #output = '';
  #frozen = false;

  private constructor(child: ChildProcessWithoutNullStreams) {
    this.#child = child;
    createInterface({ input: child.stdout }).on('line', (line) => {
      this.#keep(`${line}\n`);
      if (!line.startsWith(ANSWER)) return;
      const answer = line.slice(ANSWER.length);
      const next = this.#waiting.shift();
      if (next === undefined) this.#early.push(answer);
      else next(answer);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => this.#keep(text));
    this.#ended = new Promise((resolve) => {
      child.once('exit', () => resolve());
    });
  }

  /** Starts Blender in the background and waits until its driver listens. */
  static async start({ url, code, file }: BlenderConnection): Promise<BlenderProcess> {
    const executable = blenderCommand();
    if (executable === undefined) throw new Error('Blender is not installed');
    const child = spawn(
      executable,
      [
        '--background',
        ...(file === undefined ? ['--factory-startup'] : ['--factory-startup', file]),
        '--addons',
        'vibesync',
        '--python-exit-code',
        '3',
        '--python',
        path.join(PROJECT_ROOT, 'test', 'blender', 'driver.py'),
      ],
      {
        cwd: PROJECT_ROOT,
        env: {
          ...process.env,
          BLENDER_USER_SCRIPTS: path.join(PROJECT_ROOT, 'assets', 'adapters', 'blender'),
          // The add-on's folder is part of the project: Python leaves nothing in it.
          PYTHONDONTWRITEBYTECODE: '1',
          VIBESYNC_URL: url,
          VIBESYNC_PAIRING_CODE: code,
        },
      },
    );
    const blender = new BlenderProcess(child);
    await blender.#nextAnswer(START_WITHIN_MS);
    return blender;
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error('Blender has no process');
    return this.#child.pid;
  }

  get output(): string {
    return this.#output;
  }

  /**
   * One command to the driver, one answer from it. The driver answers in the order in which it was asked.
   * @throws what the driver reports as an error
   */
  async ask(command: Readonly<Record<string, unknown>>): Promise<unknown> {
    this.#child.stdin.write(`${JSON.stringify(command)}\n`);
    const answer: unknown = JSON.parse(await this.#nextAnswer(ANSWER_WITHIN_MS));
    if (typeof answer === 'object' && answer !== null && 'error' in answer) {
      throw new Error(`Blender's driver: ${String(answer.error)}\n${this.#output.slice(-4_000)}`);
    }
    return answer;
  }

  /** Not a sign of life any more, neither to the test nor to VibeSync, while its sockets stay open. */
  freeze(): void {
    process.kill(this.pid, 'SIGSTOP');
    this.#frozen = true;
  }

  thaw(): void {
    process.kill(this.pid, 'SIGCONT');
    this.#frozen = false;
  }

  async kill9(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) process.kill(this.pid, 'SIGKILL');
    await this.#ended;
  }

  async dispose(): Promise<void> {
    if (this.#frozen) this.thaw();
    await this.kill9();
  }

  async #nextAnswer(withinMs: number): Promise<string> {
    const early = this.#early.shift();
    if (early !== undefined) return early;
    return new Promise((resolve, reject) => {
      const late = setTimeout(
        () =>
          reject(new Error(`Blender did not answer within ${withinMs} ms:\n${this.#output.slice(-8_000)}`)),
        withinMs,
      );
      void this.#ended.then(() => {
        clearTimeout(late);
        reject(new Error(`Blender ended:\n${this.#output.slice(-8_000)}`));
      });
      this.#waiting.push((line) => {
        clearTimeout(late);
        resolve(line);
      });
    });
  }

  #keep(text: string): void {
    this.#output = (this.#output + text).slice(-MAX_OUTPUT_LENGTH);
  }
}
