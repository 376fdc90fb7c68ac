/** What a person takes from a file that asks (rule 3): in which order it goes, what of it cannot, and why. */
import { describe, expect, test } from 'vitest';
import type { Reason } from '#app/intents/index.ts';
import type { Operation, SceneObject } from '#app/scene/index.ts';
import { fileDifferences, viewSessions } from '#main/orchestrator/index.ts';
import type { OrchestratorConfig } from '#main/orchestrator/index.ts';
import { box, moved, Rig, uuid } from './bench-rig.ts';

const FILE = uuid(0xe02);

/** These changes are confirmed one after the other, with no engine there; each is a version. */
function withHistory(versions: readonly Operation[][], config: Partial<OrchestratorConfig> = {}): Rig {
  const rig = new Rig({ config });
  rig.frame(rig.connect(1), { type: 'bye' });
  for (const [index, operations] of versions.entries()) {
    rig.submit(index + 1, operations);
    rig.sync();
  }
  return rig;
}

/** A process opens the linked file, which was saved at that version and holds this. */
function open(rig: Rig, savedRevision: number, holds: readonly SceneObject[]): void {
  rig.engines.set(FILE, { objects: new Map(holds.map((object) => [object.id, object])) });
  rig.step({ in: 'connected', session: FILE, resumes: null, token: '0'.repeat(64) });
  rig.frame(FILE, {
    type: 'hello',
    adapter: { name: 'test', version: '1' },
    engine: { kind: 'blender', version: '1' },
    scene: {
      project: rig.state.project.id,
      scene: [...(rig.state.scenes.get('blender') ?? [])][0] ?? null,
      saved_revision: savedRevision,
      title: 'street.blend',
      unsaved: false,
    },
    applied_through: null,
    receipt: null,
    masked: [],
  });
  rig.playResync(FILE);
}

const bring = (rig: Rig, ...ids: number[]): void => {
  rig.command({
    do: 'answer_file',
    session: FILE,
    answer: 'bring',
    fromFile: ids.map(uuid),
    intent: uuid(99),
  });
};

function lastRefusal(rig: Rig): Reason | null {
  const last = rig.effects.findLast((effect) => effect.fx === 'reply');
  return last?.fx === 'reply' && !last.answer.ok ? last.answer.reason : null;
}

/** What was handed in as the person's own, change by change. */
const taken = (rig: Rig): (readonly Operation[])[] =>
  rig.records.flatMap((record) =>
    record.kind === 'begin' && record.intent.reason.startsWith('from street.blend')
      ? [record.intent.operations]
      : [],
  );

const shown = (rig: Rig) =>
  viewSessions(rig.orchestrator.core, () => null).find(({ session }) => session === FILE);
const create = (...objects: SceneObject[]): Operation[] =>
  objects.map((object) => ({ op: 'create', object }));

describe('it goes', () => {
  test('with what is new before it, parents before children', () => {
    const family = [box(3, { parent: uuid(2) }), box(2, { parent: uuid(1) }), box(1)];
    const rig = withHistory([
      create(...family.toReversed()),
      [{ op: 'delete', id: uuid(1), descendants: [uuid(2), uuid(3)] }],
    ]);
    open(rig, 1, family);
    bring(rig, 1, 2, 3);
    expect(lastRefusal(rig)).toBeNull();
    expect(taken(rig)).toStrictEqual([create(...family.toReversed())]);
  });

  test('with what is gone after it, children before parents, and of the same depth by their ids', () => {
    const rig = withHistory([
      create(box(9), box(8, { parent: uuid(9) }), box(2, { parent: uuid(8) }), box(1, { parent: uuid(8) })),
    ]);
    open(rig, 1, []);
    bring(rig, 9, 8, 2, 1);
    expect(taken(rig)).toStrictEqual([
      [1, 2, 8, 9].map((id) => ({ op: 'delete', id: uuid(id), descendants: [] })),
    ]);
  });

  test('with what hangs elsewhere before its place, and what hung below something gone hung out of it first', () => {
    const rig = withHistory([create(box(1), box(2, { parent: uuid(1) }))]);
    open(rig, 1, [box(2, { transform: moved(4) })]);
    bring(rig, 1, 2);
    expect(taken(rig)).toStrictEqual([
      [
        { op: 'reparent', id: uuid(2), parent: null },
        { op: 'set_transform', id: uuid(2), transform: moved(4) },
        { op: 'delete', id: uuid(1), descendants: [] },
      ],
    ]);
  });

  test('without what has become so meanwhile, and where that was all, the file is brought up to date at once', () => {
    const rig = withHistory([create(box(1), box(2), box(3))]);
    open(rig, 1, [box(1), box(2, { parent: uuid(1) })]);
    rig.submit(50, [
      { op: 'reparent', id: uuid(2), parent: uuid(1) },
      { op: 'delete', id: uuid(3), descendants: [] },
    ]);
    rig.sync();
    bring(rig, 2, 3);
    expect(lastRefusal(rig)).toBeNull();
    expect(taken(rig)).toStrictEqual([]);
    expect(shown(rig)?.file).toBeNull();
    rig.playResync(FILE);
    expect(shown(rig)?.state).toBe('live');
  });
});

describe('it does not go', () => {
  test('where it names what does not differ there', () => {
    const rig = withHistory([create(box(1), box(2))]);
    open(rig, 1, [box(1, { transform: moved(4) }), box(2)]);
    bring(rig, 1, 2);
    expect(lastRefusal(rig)).toStrictEqual({
      code: 'unknown_object',
      message: 'It names an object that does not differ there any more.',
      path: null,
    });
    expect(shown(rig)?.file?.isUnderWay).toBe(false);
  });

  test('where an object would become one of another kind', () => {
    const rig = withHistory([create(box(1))]);
    open(rig, 1, [box(1, { kind: 'light', name: 'Lamp' })]);
    bring(rig, 1);
    expect(lastRefusal(rig)).toStrictEqual({
      code: 'another_kind',
      message: 'Box_1 is another kind of object in the file, and cannot become that.',
      path: null,
    });
  });

  test('where its object is gone by now', () => {
    const rig = withHistory([create(box(1))]);
    open(rig, 1, [box(1, { transform: moved(4) })]);
    rig.submit(50, [{ op: 'delete', id: uuid(1), descendants: [] }]);
    rig.sync();
    bring(rig, 1);
    expect(lastRefusal(rig)).toStrictEqual({
      code: 'unknown_object',
      message: 'An object of these is not in the shared scene any more.',
      path: null,
    });
  });

  test('where something that stays hangs below what goes', () => {
    const rig = withHistory([create(box(1), box(2, { parent: uuid(1) }), box(3))]);
    open(rig, 1, [box(2, { parent: null }), box(3)]);
    bring(rig, 1);
    expect(lastRefusal(rig)).toStrictEqual({
      code: 'holds_others',
      message: 'Box_1 is gone in the file, and Box_2 under it is to stay: take both, or neither.',
      path: null,
    });
  });

  test('twice', () => {
    const rig = withHistory([create(box(1))]);
    open(rig, 1, [box(1, { transform: moved(4) })]);
    bring(rig, 1);
    expect(shown(rig)?.file?.isUnderWay).toBe(true);
    bring(rig, 1);
    expect(lastRefusal(rig)).toStrictEqual({
      code: 'under_way',
      message: 'What you took from the file is on its way already.',
      path: null,
    });
    rig.command({ do: 'refresh_engine', session: FILE });
    expect(lastRefusal(rig)).toStrictEqual({
      code: 'under_way',
      message: 'What you took from the file is on its way.',
      path: null,
    });
  });

  test('where nothing is asked', () => {
    const rig = withHistory([create(box(1))]);
    open(rig, 1, [box(1)]);
    bring(rig, 1);
    expect(lastRefusal(rig)).toStrictEqual({
      code: 'not_asking',
      message: 'Nothing is asked about this file any more.',
      path: null,
    });
  });
});

describe('by pieces', () => {
  const lying = [1, 2, 3].map((id) => box(id));
  const atFour = (id: number): SceneObject => box(id, { transform: moved(4) });

  test('the next leaves with the one before, and the file follows the last', () => {
    const rig = withHistory([create(...lying)], { pieceOperations: 1 });
    open(rig, 1, [1, 2, 3].map(atFour));
    bring(rig, 1, 2, 3);
    for (const gone of [1, 2, 3]) {
      expect(taken(rig)).toHaveLength(gone);
      expect(rig.take(FILE, ['patch', 'take_inventory'])).toBeNull();
      rig.sync();
    }
    rig.playResync(FILE);
    expect(shown(rig)).toMatchObject({ state: 'live', file: null, reason: null });
    expect(rig.state.shelf.size).toBe(0);
  });

  test('one that collides stops it: so many are shared, the file is compared anew and asks about the rest', () => {
    const rig = withHistory([create(...lying)], { pieceOperations: 1 });
    open(rig, 1, [1, 2, 3].map(atFour));
    bring(rig, 1, 2, 3);
    rig.submit(50, [{ op: 'set_transform', id: uuid(2), transform: moved(7) }], {
      channel: 'override',
      reason: 'now',
    });
    rig.sync();
    rig.sync();
    expect(shown(rig)?.reason).toStrictEqual({
      code: 'file_not_taken',
      message:
        '1 of the 3 changes that you took from the file are shared; the rest did not go through. ' +
        'Box_2: transform was changed by someone else since.',
      path: null,
    });
    rig.playResync(FILE);
    expect(shown(rig)?.file).toMatchObject({ age: 'older', isUnderWay: false });
    expect(fileDifferences(rig.orchestrator.core, FILE, 0)?.objects.map(({ id }) => id)).toStrictEqual([
      uuid(2),
      uuid(3),
    ]);
  });

  test('where the first does not go through, nothing has happened in the file, and it asks on', () => {
    const rig = withHistory([create(...lying)], { pieceOperations: 1 });
    const unity = rig.connect(5, 'unity', lying);
    open(rig, 1, [1, 2, 3].map(atFour));
    bring(rig, 1, 2);
    rig.command({ do: 'halt', by: 'button' });
    const back = rig.take(unity, ['compensate']);
    const outcomes = [{ id: uuid(1), facet: 'transform', outcome: 'already' } as const];
    rig.frame(unity, { type: 'compensated', n: back?.n ?? 0, outcomes });
    rig.sync();
    expect(shown(rig)).toMatchObject({ file: { isUnderWay: false }, reason: { code: 'file_not_taken' } });
    expect(shown(rig)?.reason?.message).toBe(
      'What you took from the file did not go through. Everything was held by the emergency override.',
    );
    expect(rig.take(FILE, ['take_inventory', 'patch'])).toBeNull();
  });
});

test('what differs is shown object by object, by the name that is shared, else by its own', () => {
  const rig = withHistory([
    create(box(1), box(2, { name: 'Crate' })),
    [{ op: 'delete', id: uuid(2), descendants: [] }],
  ]);
  open(rig, 1, [box(1, { transform: moved(4), name: 'Mine' }), box(2, { name: 'Crate' })]);
  const told = fileDifferences(rig.orchestrator.core, FILE, 0);
  expect(told?.total).toBe(2);
  expect(
    told?.objects.map(({ id, name, states }) => [id, name, states.map(({ facet }) => facet)]),
  ).toStrictEqual([
    [uuid(1), 'Box_1', ['name', 'transform']],
    [uuid(2), 'Crate', ['existence']],
  ]);
  expect(fileDifferences(rig.orchestrator.core, FILE, 1)?.objects.map(({ id }) => id)).toStrictEqual([
    uuid(2),
  ]);
  expect(fileDifferences(rig.orchestrator.core, uuid(7), 0)).toBeNull();
});
