/** The shelf gives back what a person takes of it: whole, in part, in pieces; and names what cannot be had any more. */
import { describe, expect, test } from 'vitest';
import { INTENT_LIMITS } from '#app/intents/index.ts';
import type { ShelfEntry } from '#app/ledger/index.ts';
import { canonicalJson } from '#app/scene/index.ts';
import type { FacetState, Operation, SceneObject } from '#app/scene/index.ts';
import type { Answer, OrchestratorConfig } from '#main/orchestrator/index.ts';
import { box, chain, moved, Rig, uuid } from './bench-rig.ts';
import { HandsRig } from './hands-rig.ts';

const SHELF = 'kept';

/** Whatever is handed in is on disk at once: no engine takes part. */
class Desk extends Rig {
  /** Also of the life before. */
  static #nextId = 90_000;

  /** Records of an earlier life put this on its shelf. */
  static with(
    objects: readonly SceneObject[],
    states: readonly FacetState[],
    config: Partial<OrchestratorConfig> = {},
  ): Desk {
    const before = new Desk();
    for (let from = 0; from < objects.length; from += INTENT_LIMITS.operations)
      before.change(
        objects.slice(from, from + INTENT_LIMITS.operations).map((object) => ({ op: 'create', object })),
      );
    const entry: ShelfEntry = {
      id: SHELF,
      from: 'engine:blender',
      why: 'aborted',
      states,
      truth: states.map(({ id, facet }) => ({ id, facet, value: null })),
      revision: before.state.revision,
    };
    return new Desk({ records: [...before.records, { kind: 'shelve', entry }], config });
  }

  change(operations: readonly Operation[], channel: 'human' | 'override' = 'human'): void {
    this.submit((Desk.#nextId += 1), [...operations], { channel });
    this.sync();
  }

  takeShelved(states?: readonly Pick<FacetState, 'id' | 'facet'>[]): Answer {
    const take = states?.map(({ id, facet }) => ({ id, facet }));
    const intent = uuid((Desk.#nextId += 1));
    this.effects = [];
    this.command({ do: 'propose_shelved', shelf: SHELF, intent, ...(take === undefined ? {} : { take }) });
    while (this.unsynced > 0) this.sync();
    const reply = this.effects.find((effect) => effect.fx === 'reply');
    if (reply === undefined) throw new Error('it was not answered');
    return reply.answer;
  }

  get kept(): readonly FacetState[] {
    return this.state.shelf.get(SHELF)?.states ?? [];
  }

  xOf(id: number): number | undefined {
    return this.state.objects.get(uuid(id))?.transform.translation[0];
  }
}

const place = (id: number, x: number): FacetState => ({ id: uuid(id), facet: 'transform', value: moved(x) });
const name = (id: number, value: string): FacetState => ({ id: uuid(id), facet: 'name', value });
const made = (object: SceneObject): FacetState => ({ id: object.id, facet: 'existence', value: object });
const DELETE = (id: number): Operation => ({ op: 'delete', id: uuid(id), descendants: [] });

const stayingIn = (answer: Answer): string[] =>
  answer.ok
    ? (answer.taken?.staying.map((each) => `${each.name} ${each.facet} ${each.why} ${each.by?.name ?? ''}`) ??
      [])
    : [answer.reason.message];

describe('what is kept on the shelf is taken', () => {
  test('value by value, as a person picks; the rest stays there', () => {
    const desk = Desk.with([box(1), box(2)], [place(1, 3), name(1, 'Crate'), place(2, 4)]);
    expect(desk.takeShelved([name(1, ''), place(2, 0)])).toMatchObject({
      ok: true,
      taken: { taken: 2, of: 2 },
    });
    expect(desk.state.objects.get(uuid(1))).toEqual(box(1, { name: 'Crate' }));
    expect(desk.xOf(2)).toBe(4);
    expect(desk.kept).toEqual([place(1, 3)]);
    expect(desk.takeShelved()).toMatchObject({ ok: true, taken: { taken: 1, of: 1 } });
    expect(desk.xOf(1)).toBe(3);
    expect(desk.state.shelf.size).toBe(0);
  });

  test('all of it that there still is: what is gone stays, by its name and who deleted it', () => {
    const desk = Desk.with([box(1), box(2)], [place(1, 3), place(2, 4)]);
    desk.change([DELETE(2)]);
    const answer = desk.takeShelved();
    expect(answer).toMatchObject({ ok: true, taken: { taken: 1, of: 2 } });
    expect(stayingIn(answer)).toEqual(['Box_2 transform deleted you']);
    expect(desk.xOf(1)).toBe(3);
    expect(desk.kept).toEqual([place(2, 4)]);
    expect(desk.takeShelved()).toMatchObject({
      ok: false,
      reason: { code: 'nothing_to_take', message: 'Box_2: it was deleted by you.' },
    });
    expect(desk.kept).toEqual([place(2, 4)]);
  });

  test('without a name that is taken, and what would hang below what is gone', () => {
    const lid = box(3, { parent: uuid(2) });
    const desk = Desk.with(
      [box(1), box(2), box(4)],
      [name(1, 'Crate'), place(1, 3), made(lid), { id: uuid(4), facet: 'parent', value: uuid(2) }],
    );
    desk.change([DELETE(2), { op: 'create', object: box(5, { name: 'Crate' }) }]);
    expect(stayingIn(desk.takeShelved())).toEqual([
      'Box_1 name name_taken ',
      'Box_4 parent parent_gone ',
      'Box_3 existence parent_gone ',
    ]);
    expect(desk.xOf(1)).toBe(3);
    expect(desk.kept.map(({ facet }) => facet)).toEqual(['name', 'existence', 'parent']);
  });

  test('an object that is there again by now gets the values that were kept of it', () => {
    const desk = Desk.with([], [made(box(1, { transform: moved(3), properties: { mass: 2 } }))]);
    desk.change([{ op: 'create', object: box(1, { properties: { colour: [1, 0, 0] } }) }]);
    desk.takeShelved();
    expect(desk.state.objects.get(uuid(1))).toEqual(box(1, { transform: moved(3), properties: { mass: 2 } }));
    expect(desk.state.shelf.size).toBe(0);
  });

  test('but becomes no object of another kind', () => {
    const desk = Desk.with([], [made(box(1, { kind: 'light' }))]);
    desk.change([{ op: 'create', object: box(1) }]);
    expect(stayingIn(desk.takeShelved())).toEqual(['Box_1: it is an object of another kind now.']);
    expect(desk.kept).toHaveLength(1);
  });

  test('a deletion takes nothing along that was not picked', () => {
    const gone = (id: number): FacetState => ({ id: uuid(id), facet: 'existence', value: null });
    const desk = Desk.with([box(1), box(2, { parent: uuid(1) })], [gone(1), gone(2)]);
    expect(stayingIn(desk.takeShelved([gone(1)]))).toEqual([
      'Box_1: something hangs below it that would go with it.',
    ]);
    expect(desk.state.objects.size).toBe(2);
    expect(desk.takeShelved()).toMatchObject({ ok: true });
    expect([desk.state.objects.size, desk.state.shelf.size]).toEqual([0, 0]);
  });

  test('what is so already leaves it at once, without a change', () => {
    const desk = Desk.with([box(1)], [made(box(1)), { id: uuid(2), facet: 'existence', value: null }]);
    const { revision } = desk.state;
    expect(desk.takeShelved()).toMatchObject({ ok: true, taken: { taken: 2, of: 2 } });
    expect([desk.state.revision, desk.state.shelf.size]).toEqual([revision, 0]);
  });

  test('no value that is not there, and nothing twice', () => {
    const desk = Desk.with([box(1)], [place(1, 3)]);
    expect(desk.takeShelved([name(1, '')])).toMatchObject({ reason: { code: 'unknown_facet' } });
    desk.connect(1, 'unity', [...desk.state.objects.values()]);
    expect(desk.takeShelved()).toMatchObject({ ok: true });
    expect(desk.takeShelved()).toMatchObject({ reason: { code: 'under_way' } });
    desk.effects = [];
    desk.command({ do: 'discard_shelved', shelf: SHELF });
    expect(desk.effects.find(({ fx }) => fx === 'reply')).toMatchObject({
      answer: { reason: { code: 'under_way' } },
    });
  });
});

describe('more than one change may hold', () => {
  const many = INTENT_LIMITS.operations + 2_000;
  const ids = Array.from({ length: many }, (_, index) => index + 1);

  test('goes by pieces, with one click', () => {
    const desk = Desk.with(
      ids.map((id) => box(id)),
      ids.map((id) => place(id, 7)),
    );
    expect(desk.takeShelved()).toMatchObject({ ok: true, taken: { taken: many, of: many } });
    expect(ids.every((id) => desk.xOf(id) === 7)).toBe(true);
    expect(desk.state.shelf.size).toBe(0);
    expect(
      desk.records.flatMap((each) => (each.kind === 'begin' ? [each.intent.reason] : [])).slice(-2),
    ).toEqual(['from the shelf (part 1 of 2)', 'from the shelf (part 2 of 2)']);
  }, 30_000);

  test('where a piece does not go through, it and all after it are on the shelf as before', () => {
    const family = chain(4).map((object) => ({ ...object, transform: moved(1) }));
    const desk = Desk.with([box(1)], [...family.map(made), place(1, 5)], { pieceOperations: 2 });
    const engine = desk.connect(1, 'unity', [box(1)]);
    desk.takeShelved();
    desk.playApply(engine);
    const settle = (): void => {
      for (let turns = 0; turns < 6; turns += 1) {
        desk.sync();
        desk.playApply(engine);
        desk.playResync(engine);
      }
    };
    // Meanwhile somebody makes what the second piece would make.
    desk.submit(70, [{ op: 'create', object: { ...(family[2] as SceneObject), parent: null } }], {
      channel: 'override',
    });
    settle();
    expect([...desk.state.objects.keys()]).toEqual(
      expect.arrayContaining([family[0]?.id, family[1]?.id, family[2]?.id]),
    );
    expect(desk.state.objects.has(family[3]?.id ?? '')).toBe(false);
    expect(canonicalJson(desk.kept)).toBe(canonicalJson([...family.slice(2).map(made), place(1, 5)]));
    expect([...desk.state.shelf.keys()]).toEqual([SHELF]);
    // What is left of it is taken with a second click: the one by its values, the other anew.
    expect(desk.takeShelved()).toMatchObject({ ok: true, taken: { taken: 3, of: 3 } });
    settle();
    expect(desk.state.objects.get(family[2]?.id ?? '')).toEqual(family[2]);
    expect(desk.state.objects.get(family[3]?.id ?? '')).toEqual(family[3]);
    expect([desk.xOf(1), desk.state.shelf.size]).toEqual([5, 0]);
  });

  test('a crash in between loses nothing, and takes nothing twice', () => {
    const desk = Desk.with([box(1), box(2)], [place(1, 5), place(2, 6)], { pieceOperations: 1 });
    desk.command({ do: 'propose_shelved', shelf: SHELF, intent: uuid(70) });
    desk.sync();
    const onDisk = desk.records.slice(0, desk.records.length - desk.unsynced);
    const next = new Desk({ records: onDisk });
    expect([next.xOf(1), next.xOf(2)]).toEqual([5, 0]);
    next.takeShelved();
    expect([next.xOf(1), next.xOf(2)]).toEqual([5, 6]);
    expect(next.state.shelf.size).toBe(0);
  });
});

test('what stays in its artist’s hands is tried again whole, and not in part', () => {
  const rig = HandsRig.withBoxes(1);
  rig.command({ do: 'lock', id: uuid(1), on: true });
  rig.hold(rig.blender, 1);
  rig.move(rig.blender, 10, 7);
  rig.settle();
  const [shelf = ''] = rig.state.shelf.keys();
  rig.command({
    do: 'propose_shelved',
    shelf,
    take: [{ id: uuid(1), facet: 'transform' }],
    intent: uuid(90),
  });
  const answer = rig.effects.findLast((effect) => effect.fx === 'reply')?.answer;
  expect(answer).toMatchObject({ ok: false, reason: { code: 'in_hands' } });
  expect(rig.inHands.differing).toHaveLength(1);
});
