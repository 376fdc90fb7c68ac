import fc from 'fast-check';
import type { Matrix4 } from 'three';
import { describe, expect, it } from 'vitest';
import type { SceneObject, Vec3 } from '#app/scene/index.ts';
import { Eye } from '../../../../renderer/scene/space/eye.ts';
import { nextPicked, picked } from '../../../../renderer/scene/space/pick.ts';
import { Placement } from '../../../../renderer/scene/space/placement.ts';
import { FIRST_VIEW, lookedAtFrom } from '../../../../renderer/scene/space/view.ts';
import { at, id, object, sceneOf, SIZE } from './support.ts';

const QUARTER_ABOUT_Y = { rotation: [0, Math.SQRT1_2, 0, Math.SQRT1_2] } as const;

function placeOf(placement: Placement, index: number): Vec3 {
  const elements = placement.get(id(index))?.world.elements ?? [];
  return [elements[12], elements[13], elements[14]].map(
    (each) => Math.round((each ?? NaN) * 1e6) / 1e6 + 0,
  ) as unknown as Vec3;
}

describe('where objects stand', () => {
  it('turns, scales and moves what hangs below with what it hangs on', () => {
    const placement = new Placement();
    const scene = sceneOf(
      object(1, at([10, 0, 0], { ...QUARTER_ABOUT_Y, scale: [2, 2, 2] })),
      object(2, at([1, 0, 0]), { parent: 1 }),
    );
    expect(placement.update(scene, new Map()).isWhole).toBe(true);
    expect(placeOf(placement, 2)).toEqual([10, 0, -2]);
  });

  it('places what hangs on something that is not here as if it hung on nothing', () => {
    const placement = new Placement();
    placement.update(sceneOf(object(2, at([1, 0, 0]), { parent: 1 })), new Map());
    expect(placeOf(placement, 2)).toEqual([1, 0, 0]);
  });

  it('tells of a move only those that stand elsewhere, with what hangs below', () => {
    const placement = new Placement();
    const scene = sceneOf(
      object(1, at([0, 0, 0])),
      object(2, at([1, 0, 0]), { parent: 1 }),
      object(3, at([5, 0, 0])),
    );
    placement.update(scene, new Map());
    // As it comes by the feed: nothing of it is the same object as before.
    scene.set(id(1), object(1, at([0, 4, 0])));
    const { isWhole, moved } = placement.update(scene, new Map());
    expect(isWhole).toBe(false);
    expect(moved.map((each) => each.object.id)).toEqual([id(1), id(2)]);
    expect(placeOf(placement, 2)).toEqual([1, 4, 0]);
    expect(placement.update(scene, new Map()).moved).toEqual([]);
  });

  it('has all drawn anew where an object looks different', () => {
    const placement = new Placement();
    const red = { ...object(1, at([0, 0, 0])), properties: { colour: [1, 0, 0], note: 'a' } };
    placement.update(sceneOf(red), new Map());
    const noted = { ...red, properties: { colour: [1, 0, 0], note: 'b' } };
    expect(placement.update(sceneOf(noted), new Map()).isWhole).toBe(false);
    const green = { ...red, properties: { colour: [0, 1, 0] } };
    expect(placement.update(sceneOf(green), new Map()).isWhole).toBe(true);
    expect(placement.update(sceneOf(object(1, at([0, 0, 0]), { isHidden: true })), new Map()).isWhole).toBe(
      true,
    );
  });

  it('shows an overlay in place of what it covers, hides what that hides, and goes back', () => {
    const placement = new Placement();
    const scene = sceneOf(object(1, at([0, 0, 0])), object(2, at([1, 0, 0]), { parent: 1 }));
    const whole = (): Vec3[] => [1, 2, 9].map((index) => placeOf(placement, index));
    placement.update(scene, new Map());
    const before = whole();
    placement.update(
      scene,
      new Map([
        [id(1), { ...(scene.get(id(1)) as SceneObject), transform: at([0, 2, 0]) }],
        [id(9), object(9, at([0, 0, 7]))],
      ]),
    );
    expect(whole()).toEqual([
      [0, 2, 0],
      [1, 2, 0],
      [0, 0, 7],
    ]);
    placement.update(scene, new Map([[id(1), null]]));
    expect(placement.get(id(1))).toBeUndefined();
    expect(placement.get(id(9))).toBeUndefined();
    expect(placeOf(placement, 2)).toEqual([1, 0, 0]);
    placement.update(scene, new Map());
    expect(whole()).toEqual(before);
  });

  it('comes to the same step by step as all at once', () => {
    const change = fc.record({
      index: fc.integer({ min: 1, max: 8 }),
      parent: fc.option(fc.integer({ min: 1, max: 8 }), { nil: null }),
      x: fc.integer({ min: -5, max: 5 }),
      goes: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
        const scene = new Map<string, SceneObject>();
        const steady = new Placement();
        for (const { index, parent, x, goes } of changes) {
          const before = scene.get(id(index));
          // Only upwards, so that none hangs on itself.
          const above = parent !== null && parent < index ? id(parent) : null;
          if (goes) scene.delete(id(index));
          else if (before !== undefined && before.parent === above)
            scene.set(id(index), { ...before, transform: at([x, 0, 0]) });
          else scene.set(id(index), { ...object(index, at([x, 0, 0])), parent: above });
          steady.update(scene, new Map());
        }
        const fresh = new Placement();
        fresh.update(scene, new Map());
        const worlds = (placement: Placement): [string, Matrix4][] =>
          [...placement.all()]
            .map((each): [string, Matrix4] => [each.object.id, each.world])
            .sort(([a], [b]) => (a < b ? -1 : 1));
        expect(worlds(steady)).toEqual(worlds(fresh));
      }),
    );
  });
});

describe('picking', () => {
  const placed = (...objects: readonly SceneObject[]): Placement => {
    const placement = new Placement();
    placement.update(sceneOf(...objects), new Map());
    return placement;
  };
  const front = new Eye(lookedAtFrom({ ...FIRST_VIEW, distanceM: 10 }, 'front', 'blender'), SIZE);
  const underPoint = (placement: Placement, eye: Eye, point: Vec3): string[] => {
    const pixel = eye.project(point);
    return pixel === null ? [] : picked(placement.all(), eye, pixel);
  };

  it('finds the boxes under the pointer, nearest first, and no others', () => {
    const placement = placed(
      object(1, at([0, 0, -5])),
      object(2, at([0, 0, 5])),
      object(3, at([3, 0, 0])),
      object(4, at([0, 0, 0]), { isHidden: true }),
    );
    expect(underPoint(placement, front, [0, 0, 0])).toEqual([id(2), id(1)]);
    expect(underPoint(placement, front, [0.6, 0, 0])).toEqual([]);
    expect(underPoint(placement, front, [3.4, 0.4, 0])).toEqual([id(3)]);
  });

  it('follows turns and uneven scales', () => {
    const long = object(1, at([0, 0, 0], { ...QUARTER_ABOUT_Y, scale: [1, 1, 6] }));
    expect(underPoint(placed(long), front, [2.9, 0, 0])).toEqual([id(1)]);
    expect(underPoint(placed(long), front, [0, 0.6, 0])).toEqual([]);
  });

  it('finds what is only lines a little beside them, however far away', () => {
    const far = new Eye({ ...front.view, distanceM: 400 }, SIZE);
    const placement = placed(object(1, at([0, 0, 0]), { kind: 'light' }));
    const pixel = far.project([0, 0, 0]) ?? { x: 0, y: 0 };
    expect(picked(placement.all(), far, { x: pixel.x + 4, y: pixel.y })).toEqual([id(1)]);
    expect(picked(placement.all(), far, { x: pixel.x + 9, y: pixel.y })).toEqual([]);
  });

  it('never finds what has no extent, or is behind the eye', () => {
    const deep = new Eye({ ...FIRST_VIEW, distanceM: 10 }, SIZE);
    expect(underPoint(placed(object(1, at([0, 0, 0], { scale: [0, 0, 0] }))), deep, [0, 0, 0])).toEqual([]);
    const [x, y, z] = deep.position;
    const behind = placed(object(1, at([x * 2, y * 2, z * 2])));
    expect(underPoint(behind, deep, [0, 0, 0])).toEqual([]);
  });

  it('goes on to the next one behind, and round', () => {
    const hits = [id(1), id(2)];
    expect(nextPicked(hits, null)).toBe(id(1));
    expect(nextPicked(hits, id(1))).toBe(id(2));
    expect(nextPicked(hits, id(2))).toBe(id(1));
    expect(nextPicked(hits, id(7))).toBe(id(1));
    expect(nextPicked([], id(1))).toBeNull();
  });
});
