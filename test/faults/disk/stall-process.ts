/**
 * A host with two engines whose disk hangs in a sync: stall-process.ts ROOT MILLISECONDS [CONFIRMED]. It waits until so many
 * changes are confirmed although the disk hangs, for a ledger that is known to do that. Loaded with `hooks/stall.mjs`. What was seen goes
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
import { ControlRoom } from '#test/control-room.ts';
import { ScriptedEngine } from '../network/engine.ts';
import type { Seen } from './stall.test.ts';

const PERSON: Actor = { kind: 'person', id: 'person', name: 'you' };
const [root = '', milliseconds = '0', expected = '0'] = process.argv.slice(2);
const pipe = process.env['STALL_PIPE'] ?? '';
const halts: boolean[] = [];
let wake = (): void => undefined;

const room = await ControlRoom.open(root, {
  onHalt: (halted) => halts.push(halted),
  // Whatever the ledger says has come in.
  createCore: (options) =>
    new (class extends Orchestrator {
      override step(input: Parameters<Orchestrator['step']>[0]): ReturnType<Orchestrator['step']> {
        setImmediate(() => wake());
        return super.step(input);
      }
    })(options),
});
const { host } = room;
const { core } = host.orchestrator;
/** What each engine was told, by its kind. */
const heard = { ping: 0, apply: 0, confirm: 0, compensate: 0 };
const engines = (['blender', 'unity'] as const).map((kind) => {
  const engine = new ScriptedEngine(kind, host.gateway.endpoint, () => room.lookAgain());
  engine.quirk = ({ type }) => {
    if (type in heard) heard[type as keyof typeof heard] += 1;
    return false;
  };
  return engine;
});

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

/** Of both engines, while they take part. */
function sessions(): Seen['during']['sessions'] {
  return room
    .snapshot()
    .sessions.filter(({ state }) => state !== 'revoked')
    .map(({ kind, state, breaker }) => ({ kind, state, breaker }));
}

for (const engine of engines) {
  const { code } = await room.request('pair_engine', {});
  engine.pair(code);
  const { session } = await room.until(`${engine.kind} to ask`, () =>
    room.snapshot().sessions.find(({ kind, state }) => kind === engine.kind && state === 'foreign'),
  );
  await room.request('link_scene', { session });
  await room.until(`${engine.kind} to be live`, () => room.session(session)?.state === 'live');
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
await room.until('both engines to have applied it', () =>
  engines.every(({ scene }) => scene.ids().length === 2),
);
const told = { ...heard };
await after(Number(milliseconds));
const next = await create(3);
const shown = host.snapshot();
host.override('button');
const during = {
  accepted: answer.ok && next.ok,
  objects: core.durable.objects.size,
  isShown: JSON.stringify(shown).includes('New 1'),
  isHalted: core.halt !== null && halts.at(-1) === true,
  isMarked: readHaltMark(path.join(placesIn(root).ledger, 'halt')).halted,
  confirmed: core.durable.revision,
  moved: host.ledger.position - before,
  sessions: sessions(),
  pinged: heard.ping - told.ping,
  toldToConfirm: heard.confirm - told.confirm,
  toldToTakeBack: heard.compensate - told.compensate,
};

const writer = fs.openSync(pipe, 'w');
fs.rmSync(pipe);
fs.closeSync(writer);
await until(() => core.durable.revision >= 2);
await room.until('the engines to hear of it', () => heard.confirm > told.confirm + 1);
const held = (engine: ScriptedEngine): string[] => engine.objects().map(({ name }) => name);
const seen: Seen = {
  during,
  confirmedAfter: core.durable.revision,
  sessionsAfter: sessions(),
  heldAfter: engines.map(held),
};
fs.writeSync(1, `${JSON.stringify(seen)}\n`);
for (const engine of engines) engine.close();
await host.close();
