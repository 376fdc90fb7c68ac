/** R5, R28: lives of the orchestrator in one process. What a disk does while one ends or begins ends nothing else. */
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { SUBPROTOCOL } from '#app/protocol/index.ts';
import type { AdapterMessage } from '#app/protocol/index.ts';
import { prepareHost } from '#main/host/index.ts';
import type { Host, HostLog } from '#main/host/index.ts';
import { placesIn } from '#main/host/places.ts';
import { ledgerView } from '#main/host/views.ts';
import { readHaltMark } from '#main/ledger/index.ts';
import { Orchestrator } from '#main/orchestrator/index.ts';
import { runningHost } from '#test/running-host.ts';
import { temporaryFolder } from '#test/temporary-folders.ts';

/** What is appended from here on, and not yet written, has an unknown outcome: it comes after a gap. */
function failUnknown({ ledger }: Host): void {
  ledger.append(ledger.position + 1_000, [{ kind: 'pause', agent: null, on: false, by: 'person' }], true);
}

test('AUTH-1: what is held stays held in the next life, though neither its record nor its mark came to the disk (R28)', async () => {
  const userData = temporaryFolder();
  let lives = 0;
  const next = Promise.withResolvers<boolean>();
  const host = await runningHost(userData, {
    createCore: (options) => {
      lives += 1;
      return new Orchestrator(options);
    },
    onHalt: (halted) => {
      if (lives === 2) next.resolve(halted);
    },
  });
  onTestFinished(() => host.close());
  const mark = path.join(placesIn(userData).ledger, 'halt');
  // It can be neither written nor made.
  fs.rmSync(mark, { force: true });
  fs.symlinkSync(path.join(userData, 'nowhere', 'halt'), mark);
  host.override('button');
  failUnknown(host);
  expect(await next.promise).toBe(true);
  expect(host.isHalted()).toBe(true);
  expect(host.orchestrator.core.ledger).toBe('ok');
});

/** A host of which the first life, or so many of them, cannot tell what became of the first that it wrote. */
function prepared(
  userData: string,
  failing: number,
  { log = () => undefined, onCore = () => undefined }: { log?: HostLog; onCore?: () => void } = {},
): { host: Host; lives: () => number } {
  let lives = 0;
  const started = prepareHost({
    userData,
    packaged: false,
    runtime: { electron: '', app: 'test' },
    fault: null,
    log,
    onFeed: () => undefined,
    onAttention: () => undefined,
    onHalt: () => undefined,
    onFatal: (error) => {
      throw error;
    },
    createCore: (options) => {
      lives += 1;
      onCore();
      if (lives <= failing) failUnknown(host);
      return new Orchestrator(options);
    },
  });
  if (!started.ok) throw new Error(started.reason.message);
  const { host } = started;
  return { host, lives: () => lives };
}

test('R5: what has an unknown outcome while the host starts is read back, and the host runs', async () => {
  const { host, lives } = prepared(temporaryFolder(), 2);
  expect(await host.start()).toBeNull();
  expect(lives()).toBe(3);
  expect(host.gateway.endpoint).toContain('ws://127.0.0.1:');
  expect(host.orchestrator.core.ledger).toBe('ok');
  await host.close();
});

test.each([
  ['it is read back, again and again', true],
  ['nothing that it writes is taken', false],
])(
  'R5: who closes while a dead disk keeps the host from starting does not wait for it: %s',
  async (_, isGone) => {
    const userData = temporaryFolder();
    const failing = Promise.withResolvers<void>();
    const { ledger } = placesIn(userData);
    const reason = { code: 'disk_full', message: 'The disk is full.', path: null };
    const { host } = prepared(userData, isGone ? 1 : 0, {
      log: ({ what }) => {
        if (what === 'not_reopened') failing.resolve();
      },
      onCore: () => {
        if (isGone) fs.renameSync(ledger, `${ledger}-away`);
        else
          host.ledger.append = (from) =>
            void setImmediate(() => {
              host.input({ in: 'ledger_failed', outcome: 'refused', from, reason });
              failing.resolve();
            });
      },
    });
    const starting = host.start();
    await failing.promise;
    await host.close();
    expect(await starting).toMatchObject({ code: 'not_ready' });
    if (isGone) fs.renameSync(`${ledger}-away`, ledger);
    const again = await runningHost(userData);
    expect(again.orchestrator.core.ledger).toBe('ok');
    await again.close();
  },
);

test('R5: an unknown outcome of the last that is written keeps nobody from closing', async () => {
  const userData = temporaryFolder();
  let lives = 0;
  const host = await runningHost(userData, {
    createCore: (options) => {
      lives += 1;
      return new Orchestrator(options);
    },
  });
  const append = host.ledger.append.bind(host.ledger);
  host.ledger.append = (...records) => {
    append(...records);
    if (host.orchestrator.core.closing !== 'done') return;
    host.ledger.append = append;
    failUnknown(host);
  };
  await host.close();
  expect(lives).toBe(1);
  const again = await runningHost(userData);
  expect(again.orchestrator.core.ledger).toBe('ok');
  await again.close();
});

describe('R5: who leaves a project while its disk fails', () => {
  /** It runs, and then its history is away with its disk. */
  async function failing() {
    const userData = temporaryFolder();
    const places = placesIn(userData);
    const asked = Promise.withResolvers<void>();
    let lives = 0;
    const host = await runningHost(userData, {
      createCore: (options) => {
        lives += 1;
        return new Orchestrator(options);
      },
      log: ({ what }) => {
        if (what === 'not_reopened') asked.resolve();
      },
    });
    onTestFinished(() => host.close());
    const away = `${places.ledger}-away`;
    fs.renameSync(places.ledger, away);
    failUnknown(host);
    return {
      userData,
      places,
      host,
      asked: asked.promise,
      lives: () => lives,
      comeBack: () => fs.renameSync(away, places.ledger),
    };
  }

  async function answers(url: string): Promise<boolean> {
    return fetch(url).then(
      () => true,
      () => false,
    );
  }

  test('lets go of all of it: no door answers, nobody asks the disk, and it can be opened again', async () => {
    const { userData, places, host, asked, lives, comeBack } = await failing();
    await asked;
    const { url } = host.agentsDoor;
    expect(await answers(url)).toBe(true);
    const reopen = vi.spyOn(host.ledger, 'reopen');
    await host.close();
    await host.over;
    expect(reopen).not.toHaveBeenCalled();
    expect(await answers(url)).toBe(false);
    expect(fs.existsSync(path.join(places.endpointFolder, 'endpoint.json'))).toBe(false);
    comeBack();
    const again = await runningHost(userData);
    expect(again.orchestrator.core.ledger).toBe('ok');
    await again.close();
    expect(lives()).toBe(1);
  });

  test('AUTH-1: does not lose the override that was pressed meanwhile', async () => {
    const { userData, places, host, asked, comeBack } = await failing();
    await asked;
    const closing = host.close();
    comeBack();
    host.override('button');
    await closing;
    expect([host.isHalted(), host.heldBy]).toEqual([true, 'button']);
    expect(readHaltMark(path.join(places.ledger, 'halt')).halted).toBe(true);
    const again = await runningHost(userData);
    expect(again.isHalted()).toBe(true);
    await again.close();
  });

  test('is let go where it hangs, and what it says at last brings nothing up', async () => {
    const userData = temporaryFolder();
    const began = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<void>();
    let lives = 0;
    const host = await runningHost(userData, {
      createCore: (options) => {
        lives += 1;
        return new Orchestrator(options);
      },
    });
    const reopen = host.ledger.reopen.bind(host.ledger);
    host.ledger.reopen = async () => {
      began.resolve();
      await answer.promise;
      return reopen();
    };
    const { url } = host.agentsDoor;
    failUnknown(host);
    await began.promise;
    await host.close();
    expect(await answers(url)).toBe(false);
    answer.resolve();
    await host.over;
    expect(lives).toBe(1);
    const again = await runningHost(userData);
    expect(again.orchestrator.core.ledger).toBe('ok');
    await again.close();
  });

  test('does not wait for ever for what was submitted to land', async () => {
    const userData = temporaryFolder();
    const host = await runningHost(userData);
    host.ledger.append = () => undefined;
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const closing = host.close();
    await vi.advanceTimersByTimeAsync(20_000);
    vi.useRealTimers();
    await closing;
    await host.over;
    const again = await runningHost(userData);
    expect(again.orchestrator.core.ledger).toBe('ok');
    await again.close();
  });

  test('or while a damaged history is gone on from', async () => {
    const userData = temporaryFolder();
    let lives = 0;
    const host = await runningHost(userData, {
      createCore: (options) => {
        lives += 1;
        return new Orchestrator(options);
      },
    });
    const began = Promise.withResolvers<void>();
    const restarted = Promise.withResolvers<null>();
    Object.defineProperty(host.ledger, 'damaged', { value: true });
    host.ledger.restart = () => {
      began.resolve();
      return restarted.promise;
    };
    // By whichever check: a history that is damaged is nowhere said to be verified.
    const { core } = host.orchestrator;
    expect(ledgerView(host.ledger, core, 'verified')).toMatchObject({ verified: 'damaged' });
    const going = host.goOn(host.orchestrator.core.durable.revision);
    await began.promise;
    const { url } = host.agentsDoor;
    const closing = host.close();
    restarted.resolve(null);
    await closing;
    await host.over;
    expect(await going).toMatchObject({ code: 'not_ready' });
    expect([await answers(url), lives]).toEqual([false, 1]);
    const again = await runningHost(userData);
    expect(again.orchestrator.core.ledger).toBe('ok');
    await again.close();
  });
});

const ENGINE: readonly AdapterMessage[] = [
  {
    type: 'hello',
    adapter: { name: 'test', version: '1' },
    engine: { kind: 'blender', version: '1' },
    scene: { project: null, scene: null, saved_revision: null, title: 'untitled', unsaved: false },
    applied_through: null,
    receipt: null,
    masked: [],
  },
  { type: 'busy', kind: 'short', activity: 'compiling', last_begun: null },
  { type: 'ready' },
  { type: 'bye' },
];

test('R19: how long an engine is busy is counted to the moment that it says so, not to the next tick', async () => {
  const seen: string[] = [];
  const host = await runningHost(temporaryFolder(), {
    createCore: (options) =>
      new (class extends Orchestrator {
        override step(input: Parameters<Orchestrator['step']>[0]): ReturnType<Orchestrator['step']> {
          seen.push(input.in === 'frame' ? input.message.type : input.in);
          return super.step(input);
        }
      })(options),
  });
  const over = Promise.withResolvers<void>();
  const socket = new WebSocket(host.gateway.endpoint, SUBPROTOCOL, {
    headers: { authorization: `VibeSync-Pairing ${host.gateway.mintPairingCode().code}` },
  });
  onTestFinished(async () => {
    socket.terminate();
    await host.close();
  });
  socket.on('close', () => over.resolve());
  socket.once('message', () => {
    for (const message of ENGINE) socket.send(JSON.stringify(message));
  });
  await over.promise;
  expect(['busy', 'ready'].map((type) => seen[seen.indexOf(type) - 1])).toEqual(['clock', 'clock']);
});
