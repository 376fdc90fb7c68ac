/** What a person does in the window to let somebody in, by role and name. */
import { expect } from '@playwright/test';
import type { Locator } from '@playwright/test';
import type { AgentAccess } from './agent.ts';
import type { Application } from './application.ts';

/** A fresh one-time code and the address that goes with it. */
export async function pairingCode(
  app: Application,
): Promise<{ readonly url: string; readonly code: string }> {
  await app.goTo('Engines');
  await app.page.getByRole('button', { name: 'Get a pairing code' }).click();
  const shown = app.page.getByRole('status', { name: 'Pairing code' });
  await expect(shown).toHaveText(/\S/);
  const { url } = await app.endpoint();
  await expect(app.page.getByText(url)).toBeVisible();
  return { url, code: (await shown.innerText()).trim() };
}

/** A key for a new agent. It is shown once, and read from where it is shown. */
export async function makeAgentKey(app: Application, name: string): Promise<AgentAccess> {
  await app.goTo('Engines');
  await app.page.getByLabel('Name of the agent').fill(name);
  await app.page.getByRole('button', { name: 'Make a key' }).click();
  const token = await shownIn(app.page.getByLabel('Key', { exact: true }));
  const url = await shownIn(app.page.getByLabel('Address', { exact: true }));
  await app.page.getByRole('button', { name: 'Done' }).click();
  return { url, token };
}

/** An engine's entry under Engines, connected or ended; the newest first where there are several. */
export function sessionOf(app: Application, engine: string): Locator {
  return app.page.getByRole('article', { name: engine }).first();
}

/** Says that the file which is open in the engine belongs to this project, and waits until both are in step. */
export async function linkScene(app: Application, engine: string): Promise<void> {
  await app.goTo('Control');
  await app.page.getByRole('button', { name: /^Link this (file|scene) to the project$/ }).click();
  await app.goTo('Engines');
  await expect(sessionOf(app, engine)).toContainText('in step', { timeout: 30_000 });
}

async function shownIn(field: Locator): Promise<string> {
  await expect(field).toHaveValue(/\S/);
  return field.inputValue();
}
