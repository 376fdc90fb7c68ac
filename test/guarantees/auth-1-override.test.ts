/** The emergency override against what it must not depend on: the disk. With the real host, ledger and files (R28). */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Actor } from '#app/intents/index.ts';
import type { SceneObject } from '#app/scene/index.ts';
import type { Host } from '#main/host/index.ts';
import { placesIn } from '#main/host/places.ts';
import { DATABASE_NAME } from '#main/ledger/database.ts';
import { readHaltMark } from '#main/ledger/index.ts';
import type { Answer } from '#main/orchestrator/index.ts';
import { makeSeed } from '#test/bench/seed.ts';
import { shown } from '#test/evidence/index.ts';
import { alter } from '#test/ledger/rig.ts';
import { runningHost } from '#test/running-host.ts';

const PERSON: Actor = { kind: 'person', id: 'person', name: 'you' };
const OBJECTS = 4;
const INTENTS = 30;

interface Running {
  readonly host: Host;
  /** What the tray and the menu were told, in order. */
  readonly told: boolean[];
}

async function project(damaged: boolean): Promise<string> {
  const userData = fs.mkdtempSync(path.join(os.tmpdir(), 'vibesync-override-'));
  onTestFinished(() => fs.rmSync(userData, { recursive: true, force: true }));
  await makeSeed({ userData, intents: INTENTS, objects: OBJECTS, plain: false, snapshot: false });
  if (damaged)
    alter(
      { database: path.join(placesIn(userData).ledger, DATABASE_NAME) },
      '"n":25,"intent"',
      '"n":29,"intent"',
    );
  return userData;
}

async function start(userData: string, beforeStart?: (host: Host) => void): Promise<Running> {
  const told: boolean[] = [];
  const host = await runningHost(userData, { onHalt: (halted) => told.push(halted) }, beforeStart);
  return { host, told };
}

const markOf = (userData: string) => readHaltMark(path.join(placesIn(userData).ledger, 'halt'));
/** Another thread writes it, which on a busy machine takes as long as it takes; nobody waits for it but this. */
const marked = (userData: string, halted: boolean): Promise<void> =>
  expect.poll(() => markOf(userData).halted, { interval: 5, timeout: 10_000 }).toBe(halted);
const isHalted = (host: Host): boolean => host.orchestrator.core.halt !== null;

/** Ids of objects and intents that the seed does not have. */
const idOf = (group: string, index: number): string =>
  `00000000-0000-4000-8000-${group}${index.toString(16).padStart(8, '0')}`;

function create(host: Host, index: number): Promise<Answer> {
  const object: SceneObject = {
    id: idOf('0b1e', index),
    kind: 'empty',
    name: `New ${index}`,
    parent: null,
    transform: { translation: [0, 0, 0], rotation: [0, 0, 0, 1], scale: [1, 1, 1] },
    visibility: { viewport: true, render: true },
    properties: {},
  };
  const { revision } = host.orchestrator.core.durable;
  return host.submit('human', PERSON, {
    id: idOf('1d1d', index),
    base: { revision, after: [] },
    reason: '',
    task: null,
    operations: [{ op: 'create', object }],
  });
}

test('AUTH-1: pressed on a read-only history it holds at once, and over a restart', async () => {
  const userData = await project(true);
  const first = await start(userData);
  expect(first.host.ledger.mode).toBe('read_only');
  first.host.override('button');
  expect([isHalted(first.host), first.told.at(-1)]).toEqual([true, true]);
  await first.host.close();
  // Another thread writes it, so that no disk stalls the button; what ends waits for it.
  expect(markOf(userData).halted).toBe(true);
  const second = await start(userData);
  expect([isHalted(second.host), second.told]).toEqual([true, [true, true]]);
  await second.host.close();
  shown({ ids: ['AUTH-1'], how: 'the override on a history that is read-only', runs: 1 });
});

test('AUTH-1: pressed before the history is open it holds as soon as there is anything to hold', async () => {
  const userData = await project(false);
  const { host, told } = await start(userData, (starting) => {
    starting.override('button');
    expect(starting.isHalted()).toBe(true);
  });
  expect([isHalted(host), told[0], told.at(-1)]).toEqual([true, true, true]);
  expect((await create(host, 1)).ok).toBe(false);
  await host.close();
  expect(markOf(userData).halted).toBe(true);
  shown({ ids: ['AUTH-1'], how: 'the override while the history is being opened', runs: 1 });
});

test('AUTH-1: pressed while the disk says nothing it waits for nobody, and is kept once the disk answers', async () => {
  const userData = await project(false);
  const { host, told } = await start(userData);
  const mark = path.join(placesIn(userData).ledger, 'halt');
  fs.rmSync(mark, { force: true });
  // Whoever opens it to write waits until somebody reads.
  execFileSync('mkfifo', [mark]);
  const pressedMs = performance.now();
  host.override('button');
  // A hung disk hangs for ever; what is allowed here is for a machine that does other things too.
  expect(performance.now() - pressedMs).toBeLessThan(5_000);
  expect([isHalted(host), told.at(-1)]).toEqual([true, true]);
  expect(await fs.promises.readFile(mark, 'utf8')).toMatch(/^halted \d+\s+$/);
  await host.close();
  shown({ ids: ['AUTH-1'], how: 'the override on a disk that says nothing', runs: 1 });
});

test('AUTH-1: pressed while the history is being replaced it is not lost', async () => {
  const userData = await project(true);
  const { host, told } = await start(userData);
  const before = host.orchestrator;
  const replaced = host.goOn(before.core.durable.revision);
  host.override('button');
  expect(told.at(-1)).toBe(true);
  await marked(userData, true);
  expect(await replaced).toBeNull();
  expect(host.orchestrator).not.toBe(before);
  expect(isHalted(host)).toBe(true);
  expect(await create(host, 1)).toMatchObject({ ok: false, reason: { code: 'halted' } });
  // What was resumed stays resumed: the press is not remembered twice.
  await host.command({ do: 'resume', scope: 'everyone' });
  expect(isHalted(host)).toBe(false);
  await marked(userData, false);
  await host.close();
  shown({ ids: ['AUTH-1'], how: 'the override while the history is replaced', runs: 1 });
});

test('AUTH-1: pressed while the disk takes nothing and the line is full it takes everything out of the line', async () => {
  const userData = await project(false);
  const { host, told } = await start(userData);
  const { core } = host.orchestrator;
  const held: Parameters<typeof host.ledger.append>[] = [];
  const append = host.ledger.append.bind(host.ledger);
  const stalled = vi.spyOn(host.ledger, 'append').mockImplementation((...group) => void held.push(group));
  let refused: string | null = null;
  for (let index = 1; refused === null; index += 1) {
    const answer = await create(host, index);
    if (!answer.ok) refused = answer.reason.code;
  }
  expect(refused).toBe('queue_full');
  expect(core.queue.human.length).toBe(core.config.maxQueued);
  host.override('shortcut');
  expect([isHalted(host), told.at(-1), core.queue.human.length]).toEqual([true, true, 0]);
  await marked(userData, true);
  stalled.mockRestore();
  for (const group of held) append(...group);
  await host.close();
  shown({ ids: ['AUTH-1'], how: 'the override while the disk takes nothing and the line is full', runs: 1 });
});
