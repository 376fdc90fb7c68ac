/**
 * Views of a scene, as Blender's 3D view, Unity's scene view and the shared frame have them, and where in the picture a point
 * is seen: worked out from the directions in which each looks, through no rotation.
 */
import type { Matrix } from './conversions.ts';

type Vector = [number, number, number];
type Turn = [x: number, y: number, z: number, w: number];

interface Given {
  readonly what: string;
  /** Where the eye is, and the point that it looks at, in the shared frame. */
  readonly eye: Vector;
  readonly at: Vector;
  /** Roughly upwards in the picture. */
  readonly up: Vector;
  readonly lens: { readonly vertical_radians: number } | { readonly height_m: number };
}

const ASPECT = 1.5;
const POINTS: readonly Vector[] = [
  [0, 0, 0],
  [0.5, 1, -0.25],
  [-1, 0.2, 0.75],
];

const GIVEN: readonly Given[] = [
  {
    what: 'as nothing turned it',
    eye: [0, 0, 8],
    at: [0, 0, 0],
    up: [0, 1, 0],
    lens: { vertical_radians: 1 },
  },
  {
    what: 'from above on one side',
    eye: [4, 3, 6],
    at: [0, 0.5, 0],
    up: [0, 1, 0],
    lens: { vertical_radians: 0.69 },
  },
  {
    what: 'straight down, north up',
    eye: [0, 9, 0],
    at: [0, 0, 0],
    up: [0, 0, -1],
    lens: { vertical_radians: 0.4 },
  },
  { what: 'straight down, south up', eye: [1, 9, 1], at: [1, 0, 1], up: [0, 0, 1], lens: { height_m: 6 } },
  { what: 'from below, behind', eye: [-3, -4, -5], at: [0, 0, 0], up: [0, 1, 0], lens: { height_m: 7.5 } },
  {
    what: 'rolled, as by a camera',
    eye: [6, 2, 1],
    at: [0, 0, 0],
    up: [0.2, 1, 0.9],
    lens: { vertical_radians: 1.2 },
  },
];

const CLIP = { near: 0.1, far: 1_000 } as const;
/** A unit of Blender's, in metres. */
const UNIT_M = 0.5;

export function viewpointVectors(): unknown[] {
  return GIVEN.map(({ what, eye, at, up, lens }) => {
    const forward = unit(minus(at, eye));
    const right = unit(cross(forward, up));
    const above = cross(right, forward);
    const back = scaled(forward, -1);
    const half = 'height_m' in lens ? lens.height_m / 2 : Math.tan(lens.vertical_radians / 2);
    const points = POINTS.map((point) => {
      const to = minus(point, eye);
      const depth = 'height_m' in lens ? 1 : dot(to, forward);
      return { point, seen: [dot(to, right) / depth / half / ASPECT, dot(to, above) / depth / half] };
    });
    return {
      what,
      view: { position: eye, rotation: turnOf(right, above, back), lens, ...CLIP },
      aspect: ASPECT,
      points,
      blender: {
        // Columns: to the right, up, and away from what is looked at.
        eye: rows(toBlender(right), toBlender(above), toBlender(back), scaled(toBlender(eye), 1 / UNIT_M)),
        projection_11: 'height_m' in lens ? 1 / (half / UNIT_M) : 1 / half,
        is_perspective: !('height_m' in lens),
        clip: [CLIP.near / UNIT_M, CLIP.far / UNIT_M],
        metres: UNIT_M,
      },
      unity: {
        position: toUnity(eye),
        rotation: turnOf(toUnity(right), toUnity(above), toUnity(forward)),
        extent: 'height_m' in lens ? lens.height_m : (lens.vertical_radians * 180) / Math.PI,
      },
    };
  });
}

const toBlender = ([x, y, z]: Vector): Vector => [x, 0 - z, y];
const toUnity = ([x, y, z]: Vector): Vector => [0 - x, y, z];
const minus = (a: Vector, b: Vector): Vector => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const scaled = ([x, y, z]: Vector, by: number): Vector => [x * by + 0, y * by + 0, z * by + 0];
const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const unit = (a: Vector): Vector => scaled(a, 1 / Math.hypot(...a));
const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

function rows(x: Vector, y: Vector, z: Vector, origin: Vector): Matrix {
  return [0, 1, 2].map((row) => [x, y, z, origin].map((column) => column[row] ?? 0)).concat([[0, 0, 0, 1]]);
}

/** The unit quaternion whose axes these are, with w ≥ 0: by its largest component. */
function turnOf(x: Vector, y: Vector, z: Vector): Turn {
  const squares: Turn = [
    1 + x[0] - y[1] - z[2],
    1 - x[0] + y[1] - z[2],
    1 - x[0] - y[1] + z[2],
    1 + x[0] + y[1] + z[2],
  ];
  const largest = squares.indexOf(Math.max(...squares));
  const [yz, zx, xy] = [y[2] + z[1], z[0] + x[2], x[1] + y[0]];
  const [wx, wy, wz] = [y[2] - z[1], z[0] - x[2], x[1] - y[0]];
  const found = (
    [
      [squares[0], xy, zx, wx],
      [xy, squares[1], yz, wy],
      [zx, yz, squares[2], wz],
      [wx, wy, wz, squares[3]],
    ] as const
  )[largest] as Turn;
  const by = (found[3] < 0 ? -1 : 1) / Math.hypot(...found);
  return found.map((each) => each * by + 0) as Turn;
}
