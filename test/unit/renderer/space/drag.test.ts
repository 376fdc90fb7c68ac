import fc from 'fast-check';
import { Vector3 } from 'three';
import { describe, expect, it } from 'vitest';
import type { Quat, SceneObject, Transform, Vec3 } from '#app/scene/index.ts';
import { AXES, toEngine } from '../../../../renderer/axes.ts';
import type { Axes, Frame } from '../../../../renderer/axes.ts';
import {
  amountOf,
  amountTo,
  figuresOf,
  FREE,
  grab,
  handleDirections,
  middleOf,
  transformsAfter,
} from '../../../../renderer/scene/space/drag.ts';
import type {
  Amount,
  Constraint,
  Grab,
  Handle,
  HeldPart,
  Snap,
  Taken,
} from '../../../../renderer/scene/space/drag.ts';
import { Eye } from '../../../../renderer/scene/space/eye.ts';
import type { Pixel } from '../../../../renderer/scene/space/eye.ts';
import { Placement } from '../../../../renderer/scene/space/placement.ts';
import type { Placed } from '../../../../renderer/scene/space/placement.ts';
import {
  added,
  directionsOf,
  FIRST_VIEW,
  lookedAtFrom,
  scaled,
} from '../../../../renderer/scene/space/view.ts';
import { at, id, object, sceneOf, SIZE } from './support.ts';

const PARENT: Transform = {
  translation: [3, 1, -2],
  rotation: [0, Math.fround(0.6), 0, Math.fround(0.8)],
  scale: [2, 1, 0.5],
};

function taken(
  handle: Handle,
  constraint: Constraint,
  {
    axes = 'blender',
    parent,
    child = at([1.1, 0.7, 0.3]),
  }: { axes?: Axes; parent?: Transform; child?: Transform } = {},
  start: Pixel = { x: 0, y: 0 },
): Grab {
  const placement = new Placement();
  const own = object(2, child, parent === undefined ? {} : { parent: 1 });
  placement.update(parent === undefined ? sceneOf(own) : sceneOf(object(1, parent), own), new Map());
  const above = placement.get(id(1));
  const frame: Frame = { axes, kind: 'mesh', parentKind: parent === undefined ? null : 'mesh' };
  const chain = above === undefined ? [] : [above];
  return grab(handle, constraint, [{ placed: placement.get(id(2)) as Placed, chain, frame }], start);
}

const transformAfter = (held: Grab, amount: Amount): Transform =>
  transformsAfter(held, amount)[0] as Transform;

const eye = new Eye({ ...FIRST_VIEW, target: [1, 0, 0], distanceM: 12 }, SIZE);

function pixelOf(point: Vec3, through = eye): Pixel {
  const pixel = through.project(point);
  if (pixel === null) throw new Error('the point is behind the eye');
  return pixel;
}

/** Where the object would stand in the world with another transform. */
function worldAfter(held: Grab, transform: Transform): Vec3 {
  const placement = new Placement();
  const parent: SceneObject = object(1, at([0, 0, 0]));
  placement.update(sceneOf(parent, { ...held.parts[0].object, transform }), new Map());
  const placed = placement.get(held.parts[0].object.id) as Placed;
  const [x, y, z] = placed.object.transform.translation;
  const elements = held.parts[0].parent.elements;
  return [0, 1, 2].map(
    (row) =>
      (elements[row] ?? 0) * x +
      (elements[row + 4] ?? 0) * y +
      (elements[row + 8] ?? 0) * z +
      (elements[row + 12] ?? 0),
  ) as unknown as Vec3;
}

describe('moving by the pointer', () => {
  const step = fc.double({ min: -3, max: 3, noNaN: true });

  for (const axes of AXES)
    for (const axis of [0, 1, 2] as const)
      it(`follows the pointer along ${axes}’s ${'XYZ'[axis]}, below a turned and scaled parent too`, () => {
        fc.assert(
          fc.property(step, fc.boolean(), (metres, isBelow) => {
            const probe = taken(
              'move',
              { along: 'axis', axis },
              { axes, ...(isBelow ? { parent: PARENT } : {}) },
            );
            const middle = probe.middle;
            const direction = directionsOf(axes)[axis];
            const held = { ...probe, start: pixelOf(middle) };
            const amount = amountTo(held, pixelOf(added(middle, scaled(direction, metres))), eye, null);
            expect(figuresOf(held, amount)[axis]).toBeCloseTo(metres, 4);
            const after = worldAfter(held, transformAfter(held, amount));
            added(middle, scaled(direction, metres)).forEach((each, i) =>
              expect(after[i]).toBeCloseTo(each, 4),
            );
          }),
        );
      });

  it('keeps every bit of the numbers that it does not change', () => {
    const child = at([Math.fround(0.1), Math.fround(0.2), Math.fround(0.3)], {
      rotation: [Math.fround(0.1), Math.fround(0.2), Math.fround(0.3), Math.fround(0.9273618)],
      scale: [Math.fround(1.1), 1, 1],
    });
    const held = taken('move', { along: 'axis', axis: 2 }, { child });
    const after = transformAfter(held, { handle: 'move', metres: [0, 0, 1.25] });
    // Blender’s Z is the canonical Y.
    expect(after).toEqual({
      ...child,
      translation: [child.translation[0], Math.fround(child.translation[1] + 1.25), child.translation[2]],
    });
  });

  it('changes nothing at all where the pointer came back', () => {
    for (const handle of ['move', 'turn', 'scale'] as const) {
      const probe = taken(handle, FREE, { parent: PARENT });
      const start = { x: pixelOf(probe.middle).x + 60, y: pixelOf(probe.middle).y };
      const held = { ...probe, start };
      expect(transformAfter(held, amountTo(held, start, eye, null))).toEqual(held.parts[0].object.transform);
    }
  });

  it('stays in the plane that was chosen, and in the picture’s where none was', () => {
    const probe = taken('move', { along: 'plane', axis: 2 });
    const held = { ...probe, start: pixelOf(probe.middle) };
    const amount = amountTo(held, { x: held.start.x + 80, y: held.start.y - 30 }, eye, null);
    const figures = figuresOf(held, amount);
    expect(figures[2]).toBeNull();
    expect(figures[0]).not.toBe(0);
    expect(figures[1]).not.toBe(0);
    const free = { ...held, constraint: FREE };
    const to = { x: held.start.x + 80, y: held.start.y - 30 };
    const after = worldAfter(free, transformAfter(free, amountTo(free, to, eye, null)));
    expect(pixelOf(after).x).toBeCloseTo(to.x, 2);
    expect(pixelOf(after).y).toBeCloseTo(to.y, 2);
  });

  it('goes in steps of the snap, by how far it moved and not by where it stands', () => {
    const snap: Snap = { metres: 0.25, radians: 1, factor: 1 };
    const probe = taken('move', { along: 'axis', axis: 0 });
    const held = { ...probe, start: pixelOf(probe.middle) };
    const amount = amountTo(held, pixelOf(added(probe.middle, [0.7, 0, 0])), eye, snap);
    expect(figuresOf(held, amount)).toEqual([0.75, null, null]);
    expect(transformAfter(held, amount).translation[0]).toBe(Math.fround(Math.fround(1.1) + 0.75));
  });
});

describe('turning by the pointer', () => {
  const top = new Eye(lookedAtFrom({ ...FIRST_VIEW, distanceM: 12 }, 'top', 'blender'), SIZE);

  it('turns as the pointer does around the middle, about the axis that was chosen', () => {
    const probe = taken('turn', { along: 'axis', axis: 2 });
    const middle = pixelOf(probe.middle, top);
    const held = { ...probe, start: { x: middle.x + 100, y: middle.y } };
    // A quarter to the left, seen from above: +90° about Blender’s Z.
    const amount = amountTo(held, { x: middle.x, y: middle.y - 100 }, top, null);
    expect(figuresOf(held, amount)[0]).toBeCloseTo(90, 3);
    const { euler } = toEngine(transformAfter(held, amount), held.parts[0].frame);
    expect(euler[2]).toBeCloseTo(90, 3);
  });

  it('reads as a turn to the other hand in Unity, whose axes are left-handed', () => {
    const held = taken('turn', { along: 'axis', axis: 1 }, { axes: 'unity' });
    const amount = amountOf(held, 30, eye);
    expect(toEngine(transformAfter(held, amount), held.parts[0].frame).euler[1]).toBeCloseTo(30, 3);
    expect(figuresOf(held, amount)[0]).toBeCloseTo(30, 9);
  });

  it('turns about the axis in the world, whatever the parent’s own turn', () => {
    const held = taken('turn', { along: 'axis', axis: 0 }, { parent: PARENT, child: at([0, 0, 0]) });
    const { rotation } = transformAfter(held, amountOf(held, 180, eye));
    // About the world’s X, in a parent that is turned about Y by 73.74°: half a turn about X in its frame.
    const angle = 2 * Math.atan2(0.6, 0.8);
    expect(Math.abs(rotation[0])).toBeCloseTo(Math.cos(angle), 4);
    expect(Math.abs(rotation[2])).toBeCloseTo(Math.abs(Math.sin(angle)), 4);
  });

  it('does not jump where the pointer is on the middle', () => {
    const probe = taken('turn', FREE);
    const middle = pixelOf(probe.middle);
    const held = { ...probe, start: { x: middle.x + 50, y: middle.y } };
    expect(transformAfter(held, amountTo(held, middle, eye, null))).toEqual(held.parts[0].object.transform);
  });
});

describe('scaling by the pointer', () => {
  it('grows as the pointer leaves the middle, along the engine’s axis', () => {
    const probe = taken('scale', { along: 'axis', axis: 1 });
    const middle = pixelOf(probe.middle);
    const held = { ...probe, start: { x: middle.x + 40, y: middle.y } };
    const amount = amountTo(held, { x: middle.x + 100, y: middle.y }, eye, null);
    const { scale } = toEngine(transformAfter(held, amount), held.parts[0].frame);
    expect([...scale]).toEqual([1, 2.5, 1]);
  });

  it('scales all three by the middle, in steps if asked to, and never to nothing', () => {
    const probe = taken('scale', FREE);
    const middle = pixelOf(probe.middle);
    const held = { ...probe, start: { x: middle.x + 100, y: middle.y } };
    const snap: Snap = { metres: 1, radians: 1, factor: 0.1 };
    const grown = transformAfter(held, amountTo(held, { x: middle.x + 137, y: middle.y }, eye, snap));
    expect([...grown.scale]).toEqual([1.4, 1.4, 1.4].map(Math.fround));
    const gone = transformAfter(held, amountTo(held, middle, eye, null));
    expect(gone.scale.every((each) => each !== 0)).toBe(true);
  });

  it('has its handles along the object’s own axes, by the engine’s names', () => {
    const placement = new Placement();
    placement.update(sceneOf(object(1, PARENT)), new Map());
    const placed = placement.get(id(1)) as Placed;
    const frame: Frame = { axes: 'blender', kind: 'mesh', parentKind: null };
    const [, , up] = handleDirections(placed, 'scale', frame);
    [0, 1, 0].forEach((each, i) => expect(up[i]).toBeCloseTo(each, 6));
  });
});

describe('an amount that is typed', () => {
  it('is exact, and goes along the first axis where none is chosen', () => {
    const held = taken('move', FREE);
    expect(figuresOf(held, amountOf(held, 1.5, eye))).toEqual([1.5, 0, 0]);
    const along = taken('move', { along: 'axis', axis: 1 });
    expect(figuresOf(along, amountOf(along, -2, eye))).toEqual([null, -2, null]);
    const scale = taken('scale', FREE);
    expect([...transformAfter(scale, amountOf(scale, 2, eye)).scale]).toEqual([2, 2, 2]);
  });
});

describe('several in the hand', () => {
  const turned: Quat = [0, Math.fround(0.6), 0, Math.fround(0.8)];

  /** One at the root, one below a turned and scaled parent, one that is turned itself. */
  function three(handle: Handle, constraint: Constraint, start: Pixel = { x: 0, y: 0 }): Grab {
    const placement = new Placement();
    placement.update(
      sceneOf(
        object(1, PARENT),
        object(2, at([0, 0, 0])),
        object(3, at([1, 2, 3]), { parent: 1 }),
        object(4, at([5, 1, -1], { rotation: turned, scale: [2, 1, 1] })),
      ),
      new Map(),
    );
    const taken = [2, 3, 4].map((index) => {
      const placed = placement.get(id(index)) as Placed;
      const parentKind = placed.object.parent === null ? null : ('mesh' as const);
      const frame: Frame = { axes: 'blender', kind: 'mesh', parentKind };
      return { placed, chain: parentKind === null ? [] : [placement.get(id(1)) as Placed], frame };
    });
    return grab(handle, constraint, taken as unknown as [Taken, ...Taken[]], start);
  }

  /** Where each stands in the world afterwards. */
  function middles(held: Grab, amount: Amount): Vec3[] {
    return transformsAfter(held, amount).map(({ translation }, i) => {
      const { x, y, z } = new Vector3(...translation).applyMatrix4((held.parts[i] as HeldPart).parent);
      return [x, y, z];
    });
  }

  const places = (held: Grab): Vec3[] => held.parts.map((part) => middleOf(part));
  const near = (actual: readonly Vec3[], expected: readonly Vec3[]): void =>
    actual.forEach((each, i) =>
      each.forEach((value, axis) => expect(value).toBeCloseTo(expected[i]?.[axis] ?? NaN, 4)),
    );

  it('has the mean of their places for its middle', () => {
    const held = three('move', FREE);
    const sum = places(held).reduce((all, each) => added(all, each));
    near([held.middle], [scaled(sum, 1 / 3)]);
  });

  it('goes the same way in the world, whatever each hangs below', () => {
    const held = three('move', { along: 'axis', axis: 2 });
    const before = places(held);
    // Blender’s Z is the canonical Y.
    near(
      middles(held, { handle: 'move', metres: [0, 0, 2] }),
      before.map((each) => added(each, [0, 2, 0])),
    );
  });

  it('turns about the middle: its own place stays, distances stay, and each turns as much', () => {
    const held = three('turn', { along: 'axis', axis: 2 });
    const amount = amountOf(held, 90, eye);
    const before = places(held);
    const after = middles(held, amount);
    // A quarter about Blender’s Z, the canonical Y: x goes to −z.
    near(
      after,
      before.map((each) => {
        const [x, y, z] = added(each, scaled(held.middle, -1));
        return added(held.middle, [z, y, -x]);
      }),
    );
    const [first] = transformsAfter(held, amount);
    expect(first?.rotation.map(Math.abs)).toEqual(
      [0, Math.SQRT1_2, 0, Math.SQRT1_2].map((each) => expect.closeTo(each, 6)),
    );
  });

  it('grows away from the middle, each by the same factor', () => {
    const held = three('scale', FREE);
    const amount = amountOf(held, 2, eye);
    near(
      middles(held, amount),
      places(held).map((each) => added(scaled(each, 2), scaled(held.middle, -1))),
    );
    expect(transformsAfter(held, amount).map(({ scale }) => [...scale])).toEqual([
      [2, 2, 2],
      [2, 2, 2],
      [4, 2, 2],
    ]);
  });

  it('grows along the engine’s axis in place and size, and mirrors what is mirrored', () => {
    const held = three('scale', { along: 'axis', axis: 2 });
    const amount = amountOf(held, -3, eye);
    near(
      middles(held, amount),
      places(held).map(([x, y, z]) => [x, held.middle[1] + (y - held.middle[1]) * -3, z]),
    );
    // Each of them stands upright, turned about that axis alone.
    for (const { scale } of transformsAfter(held, amount)) expect(scale[1]).toBeCloseTo(-3, 5);
  });

  it('of what is turned against the axis, takes over as much as does not shear', () => {
    const held = three('scale', { along: 'axis', axis: 0 });
    const factors = transformsAfter(held, { handle: 'scale', factors: [2, 1, 1] }).map(({ scale }) => [
      ...scale,
    ]);
    expect(factors[0]).toEqual([2, 1, 1]);
    // Turned by 73.74° about the canonical Y: its X leans away from the world’s.
    const [x, , z] = [Math.hypot(2 * 0.28, 0.96), 1, Math.hypot(2 * 0.96, 0.28)];
    expect(factors[2]?.[0]).toBeCloseTo(2 * x, 4);
    expect(factors[2]?.[2]).toBeCloseTo(z, 4);
  });

  it('keeps every bit where nothing moved', () => {
    for (const [handle, amount] of [
      ['move', { handle: 'move', metres: [0, 0, 0] }],
      ['turn', { handle: 'turn', about: [0, 1, 0], radians: 0 }],
      ['scale', { handle: 'scale', factors: [1, 1, 1] }],
    ] as const) {
      const held = three(handle, FREE);
      expect(transformsAfter(held, amount)).toEqual(held.parts.map(({ object: each }) => each.transform));
    }
  });
});
