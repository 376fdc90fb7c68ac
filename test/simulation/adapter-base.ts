/** What every part of a simulated adapter stands on: its state, its memory, and how it speaks and is recorded. */
import type { AdapterMessage } from '#app/protocol/index.ts';
import type { Facet, FacetValue, ObjectId, Operation, SceneObject } from '#app/scene/index.ts';
import { Memory } from './adapter-memory.ts';
import type { EngineWorld, SavedFile } from './adapter-memory.ts';
import { EngineScene, facetKey, withFacet } from './engine-scene.ts';
import type { EngineEvent } from './history.ts';
import type { Misbehaviour } from './misbehaviour.ts';
import type { Random } from './random.ts';

/** An artist's own steps that undo can still take back. */
const UNDO_STEPS_MAX = 20;

export class AdapterBase {
  readonly kind: string;
  scene = new EngineScene();
  alive = false;
  project: string | null = null;
  sceneId: string | null = null;
  savedRevision: number | null = null;
  protected saved: SavedFile = {
    objects: new Map(),
    unmanaged: [],
    project: null,
    scene: null,
    revision: null,
  };
  protected memory = new Memory();
  protected undoSteps: { readonly operations: readonly Operation[]; readonly remote: boolean }[] = [];
  protected lastConfirmed = 0;
  protected title = 'untitled';
  /** Which file it is, where its artist has more than one; null where it does not say. */
  protected file: string | null = null;
  /** Whether its file has unsaved changes: the engine's own mark, as its adapter tells it (rule 13). */
  protected unsaved = false;
  /** It was saved while nobody could be told. */
  protected savedUnheard = false;
  protected honest = true;
  /** Raised at every change of process or connection; what was started for an older one is dropped. */
  protected era = 0;
  protected lastHeardMs = 0;
  /** By whose chance a live engine does not come to what a refresh sets; null where it always does. */
  clumsiness: Random | null = null;
  /** For how long its main thread stands still over what it is given; 0 for not at all. */
  hangsFor: () => number = () => 0;
  /** It shows its artist what waits. */
  drawsGhosts = false;
  readonly misbehaviour: Misbehaviour;
  protected readonly world: EngineWorld;
  protected readonly speedMs: number;

  /** @param file what its artist opens first; null for a new one */
  constructor(
    kind: string,
    world: EngineWorld,
    misbehaviour: Misbehaviour,
    speedMs: number,
    file: SavedFile | null,
  ) {
    if (file !== null) this.saved = file;
    this.kind = kind;
    this.world = world;
    this.misbehaviour = misbehaviour;
    this.speedMs = speedMs;
  }

  protected exempt(): Set<string> {
    const { local, handled, drifted } = this.memory;
    const exempt = new Set(local.keys());
    for (const [id, transform] of drifted)
      if (this.scene.objects.get(id)?.transform === transform) exempt.add(facetKey(id, 'transform'));
    for (const id of handled) exempt.add(facetKey(id, 'existence'));
    return exempt;
  }

  /** From here on what comes may come late for what is in hand now. */
  protected noteHandled(): void {
    const { handled, hands } = this.memory;
    handled.clear();
    for (const id of hands) handled.add(id);
  }

  protected makePrivate(id: ObjectId): void {
    const object = this.scene.objects.get(id);
    for (const key of this.memory.local.keys()) if (key.startsWith(id)) this.memory.local.delete(key);
    this.memory.own.delete(id);
    this.memory.disowned.add(id);
    if (object === undefined) return;
    this.scene.set(id, 'existence', null);
    // Another identity: should it have been shared after all, the shared one comes by itself.
    this.scene.unmanaged.push({ ...object, id: this.world.random.uuid() });
  }

  protected lied(how: string, mustRevoke: boolean): void {
    this.honest = false;
    this.record({ did: 'misbehaved', how, mustRevoke });
  }

  protected rememberShadow(ids: readonly ObjectId[]): void {
    for (const id of ids) {
      const object = this.scene.objects.get(id);
      if (object === undefined) this.memory.shadow.delete(id);
      else this.memory.shadow.set(id, object);
    }
  }

  /** One value alone became known to both sides; what else differs on the object is still to be told. */
  protected rememberFacet(id: ObjectId, facet: Facet, value: FacetValue): void {
    const { shadow } = this.memory;
    if (facet === 'existence') {
      if (value === null) shadow.delete(id);
      else shadow.set(id, value as SceneObject);
      return;
    }
    const told = shadow.get(id);
    if (told !== undefined) shadow.set(id, withFacet(told, facet, value));
  }

  protected send(message: AdapterMessage): void {
    if (this.memory.greeted || message.type === 'pong' || message.type === 'bye') this.sendAnyhow(message);
  }

  /** Something was written into its scene, by whomever. */
  protected touchFile(): void {
    if (this.unsaved) return;
    this.unsaved = true;
    this.send({ type: 'saved', unsaved: true });
  }

  protected fileSaved(): void {
    this.unsaved = false;
    if (!this.memory.greeted) this.savedUnheard = true;
    this.send({ type: 'saved', unsaved: false });
  }

  /** By the rules or against them. */
  protected sendAnyhow(message: AdapterMessage): void {
    const { socket } = this.memory;
    if (socket === null) return;
    this.world.check(message);
    socket.send(message);
  }

  protected later(delayMs: number, run: () => void): void {
    const era = this.era;
    this.world.schedule.after(delayMs, () => {
      if (this.alive && era === this.era) run();
    });
  }

  protected record(event: EventBody): void {
    this.world.record({
      at: 'engine',
      engine: this.kind,
      session: this.session,
      honest: this.honest,
      ...event,
    } as EngineEvent);
  }

  protected pushUndo(operations: readonly Operation[], remote: boolean): void {
    this.undoSteps.push({ operations, remote });
    if (this.undoSteps.length > UNDO_STEPS_MAX) this.undoSteps.shift();
  }

  get session(): string | null {
    return this.memory.socket?.session ?? null;
  }

  get live(): boolean {
    return this.alive && this.memory.live;
  }
}

type EventBody = EngineEvent extends infer Each
  ? Each extends unknown
    ? Omit<Each, 'at' | 'engine' | 'session' | 'honest'>
    : never
  : never;
