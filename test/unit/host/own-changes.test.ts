/** A change made in the window that is on its way while the disk fails: the real host, its ledger and the window's own store
 * (R4, R5). Only what reaches the disk is not real. */
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ControlRoomApi, FeedBatch, RequestName, Result } from '#app/control-room/index.ts';
import type { Operation } from '#app/scene/index.ts';
import type { Host } from '#main/host/index.ts';
import type { openLedger } from '#main/ledger/index.ts';
import type { EngineLauncher } from '#main/shell/index.ts';
import { start, submit } from '../../../renderer/store/actions.ts';
import { EMPTY_ROOM } from '../../../renderer/store/room.ts';
import type { Room } from '../../../renderer/store/room.ts';
import { store } from '../../../renderer/store/store.ts';

type Options = Parameters<typeof openLedger>[0];

const disk: { fail: Options['events']['failed']; takesNothing: boolean } = {
  fail: () => undefined,
  takesNothing: false,
};

// Tests of this project share what they load: the host is loaded anew over this ledger, and once more for those after it.
vi.resetModules();
afterAll(() => void vi.resetModules());
vi.doMock('#main/ledger/index.ts', async (importActual) => {
  const real: { openLedger: typeof openLedger } = await importActual();
  return {
    ...real,
    openLedger: async (options: Options) => {
      disk.fail = (event) => options.events.failed(event);
      const opened = await real.openLedger(options);
      if (!opened.ok) return opened;
      const append = opened.ledger.append.bind(opened.ledger);
      opened.ledger.append = (...records) => {
        if (!disk.takesNothing) append(...records);
      };
      return opened;
    },
  };
});
const { createHandlers } = await import('#main/host/index.ts');
const { runningHost } = await import('#test/running-host.ts');

const BOX = randomUUID();
const TRANSFORM = { translation: [0, 0, 0], rotation: [0, 0, 0, 1], scale: [1, 1, 1] } as const;
const moveTo = (x: number): Operation => ({
  op: 'set_transform',
  id: BOX,
  transform: { ...TRANSFORM, translation: [x, 0, 0] },
});
const room = (): Room => store.getState().room;

/** Resolves once the window shows what is looked for. */
function shown(look: (room: Room) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const check = (): void => {
      if (!look(room())) return;
      stop();
      resolve();
    };
    const stop = store.subscribe(check);
    check();
  });
}

let host: Host;
const end: (() => Promise<void> | void)[] = [];

afterAll(() => {
  vi.doUnmock('#main/ledger/index.ts');
});

beforeEach(async () => {
  disk.takesNothing = false;
  store.setState({ room: EMPTY_ROOM });
  const userData = fs.mkdtempSync(path.join(os.tmpdir(), 'vibesync-own-'));
  const listeners = new Set<(batch: FeedBatch, done: () => void) => void>();
  let asked = false;
  let started = false;
  const feed = (): void => {
    asked = false;
    if (!started) return;
    const batch = host.takeBatch();
    if (batch !== null) for (const listener of listeners) listener(batch, () => undefined);
  };
  host = await runningHost(userData, {
    onFeed: () => {
      if (!asked) setImmediate(feed);
      asked = true;
    },
  });
  started = true;
  const handlers = createHandlers(host, {} as EngineLauncher, () => Promise.resolve(null));
  const api: ControlRoomApi = {
    request: (name, body) =>
      (handlers as unknown as Record<RequestName, (body: unknown) => Promise<Result<never>>>)[name](body),
    onFeed: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  vi.stubGlobal('window', { vibesync: api });
  vi.stubGlobal('requestAnimationFrame', (run: () => void) => setImmediate(run));
  vi.stubGlobal('cancelAnimationFrame', () => undefined);
  end.push(
    start(api),
    () => host.close(),
    () => fs.rmSync(userData, { recursive: true }),
  );
  await shown(({ link }) => link === 'live');
  const object = {
    id: BOX,
    kind: 'mesh',
    name: 'Crate',
    parent: null,
    transform: { ...TRANSFORM },
    visibility: { viewport: true, render: true },
    properties: {},
  } as const;
  await submit([{ op: 'create', object } as unknown as Operation], '');
  await shown(({ scene, pending }) => scene.objects.has(BOX) && pending.length === 0);
});

afterEach(async () => {
  for (const each of end.splice(0)) await each();
  vi.unstubAllGlobals();
});

/** What is submitted now is answered, and never reaches the disk. */
async function losing(operations: readonly Operation[]): Promise<void> {
  disk.takesNothing = true;
  expect(await submit(operations, '')).toMatchObject({ ok: true });
  expect(room().pending).toHaveLength(1);
  disk.takesNothing = false;
}

function failDisk(): void {
  disk.fail({ outcome: 'unknown', from: 1, reason: { code: 'disk_error', message: 'EIO', path: null } });
}

test('R4: it is handed in again under its own id, and what is changed next builds on it', async () => {
  await losing([moveTo(5)]);
  const [change] = room().pending;
  failDisk();
  const { snapshots } = room();
  await shown((now) => now.snapshots > snapshots);
  expect(await submit([{ op: 'rename', id: BOX, name: 'Kiste' }], '')).toMatchObject({ ok: true });
  await shown(({ pending }) => pending.length === 0);
  expect(room().scene.objects.get(BOX)).toMatchObject({
    name: 'Kiste',
    transform: { translation: [5, 0, 0] },
  });
  expect(room().changes.tail.find(({ id }) => id === change?.id)).toMatchObject({ state: 'committed' });
  expect([room().failures, room().notices]).toEqual([[], []]);
});

test('what the new life refuses is no longer on its way, and a notice names it', async () => {
  await losing([moveTo(5)]);
  failDisk();
  const { snapshots } = room();
  // Everything is held by the time it is handed in again.
  host.override('test');
  await shown((now) => now.snapshots > snapshots && now.notices.length > 0);
  expect(room().pending).toEqual([]);
  expect(room().notices).toMatchObject([{ kind: 'failed', failure: { label: 'move Crate' } }]);
});
