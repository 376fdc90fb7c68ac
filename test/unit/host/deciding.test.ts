/** What the window asks about names, shelf and connections, on the real host and its history, over a restart. */
import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import type { RequestBody, RequestName, RequestResults } from '#app/control-room/index.ts';
import { createHandlers } from '#main/host/handlers.ts';
import type { Host } from '#main/host/index.ts';
import type { EngineLauncher } from '#main/shell/index.ts';
import { runningHost } from '#test/running-host.ts';
import { temporaryFolder } from '#test/temporary-folders.ts';
import { box } from '../orchestrator/bench-rig.ts';

/** No engine is launched here. */
const NO_LAUNCHER = {} as EngineLauncher;

function asking(host: Host) {
  const handlers = createHandlers(host, NO_LAUNCHER, null);
  return async <Name extends Exclude<RequestName, 'halt'>>(
    name: Name,
    body: RequestBody<Name>,
  ): Promise<RequestResults[Name]> => {
    const handle = handlers[name as keyof typeof handlers] as (
      body: unknown,
    ) => Promise<{ ok: true; value: RequestResults[Name] } | { ok: false; reason: { message: string } }>;
    const answer = await handle(body);
    if (!answer.ok) throw new Error(answer.reason.message);
    return answer.value;
  };
}

const ANY = {
  text: '',
  who: null,
  why: null,
  kind: null,
  withinMs: null,
  order: 'newest',
  skip: 0,
  most: 10,
};

test('a version that was named keeps its name over a restart, and is told to the window', async () => {
  const userData = temporaryFolder();
  const host = await runningHost(userData);
  const ask = asking(host);
  const operations = [{ op: 'create', object: box(1) }] as const;
  const base = { revision: 0, after: [] };
  await ask('submit', { id: randomUUID(), base, reason: 'test', operations: [...operations] });
  await ask('name_version', { name: 'The empty scene', revision: 0 });
  expect(host.snapshot().checkpoints).toMatchObject([{ name: 'The empty scene', revision: 0 }]);
  await host.close();
  const next = await runningHost(userData);
  onTestFinished(() => next.close());
  expect(next.snapshot().checkpoints).toMatchObject([{ name: 'The empty scene', revision: 0 }]);
});

test('what is on the shelf is found with the time at which it was put there, and with none it is none', async () => {
  const host = await runningHost(temporaryFolder());
  onTestFinished(() => host.close());
  const ask = asking(host);
  expect(await ask('find_shelved', { ...ANY, order: 'newest' })).toEqual({
    entries: [],
    of: 0,
    who: [],
    why: [],
  });
  const { core } = host.orchestrator;
  const entry = {
    id: 'kept',
    from: 'engine:blender',
    why: 'aborted',
    states: [{ id: box(1).id, facet: 'name', value: 'Crate' }],
    truth: [],
    revision: 0,
  } as const;
  core.append([{ kind: 'shelve', entry }], { flush: true });
  host.input({ in: 'tick', nowMs: performance.now() });
  await host.history.catchUp(host.orchestrator.core.ahead.position);
  const found = await ask('find_shelved', { ...ANY, order: 'object', text: 'crate', withinMs: 60_000 });
  expect(found).toMatchObject({ of: 1, entries: [{ id: 'kept', of: 1, about: { name: 'Crate', of: 1 } }] });
  expect(found.entries[0]?.time).toEqual(expect.any(String));
  expect(await ask('read_shelved_time', { shelf: 'kept' })).toEqual({ time: found.entries[0]?.time });
  expect(await ask('read_shelved_time', { shelf: 'nowhere' })).toEqual({ time: null });
  const act = randomUUID();
  expect(await ask('discard_many', { id: act, shelves: ['kept', 'gone'] })).toMatchObject({
    done: 1,
    left: [{ id: 'gone' }],
  });
  await ask('restore_discarded', { id: act });
  expect((await ask('find_shelved', { ...ANY, order: 'newest' })).of).toBe(1);
  expect(await ask('read_connections', { before: null })).toEqual({
    connections: [],
    next: null,
    collisions: [],
  });
});
