import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ShownBand } from '../../../../renderer/scene/space/band.ts';
import { Band } from '../../../../renderer/scene/space/band.ts';
import { Eye } from '../../../../renderer/scene/space/eye.ts';
import { boxBetween, pickedWithin } from '../../../../renderer/scene/space/pick.ts';
import type { PixelBox } from '../../../../renderer/scene/space/pick.ts';
import { Placement } from '../../../../renderer/scene/space/placement.ts';
import { FIRST_VIEW, lookedAtFrom } from '../../../../renderer/scene/space/view.ts';
import { at, id, object, sceneOf, SIZE } from './support.ts';

/** From above, four metres high: one metre is 150 pixels, the middle of the scene is that of the picture. */
const above = new Eye(
  { ...lookedAtFrom(FIRST_VIEW, 'top', 'blender'), distanceM: 4 / (2 * Math.tan(Math.PI / 9)) },
  SIZE,
);
const box = (left: number, top: number, right: number, bottom: number): PixelBox => ({
  left,
  top,
  right,
  bottom,
});

function within(each: PixelBox, eye = above, ...objects: ReturnType<typeof object>[]): string[] {
  const placement = new Placement();
  placement.update(sceneOf(...objects), new Map());
  return pickedWithin(placement.all(), eye, each);
}

describe('a box in the picture', () => {
  const scene = [
    object(1, at([0, 0, 0])),
    object(2, at([2, 0, 0])),
    object(3, at([0, 0, 1.5]), { kind: 'light' }),
  ];

  it('takes what it touches, and not what lies beside it', () => {
    // A metre around the middle is 325 to 475 across, 225 to 375 down.
    expect(within(box(300, 200, 500, 400), above, ...scene)).toEqual([id(1)]);
    expect(within(box(470, 290, 630, 310), above, ...scene)).toEqual([id(1), id(2)]);
    expect(within(box(480, 290, 620, 310), above, ...scene)).toEqual([]);
    expect(within(box(0, 0, 800, 600), above, ...scene)).toEqual([id(1), id(2), id(3)]);
  });

  it('takes a face in which it lies whole', () => {
    expect(within(box(390, 290, 410, 310), above, ...scene)).toEqual([id(1)]);
    expect(within(box(400, 300, 400, 300), above, ...scene)).toEqual([id(1)]);
  });

  it('takes nothing that is hidden', () => {
    expect(within(box(0, 0, 800, 600), above, object(1, at([0, 0, 0]), { isHidden: true }))).toEqual([]);
  });

  it('takes nothing behind the eye, and of what passes it the part before it', () => {
    const eye = new Eye({ ...FIRST_VIEW, azimuthRadians: 0, elevationRadians: 0, distanceM: 5 }, SIZE);
    const whole = box(0, 0, 800, 600);
    expect(within(whole, eye, object(1, at([0, 0, 9])))).toEqual([]);
    // A wall along the line of sight, from before the eye to behind it.
    const wall = object(1, at([1, 0, 5], { scale: [0.1, 1, 20] }));
    expect(within(whole, eye, wall)).toEqual([id(1)]);
    expect(within(box(0, 0, 300, 600), eye, wall)).toEqual([]);
  });

  it('takes what a point of its shape falls into, from anywhere', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -3, max: 3, noNaN: true }),
        fc.double({ min: -1.5, max: 1.5, noNaN: true }),
        fc.boolean(),
        (azimuthRadians, elevationRadians, isOrthographic) => {
          const eye = new Eye({ ...FIRST_VIEW, azimuthRadians, elevationRadians, isOrthographic }, SIZE);
          const corner = eye.project([0.5, 0.5, 0.5]);
          if (corner === null) throw new Error('it is behind the eye');
          const near = boxBetween(corner, { x: corner.x + 1, y: corner.y + 1 });
          expect(
            within({ ...near, left: near.left - 1, top: near.top - 1 }, eye, object(1, at([0, 0, 0]))),
          ).toEqual([id(1)]);
        },
      ),
    );
  });
});

describe('the box under the hand', () => {
  it('waits, is drawn from corner to corner, and is over when it is let go or given up', () => {
    const shown: ShownBand[] = [];
    const band = new Band((next) => shown.push(next));
    expect(band.cancel()).toBe(false);
    band.wait();
    expect(band.isWaiting).toBe(true);
    expect(band.cancel()).toBe(true);
    band.begin({ x: 50, y: 60 });
    band.moveTo({ x: 20, y: 90 });
    expect(shown.at(-1)).toEqual({ isWaiting: false, box: box(20, 60, 50, 90) });
    expect(band.end()).toEqual(box(20, 60, 50, 90));
    expect(shown.at(-1)).toEqual({ isWaiting: false, box: null });
    band.begin({ x: 1, y: 1 });
    band.cancel();
    band.moveTo({ x: 5, y: 5 });
    expect(band.end()).toBeNull();
  });
});
