import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ControlRoomApi } from '#app/control-room/index.ts';

const bridge = vi.hoisted(() => ({
  exposed: new Map<string, unknown>(),
  invoke: vi.fn((): Promise<unknown> => Promise.resolve({ ok: true, value: {} })),
  send: vi.fn(),
  listeners: new Map<string, Set<(event: unknown, ...rest: unknown[]) => void>>(),
}));
vi.mock('electron', () => ({
  contextBridge: { exposeInMainWorld: (name: string, api: unknown) => bridge.exposed.set(name, api) },
  ipcRenderer: {
    invoke: bridge.invoke,
    send: bridge.send,
    on: (channel: string, listener: () => void) => {
      bridge.listeners.set(channel, (bridge.listeners.get(channel) ?? new Set()).add(listener));
    },
    removeListener: (channel: string, listener: () => void) =>
      bridge.listeners.get(channel)?.delete(listener),
  },
}));
// Others in this process may have loaded what imports it, and are to load it again.
vi.resetModules();
afterAll(() => void vi.resetModules());
await import('#app/preload/index.ts');

const api = (): ControlRoomApi => bridge.exposed.get('vibesync') as ControlRoomApi;
const emit = (batch: object) => {
  for (const listener of bridge.listeners.get('vibesync:feed') ?? [])
    listener({ sender: 'ipcRenderer' }, batch);
};

beforeEach(() => {
  bridge.invoke.mockClear();
  bridge.send.mockClear();
});

describe('the preload', () => {
  it('exposes the control room’s two functions and nothing else', () => {
    expect([...bridge.exposed.keys()]).toEqual(['vibesync']);
    expect(Object.keys(api()).sort()).toEqual(['onFeed', 'request']);
  });

  it('passes a known request on, by the one channel', async () => {
    await api().request('lock', { id: 'x', on: true });
    expect(bridge.invoke).toHaveBeenCalledExactlyOnceWith('vibesync:request', 'lock', { id: 'x', on: true });
  });

  it('sends nothing for a name that is none', async () => {
    const page = api() as unknown as { request: (name: unknown, body: unknown) => Promise<unknown> };
    for (const name of ['nope', '__proto__', 'toString', '', 3, null, ['halt'], { toString: () => 'halt' }]) {
      expect(await page.request(name, {})).toMatchObject({ ok: false, reason: { code: 'unknown_request' } });
    }
    expect(bridge.invoke).not.toHaveBeenCalled();
  });

  it('hands over batches without the event, and acknowledges by their own number', () => {
    const seen: unknown[][] = [];
    const stop = api().onFeed((...given) => {
      seen.push(given);
      (given[0] as { seq: number }).seq = 99;
      given[1]();
    });
    emit({ seq: 4 });
    expect(seen).toHaveLength(1);
    expect(seen[0]).toHaveLength(2);
    expect(bridge.send).toHaveBeenCalledExactlyOnceWith('vibesync:feed-done', 4);
    stop();
    emit({ seq: 5 });
    expect(seen).toHaveLength(1);
  });
});
