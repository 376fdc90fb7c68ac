/**
 * A handful of known objects, and where each engine has to say that they are in its world: what the adapters’ checks of
 * their conversions compare with, inside the artist’s own engine. Worked out by multiplying matrices; where a camera or
 * light is aimed is the line between two points, through no rotation at all.
 */
import { canonicalObject } from '#app/scene/index.ts';
import type { Kind, Transform } from '#app/scene/index.ts';
import { blenderWorld, fromParts, product, unityWorld } from './conversions.ts';
import type { Matrix } from './conversions.ts';
import { objectId } from './numbers.ts';

type Vector = [number, number, number];
type Turn = [x: number, y: number, z: number, w: number];

interface Place {
  readonly x: Vector;
  readonly y: Vector;
  readonly z: Vector;
  readonly origin: Vector;
  /** Where it looks or shines, of length one; null for what does neither. */
  readonly looks: Vector | null;
}

interface Pose {
  readonly name: string;
  readonly kind: Kind;
  /** Which of those before it. */
  readonly parent: number | null;
  /** Canonical and local. */
  readonly transform: Transform;
  readonly blender: Place;
  readonly unity: Place;
}

interface Given {
  readonly name: string;
  readonly kind: Kind;
  readonly parent?: number;
  readonly at: Vector;
  readonly turn?: Turn;
  readonly size?: Vector;
  /** At the root: the point that it is aimed at, in place of a turn. */
  readonly aim?: Vector;
}

function hamilton([ax, ay, az, aw]: Turn, [bx, by, bz, bw]: Turn): Turn {
  return [
    aw * bx + ax * bw + ay * bz - az * by,
    aw * by - ax * bz + ay * bw + az * bx,
    aw * bz + ax * by - ay * bx + az * bw,
    aw * bw - ax * bx - ay * by - az * bz,
  ];
}

/** First the pitch about X, then the yaw about Y: −Z then looks along the yaw and up by the pitch. */
function turned(yaw: number, pitch: number): Turn {
  return hamilton(
    [0, Math.sin(yaw / 2), 0, Math.cos(yaw / 2)],
    [Math.sin(pitch / 2), 0, 0, Math.cos(pitch / 2)],
  );
}

function unit(vector: Vector): Vector {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length) as Vector;
}

function lineOf({ at, aim }: Given): Vector | null {
  return aim === undefined ? null : unit([aim[0] - at[0], aim[1] - at[1], aim[2] - at[2]]);
}

function turnOf(given: Given): Turn {
  const line = lineOf(given);
  if (line === null) return given.turn ?? [0, 0, 0, 1];
  return turned(Math.atan2(-line[0], -line[2]), Math.asin(line[1]));
}

const POSES: readonly Given[] = [
  {
    name: 'mirrored mesh',
    kind: 'mesh',
    at: [2, 1.5, -3],
    turn: [0.3, -0.5, 0.2, 0.8],
    size: [-1.5, 2, 0.5],
  },
  {
    name: 'child of the mirrored mesh',
    kind: 'mesh',
    parent: 0,
    at: [0.5, -1, 2],
    turn: [-0.6, 0.1, 0.4, 0.7],
    size: [1, 0.75, 2],
  },
  { name: 'light', kind: 'light', at: [4, 5, 3], aim: [1, 0, -2] },
  {
    name: 'child of the light',
    kind: 'mesh',
    parent: 2,
    at: [1, 2, -0.5],
    turn: [0.5, 0.4, -0.3, 0.7],
    size: [0.5, -1, 2],
  },
  { name: 'camera', kind: 'camera', at: [-6, 2, 7], aim: [0, 1, 0] },
  { name: 'child of the camera', kind: 'empty', parent: 4, at: [0.25, -0.5, -3], turn: [0.1, 0.9, 0.2, 0.3] },
  { name: 'light on the camera', kind: 'light', parent: 4, at: [-1, 0.5, 1], turn: [0.2, -0.4, 0.1, 0.9] },
  {
    name: 'camera on the mirrored mesh',
    kind: 'camera',
    parent: 0,
    at: [0, 3, 1],
    turn: [-0.3, 0.2, 0.6, 0.7],
  },
];

function transformOf(given: Given): Transform {
  return canonicalObject({
    id: objectId(1),
    kind: given.kind,
    name: given.name,
    parent: null,
    transform: { translation: given.at, rotation: turnOf(given), scale: given.size ?? [1, 1, 1] },
    visibility: { viewport: true, render: true },
    properties: {},
  }).transform;
}

/** Rounding to 32 bits leaves a quaternion a little longer or shorter than one; engines take it as a turn all the same. */
function matrixOf({ translation, rotation, scale }: Transform): Matrix {
  const length = Math.hypot(...rotation);
  const [x, y, z, w] = rotation.map((value) => value / length) as Turn;
  return fromParts(translation, [w, x, y, z], scale);
}

function column(matrix: Matrix, index: number): Vector {
  return [0, 1, 2].map((row) => matrix[row]?.[index] ?? NaN) as Vector;
}

/** Enough digits for 32 bits, and none of what adding in 64 leaves behind. */
function plain(vector: Vector): Vector {
  const decimals = 12;
  return vector.map((value) => Number(value.toFixed(decimals)) + 0) as Vector;
}

type Frame = (world: Matrix, kind: Kind) => Matrix;

function placeIn(frame: Frame, world: Matrix, kind: Kind, line: Vector | null): Place {
  const there = frame(world, kind);
  // A direction goes along as the place of something ordinary would.
  const at = line === null ? null : column(frame(fromParts(line, [1, 0, 0, 0], [1, 1, 1]), 'empty'), 3);
  return {
    x: plain(column(there, 0)),
    y: plain(column(there, 1)),
    z: plain(column(there, 2)),
    origin: plain(column(there, 3)),
    looks: at === null ? null : plain(at),
  };
}

function makePoses(): Pose[] {
  const worlds: Matrix[] = [];
  return POSES.map((given): Pose => {
    const { name, kind, parent } = given;
    const transform = transformOf(given);
    const local = matrixOf(transform);
    const world = parent === undefined ? local : product(worlds[parent] ?? [], local);
    worlds.push(world);
    const [x, y, z] = column(world, 2);
    const isAimed = kind === 'camera' || kind === 'light';
    const line = isAimed ? (lineOf(given) ?? unit([-x, -y, -z])) : null;
    return {
      name,
      kind,
      parent: parent ?? null,
      transform,
      blender: placeIn(blenderWorld, world, kind, line),
      unity: placeIn(unityWorld, world, kind, line),
    };
  });
}

const SOURCE = '`node test/vectors/generate.ts` makes this file from test/vectors/poses.ts.';

/** The add-on’s table: canonical on the left, Blender’s world (metres) on the right. */
export function posesInPython(): string {
  const tuple = (values: readonly number[]): string => `(${values.join(', ')})`;
  const lines = makePoses().map(({ name, kind, parent, transform, blender }) => {
    const { x, y, z, origin, looks } = blender;
    return `    Pose(
        '${name}',
        '${kind}',
        ${parent ?? 'None'},
        {
            'translation': ${tuple(transform.translation)},
            'rotation': ${tuple(transform.rotation)},
            'scale': ${tuple(transform.scale)},
        },
        Place(
            ${tuple(x)},
            ${tuple(y)},
            ${tuple(z)},
            ${tuple(origin)},
        ),
        ${looks === null ? 'None' : tuple(looks)},
    ),
`;
  });
  return `# SPDX-License-Identifier: GPL-3.0-or-later
"""Known poses in the shared frame, and where Blender’s world has them.

${SOURCE}"""
from .conversion_check import Place, Pose

POSES = (
${lines.join('')})
`;
}

/** The package’s table: canonical on the left, Unity’s world on the right. */
export function posesInCSharp(): string {
  const make = (type: string, values: readonly number[]): string =>
    `new ${type}(${values.map((value) => `${value}f`).join(', ')})`;
  const kinds = { empty: 'Empty', mesh: 'Mesh', light: 'Light', camera: 'Camera' };
  const lines = makePoses().map(({ name, kind, parent, transform, unity }) => {
    const { x, y, z, origin, looks } = unity;
    return `            new ConversionPose(
                "${name}",
                ObjectKind.${kinds[kind]},
                ${parent ?? 'null'},
                new Transform(
                    ${make('Vector3', transform.translation)},
                    ${make('Quaternion', transform.rotation)},
                    ${make('Vector3', transform.scale)}),
                new WorldPlace(
                    ${make('Vector3', x)},
                    ${make('Vector3', y)},
                    ${make('Vector3', z)},
                    ${make('Vector3', origin)}),
                ${looks === null ? 'null' : make('Vector3', looks)}),
`;
  });
  return `using System.Collections.Generic;

namespace VibeSync.Core
{
    /// <summary>Known poses in the shared frame, and where Unity's world has them.</summary>
    /// <remarks>${SOURCE}</remarks>
    public static class ConversionPoses
    {
        public static readonly IReadOnlyList<ConversionPose> All = new[]
        {
${lines.join('')}        };
    }
}
`;
}
