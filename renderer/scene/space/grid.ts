/** The ground: a thin grid that fades out around what is looked at, with the two axes that lie in it. */
import {
  BufferGeometry,
  DoubleSide,
  Float32BufferAttribute,
  Group,
  LineSegments,
  ShaderMaterial,
  Vector3,
} from 'three';
import type { Color } from 'three';
import type { Vec3 } from '#app/scene/index.ts';
import type { Axes } from '../../axes.ts';
import { heightPerDistance } from './view.ts';
import type { View } from './view.ts';

/** Cells to each side of the middle. */
const CELLS = 60;
/** Every tenth line is stronger. */
const STRONG_EVERY = 10;
/** So many cells long is a piece of a line. */
const PIECE_CELLS = 10;
/** About so many cells stand in the height of the picture, up to ten times as many. */
const CELLS_IN_VIEW = 8;

export interface GridColours {
  readonly line: Color;
  readonly strong: Color;
  readonly axes: readonly [Color, Color, Color];
}

const VERTEX = `
  attribute vec3 colour;
  varying vec3 vColour;
  varying vec3 vPlace;
  void main() {
    vColour = colour;
    vec4 place = modelMatrix * vec4(position, 1.0);
    vPlace = place.xyz;
    gl_Position = projectionMatrix * viewMatrix * place;
  }
`;

const FRAGMENT = `
  uniform vec3 middle;
  uniform float reach;
  varying vec3 vColour;
  varying vec3 vPlace;
  void main() {
    float away = distance(vPlace, middle) / reach;
    gl_FragColor = vec4(vColour, 1.0 - smoothstep(0.15, 1.0, away));
    #include <colorspace_fragment>
  }
`;

/** The length of a cell's edge for a view: a power of ten of metres. */
export function cellOf(view: View): number {
  return 10 ** Math.floor(Math.log10((view.distanceM * heightPerDistance(view)) / CELLS_IN_VIEW));
}

/** The plane that the grid lies in, by the canonical axis that stands on it: the ground, or what a side view faces. */
export function planeOf({ side }: View): 0 | 1 | 2 {
  if (side === 'front' || side === 'back') return 2;
  return side === 'left' || side === 'right' ? 0 : 1;
}

export class Grid {
  readonly group = new Group();
  readonly #middle = { value: new Vector3() };
  readonly #reach = { value: 1 };
  readonly #material = new ShaderMaterial({
    vertexShader: VERTEX,
    fragmentShader: FRAGMENT,
    uniforms: { middle: this.#middle, reach: this.#reach },
    transparent: true,
    depthWrite: false,
    side: DoubleSide,
  });
  readonly #lines = new LineSegments(new BufferGeometry(), this.#material);
  readonly #colours: GridColours;
  #drawn = '';

  constructor(colours: GridColours) {
    this.#colours = colours;
    this.#lines.frustumCulled = false;
    this.group.add(this.#lines);
  }

  /** Follows the view; the lines are made anew only where another part of the ground comes into it. */
  follow(view: View, axes: Axes): void {
    const cell = cellOf(view);
    const plane = planeOf(view);
    const strong = cell * STRONG_EVERY;
    const middle = view.target.map((at, axis) =>
      axis === plane ? 0 : Math.round(at / strong) * strong,
    ) as unknown as Vec3;
    const [x, y, z] = view.target.map((at, axis) => (axis === plane ? 0 : at)) as [number, number, number];
    this.#middle.value.set(x, y, z);
    this.#reach.value = cell * (CELLS - STRONG_EVERY);
    const drawn = `${cell} ${plane} ${middle.join(' ')} ${axes}`;
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.#draw(cell, plane, middle, axes);
  }

  dispose(): void {
    this.#lines.geometry.dispose();
    this.#material.dispose();
  }

  #draw(cell: number, plane: 0 | 1 | 2, middle: Vec3, axes: Axes): void {
    const [one, other] =
      plane === 0 ? ([1, 2] as const) : plane === 1 ? ([0, 2] as const) : ([0, 1] as const);
    const positions: number[] = [];
    const colours: number[] = [];
    const line = (along: 0 | 1 | 2, across: 0 | 1 | 2, at: number): void => {
      const isAxis = Math.abs(at) < cell / 2;
      const colour = isAxis
        ? this.#colours.axes[nameOf(along, axes)]
        : Math.abs(Math.round(at / cell)) % STRONG_EVERY === 0
          ? this.#colours.strong
          : this.#colours.line;
      // In pieces: where no graphics card draws, a line that begins behind the eye is lost whole.
      for (let from = -CELLS; from < CELLS; from += PIECE_CELLS) {
        // What has faded out is not drawn.
        const nearest = Math.max(0, from, -from - PIECE_CELLS);
        if (Math.hypot(nearest, (at - middle[across]) / cell) >= CELLS) continue;
        for (const end of [from, from + PIECE_CELLS]) {
          const point: [number, number, number] = [0, 0, 0];
          point[along] = middle[along] + end * cell;
          point[across] = at;
          positions.push(...point);
          colours.push(colour.r, colour.g, colour.b);
        }
      }
    };
    // The axes last, so that they lie over what crosses them.
    const steps = Array.from({ length: 2 * CELLS + 1 }, (_, i) => (i - CELLS) * cell);
    for (const pass of [false, true])
      for (const [along, across] of [
        [one, other],
        [other, one],
      ] as const)
        for (const step of steps) {
          const at = middle[across] + step;
          if (Math.abs(at) < cell / 2 === pass) line(along, across, at);
        }
    this.#lines.geometry.dispose();
    this.#lines.geometry = new BufferGeometry();
    this.#lines.geometry.setAttribute('position', new Float32BufferAttribute(positions, 3));
    this.#lines.geometry.setAttribute('colour', new Float32BufferAttribute(colours, 3));
  }
}

/** Which axis of the engine runs along a canonical one. */
function nameOf(canonical: 0 | 1 | 2, axes: Axes): 0 | 1 | 2 {
  if (axes === 'unity' || canonical === 0) return canonical;
  return canonical === 1 ? 2 : 1;
}
