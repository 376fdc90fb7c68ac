/** Authority acts in memory at once, whatever the disk does (R29). */
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import type { Operation, SceneObject } from '#app/scene/index.ts';
import { createHandlers } from '#main/host/index.ts';
import { placesIn } from '#main/host/places.ts';
import type { EngineLauncher } from '#main/shell/index.ts';
import { runningHost } from '#test/running-host.ts';
import { temporaryFolder } from '#test/temporary-folders.ts';

const OBJECT: SceneObject = {
  id: randomUUID(),
  kind: 'empty',
  name: 'Lamp',
  parent: null,
  transform: { translation: [0, 0, 0], rotation: [0, 0, 0, 1], scale: [1, 1, 1] },
  visibility: { viewport: true, render: true },
  properties: {},
};

test('R29: what a revoked agent suggested ends with it, where only the end of its key came to the disk', async () => {
  const userData = temporaryFolder();
  const first = await runningHost(userData);
  const revoked = first.agentsDoor.createAgent('revoked');
  const kept = first.agentsDoor.createAgent('kept');
  const ids = new Map<string, string>();
  for (const { agent } of [revoked, kept]) {
    const id = randomUUID();
    ids.set(agent, id);
    const operations: Operation[] = [{ op: 'create', object: { ...OBJECT, id: randomUUID(), name: agent } }];
    const submission = { id, base: { revision: 0, after: [] }, reason: '', task: null, operations };
    await first.submit('ai', { kind: 'agent', id: agent, name: 'helper' }, submission);
  }
  // The process ends between the two.
  first.agentsDoor.revokeAgent(revoked.agent);
  await first.close();
  const second = await runningHost(userData);
  expect([...second.orchestrator.core.proposals.keys()]).toEqual([ids.get(kept.agent)]);
  await second.close();

  // A list that is lost is no word about anybody.
  fs.rmSync(placesIn(userData).agents(second.orchestrator.core.durable.project.id));
  const third = await runningHost(userData);
  expect([...third.orchestrator.core.proposals.keys()]).toEqual([ids.get(kept.agent)]);
  await third.close();
});

test('AUTH-4: an agent that is revoked is let in no more, though the disk has not answered', async () => {
  const userData = temporaryFolder();
  const host = await runningHost(userData);
  const append = host.ledger.append.bind(host.ledger);
  const withheld: Parameters<typeof append>[] = [];
  onTestFinished(async () => {
    host.ledger.append = append;
    for (const records of withheld) host.ledger.append(...records);
    await host.close();
    fs.rmSync(userData, { recursive: true, force: true });
  });
  const handlers = createHandlers(host, {} as EngineLauncher, () => Promise.resolve(null));
  const made = await handlers.create_agent({ name: 'helper' });
  if (!made.ok) throw new Error(made.reason.message);
  const knock = (): Promise<number> =>
    fetch(host.agentsDoor.url, {
      method: 'POST',
      headers: { Authorization: `Bearer ${made.value.token}`, 'Content-Type': 'application/json' },
      body: '{}',
    }).then(({ status }) => status);
  expect(await knock()).not.toBe(401);
  const { agent } = made.value;
  const operations: Operation[] = [{ op: 'create', object: OBJECT }];
  const base = { revision: 0, after: [] };
  await host.submit(
    'ai',
    { kind: 'agent', id: agent, name: 'helper' },
    { id: randomUUID(), base, reason: '', task: null, operations },
  );
  // What ends with the agent is to be written, and is not.
  host.ledger.append = (...records) => void withheld.push(records);
  let answered = false;
  const answer = Promise.resolve(handlers.revoke_agent({ agent })).then(() => {
    answered = true;
  });
  expect(await knock()).toBe(401);
  expect([answered, withheld.length > 0]).toEqual([false, true]);
  host.ledger.append = append;
  for (const records of withheld.splice(0)) host.ledger.append(...records);
  await answer;
});
