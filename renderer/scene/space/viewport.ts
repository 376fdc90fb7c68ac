/**
 * The 3D view behind its picture: what is shown in it, from where, and when it has to be drawn again. React hands in what
 * the window knows; pointer and keys change the view at once and without React.
 */
import { Quaternion, Vector3 } from 'three';
import type { Object3D, Scene, WebGLRenderer } from 'three';
import { sameValue } from '#app/scene/index.ts';
import type { EngineViewpoint } from '#app/control-room/index.ts';
import type { ObjectId, SceneObject, Vec3 } from '#app/scene/index.ts';
import type { Axes } from '../../axes.ts';
import { topsOf } from '../../model/selection.ts';
import { hasLessMotion } from '../../settings/motion.ts';
import { Eye } from './eye.ts';
import type { Pixel, Size } from './eye.ts';
import { ghostShapes } from './ghost-shapes.ts';
import type { GhostShape } from './ghost-shapes.ts';
import type { GhostLayer } from './ghosts.ts';
import type { Palette } from './palette.ts';
import { picked, pickedWithin } from './pick.ts';
import type { PixelBox } from './pick.ts';
import { Placement } from './placement.ts';
import type { Overlay, Placed } from './placement.ts';
import { ballOf, isDrawn } from './proxies.ts';
import { Stage } from './stage.ts';
import { added, between, dot, FIRST_VIEW, framed, ROOM_AROUND, scaled, viewedFrom } from './view.ts';
import type { Ball, View } from './view.ts';

const GLIDE_MS = 180;
/** Of the picture's height, however much is covered. */
const FREE_SHARE_LEAST = 0.2;

export interface ShownGhosts {
  readonly layer: GhostLayer;
  readonly shapes: readonly GhostShape[];
}

interface Glide {
  readonly from: View;
  readonly to: View;
  readonly sinceMs: number;
}

const NOTHING: ReadonlySet<ObjectId> = new Set();
/** What lights and shows the others, or groups them. */
const STANDS_BY: ReadonlySet<SceneObject['kind']> = new Set(['light', 'camera', 'empty']);

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
  #isShared = true;
  #held: readonly SceneObject[] = [];
  #layers: readonly GhostLayer[] = [];
  #ghosts: readonly ShownGhosts[] = [];
  #selected: ReadonlySet<ObjectId> = NOTHING;
  /** Of what is selected, the one that was selected last. */
  #active: ObjectId | null = null;
  /** As long as nothing comes, goes or hangs elsewhere. */
  #selection: readonly Placed[] | null = null;
  #tops: readonly Placed[] | null = null;
  #pointed: ObjectId | null = null;
  #axes: Axes = 'blender';
  #glide: Glide | null = null;
  #takenFrom: string | null = null;
  /** Nothing was framed yet. */
  #isFresh = true;
  #wanted: { readonly ids: ReadonlySet<ObjectId>; readonly coveredPx: number } | null = null;

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

  /** The engine whose artist's view this is, until anything moves it. */
  get takenFrom(): string | null {
    return this.#takenFrom;
  }

  /** Jumps to where an artist looks from: what is compared there has to stand still. */
  lookFrom(viewpoint: EngineViewpoint): void {
    const { position, rotation } = viewpoint;
    const direction = new Vector3(0, 0, -1).applyQuaternion(new Quaternion(...rotation));
    const middle = this.#middle();
    const depth = dot(added(middle, scaled(position, -1)), [direction.x, direction.y, direction.z]);
    const isBefore = depth > viewpoint.near;
    this.look(viewedFrom(viewpoint, isBefore ? depth : this.eye.view.distanceM), false, viewpoint.engine);
  }

  /**
   * @param glides a jump that the eye can follow; never where a person asked for less motion
   * @param takenFrom the engine whose artist looks from there: such a view is not come back to
   */
  look(view: View, glides = false, takenFrom: string | null = null): void {
    this.#takenFrom = takenFrom;
    if (takenFrom === null) keptView = view;
    const isStill = !glides || hasLessMotion();
    this.#glide = isStill ? null : { from: this.eye.view, to: view, sinceMs: performance.now() };
    if (isStill) this.eye.look(view, this.eye.size);
    this.#redraw();
  }

  /** What is drawn is what is shared, with this person's own changes on their way; not what somebody suggests. */
  get isShared(): boolean {
    return this.#isShared;
  }

  /** @param isShared whether nothing in the overlay is of another version */
  show(objects: ReadonlyMap<ObjectId, SceneObject>, overlay: Overlay, isShared = true): void {
    this.#objects = objects;
    this.#overlay = overlay;
    this.#isShared = isShared;
    this.#place();
    if (this.#isFresh) this.#begin();
  }

  /** Shows objects elsewhere in this window alone, until they are let go: of none. */
  hold(held: readonly SceneObject[]): void {
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

  select(ids: ReadonlySet<ObjectId>, active: ObjectId | null): void {
    this.#selected = ids;
    this.#active = active;
    this.#forgetSelection();
    this.#stage.select(this.selection, this.selected);
    this.#redraw();
  }

  /** The one that was selected last. */
  get selected(): Placed | undefined {
    return this.#placed(this.#active);
  }

  /** All that are selected, as far as they are there. */
  get selection(): readonly Placed[] {
    this.#selection ??= [...this.#selected].flatMap((id) => this.placement.get(id) ?? []);
    return this.#selection;
  }

  /** Of what is selected, what takes the rest of it along; of one object it is that one. */
  tops(): readonly Placed[] {
    this.#tops ??= topsOf(
      this.selection.map(({ object }) => object),
      (id) => this.placement.get(id)?.object.parent,
    ).flatMap(({ id }) => this.placement.get(id) ?? []);
    return this.#tops;
  }

  #forgetSelection(): void {
    this.#selection = null;
    this.#tops = null;
  }

  point(id: ObjectId | null): void {
    if (this.#pointed === id) return;
    this.#pointed = id;
    this.#stage.point(this.#hovered());
    this.#redraw();
  }

  get pointed(): Placed | undefined {
    return this.#placed(this.#pointed);
  }

  /** What is pointed at and not marked as selected. */
  #hovered(): Placed | undefined {
    return this.#pointed !== null && this.#selected.has(this.#pointed) ? undefined : this.pointed;
  }

  showGhosts(layers: readonly GhostLayer[]): void {
    this.#layers = layers;
    this.#placeGhosts();
    this.#redraw();
  }

  pick(pixel: Pixel): ObjectId[] {
    return picked(this.placement.all(), this.eye, pixel);
  }

  /** What a box in the picture touches. */
  pickWithin(box: PixelBox): ObjectId[] {
    return pickedWithin(this.placement.all(), this.eye, box);
  }

  /** Everything that is drawn. */
  drawnObjects(): ObjectId[] {
    return [...this.placement.all()].flatMap(({ object }) => (isDrawn(object) ? object.id : []));
  }

  /** The objects above one, nearest first, as they are drawn. */
  chainOf(object: SceneObject): Placed[] {
    const chain: Placed[] = [];
    for (let up = object.parent; up !== null;) {
      const placed = this.placement.get(up);
      if (placed === undefined || chain.includes(placed)) break;
      chain.push(placed);
      up = placed.object.parent;
    }
    return chain;
  }

  /** Brings objects into the middle, whichever hand's version of them there is. @returns whether there are any */
  frame(ids: ReadonlySet<ObjectId>, coveredPx = 0): boolean {
    if (this.#isFresh) {
      // Before the first picture there is no size to fit them in.
      this.#wanted = { ids, coveredPx };
      return [...ids].some((id) => this.placement.get(id) !== undefined);
    }
    const balls = this.#ghosts
      .flatMap(({ shapes }) => shapes)
      .filter(({ id }) => ids.has(id))
      .map(({ kind, world }) => ballOf(kind, world));
    for (const id of ids) {
      const placed = this.placement.get(id);
      if (placed === undefined) continue;
      balls.push(ballOf(placed.object.kind, placed.world));
      // What groups others is framed with them.
      if (placed.object.kind === 'empty') balls.push(...this.#below(placed));
    }
    if (balls.length === 0) return false;
    this.#frame(balls, coveredPx, true, ids.size > 1 ? ROOM_AROUND.all : ROOM_AROUND.one);
    return true;
  }

  frameAll(): void {
    this.#frame(this.#ballsOf(isDrawn), 0, true, ROOM_AROUND.all);
  }

  dispose(): void {
    this.#stage.dispose();
  }

  /** Of what is suggested or collides, else of what is looked at. */
  #middle(): Vec3 {
    const shape = this.#ghosts[0]?.shapes[0];
    return shape === undefined ? this.eye.view.target : ballOf(shape.kind, shape.world).centre;
  }

  #ballsOf(counts: (object: SceneObject) => boolean): Ball[] {
    return [...this.placement.all()].flatMap(({ object, world }) =>
      counts(object) ? [ballOf(object.kind, world)] : [],
    );
  }

  /** The first look is at what the scene is made of: lights and cameras stand far off. All is in view where that is all. */
  #lookFirst(): void {
    const things = this.#ballsOf((object) => isDrawn(object) && !STANDS_BY.has(object.kind));
    const balls = things.length > 0 ? things : this.#ballsOf(isDrawn);
    this.#frame(balls, 0, false, ROOM_AROUND.all);
  }

  /** Begins once there is something to see, and a picture to see it in. */
  #begin(): void {
    if (this.eye.size.width <= 1 || this.#objects.size === 0) return;
    this.#isFresh = false;
    if (keptView === null && this.#takenFrom === null) this.#lookFirst();
    if (this.#wanted !== null) this.frame(this.#wanted.ids, this.#wanted.coveredPx);
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
    if (this.#held.length > 0) {
      const held = new Map(overlay);
      for (const object of this.#held) {
        // A hand brings nothing back that was deleted meanwhile.
        const now = overlay.get(object.id) ?? this.#objects.get(object.id);
        if (now !== undefined) held.set(object.id, object);
      }
      overlay = held;
    }
    const difference = this.placement.update(this.#objects, overlay);
    if (difference.isWhole) this.#forgetSelection();
    this.#stage.place(this.placement, difference);
    if (difference.isWhole || difference.moved.length > 0) {
      this.#stage.select(this.selection, this.selected);
      this.#stage.point(this.#hovered());
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
