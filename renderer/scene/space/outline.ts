/** Lines of a width in pixels, whole or dashed, that show faintly through what stands before them. */
import { Group } from 'three';
import type { Color } from 'three';
import { LineMaterial } from 'three/addons/lines/LineMaterial.js';
import { LineSegments2 } from 'three/addons/lines/LineSegments2.js';
import { LineSegmentsGeometry } from 'three/addons/lines/LineSegmentsGeometry.js';

interface OutlineOptions {
  readonly widthPx: number;
  /** Of a dash and of a gap; none where left out. */
  readonly dashPx?: number;
  /** Of what is covered. */
  readonly covered: number;
}

export class Outline {
  readonly group = new Group();
  readonly #materials: readonly LineMaterial[];
  readonly #dashPx: number | undefined;
  #lines: readonly LineSegments2[] = [];
  #geometry = new LineSegmentsGeometry();

  constructor({ widthPx, dashPx, covered }: OutlineOptions) {
    this.#dashPx = dashPx;
    this.#materials = [covered, 1].map(
      (opacity, i) =>
        new LineMaterial({
          linewidth: widthPx,
          vertexColors: true,
          dashed: dashPx !== undefined,
          transparent: true,
          opacity,
          depthTest: i === 1,
          depthWrite: false,
        }),
    );
  }

  /** @param positions six numbers a line @param colours one for each of those stretches */
  show(
    positions: readonly number[],
    colours: readonly { readonly colour: Color; readonly upTo: number }[],
  ): void {
    this.#geometry.dispose();
    this.group.clear();
    this.#lines = [];
    if (positions.length === 0) return;
    const shades: number[] = [];
    let from = 0;
    for (const { colour, upTo } of colours) {
      for (let at = from; at < upTo; at += 3) shades.push(colour.r, colour.g, colour.b);
      from = upTo;
    }
    this.#geometry = new LineSegmentsGeometry();
    this.#geometry.setPositions(new Float32Array(positions));
    this.#geometry.setColors(new Float32Array(shades));
    this.#lines = this.#materials.map((material, i) => {
      const lines = new LineSegments2(this.#geometry, material);
      lines.frustumCulled = false;
      lines.renderOrder = 10 + i;
      if (this.#dashPx !== undefined) lines.computeLineDistances();
      return lines;
    });
    this.group.add(...this.#lines);
  }

  /** Keeps dashes as long as they are, in pixels, at what is looked at. */
  follow(metresPerPixel: number): void {
    if (this.#dashPx === undefined) return;
    for (const material of this.#materials) {
      material.dashSize = this.#dashPx * metresPerPixel;
      material.gapSize = this.#dashPx * 0.8 * metresPerPixel;
    }
  }

  dispose(): void {
    this.#geometry.dispose();
    for (const material of this.#materials) material.dispose();
  }
}
