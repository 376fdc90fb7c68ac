/**
 * The 3D view behind its picture: what is shown in it, from where, and when it has to be drawn again. React hands in what
 * the window knows; pointer and keys change the view at once and without React.
 */
import type { Object3D, Scene, WebGLRenderer } from 'three';
import { sameValue } from '#app/scene/index.ts';
import type { ObjectId, SceneObject, Transform } from '#app/scene/index.ts';
import type { Axes } from '../../axes.ts';
import { hasLessMotion } from '../../settings/motion.ts';
import { Eye } from './eye.ts';
import type { Pixel, Size } from './eye.ts';
import { ghostShapes } from './ghost-shapes.ts';
import type { GhostShape } from './ghost-shapes.ts';
import type { GhostLayer } from './ghosts.ts';
import type { Palette } from './palette.ts';
import { picked } from './pick.ts';
import { Placement } from './placement.ts';
import type { Overlay, Placed } from './placement.ts';
import { ballOf, isDrawn } from './proxies.ts';
import { Stage } from './stage.ts';
import { between, FIRST_VIEW, framed, ROOM_AROUND } from './view.ts';
import type { Ball, View } from './view.ts';

const GLIDE_MS = 180;
/** Of the picture's height, however much is covered. */
const FREE_SHARE_LEAST = 0.2;

export interface ShownGhosts {
  readonly layer: GhostLayer;
  readonly shapes: readonly GhostShape[];
}

interface Held {
  readonly object: SceneObject;
  readonly transform: Transform;
}

interface Glide {
  readonly from: View;
  readonly to: View;
  readonly sinceMs: number;
}

/** Comes back to where it was when the window shows another place meanwhile. */
let keptView: View | null = null;

export class Viewport {
  readonly placement = new Placement();
  readonly eye: Eye;
  readonly #stage: Stage;
  readonly #drawn = new Set<() => void>();
  #redraw: () => void = () => undefined;
  #objects: ReadonlyMap<ObjectId, SceneObject> = new Map();
  #overlay: Overlay = new Map();
  #held: Held | null = null;
  #layers: readonly GhostLayer[] = [];
  #ghosts: readonly ShownGhosts[] = [];
  #selected: ObjectId | null = null;
  #pointed: ObjectId | null = null;
  #axes: Axes = 'blender';
  #glide: Glide | null = null;
  /** Nothing was framed yet. */
  #isFresh = true;
  #wanted: { readonly id: ObjectId; readonly coveredPx: number } | null = null;

  constructor(palette: Palette) {
    this.#stage = new Stage(palette);
    this.eye = new Eye(keptView ?? FIRST_VIEW, { width: 1, height: 1 });
  }

  get root(): Object3D {
    return this.#stage.root;
  }

  /** Where the view is, or is on its way to. */
  get view(): View {
    return this.#glide?.to ?? this.eye.view;
  }

  get ghosts(): readonly ShownGhosts[] {
    return this.#ghosts;
  }

  get axes(): Axes {
    return this.#axes;
  }

  /** @param redraw asks for a picture; several times before it comes are once */
  attach(redraw: () => void): () => void {
    this.#redraw = redraw;
    redraw();
    return () => (this.#redraw = () => undefined);
  }

  /** Calls back after each picture, for what lies over it. @returns a function that ends that */
  onDrawn(listener: () => void): () => void {
    this.#drawn.add(listener);
    this.#redraw();
    return () => void this.#drawn.delete(listener);
  }

  draw(renderer: WebGLRenderer, scene: Scene): void {
    if (this.#glide !== null) this.#glideOn(this.#glide);
    this.#stage.follow(this.eye, this.#axes);
    renderer.render(scene, this.eye.camera);
    this.#stage.drawn();
    for (const listener of this.#drawn) listener();
  }

  resize(size: Size): void {
    this.eye.look(this.eye.view, size);
    if (this.#isFresh) this.#begin();
    this.#redraw();
  }

  /** @param glides a jump that the eye can follow; never where a person asked for less motion */
  look(view: View, glides = false): void {
    keptView = view;
    const isStill = !glides || hasLessMotion();
    this.#glide = isStill ? null : { from: this.eye.view, to: view, sinceMs: performance.now() };
    if (isStill) this.eye.look(view, this.eye.size);
    this.#redraw();
  }

  show(objects: ReadonlyMap<ObjectId, SceneObject>, overlay: Overlay): void {
    this.#objects = objects;
    this.#overlay = overlay;
    this.#place();
    if (this.#isFresh) this.#begin();
  }

  /** Shows an object elsewhere in this window alone, until it is let go. */
  hold(held: Held | null): void {
    this.#held = held;
    this.#place();
  }

  /** Whether an object is still where it was when it was taken in hand. */
  isUnchanged({ id, parent, transform }: SceneObject): boolean {
    const now = this.#overlay.get(id) ?? this.#objects.get(id);
    return now !== undefined && now.parent === parent && sameValue(now.transform, transform);
  }

  setAxes(axes: Axes): void {
    this.#axes = axes;
    this.#redraw();
  }

  select(id: ObjectId | null): void {
    this.#selected = id;
    this.#stage.select(this.#placed(id));
    this.#redraw();
  }

  get selected(): Placed | undefined {
    return this.#placed(this.#selected);
  }

  point(id: ObjectId | null): void {
    if (this.#pointed === id) return;
    this.#pointed = id;
    this.#stage.point(id === this.#selected ? undefined : this.#placed(id));
    this.#redraw();
  }

  get pointed(): Placed | undefined {
    return this.#placed(this.#pointed);
  }

  showGhosts(layers: readonly GhostLayer[]): void {
    this.#layers = layers;
    this.#placeGhosts();
    this.#redraw();
  }

  pick(pixel: Pixel): ObjectId[] {
    return picked(this.placement.all(), this.eye, pixel);
  }

  /** The objects above one, nearest first, as they are drawn. */
  chainOf({ object }: Placed): Placed[] {
    const chain: Placed[] = [];
    for (let up = object.parent; up !== null;) {
      const placed = this.placement.get(up);
      if (placed === undefined || chain.includes(placed)) break;
      chain.push(placed);
      up = placed.object.parent;
    }
    return chain;
  }

  /** Brings an object into the middle, whichever hand's version of it there is. @returns whether there is any */
  frame(id: ObjectId, coveredPx = 0): boolean {
    if (this.#isFresh) {
      // Before the first picture there is no size to fit it in.
      this.#wanted = { id, coveredPx };
      return this.placement.get(id) !== undefined;
    }
    const balls = this.#ghosts
      .flatMap(({ shapes }) => shapes)
      .filter((shape) => shape.id === id)
      .map(({ kind, world }) => ballOf(kind, world));
    const placed = this.placement.get(id);
    if (placed !== undefined) {
      balls.push(ballOf(placed.object.kind, placed.world));
      // What groups others is framed with them.
      if (placed.object.kind === 'empty') balls.push(...this.#below(placed));
    }
    if (balls.length === 0) return false;
    this.#frame(balls, coveredPx, true, ROOM_AROUND.one);
    return true;
  }

  frameAll(glides = true): void {
    const balls: Ball[] = [];
    for (const { object, world } of this.placement.all())
      if (isDrawn(object)) balls.push(ballOf(object.kind, world));
    this.#frame(balls, 0, glides, ROOM_AROUND.all);
  }

  dispose(): void {
    this.#stage.dispose();
  }

  /** The first look takes in everything that there is. */
  #begin(): void {
    if (this.eye.size.width <= 1 || this.#objects.size === 0) return;
    this.#isFresh = false;
    if (keptView === null) this.frameAll(false);
    if (this.#wanted !== null) this.frame(this.#wanted.id, this.#wanted.coveredPx);
    this.#wanted = null;
  }

  #frame(balls: readonly Ball[], coveredPx: number, glides: boolean, room: number): void {
    const { width, height } = this.eye.size;
    const share = Math.max(1 - coveredPx / height, FREE_SHARE_LEAST);
    this.look(framed(this.view, balls, width / height, share, room), glides);
  }

  #below({ object }: Placed): Ball[] {
    return this.placement
      .childrenOf(object.id)
      .flatMap((child) => [ballOf(child.object.kind, child.world), ...this.#below(child)]);
  }

  #placed(id: ObjectId | null): Placed | undefined {
    return id === null ? undefined : this.placement.get(id);
  }

  #place(): void {
    let overlay = this.#overlay;
    if (this.#held !== null) {
      const { object, transform } = this.#held;
      // A hand brings nothing back that was deleted meanwhile.
      const isThere = (overlay.get(object.id) ?? this.#objects.get(object.id)) !== undefined;
      if (isThere) overlay = new Map(overlay).set(object.id, { ...object, transform });
    }
    const difference = this.placement.update(this.#objects, overlay);
    this.#stage.place(this.placement, difference);
    if (difference.isWhole || difference.moved.length > 0) {
      this.#stage.select(this.selected);
      this.#stage.point(this.#pointed === this.#selected ? undefined : this.pointed);
      this.#placeGhosts();
    }
    this.#redraw();
  }

  #placeGhosts(): void {
    this.#ghosts = this.#layers.map((layer) => ({ layer, shapes: ghostShapes(layer, this.placement) }));
    this.#stage.ghosts(this.#ghosts.map(({ layer, shapes }) => ({ tone: layer.tone, shapes })));
  }

  #glideOn({ from, to, sinceMs }: Glide): void {
    const share = Math.min(1, (performance.now() - sinceMs) / GLIDE_MS);
    // Fast at first and slow at its end.
    this.eye.look(between(from, to, 1 - (1 - share) ** 3), this.eye.size);
    if (share >= 1) this.#glide = null;
    else this.#redraw();
  }
}
