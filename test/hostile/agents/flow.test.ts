import type { StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { describe, expect, test } from 'vitest';
import { connectAgent, objectOf, openWorld } from './harness.ts';
import type { Agent, World } from './harness.ts';

interface Begun {
  draft: string;
  revision: number;
  base_revision: number;
}
interface Standing {
  intent: string;
  state: string;
  final: boolean;
  number: number | null;
  log_position: number | null;
  reason: { code: string; message: string } | null;
  next_step: string;
}

const TRANSFORM = { translation: [1, 2, 3], rotation: [0, 0, 0, 1], scale: [1, 1, 1] };
const [ROOT, CHILD, OTHER] = [
  objectOf(1, { name: 'root' }),
  objectOf(2, { parent: objectOf(1).id }),
  objectOf(3),
];

async function populated(): Promise<{ world: World; agent: Agent }> {
  const world = await openWorld();
  for (const object of [ROOT, CHILD, OTHER]) world.commit([{ op: 'create', object }]);
  return { world, agent: await connectAgent(world) };
}

async function drafted(agent: Agent, operations: object[], begin: object = {}): Promise<string> {
  const { draft } = await agent.call<Begun>('begin_atomic_operation', {
    task: 'tidy',
    reason: 'because',
    ...begin,
  });
  await agent.call('add_operation', { draft, operations });
  return draft;
}

const move = (id = ROOT.id) => ({ op: 'set_transform', id, transform: TRANSFORM });

describe.each([
  ['2026-07-28', undefined],
  ['2025-11-25', 'legacy'],
] as const)('a client that speaks %s', (version, mode) => {
  test('sees these six tools and none that approves, overrides or runs code (AUTH-4)', async () => {
    const world = await openWorld();
    const { client } = await connectAgent(world, 'helper', mode);
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name).sort()).toStrictEqual([
      'add_operation',
      'begin_atomic_operation',
      'commit_atomic_operation',
      'read_object',
      'scene_overview',
      'status',
    ]);
    for (const tool of tools) {
      expect(tool.inputSchema).toMatchObject({ type: 'object', additionalProperties: false });
      expect(tool.outputSchema).toMatchObject({ type: 'object' });
      expect(tool.description?.length).toBeGreaterThan(20);
    }
    expect(client.getInstructions()).toMatch(/a person decides/);
    expect((client.transport as StreamableHTTPClientTransport).protocolVersion).toBe(version);
  });

  test('proposes, waits, and gets the confirmation with number and log position (R30)', async () => {
    const world = await openWorld();
    world.commit([{ op: 'create', object: ROOT }]);
    const agent = await connectAgent(world, 'helper', mode);
    const draft = await drafted(agent, [move()]);
    const committed = await agent.call<Standing>('commit_atomic_operation', { draft });
    expect(committed).toMatchObject({
      state: 'awaiting_approval',
      final: false,
      number: null,
      log_position: null,
    });
    expect(committed.next_step).toContain(committed.intent);
    expect(world.handed).toMatchObject([
      {
        actor: { kind: 'agent', id: agent.agent, name: 'helper' },
        submission: {
          id: committed.intent,
          base: { revision: 1, after: [] },
          reason: 'because',
          task: 'tidy',
          operations: [move()],
        },
      },
    ]);
    const waiting = agent.call<{ intents: Standing[] }>('status', {
      intent: committed.intent,
      wait_seconds: 20,
    });
    world.settle(agent.agent, committed.intent, { state: 'queued' });
    world.settle(agent.agent, committed.intent, { state: 'committed', n: 7, position: 31 });
    expect((await waiting).intents).toMatchObject([
      { intent: committed.intent, state: 'committed', final: true, number: 7, log_position: 31 },
    ]);
  });
});

describe('reading', () => {
  test('every answer carries the revision that it saw (ORD-4)', async () => {
    const { world, agent } = await populated();
    expect(await agent.call('scene_overview')).toMatchObject({
      revision: 3,
      counts: { objects: 3, mesh: 3, light: 0 },
    });
    expect(await agent.call('read_object', { id: ROOT.id })).toMatchObject({ revision: 3 });
    world.commit([{ op: 'rename', id: ROOT.id, name: 'renamed' }]);
    expect(await agent.call('scene_overview')).toMatchObject({ revision: 4 });
    expect(await agent.call('begin_atomic_operation', { task: 't', reason: 'r' })).toMatchObject({
      revision: 4,
      base_revision: 4,
    });
    expect(await agent.call('status')).toMatchObject({ revision: 4 });
  });

  test('the overview says which versions have a name, the newest of very many; nothing gives one', async () => {
    const { world, agent } = await populated();
    world.checkpoints = Array.from({ length: 130 }, (_, index) => ({ name: `Name ${index}`, revision: 3 }));
    const { named_versions: named } = await agent.call<{ named_versions: { name: string }[] }>(
      'scene_overview',
    );
    expect(named).toHaveLength(100);
    expect(named.at(-1)).toEqual({ name: 'Name 129', revision: 3 });
  });

  test('an agent is told that the person is not to be disturbed, and until when', async () => {
    const { world, agent } = await populated();
    const draft = await drafted(agent, [move()]);
    world.quiet = { leftMs: 90_400, until: '2026-11-30T09:00:00.000Z' };
    const told = { seconds_left: 91, until: '2026-11-30T09:00:00.000Z' };
    expect(await agent.call('status')).toMatchObject({ not_to_be_disturbed: told });
    const handed = await agent.call<Standing>('commit_atomic_operation', { draft });
    expect(handed).toMatchObject({ state: 'awaiting_approval', not_to_be_disturbed: told });
    expect(handed.next_step).toContain('asked not to be disturbed');
    world.quiet = null;
    const { intent } = handed;
    expect(await agent.call('status', { intent })).toMatchObject({ not_to_be_disturbed: null });
    expect((await agent.call<Standing>('commit_atomic_operation', { draft })).next_step).toMatch(
      /^A person decides\. /,
    );
  });

  test('the overview comes in pages, each object once', async () => {
    const world = await openWorld();
    const made = Array.from({ length: 23 }, (_, index) => objectOf(index + 1));
    world.commit(made.map((object) => ({ op: 'create', object })));
    const agent = await connectAgent(world);
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page: { objects: { id: string }[]; next: string | null } = await agent.call('scene_overview', {
        after,
        limit: 5,
      });
      expect(page.objects.length).toBeLessThanOrEqual(5);
      seen.push(...page.objects.map(({ id }) => id));
      after = page.next;
    } while (after !== null);
    expect(seen).toStrictEqual(made.map(({ id }) => id));
  });

  test('the overview is narrowed by kind, parent and name', async () => {
    const { world, agent } = await populated();
    world.commit([{ op: 'create', object: objectOf(9, { kind: 'light', name: 'sun' }) }]);
    const idsOf = async (filter: object) => {
      const page = await agent.call<{ objects: { id: string }[] }>('scene_overview', filter);
      return page.objects.map(({ id }) => id);
    };
    expect(await idsOf({ kind: 'light' })).toStrictEqual([objectOf(9).id]);
    expect(await idsOf({ parent: ROOT.id })).toStrictEqual([CHILD.id]);
    expect(await idsOf({ parent: null })).toStrictEqual([ROOT.id, OTHER.id, objectOf(9).id]);
    expect(await idsOf({ name_contains: 'oo' })).toStrictEqual([ROOT.id]);
  });

  test('an object comes with who set what last, and with all that a deletion must name', async () => {
    const { agent } = await populated();
    expect(await agent.call('read_object', { id: ROOT.id })).toMatchObject({
      object: ROOT,
      children: [CHILD.id],
      descendants: [CHILD.id],
      descendant_count: 1,
      last_set: expect.arrayContaining([
        expect.objectContaining({ facet: 'name', revision: 1, by: 'Ada', authority: 'human' }),
      ]),
    });
    expect(await agent.refusal('read_object', { id: objectOf(99).id })).toMatchObject({
      code: 'unknown_object',
      path: 'id',
    });
  });
});

describe('a draft', () => {
  test('is checked as it grows, with words that help, and takes all of a call or nothing', async () => {
    const { agent } = await populated();
    const { draft } = await agent.call<Begun>('begin_atomic_operation', { task: 't', reason: 'r' });
    const add = (...operations: object[]) => agent.refusal('add_operation', { draft, operations });
    expect(await add(move(), { op: 'delete', id: ROOT.id, descendants: [] })).toMatchObject({
      code: 'closure_incomplete',
      path: 'operations[1].descendants',
      hint: expect.stringContaining(CHILD.id),
    });
    expect(await add({ op: 'rename', id: OTHER.id, name: 'root' })).toMatchObject({
      code: 'name_taken',
      hint: expect.stringContaining('root.001'),
    });
    expect(await add({ op: 'reparent', id: ROOT.id, parent: CHILD.id })).toMatchObject({ code: 'cycle' });
    expect(await add({ op: 'rename', id: objectOf(99).id, name: 'x' })).toMatchObject({
      code: 'unknown_object',
      hint: expect.stringContaining('scene_overview'),
    });
    const added = await agent.call('add_operation', { draft, operations: [move()] });
    expect(added).toMatchObject({ operations: 1, class: 'cosmetic', warnings: [] });
  });

  test('builds on what was added before, and makes ids for new objects', async () => {
    const { world, agent } = await populated();
    const { draft } = await agent.call<Begun>('begin_atomic_operation', { task: 't', reason: 'r' });
    const { created } = await agent.call<{ created: string[] }>('add_operation', {
      draft,
      operations: [{ op: 'create', object: { kind: 'light', name: 'lamp' } }],
    });
    const [lamp] = created;
    await agent.call('add_operation', {
      draft,
      operations: [
        { op: 'reparent', id: OTHER.id, parent: lamp },
        { op: 'delete', id: ROOT.id, descendants: [CHILD.id] },
      ],
    });
    expect(await agent.refusal('add_operation', { draft, operations: [move()] })).toMatchObject({
      code: 'unknown_object',
    });
    await agent.call('commit_atomic_operation', { draft });
    expect(world.handed[0]?.submission.operations).toStrictEqual([
      { op: 'create', object: objectOf(0, { id: lamp as string, kind: 'light', name: 'lamp' }) },
      { op: 'reparent', id: OTHER.id, parent: lamp },
      { op: 'delete', id: ROOT.id, descendants: [CHILD.id] },
    ]);
  });

  test('warns when what it touches has changed since its base (R13)', async () => {
    const { world, agent } = await populated();
    const { draft } = await agent.call<Begun>('begin_atomic_operation', { task: 't', reason: 'r' });
    world.commit([{ op: 'rename', id: OTHER.id, name: 'elsewhere' }]);
    expect(await agent.call('add_operation', { draft, operations: [move()] })).toMatchObject({
      warnings: [],
    });
    world.commit([move() as never]);
    expect(await agent.call('add_operation', { draft, operations: [move()] })).toMatchObject({
      revision: 5,
      warnings: [{ code: 'stale_base', message: expect.stringContaining(ROOT.id) }],
    });
  });

  test('may build on own intents that still wait (R13), not on those of others', async () => {
    const { world, agent } = await populated();
    const first = await drafted(agent, [
      { op: 'create', object: { id: objectOf(50).id, kind: 'empty', name: 'new' } },
    ]);
    const { intent } = await agent.call<Standing>('commit_atomic_operation', { draft: first });
    const second = await drafted(agent, [{ op: 'rename', id: objectOf(50).id, name: 'newer' }], {
      after: [intent],
    });
    await agent.call('commit_atomic_operation', { draft: second });
    expect(world.handed[1]?.submission.base).toStrictEqual({ revision: 3, after: [intent] });
    const stranger = await connectAgent(world, 'stranger');
    expect(
      await stranger.refusal('begin_atomic_operation', { task: 't', reason: 'r', after: [intent] }),
    ).toMatchObject({
      code: 'unknown_intent',
      path: 'after[0]',
    });
  });

  test('cannot be based on a revision that does not exist yet', async () => {
    const { agent } = await populated();
    expect(
      await agent.refusal('begin_atomic_operation', { task: 't', reason: 'r', base_revision: 4 }),
    ).toMatchObject({
      code: 'future_base',
      path: 'base_revision',
    });
  });

  test('is not handed in empty', async () => {
    const { world, agent } = await populated();
    const { draft } = await agent.call<Begun>('begin_atomic_operation', { task: 't', reason: 'r' });
    expect(await agent.refusal('commit_atomic_operation', { draft })).toMatchObject({ code: 'draft_empty' });
    expect(world.handed).toStrictEqual([]);
  });
});

describe('handing in', () => {
  test('a retry has the same id and content, and gets the state of the first (R4)', async () => {
    const { world, agent } = await populated();
    const draft = await drafted(agent, [move()]);
    const first = await agent.call<Standing>('commit_atomic_operation', { draft });
    world.answer = () =>
      Promise.resolve({ ok: true, state: 'committed', receipt: { n: 9 } as never, position: 40 });
    world.settle(agent.agent, first.intent, { state: 'committed', n: 9, position: 40 });
    const again = await agent.call<Standing>('commit_atomic_operation', { draft });
    expect(again).toMatchObject({ intent: first.intent, state: 'committed', number: 9, log_position: 40 });
    expect(world.handed[1]).toStrictEqual(world.handed[0]);
    expect(await agent.refusal('add_operation', { draft, operations: [move()] })).toMatchObject({
      code: 'draft_committed',
    });
    expect(await agent.refusal('commit_atomic_operation', { draft, intent: objectOf(5).id })).toMatchObject({
      code: 'draft_committed',
    });
  });

  test('the author may bring an id of their own', async () => {
    const { world, agent } = await populated();
    const draft = await drafted(agent, [move()]);
    const intent = objectOf(77).id;
    expect(await agent.call('commit_atomic_operation', { draft, intent })).toMatchObject({ intent });
    expect(world.handed[0]?.submission.id).toBe(intent);
  });

  test('a refusal is passed on, and the draft can be mended under a new id', async () => {
    const { world, agent } = await populated();
    const draft = await drafted(agent, [move()]);
    const reason = { code: 'locked', message: 'Ada has locked “root”.', path: 'operations[0].id' };
    world.answer = () => Promise.resolve({ ok: false, reason });
    expect(await agent.refusal('commit_atomic_operation', { draft })).toMatchObject(reason);
    expect(await agent.call('status')).toMatchObject({ intents: [] });
    expect(await agent.refusal('commit_atomic_operation', { draft })).toMatchObject(reason);
    await agent.call('add_operation', { draft, operations: [move(OTHER.id)] });
    world.answer = () =>
      Promise.resolve({ ok: true, state: 'awaiting_approval', receipt: null, position: null });
    await agent.call('commit_atomic_operation', { draft });
    const ids = world.handed.map(({ submission }) => submission.id);
    expect(ids[1]).toBe(ids[0]);
    expect(ids[2]).not.toBe(ids[0]);
  });

  test('an unknown outcome (R5) leaves the draft as it was handed in, for the same id again', async () => {
    const { world, agent } = await populated();
    const draft = await drafted(agent, [move()]);
    const reason = { code: 'outcome_unknown', message: 'The disk failed while it was written.', path: null };
    world.answer = () => Promise.resolve({ ok: false, reason });
    expect(await agent.refusal('commit_atomic_operation', { draft })).toMatchObject({
      code: 'outcome_unknown',
      hint: expect.stringContaining('same draft again'),
    });
    expect(await agent.refusal('add_operation', { draft, operations: [move()] })).toMatchObject({
      code: 'draft_committed',
    });
    await agent.refusal('commit_atomic_operation', { draft });
    expect(world.handed[1]).toStrictEqual(world.handed[0]);
  });

  test('an id that was refused as taken does not stick to the draft', async () => {
    const { world, agent } = await populated();
    const draft = await drafted(agent, [move()]);
    const reason = { code: 'id_reused', message: 'This id stands for something else already.', path: 'id' };
    world.answer = () => Promise.resolve({ ok: false, reason });
    expect(await agent.refusal('commit_atomic_operation', { draft, intent: objectOf(7).id })).toMatchObject(
      reason,
    );
    world.answer = () =>
      Promise.resolve({ ok: true, state: 'awaiting_approval', receipt: null, position: null });
    const { intent } = await agent.call<Standing>('commit_atomic_operation', { draft });
    expect(intent).not.toBe(objectOf(7).id);
  });

  test('committed is never said without number and log position (DUR-1)', async () => {
    const { world, agent } = await populated();
    world.answer = () => Promise.resolve({ ok: true, state: 'committed', receipt: null, position: null });
    const draft = await drafted(agent, [move()]);
    expect(await agent.call('commit_atomic_operation', { draft })).toMatchObject({
      state: 'finishing',
      final: false,
    });
  });

  test('a denial brings the person’s own words', async () => {
    const { world, agent } = await populated();
    const { intent } = await agent.call<Standing>('commit_atomic_operation', {
      draft: await drafted(agent, [move()]),
    });
    const reason = { code: 'denied', message: 'Not the root, please.', path: null };
    world.settle(agent.agent, intent, { state: 'denied', reason });
    expect(await agent.call('status', { intent })).toMatchObject({
      intents: [{ state: 'denied', final: true, reason }],
    });
  });

  test('a word that overtakes the answer is not lost', async () => {
    const { world, agent } = await populated();
    world.answer = ({ actor, submission }) => {
      world.settle(actor.id, submission.id, {
        state: 'superseded',
        reason: { code: 'superseded', message: 'By a person.', path: null },
      });
      return Promise.resolve({ ok: true, state: 'awaiting_approval', receipt: null, position: null });
    };
    const draft = await drafted(agent, [move()]);
    expect(await agent.call('commit_atomic_operation', { draft })).toMatchObject({
      state: 'superseded',
      final: true,
    });
  });

  test('status knows intents of an earlier life of the application, and nobody else’s', async () => {
    const { world, agent } = await populated();
    world.outcomes.set(`${agent.agent} ${objectOf(70).id}`, {
      state: 'awaiting_approval',
      n: null,
      position: null,
      reason: null,
    });
    world.outcomes.set(`agent:else ${objectOf(71).id}`, {
      state: 'awaiting_approval',
      n: null,
      position: null,
      reason: null,
    });
    expect(await agent.call('status')).toMatchObject({
      intents: [{ intent: objectOf(70).id, state: 'awaiting_approval' }],
    });
    expect(await agent.refusal('status', { intent: objectOf(71).id })).toMatchObject({
      code: 'unknown_intent',
    });
  });

  test('an answer that does not come is said as what it is', async () => {
    const { world, agent } = await populated();
    world.answer = () => Promise.reject(new Error('a defect with /a/path in it'));
    const draft = await drafted(agent, [move()]);
    const refusal = await agent.refusal('commit_atomic_operation', { draft });
    expect(refusal).toMatchObject({ code: 'internal' });
    expect(JSON.stringify(refusal)).not.toContain('/a/path');
    expect(world.errors).toHaveLength(1);
  });
});
