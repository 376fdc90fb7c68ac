/** What the window asks about projects, where no project needs to be open for the answer. */
import path from 'node:path';
import { expect, test } from 'vitest';
import { createProjectHandlers } from '#main/projects/index.ts';
import { temporaryFolder } from '../../temporary-folders.ts';
import { projectsIn } from './opened-projects.ts';

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
