/** The host in a process of its own, as the tests see it: what it says, and that it dies. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Said, Told } from './host-process.ts';
import type { Happenings } from './waiting.ts';

const POINTS = path.join(import.meta.dirname, '..', '..', 'ledger', 'hooks', 'points.cjs');
const ERRORS_KEPT = 20_000;

/** A life of the host. */
export interface LifeOptions {
  readonly userData: string;
  /** The point that ends it, and at which of its times. */
  readonly killAt?: { readonly point: string; readonly count: number } | null;
  /** Keeps the point that it reached last, over its end. */
  readonly pointsFile?: string;
  readonly environment?: NodeJS.ProcessEnv;
  readonly flags?: readonly string[];
  readonly onSaid: (message: Said) => void;
}

export interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The host of one life, whatever it runs in. */
export interface HostProcess {
  /** Null while it runs. All that it said was heard before it is set. */
  readonly end: End | null;
  /** What it wrote to its log that is more than information. */
  readonly errors: string;
  tell(message: Told): void;
  kill(): void;
  ended(): Promise<End>;
  /** As a person quits it. */
  close(): Promise<End>;
}

export type StartHost = (options: LifeOptions, happenings: Happenings) => HostProcess;

/** The host without a window. @param script as `buildHost` made it */
export const headless =
  (script: string): StartHost =>
  (options, happenings) =>
    new RunningProcess(script, options, happenings);

class RunningProcess implements HostProcess {
  end: End | null = null;
  #errors = '';
  readonly #child: ChildProcess;
  readonly #happenings: Happenings;

  constructor(script: string, options: LifeOptions, happenings: Happenings) {
    const { userData, killAt = null, pointsFile, environment = {}, flags = [], onSaid } = options;
    this.#happenings = happenings;
    const child = spawn(process.execPath, [...flags, '--import', POINTS, script, userData], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: {
        ...process.env,
        NODE_NO_WARNINGS: '1',
        POINTS_FILE: pointsFile,
        KILL_AT: killAt === null ? undefined : `${killAt.point}:${killAt.count}`,
        ...environment,
      },
    });
    this.#child = child;
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#errors = (this.#errors + text).slice(-ERRORS_KEPT);
    });
    // It may die while it is told something.
    child.stdin.on('error', () => undefined);
    createInterface({ input: child.stdout }).on('line', (line) => {
      // A kill cannot tear a line, since each is one write.
      onSaid(JSON.parse(line) as Said);
      happenings.wake();
    });
    child.once('close', (code, signal) => {
      this.end = { code, signal };
      happenings.wake();
    });
  }

  get errors(): string {
    return this.#errors;
  }

  tell(message: Told): void {
    this.#child.stdin?.write(`${JSON.stringify(message)}\n`);
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  async ended(): Promise<End> {
    await this.#happenings.until(
      () => this.end !== null,
      'the process ends',
      () => this.#errors,
    );
    return this.end as End;
  }

  async close(): Promise<End> {
    this.#child.stdin?.end();
    return this.ended();
  }
}
