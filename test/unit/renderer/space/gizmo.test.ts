import { describe, expect, it } from 'vitest';
import type { Vec3 } from '#app/scene/index.ts';
import { Eye } from '../../../../renderer/scene/space/eye.ts';
import { constraintOf, GIZMO_PX, HANDLES, handlesOf } from '../../../../renderer/scene/space/gizmo.ts';
import { cellOf, planeOf } from '../../../../renderer/scene/space/grid.ts';
import { directionsOf, FIRST_VIEW, lookedAtFrom } from '../../../../renderer/scene/space/view.ts';
import { SIZE } from './support.ts';

const axes = directionsOf('blender');
const ORIGIN: Vec3 = [0, 0, 0];

/** The numbers of a path’s points, two by two. */
function pointsOf(path: string): [number, number][] {
  const numbers = (path.match(/-?\d+(?:\.\d+)?/gu) ?? []).map(Number);
  return numbers.flatMap((x, i): [number, number][] => (i % 2 === 0 ? [[x, numbers[i + 1] ?? NaN]] : []));
}

describe('handles', () => {
  it('are as long in pixels from near as from far away', () => {
    const lengths = [2, 20, 2_000].map((distanceM) => {
      const eye = new Eye(lookedAtFrom({ ...FIRST_VIEW, distanceM }, 'front', 'blender'), SIZE);
      const [, end] = pointsOf(handlesOf('scale', ORIGIN, axes, eye).get('axis-0')?.hit ?? '');
      return (end?.[0] ?? NaN) - SIZE.width / 2;
    });
    for (const length of lengths) expect(Math.abs(length - GIZMO_PX)).toBeLessThan(6);
  });

  it('leave out what no hand could tell from its neighbours: an axis at the eye, a plane from its edge', () => {
    const top = new Eye(lookedAtFrom(FIRST_VIEW, 'top', 'blender'), SIZE);
    expect([...handlesOf('move', ORIGIN, axes, top).keys()].sort()).toEqual([
      'axis-0',
      'axis-1',
      'free',
      'plane-2',
    ]);
    const aside = new Eye(FIRST_VIEW, SIZE);
    expect([...handlesOf('move', ORIGIN, axes, aside).keys()].sort()).toEqual([...HANDLES].sort());
  });

  it('show of a ring the half that faces the eye, and the whole where all of it does', () => {
    const top = new Eye(lookedAtFrom(FIRST_VIEW, 'top', 'blender'), SIZE);
    const rings = handlesOf('turn', ORIGIN, axes, top);
    const whole = pointsOf(rings.get('axis-2')?.line ?? '');
    const half = pointsOf(
      handlesOf('turn', ORIGIN, axes, new Eye(FIRST_VIEW, SIZE)).get('axis-0')?.line ?? '',
    );
    expect(whole.length).toBeGreaterThan(half.length * 1.6);
    for (const [x, y] of whole)
      expect(Math.hypot(x - SIZE.width / 2, y - SIZE.height / 2)).toBeCloseTo(GIZMO_PX, 0);
  });

  it('are none of what is behind the eye', () => {
    const eye = new Eye(FIRST_VIEW, SIZE);
    const behind = eye.position.map((each) => each * 2) as unknown as Vec3;
    expect(handlesOf('move', behind, axes, eye).size).toBe(0);
  });

  it('hold to what their names say', () => {
    expect(constraintOf('free')).toEqual({ along: 'free' });
    expect(constraintOf('plane-1')).toEqual({ along: 'plane', axis: 1 });
  });
});

describe('the ground', () => {
  it('has cells of a power of ten, about ten to a hundred in the height of the picture', () => {
    expect([0.5, 12, 120].map((distanceM) => cellOf({ ...FIRST_VIEW, distanceM }))).toEqual([0.01, 1, 10]);
  });

  it('turns to what a view from a side faces', () => {
    expect(planeOf(FIRST_VIEW)).toBe(1);
    expect(planeOf(lookedAtFrom(FIRST_VIEW, 'front', 'unity'))).toBe(2);
    expect(planeOf(lookedAtFrom(FIRST_VIEW, 'left', 'unity'))).toBe(0);
    expect(planeOf(lookedAtFrom(FIRST_VIEW, 'bottom', 'unity'))).toBe(1);
  });
});
