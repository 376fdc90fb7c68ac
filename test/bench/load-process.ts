/**
 * The author: submits intents to the host and waits for their ends, from a process of its own.
 *
 *   load-process.ts PORT OBJECTS REVISION
 */
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import type { Operation, Transform } from '#app/scene/index.ts';
import type { AuthorsLine, AuthorsNews } from './host-process.ts';
import { answerQuestions, say } from './processes.ts';
import { objectIds } from './seed.ts';
import { Histogram } from './statistics.ts';
import type { StoredHistogram } from './statistics.ts';

const [port, objectCount, startRevision] = process.argv.slice(2);
if (port === undefined || objectCount === undefined || startRevision === undefined)
  throw new Error('Name a port, a number of objects and a revision.');

/** More are never outstanding, however slow the host. */
const OUTSTANDING_MAX = 2_048;
const PACE_MS = 1;
const MILLISECONDS_A_SECOND = 1_000;

export interface Phase {
  /** Operations of one intent, each on another object. */
  readonly operations: number;
  /** Kept outstanding; null for a fixed rate. */
  readonly outstanding: number | null;
  readonly ratePerSecond: number;
  /** Not measured. */
  readonly warmMs: number;
  readonly measuredMs: number;
}

export interface PhaseResult {
  readonly committed: number;
  readonly seconds: number;
  readonly perSecond: number;
  /** From the moment when it was due to be submitted to the news of its commit. */
  readonly latency: StoredHistogram;
  /** Ends other than committed, over the whole phase: none is expected. */
  readonly failures: Readonly<Record<string, number>>;
  /** At a fixed rate: what could not be submitted in time because too much was outstanding. */
  readonly skipped: number;
  /** Of the whole phase, warm-up and tail included. */
  readonly committedInAll: number;
}

interface Open {
  readonly dueMs: number;
  readonly measured: boolean;
}

const objects = objectIds(Number(objectCount));
const open = new Map<string, Open>();
let revision = Number(startRevision);
let nextObject = 0;
let seed = 12_345;
let heard: ((id: string, end: string, it: Open) => void) | null = null;

const socket = connect({ host: '127.0.0.1', port: Number(port), noDelay: true });
socket.setEncoding('utf8');
let rest = '';
socket.on('data', (text) => {
  const lines = (rest + text.toString()).split('\n');
  rest = lines.pop() ?? '';
  for (const line of lines) {
    const [id, end, n] = JSON.parse(line) as AuthorsNews;
    if (end === 'committed' && n !== null) revision = Math.max(revision, n);
    const it = open.get(id);
    if (it === undefined) continue;
    open.delete(id);
    heard?.(id, end, it);
  }
});
socket.on('error', (error) => say({ event: 'failed', message: String(error) }));

/** xorshift: the same values in every run. */
function random(): number {
  seed ^= seed << 13;
  seed ^= seed >>> 17;
  seed ^= seed << 5;
  return (seed >>> 0) / 2 ** 32;
}

function someTransform(): Transform {
  const place = (): number => Math.fround(random() * 20 - 10);
  return { translation: [place(), place(), place()], rotation: [0, 0, 0, 1], scale: [1, 1, 1] };
}

/** Objects in turn: none is touched again before its last change has long been heard of. */
function someOperations(count: number): Operation[] {
  const operations: Operation[] = [];
  for (let i = 0; i < count; i += 1) {
    operations.push({ op: 'set_transform', id: objects[nextObject] as string, transform: someTransform() });
    nextObject = (nextObject + 1) % objects.length;
  }
  return operations;
}

function line(operations: readonly Operation[], it: Open): string {
  const id = randomUUID();
  open.set(id, it);
  const said: AuthorsLine = { id, revision, operations };
  return `${JSON.stringify(said)}\n`;
}

function run(phase: Phase): Promise<PhaseResult> {
  const { operations, outstanding, ratePerSecond, warmMs, measuredMs } = phase;
  const latency = new Histogram();
  const failures: Record<string, number> = {};
  const startMs = performance.now();
  const measureFromMs = startMs + warmMs;
  const endMs = measureFromMs + measuredMs;
  let committed = 0;
  let committedInAll = 0;
  let skipped = 0;
  let submitted = 0;
  let pace: NodeJS.Timeout | undefined;

  return new Promise((resolve) => {
    const finish = (): void => {
      clearInterval(pace);
      heard = null;
      const seconds = measuredMs / MILLISECONDS_A_SECOND;
      resolve({
        committed,
        seconds,
        perSecond: committed / seconds,
        latency: latency.store(),
        failures,
        skipped,
        committedInAll,
      });
    };
    let refill = 0;
    heard = (_id, end, it) => {
      const nowMs = performance.now();
      if (end === 'committed') {
        committedInAll += 1;
        if (nowMs >= measureFromMs && nowMs < endMs) committed += 1;
        if (it.measured) latency.record(nowMs - it.dueMs);
      } else failures[end] = (failures[end] ?? 0) + 1;
      if (nowMs >= endMs) {
        if (open.size === 0) finish();
      } else if (outstanding !== null) {
        // One write for whatever one read set free.
        refill += 1;
        if (refill === 1)
          queueMicrotask(() => {
            submit(refill);
            refill = 0;
          });
      }
    };
    const submit = (count: number, dueMs = performance.now()): void => {
      let lines = '';
      for (let i = 0; i < count; i += 1)
        lines += line(someOperations(operations), { dueMs, measured: dueMs >= measureFromMs });
      socket.write(lines);
    };
    if (outstanding !== null) return submit(outstanding);
    pace = setInterval(() => {
      const nowMs = performance.now();
      if (nowMs >= endMs) {
        clearInterval(pace);
        if (open.size === 0) finish();
        return;
      }
      for (; startMs + (submitted * MILLISECONDS_A_SECOND) / ratePerSecond <= nowMs; submitted += 1) {
        if (open.size >= OUTSTANDING_MAX) skipped += 1;
        else submit(1, startMs + (submitted * MILLISECONDS_A_SECOND) / ratePerSecond);
      }
    }, PACE_MS);
  });
}

answerQuestions({ run }, () => void socket.destroy());
