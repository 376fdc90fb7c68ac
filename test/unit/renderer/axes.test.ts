import fc from 'fast-check';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Kind, Quat, Transform, Vec3 } from '#app/scene/index.ts';
import { canonicalTransform } from '#app/scene/index.ts';
import {
  AXES,
  eulerOf,
  fromEngineRotation,
  quaternionOf,
  toEngine,
  toEngineRotation,
  withEuler,
  withLocation,
  withScale,
} from '../../../renderer/axes.ts';
import type { AxisIndex, Frame } from '../../../renderer/axes.ts';

const S = Math.SQRT1_2;
const blender = (kind: Kind = 'mesh', parentKind: Kind | null = null): Frame => ({
  axes: 'blender',
  kind,
  parentKind,
});
const unity = (kind: Kind = 'mesh', parentKind: Kind | null = null): Frame => ({
  axes: 'unity',
  kind,
  parentKind,
});

const float = fc.float({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 });
const vec3 = fc.tuple(float, float, float);
const rotation = fc
  .tuple(
    fc.double({ min: -1, max: 1, noNaN: true }),
    fc.double({ min: -1, max: 1, noNaN: true }),
    fc.double({ min: -1, max: 1, noNaN: true }),
    fc.double({ min: -1, max: 1, noNaN: true }),
  )
  .filter((q) => Math.hypot(...q) > 0.1)
  .map(([x, y, z, w]): Quat => {
    const length = Math.hypot(x, y, z, w);
    return [x / length, y / length, z / length, w / length];
  });
const transform = fc
  .record({ translation: vec3, rotation, scale: vec3 })
  .map((value) => canonicalTransform(value as Transform));
const kind = fc.constantFrom<Kind>('empty', 'mesh', 'light', 'camera');
const frame = fc.record({ axes: fc.constantFrom(...AXES), kind, parentKind: fc.option(kind, { nil: null }) });
const axis = fc.constantFrom<AxisIndex>(0, 1, 2);

/** How far apart two rotations turn, whichever sign their quaternions have: 1 − |a·b|, which rounding leaves tiny. */
function apart(a: Quat, b: Quat): number {
  return (
    1 -
    Math.abs(a[0] * b[0] + a[1] * b[1] + a[2] * b[2] + a[3] * b[3]) / (Math.hypot(...a) * Math.hypot(...b))
  );
}

interface Vector {
  readonly kind: Kind;
  readonly parentKind: Kind | null;
  readonly location: Vec3;
  readonly rotation: readonly [w: number, x: number, y: number, z: number];
  readonly scale: Vec3;
  readonly matrix: readonly (readonly number[])[];
}

/** A canonical local transform, and the rows of Unity's local matrix. */
interface UnityVector {
  readonly kind: Kind;
  readonly parentKind: Kind | null;
  readonly transform: Transform;
  readonly matrix: readonly (readonly number[])[];
}

/** Rows of Unity's rotation by these angles in degrees: about Z, then X, then Y, by matrices. */
function turnedInUnity(euler: Vec3): number[][] {
  const [x, y, z] = euler.map((angle) => (angle * Math.PI) / 180) as [number, number, number];
  const aboutX = [
    [1, 0, 0],
    [0, Math.cos(x), -Math.sin(x)],
    [0, Math.sin(x), Math.cos(x)],
  ];
  const aboutY = [
    [Math.cos(y), 0, Math.sin(y)],
    [0, 1, 0],
    [-Math.sin(y), 0, Math.cos(y)],
  ];
  const aboutZ = [
    [Math.cos(z), -Math.sin(z), 0],
    [Math.sin(z), Math.cos(z), 0],
    [0, 0, 1],
  ];
  const product = (a: number[][], b: number[][]): number[][] =>
    a.map((row) =>
      [0, 1, 2].map((column) => row.reduce((sum, value, k) => sum + value * (b[k]?.[column] ?? 0), 0)),
    );
  return product(aboutY, product(aboutX, aboutZ));
}

/** Rows of the upper 3×3 of translation · rotation · scale. */
function turnedAndScaled({ rotation: [x, y, z, w], scale }: Transform): number[][] {
  const rows = [
    [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
    [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
    [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
  ];
  return rows.map((row) => row.map((value, column) => value * (scale[column] ?? 1)));
}

describe('what an artist reads: fixed vectors', () => {
  const placed: Transform = { translation: [2, 0.5, -4.25], rotation: [0, 0, 0, 1], scale: [1, 2, 3] };

  it('Blender: Z up, Y into the scene', () => {
    expect(toEngine(placed, blender())).toEqual({
      location: [2, 4.25, 0.5],
      euler: [0, 0, 0],
      scale: [1, 3, 2],
    });
  });

  it('Unity: Y up, X mirrored', () => {
    expect(toEngine(placed, unity())).toEqual({
      location: [-2, 0.5, -4.25],
      euler: [0, 0, 0],
      scale: [1, 2, 3],
    });
  });

  it('Blender turned 90° about Z is Unity turned −90° about Y', () => {
    const canonical = fromEngineRotation([0, 0, S, S], blender());
    expect(toEngineRotation(canonical, unity())).toEqual([0, -S, 0, S]);
  });

  it('a Blender camera without rotation looks straight down in Unity as well', () => {
    const canonical = fromEngineRotation([0, 0, 0, 1], blender('camera'));
    expect(canonical).toEqual([-S, 0, 0, S]);
    expect(apart(toEngineRotation(canonical, unity('camera')), [0, S, -S, 0])).toBeLessThan(1e-12);
  });

  it('Blender to Unity for a camera is s·(z−y, w+x, x−w, y+z), for any rotation', () => {
    fc.assert(
      fc.property(rotation, ([x, y, z, w]) => {
        const composed = toEngineRotation(
          fromEngineRotation([x, y, z, w], blender('camera')),
          unity('camera'),
        );
        expect(apart(composed, [S * (z - y), S * (w + x), S * (x - w), S * (y + z)])).toBeLessThan(1e-9);
      }),
    );
  });

  it('below a camera the two extra turns cancel: the child keeps Blender’s own components', () => {
    const child: Transform = { translation: [1, 2, 3], rotation: [0, 0, 0, 1], scale: [1, 1, 1] };
    expect(toEngine(child, blender('mesh', 'camera')).location).toEqual([1, 2, 3]);
    expect(toEngine(child, unity('mesh', 'camera')).location).toEqual([1, 2, -3]);
  });

  it('Euler angles follow each engine’s order', () => {
    // Turned about X first: Z then moves the turned axis along.
    const [x, y, z, w] = quaternionOf([90, 0, 90], 'blender');
    expect([x, y, z, w].map((each) => Number(each.toFixed(6)))).toEqual([0.5, 0.5, 0.5, 0.5]);
    const inUnity = quaternionOf([90, 0, 90], 'unity');
    expect(inUnity.map((each) => Number(each.toFixed(6)))).toEqual([0.5, -0.5, 0.5, 0.5]);
  });
});

describe('against the matrices that were worked out apart from this code', () => {
  const file = path.join(import.meta.dirname, '../../vectors/conversions.json');
  const {
    cases,
    unity: { cases: unityCases },
  } = JSON.parse(fs.readFileSync(file, 'utf8')) as { cases: Vector[]; unity: { cases: UnityVector[] } };

  it('every kind below every kind: what Blender holds, written through these fields, is the canonical matrix', () => {
    expect(cases.length).toBeGreaterThan(10);
    for (const vector of cases) {
      const where = blender(vector.kind, vector.parentKind);
      const [w, x, y, z] = vector.rotation;
      let made: Transform = {
        translation: [0, 0, 0],
        rotation: fromEngineRotation([x, y, z, w], where),
        scale: [1, 1, 1],
      };
      for (const each of [0, 1, 2] as const) {
        made = withLocation(made, where, each, vector.location[each]);
        made = withScale(made, where, each, vector.scale[each]);
      }
      const largest = Math.max(...vector.scale.map(Math.abs));
      for (const row of [0, 1, 2] as const) {
        expect(made.translation[row]).toBeCloseTo(vector.matrix[row]?.[3] ?? Number.NaN, 5);
        for (const column of [0, 1, 2] as const) {
          const expected = vector.matrix[row]?.[column] ?? Number.NaN;
          expect(Math.abs((turnedAndScaled(made)[row]?.[column] ?? 0) - expected)).toBeLessThan(
            1e-6 * Math.max(1, largest),
          );
        }
      }
    }
  });

  it('every kind below every kind: what these fields show is the matrix that Unity holds', () => {
    expect(unityCases.length).toBeGreaterThan(50);
    for (const { kind, parentKind, transform: canonical, matrix } of unityCases) {
      const { location, euler, scale } = toEngine(canonical, unity(kind, parentKind));
      const turned = turnedInUnity(euler);
      for (const row of [0, 1, 2] as const) {
        expect(location[row]).toBeCloseTo(matrix[row]?.[3] ?? Number.NaN, 5);
        for (const column of [0, 1, 2] as const) {
          const shown = (turned[row]?.[column] ?? Number.NaN) * scale[column];
          expect(Math.abs(shown - (matrix[row]?.[column] ?? Number.NaN))).toBeLessThan(2e-6);
        }
      }
    }
  });
});

describe('editing one number', () => {
  it('of the location changes one component of the canonical value, to the bit, and nothing else', () => {
    fc.assert(
      fc.property(transform, frame, axis, float, (before, where, which, metres) => {
        const after = withLocation(before, where, which, metres);
        expect(toEngine(after, where).location[which]).toBe(Math.fround(metres) + 0);
        const changed = after.translation.filter(
          (value, i) => !Object.is(value, before.translation[i]),
        ).length;
        expect(changed).toBeLessThanOrEqual(1);
        expect(after.rotation).toBe(before.rotation);
        expect(after.scale).toBe(before.scale);
        const others = ([0, 1, 2] as const).filter((each) => each !== which);
        for (const other of others)
          expect(toEngine(after, where).location[other]).toBe(toEngine(before, where).location[other]);
      }),
    );
  });

  it('of the scale changes one component and nothing else', () => {
    fc.assert(
      fc.property(transform, frame, axis, float, (before, where, which, factor) => {
        const after = withScale(before, where, which, factor);
        expect(toEngine(after, where).scale[which]).toBe(Math.fround(factor) + 0);
        expect(
          after.scale.filter((value, i) => !Object.is(value, before.scale[i])).length,
        ).toBeLessThanOrEqual(1);
        expect(after.translation).toBe(before.translation);
        expect(after.rotation).toBe(before.rotation);
      }),
    );
  });

  it('of the rotation leaves location and scale, and turns as typed', () => {
    const angle = fc.double({ min: -179, max: 179, noNaN: true });
    fc.assert(
      fc.property(transform, frame, fc.tuple(angle, angle, angle), (before, where, euler) => {
        const after = withEuler(before, where, euler as unknown as Vec3);
        expect(after.translation).toBe(before.translation);
        expect(after.scale).toBe(before.scale);
        expect(
          apart(toEngineRotation(after.rotation, where), quaternionOf(euler as unknown as Vec3, where.axes)),
        ).toBeLessThan(1e-9);
        // Canonical (R32): 32-bit floats, w not negative.
        expect(after.rotation.every((value) => Object.is(Math.fround(value), value))).toBe(true);
        expect(after.rotation[3]).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe('Euler angles that are shown', () => {
  it('turn back into the rotation, upright middle angles included', () => {
    const angle = fc.oneof(
      fc.constantFrom(-180, -90, 0, 90, 180),
      fc.double({ min: -180, max: 180, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.tuple(angle, angle, angle), frame, (euler, where) => {
        const canonical = fromEngineRotation(quaternionOf(euler as unknown as Vec3, where.axes), where);
        const shown = eulerOf(canonical, where);
        expect(
          apart(quaternionOf(shown, where.axes), quaternionOf(euler as unknown as Vec3, where.axes)),
        ).toBeLessThan(1e-9);
      }),
      { numRuns: 500 },
    );
  });

  it('rotation maps there and back is the same turn', () => {
    fc.assert(
      fc.property(rotation, frame, (turn, where) => {
        expect(apart(fromEngineRotation(toEngineRotation(turn, where), where), turn)).toBeLessThan(1e-12);
      }),
    );
  });
});
