/**
 * An engine that keeps the rules of app/protocol and does nothing else: no time, no chance, no misbehaviour. What it
 * answers follows from what it holds, and a copy of it goes on like the original.
 */
import type { AdapterMessage, AdapterMessageOf, OrchestratorMessage } from '#app/protocol/index.ts';
import { facetValue, sameValue, touches, withFacet } from '#app/scene/index.ts';
import type { Facet, FacetState, ObjectId, Operation, Scene, SceneObject, Touch } from '#app/scene/index.ts';
import { changesOf, parentsFirst, statesBefore, valueSetBy } from '#test/simulation/differences.ts';
import { canonical } from './canonical.ts';
import { digestOf, EngineScene, facetKey } from '#test/simulation/engine-scene.ts';

type Received<Type extends OrchestratorMessage['type']> = Extract<OrchestratorMessage, { type: Type }>;

/** An edit of its artist that is told and not decided. */
interface OpenEdit {
  readonly operations: readonly Operation[];
  readonly facets: readonly Touch[];
}

/** A facet that was changed here and not told yet; else the id of the edit that told it. */
const UNTOLD = 'untold';

export class HonestEngine {
  readonly kind: string;
  readonly #scene: string;
  #objects: EngineScene;
  #live = false;
  #appliedThrough: number | null = null;
  #held: number | null = null;
  #edits = new Map<string, OpenEdit>();
  /** Facets that were changed here and are not agreed on. */
  #local = new Map<string, string>();
  /** Edits that were called open since it was last asked for an inventory. */
  #stillOpen = new Set<string>();
  /** The objects as the orchestrator last heard of them. */
  #shadow: Map<ObjectId, SceneObject>;
  #told = 0;
  #text: string | null = null;

  constructor(kind: string, scene: string, objects: ReadonlyMap<ObjectId, SceneObject>) {
    this.kind = kind;
    this.#scene = scene;
    this.#objects = new EngineScene();
    this.#objects.objects = new Map(objects);
    this.#shadow = new Map(objects);
  }

  copy(): HonestEngine {
    const copy = new HonestEngine(this.kind, this.#scene, this.#objects.objects);
    copy.#live = this.#live;
    copy.#appliedThrough = this.#appliedThrough;
    copy.#held = this.#held;
    copy.#edits = new Map(this.#edits);
    copy.#local = new Map(this.#local);
    copy.#stillOpen = new Set(this.#stillOpen);
    copy.#shadow = new Map(this.#shadow);
    copy.#told = this.#told;
    return copy;
  }

  /** All that decides what it will do. A copy is changed before it is first asked for it, and never after. */
  get text(): string {
    this.#text ??= canonical([
      this.objects,
      [this.#live, this.#appliedThrough, this.#held, this.#told],
      [this.#edits, this.#local, this.#stillOpen, this.#shadow],
    ]);
    return this.#text;
  }

  get objects(): ReadonlyMap<ObjectId, SceneObject> {
    return this.#objects.objects;
  }

  get isLive(): boolean {
    return this.#live;
  }

  /** Edits that nobody has decided, as far as it was told. */
  get openEdits(): readonly string[] {
    return [...this.#edits.keys()];
  }

  /** Its artist works on what is there; with a step of the engine's own undo (R24). */
  edit(operations: readonly Operation[]): AdapterMessage[] {
    const before: Scene = { objects: this.objects };
    const written = touches(before, operations).writes;
    if (this.#objects.apply(operations) === null) throw new Error('an artist edits only what is there');
    for (const { id, facet } of written) this.#local.set(facetKey(id, facet), UNTOLD);
    return this.#live ? [this.#tell(operations, written, before)] : [];
  }

  handle(message: OrchestratorMessage): AdapterMessage[] {
    switch (message.type) {
      case 'welcome':
        return [
          {
            type: 'hello',
            adapter: { name: 'honest', version: '1' },
            engine: { kind: this.kind, version: '1' },
            scene: {
              project: message.project.id,
              scene: this.#scene,
              saved_revision: null,
              title: 'untitled',
              unsaved: false,
            },
            applied_through: this.#appliedThrough,
            receipt: null,
            masked: [],
          },
        ];
      case 'take_inventory':
        return [this.#inventory(message.request)];
      case 'read_values':
        return [this.#values(message.request, message.ids)];
      case 'audit':
        return [{ type: 'digests', request: message.request, states: this.#digests(message.ids) }];
      case 'patch':
        return [this.#patch(message)];
      case 'live':
        return this.#goLive(message.revision);
      case 'apply':
        return [this.#apply(message.n, message.operations)];
      case 'adopt':
        return [this.#adopt(message)];
      case 'compensate':
        return [this.#compensate(message)];
      case 'decided':
        this.#decided(message);
        return [];
      case 'hold':
        this.#held = message.halt;
        return [{ type: 'held', halt: message.halt }];
      case 'release':
        this.#held = null;
        return [];
      case 'ping':
        return [{ type: 'pong', ping: message.ping, main_thread_age_ms: 0 }];
      case 'confirm':
      case 'note':
      case 'ghosts':
        return [];
      case 'bind':
      case 'foreign':
      case 'adopt_unmanaged':
      case 'offer_kept':
      case 'revoked':
        throw new Error(`an honest engine in a linked file is sent ${message.type}`);
    }
  }

  // ── Numbers ──────────────────────────────────────────────────────────────────────────────────

  #apply(n: number, operations: readonly Operation[]): AdapterMessage {
    // What it was told to hold it does not apply: by then the number is on its way back.
    if (!this.#live) throw new Error(`number ${n} is sent to an engine that is not live`);
    const applied = this.#objects.apply(operations);
    if (applied === null)
      return { type: 'failed', n, code: 'cannot_apply', message: 'It does not fit what is here.' };
    for (const { id, facet } of applied.written) this.#local.delete(facetKey(id, facet));
    this.#begun(n);
    this.#rememberShadow(applied.written.map(({ id }) => id));
    return { type: 'applied', n, states: applied.states };
  }

  #adopt({ n, edit, facets }: Received<'adopt'>): AdapterMessage {
    const states = this.#edits.has(edit) ? this.#objects.read(facets) : null;
    const movedOn =
      states === null ||
      this.#isOvertaken(edit, facets) ||
      states.some(({ id, facet }) => !this.#isLocal(id, facet));
    if (movedOn) return { type: 'failed', n, code: 'moved_on', message: 'It was changed again since.' };
    this.#begun(n);
    return { type: 'applied', n, states };
  }

  #isLocal(id: ObjectId, facet: Facet): boolean {
    return this.#local.has(facetKey(id, facet)) || this.#local.has(facetKey(id, 'existence'));
  }

  /** A newer edit, told and not decided, changed the same again. */
  #isOvertaken(edit: string, facets: readonly Touch[]): boolean {
    const open = [...this.#edits];
    const newer = open.slice(open.findIndex(([id]) => id === edit) + 1);
    return newer.some(([, other]) => other.facets.some((one) => facets.some((each) => meets(one, each))));
  }

  #begun(n: number): void {
    this.#appliedThrough = Math.max(this.#appliedThrough ?? 0, n);
  }

  /** R14. */
  #compensate({ n, entries }: Received<'compensate'>): AdapterMessage {
    const outcomes = this.#objects.compensate(entries, new Set());
    const answers = entries.map(({ id, facet, restore }, index) => {
      const outcome = outcomes[index] ?? 'diverged';
      if (outcome === 'restored') this.#local.delete(facetKey(id, facet));
      if (outcome !== 'diverged') this.#rememberFacet(restore);
      return { id, facet, outcome };
    });
    return { type: 'compensated', n, outcomes: answers };
  }

  #decided({ edit, outcome }: Received<'decided'>): void {
    if (outcome === 'waiting' || outcome === 'collected') {
      if (this.#edits.has(edit)) this.#stillOpen.add(edit);
      return;
    }
    this.#edits.delete(edit);
    if (outcome !== 'committed') return;
    for (const [key, by] of this.#local) if (by === edit) this.#local.delete(key);
  }

  // ── Comparing ────────────────────────────────────────────────────────────────────────────────

  #inventory(request: number): AdapterMessage {
    this.#live = false;
    this.#local.clear();
    for (const [edit, { operations, facets }] of this.#edits) {
      if (!this.#stillOpen.has(edit)) this.#edits.delete(edit);
      else
        for (const touch of facets)
          if (this.#isStillSo(operations, touch)) this.#local.set(facetKey(touch.id, touch.facet), edit);
    }
    this.#stillOpen.clear();
    this.#shadow = new Map(this.objects);
    const objects = [...this.objects.values()].map((object): [ObjectId, string] => [
      object.id,
      digestOf(object),
    ]);
    return { type: 'inventory', request, last: true, objects, unmanaged: 0 };
  }

  #isStillSo(operations: readonly Operation[], { id, facet }: Touch): boolean {
    const set = operations.map((each) => valueSetBy(each, id, facet)).findLast((each) => each !== undefined);
    const now = facetValue({ objects: this.objects }, id, facet);
    return set !== undefined && now !== undefined && sameValue(set, now);
  }

  #values(request: number, ids: readonly ObjectId[]): AdapterMessage {
    const objects = parentsFirst(ids.flatMap((id) => this.objects.get(id) ?? []));
    const missing = ids.filter((id) => !this.objects.has(id));
    // What it holds is told: from here on it may be set back, but for what is open.
    for (const [key, edit] of this.#local)
      if (ids.some((id) => key.startsWith(id)) && !this.#edits.has(edit)) this.#local.delete(key);
    this.#rememberShadow(ids);
    return { type: 'values', request, last: true, objects, missing };
  }

  /** What it has still to tell, or has told and nobody decided, is left out. */
  #digests(ids: readonly ObjectId[]): [ObjectId, string | null][] {
    const open = [...this.#local.keys()];
    return ids.filter((id) => !open.some((key) => key.startsWith(id))).map((id) => this.#digestOf(id));
  }

  #digestOf(id: ObjectId): [ObjectId, string | null] {
    const object = this.objects.get(id);
    return [id, object === undefined ? null : digestOf(object)];
  }

  #patch(message: Received<'patch'>): AdapterMessageOf<'patched'> {
    const open = [...this.#edits.values()].flatMap(({ facets }) => facets);
    // What was changed and is not decided stays: the refresh and the word about it crossed on their way.
    const isKept = (id: ObjectId, facet: Facet): boolean =>
      open.some((touch) => meets(touch, { id, facet })) ||
      [...this.#local].some(
        ([key, edit]) =>
          edit === UNTOLD &&
          key.startsWith(id) &&
          (facet === 'existence' || key === facetKey(id, facet) || key === facetKey(id, 'existence')),
      );
    this.#objects.patch(message.objects, message.removed, isKept);
    const ids = [...message.objects.map(({ id }) => id), ...message.removed];
    for (const [key, edit] of this.#local) {
      if (edit !== UNTOLD && !this.#edits.has(edit) && ids.some((id) => key.startsWith(id)))
        this.#local.delete(key);
    }
    this.#rememberShadow(ids);
    return { type: 'patched', request: message.request, states: ids.map((id) => this.#digestOf(id)) };
  }

  /** What hands did while it was compared is told now, against what was last told. */
  #goLive(revision: number): AdapterMessage[] {
    this.#live = true;
    this.#appliedThrough = Math.max(this.#appliedThrough ?? 0, revision);
    const changed = new Set<ObjectId>();
    for (const [key, edit] of this.#local) {
      if (edit !== UNTOLD) continue;
      changed.add(key.slice(0, key.indexOf(' ')));
      this.#local.delete(key);
    }
    const before: Scene = { objects: new Map(this.#shadow) };
    const operations = changesOf(changed, before, { objects: this.objects });
    return operations.length === 0
      ? []
      : [this.#tell(operations, touches(before, operations).writes, before)];
  }

  // ── What it remembers ────────────────────────────────────────────────────────────────────────

  #tell(operations: readonly Operation[], written: readonly Touch[], before: Scene): AdapterMessage {
    this.#told += 1;
    const edit = editId(this.kind, this.#told);
    this.#edits.set(edit, { operations, facets: written });
    for (const { id, facet } of written) this.#local.set(facetKey(id, facet), edit);
    this.#rememberShadow(written.map(({ id }) => id));
    return {
      type: 'observed',
      edit,
      applied_through: this.#appliedThrough ?? 0,
      undo: { kind: 'step', name: 'Edit' },
      before: statesBefore(before, written),
      operations: [...operations],
    };
  }

  #rememberShadow(ids: readonly ObjectId[]): void {
    for (const id of ids) {
      const object = this.objects.get(id);
      if (object === undefined) this.#shadow.delete(id);
      else this.#shadow.set(id, object);
    }
  }

  /** One value alone became known to both sides; what else differs on the object is still to be told. */
  #rememberFacet({ id, facet, value }: FacetState): void {
    const told = this.#shadow.get(id);
    if (facet === 'existence' && value === null) this.#shadow.delete(id);
    else if (facet === 'existence') this.#shadow.set(id, value as SceneObject);
    else if (told !== undefined) this.#shadow.set(id, withFacet(told, { id, facet, value }));
  }
}

function meets(one: Touch, other: Touch): boolean {
  if (one.id !== other.id) return false;
  return one.facet === other.facet || one.facet === 'existence' || other.facet === 'existence';
}

/** The k-th edit of an engine has the same id in every run. */
export function editId(kind: string, k: number): string {
  return `00000000-0000-4000-8000-${kind === 'blender' ? 'b' : 'c'}${k.toString(16).padStart(11, '0')}`;
}
