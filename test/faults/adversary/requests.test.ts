/** What a page that was taken over, or an agent that means harm, may say: taken as it stands or refused with a reason. */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { requestSchemas } from '#app/control-room/index.ts';
import type { RequestName } from '#app/control-room/index.ts';
import { createRequestDoor } from '#main/shell/requests.ts';
import type { RequestHandlers } from '#main/shell/requests.ts';
import { budget, partSeed, shown } from '#test/evidence/index.ts';
import { connectAgent, objectOf, openWorld, raw } from '#test/hostile/agents/harness.ts';
import { nearlyValid, nearlyValidValue } from '#test/hostile/mutations.ts';
import { ID, MOVE, REQUEST_EXAMPLES } from './request-examples.ts';

const SEED = 2_025;
const REQUESTS = 5_000;
const CALLS = 600;
const PARTS_LONG = 200;
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

const saidBy = (numRuns: number, part: number): Said[] =>
  fc.sample(nearlyValidValue(REQUEST_EXAMPLES), { numRuns, seed: partSeed(SEED, part) }).map((value) => {
    const { name, body } = Object(value) as Partial<Said>;
    return { name, body };
  });

const requests = budget('adversary-requests', 1, PARTS_LONG);

it.each(requests.parts)(
  'SEC-1 whatever the window asks for is handed on exactly as it was said, or refused with a code (part %i) (row 24)',
  async (part) => {
    const said = saidBy(REQUESTS, part);
    expect(await misled(said, () => true)).toEqual([]);
    // As they stand all of them are valid: what is refused, its change has made so.
    for (const { name, body } of REQUEST_EXAMPLES)
      expect(requestSchemas[name as RequestName].safeParse(body), name).toMatchObject({ success: true });
    shown({
      ids: ['SEC-1'],
      row: 24,
      how: 'requests of the window near to valid ones, of every name',
      runs: REQUESTS,
      part: requests.named(part),
    });
    requests.finish(part);
  },
);

it('SEC-1 a door that hands on what it was told is found out (row 24)', async () => {
  const found = await misled(saidBy(100, 0), () => false);
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

const calls = budget('adversary-calls', 1, PARTS_LONG);

it.each(calls.parts)(
  'SEC-1 AUTH-4 whatever an agent asks for is answered or refused: nothing fails inside, nothing is handed in (part %i) (row 24)',
  async (part) => {
    const world = await openWorld();
    world.commit([{ op: 'create', object: objectOf(1) }]);
    const other = await connectAgent(world, 'well-behaved');
    const { token } = world.door.createAgent('hostile');
    const statuses = new Map<number, number>();
    for (const body of fc.sample(nearlyValid(CALL_EXAMPLES), {
      numRuns: CALLS,
      seed: partSeed(SEED, part),
    })) {
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
    const how = 'calls of agents near to valid ones';
    shown({ ids: ['SEC-1', 'AUTH-4'], row: 24, how, runs: CALLS, part: calls.named(part) });
    calls.finish(part);
  },
);
