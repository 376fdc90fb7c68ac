/** What a person does in the window to let somebody in, by role and name. */
import type { Locator } from '@playwright/test';
import { expect } from '@playwright/test';
import type { AgentAccess } from './agent.ts';
import type { Application } from './application.ts';

/** A fresh one-time code and the address that goes with it. */
export async function pairingCode(
  app: Application,
): Promise<{ readonly url: string; readonly code: string }> {
  await app.goTo('Engines');
  await app.page.getByRole('button', { name: 'Get a pairing code' }).click();
  const code = await readShown(app.page.getByLabel('Pairing code', { exact: true }));
  const { url } = await app.endpoint();
  return { url, code };
}

/** A key for a new agent. It is shown once, and read from where it is shown. */
export async function makeAgentKey(app: Application, name: string): Promise<AgentAccess> {
  await app.goTo('Engines');
  await app.page.getByRole('button', { name: 'Connect an AI agent' }).click();
  await app.page.getByLabel('Name of the agent').fill(name);
  await app.page.getByRole('button', { name: 'Make a key' }).click();
  const token = await readShown(app.page.getByLabel('Key', { exact: true }));
  const url = await readShown(app.page.getByLabel('Address', { exact: true }));
  await app.page.getByRole('button', { name: 'Done' }).click();
  return { url, token };
}

/** The text of something that is shown, be it a field or an output. */
async function readShown(shown: Locator): Promise<string> {
  await expect(shown).toBeVisible();
  const text = await shown.evaluate((element) =>
    element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement
      ? element.value
      : (element.textContent ?? ''),
  );
  expect(text).not.toBe('');
  return text.trim();
}
