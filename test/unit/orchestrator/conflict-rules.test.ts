/** One decision for collisions like it, and rules that decide later ones: what they reach, and what they never do (ORD-5, R22). */
import { describe, expect, test } from 'vitest';
import { CONFLICT_RULE_LIMITS } from '#app/ledger/index.ts';
import type { ConflictRule, DecideRecord, RuleSpan, ShelveRecord } from '#app/ledger/index.ts';
import type { AdapterMessageOf } from '#app/protocol/index.ts';
import { apply } from '#app/scene/index.ts';
import type { FacetState, Operation } from '#app/scene/index.ts';
import { viewPermissions } from '#main/orchestrator/index.ts';
import type { Command, OrchestratorConfig } from '#main/orchestrator/index.ts';
import { CONFLICT_RULE_USES_MAX } from '#main/orchestrator/conflict-rules.ts';
import { box, moved, Rig, uuid } from './bench-rig.ts';

const RULE = uuid(900);
const rename = (name: string, id: number): Operation => ({ op: 'rename', id: uuid(id), name });
const STEP = { kind: 'step', name: 'Move' } as const;
const move = (x: number, id: number): Operation => ({
  op: 'set_transform',
  id: uuid(id),
  transform: moved(x),
});

/** Boxes 1 to 4, shared, and Blender beside them. */
function studio(config: Partial<OrchestratorConfig> = {}): { rig: Rig; blender: string } {
  const rig = new Rig({ config });
  const blender = rig.connect(1);
  commit(rig, blender, 1, ...[1, 2, 3, 4].map((id): Operation => ({ op: 'create', object: box(id) })));
  return { rig, blender };
}

function commit(rig: Rig, engine: string, id: number, ...operations: Operation[]): void {
  rig.submit(id, operations);
  rig.playApply(engine);
  rig.sync();
}

let edits = 0x100;

/** It is in effect in the engine already, on top of a version that was long gone. */
function observe(
  rig: Rig,
  session: string,
  operations: Operation[],
  more: Partial<AdapterMessageOf<'observed'>> = {},
): void {
  const applied = apply(rig.engines.get(session) ?? { objects: new Map() }, operations);
  if (applied.ok) rig.engines.set(session, applied.scene);
  edits += 1;
  rig.frame(session, {
    type: 'observed',
    edit: uuid(edits),
    applied_through: 1,
    undo: STEP,
    before: [],
    operations,
    ...more,
  });
}

/** The box was moved in the control room, and in Blender on top of what came before that. */
function collide(
  rig: Rig,
  blender: string,
  id: number,
  there: Operation[] = [move(9, id)],
  here: Operation[] = [move(7, id)],
): string {
  land(rig, blender);
  const { revision } = rig.state;
  edits += 1;
  commit(rig, blender, edits, ...here);
  const known = new Set(rig.state.conflicts.keys());
  const before: FacetState[] = [{ id: uuid(id), facet: 'transform', value: moved(0) }];
  observe(rig, blender, there, { before, applied_through: revision });
  rig.sync();
  return [...rig.state.conflicts.keys()].find((each) => !known.has(each)) ?? '';
}

interface Alike {
  readonly fromEngine?: boolean;
  readonly others?: readonly string[];
  readonly rule?: {
    readonly id?: string;
    readonly objects?: readonly string[];
    readonly span?: RuleSpan;
  } | null;
}

let intents = 0xa00;

function decideAlike(rig: Rig, conflict: string, id: number, how: Alike = {}): void {
  const { fromEngine = true, others = [], rule = {} } = how;
  const nextIntent = (): string => uuid((intents += 1));
  const command: Command = {
    do: 'decide_alike',
    conflict,
    take: fromEngine ? [{ id: uuid(id), facet: 'transform' }] : [],
    intent: nextIntent(),
    others: others.map((each) => ({ conflict: each, intent: nextIntent() })),
    rule:
      rule === null
        ? null
        : { id: rule.id ?? RULE, objects: rule.objects ?? null, span: rule.span ?? { until: 'ended' } },
  };
  rig.command(command);
  rig.sync();
}

/** What is in line is applied, and what Blender holds otherwise is set back. */
function land(rig: Rig, blender: string): void {
  do {
    rig.sync();
    rig.playResync(blender);
  } while (rig.playApply(blender) !== null);
  rig.sync();
}

const standsAt = (rig: Rig, id: number): number | undefined =>
  rig.state.objects.get(uuid(id))?.transform.translation[0];

const ruled = (rig: Rig): DecideRecord[] =>
  rig.records.filter((each): each is DecideRecord => each.kind === 'decide' && each.by === 'rule');

const onShelf = (rig: Rig): number[] =>
  [...rig.state.shelf.values()].flatMap(({ states }) =>
    states.flatMap(({ facet, value }) =>
      facet === 'transform' && value !== null && typeof value === 'object' && 'translation' in value
        ? [value.translation[0]]
        : [],
    ),
  );

function lastAnswer(rig: Rig): unknown {
  return rig.effects.flatMap((effect) => (effect.fx === 'reply' ? [effect.answer] : [])).at(-1);
}

describe('one decision for those that wait', () => {
  test('reaches each that was shown and is like it, and says which it did not', () => {
    const { rig, blender } = studio();
    const [one, two] = [collide(rig, blender, 1), collide(rig, blender, 2)];
    const unlike = collide(
      rig,
      blender,
      3,
      [rename('Chest', 3), move(9, 3)],
      [rename('Crate', 3), move(7, 3)],
    );
    decideAlike(rig, one, 1, { others: [two, unlike, 'gone'], rule: null });
    expect(lastAnswer(rig)).toMatchObject({
      ok: true,
      many: {
        done: 2,
        left: [
          { id: unlike, reason: { code: 'not_alike' } },
          { id: 'gone', reason: { code: 'no_conflict' } },
        ],
      },
    });
    land(rig, blender);
    expect([standsAt(rig, 1), standsAt(rig, 2), standsAt(rig, 3)]).toEqual([9, 9, 7]);
    expect([...rig.state.conflicts.keys()]).toEqual([unlike]);
  });

  test('makes no rule that was not asked for', () => {
    const { rig, blender } = studio();
    decideAlike(rig, collide(rig, blender, 1), 1, { rule: null });
    expect(collide(rig, blender, 2)).not.toBe('');
    expect(rig.state.conflicts.size).toBe(1);
    expect(rig.state.conflictRules.size).toBe(0);
  });

  test('is none where it is about an object that one side deleted', () => {
    const { rig, blender } = studio();
    commit(rig, blender, 0x50, move(7, 1));
    observe(rig, blender, [{ op: 'delete', id: uuid(1), descendants: [] }]);
    rig.sync();
    const [card = ''] = rig.state.conflicts.keys();
    rig.command({
      do: 'decide_alike',
      conflict: card,
      take: [],
      intent: uuid(0xaff),
      others: [],
      rule: null,
    });
    expect(lastAnswer(rig)).toMatchObject({ ok: false, reason: { code: 'not_alike' } });
    expect(rig.state.conflicts.size).toBe(1);
  });
});

describe('a rule', () => {
  test('takes the engine’s side of the next one, keeps the other on the shelf, and says by what', () => {
    const { rig, blender } = studio();
    decideAlike(rig, collide(rig, blender, 1), 1);
    land(rig, blender);
    expect(collide(rig, blender, 2)).toBe('');
    expect(ruled(rig)).toMatchObject([{ choice: 'engine', by: 'rule', under: RULE }]);
    expect(onShelf(rig)).toContain(7);
    land(rig, blender);
    expect(standsAt(rig, 2)).toBe(9);
    expect(onShelf(rig)).toEqual([7]);
    const overwritten = rig.records.findLast((each): each is ShelveRecord => each.kind === 'shelve');
    expect(overwritten?.entry).toMatchObject({
      from: 'person',
      why: 'conflict',
      states: [{ value: moved(7) }],
      truth: [{ value: moved(9) }],
    });
  });

  test('is named by the change that it makes, and the person’s own decision names none', () => {
    const { rig, blender } = studio();
    decideAlike(rig, collide(rig, blender, 1), 1);
    land(rig, blender);
    collide(rig, blender, 2);
    land(rig, blender);
    const taken = rig.records.flatMap((each) =>
      each.kind === 'begin' && each.intent.reason.startsWith('from Blender') ? [each.intent] : [],
    );
    expect(taken.map(({ actor, under }) => [actor.id, under])).toEqual([
      ['person', undefined],
      ['person', RULE],
    ]);
  });

  test('is nobody’s hands: an agent need not wait for a person who did nothing', () => {
    const { rig, blender } = studio();
    decideAlike(rig, collide(rig, blender, 1), 1);
    land(rig, blender);
    const { revision } = rig.state;
    commit(rig, blender, 0x700, move(7, 2));
    const { core } = rig.orchestrator;
    const changedMs = core.nowMs;
    rig.wait(1_000);
    const before: FacetState[] = [{ id: uuid(2), facet: 'transform', value: moved(0) }];
    observe(rig, blender, [move(9, 2)], { before, applied_through: revision });
    rig.sync();
    expect(ruled(rig)).toHaveLength(1);
    expect(core.nowMs).toBeGreaterThan(changedMs);
    expect(core.touches.get(uuid(2))?.atMs).toBe(changedMs);
  });

  test('is no click of theirs: what it decided they have not seen, and what they decided they have', () => {
    const { rig, blender } = studio();
    const card = collide(rig, blender, 1);
    const decided = { base: { revision: rig.state.revision, after: [] } };
    decideAlike(rig, card, 1);
    land(rig, blender);
    collide(rig, blender, 2);
    const ruledSince = { base: { revision: rig.state.revision, after: [] } };
    land(rig, blender);
    rig.submit(0x700, [move(8, 1)], decided);
    rig.submit(0x701, [move(8, 2)], ruledSince);
    land(rig, blender);
    expect([0x700, 0x701].map((id) => rig.statesOf(id).at(-1))).toEqual(['committed', 'conflicted']);
  });

  test('or keeps the shared scene, and the engine’s side stays on the shelf', () => {
    const { rig, blender } = studio();
    decideAlike(rig, collide(rig, blender, 1), 1, { fromEngine: false });
    collide(rig, blender, 2);
    land(rig, blender);
    expect(standsAt(rig, 2)).toBe(7);
    expect(ruled(rig)).toMatchObject([{ choice: 'truth', intent: null, under: RULE }]);
    expect(onShelf(rig)).toEqual([9, 9]);
  });

  test('is told of, can be taken back, and counts its uses', () => {
    const { rig, blender } = studio();
    decideAlike(rig, collide(rig, blender, 1), 1);
    land(rig, blender);
    collide(rig, blender, 2);
    land(rig, blender);
    const { conflictRules, decided } = viewPermissions(rig.orchestrator.core);
    expect(conflictRules).toMatchObject([{ id: RULE, used: 1, until: 'ended', lastUsed: { n: 4 } }]);
    expect(decided).toMatchObject([{ rule: RULE, objects: { first: [{ name: 'Box_2' }], of: 1 } }]);
    const [shelf = ''] = decided[0]?.shelves ?? [];
    rig.command({ do: 'propose_shelved', shelf, intent: uuid(0xbff) });
    land(rig, blender);
    expect(standsAt(rig, 2)).toBe(7);
    expect(viewPermissions(rig.orchestrator.core).decided[0]?.shelves).toEqual([]);
  });

  test('decides value by value where its first decision did', () => {
    const { rig, blender } = studio();
    const both = (id: number): string =>
      collide(
        rig,
        blender,
        id,
        [move(9, id), rename(`Chest_${id}`, id)],
        [move(7, id), rename(`Crate_${id}`, id)],
      );
    decideAlike(rig, both(1), 1);
    land(rig, blender);
    expect(both(2)).toBe('');
    land(rig, blender);
    expect(rig.state.objects.get(uuid(2))).toMatchObject({ name: 'Crate_2', transform: moved(9) });
    const kept = [...rig.state.shelf.values()].filter(({ states }) =>
      states.some(({ id }) => id === uuid(2)),
    );
    expect(kept.map(({ from, states }) => [from, states.map(({ value }) => value)])).toEqual(
      expect.arrayContaining([
        ['engine:blender', ['Chest_2']],
        ['person', [moved(7)]],
      ]),
    );
    expect(kept).toHaveLength(2);
  });

  test('that disagrees with another one decides nothing, and neither does that: the card names both', () => {
    const { rig, blender } = studio();
    decideAlike(rig, collide(rig, blender, 1), 1);
    const other = uuid(901);
    const objects = [uuid(2), uuid(3)];
    const disagreeing = () => viewPermissions(rig.orchestrator.core).disagreeing;
    // About an object of which the other one says nothing it stands alone, and about others the first one does.
    rig.command({ do: 'end_conflict_rule', rule: RULE });
    rig.sync();
    decideAlike(rig, collide(rig, blender, 2), 2, { fromEngine: false, rule: { id: other, objects } });
    decideAlike(rig, collide(rig, blender, 1), 1, { rule: { id: uuid(902) } });
    const ruledBefore = ruled(rig).length;
    const both = collide(rig, blender, 3);
    expect(ruled(rig)).toHaveLength(ruledBefore);
    expect([...rig.state.conflicts.keys()]).toEqual([both]);
    expect(disagreeing()).toEqual([{ conflict: both, rules: [other, uuid(902)] }]);
    collide(rig, blender, 4);
    expect(ruled(rig).at(-1)).toMatchObject({ under: uuid(902) });
    // One of them ended, the card waits for its answer all the same, and the next one is decided.
    rig.command({ do: 'end_conflict_rule', rule: uuid(902) });
    rig.sync();
    expect(disagreeing()).toEqual([]);
    expect([...rig.state.conflicts.keys()]).toEqual([both]);
    collide(rig, blender, 2);
    expect(ruled(rig).at(-1)).toMatchObject({ under: other, choice: 'truth' });
  });

  test('that agrees with another one decides as before', () => {
    const { rig, blender } = studio();
    decideAlike(rig, collide(rig, blender, 1), 1);
    const objects = [uuid(2)];
    // It decides by itself, so the second is made about a locked object, which asks.
    rig.command({ do: 'lock', id: uuid(2), on: true });
    decideAlike(rig, collide(rig, blender, 2), 2, { rule: { id: uuid(901), objects } });
    rig.command({ do: 'lock', id: uuid(2), on: false });
    rig.sync();
    collide(rig, blender, 2);
    expect(ruled(rig).at(-1)).toMatchObject({ under: RULE, choice: 'engine' });
    expect(viewPermissions(rig.orchestrator.core).disagreeing).toEqual([]);
  });

  test('about these objects leaves others to the person', () => {
    const { rig, blender } = studio();
    decideAlike(rig, collide(rig, blender, 1), 1, { rule: { objects: [uuid(1)] } });
    land(rig, blender);
    expect(collide(rig, blender, 2)).not.toBe('');
  });

  test.each([
    ['another value collides too', [move(9, 2), rename('Chest', 2)]],
    ['one side has deleted it', [{ op: 'delete', id: uuid(2), descendants: [] }]],
  ] as [string, Operation[]][])('asks where %s', (_, there) => {
    const { rig, blender } = studio();
    decideAlike(rig, collide(rig, blender, 1), 1);
    land(rig, blender);
    expect(collide(rig, blender, 2, there, [move(7, 2), rename('Crate', 2)])).not.toBe('');
    expect(ruled(rig)).toEqual([]);
  });

  test.each([
    ['while everything is held', { do: 'halt', by: 'person' }],
    ['on an object that is locked', { do: 'lock', id: uuid(2), on: true }],
  ] as [string, Command][])('takes nothing from an engine %s', (_, first) => {
    const { rig, blender } = studio();
    decideAlike(rig, collide(rig, blender, 1), 1);
    land(rig, blender);
    edits += 1;
    const { revision } = rig.state;
    commit(rig, blender, edits, move(7, 2));
    rig.command(first);
    rig.sync();
    observe(rig, blender, [move(9, 2)], { applied_through: revision });
    rig.sync();
    expect(ruled(rig)).toEqual([]);
  });

  test.each<[string, (rig: Rig, blender: string) => void]>([
    [
      'is in line',
      (rig, blender) =>
        rig.frame(blender, { type: 'busy', kind: 'short', activity: 'rendering', last_begun: null }),
    ],
    ['is being applied', () => undefined],
  ])('takes nothing in place of what the person has changed since and %s', (_, first) => {
    const { rig, blender } = studio();
    decideAlike(rig, collide(rig, blender, 1), 1);
    land(rig, blender);
    const { revision } = rig.state;
    commit(rig, blender, 0x50, move(7, 2));
    first(rig, blender);
    rig.submit(0x51, [move(5, 2)]);
    const before: FacetState[] = [{ id: uuid(2), facet: 'transform', value: moved(0) }];
    observe(rig, blender, [move(9, 2)], { before, applied_through: revision });
    rig.sync();
    expect(ruled(rig)).toEqual([]);
    expect(rig.state.conflicts.size).toBe(1);
    rig.frame(blender, { type: 'ready' });
    land(rig, blender);
    expect(standsAt(rig, 2)).toBe(5);
    expect(onShelf(rig)).toContain(9);
  });

  test('takes nothing that would go on from what the person changes after it has decided', () => {
    const { rig, blender } = studio();
    decideAlike(rig, collide(rig, blender, 1), 1);
    land(rig, blender);
    const { revision } = rig.state;
    commit(rig, blender, 0x50, move(7, 2));
    // What is under way is about something else.
    rig.submit(0x51, [rename('Crate', 2)]);
    const before: FacetState[] = [{ id: uuid(2), facet: 'transform', value: moved(0) }];
    observe(rig, blender, [move(9, 2)], { before, applied_through: revision });
    rig.sync();
    expect(rig.orchestrator.core.queue.human).toMatchObject([
      { intent: { under: RULE, base: { after: [] } } },
    ]);
    rig.submit(0x52, [move(5, 2)], { channel: 'override', reason: 'now' });
    land(rig, blender);
    expect(standsAt(rig, 2)).toBe(5);
    expect(onShelf(rig)).toContain(9);
  });

  test('goes on from what it took before', () => {
    const { rig, blender } = studio();
    decideAlike(rig, collide(rig, blender, 1), 1);
    land(rig, blender);
    const { revision } = rig.state;
    commit(rig, blender, 0x50, move(7, 2));
    rig.submit(0x51, [rename('Busy', 3)]);
    for (const x of [9, 10]) {
      const before: FacetState[] = [{ id: uuid(2), facet: 'transform', value: moved(0) }];
      observe(rig, blender, [move(x, 2)], { before, applied_through: revision });
      rig.sync();
    }
    expect(ruled(rig)).toHaveLength(2);
    land(rig, blender);
    expect(standsAt(rig, 2)).toBe(10);
  });

  test.each<[string, boolean, boolean]>([
    ['a locked object', true, true],
    ['an object below a locked one', false, true],
    ['an object that is not locked', true, false],
  ])('asks before it hangs anything below %s: %s', (_, isItself, isLocked) => {
    const { rig, blender } = studio();
    const hang = (parent: number): Operation => ({ op: 'reparent', id: uuid(2), parent: uuid(parent) });
    commit(rig, blender, 0x50, { op: 'create', object: box(5, { parent: uuid(3) }) });
    const hung = (id: number, there: number): void => {
      land(rig, blender);
      const { revision } = rig.state;
      edits += 1;
      commit(rig, blender, edits, { op: 'reparent', id: uuid(id), parent: uuid(4) });
      const before: FacetState[] = [{ id: uuid(id), facet: 'parent', value: null }];
      const operations: Operation[] = [{ ...hang(there), id: uuid(id) } as Operation];
      observe(rig, blender, operations, { before, applied_through: revision });
      rig.sync();
    };
    hung(1, 3);
    const [card = ''] = rig.state.conflicts.keys();
    rig.command({
      do: 'decide_alike',
      conflict: card,
      take: [{ id: uuid(1), facet: 'parent' }],
      intent: uuid(0xaff),
      others: [],
      rule: { id: RULE, objects: null, span: { until: 'ended' } },
    });
    if (isLocked) rig.command({ do: 'lock', id: uuid(3), on: true });
    hung(2, isItself ? 3 : 5);
    expect(ruled(rig)).toHaveLength(isLocked ? 0 : 1);
    expect(rig.state.conflicts.size).toBe(isLocked ? 1 : 0);
  });

  test.each<[string, boolean, boolean, number]>([
    ['asks before the values of more objects than that are taken', true, false, 1],
    ['takes those of so many', true, false, 0],
    ['takes those of more where it names them', true, true, 1],
    ['keeps the shared scene, of however many', false, false, 1],
  ])('%s', (_, fromEngine, isNamed, more) => {
    const { rig, blender } = studio();
    const ids = Array.from(
      { length: CONFLICT_RULE_LIMITS.objectsTaken + more },
      (_each, index) => 10 + index,
    );
    commit(rig, blender, 0x51, ...ids.map((id): Operation => ({ op: 'create', object: box(id) })));
    const objects = isNamed ? [uuid(1), ...ids.map((id) => uuid(id))] : undefined;
    decideAlike(rig, collide(rig, blender, 1), 1, {
      fromEngine,
      rule: objects === undefined ? {} : { objects },
    });
    land(rig, blender);
    const [first = 0] = ids;
    const moves = (x: number): Operation[] => ids.map((id) => move(x, id));
    const asks = collide(rig, blender, first, moves(9), moves(7)) !== '';
    expect(asks).toBe(fromEngine && !isNamed && more > 0);
    expect(ruled(rig)).toHaveLength(asks ? 0 : 1);
  });

  test('that is ended decides nothing more, and neither does one whose time is up', () => {
    const { rig, blender } = studio();
    decideAlike(rig, collide(rig, blender, 1), 1, { rule: { span: { for_ms: 60_000 } } });
    land(rig, blender);
    rig.wait(59_000);
    expect(collide(rig, blender, 2)).toBe('');
    land(rig, blender);
    rig.wait(2_000);
    expect(rig.records.findLast(({ kind }) => kind === 'end_conflict_rule')).toMatchObject({
      reason: { code: 'time_over' },
    });
    const third = collide(rig, blender, 3);
    expect(third).not.toBe('');
    decideAlike(rig, third, 3, { rule: {} });
    land(rig, blender);
    rig.command({ do: 'end_conflict_rule', rule: RULE });
    rig.sync();
    expect(collide(rig, blender, 4)).not.toBe('');
    rig.command({ do: 'end_conflict_rule', rule: RULE });
    expect(lastAnswer(rig)).toMatchObject({ ok: false, reason: { code: 'no_rule' } });
  });

  test('ends by itself where two sides go on at each other', () => {
    const { rig, blender } = studio();
    decideAlike(rig, collide(rig, blender, 1), 1, { fromEngine: false });
    let asked = '';
    for (let times = 0; asked === '' && times < CONFLICT_RULE_USES_MAX + 2; times += 1) {
      asked = collide(rig, blender, 2, [move(20 + times, 2)]);
      land(rig, blender);
    }
    expect(ruled(rig)).toHaveLength(CONFLICT_RULE_USES_MAX);
    expect(rig.state.conflicts.has(asked)).toBe(true);
    expect(rig.records.findLast(({ kind }) => kind === 'end_conflict_rule')).toMatchObject({
      id: RULE,
      reason: { code: 'used_too_often' },
      by: 'orchestrator',
    });
  });

  test('keeps the newest of each value that it overwrites, and says for how many that stands (SEC-1)', () => {
    const { rig, blender } = studio({ shelfFoldsAt: 4 });
    decideAlike(rig, collide(rig, blender, 1), 1);
    for (let times = 0; times < 12; times += 1)
      collide(rig, blender, 2, [move(20 + times, 2)], [move(40 + times, 2)]);
    land(rig, blender);
    expect(ruled(rig)).toHaveLength(12);
    expect(rig.state.shelf.size).toBeLessThanOrEqual(5);
    expect(onShelf(rig).at(-1)).toBe(51);
    const stoodFor = [...rig.state.shelf.values()].reduce((sum, { older = 0 }) => sum + 1 + older, 0);
    expect(stoodFor).toBe(12);
  });

  test('ends by itself where all that it overwrote would be too much to keep', () => {
    const { rig, blender } = studio({ maxShelvedValues: 2 });
    decideAlike(rig, collide(rig, blender, 1), 1);
    for (const id of [2, 3]) expect(collide(rig, blender, id)).toBe('');
    const asked = collide(rig, blender, 4);
    expect(rig.state.conflicts.has(asked)).toBe(true);
    expect(rig.records.findLast(({ kind }) => kind === 'end_conflict_rule')).toMatchObject({
      id: RULE,
      reason: { code: 'too_much_shelved' },
      by: 'orchestrator',
    });
  });

  test.each<[string, RuleSpan, number]>([
    ['stands over a restart until it is ended', { until: 'ended' }, 1],
    ['is over with the run of the application', { until: 'closed' }, 0],
    ['that has a time is over with the run as well', { for_ms: 3_600_000 }, 0],
  ])('%s', (_, span, standing) => {
    const { rig, blender } = studio();
    decideAlike(rig, collide(rig, blender, 1), 1, { rule: { span } });
    land(rig, blender);
    const next = new Rig({ records: [...rig.records] });
    expect(next.state.conflictRules.size).toBe(standing);
    const again = next.connect(2);
    expect(collide(next, again, 2) === '').toBe(standing === 1);
  });

  test('is what the person was shown: its id is used once', () => {
    const { rig, blender } = studio();
    decideAlike(rig, collide(rig, blender, 1), 1);
    const rule: ConflictRule | undefined = rig.state.conflictRules.get(RULE)?.rule;
    expect(rule).toStrictEqual({
      id: RULE,
      engine: 'blender',
      why: 'edited_both',
      choices: [{ facet: 'transform', keep: 'engine' }],
      objects: null,
      span: { until: 'ended' },
    });
    land(rig, blender);
    const unlike = collide(
      rig,
      blender,
      2,
      [rename('Chest', 2), move(9, 2)],
      [rename('Crate', 2), move(7, 2)],
    );
    decideAlike(rig, unlike, 2);
    expect(lastAnswer(rig)).toMatchObject({ ok: false, reason: { code: 'id_reused' } });
    expect(rig.state.conflicts.has(unlike)).toBe(true);
  });
});

test('what a rule took of an engine is that alone: what goes on from it gets a number of its own', () => {
  const { rig, blender } = studio();
  decideAlike(rig, collide(rig, blender, 1), 1);
  land(rig, blender);
  const { revision } = rig.state;
  commit(rig, blender, 0x50, move(7, 2));
  // Something is under way while the rule decides.
  rig.submit(0x51, [rename('Busy', 3)]);
  const before: FacetState[] = [{ id: uuid(2), facet: 'transform', value: moved(0) }];
  observe(rig, blender, [move(9, 2)], { before, applied_through: revision });
  rig.sync();
  const line = (): string[] => rig.orchestrator.core.queue.human.map(({ intent }) => intent.id);
  const [taken = ''] = line();
  expect(rig.orchestrator.core.queue.human).toMatchObject([{ intent: { under: RULE } }]);
  rig.submit(0x52, [move(10, 2)], { base: { revision: rig.state.revision, after: [taken] } });
  expect(line()).toEqual([taken, uuid(0x52)]);
});

test('the window says how long ago a rule decided last', () => {
  const { rig, blender } = studio();
  decideAlike(rig, collide(rig, blender, 1), 1);
  const lastUsed = () => viewPermissions(rig.orchestrator.core).conflictRules[0]?.lastUsed;
  expect(lastUsed()).toBeNull();
  rig.tick(1_500);
  collide(rig, blender, 2);
  expect(lastUsed()).toMatchObject({ agoMs: 0 });
  rig.tick(1_200);
  expect(lastUsed()).toMatchObject({ agoMs: 1_200 });
});
