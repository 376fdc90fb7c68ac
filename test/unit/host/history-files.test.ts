/** The history as a whole, by the window's own requests, on a real host: its rows, its proof, its files, and a copy of it. */
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { NO_HISTORY_FILTER } from '#app/control-room/index.ts';
import type { BundleView, HistoryWorkView } from '#app/control-room/index.ts';
import { IDENTITY_TRANSFORM } from '#app/scene/index.ts';
import { HistoryWork } from '#main/host/history-work.ts';
import { createHandlers, layOutCopy, onlyLooking } from '#main/host/index.ts';
import type { Host } from '#main/host/index.ts';
import { placesIn } from '#main/host/places.ts';
import type { EngineLauncher } from '#main/shell/index.ts';
import { runningHost } from '#test/running-host.ts';
import { temporaryFolder } from '#test/temporary-folders.ts';

const NO_LAUNCHER: EngineLauncher = {
  findBlender: () => Promise.resolve(null),
  launchBlender: () => Promise.reject(new Error('No engine is launched here.')),
  installBlenderAddon: () => Promise.reject(new Error('Nothing is installed here.')),
  installUnityPackage: () => Promise.reject(new Error('Nothing is installed here.')),
};

/** A person with a project, who names this file whenever they are asked for one. */
async function project() {
  const userData = temporaryFolder();
  const file = path.join(temporaryFolder(), 'chosen');
  const viewed: BundleView[] = [];
  let wake = (): void => undefined;
  const host = await runningHost(userData, { onFeed: () => wake() });
  onTestFinished(() => host.close());
  let named: string | null = file;
  const handlers = createHandlers(host, NO_LAUNCHER, null, {
    save: () => Promise.resolve(named),
    open: () => Promise.resolve(named),
    view: (_, bundle) => {
      viewed.push(bundle);
      return Promise.resolve({ ok: true, value: {} });
    },
  });
  const make = async (count: number): Promise<void> => {
    for (let index = 0; index < count; index += 1) {
      const id = randomUUID();
      const object = {
        id,
        kind: 'mesh',
        name: `=Crate_${index}`,
        parent: null,
        transform: IDENTITY_TRANSFORM,
        visibility: { viewport: true, render: true },
        properties: {},
      } as const;
      const base = { revision: host.orchestrator.core.durable.revision, after: [] };
      const body = {
        id: randomUUID(),
        base,
        reason: 'to have some',
        operations: [{ op: 'create', object } as const],
      };
      expect(await handlers.submit(body)).toMatchObject({ ok: true });
    }
    await settled(() => host.orchestrator.core.durable.revision >= count);
  };
  const settled = async (condition: () => boolean): Promise<void> => {
    while (!condition()) await new Promise<void>((resolve) => (wake = resolve));
  };
  /** What the work that was begun came to. */
  const ended = async (): Promise<HistoryWorkView | null> => {
    await settled(() => host.work.view()?.state !== 'running');
    return host.work.view();
  };
  return {
    host,
    handlers,
    file,
    viewed,
    make,
    ended,
    choose: (next: string | null) => (named = next),
    userData,
  };
}

async function lookAt(file: string, bundle: BundleView): Promise<Host> {
  const userData = temporaryFolder();
  const laidOut = await layOutCopy({ file, head: bundle.head, receipt: bundle.receipt }, userData);
  if (!laidOut.ok) throw new Error(laidOut.reason.message);
  const host = await runningHost(userData, { copy: laidOut.copy });
  onTestFinished(() => host.close());
  return host;
}

describe('the history’s files', () => {
  test('a table has every change that passes, and its words are no formula', async () => {
    const { handlers, file, make, ended } = await project();
    await make(3);
    const filter = { ...NO_HISTORY_FILTER, words: 'crate_1' };
    expect(await handlers.write_history_table({ filter, format: 'csv' })).toEqual({
      ok: true,
      value: { begun: true },
    });
    expect(await ended()).toMatchObject({ kind: 'table', state: 'done', done: 1, file: 'chosen' });
    const [, line, rest] = fs.readFileSync(file, 'utf8').split('\r\n');
    expect(line).toContain(",'=Crate_1,");
    expect(rest).toBe('');
    expect(await handlers.write_history_table({ filter: NO_HISTORY_FILTER, format: 'jsonl' })).toMatchObject({
      ok: true,
    });
    expect(await ended()).toMatchObject({ state: 'done', done: 3 });
    const rows = fs
      .readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((json) => JSON.parse(json) as { n: number; record: { kind: string } });
    expect(rows.map(({ n, record }) => [n, record.kind])).toEqual([
      [3, 'begin'],
      [2, 'begin'],
      [1, 'begin'],
    ]);
  });

  test('one that the disk does not take leaves nothing, and says why', async () => {
    const { handlers, make, ended, choose, file } = await project();
    await make(1);
    choose(path.join(file, 'no', 'such', 'folder.csv'));
    await handlers.write_history_table({ filter: NO_HISTORY_FILTER, format: 'csv' });
    expect(await ended()).toMatchObject({ state: 'failed', reason: { code: 'not_written' } });
    await handlers.write_bundle({});
    expect(await ended()).toMatchObject({ kind: 'bundle', state: 'failed', reason: { code: 'not_written' } });
    choose(null);
    expect(await handlers.write_bundle({})).toEqual({ ok: true, value: { begun: false } });
    expect(fs.existsSync(file)).toBe(false);
  });

  test('one that is stopped while the history is still read is not written, and nobody waits for that', async () => {
    const { host, handlers, file, make, ended } = await project();
    await make(1);
    vi.spyOn(host.history, 'catchUp').mockReturnValue(new Promise(() => undefined));
    await handlers.write_history_table({ filter: NO_HISTORY_FILTER, format: 'csv' });
    expect(await handlers.stop_history_work({})).toMatchObject({ ok: true });
    expect(await ended()).toMatchObject({ kind: 'table', state: 'stopped', reason: { code: 'cancelled' } });
    expect(fs.existsSync(file)).toBe(false);
  });

  test('a copy is checked before it is shown, and known as made here; one that was changed is named', async () => {
    const { host, handlers, file, viewed, make, ended } = await project();
    await make(2);
    await handlers.write_bundle({});
    const written = await ended();
    expect(written).toMatchObject({
      kind: 'bundle',
      state: 'done',
      bundle: { revision: 2, receipt: 'ours' },
    });
    await handlers.open_bundle({});
    expect(await ended()).toMatchObject({ kind: 'open', state: 'done' });
    expect(viewed).toEqual([written?.bundle]);
    expect(viewed[0]?.head).toBe(host.ledger.receipt?.head);

    const bytes = fs.readFileSync(file);
    const at = bytes.indexOf('=Crate_1');
    bytes.write('=Crate_7', at);
    fs.writeFileSync(file, bytes);
    await handlers.open_bundle({});
    expect(await ended()).toMatchObject({
      state: 'failed',
      reason: { code: 'bundle_altered' },
      bundle: null,
    });
    expect(viewed).toHaveLength(1);
  });

  test('verifying says how much held, and one thing runs at a time', async () => {
    const { host, handlers, make } = await project();
    await make(2);
    const both = [handlers.verify_history({}), handlers.verify_history({})];
    const [first, second] = await Promise.all(both);
    expect(first).toEqual({ ok: true, value: { records: host.ledger.position, problem: null } });
    expect(second).toMatchObject({ ok: false, reason: { code: 'history_busy' } });
    expect(host.work.view()).toMatchObject({ kind: 'verify', state: 'done', done: host.ledger.position });
    const stopped = handlers.verify_history({});
    await handlers.stop_history_work({});
    // It may have come to its end just before.
    const end = await stopped;
    expect(end.ok ? end.value.problem : end.reason.code).toBe(end.ok ? null : 'cancelled');
  });
});

describe('a copy', () => {
  test('shows what was copied, and nothing in it can be changed', async () => {
    const { host, handlers, file, make, ended } = await project();
    await make(3);
    await handlers.write_bundle({});
    const bundle = (await ended())?.bundle;
    if (bundle === null || bundle === undefined) throw new Error('there is no copy');
    const copy = await lookAt(file, bundle);
    const looking = onlyLooking(createHandlers(copy, NO_LAUNCHER, null));
    const shown = await looking.attach({});
    const own = await handlers.attach({});
    if (!shown.ok || !own.ok) throw new Error('nothing is shown');
    expect(shown.value.objects).toEqual(own.value.objects);
    expect(shown.value.status).toMatchObject({
      revision: 3,
      halted: null,
      copy: { ...bundle, file: 'chosen' },
      ledger: { state: 'read_only', goOnFrom: null },
    });
    await copy.history.catchUp(copy.ledger.position);
    const asked = { filter: NO_HISTORY_FILTER, first: 0, rows: 10 };
    expect(await looking.read_history(asked)).toEqual(await handlers.read_history(asked));
    expect(await looking.read_scene({ revision: 1 })).toMatchObject({ ok: true, value: { commits: 2 } });
    expect(await looking.verify_history({})).toMatchObject({ ok: true, value: { problem: null } });
    const refused = { ok: false, reason: { code: 'copy_read_only' } };
    expect(await looking.pair_engine({})).toMatchObject(refused);
    expect(await looking.create_agent({ name: 'x' })).toMatchObject(refused);
    expect(await looking.go_on({ revision: 3 })).toMatchObject(refused);
    // Not even past the window: the host itself writes nothing.
    const before = copy.ledger.position;
    const [object] = shown.value.objects;
    if (object === undefined) throw new Error('there is no object');
    const answer = await copy.submit(
      'override',
      { kind: 'person', id: 'person', name: 'you' },
      {
        id: randomUUID(),
        base: { revision: 3, after: [] },
        reason: 'by force',
        task: null,
        operations: [{ op: 'rename', id: object.id, name: 'Mine' }],
      },
    );
    expect(answer).toMatchObject({ ok: false, reason: { code: 'ledger_read_only' } });
    expect(copy.ledger.position).toBe(before);
    expect(copy.gateway).toBe(undefined);
    expect(copy.agentsDoor).toBe(undefined);
    expect(host.ledger.mode).toBe('ok');
  });

  test('that was exchanged since it was checked is not laid out', async () => {
    const { handlers, file, make, ended } = await project();
    await make(1);
    await handlers.write_bundle({});
    const userData = temporaryFolder();
    await ended();
    const laidOut = await layOutCopy({ file, head: '0'.repeat(64), receipt: 'ours' }, userData);
    expect(laidOut).toMatchObject({ ok: false, reason: { code: 'bundle_altered' } });
    expect(fs.readdirSync(placesIn(userData).ledger)).not.toEqual([]);
  });
});

test('a file that a person names only after its project was closed is not begun', async () => {
  const host = await runningHost(temporaryFolder());
  const named = Promise.withResolvers<string>();
  const handlers = createHandlers(host, NO_LAUNCHER, null, {
    save: () => named.promise,
    open: () => named.promise,
    view: () => Promise.reject(new Error('nothing is to be shown')),
  });
  const asked = [
    handlers.write_bundle({}),
    handlers.write_history_table({ filter: NO_HISTORY_FILTER, format: 'csv' }),
    handlers.open_bundle({}),
  ];
  // They wait for the start of the host, and then for the person.
  await new Promise((resolve) => setImmediate(resolve));
  await host.close();
  const folder = temporaryFolder();
  named.resolve(path.join(folder, 'late'));
  for (const answer of await Promise.all(asked)) expect(answer.ok).toBe(false);
  expect(fs.readdirSync(folder)).toEqual([]);
  expect(host.work.view()).toBe(null);
});

test('work ends before what it works on does, and tells nothing after its end', async () => {
  const told: (HistoryWorkView | null)[] = [];
  const work: HistoryWork = new HistoryWork(() => told.push(work.view()));
  const gate = Promise.withResolvers<undefined>();
  const ended = work.begin('bundle', 'x', async (came, signal) => {
    came(1, 2);
    signal.addEventListener('abort', () => gate.resolve(undefined));
    await gate.promise;
    queueMicrotask(() => setImmediate(() => came(2, 2)));
    return { state: 'stopped', reason: null, bundle: null };
  });
  expect(work.begin('verify', null, () => Promise.reject(new Error('two at once')))).toBe(null);
  await work.stop();
  expect(await ended).toMatchObject({ state: 'stopped' });
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  expect(told.map((view) => [view?.state, view?.done])).toEqual([
    ['running', 0],
    ['running', 1],
    ['stopped', 1],
  ]);
});
