/** Which objects are selected, what moves of them, and what they have in common. */
import { describe, expect, it, vi } from 'vitest';
import { commonOf } from '../../../renderer/model/common.ts';
import { outlineOf, SiblingOrder } from '../../../renderer/model/outline.ts';
import { projected } from '../../../renderer/model/pending.ts';
import { choose, selectedOf, SELECTED_MOST, topsOf } from '../../../renderer/model/selection.ts';
import type { ObjectSelection } from '../../../renderer/model/selection.ts';
import { at, id, object, sceneOf } from './space/support.ts';

const none: ObjectSelection = { object: null, together: new Set() };
const chosen = (...steps: readonly (readonly [Parameters<typeof choose>[1], ...number[]])[]) =>
  steps.reduce<ObjectSelection>((before, [how, ...ids]) => choose(ids.map(id), how, before) ?? before, none);
const ids = (selection: ObjectSelection): string[] => [...selectedOf(selection)].sort();

describe('a selection', () => {
  it('is what was chosen last alone, and what was added to it', () => {
    const one = chosen(['only', 1], ['only', 2]);
    expect(ids(one)).toEqual([id(2)]);
    const two = chosen(['only', 1], ['add', 2]);
    expect(ids(two)).toEqual([id(1), id(2)]);
    expect(two.object).toBe(id(2));
    // One that is there already becomes the last one.
    expect(chosen(['only', 1], ['add', 2], ['add', 1]).object).toBe(id(1));
  });

  it('lets go of what is toggled again or taken out, and of its last one to another', () => {
    const two = chosen(['only', 1], ['toggle', 2], ['toggle', 3], ['toggle', 3]);
    expect(ids(two)).toEqual([id(1), id(2)]);
    expect(two.object).toBe(id(2));
    const out = chosen(['only', 1, 2, 3], ['remove', 1, 3]);
    expect(ids(out)).toEqual([id(2)]);
    expect(out.object).toBe(id(2));
    expect(chosen(['only', 1], ['toggle', 1])).toEqual(none);
  });

  it('keeps its last one through a box that holds it', () => {
    expect(chosen(['only', 2], ['only', 1, 2, 3]).object).toBe(id(2));
    expect(chosen(['only', 9], ['only', 1, 2, 3]).object).toBe(id(3));
  });

  it('counts no set that its object is not of: another place selected that', () => {
    expect(ids({ object: id(9), together: new Set([id(1), id(2)]) })).toEqual([id(9)]);
  });

  it('is no larger than one change can be', () => {
    const all = Array.from({ length: SELECTED_MOST }, (_, i) => id(i));
    const full = choose(all, 'only', none);
    expect(full?.together.size).toBe(SELECTED_MOST);
    expect(choose([id(SELECTED_MOST)], 'add', full ?? none)).toBeNull();
    expect(choose([id(3)], 'add', full ?? none)?.together.size).toBe(SELECTED_MOST);
  });
});

describe('what moves of a selection', () => {
  const scene = sceneOf(
    object(1, at([0, 0, 0])),
    object(2, at([0, 0, 0]), { parent: 1 }),
    object(3, at([0, 0, 0]), { parent: 2 }),
    object(4, at([0, 0, 0]), { parent: 1 }),
  );
  const tops = (...indices: readonly number[]) =>
    topsOf(
      indices.flatMap((index) => scene.get(id(index)) ?? []),
      (each) => scene.get(each)?.parent,
    ).map((each) => each.id);

  it('is what hangs below none of the others, over what is not selected too', () => {
    expect(tops(3, 1, 4)).toEqual([id(1)]);
    expect(tops(3, 4)).toEqual([id(3), id(4)]);
    expect(tops(2, 3)).toEqual([id(2)]);
  });

  it('comes to an end where parents run in a circle', () => {
    const circle = sceneOf(object(1, at([0, 0, 0]), { parent: 2 }), object(2, at([0, 0, 0]), { parent: 1 }));
    const found = topsOf([...circle.values(), object(3, at([0, 0, 0]))], (each) => circle.get(each)?.parent);
    expect(found.map((each) => each.id)).toEqual([id(3)]);
  });
});

describe('what several objects have in common', () => {
  const reading = { axes: 'blender', unit: 'm', object: () => undefined } as const;

  it('is each number for itself, and the rest is that they differ', () => {
    const common = commonOf([object(1, at([1, 2, 3])), object(2, at([1, 5, 3]), { kind: 'light' })], {
      ...reading,
      object: (each) =>
        each === id(2) ? object(2, at([1, 5, 3]), { kind: 'light' }) : object(1, at([0, 0, 0])),
    });
    // Blender’s Z is the canonical Y, its Y the canonical −Z.
    expect(common.location).toEqual([1, -3, null]);
    expect(common.scale).toEqual([1, 1, 1]);
    expect(common.kinds).toEqual([
      ['mesh', 1],
      ['light', 1],
    ]);
    expect([...common.parents]).toEqual([null]);
  });

  it('tells what is seen and which properties all have', () => {
    const [one, other] = [object(1, at([0, 0, 0])), object(2, at([0, 0, 0]), { isHidden: true })];
    const common = commonOf(
      [
        { ...one, properties: { a: 1, b: 'x', own: true } },
        { ...other, properties: { a: 1, b: 'y' } },
      ],
      reading,
    );
    expect(common.viewport).toBeNull();
    expect(common.render).toBe(true);
    expect(common.properties).toEqual([
      ['a', 1],
      ['b', null],
    ]);
  });
});

it('own changes on their way are applied in one pass, in their order', () => {
  const scene = sceneOf(object(1, at([0, 0, 0])), object(2, at([0, 0, 0])));
  const move = (index: number, x: number) =>
    ({ op: 'set_transform', id: id(index), transform: at([x, 0, 0]) }) as const;
  const after = projected(scene, [{ operations: [move(1, 1), move(2, 5)] }, { operations: [move(1, 2)] }]);
  expect([1, 2].map((index) => after.get(id(index))?.transform.translation[0])).toEqual([2, 5]);
  expect(projected(scene, [{ operations: [{ op: 'delete', id: id(1), descendants: [] }] }]).size).toBe(0);
});

describe('the order of siblings', () => {
  const named = (index: number, name: string) => ({ ...object(index, at([0, 0, 0])), name });
  const namesOf = (siblings: SiblingOrder, ...objects: ReturnType<typeof named>[]) =>
    outlineOf(sceneOf(...objects), [], new Set(), '', siblings).rows.map((row) => row.object.name);

  it('is that of their names, whatever was ordered before', () => {
    const siblings = new SiblingOrder();
    expect(namesOf(siblings, named(1, 'Crate_10'), named(2, 'Crate_2'))).toEqual(['Crate_2', 'Crate_10']);
    // Moved, and in another order of the scene: nobody is called otherwise.
    const moved = { ...named(1, 'Crate_10'), transform: at([1, 0, 0]) };
    expect(namesOf(siblings, named(2, 'Crate_2'), moved)).toEqual(['Crate_2', 'Crate_10']);
    expect(namesOf(siblings, named(1, 'Crate_1'), named(2, 'Crate_2'))).toEqual(['Crate_1', 'Crate_2']);
    expect(namesOf(siblings, named(2, 'Crate_2'), named(3, 'Apple'))).toEqual(['Apple', 'Crate_2']);
    expect(namesOf(siblings, named(3, 'Apple'))).toEqual(['Apple']);
  });

  it('shows each as it is now, and compares no names again', () => {
    const siblings = new SiblingOrder();
    const compare = vi.spyOn(Intl.Collator.prototype, 'compare', 'get');
    const all = Array.from({ length: 50 }, (_, i) => named(i, `Thing_${(i * 17) % 50}`));
    namesOf(siblings, ...all);
    const moved = all.map((each) => ({ ...each, transform: at([2, 0, 0]) }));
    expect(compare).toHaveBeenCalled();
    compare.mockClear();
    const { rows } = outlineOf(sceneOf(...moved), [], new Set(), '', siblings);
    expect(compare).not.toHaveBeenCalled();
    expect(rows.every((row) => row.object.transform.translation[0] === 2)).toBe(true);
    compare.mockRestore();
  });
});
