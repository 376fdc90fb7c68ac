/** What the window asks about projects, where no project needs to be open for the answer. */
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Host } from '#main/host/index.ts';
import { createOpenProjectHandlers, createProjectHandlers } from '#main/projects/index.ts';
import type { HostHandlers } from '#main/shell/index.ts';
import { temporaryFolder } from '../../temporary-folders.ts';
import { opened, projectsIn } from './opened-projects.ts';

test('a new project lies in the folder that was chosen, also where the person looked again and chose none', async () => {
  const { projects } = projectsIn(temporaryFolder());
  const parent = temporaryFolder();
  const answers: (string | null)[] = [null, parent, null];
  const handlers = createProjectHandlers(projects, () => ({
    chooseFolder: () => Promise.resolve(answers.shift() ?? null),
    // Something exists only in an engine: it is made, and the person is asked before it is opened.
    mayLeave: () => false,
    showFolder: () => Promise.resolve(''),
  }));
  const make = () => handlers.new_project({ name: 'Harbour', where: 'chosen' });
  await handlers.choose_project_folder({});
  expect(await make()).toMatchObject({ ok: false, reason: { code: 'no_folder' } });
  expect(await handlers.choose_project_folder({})).toMatchObject({ value: { folder: parent } });
  expect(await handlers.choose_project_folder({})).toMatchObject({ value: { folder: null } });
  expect(await make()).toEqual({ ok: true, value: { became: 'asking' } });
  expect(projects.recent().map(({ folder }) => path.basename(folder))).toEqual(['Harbour']);
  expect(path.dirname(projects.recent()[0]?.folder ?? '')).toContain(path.basename(parent));
});

test('what the page of one project asks is not done in the next, until it has begun anew', async () => {
  const { projects } = await opened(temporaryFolder());
  const asked: Host[] = [];
  const handlers = createOpenProjectHandlers(projects, (host) => {
    const note = () => {
      asked.push(host);
      return Promise.resolve({ ok: true, value: {} });
    };
    return { attach: note, take_back_change: note } as unknown as HostHandlers;
  });
  const takeBack = () => handlers.take_back_change({ id: '00000000-0000-4000-8000-000000000001', n: 1 });
  await handlers.attach({});
  expect(await takeBack()).toMatchObject({ ok: true });
  const first = await projects.whenOpen();
  await projects.change(projects.make(projects.usualFolder, 'Harbour'));
  const second = await projects.whenOpen();
  expect(await takeBack()).toMatchObject({ ok: false, reason: { code: 'not_ready' } });
  expect(asked.every((host) => host === first)).toBe(true);
  expect(asked).toHaveLength(2);
  await handlers.attach({});
  expect(await takeBack()).toMatchObject({ ok: true });
  expect(asked.slice(2).every((host) => host === second)).toBe(true);
  expect(asked).toHaveLength(4);
});
