/** What a page that was taken over, or an agent that means harm, may say: taken as it stands or refused with a reason. */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { requestSchemas } from '#app/control-room/index.ts';
import type { RequestName } from '#app/control-room/index.ts';
import { createRequestDoor } from '#main/shell/requests.ts';
import type { RequestHandlers } from '#main/shell/requests.ts';
import { longSeed, shown } from '#test/evidence/index.ts';
import { connectAgent, objectOf, openWorld, raw } from '#test/hostile/agents/harness.ts';
import { nearlyValid, nearlyValidValue } from '#test/hostile/mutations.ts';

const SEED = 2_025;
const REQUESTS = 5_000;
const CALLS = 600;
const ID = objectOf(1).id;
const MOVE = { op: 'set_transform', id: ID, transform: objectOf(1).transform };
const FACET = { id: ID, facet: 'transform' };

const REQUEST_EXAMPLES: readonly { readonly name: RequestName; readonly body: object }[] = [
  { name: 'submit', body: { id: ID, base: { revision: 3, after: [ID] }, reason: 'r', operations: [MOVE] } },
  { name: 'force', body: { id: ID, reason: 'r', operations: [{ op: 'rename', id: ID, name: 'x' }] } },
  { name: 'approve', body: { id: ID, hash: '0'.repeat(64) } },
  { name: 'deny', body: { id: ID, reason: 'no' } },
  { name: 'resume', body: { scope: 'everyone' } },
  { name: 'pause_agents', body: { agent: null, on: true } },
  { name: 'lock', body: { id: ID, on: true } },
  { name: 'trust', body: { engine: 'blender', level: 'ask' } },
  { name: 'revoke_session', body: { session: ID } },
  { name: 'decide_conflict', body: { conflict: 'c', take: [FACET, { id: ID, facet: 'property:mass' }] } },
  { name: 'answer_offer', body: { shelf: 's', take: [FACET] } },
  { name: 'answer_wait', body: { actor: 'person', intents: [ID], answer: 'wait' } },
  { name: 'take_back', body: { merge: 'm', actor: 'person' } },
  { name: 'take_back_change', body: { id: ID, n: 4 } },
  { name: 'create_agent', body: { name: 'helper' } },
  { name: 'accept_loss', body: { lostThrough: 4 } },
  { name: 'set_patience', body: { busyLimitMs: 5_000 } },
  { name: 'read_timeline', body: { from: 0, to: 9 } },
  { name: 'install_plugin', body: { kind: 'unity' } },
  { name: 'copy_text', body: { text: 'words' } },
];

interface Said {
  readonly name: unknown;
  readonly body: unknown;
}

/** What a handler was given and should not have been: what no schema accepts, or what is not what was said. */
async function misled(said: readonly Said[], knows: (name: unknown) => boolean): Promise<Said[]> {
  const wrong: Said[] = [];
  let saying: Said = { name: '', body: null };
  const handlers = Object.fromEntries(
    Object.keys(requestSchemas).map((name) => [
      name,
      (body: unknown) => {
        const accepts = requestSchemas[name as RequestName].safeParse(saying.body).success;
        if (!accepts || name !== saying.name || !isDeepStrictEqual(body, saying.body)) wrong.push(saying);
        return Promise.resolve({ ok: true, value: {} });
      },
    ]),
  ) as unknown as RequestHandlers;
  const door = createRequestDoor({
    handlers,
    onHalt: () => expect(saying.name).toBe('halt'),
    log: ({ what }) => expect(what).toBe('halt_with_body'),
  });
  for (saying of said) {
    if (knows(saying.name)) {
      const answer = await door.receive(saying.name, saying.body);
      if (!answer.ok) expect(answer.reason.code).toMatch(/^(unknown_request|invalid_request)$/);
    } else {
      // As a door would do it that leaves checking to its handlers.
      await (handlers as unknown as Record<string, (body: unknown) => Promise<unknown>>)['deny']?.(
        saying.body,
      );
    }
  }
  return wrong;
}

const saidBy = (numRuns: number): Said[] =>
  fc.sample(nearlyValidValue(REQUEST_EXAMPLES), { numRuns, seed: longSeed(SEED) }).map((value) => {
    const { name, body } = Object(value) as Partial<Said>;
    return { name, body };
  });

it('SEC-1 whatever the window asks for is handed on exactly as it was said, or refused with a code', async () => {
  const said = saidBy(REQUESTS);
  expect(await misled(said, () => true)).toEqual([]);
  shown({ ids: ['SEC-1'], row: 24, how: 'requests of the window near to valid ones', runs: REQUESTS });
});

it('SEC-1 a door that hands on what it was told is found out', async () => {
  const found = await misled(saidBy(100), () => false);
  expect(found.length).toBeGreaterThan(0);
  const how = 'a door of the window without schemas';
  shown({ ids: ['SEC-1'], row: 24, how, runs: found.length, control: true });
});

const CALL_EXAMPLES = [
  ['scene_overview', { limit: 20, name_contains: 'x' }],
  ['read_object', { id: ID }],
  ['begin_atomic_operation', { task: 't', reason: 'r' }],
  ['add_operation', { draft: ID, operations: [MOVE] }],
  ['commit_atomic_operation', { draft: ID }],
  ['status', {}],
].map(([name, input]) => ({
  jsonrpc: '2.0',
  id: 1,
  method: 'tools/call',
  params: { name, arguments: input },
}));

it('SEC-1 AUTH-4 whatever an agent asks for is answered or refused: nothing fails inside, nothing is handed in', async () => {
  const world = await openWorld();
  world.commit([{ op: 'create', object: objectOf(1) }]);
  const other = await connectAgent(world, 'well-behaved');
  const { token } = world.door.createAgent('hostile');
  const statuses = new Map<number, number>();
  for (const body of fc.sample(nearlyValid(CALL_EXAMPLES), { numRuns: CALLS, seed: longSeed(SEED) })) {
    world.nowMs += 1_000;
    const { status, body: answer } = await raw(world, {
      headers: { authorization: `Bearer ${token}` },
      body,
    });
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    expect(status, body).toBeLessThan(500);
    expect(answer).not.toContain(token);
  }
  expect([...statuses.keys()]).toEqual(expect.arrayContaining([200, 400]));
  expect(world.errors).toEqual([]);
  expect(world.handed).toEqual([]);
  await expect(other.call('scene_overview')).resolves.toMatchObject({ counts: { objects: 1 } });
  shown({ ids: ['SEC-1', 'AUTH-4'], row: 24, how: 'calls of agents near to valid ones', runs: CALLS });
});
