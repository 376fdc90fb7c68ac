/** From one project to another within one process, with real hosts over real ledgers. */
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import type { Host } from '#main/host/index.ts';
import { placesIn } from '#main/host/places.ts';
import type { Projects } from '#main/projects/index.ts';
import type { KnownProject } from '#main/projects/registry.ts';
import { runningHost } from '../../running-host.ts';
import { temporaryFolder } from '../../temporary-folders.ts';
import { box } from '../orchestrator/bench-rig.ts';
import { opened, preparingIn } from './opened-projects.ts';

/** Makes an object, and waits until that is confirmed. */
async function commit(projects: Projects, index: number): Promise<void> {
  const host = await projects.whenOpen();
  const before = host.orchestrator.core.durable.revision;
  const answer = await host.submit(
    'human',
    { kind: 'person', id: 'person', name: 'you' },
    {
      id: randomUUID(),
      base: { revision: before, after: [] },
      reason: '',
      task: null,
      operations: [{ op: 'create', object: box(index) }],
    },
  );
  expect(answer).toMatchObject({ ok: true });
  await vi.waitUntil(() => host.orchestrator.core.durable.revision > before);
}

async function namesIn(projects: Projects): Promise<string[]> {
  const host = await projects.whenOpen();
  return [...host.orchestrator.core.durable.objects.values()].map(({ name }) => name);
}

const problemOf = async (projects: Projects) => (await projects.view()).problem;

/** One that is known already, as it was taken over from another life. */
async function take(projects: Projects, folder: string): Promise<KnownProject> {
  const taken = await projects.take(folder);
  if ('reason' in taken) throw new Error(taken.reason.message);
  return taken.project;
}

test('what an installation has goes on as it was: its project, its receipts, its keys', async () => {
  const userData = temporaryFolder();
  const before = await runningHost(userData);
  const { id } = before.orchestrator.core.durable.project;
  await before.close();
  const { projects } = await opened(userData);
  expect(projects.current.folder).toBe(path.join(userData, 'projects', 'default'));
  expect((await projects.whenOpen()).orchestrator.core.durable.project.id).toBe(id);
  expect(placesIn(userData).agents(id)).toBe(path.join(userData, 'agents.json'));
  expect(placesIn(userData)).toMatchObject({
    receipts: path.join(userData, 'receipts', 'default'),
    tokens: path.join(userData, 'connections.json'),
  });
  expect((await projects.view()).current).toMatchObject({ name: 'My scene', versions: 0, problem: null });
});

test('each project has a scene, a history and keys of agents of its own, and is as it was when it is opened again', async () => {
  const userData = temporaryFolder();
  const { projects, onChange } = await opened(userData);
  await commit(projects, 1);
  const first = projects.current;
  const second = projects.make(projects.usualFolder, 'Harbour');
  await projects.change(second);
  expect(onChange).toHaveBeenCalledTimes(1);
  expect([projects.current.name, await namesIn(projects)]).toEqual(['Harbour', []]);
  await commit(projects, 2);
  await commit(projects, 3);
  expect(await namesIn(projects)).toEqual(['Box_2', 'Box_3']);
  const receipts = fs.readdirSync(placesIn(userData).receipts);
  expect(receipts).toHaveLength(2);
  await projects.change(first);
  expect(await namesIn(projects)).toEqual(['Box_1']);
  expect((await projects.view()).recent).toMatchObject([{ name: 'Harbour', versions: 2, problem: null }]);
  const { id } = (await projects.whenOpen()).orchestrator.core.durable.project;
  expect(placesIn(userData, second.folder).agents(id)).not.toBe(placesIn(userData).agents(id));
});

test('the project that was open last is opened at the next start', async () => {
  const userData = temporaryFolder();
  const { projects } = await opened(userData);
  await projects.change(projects.make(projects.usualFolder, 'Harbour'));
  await projects.close();
  const again = await opened(userData);
  expect(again.projects.current.name).toBe('Harbour');
});

test('a name is kept with the project, whoever opens it', async () => {
  const { projects } = await opened(temporaryFolder());
  projects.rename(projects.current, 'Courtyard');
  const host = await projects.whenOpen();
  expect(host.snapshot().status.project.name).toBe('Courtyard');
  expect((await projects.view()).current.name).toBe('Courtyard');
  const { folder } = projects.current;
  await projects.close();
  const elsewhere = await opened(temporaryFolder(), { folder });
  expect((await elsewhere.projects.whenOpen()).snapshot().status.project.name).toBe('Courtyard');
});

test('R7: a copy beside its original is not opened, since the two would share a receipt; the one before is open again', async () => {
  const userData = temporaryFolder();
  const { projects } = await opened(userData);
  const original = projects.make(projects.usualFolder, 'Harbour');
  const first = projects.current;
  await projects.change(original);
  await commit(projects, 1);
  await projects.change(first);
  const copy = path.join(temporaryFolder(), 'copy');
  fs.cpSync(original.folder, copy, { recursive: true });
  await projects.change(await take(projects, copy));
  expect(projects.current.key).toBe(first.key);
  expect(await problemOf(projects)).toMatchObject({
    folder: fs.realpathSync(copy),
    reason: { code: 'copied', path: path.join(original.folder, 'ledger') },
  });
  // Moved, it is no copy, though the list knows where it was.
  fs.rmSync(original.folder, { recursive: true });
  await projects.change(await take(projects, copy));
  expect(await namesIn(projects)).toEqual(['Box_1']);
});

test('R2: a project that another process has open is told by name, and the one before is open again', async () => {
  const { projects } = await opened(temporaryFolder());
  await commit(projects, 1);
  const other = await opened(temporaryFolder());
  await projects.change(await take(projects, other.projects.current.folder));
  expect(await problemOf(projects)).toMatchObject({ name: 'default', reason: { code: 'locked' } });
  expect(await namesIn(projects)).toEqual(['Box_1']);
  const [known] = (await projects.view()).recent;
  expect(known?.problem?.code).toBe('locked');
});

test('a history that cannot be read at all is told, and the one before is open again', async () => {
  const { projects, onLost } = await opened(temporaryFolder());
  const broken = projects.make(projects.usualFolder, 'Broken');
  fs.mkdirSync(path.join(broken.folder, 'ledger'));
  fs.writeFileSync(
    path.join(broken.folder, 'ledger', 'ledger.sqlite'),
    'no database at all, whoever reads it'.repeat(99),
  );
  await projects.change(broken);
  expect(await problemOf(projects)).toMatchObject({ name: 'Broken', reason: { code: 'unreadable' } });
  expect(await namesIn(projects)).toEqual([]);
  expect(onLost).not.toHaveBeenCalled();
});

test('a folder that went since is told, and nothing is made in its place', async () => {
  const userData = temporaryFolder();
  const { projects } = await opened(userData);
  const gone = projects.make(projects.usualFolder, 'Gone');
  const first = projects.current;
  await projects.change(gone);
  await projects.change(first);
  fs.rmSync(gone.folder, { recursive: true });
  const known = projects.find(gone.key);
  if (known === null) throw new Error('it is not known');
  expect((await projects.view()).recent[0]?.problem?.code).toBe('missing');
  await projects.change(known);
  expect((await problemOf(projects))?.reason.code).toBe('missing');
  expect(fs.existsSync(gone.folder)).toBe(false);
  expect(projects.current.key).toBe(first.key);
});

test('where the last one is not there at the start, the first one is opened, and that is told', async () => {
  const userData = temporaryFolder();
  const { projects } = await opened(userData);
  const gone = projects.make(projects.usualFolder, 'Gone');
  await projects.change(gone);
  await projects.close();
  fs.rmSync(gone.folder, { recursive: true });
  const again = await opened(userData);
  expect(again.projects.current.folder).toBe(path.join(userData, 'projects', 'default'));
  expect(await problemOf(again.projects)).toMatchObject({ name: 'Gone', reason: { code: 'missing' } });
});

test('neither this one nor the one before: that is told, and nothing pretends to be open', async () => {
  const userData = temporaryFolder();
  const { projects, onLost } = await opened(userData);
  const broken = projects.make(projects.usualFolder, 'Broken');
  const disk = vi.spyOn(fs, 'mkdirSync').mockImplementation(() => {
    throw new Error('the disk is gone');
  });
  await projects.change(broken);
  disk.mockRestore();
  expect(onLost).toHaveBeenCalledTimes(1);
  expect(projects.host).toBeNull();
});

test('AUTH-1: pressed while none is open, the override holds the one that opens next, and the one that ended', async () => {
  const { projects, onHeld } = await opened(temporaryFolder());
  const first = projects.current;
  const changing = projects.change(projects.make(projects.usualFolder, 'Harbour'));
  projects.override('shortcut');
  expect([projects.isHalted(), onHeld.mock.calls.length]).toEqual([true, 1]);
  await changing;
  const host = await projects.whenOpen();
  expect(host.isHalted()).toBe(true);
  expect((await projects.view()).current.name).toBe('Harbour');
  await projects.change(first);
  expect((await projects.whenOpen()).isHalted()).toBe(true);
});

test('AUTH-1: it also holds the one before where the next cannot be opened', async () => {
  const { projects } = await opened(temporaryFolder());
  const broken = projects.make(projects.usualFolder, 'Broken');
  fs.writeFileSync(path.join(broken.folder, 'ledger'), 'no folder');
  const changing = projects.change(broken);
  projects.override('tray');
  await changing;
  expect((await problemOf(projects))?.name).toBe('Broken');
  expect((await projects.whenOpen()).isHalted()).toBe(true);
});

test('AUTH-1, R5: left while its disk fails, it is closed, and held when it is opened again, though the disk took no mark', async () => {
  const userData = temporaryFolder();
  const asked = Promise.withResolvers<void>();
  const prepare = preparingIn(userData, ({ what }) => {
    if (what === 'not_reopened') asked.resolve();
  });
  const { projects } = await opened(userData, { prepare });
  const first = projects.current;
  const host = await projects.whenOpen();
  const ledger = path.join(first.folder, 'ledger');
  fs.renameSync(ledger, `${ledger}-away`);
  host.ledger.append(1_000, [{ kind: 'lease', lo: 1, hi: 2 }], true);
  await asked.promise;
  host.override('button');
  await projects.change(projects.make(projects.usualFolder, 'Harbour'));
  expect((await projects.whenOpen()).isHalted()).toBe(false);
  fs.renameSync(`${ledger}-away`, ledger);
  await projects.change(first);
  expect(await problemOf(projects)).toBeNull();
  expect(projects.current.key).toBe(first.key);
  expect((await projects.whenOpen()).isHalted()).toBe(true);
});

test('taken off the list it is still known, so that a copy of it is found out', async () => {
  const { projects } = await opened(temporaryFolder());
  const first = projects.current;
  const original = projects.make(projects.usualFolder, 'Harbour');
  await projects.change(original);
  await projects.change(first);
  projects.remove(projects.find(original.key) ?? original);
  expect((await projects.view()).recent).toEqual([]);
  expect(fs.existsSync(original.folder)).toBe(true);
  const copy = path.join(temporaryFolder(), 'copy');
  fs.cpSync(original.folder, copy, { recursive: true });
  await projects.change(await take(projects, copy));
  expect((await problemOf(projects))?.reason.code).toBe('copied');
  // Opened by its folder it is on the list again.
  await projects.change(await take(projects, original.folder));
  expect(projects.current.key).toBe(original.key);
});

test('a process that has one project only remembers nothing of others', async () => {
  const userData = temporaryFolder();
  const { projects } = await opened(userData);
  await projects.change(projects.make(projects.usualFolder, 'Harbour'));
  await projects.close();
  const list = fs.readFileSync(path.join(userData, 'projects.json'), 'utf8');
  const only = await opened(userData, { isOnly: true });
  expect(only.projects.current.folder).toBe(path.join(userData, 'projects', 'default'));
  await only.projects.close();
  expect(fs.readFileSync(path.join(userData, 'projects.json'), 'utf8')).toBe(list);
});

test('R7: moved, it is opened though another project lies in its former folder by now', async () => {
  const { projects } = await opened(temporaryFolder());
  const first = projects.current;
  const former = projects.make(projects.usualFolder, 'Harbour');
  await projects.change(former);
  await commit(projects, 1);
  await projects.change(first);
  const moved = path.join(temporaryFolder(), 'moved');
  fs.renameSync(former.folder, moved);
  const other = await opened(temporaryFolder());
  const { folder } = other.projects.current;
  await other.projects.close();
  fs.cpSync(folder, former.folder, { recursive: true });
  await projects.change(await take(projects, moved));
  expect(await problemOf(projects)).toBeNull();
  expect(await namesIn(projects)).toEqual(['Box_1']);
});

test('R7: a copy is found out though the list of projects has been lost', async () => {
  const userData = temporaryFolder();
  const before = await opened(userData);
  const original = before.projects.make(before.projects.usualFolder, 'Harbour');
  await before.projects.change(original);
  await commit(before.projects, 1);
  await before.projects.close();
  fs.rmSync(path.join(userData, 'projects.json'));
  const copy = path.join(temporaryFolder(), 'copy');
  fs.cpSync(original.folder, copy, { recursive: true });
  const { projects } = await opened(userData);
  await projects.change(await take(projects, copy));
  expect((await problemOf(projects))?.reason).toMatchObject({
    code: 'copied',
    path: path.join(original.folder, 'ledger'),
  });
});

describe('a disk that does not answer', () => {
  /** Of one folder nothing is heard until it is let go of. */
  async function silentDisk() {
    const { promise, resolve: answer } = Promise.withResolvers<null>();
    let silent = '';
    const asked = Promise.withResolvers<void>();
    const made = await opened(temporaryFolder(), {
      look: (folder) => {
        if (folder !== silent) return Promise.resolve(null);
        asked.resolve();
        return promise;
      },
    });
    const { projects } = made;
    const first = projects.current;
    const far = projects.make(projects.usualFolder, 'Far');
    await projects.change(far);
    await projects.change(first);
    silent = far.folder;
    const known = projects.find(far.key) ?? far;
    return { ...made, first, far: known, answer: () => answer(null), asked: asked.promise };
  }

  test('traps nobody: the project before is opened again, and it is said why', async () => {
    const { projects, first, far, asked, onLost } = await silentDisk();
    expect(projects.giveUpOpening()).toBe(false);
    const changing = projects.change(far);
    await asked;
    expect(await projects.view()).toMatchObject({ opening: 'Far', instead: first.name });
    expect(projects.giveUpOpening()).toBe(true);
    await changing;
    expect(projects.current.key).toBe(first.key);
    expect((await projects.whenOpen()).isShown).toBe(true);
    expect(await problemOf(projects)).toMatchObject({ name: 'Far', reason: { code: 'not_answering' } });
    expect(onLost).not.toHaveBeenCalled();
  });

  test('does not keep a person from another project, which is opened in its place', async () => {
    const { projects, far, asked } = await silentDisk();
    const near = projects.make(projects.usualFolder, 'Near');
    const changing = projects.change(far);
    await asked;
    expect(projects.giveUpOpening(near)).toBe(true);
    await changing;
    expect(projects.current.name).toBe('Near');
  });

  test('opens nothing once it answers, where the application is closed meanwhile', async () => {
    const { projects, far, asked, answer } = await silentDisk();
    const changing = projects.change(far);
    await asked;
    const closing = projects.close();
    answer();
    await Promise.all([changing, closing]);
    expect(projects.host).toBeNull();
  });

  test('that falls silent in the middle is left to itself: whoever waits for its project gets the next one', async () => {
    const { projects, prepared } = await hangingHost();
    const [first, far] = [projects.current, projects.make(projects.usualFolder, 'Far')];
    const changing = projects.change(far);
    const host = await prepared;
    const waiting = projects.whenOpen();
    expect(projects.giveUpOpening()).toBe(true);
    await changing;
    expect(await waiting).not.toBe(host);
    expect(projects.current.key).toBe(first.key);
    expect(host.close).toHaveBeenCalledTimes(1);
  });
});

/** The second host of these projects never starts. */
async function hangingHost() {
  const { promise: prepared, resolve } = Promise.withResolvers<{ close: ReturnType<typeof vi.fn> }>();
  const userData = temporaryFolder();
  const real = preparingIn(userData);
  const never = new Promise<never>(() => undefined);
  let count = 0;
  const made = await opened(userData, {
    prepare: (project) => {
      count += 1;
      if (count !== 2) return real(project);
      const host = {
        start: () => never,
        shows: () => never,
        isShown: false,
        override: () => undefined,
        setShortcut: () => undefined,
        close: vi.fn(() => Promise.resolve()),
      };
      resolve(host);
      return { ok: true, host: host as unknown as Host };
    },
  });
  return { ...made, prepared };
}
