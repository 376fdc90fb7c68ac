import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Actor } from '#app/intents/index.ts';
import { createAgentsDoor } from '#main/agents/index.ts';
import type { AgentsDoor, AgentsDoorOptions } from '#main/agents/index.ts';
import type { Answer, Effect, Submission } from '#main/orchestrator/index.ts';
import { viewWaiting } from '#main/orchestrator/index.ts';
import { shown } from '#test/evidence/index.ts';
import { connectAgent, World } from '#test/hostile/agents/harness.ts';
import type { Agent } from '#test/hostile/agents/harness.ts';
import { box, moved, Rig, uuid } from '#test/unit/orchestrator/bench-rig.ts';
import { allowedTo, knownOutcome } from '#main/host/doors.ts';
import { rmSync } from 'node:fs';
import { onTestFinished } from 'vitest';

/** The real door and the real orchestrator, joined as the application joins them; the ledger syncs when told to. */
class JoinedWorld extends World {
  readonly rig = new Rig();
  readonly blender = this.rig.connect(1);

  override options(): AgentsDoorOptions {
    const { rig } = this;
    return {
      ...super.options(),
      readTruth: () => ({
        revision: rig.state.revision,
        objects: rig.state.objects,
        blame: (id) => rig.state.lastWrites.get(id),
      }),
      submit: ({ actor, submission }) => Promise.resolve(this.#submit(actor, submission)),
      outcome: (actor, intent) => knownOutcome(rig.orchestrator.core, actor, intent),
      allowed: (agent) => allowedTo(rig.orchestrator.core, agent),
    };
  }

  #submit(actor: Actor, submission: Submission): Answer {
    const reply = randomUUID();
    const effects = this.pass(this.rig.step({ in: 'submit', channel: 'ai', actor, reply, submission }));
    const answer = effects.find((effect) => effect.fx === 'reply' && effect.reply === reply);
    if (answer?.fx !== 'reply') throw new Error('every submission gets an answer');
    return answer.answer;
  }

  /** Hands to the door what is the door's. */
  pass(effects: Effect[]): Effect[] {
    for (const effect of effects) if (effect.fx === 'settled') this.door.settled(effect);
    return effects;
  }

  apply(): void {
    const before = this.rig.effects.length;
    this.rig.playApply(this.blender);
    this.pass(this.rig.effects.slice(before));
  }
}

async function open(): Promise<{ world: JoinedWorld; agent: Agent; door: AgentsDoor }> {
  const world = new JoinedWorld();
  world.rig.submit(1, [{ op: 'create', object: box(1) }]);
  world.rig.playApply(world.blender);
  world.rig.sync();
  world.door = await createAgentsDoor(world.options());
  onTestFinished(async () => {
    await world.door.close();
    rmSync(world.folder, { recursive: true });
  });
  return { world, agent: await connectAgent(world), door: world.door };
}

async function propose(agent: Agent, x: number, expected = 'awaiting_approval'): Promise<string> {
  const { draft } = await agent.call<{ draft: string }>('begin_atomic_operation', {
    task: 'move',
    reason: 'why',
  });
  await agent.call('add_operation', {
    draft,
    operations: [{ op: 'set_transform', id: uuid(1), transform: moved(x) }],
  });
  const { intent, state } = await agent.call<{ intent: string; state: string }>('commit_atomic_operation', {
    draft,
  });
  expect(state).toBe(expected);
  return intent;
}

test('AUTH-4, DUR-1: through the real door nothing changes until a person approves exactly what was shown; the confirmation follows the sync', async () => {
  const { world, agent } = await open();
  const { rig, blender } = world;
  const intent = await propose(agent, 4);
  rig.sync();
  world.pass(rig.tick(5_000));
  expect(rig.take(blender, ['apply'])).toBeNull();
  expect(rig.state.objects.get(uuid(1))?.transform).toStrictEqual(moved(0));

  const [card] = viewWaiting(rig.orchestrator.core);
  expect(card).toMatchObject({
    id: intent,
    actor: { kind: 'agent', id: agent.agent },
    reason: 'why',
    task: 'move',
  });
  world.pass(rig.command({ do: 'approve', id: intent, hash: '0'.repeat(64) }));
  expect(rig.take(blender, ['apply'])).toBeNull();
  world.pass(rig.command({ do: 'approve', id: intent, hash: card?.hash ?? '' }));
  world.apply();
  const status = () => agent.call('status', { intent });
  expect(await status()).toMatchObject({
    intents: [{ state: 'finishing', final: false, log_position: null }],
  });
  world.pass(rig.sync());
  const position = rig.records.findLastIndex(({ kind }) => kind === 'commit') + 1;
  expect(await status()).toMatchObject({
    revision: 2,
    intents: [{ state: 'committed', final: true, number: 2, log_position: position }],
  });
  expect(await agent.call('read_object', { id: uuid(1) })).toMatchObject({
    revision: 2,
    object: { transform: moved(4) },
    last_set: expect.arrayContaining([
      expect.objectContaining({ facet: 'transform', by: 'helper', authority: 'ai' }),
    ]),
  });
  shown({
    ids: ['AUTH-4', 'DUR-1'],
    how: 'an agent at the real door, approved with the hash of something else first',
    runs: 1,
  });
});

test('AUTH-4: denied, it never takes effect, and the agent reads the person’s words', async () => {
  const { world, agent } = await open();
  const intent = await propose(agent, 4);
  world.pass(world.rig.command({ do: 'deny', id: intent, reason: 'Leave it there.' }));
  world.pass(world.rig.sync());
  expect(await agent.call('status', { intent })).toMatchObject({
    intents: [{ state: 'denied', final: true, reason: { message: 'Leave it there.' } }],
  });
  expect(world.rig.take(world.blender, ['apply'])).toBeNull();
  shown({ ids: ['AUTH-4'], how: 'an agent at the real door, denied', runs: 1 });
});

test('AUTH-4: of what is taken in part its agent reads which steps were not taken, and which hold another value', async () => {
  const { world, agent } = await open();
  const { rig } = world;
  const { draft } = await agent.call<{ draft: string }>('begin_atomic_operation', { task: 't', reason: 'r' });
  const operations = [
    { op: 'set_transform', id: uuid(1), transform: moved(4) },
    { op: 'rename', id: uuid(1), name: 'Crate' },
    { op: 'set_visibility', id: uuid(1), visibility: { viewport: true, render: false } },
  ];
  await agent.call('add_operation', { draft, operations });
  const { intent } = await agent.call<{ intent: string }>('commit_atomic_operation', { draft });
  const edits = [{ place: 0, operation: { op: 'set_transform', id: uuid(1), transform: moved(3) } as const }];
  const [card] = viewWaiting(rig.orchestrator.core);
  const command = {
    do: 'approve',
    id: intent,
    hash: card?.hash ?? '',
    adjust: { leave: [1], edits, words: 'Keep its name.' },
  } as const;
  world.pass(rig.command(command));
  world.apply();
  world.pass(rig.sync());
  const taken = { left_out: [1], changed: [0], words: 'Keep its name.' };
  expect(await agent.call('status', { intent })).toMatchObject({ intents: [{ state: 'committed', taken }] });
  expect(await agent.call('read_object', { id: uuid(1) })).toMatchObject({
    object: { name: 'Box_1', transform: moved(3), visibility: { viewport: true, render: false } },
  });
  // Handed in again, it is the same: the same answer, and no second change.
  expect(await agent.call('commit_atomic_operation', { draft })).toMatchObject({ state: 'committed', taken });
  shown({ ids: ['AUTH-4'], how: 'an agent at the real door, taken in part with another value', runs: 1 });
});

test('AUTH-4: with a free hand it goes on by itself within that, and reads what is left of it; a deletion asks', async () => {
  const { world, agent } = await open();
  const { rig } = world;
  rig.wait(10_000);
  const grant = {
    id: uuid(900),
    agent: agent.agent,
    task: 'move',
    most: 'cosmetic',
    objects: [uuid(1)],
    changes: 5,
    for_ms: 60_000,
  } as const;
  world.pass(rig.command({ do: 'give_free_hand', grant }));
  expect(await agent.call('status', {})).toMatchObject({
    allowed: [
      {
        classes: ['cosmetic'],
        objects: [uuid(1)],
        free_hand: { task: 'move', changes_left: 5, seconds_left: 60 },
      },
    ],
  });
  const intent = await propose(agent, 4, 'applying');
  world.apply();
  world.pass(rig.sync());
  expect(await agent.call('status', { intent })).toMatchObject({
    intents: [{ state: 'committed', taken: null }],
    allowed: [{ free_hand: { changes_left: 4 } }],
  });
  const { draft } = await agent.call<{ draft: string }>('begin_atomic_operation', {
    task: 'move',
    reason: 'r',
  });
  const operations = [{ op: 'delete', id: uuid(1), descendants: [] }];
  await agent.call('add_operation', { draft, operations });
  await agent.call('commit_atomic_operation', { draft });
  world.pass(rig.tick(1_000));
  world.pass(rig.tick(1_000));
  expect(rig.take(world.blender, ['apply'])).toBeNull();
  expect(rig.state.objects.has(uuid(1))).toBe(true);
  shown({ ids: ['AUTH-4'], how: 'an agent at the real door with a free hand', runs: 2 });
});

test('AUTH-2: a person’s change of the same object supersedes what an agent proposed', async () => {
  const { world, agent } = await open();
  const intent = await propose(agent, 4);
  const waiting = agent.call('status', { intent, wait_seconds: 20 });
  world.pass(world.rig.submit(2, [{ op: 'rename', id: uuid(1), name: 'Crate' }]));
  expect(await waiting).toMatchObject({ intents: [{ state: 'superseded', final: true }] });
  shown({ ids: ['AUTH-2'], how: 'an agent at the real door, and a person at the same object', runs: 1 });
});

test('ORD-4: what was read at an older revision is refused as a conflict, not applied', async () => {
  const { world, agent } = await open();
  const { draft } = await agent.call<{ draft: string }>('begin_atomic_operation', { task: 't', reason: 'r' });
  const operations = [{ op: 'set_transform', id: uuid(1), transform: moved(9) }];
  world.rig.submit(2, [{ op: 'set_transform', id: uuid(1), transform: moved(1) }]);
  world.rig.playApply(world.blender);
  world.rig.sync();
  expect(await agent.call('add_operation', { draft, operations })).toMatchObject({
    warnings: [{ code: 'stale_base' }],
  });
  expect(await agent.refusal('commit_atomic_operation', { draft })).toMatchObject({
    code: 'stale_base',
    hint: expect.stringContaining('begin a new draft'),
  });
  shown({ ids: ['ORD-4'], how: 'an agent at the real door hands in what it read before a change', runs: 1 });
});
