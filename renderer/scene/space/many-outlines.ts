/** Thin outlines of very many objects: one draw for each kind, and of each object nothing but where it stands is handed over. */
import {
  BufferAttribute,
  DynamicDrawUsage,
  Group,
  InstancedBufferAttribute,
  InstancedBufferGeometry,
  LineSegments,
  ShaderMaterial,
} from 'three';
import type { Color } from 'three';
import type { Kind } from '#app/scene/index.ts';
import type { Placed } from './placement.ts';
import { LINES } from './proxies.ts';

/** Places are made room for in steps, so that one more object makes no new buffer. */
const ROOM_STEP = 512;
const NUMBERS_A_MATRIX = 16;

const VERTICES = `
  attribute mat4 world;
  void main() {
    gl_Position = projectionMatrix * viewMatrix * world * vec4(position, 1.0);
  }`;
const FRAGMENTS = `
  uniform vec3 colour;
  void main() {
    gl_FragColor = vec4(colour, 1.0);
    #include <colorspace_fragment>
  }`;

interface OfKind {
  readonly lines: LineSegments<InstancedBufferGeometry>;
  places: InstancedBufferAttribute;
}

export class ManyOutlines {
  readonly group = new Group();
  readonly #material: ShaderMaterial;
  readonly #kinds = new Map<Kind, OfKind>();

  constructor(colour: Color) {
    this.#material = new ShaderMaterial({
      vertexShader: VERTICES,
      fragmentShader: FRAGMENTS,
      uniforms: { colour: { value: colour } },
    });
  }

  show(placed: readonly Placed[]): void {
    const counts = new Map<Kind, number>();
    for (const { object } of placed) counts.set(object.kind, (counts.get(object.kind) ?? 0) + 1);
    for (const [kind, of] of this.#kinds) of.lines.visible = counts.has(kind);
    for (const [kind, count] of counts) this.#withRoom(kind, count);
    const filled = new Map<Kind, number>();
    for (const { object, world } of placed) {
      const at = filled.get(object.kind) ?? 0;
      world.toArray(this.#kinds.get(object.kind)?.places.array as Float32Array, at * NUMBERS_A_MATRIX);
      filled.set(object.kind, at + 1);
    }
  }

  dispose(): void {
    for (const { lines } of this.#kinds.values()) lines.geometry.dispose();
    this.#material.dispose();
  }

  #withRoom(kind: Kind, count: number): void {
    let of = this.#kinds.get(kind);
    if (of === undefined || of.places.count < count) {
      if (of !== undefined) {
        this.group.remove(of.lines);
        of.lines.geometry.dispose();
      }
      of = ofKind(kind, this.#material, Math.ceil(count / ROOM_STEP) * ROOM_STEP);
      this.#kinds.set(kind, of);
      this.group.add(of.lines);
    }
    of.lines.geometry.instanceCount = count;
    of.places.clearUpdateRanges();
    of.places.addUpdateRange(0, count * NUMBERS_A_MATRIX);
    of.places.needsUpdate = true;
  }
}

function ofKind(kind: Kind, material: ShaderMaterial, room: number): OfKind {
  const geometry = new InstancedBufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(new Float32Array(LINES[kind].flat()), 3));
  const places = new InstancedBufferAttribute(new Float32Array(room * NUMBERS_A_MATRIX), NUMBERS_A_MATRIX);
  geometry.setAttribute('world', places.setUsage(DynamicDrawUsage));
  const lines = new LineSegments(geometry, material);
  lines.frustumCulled = false;
  lines.renderOrder = 9;
  return { lines, places };
}
