/** What a page that was taken over, or an agent that means harm, may say: taken as it stands or refused with a reason. */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { NO_HISTORY_FILTER, requestSchemas } from '#app/control-room/index.ts';
import type { RequestBody, RequestName } from '#app/control-room/index.ts';
import { createRequestDoor } from '#main/shell/requests.ts';
import type { RequestHandlers } from '#main/shell/requests.ts';
import { longSeed, shown } from '#test/evidence/index.ts';
import { connectAgent, objectOf, openWorld, raw } from '#test/hostile/agents/harness.ts';
import { nearlyValid, nearlyValidValue } from '#test/hostile/mutations.ts';

const SEED = 2_025;
const REQUESTS = 5_000;
const CALLS = 600;
const ID = objectOf(1).id;
const MOVE = { op: 'set_transform', id: ID, transform: objectOf(1).transform } as const;
const FACET = { id: ID, facet: 'transform' } as const;

/** One of each: whoever adds a request is asked for its example by the types. */
const BODIES: { readonly [Name in RequestName]: RequestBody<Name> } = {
  attach: {},
  submit: { id: ID, base: { revision: 3, after: [ID] }, reason: 'r', operations: [MOVE] },
  force: { id: ID, reason: 'r', operations: [{ op: 'rename', id: ID, name: 'x' }] },
  approve: { id: ID, hash: '0'.repeat(64) },
  deny: { id: ID, reason: 'no' },
  approve_adjusted: {
    id: ID,
    hash: '0'.repeat(64),
    leave: [1],
    words: 'w',
    edits: [{ place: 0, operation: MOVE }],
  },
  approve_task: { agent: 'agent:1', task: 't', cards: [{ id: ID, hash: '0'.repeat(64) }] },
  deny_task: { agent: 'agent:1', task: null, ids: [ID], reason: 'no' },
  give_free_hand: {
    agent: 'agent:1',
    task: 't',
    most: 'structural',
    objects: [ID],
    changes: 20,
    forMs: 600_000,
  },
  end_free_hand: { grant: ID },
  add_rule: { agent: null, most: 'cosmetic', objects: null },
  end_rule: { rule: ID },
  set_rule_news: { everyMs: 300_000 },
  select_objects: { objects: [ID] },
  halt: {},
  resume: { scope: 'everyone' },
  pause_agents: { agent: null, on: true },
  lock: { id: ID, on: true },
  trust: { engine: 'blender', level: 'ask' },
  pair_engine: {},
  revoke_session: { session: ID },
  close_breaker: { session: ID },
  link_scene: { session: ID },
  refresh_engine: { session: ID },
  adopt_objects: { session: ID },
  decide_conflict: { conflict: 'c', take: [FACET, { id: ID, facet: 'property:mass' }] },
  decide_alike: {
    conflict: 'c',
    take: [FACET],
    others: ['d'],
    rule: { objects: [ID], span: 'closed' },
  },
  end_conflict_rule: { rule: ID },
  propose_shelved: { shelf: 's', take: [FACET] },
  discard_shelved: { shelf: 's' },
  answer_offer: { shelf: 's', take: [FACET] },
  take_back: { merge: 'm', actor: 'person' },
  take_back_change: { id: ID, n: 4 },
  find_changes: { from: 1, to: 9, actor: 'agent:1' },
  preview_undo: { changes: [4] },
  undo_changes: { id: ID, changes: [4], at: 9, reason: 'r' },
  read_scene: { revision: 4 },
  preview_version: { revision: 4 },
  bring_back: { id: ID, revision: 4, at: 9, reason: 'r' },
  name_version: { name: 'Before lighting', revision: 4 },
  rename_checkpoint: { checkpoint: ID, name: 'After' },
  remove_checkpoint: { checkpoint: ID },
  answer_leaving: { answer: 'stay' },
  create_agent: { name: 'helper' },
  revoke_agent: { agent: 'agent:1' },
  accept_loss: { lostThrough: 4 },
  go_on: { revision: 4 },
  set_patience: { busyLimitMs: 5_000 },
  set_caution: { askDeletions: 10, purgeWithoutAsking: 3 },
  read_projects: {},
  give_up_opening: {},
  choose_project_folder: {},
  new_project: { name: 'Courtyard', where: 'usual' },
  open_project: { project: ID },
  rename_project: { project: ID, name: 'Courtyard' },
  show_project: { project: ID },
  remove_project: { project: ID },
  dismiss_project_problem: {},
  read_project_data: {},
  read_settings: {},
  change_settings: { theme: 'darker', lessMotion: true, scale: 125, notifications: ['conflicts'] },
  set_quiet: { on: true, minutes: 45 },
  read_away: {},
  find_away: { from: 1, to: 4, objects: [ID], actor: 'agent:a' },
  keep_away: { to: 4, objects: [ID], actor: 'agent:a' },
  show_collected: {},
  set_keys: { shortcut: 'approve', keys: 'Y' },
  reset_keys: {},
  export_diagnostics: {},
  answer_differing: { differing: 'd', answer: 'try_again' },
  answer_wait: { actor: 'person', intents: [ID], answer: 'wait' },
  set_hands_patience: { handsLimitMs: 5_000 },
  answer_file: { session: ID, answer: 'bring', fromFile: [ID] },
  read_file_differences: { session: ID, from: 0 },
  find_shelved: {
    text: 'crate',
    who: null,
    why: 'conflict',
    kind: 'transform',
    withinMs: 3_600_000,
    order: 'object',
    skip: 0,
    most: 50,
  },
  preview_shelved: { shelves: ['s'] },
  propose_many: { shelves: ['s'], hash: '0'.repeat(64) },
  discard_many: { id: ID, shelves: ['s'] },
  restore_discarded: { id: ID },
  read_connections: { before: null },
  answer_copy: { session: ID, answer: 'this' },
  read_card: { id: ID },
  read_shelved: { shelf: 's' },
  dismiss_card: { card: 'c' },
  read_timeline: { from: 0, to: 9 },
  read_timeline_lanes: {
    level: 4,
    first: 0,
    buckets: 256,
    filter: { lanes: ['person'], classes: ['cosmetic'], shapes: ['failed'], object: ID },
  },
  read_timeline_clock: { numbers: [1, 9] },
  read_viewpoint: {},
  read_causality: { id: ID, actor: 'person' },
  read_blame: { id: ID },
  verify_history: {},
  read_history: { filter: NO_HISTORY_FILTER, first: 0, rows: 1 },
  locate_change: { filter: NO_HISTORY_FILTER, id: ID },
  write_history_table: { filter: NO_HISTORY_FILTER, format: 'csv' },
  write_bundle: {},
  open_bundle: {},
  stop_history_work: {},
  check_guarantee: { check: 'chain' },
  audit_engine: { session: ID },
  launch_engine: { kind: 'blender' },
  install_plugin: { kind: 'unity' },
  start_demo: {},
  end_demo: {},
  copy_text: { text: 'words' },
};
const REQUEST_EXAMPLES = Object.entries(BODIES).map(([name, body]) => ({ name, body }));

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
  // As they stand all of them are valid: what is refused, its change has made so.
  for (const { name, body } of REQUEST_EXAMPLES)
    expect(requestSchemas[name as RequestName].safeParse(body), name).toMatchObject({ success: true });
  shown({
    ids: ['SEC-1'],
    row: 24,
    how: 'requests of the window near to valid ones, of every name',
    runs: REQUESTS,
  });
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
