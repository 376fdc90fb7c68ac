/** A confirmed change is taken back value by value, as a new change of the person's (R24). */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { STAYING_TOLD_MAX } from '#app/control-room/index.ts';
import type { StayingView, TakenView } from '#app/control-room/index.ts';
import { DURABLE_LIMITS } from '#app/ledger/index.ts';
import {
  diff,
  EMPTY_SCENE,
  facetValue,
  forestProblem,
  LIMITS,
  sameValue,
  touches,
} from '#app/scene/index.ts';
import type { FacetState, Operation, Scene, SceneObject, Touch } from '#app/scene/index.ts';
import type { Answer, Effect } from '#main/orchestrator/index.ts';
import { scene as anyScene, wishes } from '../app/arbitraries.ts';
import { fitting } from '../app/fitting.ts';
import { AGENT, box, chain, moved, Rig, uuid } from './bench-rig.ts';

/** Whatever is handed in is on disk at once: no engine takes part. */
class Desk extends Rig {
  #nextId = 1_000;

  change(operations: readonly Operation[]): number {
    this.submit((this.#nextId += 1), [...operations]);
    this.sync();
    return this.state.revision;
  }

  suggest(operations: readonly Operation[]): number {
    const id = (this.#nextId += 1);
    this.submit(id, [...operations], { channel: 'ai' });
    this.command({ do: 'approve', id: uuid(id), hash: this.shownHash(id) });
    this.sync();
    return this.state.revision;
  }

  takeBack(n: number, id = (this.#nextId += 1)): Answer {
    const answer = answerIn(this.command({ do: 'take_back_change', n, intent: uuid(id) }));
    this.sync();
    return answer;
  }

  get scene(): Scene {
    return { objects: new Map(this.state.objects) };
  }
}

function answerIn(effects: readonly Effect[]): Answer {
  const reply = effects.find((effect) => effect.fx === 'reply');
  if (reply === undefined) throw new Error('it was not answered');
  return reply.answer;
}

function takenIn(answer: Answer): TakenView | null {
  return answer.ok ? (answer.taken ?? null) : null;
}

function stayingIn(answer: Answer): string[] {
  return (
    takenIn(answer)?.staying.map(({ name, facet, why, by }) => `${name} ${facet} ${why} ${by?.name ?? ''}`) ??
    []
  );
}

const CREATE = (...boxes: SceneObject[]): Operation[] => boxes.map((object) => ({ op: 'create', object }));
const PUT = (id: number, x: number): Operation => ({
  op: 'set_transform',
  id: uuid(id),
  transform: moved(x),
});
const HANG = (id: number, parent: number): Operation => ({
  op: 'reparent',
  id: uuid(id),
  parent: uuid(parent),
});
const CALL = (id: number, name: string): Operation => ({ op: 'rename', id: uuid(id), name });

describe('a confirmed change is taken back', () => {
  test('as a new change of the person’s, with a number and every value as it was', () => {
    const desk = new Desk();
    desk.change(CREATE(box(1), box(2, { properties: { colour: [1, 0, 0] } })));
    const before = desk.scene;
    const n = desk.suggest([
      PUT(1, 3),
      CALL(1, 'Crate'),
      { op: 'set_property', id: uuid(2), key: 'colour', value: null },
      { op: 'set_property', id: uuid(2), key: 'mass', value: 4 },
    ]);
    expect(desk.takeBack(n)).toMatchObject({
      ok: true,
      state: 'queued',
      taken: { taken: 4, of: 4, staying: [] },
    });
    expect(desk.scene).toEqual(before);
    const begun = desk.records.findLast((record) => record.kind === 'begin');
    expect(begun).toMatchObject({
      n: n + 1,
      intent: {
        actor: { id: 'person' },
        authority: 'human',
        takesBack: n,
        reason: `takes back version ${n} of set-dresser`,
      },
    });
  });

  test('and that is taken back in its turn: the change is done again', () => {
    const desk = new Desk();
    desk.change(CREATE(box(1)));
    const n = desk.suggest([PUT(1, 3), CALL(1, 'Crate')]);
    const done = desk.scene;
    desk.takeBack(n);
    expect(desk.takeBack(desk.state.revision)).toMatchObject({ ok: true, taken: { taken: 2, of: 2 } });
    expect(desk.scene).toEqual(done);
  });

  test('except for what somebody has set since, which is named with who did', () => {
    const desk = new Desk();
    desk.change(CREATE(box(1)));
    const n = desk.change([PUT(1, 3), CALL(1, 'Crate')]);
    desk.suggest([CALL(1, 'Chest')]);
    const answer = desk.takeBack(n);
    expect(takenIn(answer)).toMatchObject({ taken: 1, of: 2 });
    expect(stayingIn(answer)).toEqual(['Chest name changed_again set-dresser']);
    expect(desk.state.objects.get(uuid(1))).toEqual(box(1, { name: 'Chest' }));
  });

  test('a deletion: all of it comes back, with its ids and in its place', () => {
    const desk = new Desk();
    desk.change(CREATE(box(1), box(2, { parent: uuid(1) }), box(3, { parent: uuid(2) }), box(4)));
    const before = desk.scene;
    const n = desk.suggest([{ op: 'delete', id: uuid(1), descendants: [uuid(2), uuid(3)] }]);
    expect(takenIn(desk.takeBack(n))).toMatchObject({ taken: 3, of: 3 });
    expect(desk.scene).toEqual(before);
  });

  test('a deletion stays where the name is another’s now, and says so of all of it', () => {
    const desk = new Desk();
    desk.change(CREATE(box(1), box(2, { parent: uuid(1) }), box(4), box(5)));
    const n = desk.change([{ op: 'delete', id: uuid(1), descendants: [uuid(2)] }, PUT(5, 1)]);
    desk.change([CALL(4, 'Box_2')]);
    const answer = desk.takeBack(n);
    expect(takenIn(answer)).toMatchObject({ taken: 1, of: 3 });
    expect(stayingIn(answer)).toEqual(['Box_1 existence name_taken ', 'Box_2 existence name_taken ']);
    expect(desk.state.objects.get(uuid(5))).toEqual(box(5));
  });

  test('an object that was made goes, unless something was added to it since', () => {
    const desk = new Desk();
    const n = desk.change(CREATE(box(1), box(2, { parent: uuid(1) }), box(3)));
    desk.change(CREATE(box(9, { parent: uuid(2) })));
    const answer = desk.takeBack(n);
    expect(takenIn(answer)).toMatchObject({ taken: 1, of: 3 });
    expect(stayingIn(answer)).toEqual(['Box_2 existence added_to you', 'Box_1 existence added_to you']);
    expect([...desk.state.objects.keys()]).toEqual([uuid(1), uuid(2), uuid(9)]);
  });

  test('an object that was made and that somebody has changed since stays', () => {
    const desk = new Desk();
    const n = desk.change(CREATE(box(1), box(2)));
    desk.suggest([{ op: 'set_property', id: uuid(1), key: 'mass', value: 2 }]);
    expect(stayingIn(desk.takeBack(n))).toEqual(['Box_1 existence changed_again set-dresser']);
    expect([...desk.state.objects.keys()]).toEqual([uuid(1)]);
  });

  test('where an object hangs and where it is go back together, or not at all', () => {
    const desk = new Desk();
    desk.change(CREATE(box(1), box(2)));
    const n = desk.change([{ op: 'reparent', id: uuid(2), parent: uuid(1) }, PUT(2, 3), CALL(2, 'Lid')]);
    desk.suggest([PUT(2, 5)]);
    expect(stayingIn(desk.takeBack(n))).toEqual([
      'Lid transform changed_again set-dresser',
      'Lid parent with_place set-dresser',
    ]);
    expect(desk.state.objects.get(uuid(2))).toEqual(box(2, { parent: uuid(1), transform: moved(5) }));
  });

  test('a place that was set where the object no longer hangs stays: it would be another in the world', () => {
    const desk = new Desk();
    desk.change(CREATE(box(1), box(2)));
    const n = desk.change([PUT(2, 3), CALL(2, 'Lid')]);
    const hung = desk.suggest([HANG(2, 1)]);
    const answer = desk.takeBack(n);
    expect(takenIn(answer)).toMatchObject({ taken: 1, of: 2 });
    expect(stayingIn(answer)).toEqual(['Lid transform hung_elsewhere set-dresser']);
    expect(desk.state.objects.get(uuid(2))).toEqual(box(2, { parent: uuid(1), transform: moved(3) }));
    expect(desk.takeBack(n)).toMatchObject({
      reason: { code: 'nothing_to_take_back', message: 'Box_2: it was hung elsewhere by set-dresser.' },
    });
    desk.takeBack(hung);
    expect(takenIn(desk.takeBack(n))).toMatchObject({ taken: 1, of: 2 });
    expect(desk.state.objects.get(uuid(2))).toEqual(box(2));
  });

  test('nor is an object hung back where it has been moved since', () => {
    const desk = new Desk();
    desk.change(CREATE(box(1), box(2)));
    const n = desk.change([HANG(2, 1)]);
    const shift = desk.suggest([PUT(2, 5)]);
    expect(desk.takeBack(n)).toMatchObject({
      reason: { code: 'nothing_to_take_back', message: 'Box_2: it was moved by set-dresser.' },
    });
    desk.takeBack(shift);
    expect(takenIn(desk.takeBack(n))).toMatchObject({ taken: 1, staying: [] });
    expect(desk.state.objects.get(uuid(2))).toEqual(box(2));
  });

  test('nor is a place set where the object is on its way to hang elsewhere', () => {
    const desk = new Desk();
    desk.change(CREATE(box(1), box(2)));
    const n = desk.change([PUT(2, 3)]);
    desk.connect(1, 'unity', [...desk.state.objects.values()]);
    desk.submit(60, [{ op: 'set_visibility', id: uuid(1), visibility: { viewport: false, render: true } }]);
    desk.submit(61, [HANG(2, 1)]);
    expect(answerIn(desk.command({ do: 'take_back_change', n, intent: uuid(62) }))).toMatchObject({
      reason: { code: 'nothing_to_take_back', message: 'Box_2: it was hung elsewhere by you.' },
    });
    expect(desk.orchestrator.core.queue.human).toHaveLength(1);
  });

  test('nor does an object go to where it was below a parent that is gone', () => {
    const desk = new Desk();
    desk.change(CREATE(box(1), box(2, { parent: uuid(1) })));
    const n = desk.change([{ op: 'reparent', id: uuid(2), parent: null }, PUT(2, 3), CALL(2, 'Lid')]);
    desk.change([{ op: 'delete', id: uuid(1), descendants: [] }]);
    const answer = desk.takeBack(n);
    expect(stayingIn(answer)).toEqual(['Lid parent parent_gone ', 'Lid transform with_place ']);
    expect(desk.state.objects.get(uuid(2))).toEqual(box(2, { transform: moved(3) }));
  });

  test('two objects that swapped their names, or their places in the hierarchy', () => {
    const desk = new Desk();
    desk.change(CREATE(box(1), box(2, { parent: uuid(1) })));
    const before = desk.scene;
    const n = desk.change([
      CALL(1, 'aside'),
      CALL(2, 'Box_1'),
      CALL(1, 'Box_2'),
      { op: 'reparent', id: uuid(2), parent: null },
      { op: 'reparent', id: uuid(1), parent: uuid(2) },
    ]);
    expect(takenIn(desk.takeBack(n))).toMatchObject({ taken: 4, of: 4 });
    expect(desk.scene).toEqual(before);
  });
});

describe('of what an agent deletes with an approval the shelf keeps a copy', () => {
  const root = box(1);
  const child = box(2, { parent: uuid(1) });
  const DELETE: Operation = { op: 'delete', id: uuid(1), descendants: [uuid(2)] };

  test('which is written before the deletion is, and goes once all of it is there again', () => {
    const desk = new Desk();
    desk.change(CREATE(root, child));
    const n = desk.suggest([DELETE]);
    expect([...desk.state.shelf.values()]).toMatchObject([
      { from: 'agent:dresser', why: 'deleted', states: [{ value: root }, { value: child }] },
    ]);
    const kinds = desk.records.map(({ kind }) => kind);
    expect(kinds.lastIndexOf('commit') - kinds.lastIndexOf('shelve')).toBe(1);
    desk.takeBack(n);
    desk.sync();
    expect(desk.state.shelf.size).toBe(0);
    expect(desk.state.objects.size).toBe(2);
  });

  test('and can be suggested again from there', () => {
    const desk = new Desk();
    desk.change(CREATE(root, child));
    desk.suggest([DELETE]);
    const [shelf = ''] = desk.state.shelf.keys();
    desk.command({ do: 'propose_shelved', shelf, intent: uuid(60) });
    desk.sync();
    expect([...desk.state.objects.values()]).toEqual([root, child]);
  });

  test('but none of what a person deletes: that was their own hand', () => {
    const desk = new Desk();
    desk.change(CREATE(root, child));
    desk.change([DELETE]);
    expect(desk.state.shelf.size).toBe(0);
  });
});

describe('nothing is taken back', () => {
  test('where all of it was changed again or deleted: the reason says what and by whom', () => {
    const desk = new Desk();
    desk.change(CREATE(box(1)));
    const n = desk.change([CALL(1, 'Crate')]);
    desk.suggest([CALL(1, 'Chest')]);
    expect(desk.takeBack(n)).toMatchObject({
      ok: false,
      reason: {
        code: 'nothing_to_take_back',
        message: 'Chest: its name was changed again by set-dresser.',
      },
    });
    desk.suggest([{ op: 'delete', id: uuid(1), descendants: [] }]);
    expect(desk.takeBack(n)).toMatchObject({
      reason: { message: 'An object: it was deleted by set-dresser.' },
    });
  });

  test('that hung below what is too deep by now', () => {
    const desk = new Desk();
    desk.change(CREATE(box(1, { parent: uuid(2) }), box(2)).reverse());
    desk.change(CREATE(...chain(LIMITS.depth - 1)));
    const n = desk.change([{ op: 'reparent', id: uuid(1), parent: null }]);
    desk.change([HANG(2, 100 + LIMITS.depth - 1)]);
    const { objects } = desk.scene;
    expect(desk.takeBack(n)).toMatchObject({
      reason: { code: 'too_deep', message: 'It cannot all be taken back: A hierarchy is 256 deep at most.' },
    });
    expect(desk.scene.objects).toEqual(objects);
  });

  test('for which the object has no room any more', () => {
    const desk = new Desk();
    const keys = Array.from({ length: LIMITS.propertiesPerObject }, (_, index) => [`p${index}`, 1] as const);
    desk.change(CREATE(box(1, { properties: Object.fromEntries(keys) })));
    const n = desk.change([{ op: 'set_property', id: uuid(1), key: 'p0', value: null }]);
    desk.change([{ op: 'set_property', id: uuid(1), key: 'new', value: 1 }]);
    expect(desk.takeBack(n)).toMatchObject({ reason: { code: 'too_many_properties' } });
  });

  test('of a number that is no confirmed change, or not yet one', () => {
    const desk = new Desk();
    const n = desk.change(CREATE(box(1)));
    expect(desk.takeBack(n + 1)).toMatchObject({ ok: false, reason: { code: 'no_such_change' } });
    desk.submit(7, [CALL(1, 'Crate')]);
    expect(answerIn(desk.command({ do: 'take_back_change', n: n + 1, intent: uuid(8) }))).toMatchObject({
      ok: false,
      reason: { code: 'no_such_change' },
    });
  });

  test('while everything is held', () => {
    const desk = new Desk();
    const n = desk.change(CREATE(box(1)));
    desk.command({ do: 'halt', by: 'person' });
    expect(desk.takeBack(n)).toMatchObject({ ok: false, reason: { code: 'halted' } });
    expect(desk.state.objects.size).toBe(1);
  });

  test('what an engine drives', () => {
    const desk = new Desk();
    desk.change(CREATE(box(1)));
    const n = desk.change([PUT(1, 3)]);
    const blender = desk.connect(1, 'blender', [box(1, { transform: moved(3) })]);
    desk.frame(blender, {
      type: 'declare',
      objects: [{ id: uuid(1), driven: ['transform'], bounded: false }],
    });
    expect(desk.takeBack(n)).toMatchObject({ ok: false, reason: { code: 'driven' } });
  });
});

test('the same click again gets the first answer, and under its id another change is none', () => {
  const desk = new Desk();
  desk.change(CREATE(box(1)));
  const n = desk.change([PUT(1, 3)]);
  desk.takeBack(n, 50);
  const records = desk.records.length;
  expect(desk.takeBack(n, 50)).toMatchObject({ ok: true, state: 'committed' });
  expect(desk.takeBack(n - 1, 50)).toMatchObject({ ok: false, reason: { code: 'id_reused' } });
  expect(desk.records.length).toBe(records);
  // In the next life too.
  const later = new Desk();
  later.orchestrator = new Rig({ records: [...desk.records] }).orchestrator;
  const again = later.orchestrator.step({
    in: 'command',
    reply: 'again',
    command: { do: 'take_back_change', n, intent: uuid(50) },
  });
  expect(answerIn(again)).toMatchObject({ ok: true, state: 'committed' });
});

test('what the state has forgotten is asked of the history, and taken back by what that says', () => {
  const desk = new Desk();
  desk.change(CREATE(box(1), box(2)));
  const n = desk.change([PUT(1, 3), { op: 'delete', id: uuid(2), descendants: [] }]);
  for (let count = 0; count < DURABLE_LIMITS.overwritten; count += 1) desk.change([CALL(1, `Box ${count}`)]);
  const asked = desk.command({ do: 'take_back_change', n, intent: uuid(50) });
  const lookUp = asked.find((effect) => effect.fx === 'look_up_change');
  if (lookUp === undefined) throw new Error('the history is not asked');
  expect(lookUp.n).toBe(n);
  expect(answerIn(desk.step({ ...lookUp.input, past: 'unavailable' }))).toMatchObject({
    reason: { code: 'history_not_ready' },
  });
  expect(answerIn(desk.step({ ...lookUp.input, past: null }))).toMatchObject({
    reason: { code: 'no_such_change' },
  });
  const put = (facet: FacetState['facet'], id: number, value: FacetState['value'], lastWrite = n) => ({
    before: { id: uuid(id), facet, value },
    lastWrite,
  });
  const past = [{ ...put('transform', 1, moved(0)), beside: null }, put('existence', 2, box(2))];
  const hungElsewhere = [{ ...put('transform', 1, moved(0)), beside: uuid(2) }];
  expect(answerIn(desk.step({ ...lookUp.input, past: hungElsewhere }))).toMatchObject({
    reason: { code: 'nothing_to_take_back', message: expect.stringContaining('it was hung elsewhere') },
  });
  const gone = [put('existence', 2, box(2), n + 7)];
  expect(answerIn(desk.step({ ...lookUp.input, past: gone }))).toMatchObject({
    reason: { code: 'nothing_to_take_back' },
  });
  expect(answerIn(desk.step({ ...lookUp.input, past }))).toMatchObject({ taken: { taken: 2, of: 2 } });
  desk.sync();
  expect(desk.state.objects.get(uuid(1))?.transform).toEqual(moved(0));
  expect(desk.state.objects.get(uuid(2))).toEqual(box(2));
});

test('however late it comes, it is a change of its own: only the window counts seconds', () => {
  const desk = new Desk();
  desk.change(CREATE(box(1)));
  const id = 70;
  desk.submit(id, [PUT(1, 3)], { channel: 'ai', actor: AGENT });
  desk.command({ do: 'approve', id: uuid(id), hash: desk.shownHash(id) });
  // Approved and not yet confirmed there is nothing to take back, and it says so.
  expect(desk.takeBack(desk.state.revision + 1)).toMatchObject({ reason: { code: 'no_such_change' } });
  const n = desk.state.revision;
  desk.wait(60_000);
  expect(desk.takeBack(n)).toMatchObject({ ok: true, state: 'queued', taken: { taken: 1, of: 1 } });
  expect(desk.records.findLast((record) => record.kind === 'begin')).toMatchObject({
    n: n + 1,
    intent: { actor: { id: 'person' }, takesBack: n },
  });
});

test('an agent’s suggestion on the same object gives way to it (AUTH-2)', () => {
  const desk = new Desk();
  desk.change(CREATE(box(1)));
  const n = desk.change([PUT(1, 3)]);
  desk.submit(70, [CALL(1, 'Crate')], { channel: 'ai', actor: AGENT });
  desk.takeBack(n);
  expect(desk.statesOf(70).at(-1)).toBe('superseded');
});

describe('for every scene and every change', () => {
  test('taken back at once, everything is as it was before', () => {
    fc.assert(
      fc.property(anyScene, wishes, (from, wanted) => {
        const desk = deskWith(from);
        const before = desk.scene;
        const { operations } = fitting(before, wanted);
        if (operations.length === 0) return;
        const n = desk.change(operations);
        const answer = desk.takeBack(n);
        expect(desk.scene.objects).toEqual(before.objects);
        if (answer.ok) expect(answer.taken).toMatchObject({ taken: answer.taken?.of, staying: [] });
        else expect(answer.reason.code).toBe('nothing_to_take_back');
      }),
      { numRuns: 200 },
    );
  });

  test('taken back after others’ changes, theirs stay, and the rest is as it was or named', () => {
    fc.assert(
      fc.property(
        anyScene,
        wishes,
        fc.array(wishes, { minLength: 1, maxLength: 3 }),
        (from, wanted, others) => {
          const desk = deskWith(from);
          const before = desk.scene;
          const { operations } = fitting(before, wanted);
          if (operations.length === 0) return;
          const n = desk.change(operations);
          const written = touches(before, operations).writes;
          for (const each of others) {
            const other = fitting(desk.scene, each).operations;
            if (other.length > 0) desk.change(other);
          }
          const writes = new Map([...desk.state.lastWrites].map(([id, facets]) => [id, new Map(facets)]));
          const stands = ({ id, facet }: Touch): boolean => writes.get(id)?.get(facet)?.revision === n;
          const then = desk.scene;
          const answer = desk.takeBack(n);
          const now = desk.scene;
          expect(forestProblem(now)).toBe(null);
          // Each is where it was before the change, or where it is: never at a third place in the world.
          for (const [id, object] of now.objects) {
            const places = [then, before].map(({ objects }) => placeOf(objects.get(id)));
            expect(places).toContainEqual(placeOf(object));
          }
          for (const touch of [...allOf(then), ...allOf(now)])
            if (!stands(touch)) expect(valueIn(now, touch)).toEqual(valueIn(then, touch));
          const taken = takenIn(answer);
          if (taken === null || taken.of - taken.taken > taken.staying.length) return;
          for (const touch of written.filter(stands))
            if (!isNamed(taken.staying, touch))
              expect(sameValue(valueIn(now, touch), valueIn(before, touch))).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});

function deskWith({ objects }: Scene): Desk {
  const desk = new Desk();
  if (objects.size > 0) desk.change(diff(EMPTY_SCENE, { objects }));
  return desk;
}

function allOf(scene: Scene): Touch[] {
  return [...scene.objects.values()].flatMap(({ id, properties }) =>
    (
      [
        'name',
        'parent',
        'transform',
        'visibility',
        ...Object.keys(properties).map((key) => `property:${key}`),
      ] as Touch['facet'][]
    ).map((facet) => ({ id, facet })),
  );
}

function placeOf(object: SceneObject | undefined): unknown {
  return object === undefined ? null : { parent: object.parent, transform: object.transform };
}

function valueIn(scene: Scene, { id, facet }: Touch): FacetState['value'] {
  return facetValue(scene, id, facet) ?? null;
}

/** Of what was made or deleted, or both, the object as a whole stays. */
function isNamed(staying: readonly StayingView[], { id, facet }: Touch): boolean {
  return staying.some((each) => each.id === id && (each.facet === facet || each.facet === 'existence'));
}

test('a name that is taken stands in the way of the name, and of no place', () => {
  const desk = new Desk();
  desk.change(CREATE(box(1), box(2), box(3)));
  const n = desk.change([CALL(2, 'Crate'), HANG(1, 3)]);
  desk.suggest([CALL(1, 'Box_2')]);
  const answer = desk.takeBack(n);
  expect(stayingIn(answer)).toEqual(['Crate name name_taken ']);
  expect(desk.state.objects.get(uuid(1))).toMatchObject({ name: 'Box_2', parent: null });
});

test('of what stays the first few are told, and how much that is of all', () => {
  const desk = new Desk();
  const ids = Array.from({ length: STAYING_TOLD_MAX + 2 }, (_, index) => index + 1);
  desk.change(CREATE(...ids.map((id) => box(id))));
  const n = desk.change(ids.map((id) => PUT(id, 3)));
  desk.suggest(ids.slice(1).map((id) => PUT(id, 5)));
  const taken = takenIn(desk.takeBack(n));
  expect(taken).toMatchObject({ taken: 1, of: ids.length });
  expect(taken?.staying).toHaveLength(STAYING_TOLD_MAX);
});
