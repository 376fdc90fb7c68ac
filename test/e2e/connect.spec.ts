/** The ways in: an engine by code and by launch, an agent by key. */
import fs from 'node:fs';
import path from 'node:path';
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

test('a real MCP client is let in by the key that the window shows, and by no other', async ({
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

test('“Launch Blender with VibeSync” starts a Blender that is paired already', async ({ folder }) => {
  // The installed Blender, through a script that says which process it became, so that the test can end it.
  const pidFile = path.join(folder, 'blender.pid');
  const wrapper = path.join(folder, 'blender');
  fs.writeFileSync(wrapper, `#!/bin/sh\necho $$ > '${pidFile}'\nexec blender --factory-startup "$@"\n`, {
    mode: 0o755,
  });
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
    if (fs.existsSync(pidFile)) process.kill(Number(fs.readFileSync(pidFile, 'utf8')), 'SIGKILL');
  }
});
