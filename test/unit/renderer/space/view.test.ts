import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { Vector3 } from 'three';
import { describe, expect, it } from 'vitest';
import type { Vec3 } from '#app/scene/index.ts';
import { AXES } from '../../../../renderer/axes.ts';
import { Eye } from '../../../../renderer/scene/space/eye.ts';
import {
  added,
  basisOf,
  between,
  directionsOf,
  dot,
  FIRST_VIEW,
  framed,
  isFlat,
  lookedAtFrom,
  lookedThrough,
  orbited,
  panned,
  scaled,
  SIDES,
  viewedFrom,
  zoomed,
} from '../../../../renderer/scene/space/view.ts';
import type { Ball, View } from '../../../../renderer/scene/space/view.ts';
import { MIDDLE, SIZE } from './support.ts';

const metres = fc.double({ min: -100, max: 100, noNaN: true });
const point = fc.tuple(metres, metres, metres);
const views: fc.Arbitrary<View> = fc.record({
  target: point,
  distanceM: fc.double({ min: 0.5, max: 500, noNaN: true }),
  azimuthRadians: fc.double({ min: -3.1, max: 3.1, noNaN: true }),
  elevationRadians: fc.double({ min: -1.57, max: 1.57, noNaN: true }),
  isOrthographic: fc.boolean(),
  side: fc.constant(null),
  rollRadians: fc.double({ min: -3.1, max: 3.1, noNaN: true }),
  fieldRadians: fc.double({ min: 0.1, max: 2.5, noNaN: true }),
});
const pixels = fc.record({
  x: fc.double({ min: 0, max: SIZE.width, noNaN: true }),
  y: fc.double({ min: 0, max: SIZE.height, noNaN: true }),
});

describe('the eye', () => {
  it('sees a point at the pixel whose ray goes through it, with perspective and without', () => {
    fc.assert(
      fc.property(views, pixels, fc.double({ min: 0.1, max: 3, noNaN: true }), (view, pixel, share) => {
        const eye = new Eye(view, SIZE);
        const { origin, direction } = eye.ray(pixel);
        const far = view.distanceM * (isFlat(view) ? 1_500 + share : share);
        const back = eye.project(added(origin, scaled(direction, far)));
        expect(back?.x).toBeCloseTo(pixel.x, 1);
        expect(back?.y).toBeCloseTo(pixel.y, 1);
      }),
    );
  });

  it('counts as many metres a pixel as the pixels beside the target are apart', () => {
    fc.assert(
      fc.property(views, (view) => {
        const eye = new Eye(view, SIZE);
        const beside = added(view.target, scaled(basisOf(view).right, 10 * eye.metresPerPixel(view.target)));
        expect(eye.project(beside)?.x).toBeCloseTo(MIDDLE.x + 10, 2);
      }),
    );
  });

  it('does not see what is behind it', () => {
    const eye = new Eye(FIRST_VIEW, SIZE);
    expect(eye.project(added(eye.position, basisOf(FIRST_VIEW).towards))).toBeNull();
  });
});

describe('moving the view', () => {
  it('keeps the point under the pointer where it is while zooming', () => {
    fc.assert(
      fc.property(views, pixels, fc.double({ min: 0.5, max: 2, noNaN: true }), (view, pixel, factor) => {
        const about = new Eye(view, SIZE).onPlaneThrough(view.target, pixel);
        const after = new Eye(zoomed(view, factor, about), SIZE).project(about);
        expect(after?.x).toBeCloseTo(pixel.x, 1);
        expect(after?.y).toBeCloseTo(pixel.y, 1);
      }),
    );
  });

  it('moves the picture by as many pixels as the hand', () => {
    fc.assert(
      fc.property(views, (view) => {
        const perPixel = new Eye(view, SIZE).metresPerPixel(view.target);
        const moved = new Eye(panned(view, -30 * perPixel, 12 * perPixel), SIZE).project(view.target);
        expect(moved?.x).toBeCloseTo(MIDDLE.x + 30, 2);
        expect(moved?.y).toBeCloseTo(MIDDLE.y + 12, 2);
      }),
    );
  });

  it('never turns over the top, and leaves the side that it looked from', () => {
    const top = lookedAtFrom(FIRST_VIEW, 'top', 'blender');
    expect(isFlat(top)).toBe(true);
    const turned = orbited(top, 0.2, 1);
    expect(turned.elevationRadians).toBe(Math.PI / 2);
    expect(isFlat(turned)).toBe(false);
  });

  it('glides the short way round, and ends exactly where it is sent', () => {
    const from = { ...FIRST_VIEW, azimuthRadians: 3 };
    const to = { ...FIRST_VIEW, azimuthRadians: -3, distanceM: 4 };
    expect(Math.abs(between(from, to, 0.5).azimuthRadians)).toBeCloseTo(Math.PI, 5);
    expect(between(from, to, 0.5).distanceM).toBeCloseTo(Math.sqrt(18 * 4), 5);
    expect(between(from, to, 1)).toBe(to);
  });
});

describe('views from a side', () => {
  /** Which axis of the engine comes towards the eye, and which points right and up, by hand from each engine. */
  const EXPECTED = {
    blender: {
      front: ['-Y', '+X', '+Z'],
      back: ['+Y', '-X', '+Z'],
      right: ['+X', '+Y', '+Z'],
      left: ['-X', '-Y', '+Z'],
      top: ['+Z', '+X', '+Y'],
      bottom: ['-Z', '+X', '-Y'],
    },
    unity: {
      front: ['+Z', '-X', '+Y'],
      back: ['-Z', '+X', '+Y'],
      right: ['+X', '+Z', '+Y'],
      left: ['-X', '-Z', '+Y'],
      top: ['+Y', '+X', '+Z'],
      bottom: ['-Y', '+X', '-Z'],
    },
  } as const;

  for (const axes of AXES)
    for (const side of SIDES)
      it(`${side} of ${axes}`, () => {
        const { towards, right, up } = basisOf(lookedAtFrom(FIRST_VIEW, side, axes));
        const named = (direction: readonly [number, number, number]): string => {
          const shares = directionsOf(axes).map((each) => dot(each, direction));
          const axis = shares.findIndex((each) => Math.abs(each) > 0.999);
          return `${(shares[axis] ?? 0) < 0 ? '-' : '+'}${'XYZ'[axis]}`;
        };
        expect([named(towards), named(right), named(up)]).toEqual(EXPECTED[axes][side]);
      });
});

describe('from a camera of the scene', () => {
  it('stands where it stands and looks where it looks', () => {
    const view = lookedThrough(FIRST_VIEW, [3, 2, 1], [0, 0, -1]);
    const eye = new Eye(view, SIZE);
    expect(eye.position.map((each) => each + 0)).toEqual([3, 2, 1]);
    expect(dot(basisOf(view).towards, [0, 0, 1])).toBeCloseTo(1, 9);
  });

  it('keeps its turn where the camera looks straight down', () => {
    const view = lookedThrough(FIRST_VIEW, [0, 9, 0], [0, -1, 0]);
    expect(view.azimuthRadians).toBe(FIRST_VIEW.azimuthRadians);
    expect(view.elevationRadians).toBeCloseTo(Math.PI / 2, 9);
  });
});

describe('framing', () => {
  const ball = fc.record({ centre: point, radiusM: fc.double({ min: 0, max: 20, noNaN: true }) });
  const share = fc.double({ min: 0.2, max: 1, noNaN: true });

  /** Where the outermost points of a ball are, across and down the picture. */
  function edges(view: View, { centre, radiusM }: Ball): { readonly x: number[]; readonly y: number[] } {
    const eye = new Eye(view, SIZE);
    const { right, up } = basisOf(view);
    const seen = [-1, 1].map((sign) => ({
      across: eye.project(added(centre, scaled(right, sign * radiusM))),
      along: eye.project(added(centre, scaled(up, sign * radiusM))),
    }));
    return { x: seen.map((each) => each.across?.x ?? NaN), y: seen.map((each) => each.along?.y ?? NaN) };
  }

  it('has all of it in the part of the picture that nothing covers, whatever the view', () => {
    fc.assert(
      fc.property(views, fc.array(ball, { minLength: 1, maxLength: 6 }), share, (view, balls, free) => {
        const after = framed(view, balls, SIZE.width / SIZE.height, free);
        for (const each of balls) {
          const { x, y } = edges(after, each);
          for (const one of x) {
            expect(one).toBeGreaterThanOrEqual(-1);
            expect(one).toBeLessThanOrEqual(SIZE.width + 1);
          }
          for (const one of y) {
            expect(one).toBeGreaterThanOrEqual(-1);
            expect(one).toBeLessThanOrEqual(SIZE.height * free + 1);
          }
        }
      }),
    );
  });

  it('comes as near as what is framed allows', () => {
    const after = framed(FIRST_VIEW, [{ centre: [5, 0, 0], radiusM: 1 }], SIZE.width / SIZE.height);
    const { y } = edges(after, { centre: [5, 0, 0], radiusM: 1 });
    expect(Math.max(...y) - Math.min(...y)).toBeGreaterThan(SIZE.height * 0.8);
  });

  it('stays where it is when there is nothing', () => {
    expect(framed(FIRST_VIEW, [], 1)).toBe(FIRST_VIEW);
  });
});

interface Told {
  readonly what: string;
  readonly view: Parameters<typeof viewedFrom>[0];
  readonly aspect: number;
  readonly points: readonly { readonly point: Vec3; readonly seen: readonly [number, number] }[];
}

describe('what an engine tells that its artist looks from', () => {
  const file = path.join(import.meta.dirname, '../../../vectors/viewpoints.json');
  const told = JSON.parse(fs.readFileSync(file, 'utf8')) as readonly Told[];

  it.each(told)('is looked from: $what', ({ view, aspect, points }) => {
    const size = { width: 600 * aspect, height: 600 };
    const eye = new Eye(viewedFrom(view, 5), size);
    eye.position.forEach((each, axis) =>
      // Without perspective it stands anywhere along the line of sight.
      'height_m' in view.lens ? undefined : expect(each).toBeCloseTo(view.position[axis] ?? NaN, 5),
    );
    for (const { point, seen } of points) {
      const pixel = eye.project(point);
      expect(pixel?.x).toBeCloseTo(((seen[0] + 1) / 2) * size.width, 2);
      expect(pixel?.y).toBeCloseTo(((1 - seen[1]) / 2) * size.height, 2);
    }
    // The camera that draws sees what is reckoned with.
    const drawn = new Vector3(...(points[1]?.point ?? [])).project(eye.camera);
    expect([drawn.x, drawn.y].map((each) => each.toFixed(5))).toEqual(
      points[1]?.seen.map((each) => each.toFixed(5)),
    );
  });

  it('is left upright, with its lens, by whoever turns it', () => {
    const rolled = told.find(({ what }) => what.startsWith('rolled'));
    if (rolled === undefined) throw new Error('there is no rolled view');
    const view = viewedFrom(rolled.view, 5);
    expect(Math.abs(view.rollRadians)).toBeGreaterThan(0.1);
    const after = orbited(view, 0.1, 0);
    expect(after.rollRadians).toBe(0);
    expect(after.fieldRadians).toBe(view.fieldRadians);
  });
});
