/** What the card of a suggestion shows, how much of it, and what it may change with. */
import { describe, expect, test } from 'vitest';
import { CARD_FIRST_OPERATIONS, CARD_WHOLE_OPERATIONS } from '#app/control-room/index.ts';
import type { Operation } from '#app/scene/index.ts';
import { aboutOfCard, costOfCard, nameKey, viewWaiting, viewWholeCard } from '#main/orchestrator/index.ts';
import { AGENT, box, moved, Rig, uuid } from './bench-rig.ts';

const OTHER = { ...AGENT, id: 'agent:other', name: 'other' };
const move = (x: number, id = 1): Operation => ({ op: 'set_transform', id: uuid(id), transform: moved(x) });

/** Box_2 hangs on Box_1, Box_3 stands alone; Blender has them. */
function shared(): { rig: Rig; blender: string } {
  const rig = new Rig();
  const blender = rig.connect(1);
  const objects = [box(1), box(2, { parent: uuid(1) }), box(3)];
  rig.submit(
    1,
    objects.map((object) => ({ op: 'create', object })),
  );
  rig.playApply(blender);
  rig.sync();
  return { rig, blender };
}

function suggest(rig: Rig, id: number, operations: Operation[], actor = AGENT): void {
  rig.submit(id, operations, { channel: 'ai', actor, task: 'dress the yard', reason: 'because' });
  rig.sync();
}

function card(rig: Rig, id: number) {
  return viewWaiting(rig.orchestrator.core).find((each) => each.id === uuid(id));
}

function intentOf(rig: Rig, id: number) {
  const proposal = rig.orchestrator.core.proposals.get(uuid(id));
  if (proposal === undefined) throw new Error(`${id} waits for nobody`);
  return proposal.intent;
}

test('a card says who, why, what, and what is there before and after', () => {
  const { rig } = shared();
  suggest(rig, 10, [move(5), { op: 'create', object: box(9, { name: 'Lamp' }) }]);
  expect(card(rig, 10)).toMatchObject({
    id: uuid(10),
    actor: AGENT,
    task: 'dress the yard',
    reason: 'because',
    class: 'structural',
    of: { operations: 2, objects: 2 },
    base: 1,
    operations: [move(5), { op: 'create' }],
    objects: [
      { id: uuid(1), name: 'Box_1' },
      { id: uuid(9), name: 'Lamp' },
    ],
    hash: rig.shownHash(10),
    state: 'awaiting_approval',
    held: null,
    agentGone: false,
    waitedFor: [],
  });
  expect(card(rig, 10)?.changes).toEqual([
    {
      before: { id: uuid(9), facet: 'existence', value: null },
      after: { id: uuid(9), facet: 'existence', value: expect.objectContaining({ name: 'Lamp' }) },
    },
    {
      before: { id: uuid(1), facet: 'transform', value: moved(0) },
      after: { id: uuid(1), facet: 'transform', value: moved(5) },
    },
  ]);
});

test('its objects keep their names where the suggestion gives them others', () => {
  const { rig } = shared();
  suggest(rig, 10, [{ op: 'rename', id: uuid(1), name: 'Crate' }]);
  expect(card(rig, 10)?.objects).toEqual([{ id: uuid(1), name: 'Box_1' }]);
});

describe('how much of it is shown', () => {
  const many = (count: number): Operation[] =>
    Array.from({ length: count }, (_, index) => move(index, 1 + (index % 3)));

  test('is all, with what an approval binds to, up to a bound', () => {
    const { rig } = shared();
    suggest(rig, 10, many(CARD_WHOLE_OPERATIONS));
    expect(card(rig, 10)).toMatchObject({
      hash: rig.shownHash(10),
      of: { operations: CARD_WHOLE_OPERATIONS },
    });
    expect(card(rig, 10)?.operations).toHaveLength(CARD_WHOLE_OPERATIONS);
    expect(costOfCard(intentOf(rig, 10))).toBe(CARD_WHOLE_OPERATIONS);
  });

  test('is the first steps of more, without it: that is to be read whole first', () => {
    const { rig } = shared();
    const operations = [...many(CARD_WHOLE_OPERATIONS), { op: 'create', object: box(9) } as const];
    suggest(rig, 10, operations);
    expect(card(rig, 10)).toMatchObject({
      hash: null,
      held: null,
      of: { operations: operations.length, objects: 4 },
      operations: operations.slice(0, CARD_FIRST_OPERATIONS),
    });
    expect(card(rig, 10)?.objects.map(({ id }) => id)).toEqual([uuid(1), uuid(2), uuid(3)]);
    expect(card(rig, 10)?.changes).toHaveLength(3);
    expect(costOfCard(intentOf(rig, 10))).toBe(CARD_FIRST_OPERATIONS);
    expect(aboutOfCard(rig.orchestrator.core, intentOf(rig, 10))).toEqual(new Set([1, 2, 3].map(uuid)));
    expect(viewWholeCard(rig.orchestrator.core, uuid(10))).toMatchObject({
      hash: rig.shownHash(10),
      operations,
      of: { operations: operations.length, objects: 4 },
      state: 'awaiting_approval',
    });
    expect(viewWholeCard(rig.orchestrator.core, uuid(11))).toBeNull();
  });
});

describe('where it stands', () => {
  test('is waiting for a click, in line behind another, on its way, and gone', () => {
    const { rig, blender } = shared();
    suggest(rig, 10, [move(5)]);
    suggest(rig, 11, [move(6, 3)]);
    expect(card(rig, 11)?.state).toBe('awaiting_approval');
    rig.command({ do: 'approve', id: uuid(10), hash: rig.shownHash(10) });
    rig.command({ do: 'approve', id: uuid(11), hash: rig.shownHash(11) });
    rig.sync();
    expect([card(rig, 10)?.state, card(rig, 11)?.state]).toEqual(['applying', 'queued']);
    rig.playApply(blender);
    rig.sync();
    expect([card(rig, 10)?.state, card(rig, 11)?.state]).toEqual([undefined, 'applying']);
  });

  test('says what holds it, all of them before its own', () => {
    const { rig } = shared();
    suggest(rig, 10, [move(5)]);
    suggest(rig, 11, [move(6, 3)], OTHER);
    const held = (): unknown[] => [10, 11].map((id) => card(rig, id)?.held?.code ?? null);
    expect(held()).toEqual([null, null]);
    rig.command({ do: 'pause', agent: OTHER.id, on: true });
    expect(held()).toEqual([null, 'agents_paused']);
    rig.command({ do: 'pause', agent: OTHER.id, on: false });
    rig.command({ do: 'pause', agent: null, on: true });
    expect(held()).toEqual(['agents_paused', 'agents_paused']);
    rig.command({ do: 'lock', id: uuid(1), on: true });
    expect(held()).toEqual(['agents_paused', 'agents_paused']);
    rig.command({ do: 'pause', agent: null, on: false });
    expect(held()).toEqual(['locked', null]);
    rig.command({ do: 'halt', by: 'click' });
    expect(held()).toEqual(['halted', 'halted']);
    rig.sync();
    rig.command({ do: 'resume', scope: 'people' });
    expect(held()).toEqual(['agents_paused', 'agents_paused']);
    rig.sync();
    rig.command({ do: 'resume', scope: 'everyone' });
    expect(held()).toEqual(['locked', null]);
  });

  test('is an artist’s own: that agents are paused holds it no more than a lock of theirs would', () => {
    const { rig, blender } = shared();
    rig.command({ do: 'trust', engine: 'blender', level: 'ask' });
    rig.frame(blender, {
      type: 'observed',
      edit: uuid(60),
      applied_through: rig.state.revision,
      undo: { kind: 'step', name: 'Move' },
      before: [],
      operations: [move(2)],
    });
    suggest(rig, 10, [move(6, 3)]);
    const held = (): unknown[] => [60, 10].map((id) => card(rig, id)?.held?.code ?? null);
    expect(held()).toEqual([null, null]);
    rig.command({ do: 'pause', agent: null, on: true });
    expect(held()).toEqual([null, 'agents_paused']);
    rig.command({ do: 'pause', agent: null, on: false });
    rig.command({ do: 'pause', agent: 'engine:blender', on: true });
    expect(held()).toEqual([null, null]);
    rig.command({ do: 'halt', by: 'click' });
    rig.command({ do: 'resume', scope: 'people' });
    expect(held()).toEqual([null, 'agents_paused']);
  });

  test('is held by nothing once it is in line, where it makes what is not there yet', () => {
    const { rig, blender } = shared();
    rig.command({ do: 'trust', engine: 'blender', level: 'ask' });
    rig.frame(blender, {
      type: 'observed',
      edit: uuid(60),
      applied_through: rig.state.revision,
      undo: { kind: 'step', name: 'Add' },
      before: [],
      operations: [{ op: 'create', object: box(9) }],
    });
    rig.submit(20, [move(5)]);
    rig.command({ do: 'approve', id: uuid(60), hash: rig.shownHash(60) });
    expect(card(rig, 60)).toMatchObject({ state: 'queued', held: null });
    expect(card(rig, 60)?.changes).toMatchObject([
      { before: { value: null }, after: { value: { id: uuid(9) } } },
    ]);
  });

  test('says in whose hands it is, by the engine', () => {
    const { rig, blender } = shared();
    suggest(rig, 10, [move(5)]);
    rig.frame(blender, { type: 'hands', objects: [uuid(1)], mode: 'edit' });
    expect(card(rig, 10)?.held).toMatchObject({
      code: 'in_hands',
      message: 'It touches what is in your hands in Blender.',
    });
  });

  test('is held by nothing once it is on its way', () => {
    const { rig } = shared();
    suggest(rig, 10, [move(5)]);
    rig.command({ do: 'approve', id: uuid(10), hash: rig.shownHash(10) });
    rig.sync();
    rig.command({ do: 'pause', agent: AGENT.id, on: true });
    expect(card(rig, 10)).toMatchObject({ state: 'applying', held: null });
  });

  test('an agent that is paused has what is approved wait in line, and another one’s passes it', () => {
    const { rig, blender } = shared();
    suggest(rig, 10, [move(5)]);
    suggest(rig, 11, [move(6, 2)]);
    suggest(rig, 12, [move(7, 3)], OTHER);
    for (const id of [10, 11, 12]) rig.command({ do: 'approve', id: uuid(id), hash: rig.shownHash(id) });
    rig.sync();
    rig.command({ do: 'pause', agent: AGENT.id, on: true });
    rig.sync();
    rig.playApply(blender);
    rig.sync();
    expect([10, 11, 12].map((id) => card(rig, id)?.state)).toEqual([undefined, 'queued', 'applying']);
    rig.playApply(blender);
    rig.sync();
    rig.command({ do: 'pause', agent: AGENT.id, on: false });
    rig.sync();
    expect(card(rig, 11)?.state).toBe('applying');
  });
});

describe('what it may change with', () => {
  const about = (rig: Rig, operations: Operation[]): Set<string> => {
    suggest(rig, 10, operations);
    return aboutOfCard(rig.orchestrator.core, intentOf(rig, 10));
  };

  test('its objects and all above them', () => {
    const { rig } = shared();
    expect(about(rig, [move(5, 2)])).toEqual(new Set([uuid(2), uuid(1)]));
  });

  test('where it hangs something, and all above that', () => {
    const { rig } = shared();
    const operations: Operation[] = [
      { op: 'reparent', id: uuid(3), parent: uuid(2) },
      { op: 'create', object: box(9, { parent: uuid(3) }) },
    ];
    expect(about(rig, operations)).toEqual(new Set([uuid(3), uuid(2), uuid(1), uuid(9), nameKey('Box_9')]));
    const { rig: another } = shared();
    expect(about(another, [{ op: 'reparent', id: uuid(2), parent: null }])).toEqual(
      new Set([uuid(2), uuid(1)]),
    );
  });

  test('a name that it gives, and whoever has it', () => {
    const { rig } = shared();
    const operations: Operation[] = [
      { op: 'rename', id: uuid(3), name: 'Free' },
      { op: 'rename', id: uuid(2), name: 'Box_3' },
    ];
    expect(about(rig, operations)).toEqual(
      new Set([uuid(3), uuid(2), uuid(1), nameKey('Free'), nameKey('Box_3')]),
    );
    expect(nameKey('Free')).toBe('name Free');
  });
});
