/**
 * A host whose disk hangs in a sync: stall-process.ts ROOT MILLISECONDS [CONFIRMED]. It waits until so many changes are
 * confirmed although the disk hangs, for a ledger that is known to do that. Loaded with `hooks/stall.mjs`. What was seen goes
 * to standard output, one JSON line.
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { BroadcastChannel } from 'node:worker_threads';
import { once } from 'node:events';
import { setTimeout as after } from 'node:timers/promises';
import type { Actor } from '#app/intents/index.ts';
import { IDENTITY_TRANSFORM } from '#app/scene/index.ts';
import { placesIn } from '#main/host/places.ts';
import { readHaltMark } from '#main/ledger/index.ts';
import { Orchestrator } from '#main/orchestrator/index.ts';
import type { Answer } from '#main/orchestrator/index.ts';
import { uuid } from '#test/ledger/rig.ts';
import { runningHost } from '#test/running-host.ts';
import type { Seen } from './stall.test.ts';

const PERSON: Actor = { kind: 'person', id: 'person', name: 'you' };
const [root = '', milliseconds = '0', expected = '0'] = process.argv.slice(2);
const pipe = process.env['STALL_PIPE'] ?? '';
const told: boolean[] = [];
let wake = (): void => undefined;

const host = await runningHost(root, {
  onHalt: (halted) => told.push(halted),
  // Whatever the ledger says has come in.
  createCore: (options) =>
    new (class extends Orchestrator {
      override step(input: Parameters<Orchestrator['step']>[0]): ReturnType<Orchestrator['step']> {
        setImmediate(() => wake());
        return super.step(input);
      }
    })(options),
});
const { core } = host.orchestrator;

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise<void>((resolve) => (wake = resolve));
}

function create(n: number): Promise<Answer> {
  const object = {
    id: uuid(1, n),
    kind: 'empty' as const,
    name: `New ${n}`,
    parent: null,
    transform: IDENTITY_TRANSFORM,
    visibility: { viewport: true, render: true },
    properties: {},
  };
  return host.submit('human', PERSON, {
    id: uuid(2, n),
    base: { revision: core.durable.revision, after: [] },
    reason: '',
    task: null,
    operations: [{ op: 'create', object }],
  });
}

await create(1);
await until(() => core.durable.revision >= 1);
const stalled = new BroadcastChannel('stalled');
const hung = once(stalled, 'message');
execFileSync('mkfifo', [pipe]);
const answer = await create(2);
const [{ data: durable }] = (await hung) as [MessageEvent<number>];
stalled.close();
// What came to the disk before is said a moment later.
await until(() => host.ledger.position >= durable && core.durable.revision >= Number(expected));

// The disk hangs: what is asked for now is answered by a process that goes on.
const before = host.ledger.position;
await after(Number(milliseconds));
const next = await create(3);
const shown = host.snapshot();
host.override('button');
const during = {
  accepted: answer.ok && next.ok,
  objects: core.durable.objects.size,
  isShown: JSON.stringify(shown).includes('New 1'),
  isHalted: core.halt !== null && told.at(-1) === true,
  isMarked: readHaltMark(path.join(placesIn(root).ledger, 'halt')).halted,
  confirmed: core.durable.revision,
  moved: host.ledger.position - before,
};

const writer = fs.openSync(pipe, 'w');
fs.rmSync(pipe);
fs.closeSync(writer);
await until(() => core.durable.revision >= 2);
const seen: Seen = { during, confirmedAfter: core.durable.revision };
fs.writeSync(1, `${JSON.stringify(seen)}\n`);
await host.close();
