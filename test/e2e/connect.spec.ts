/** The ways in: an engine by code and by launch, an agent by key. */
import fs from 'node:fs';
import path from 'node:path';
import { PROJECT_ROOT } from '../../main/provision/paths.mjs';
import { Agent } from './support/agent.ts';
import { Application } from './support/application.ts';
import { linkScene, makeAgentKey, sessionOf } from './support/gestures.ts';
import { expect, test } from './fixtures.ts';

test('a real Blender is let in by the code that the window shows, and its file is linked', async ({
  app,
  blender,
  shot,
}) => {
  await expect(sessionOf(app, 'Blender')).toContainText('another file');
  await linkScene(app, 'Blender');
  expect(await blender.call('status')).toMatchObject({ connected: true, problem: '' });
  await shot('connected');
});

test('a real MCP client is let in by the key that the window shows, and by no other (SEC-3)', async ({
  app,
  agent,
  shot,
}) => {
  expect(await agent.toolNames()).toContain('commit_atomic_operation');
  await app.goTo('Engines');
  await expect(app.page.getByRole('button', { name: 'Disconnect set-dresser for good' })).toBeVisible();
  await expect(app.page.getByText(/^connected/)).toBeVisible();
  const intruder = Agent.connect({ ...(await makeAgentKey(app, 'other')), token: 'a'.repeat(43) });
  await expect(intruder).rejects.toThrow();
  await shot('agent connected');
});

test('“Install Unity package” puts the package into the project that a person chooses, or says why not', async ({
  app,
  folder,
  shot,
}) => {
  const project = path.join(folder, 'Courtyard');
  const installed = path.join(project, 'Packages', 'com.vibesync.adapter');
  fs.mkdirSync(path.join(project, 'Packages'), { recursive: true });
  fs.mkdirSync(path.join(project, 'ProjectSettings'));
  fs.writeFileSync(
    path.join(project, 'ProjectSettings', 'ProjectVersion.txt'),
    'm_EditorVersion: 6000.2.8f1\n',
  );

  const begin = app.page.getByRole('button', { name: /^Connect Unity/ });
  await begin.click();
  await app.leaveDialog('Choose a Unity project');
  await expect(begin).toBeEnabled();

  await app.chooseNextFolder(folder);
  await begin.click();
  await expect(app.page.getByText(`${folder} is no Unity project`)).toBeVisible();
  await shot('no project');

  await app.chooseNextFolder(project);
  await begin.click();
  await expect(app.page.getByRole('heading', { name: 'The package is in your project' })).toBeVisible();
  await expect(app.page.getByRole('status').filter({ hasText: installed })).toContainText(
    'Window > VibeSync',
  );
  await app.page.getByRole('button', { name: 'Get a pairing code' }).click();
  await expect(app.page.getByRole('status', { name: 'Pairing code' })).toHaveText(/\S/);
  await shot('installed');
  expect(filesIn(installed)).toEqual(filesIn(path.join(PROJECT_ROOT, 'assets', 'adapters', 'unity')));
  expect(fs.readdirSync(path.join(project, 'Packages'))).toEqual(['com.vibesync.adapter']);

  // A second time, over an older copy, from the place where the engines are.
  fs.writeFileSync(path.join(installed, 'Gone.cs'), 'old');
  await app.goTo('Engines');
  await app.chooseNextFolder(project);
  await app.page.getByRole('button', { name: 'Install Unity package' }).click();
  await expect(app.page.getByText(`Installed in ${installed}`)).toBeVisible();
  await shot('installed again');
  expect(fs.existsSync(path.join(installed, 'Gone.cs'))).toBe(false);
});

test('“Launch Blender with VibeSync” starts a Blender that is paired already', async ({ folder }) => {
  // The installed Blender, through a script that says which process it became, so that the test can end it. In a small
  // window: a processor draws it.
  const pidFile = path.join(folder, 'blender.pid');
  const wrapper = path.join(folder, 'blender');
  fs.writeFileSync(
    wrapper,
    `#!/bin/sh\necho $$ > '${pidFile}'\nexec blender --factory-startup --window-geometry 0 0 480 320 "$@"\n`,
    {
      mode: 0o755,
    },
  );
  const app = new Application(path.join(folder, 'data'));
  try {
    await app.start({ env: { BLENDER: wrapper, LIBGL_ALWAYS_SOFTWARE: '1', HOME: folder } });
    await app.goTo('Engines');
    await app.page.getByRole('button', { name: 'Launch Blender with VibeSync' }).click();
    await expect(sessionOf(app, 'Blender')).toBeVisible({ timeout: 60_000 });
    await linkScene(app, 'Blender');
    // The artist's own Blender is as it was: nothing is installed in it, nothing is remembered.
    expect(fs.existsSync(path.join(folder, '.config', 'blender'))).toBe(false);
  } finally {
    await app.dispose();
    if (fs.existsSync(pidFile)) {
      const pid = Number(fs.readFileSync(pidFile, 'utf8'));
      process.kill(pid, 'SIGKILL');
      // It is told to end, and has files open in the folder until it has.
      await expect.poll(() => isThere(pid)).toBe(false);
    }
  }
});

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** The contents of every file below a folder, by its name. */
function filesIn(root: string): Record<string, string> {
  const names = fs.readdirSync(root, { recursive: true, encoding: 'utf8' });
  return Object.fromEntries(
    names
      .filter((name) => fs.statSync(path.join(root, name)).isFile())
      .map((name) => [name, fs.readFileSync(path.join(root, name), 'base64')]),
  );
}
