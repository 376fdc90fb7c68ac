/** Several confirmed changes are taken back as one (R24): what others did since stays, and is named. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DURABLE_LIMITS } from '#app/ledger/index.ts';
import type { Operation, SceneObject } from '#app/scene/index.ts';
import { planTakingBack } from '#main/orchestrator/taking-back.ts';
import { wayToUndo } from '#main/orchestrator/index.ts';
import { wishes } from '../app/arbitraries.ts';
import { fitting } from '../app/fitting.ts';
import { box, moved, Rig, uuid } from './bench-rig.ts';

class Desk extends Rig {
  #nextId = 1_000;

  change(...operations: readonly Operation[]): number {
    this.submit((this.#nextId += 1), [...operations]);
    this.sync();
    return this.state.revision;
  }

  wayTo(...numbers: readonly number[]): ReturnType<typeof wayToUndo> {
    return wayToUndo(this.orchestrator.core, numbers);
  }

  /** @returns the view */
  undo(...numbers: readonly number[]) {
    const way = this.wayTo(...numbers);
    if (!way.ok) throw new Error(way.reason.message);
    if (way.operations.length > 0) this.change(...way.operations);
    return way.view;
  }

  get objects(): ReadonlyMap<string, SceneObject> {
    return new Map(this.state.objects);
  }
}

const move = (id: number, x: number): Operation => ({
  op: 'set_transform',
  id: uuid(id),
  transform: moved(x),
});
const create = (id: number): Operation => ({ op: 'create', object: box(id) });
const remove = (id: number): Operation => ({ op: 'delete', id: uuid(id), descendants: [] });

describe('several changes', () => {
  test('of one value go back to what it was before the first of them', () => {
    const desk = new Desk();
    desk.change(create(1));
    const [one, two] = [desk.change(move(1, 1)), desk.change(move(1, 2))];
    expect(desk.undo(one, two)).toMatchObject({ changes: 2, operations: 1, taken: 1, of: 1, stays: 0 });
    expect(desk.objects.get(uuid(1))).toEqual(box(1));
  });

  test('leave what somebody did in between, and go back to that', () => {
    const desk = new Desk();
    desk.change(create(1));
    const one = desk.change(move(1, 1));
    desk.change(move(1, 5));
    const two = desk.change(move(1, 2));
    desk.undo(one, two);
    expect(desk.objects.get(uuid(1))?.transform).toEqual(moved(5));
  });

  test('go back in some of their objects alone, and leave what they did to the others', () => {
    const desk = new Desk();
    desk.change(create(1), create(2), create(3));
    const one = desk.change(move(1, 1), move(2, 1), remove(3));
    const way = wayToUndo(desk.orchestrator.core, [one], null, [uuid(1), uuid(3)]);
    if (!way.ok) throw new Error(way.reason.message);
    expect(way.view).toMatchObject({ taken: 2, of: 2, stays: 0 });
    desk.change(...way.operations);
    expect(desk.objects.get(uuid(1))).toEqual(box(1));
    expect(desk.objects.get(uuid(2))?.transform).toEqual(moved(1));
    expect(desk.objects.get(uuid(3))).toEqual(box(3));
  });

  test('leave what somebody has put on top of them, and name it', () => {
    const desk = new Desk();
    desk.change(create(1), create(2));
    const one = desk.change(move(1, 1), move(2, 1));
    desk.change(move(1, 5));
    const view = desk.undo(one);
    expect(view).toMatchObject({ taken: 1, of: 2, stays: 1 });
    expect(view.staying).toMatchObject([{ id: uuid(1), facet: 'transform', why: 'changed_again' }]);
    expect(desk.objects.get(uuid(1))?.transform).toEqual(moved(5));
    expect(desk.objects.get(uuid(2))).toEqual(box(2));
  });

  test('that moved an object and deleted it bring it back where it was before both', () => {
    const desk = new Desk();
    desk.change(create(1));
    const one = desk.change(move(1, 1));
    desk.change({ op: 'rename', id: uuid(1), name: 'Crate' });
    const two = desk.change(remove(1));
    expect(desk.undo(one, two)).toMatchObject({ taken: 1, of: 1 });
    expect(desk.objects.get(uuid(1))).toEqual({ ...box(1), name: 'Crate' });
  });

  test('of which somebody set the same value in between bring the object back as it was deleted', () => {
    const desk = new Desk();
    desk.change(create(1));
    const one = desk.change(move(1, 1));
    desk.change(move(1, 5));
    const two = desk.change(remove(1));
    desk.undo(one, two);
    expect(desk.objects.get(uuid(1))?.transform).toEqual(moved(5));
  });

  test('that made an object and moved it let it go; an object that somebody else has touched stays', () => {
    const desk = new Desk();
    const numbers = [desk.change(create(1)), desk.change(create(2)), desk.change(move(1, 1), move(2, 1))];
    desk.change({ op: 'rename', id: uuid(2), name: 'Crate' });
    const view = desk.undo(...numbers);
    expect(view.staying).toMatchObject([{ id: uuid(2), facet: 'existence', why: 'changed_again' }]);
    expect(desk.objects.has(uuid(1))).toBe(false);
    expect(desk.objects.get(uuid(2))?.name).toBe('Crate');
  });

  test('that are none, or longer ago than is remembered, are refused by their number', () => {
    const desk = new Desk();
    desk.change(create(1));
    expect(desk.wayTo(1, 2)).toMatchObject({ ok: false, reason: { code: 'no_such_change' } });
    for (let count = 0; count < DURABLE_LIMITS.overwritten; count += 1) desk.change(move(1, count + 1));
    expect(desk.wayTo(1)).toMatchObject({ ok: false, reason: { code: 'too_long_ago' } });
    expect(desk.wayTo(3).ok).toBe(true);
  });
});

describe('what one change does not hold', () => {
  const begin = (desk: Desk, changes: readonly number[], id: number): void => {
    const at = desk.state.revision;
    desk.command({ do: 'undo_changes', changes, at, intent: uuid(id), why: 'all of it' });
  };
  const last = (desk: Desk) =>
    desk.effects.flatMap((each) => (each.fx === 'reply' ? [each.answer] : [])).at(-1);
  const reasons = (desk: Desk): string[] =>
    desk.records.flatMap((each) => (each.kind === 'begin' ? [each.intent.reason] : []));

  test('goes back by several, in order, and the preview says by how many', () => {
    const desk = new Desk({ config: { pieceOperations: 2 } });
    const boxes = [1, 2, 3, 4, 5];
    desk.change(...boxes.map(create));
    const n = desk.change(...boxes.map((id) => move(id, id)));
    expect(desk.wayTo(n)).toMatchObject({ ok: true, view: { operations: 5, pieces: 3 } });
    begin(desk, [n], 50);
    expect(last(desk)).toMatchObject({ ok: true, state: 'queued' });
    begin(desk, [n], 51);
    expect(last(desk)).toMatchObject({ ok: false, reason: { code: 'under_way' } });
    for (let turn = 0; turn < 4; turn += 1) desk.sync();
    expect(boxes.map((id) => desk.objects.get(uuid(id))?.transform)).toEqual(boxes.map(() => moved(0)));
    expect(reasons(desk).slice(-3)).toEqual([1, 2, 3].map((piece) => `all of it (part ${piece} of 3)`));
    begin(desk, [n], 52);
    expect(last(desk)).toMatchObject({ ok: false, reason: { code: 'nothing_to_take_back' } });
  });

  const withEngine = () => {
    const desk = new Desk({ config: { pieceOperations: 1 } });
    const engine = desk.connect(1, 'unity', []);
    const settle = (): void => {
      for (let turn = 0; turn < 8; turn += 1) {
        desk.playApply(engine);
        desk.sync();
        desk.playResync(engine);
      }
    };
    desk.submit(900, [create(1), create(2), create(3)]);
    settle();
    desk.submit(901, [move(1, 1), move(2, 2), move(3, 3)]);
    settle();
    begin(desk, [desk.state.revision], 50);
    return { desk, engine, settle, n: desk.state.revision };
  };
  const places = (desk: Desk) => [1, 2, 3].map((id) => desk.objects.get(uuid(id))?.transform.translation[0]);

  test('leaves what somebody sets meanwhile, and goes on with the rest', () => {
    const { desk, settle, n } = withEngine();
    desk.submit(902, [move(2, 7)], { channel: 'override' });
    settle();
    expect(places(desk)).toEqual([0, 7, 0]);
    expect(desk.wayTo(n)).toMatchObject({ ok: true, view: { operations: 0, pieces: 0, stays: 3 } });
  });

  test('ends where a part of it comes to nothing, and the rest can be looked at anew', () => {
    const { desk, engine, settle, n } = withEngine();
    desk.command({ do: 'halt', by: 'person' });
    const outcomes = [{ id: uuid(1), facet: 'transform', outcome: 'restored' }] as const;
    desk.frame(engine, { type: 'compensated', n: n + 1, outcomes: [...outcomes] });
    settle();
    desk.command({ do: 'resume', scope: 'everyone' });
    settle();
    expect(places(desk)).toEqual([1, 2, 3]);
    begin(desk, [n], 51);
    expect(last(desk)).toMatchObject({ ok: true, state: 'queued' });
    settle();
    expect(places(desk)).toEqual([0, 0, 0]);
  });
});

test('all changes since a version come to that version', () => {
  let undone = 0;
  fc.assert(
    fc.property(fc.array(wishes, { minLength: 2, maxLength: 7 }), fc.nat(), (script, at) => {
      const desk = new Desk();
      const scenes = [desk.objects];
      for (const each of script) {
        const { operations } = fitting({ objects: desk.objects }, each);
        if (operations.length === 0) continue;
        desk.change(...operations);
        scenes.push(desk.objects);
      }
      const from = at % scenes.length;
      const numbers = scenes.slice(from + 1).map((_, index) => from + 1 + index);
      if (numbers.length === 0) return;
      const view = desk.undo(...numbers);
      expect(view.stays).toBe(0);
      expect(desk.objects).toEqual(scenes[from]);
      undone += numbers.length;
    }),
    { numRuns: 150 },
  );
  expect(undone).toBeGreaterThan(100);
});

test('one change by itself is taken back as one is', () => {
  fc.assert(
    fc.property(fc.array(wishes, { minLength: 2, maxLength: 7 }), fc.nat(), (script, at) => {
      const desk = new Desk();
      for (const each of script) {
        const { operations } = fitting({ objects: desk.objects }, each);
        if (operations.length > 0) desk.change(...operations);
      }
      const { revision, overwritten } = desk.state;
      if (revision === 0) return;
      const n = 1 + (at % revision);
      const states = overwritten.find((each) => each.n === n)?.states ?? [];
      const single = planTakingBack(
        desk.orchestrator.core,
        n,
        states.map((before) => ({ before, lastWrite: n })),
      );
      const many = desk.wayTo(n);
      expect(many.ok).toBe(single.way.ok);
      if (!many.ok || !single.way.ok) return;
      expect(many.operations).toEqual(single.way.operations);
      expect(many.view).toMatchObject({ taken: single.taken, of: single.of, stays: single.staying.length });
    }),
    { numRuns: 150 },
  );
});
