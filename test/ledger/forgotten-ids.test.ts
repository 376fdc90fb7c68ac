/** Ids hold for ever: what the state has forgotten, the history still answers (R4, R8). With the real host and disk. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DURABLE_LIMITS } from '#app/ledger/index.ts';
import type { Actor, Intent } from '#app/intents/index.ts';
import type { Submission } from '#main/orchestrator/index.ts';
import type { Operation } from '#app/scene/index.ts';
import type { Host } from '#main/host/index.ts';
import { makeSeed, open } from '#test/bench/seed.ts';
import { runningHost } from '#test/running-host.ts';

const PERSON: Actor = { kind: 'person', id: 'person', name: 'you' };
const INTENTS = DURABLE_LIMITS.outcomes + 100;
/** The number of an intent that the state has long forgotten; objects are created by the first one. */
const OLD = 17;

const userData = fs.mkdtempSync(path.join(os.tmpdir(), 'vibesync-forgotten-'));
let old: Intent;

beforeAll(async () => {
  await makeSeed({ userData, intents: INTENTS, objects: 32, plain: false, snapshot: true });
  const ledger = await open(userData);
  const begins = (await ledger.readRange(1, 64)).map(({ record }) => record);
  const begin = begins.find((record) => record.kind === 'begin' && record.n === OLD);
  if (begin?.kind !== 'begin') throw new Error('The seed is too short.');
  old = begin.intent;
  expect(ledger.state.outcomes.size).toBe(DURABLE_LIMITS.outcomes);
  await ledger.close();
});

afterAll(() => fs.rmSync(userData, { recursive: true, force: true }));

async function withHost(run: (host: Host) => Promise<void>): Promise<void> {
  const host = await runningHost(userData);
  try {
    await run(host);
  } finally {
    await host.close();
  }
}

function submissionOf({ id, base, reason, task, operations }: Intent): Submission {
  return { id, base, reason, task, operations };
}

test('FAIL-3: a retry of a forgotten id gets the first answer and is not committed again, in every life', async () => {
  for (let life = 0; life < 2; life += 1) {
    await withHost(async (host) => {
      expect(host.orchestrator.core.durable.outcomes.has(`person ${old.id}`)).toBe(false);
      const { revision } = host.orchestrator.core.durable;
      const answer = await host.submit('human', PERSON, submissionOf(old));
      expect(answer).toMatchObject({ ok: true, state: 'committed', n: OLD });
      expect(answer.ok && answer.position).toBeGreaterThan(0);
      expect(host.orchestrator.core.durable.revision).toBe(revision);
    });
  }
});

test('a forgotten id with other content is refused, and a new id with as old a base goes through', async () => {
  await withHost(async (host) => {
    const other = { ...submissionOf(old), reason: 'something else' };
    expect(await host.submit('human', PERSON, other)).toMatchObject({
      ok: false,
      reason: { code: 'id_reused' },
    });
    const create: Operation = {
      op: 'create',
      object: {
        id: '00000000-0000-4000-8000-0000000000b0',
        kind: 'empty',
        name: 'New',
        parent: null,
        transform: { translation: [0, 0, 0], rotation: [0, 0, 0, 1], scale: [1, 1, 1] },
        visibility: { viewport: true, render: true },
        properties: {},
      },
    };
    const id = '00000000-0000-4000-8000-00000000f00d';
    const fresh = { ...submissionOf(old), id, operations: [create] };
    expect(await host.submit('human', PERSON, fresh)).toMatchObject({ ok: true, state: 'queued' });
  });
});
