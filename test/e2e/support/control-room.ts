/** What a person reads and does in the window, by role and name. */
import { expect } from '@playwright/test';
import path from 'node:path';
import type { Locator } from '@playwright/test';
import type { Agent } from './agent.ts';
import type { Application } from './application.ts';
import type { Engine, Place } from './engine.ts';

/** Everything that is connected shows the shared scene. */
export async function expectInStep(app: Application): Promise<void> {
  // The verdict's phrase begins with a capital, an engine's own state does not.
  await expect(app.page.getByRole('banner')).toContainText('In step', { timeout: 30_000 });
}

/** Waits until the engine itself has it exactly there. */
export async function expectLocation(engine: Engine, object: string, location: Place): Promise<void> {
  await expect.poll(() => engine.locationOf(object), { timeout: 20_000 }).toEqual(location);
}

/** The version in the window's bar. */
export async function versionOf(app: Application): Promise<number> {
  const text = await app.page.getByRole('banner').innerText();
  return Number(/version ([\d\s]+)/.exec(text)?.[1]?.replace(/\s/g, '') ?? Number.NaN);
}

/** The row of an object in the shared scene. */
export function row(app: Application, name: string): Locator {
  return app.page.getByRole('treegrid', { name: 'Shared scene' }).getByRole('row').filter({ hasText: name });
}

/** Selects an object, so that the inspector shows it. */
export async function select(app: Application, name: string): Promise<void> {
  await app.goTo('Control');
  await row(app, name).click();
  await expect(inspector(app).getByRole('textbox', { name: 'Name', exact: true })).toHaveValue(name);
}

export function inspector(app: Application): Locator {
  return app.page.getByRole('complementary', { name: 'Inspector' });
}

/** A field of the inspector. A location is called as in the engine that is spoken: in Unity it is a position. */
export function fieldOf(app: Application, field: string): Locator {
  const name = new RegExp(`^${field.replace('Location', '(Location|Position)')}$`);
  return inspector(app).getByRole('textbox', { name });
}

/** Types a value into a field of the inspector, as an artist does: click, type, Enter. */
export async function setField(app: Application, field: string, value: string): Promise<void> {
  const box = fieldOf(app, field);
  await box.click();
  await box.fill(value);
  await box.press('Enter');
}

/** A number in a field of the inspector: rounded while one looks, exact while one edits. */
export async function expectNumber(app: Application, field: string, value: number): Promise<void> {
  const box = fieldOf(app, field);
  await expect.poll(async () => Number(await box.inputValue()), { timeout: 20_000 }).toBeCloseTo(value, 3);
}

/** The card of an agent's suggestion. */
export function card(app: Application, agent: string): Locator {
  return app.page.getByRole('article', { name: `Suggestion by ${agent}` });
}

/** The id of an object, as an agent reads it. */
export async function idOf(agent: Agent, name: string): Promise<string> {
  const { value } = await agent.call('scene_overview', { name_contains: name });
  const found = (value as { objects: { id: string; name: string }[] }).objects.find(
    (object) => object.name === name,
  );
  if (found === undefined) throw new Error(`the agent sees no ${name}`);
  return found.id;
}

/** Waits until an agent finds the object there: what an engine shows may not be shared yet. */
export async function expectSharedAt(
  agent: Agent,
  id: string,
  translation: readonly number[],
): Promise<void> {
  await expect
    .poll(() => agent.call('read_object', { id }))
    .toMatchObject({ value: { object: { transform: { translation } } } });
}

/** An agent suggests operations as one atomic operation, whatever becomes of it at once. Returns the intent's id, and where it stands. */
export async function suggest(
  agent: Agent,
  reason: string,
  operations: readonly Record<string, unknown>[],
): Promise<{ readonly intent: string; readonly state: string }> {
  const begun = (await agent.call('begin_atomic_operation', { task: 'Dress the courtyard', reason }))
    .value as { draft: string };
  const added = await agent.call('add_operation', { draft: begun.draft, operations });
  if (added.isError) throw new Error(added.text);
  const committed = await agent.call('commit_atomic_operation', {
    draft: begun.draft,
    intent: crypto.randomUUID(),
  });
  if (committed.isError) throw new Error(committed.text);
  return committed.value as { intent: string; state: string };
}

/** One that asks a person. Returns the intent's id. */
export async function propose(
  agent: Agent,
  reason: string,
  operations: readonly Record<string, unknown>[],
): Promise<string> {
  const { intent, state } = await suggest(agent, reason, operations);
  expect(state).toBe('awaiting_approval');
  return intent;
}

/** Where an agent's own intent stands. */
export async function statusOf(
  agent: Agent,
  intent: string,
): Promise<{ state: string; number: number | null; reason: { message: string } | null }> {
  const { value } = await agent.call('status', { intent });
  const [standing] = (
    value as { intents: { state: string; number: number | null; reason: { message: string } | null }[] }
  ).intents;
  if (standing === undefined) throw new Error(`nothing is known of ${intent}`);
  return standing;
}

const CRATE = '0d7e6a52-7c1f-4f0e-9a64-0b6f2f4f7a01';

/** An agent suggests a crate, which is version 1 of an empty scene once it is approved. Returns the intent's id. */
export function proposeCrate(agent: Agent): Promise<string> {
  return propose(agent, 'something to move', [
    {
      op: 'create',
      object: {
        id: CRATE,
        kind: 'mesh',
        name: 'Crate',
        parent: null,
        transform: { translation: [0, 0, 0], rotation: [0, 0, 0, 1], scale: [1, 1, 1] },
        visibility: { viewport: true, render: true },
        properties: {},
      },
    },
  ]);
}

/** It is suggested, and approved by a click. */
export async function makeCrate(app: Application, agent: Agent): Promise<void> {
  await proposeCrate(agent);
  await app.goTo('Control');
  await card(app, 'set-dresser')
    .getByRole('button', { name: /^Approve/ })
    .click();
  // What is suggested has a row, too, as a ghost.
  await expect(row(app, 'Crate').and(app.page.locator(':not([data-ghost])'))).toBeVisible();
}

/** Where the ledger of an application lies on the disk. */
export function ledgerFolder(app: Application): string {
  return path.join(app.userData, 'projects', 'default', 'ledger');
}
