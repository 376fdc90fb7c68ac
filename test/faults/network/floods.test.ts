/** Too many of anything at the real host: what is let in has one end, what is not is told so, and memory has its bounds. */
import { once } from 'node:events';
import net from 'node:net';
import { expect, it } from 'vitest';
import type { Operation } from '#app/scene/index.ts';
import type { Effect } from '#main/orchestrator/index.ts';
import { budget, shown } from '#test/evidence/index.ts';
import { moved, object } from '#test/scripted/objects.ts';
import { connectClient, rawSession, startRig } from '#test/hostile/support.ts';
import { ownRig } from './rig.ts';
import type { Rig } from './rig.ts';

const QUEUED_MAX = 50;
const FLOOD = 100;
const CONNECTIONS = 3_000;
const CONNECTIONS_PARTS = 7;
const CONNECTIONS_AT_ONCE = 500;
/** Committed while one engine does not read: more than a mebibyte together. */
const CHANGES = 20;
const TEXTS = Array.from({ length: 64 }, (_, index) => `text ${index}`);
const MEBIBYTE = 1024 * 1024;
/** What all these connections may leave behind in memory. */
const LEFT_BYTES_MAX = 100 * MEBIBYTE;
/** A note of half a megabyte. */
const LARGE = { type: 'note', message: 'x'.repeat(MEBIBYTE / 2) } as const;

it('ORD-2 AUTH-2 a flood of changes: so many queue, the rest is refused, and a person goes before agents (row 30)', async () => {
  const rig = await ownRig();
  const crate = await rig.commitObject('Crate');
  const { admitted, refused, deepest } = await flood(rig, QUEUED_MAX);
  expect(deepest).toBe(QUEUED_MAX);
  expect(refused).toEqual(new Set(['queue_full']));
  await rig.settle();
  expect(rig.problems()).toEqual([]);

  // The same from an agent: what waits for a person has its own bound.
  const answers = await Promise.all(Array.from({ length: FLOOD }, () => rig.ask(moved(crate, 1, 2, 3))));
  const waiting = answers.filter(({ answer }) => answer.ok).length;
  expect(waiting).toBe(QUEUED_MAX);
  const mine = await rig.submit(moved(crate, 4, 5, 6));
  expect(await rig.room.outcome(mine)).toBe('committed');
  await rig.settle();
  expect(rig.problems()).toEqual([]);
  shown({
    ids: ['ORD-2', 'AUTH-2'],
    row: 30,
    how: 'changes handed in at once',
    runs: admitted + answers.length,
  });
});

it('ORD-2 a queue without a bound is seen to have none (row 30)', async () => {
  const rig = await ownRig();
  await rig.commitObject('Crate');
  const { deepest } = await flood(rig, Number.POSITIVE_INFINITY);
  expect(deepest).toBeGreaterThan(QUEUED_MAX);
  await rig.settle();
  shown({ ids: ['ORD-2'], row: 30, how: 'a queue without a bound', runs: 1, control: true });
});

/** Handed in while a vote is held back, so that nothing leaves the queue. */
async function flood(
  rig: Rig,
  maxQueued: number,
): Promise<{ admitted: number; refused: Set<string>; deepest: number }> {
  const { core } = rig.host.orchestrator;
  core.config = { ...core.config, maxQueued, maxWaitingPerAgent: QUEUED_MAX };
  rig.wires.unity.hold('to_host');
  const refused = new Set<string>();
  let admitted = 0;
  let deepest = 0;
  await Promise.all(
    Array.from({ length: FLOOD }, async (_, index) => {
      const { answer } = await rig.handIn({ op: 'create', object: object(`Flood ${index}`) });
      if (answer.ok) admitted += 1;
      else refused.add(answer.reason.code);
      deepest = Math.max(deepest, core.queue.human.length);
    }),
  );
  rig.wires.unity.mend();
  return { admitted, refused, deepest };
}

const connections = budget('network-connections', 1, CONNECTIONS_PARTS);

it.each(connections.parts)(
  'SEC-1 thousands of connections: those that say nothing are few at any time, and engines do not feel it (part %i) (row 26)',
  async (part) => {
    const rig = await ownRig();
    const crate = await rig.commitObject('Crate');
    const { gateway } = rig.host;
    let most = 0;
    const before = memoryBytes();
    for (let opened = 0; opened < CONNECTIONS; opened += CONNECTIONS_AT_ONCE) {
      const sockets = Array.from({ length: CONNECTIONS_AT_ONCE }, () => {
        const socket = net.connect(gateway.port, '127.0.0.1');
        socket.on('error', () => undefined);
        return socket;
      });
      await Promise.all(
        sockets.map((socket) => Promise.race([once(socket, 'connect'), once(socket, 'close')])),
      );
      const id = await rig.submit(moved(crate, opened, 0, 0));
      expect(await rig.room.outcome(id)).toBe('committed');
      most = Math.max(most, gateway.stats().pendingSockets);
      for (const socket of sockets) socket.destroy();
    }
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(64);
    expect(memoryBytes() - before).toBeLessThan(LEFT_BYTES_MAX);
    await rig.settle();
    expect(rig.problems()).toEqual([]);
    const how = `connections that say nothing, ${CONNECTIONS_AT_ONCE} at once`;
    shown({ ids: ['SEC-1'], row: 26, how, runs: CONNECTIONS, part: connections.named(part) });
    connections.finish(part);
  },
);

/** Everything that the process holds outside and inside the heap. */
function memoryBytes(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

it('FAIL-4 an engine that stops reading: the other goes on, and what waits for it is bounded (row 29)', async () => {
  const { rig, said } = await whileOneReadsNothing((effects) => effects);
  expect(said).toBeLessThan(MEBIBYTE);
  expect(rig.host.gateway.stats().queuedOutBytes).toBeLessThan(MEBIBYTE);
  expect(rig.problems(['blender'])).toEqual([]);
  rig.engines.unity.reload();
  await rig.settle();
  expect(rig.problems()).toEqual([]);
  shown({ ids: ['FAIL-4'], row: 29, how: 'an engine stops reading in mid-change', runs: CHANGES });
});

it('FAIL-4 a host that goes on telling an engine which does not read is seen to queue for it (row 29)', async () => {
  const { rig, said } = await whileOneReadsNothing((effects, session) =>
    effects.flatMap((effect) =>
      effect.fx === 'send' && effect.message.type === 'apply' && effect.session !== session
        ? [effect, { ...effect, session }]
        : [effect],
    ),
  );
  expect(said).toBeGreaterThan(MEBIBYTE);
  rig.engines.unity.reload();
  const how = 'a host tells an engine that does not read what it tells the others';
  shown({ ids: ['FAIL-4'], row: 29, how, runs: CHANGES, control: true });
});

/**
 * One engine stops reading in mid-change, and more than the bound is committed without it.
 * @param then what the host makes of its effects for that session from then on
 * @returns the bytes that were said to it meanwhile, all of which wait for it
 */
async function whileOneReadsNothing(
  then: (effects: Effect[], session: string) => Effect[],
): Promise<{ rig: Rig; said: number }> {
  let [deaf, said] = ['', 0];
  const rig = await ownRig({
    around: (step) => (input) => {
      const effects = deaf === '' ? step(input) : then(step(input), deaf);
      for (const effect of effects)
        if (effect.fx === 'send' && effect.session === deaf) said += JSON.stringify(effect.message).length;
      return effects;
    },
  });
  const crate = await rig.commitObject('Crate');
  rig.engines.unity.stopReading();
  const first = await rig.submit(moved(crate, 1, 2, 3));
  deaf = rig.session('unity')?.session ?? '';
  await rig.pass(8_000, ['blender']);
  expect(await rig.room.outcome(first)).toBe('committed');
  for (let round = 0; round < CHANGES; round += 1) {
    const id = await rig.submit(...TEXTS.map((key) => textProperty(crate, key, round)));
    expect(await rig.room.outcome(id)).toBe('committed');
  }
  return { rig, said };
}

function textProperty(id: string, key: string, round: number): Operation {
  return { op: 'set_property', id, key, value: `${round} `.padEnd(1_000, 'x') };
}

it.each([8 * MEBIBYTE, 256 * MEBIBYTE])(
  'SEC-1 who never reads is cut off at %i bytes, not later (row 29)',
  async (bound) => {
    const rig = await startRig({
      limits: { queuedOutBytes: bound, closeTimeoutMs: 200 },
      checkOutgoing: false,
    });
    const healthy = await connectClient(rig);
    const { connected, socket } = await rawSession(rig);
    socket.pause();
    let [sent, most] = [0, 0];
    while (sent < 64 && rig.gateway.send(connected.session, LARGE)) {
      sent += 1;
      most = Math.max(most, rig.gateway.stats().queuedOutBytes);
    }
    const isBounded = most <= 8 * MEBIBYTE;
    const isControl = bound > 8 * MEBIBYTE;
    // The same look at a gateway with a bound that is too high finds that it has none.
    expect(isBounded).toBe(!isControl);
    if (!isControl) await rig.standIn.next('disconnected', connected.session);
    const heard = once(healthy.socket, 'message');
    rig.gateway.send(healthy.session, { type: 'ping', ping: 1 });
    await heard;
    socket.destroy();
    await rig.close();
    shown({ ids: ['SEC-1'], row: 29, how: 'a client that never reads', runs: 1, control: isControl });
  },
);
