/**
 * What the graphics card draws: meshes as one instanced box, everything else as lines in one buffer, and over them the
 * outlines of what is selected, pointed at, suggested. It changes only where it is told that something did.
 */
import {
  BoxGeometry,
  BufferAttribute,
  BufferGeometry,
  Color,
  DirectionalLight,
  DoubleSide,
  DynamicDrawUsage,
  Group,
  HemisphereLight,
  InstancedBufferAttribute,
  InstancedMesh,
  LineBasicMaterial,
  LineSegments,
  MeshBasicMaterial,
  MeshLambertMaterial,
} from 'three';
import type { Matrix4 } from 'three';
import type { Kind, ObjectId } from '#app/scene/index.ts';
import type { Axes } from '../../axes.ts';
import type { Eye } from './eye.ts';
import type { GhostShape } from './ghost-shapes.ts';
import type { GhostTone } from './ghosts.ts';
import { Grid } from './grid.ts';
import { ManyOutlines } from './many-outlines.ts';
import { Outline } from './outline.ts';
import type { Palette } from './palette.ts';
import type { Difference, Placed, Placement } from './placement.ts';
import { colourOf, isDrawn, LINES, linesInWorld } from './proxies.ts';

/** Instances are made room for in steps, so that one more object makes no new buffer. */
const ROOM_STEP = 512;
/** Where more than these moved at once, the whole buffer is handed over. */
const SINGLE_UPDATES_MOST = 64;
/** More objects than these are outlined with thin lines: wide ones are two triangles each, drawn twice. */
const WIDE_OUTLINES_MOST = 100;
const GHOST_FILL = 0.13;
const NUMBERS_A_MATRIX = 16;

interface Slot {
  readonly placed: Placed;
  /** Number of the instance, or of its first coordinate among the lines. */
  readonly at: number;
}

export interface OutlinedGhosts {
  readonly tone: GhostTone;
  readonly shapes: readonly GhostShape[];
}

export class Stage {
  readonly root = new Group();
  readonly #palette: Palette;
  readonly #grid: Grid;
  readonly #selected = new Outline({ widthPx: 2, covered: 0.4 });
  readonly #many: ManyOutlines;
  readonly #hovered = new Outline({ widthPx: 1.5, covered: 0 });
  readonly #ghosts = new Outline({ widthPx: 1.5, dashPx: 5, covered: 0.45 });
  readonly #box = new BoxGeometry(1, 1, 1);
  readonly #solid = edged(
    new MeshLambertMaterial({
      side: DoubleSide,
      polygonOffset: true,
      polygonOffsetFactor: 1,
      polygonOffsetUnits: 1,
    }),
  );
  readonly #veil = new MeshBasicMaterial({ transparent: true, opacity: GHOST_FILL, depthWrite: false });
  readonly #thin = new LineBasicMaterial({ vertexColors: true });
  #meshes: InstancedMesh;
  #fills: InstancedMesh;
  readonly #lines = new LineSegments(new BufferGeometry(), this.#thin);
  readonly #slots = new Map<ObjectId, Slot>();
  /** Buffers that have to be handed over whole: single stretches of them would hide the rest. */
  readonly #due = new Set<BufferAttribute>();

  constructor(palette: Palette) {
    this.#palette = palette;
    this.#grid = new Grid({ line: palette.gridLine, strong: palette.gridStrong, axes: palette.axes });
    this.#many = new ManyOutlines(palette.selected);
    this.#meshes = this.#instances(this.#solid, ROOM_STEP);
    this.#fills = this.#instances(this.#veil, ROOM_STEP);
    this.#lines.frustumCulled = false;
    const sky = new HemisphereLight('#ffffff', '#6f7378', 1.5);
    const sun = new DirectionalLight('#ffffff', 1.5);
    sun.position.set(-0.55, 0.9, 0.35);
    this.#fills.renderOrder = 5;
    this.root.add(
      sky,
      sun,
      this.#grid.group,
      this.#lines,
      this.#ghosts.group,
      this.#hovered.group,
      this.#many.group,
      this.#selected.group,
    );
  }

  follow(eye: Eye, axes: Axes): void {
    this.#grid.follow(eye.view, axes);
    this.#ghosts.follow(eye.metresPerPixel(eye.view.target));
  }

  /** What was handed over is on the card. */
  drawn(): void {
    this.#due.clear();
  }

  place(placement: Placement, { isWhole, moved }: Difference): void {
    if (isWhole) this.#placeAll(placement);
    else if (moved.length > 0) this.#move(moved);
  }

  /** @param active the one that was selected last, which is one of them or not there */
  select(selection: readonly Placed[], active: Placed | undefined): void {
    const others = selection.filter((each) => each !== active);
    const isMany = others.length > WIDE_OUTLINES_MOST;
    this.#many.show(isMany ? others : []);
    const positions: number[] = [];
    const wide = isMany ? [] : others;
    for (const { object, world } of wide) linesInWorld(object.kind, world, positions);
    const upTo = positions.length;
    if (active !== undefined) linesInWorld(active.object.kind, active.world, positions);
    const { selection: colour, selected } = this.#palette;
    this.#selected.show(positions, [
      { colour: selected, upTo },
      { colour, upTo: positions.length },
    ]);
  }

  point(placed: Placed | undefined): void {
    outline(this.#hovered, placed, this.#palette.hover);
  }

  ghosts(layers: readonly OutlinedGhosts[]): void {
    const positions: number[] = [];
    const colours: { colour: Color; upTo: number }[] = [];
    const filled: { world: Matrix4; colour: Color }[] = [];
    for (const { tone, shapes } of layers) {
      const colour = this.#palette.tone(tone);
      for (const { kind, world, isDoomed } of shapes) {
        linesInWorld(kind, world, positions);
        if (kind === 'mesh' && !isDoomed && tone !== 'before') filled.push({ world, colour });
      }
      colours.push({ colour, upTo: positions.length });
    }
    this.#ghosts.show(positions, colours);
    this.#fills = this.#withRoom(this.#fills, this.#veil, filled.length);
    this.#fills.renderOrder = 5;
    filled.forEach(({ world, colour }, i) => {
      this.#fills.setMatrixAt(i, world);
      this.#fills.setColorAt(i, colour);
    });
    this.#handOver(this.#fills.instanceMatrix);
    if (this.#fills.instanceColor !== null) this.#handOver(this.#fills.instanceColor);
  }

  dispose(): void {
    for (const each of [this.#selected, this.#many, this.#hovered, this.#ghosts, this.#grid]) each.dispose();
    for (const each of [this.#meshes, this.#fills, this.#box, this.#lines.geometry]) each.dispose();
    for (const each of [this.#solid, this.#veil, this.#thin]) each.dispose();
  }

  #placeAll(placement: Placement): void {
    const meshes: Placed[] = [];
    const positions: number[] = [];
    const colours: number[] = [];
    this.#slots.clear();
    for (const placed of placement.all()) {
      const { object, world } = placed;
      if (!isDrawn(object)) continue;
      if (object.kind === 'mesh') {
        this.#slots.set(object.id, { placed, at: meshes.length });
        meshes.push(placed);
        continue;
      }
      this.#slots.set(object.id, { placed, at: positions.length });
      linesInWorld(object.kind, world, positions);
      const { r, g, b } = this.#lineColour(object.kind);
      for (let i = LINES[object.kind].length; i > 0; i -= 1) colours.push(r, g, b);
    }
    this.#meshes = this.#withRoom(this.#meshes, this.#solid, meshes.length);
    const shade = new Color();
    meshes.forEach(({ object, world }, i) => {
      const own = colourOf(object);
      this.#meshes.setMatrixAt(i, world);
      this.#meshes.setColorAt(i, own === null ? this.#palette.mesh : shade.setRGB(...own));
    });
    this.#handOver(this.#meshes.instanceMatrix);
    if (this.#meshes.instanceColor !== null) this.#handOver(this.#meshes.instanceColor);
    this.#lines.geometry.dispose();
    this.#lines.geometry = new BufferGeometry();
    const buffer = new BufferAttribute(new Float32Array(positions), 3).setUsage(DynamicDrawUsage);
    this.#lines.geometry.setAttribute('position', buffer);
    this.#lines.geometry.setAttribute('color', new BufferAttribute(new Float32Array(colours), 3));
    this.#lines.visible = positions.length > 0;
  }

  #move(moved: readonly Placed[]): void {
    const lines = this.#lines.geometry.getAttribute('position') as BufferAttribute;
    const { instanceMatrix } = this.#meshes;
    if (moved.length > SINGLE_UPDATES_MOST) for (const each of [lines, instanceMatrix]) this.#handOver(each);
    for (const { object, world } of moved) {
      const slot = this.#slots.get(object.id);
      if (slot === undefined) continue;
      if (object.kind === 'mesh') {
        this.#meshes.setMatrixAt(slot.at, world);
        this.#handOver(instanceMatrix, { start: slot.at * NUMBERS_A_MATRIX, count: NUMBERS_A_MATRIX });
      } else {
        const points: number[] = [];
        linesInWorld(object.kind, world, points);
        (lines.array as Float32Array).set(points, slot.at);
        this.#handOver(lines, { start: slot.at, count: points.length });
      }
    }
  }

  /** @param part the whole where left out */
  #handOver(buffer: BufferAttribute, part?: { readonly start: number; readonly count: number }): void {
    buffer.needsUpdate = true;
    if (part === undefined) {
      buffer.clearUpdateRanges();
      this.#due.add(buffer);
    } else if (!this.#due.has(buffer)) buffer.addUpdateRange(part.start, part.count);
  }

  #lineColour(kind: Kind): Color {
    if (kind === 'light') return this.#palette.light;
    return kind === 'camera' ? this.#palette.camera : this.#palette.lines;
  }

  #instances(material: MeshLambertMaterial | MeshBasicMaterial, room: number): InstancedMesh {
    const mesh = new InstancedMesh(this.#box, material, room);
    mesh.instanceMatrix.setUsage(DynamicDrawUsage);
    mesh.instanceColor = new InstancedBufferAttribute(new Float32Array(room * 3), 3);
    mesh.count = 0;
    mesh.frustumCulled = false;
    this.root.add(mesh);
    return mesh;
  }

  #withRoom(
    mesh: InstancedMesh,
    material: MeshLambertMaterial | MeshBasicMaterial,
    count: number,
  ): InstancedMesh {
    const room = mesh.instanceMatrix.count;
    if (count <= room) {
      mesh.count = count;
      return mesh;
    }
    this.root.remove(mesh);
    mesh.dispose();
    const larger = this.#instances(material, Math.ceil(count / ROOM_STEP) * ROOM_STEP);
    larger.count = count;
    return larger;
  }
}

/** Draws the edges of each box a little darker, so that equal ones beside each other stay apart; far away it lets them be. */
function edged(material: MeshLambertMaterial): MeshLambertMaterial {
  material.defines = { ...material.defines, USE_UV: '' };
  material.onBeforeCompile = (shader) => {
    shader.fragmentShader = shader.fragmentShader.replace(
      '#include <opaque_fragment>',
      `vec2 perPixel = fwidth(vUv);
      vec2 toEdge = min(vUv, 1.0 - vUv) / max(perPixel, vec2(1e-6));
      float line = 1.0 - smoothstep(0.4, 1.6, min(toEdge.x, toEdge.y));
      outgoingLight *= 1.0 - 0.42 * line * (1.0 - smoothstep(0.04, 0.2, max(perPixel.x, perPixel.y)));
      #include <opaque_fragment>`,
    );
  };
  return material;
}

function outline(into: Outline, placed: Placed | undefined, colour: Color): void {
  const positions: number[] = [];
  if (placed !== undefined) linesInWorld(placed.object.kind, placed.world, positions);
  into.show(positions, [{ colour, upTo: positions.length }]);
}
