import { describe, expect, test } from 'vitest';
import { applyOrThrow } from '#app/scene/index.ts';
import type { Operation, SceneObject } from '#app/scene/index.ts';
import type { Input } from '#main/orchestrator/index.ts';
import { box, moved, Rig, uuid } from './bench-rig.ts';

test('DUR-1: an intent is confirmed to its author and to every engine only after its sync', () => {
  const rig = new Rig();
  const blender = rig.connect(1);
  const unity = rig.connect(2, 'unity');
  rig.submit(1, [{ op: 'create', object: box(1) }]);
  const n = rig.playApply(blender);
  expect(rig.playApply(unity)).toBe(n);
  expect(rig.statesOf(1)).toEqual(['queued', 'applying', 'finishing']);
  expect(rig.take(blender, ['confirm'])).toBeNull();
  expect(rig.orchestrator.core.durable.objects.size).toBe(0);
  rig.sync();
  expect(rig.statesOf(1).at(-1)).toBe('committed');
  expect(rig.take(blender, ['confirm'])?.n).toBe(n);
  expect(rig.take(unity, ['confirm'])?.n).toBe(n);
  expect(rig.orchestrator.core.durable.objects.get(uuid(1))).toEqual(box(1));
});

test('the undo step of a renaming says both names', () => {
  const rig = new Rig();
  const blender = rig.connect(1);
  rig.submit(1, [{ op: 'create', object: box(1) }], { channel: 'override', reason: 'test' });
  rig.sync();
  rig.playResync(blender);
  rig.submit(2, [{ op: 'rename', id: uuid(1), name: 'Crate' }]);
  expect(rig.take(blender, ['apply'])?.label).toBe('rename Box_1 to Crate');
});

test('FAIL-4: what one engine fails is taken back in the other, by compare and set', () => {
  const rig = new Rig();
  const blender = rig.connect(1);
  const unity = rig.connect(2, 'unity');
  rig.submit(1, [{ op: 'create', object: box(1) }]);
  rig.playApply(blender);
  rig.playApply(unity);
  rig.sync();
  rig.submit(2, [{ op: 'set_transform', id: uuid(1), transform: moved(3) }], {
    channel: 'override',
    reason: 'test',
  });
  rig.sync();
  rig.playResync(blender);
  rig.playResync(unity);
  rig.submit(3, [{ op: 'set_transform', id: uuid(1), transform: moved(5) }]);
  const n = rig.playApply(blender) as number;
  rig.take(unity, ['apply']);
  rig.frame(unity, { type: 'failed', n, code: 'no', message: 'cannot' });
  const compensate = rig.take(blender, ['compensate']);
  expect(compensate?.entries).toEqual([
    {
      id: uuid(1),
      facet: 'transform',
      expected: { id: uuid(1), facet: 'transform', value: moved(5) },
      restore: { id: uuid(1), facet: 'transform', value: moved(3) },
    },
  ]);
  rig.frame(blender, {
    type: 'compensated',
    n,
    outcomes: [{ id: uuid(1), facet: 'transform', outcome: 'restored' }],
  });
  // Compensation goes to everyone it was sent to, and nothing leaves before each has answered (R14, R10).
  expect(rig.take(blender, ['apply'])).toBeNull();
  rig.frame(unity, {
    type: 'compensated',
    n,
    outcomes: [{ id: uuid(1), facet: 'transform', outcome: 'already' }],
  });
  // A human intent is tried once more without the engine in fault.
  const again = rig.take(blender, ['apply']);
  expect(again?.n).toBe(n + 1);
  expect(rig.take(unity, ['apply'])).toBeNull();
});

test('R22: what an artist set and a suggestion would set as well is theirs, unless its own new object is there too', () => {
  const before = new Rig();
  const blender = before.connect(1);
  for (const id of [1, 2]) {
    before.submit(id, [{ op: 'create', object: box(id) }]);
    before.playApply(blender);
    before.sync();
  }
  const renames: Operation[] = [
    { op: 'rename', id: uuid(1), name: 'Crate' },
    { op: 'rename', id: uuid(2), name: 'Barrel' },
  ];
  const named = (first: string, second: string): SceneObject[] => [
    box(1, { name: first }),
    box(2, { name: second }),
  ];
  const suggested: readonly [Operation[], SceneObject[], number][] = [
    [renames.slice(0, 1), named('Crate', 'Box_2'), 1],
    [renames, named('Crate', 'Box_2'), 1],
    [renames, named('Crate', 'Barrel'), 1],
    [[...renames, { op: 'create', object: box(3) }], named('Crate', 'Barrel'), 1],
    [[...renames, { op: 'create', object: box(3) }], [...named('Crate', 'Barrel'), box(3)], 0],
  ];
  for (const [operations, holds, cards] of suggested) {
    const waiting = new Rig({ records: [...before.records] });
    waiting.submit(7, operations, { channel: 'ai' });
    waiting.sync();
    const rig = new Rig({ records: waiting.records });
    rig.engines.set(blender, { objects: new Map(holds.map((each) => [each.id, each])) });
    rig.playResync(rig.resume(blender, 3));
    expect(rig.state.conflicts.size).toBe(cards);
    expect(rig.engines.get(uuid(0xe03))?.objects).toEqual(rig.state.objects);
  }
});

test('R22: what an agent’s approved change made before a crash took its number is residue, and nobody’s work', () => {
  const before = new Rig();
  before.connect(1);
  before.submit(7, [{ op: 'create', object: box(7) }], { channel: 'ai' });
  before.sync();
  const rig = new Rig({ records: before.records });
  const blender = rig.connect(1, 'blender', [box(7)]);
  expect(rig.engines.get(blender)?.objects.has(uuid(7))).toBe(false);
  expect(rig.state.shelf.size).toBe(0);
});

test('R22: what a number left behind is residue also where a crash came in the recovery from a crash', () => {
  const first = new Rig();
  const blender = first.connect(1);
  first.submit(1, [{ op: 'create', object: box(1) }]);
  first.playApply(blender);
  // Its BEGIN is durable, its COMMIT is not; the next life gives the number its outcome and ends before anybody is back.
  const second = new Rig({ records: first.records.filter(({ kind }) => kind !== 'commit') });
  expect(second.records.at(-2)?.kind).toBe('void');
  const third = new Rig({ records: second.records });
  third.engines.set(blender, first.engines.get(blender) ?? { objects: new Map() });
  third.playResync(third.resume(blender, 3));
  expect(third.engines.get(uuid(0xe03))?.objects.has(uuid(1))).toBe(false);
  expect(third.state.shelf.size).toBe(0);
  // It was compared: from here on the same value is an artist's own.
  expect(third.state.leftOver).toEqual([]);
});

/** An author who always has more, and an engine that answers for it at once. */
function load(rig: Rig, engine: string, next: number): void {
  for (const id of [next, next + 1])
    rig.submit(id, [{ op: 'set_transform', id: uuid(1 + (id % 3)), transform: moved(id) }]);
  while (rig.playApply(engine) !== null) rig.sync();
}

test('FAIL-2: an engine comes in step though changes come faster than it can be told of them', () => {
  const rig = new Rig();
  const blender = rig.connect(1);
  for (const id of [1, 2, 3]) rig.submit(id, [{ op: 'create', object: box(id) }]);
  while (rig.playApply(blender) !== null) rig.sync();
  const unity = rig.knock(2, 'unity');
  let rounds = 0;
  for (; rig.take(unity, ['live']) === null; rounds += 1) {
    expect(rounds).toBeLessThan(10);
    load(rig, blender, 100 + 2 * rounds);
    rig.playResync(unity, 1);
  }
  expect(rig.engines.get(unity)?.objects).toEqual(rig.state.objects);
});

test('FAIL-1: an engine that takes its time over the last of it is not waited for', () => {
  const rig = new Rig();
  const blender = rig.connect(1);
  for (const id of [1, 2, 3]) rig.submit(id, [{ op: 'create', object: box(id) }]);
  while (rig.playApply(blender) !== null) rig.sync();
  const unity = rig.knock(2, 'unity');
  const isHeld = (): boolean => rig.orchestrator.core.queue.human.length > 0;
  for (let round = 0; !isHeld(); round += 1) {
    expect(round).toBeLessThan(10);
    load(rig, blender, 100 + 2 * round);
    if (!isHeld()) rig.playResync(unity, 1);
  }
  rig.wait(2_000);
  while (rig.playApply(blender) !== null) rig.sync();
  expect(isHeld()).toBe(false);
});

describe('R22: of what a number left behind only that very value is residue, where no artist made it', () => {
  const mass = (value: number, id = 1): Operation => ({
    op: 'set_property',
    id: uuid(id),
    key: 'mass',
    value,
  });
  const height: Operation = { op: 'set_property', id: uuid(1), key: 'height', value: 7 };
  const observed = (session: string): Input => ({
    in: 'frame',
    session,
    message: {
      type: 'observed',
      edit: uuid(50),
      applied_through: 1,
      undo: { kind: 'step', name: 'Weigh' },
      before: [],
      operations: [mass(7)],
    },
  });

  test.each<[string, 'window' | 'engine', Operation, number]>([
    ['the same', 'window', mass(7), 0],
    ['another value', 'window', mass(8), 1],
    ['the same of another object', 'window', mass(7, 2), 1],
    ['the same of another property', 'window', height, 1],
    ['the same, made by an artist’s hand', 'engine', mass(7), 1],
  ])('%s', (_what, by, holds, kept) => {
    const rig = new Rig();
    const blender = rig.connect(1);
    rig.submit(1, [
      { op: 'create', object: box(1) },
      { op: 'create', object: box(2) },
    ]);
    rig.playApply(blender);
    rig.sync();
    if (by === 'window') rig.submit(50, [mass(7)]);
    else rig.step(observed(blender));
    expect(rig.records.at(-1)).toMatchObject({ kind: 'begin' });
    // The application crashes there.
    const later = new Rig({ records: [...rig.records] });
    const engine = applyOrThrow({ objects: new Map([1, 2].map((id) => [uuid(id), box(id)])) }, [holds]);
    const again = later.connect(3, 'blender', [...engine.objects.values()]);
    expect(later.orchestrator.core.sessions.get(again)?.phase).toBe('live');
    expect(later.state.shelf.size).toBe(kept);
    expect(later.engines.get(again)?.objects.get(uuid(1))?.properties).toEqual({});
  });

  test.each([
    ['is there as it would have left it', [box(9)], 0],
    ['is there beside what it would have deleted', [box(9), box(2)], 1],
  ])('what a suggestion that waits may have made %s', (_what, holds, kept) => {
    const rig = new Rig();
    const blender = rig.connect(3);
    rig.submit(1, [
      { op: 'create', object: box(1) },
      { op: 'create', object: box(2) },
    ]);
    rig.playApply(blender);
    rig.sync();
    rig.submit(
      10,
      [
        { op: 'delete', id: uuid(2), descendants: [] },
        { op: 'create', object: box(9) },
      ],
      { channel: 'ai' },
    );
    rig.sync();
    const later = new Rig({ records: [...rig.records] });
    later.submit(11, [{ op: 'delete', id: uuid(2), descendants: [] }], {
      channel: 'override',
      reason: 'now',
    });
    later.sync();
    const again = later.connect(3, 'blender', [box(1), ...holds]);
    expect(later.orchestrator.core.sessions.get(again)?.phase).toBe('live');
    const states = [...later.state.shelf.values()].flatMap((entry) => entry.states);
    expect(states.filter(({ id }) => id === uuid(9))).toHaveLength(kept);
    expect([...(later.engines.get(again)?.objects.keys() ?? [])]).toEqual([uuid(1)]);
  });
});
