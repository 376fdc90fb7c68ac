/**
 * One engine with its adapter, by the rules of app/protocol: a scene, a process that can die, an artist who works in
 * it, and the adapter's memory, which dies with the process. Misbehaviour is a deviation from these rules by chance
 * (misbehaviour.ts); an honest engine has none.
 */
import type { OrchestratorMessage } from '#app/protocol/index.ts';
import { applyTo, facetValue, invert, sameValue, touches } from '#app/scene/index.ts';
import type { Facet, FacetValue, ObjectId, Operation, Quat, Scene, Vec3 } from '#app/scene/index.ts';
import { PlayingAdapter } from './adapter-playing.ts';
import { Memory } from './adapter-memory.ts';
import type { SavedFile, Socket } from './adapter-memory.ts';
import { EDIT_STEP } from './adapter-resync.ts';
import { digestOf, EngineScene, facetKey } from './engine-scene.ts';
import type { Objects } from './history.ts';
import { randomObject, randomOperations, randomTransform, sameAgain, valueOperation } from './operations.ts';
import type { Random } from './random.ts';

/** Objects that an artist has in hand at a time. */
const HELD_MAX = 3;
/** Saves that an artist keeps. */
const FILES_MAX = 12;

export class SimulatedEngine extends PlayingAdapter {
  /** Everything that its artist saved and could open again, oldest first. */
  readonly #files: { readonly file: string | null; readonly title: string; readonly content: SavedFile }[] =
    [];

  start(): void {
    if (this.alive) return;
    this.alive = true;
    this.forgetAll();
    this.load(this.saved);
    this.record({ did: 'process', what: 'started' });
    this.connectIn(this.world.random.between(1, 60));
  }

  /** Everything that was neither saved nor told is gone. */
  crash(): void {
    if (!this.alive) return;
    this.record({ did: 'process', what: 'crashed' });
    this.alive = false;
    const { socket } = this.memory;
    this.forgetAll();
    socket?.close();
  }

  save(): void {
    if (!this.alive) return;
    // Out of step, the file goes on saying what it said: nobody has brought it any further.
    if (this.memory.live) this.savedRevision = this.lastConfirmed;
    // What nobody has said is shared is saved without an identity of the project.
    const { own } = this.memory;
    const file = this.scene.copy();
    for (const id of own) {
      const object = file.objects.get(id);
      if (object === undefined) continue;
      file.set(id, 'existence', null);
      file.unmanaged.push({ ...object, id: this.world.random.uuid() });
    }
    this.saved = {
      objects: file.objects,
      unmanaged: file.unmanaged,
      project: this.project,
      scene: this.sceneId,
      revision: this.savedRevision,
    };
    this.fileSaved();
  }

  /** Its artist keeps more than one file from here on, and older saves of each. */
  nameFile(random: Random): void {
    this.#rename(random);
    this.#files.push({ file: this.file, title: this.title, content: this.saved });
  }

  /** Save: what was saved before can still be opened. */
  saveAgain(): void {
    if (!this.alive || this.memory.playing !== null) return;
    this.save();
    this.#keepFile();
  }

  /** Save As: the same scene goes on under another name. */
  saveAs(random: Random): void {
    if (!this.alive || this.sceneId === null || this.memory.playing !== null) return;
    this.#rename(random);
    this.saveAgain();
    this.send({ type: 'saved_as', title: this.title, ...(this.file === null ? {} : { file: this.file }) });
  }

  /** Any save of any of its files, also an old one. */
  openOther(random: Random): void {
    const other = random.pickOr(this.#files, null);
    if (other === null || !this.alive || this.memory.playing !== null) return;
    this.saved = other.content;
    this.openFile('saved');
  }

  #rename(random: Random): void {
    const id = random.uuid().replaceAll('-', '');
    this.file = `${id}${id}`;
    this.title = `file ${id.slice(0, 6)}`;
  }

  #keepFile(): void {
    this.#files.push({ file: this.file, title: this.title, content: this.saved });
    if (this.#files.length > FILES_MAX) this.#files.shift();
  }

  /** Another file, unknown to the project, or back to the one that was saved (rule 3). */
  openFile(which: 'foreign' | 'saved'): void {
    if (!this.alive || this.memory.playing !== null) return;
    const foreign: SavedFile = {
      objects: new Map(),
      unmanaged: [],
      project: null,
      scene: null,
      revision: null,
    };
    this.load(which === 'foreign' ? foreign : this.saved);
    this.title = which === 'foreign' ? 'elsewhere' : 'untitled';
    const opened = this.#files.find(({ content }) => content === this.saved);
    if (which === 'saved' && opened !== undefined) ({ file: this.file, title: this.title } = opened);
    const memory = this.memory;
    memory.appliedThrough = null;
    memory.local.clear();
    memory.own.clear();
    memory.edits.clear();
    memory.shadow.clear();
    memory.unconfirmed.clear();
    memory.hands.clear();
    memory.live = false;
    memory.elsewhere = true;
    this.record({ did: 'process', what: 'opened_file' });
    this.send({ type: 'scene', scene: this.binding() });
  }

  protected load(file: SavedFile): void {
    this.scene = new EngineScene();
    this.scene.objects = new Map(file.objects);
    this.scene.unmanaged = [...file.unmanaged];
    this.project = file.project;
    this.sceneId = file.scene;
    this.savedRevision = file.revision;
    this.undoSteps = [];
    this.unsaved = false;
    this.savedUnheard = false;
  }

  /** A person changes something in here; without evidence it is something inside the engine that does. */
  edit(evidence: boolean): void {
    if (!this.alive || this.memory.busy === 'hung') return;
    const operations = this.held() ?? randomOperations(this.world.random, this.scene.objects, 3);
    if (this.memory.playing !== null) return this.playWith(evidence ? operations : []);
    if (operations.length === 0) return;
    if (!this.memory.live && operations.some((operation) => operation.op === 'create')) {
      // Nobody gives it an identity of the project: it stays unmanaged until a person shares it.
      this.scene.unmanaged.push(randomObject(this.world.random, this.scene.objects));
      this.touchFile();
      return;
    }
    this.change(operations, evidence ? EDIT_STEP : null);
  }

  /** A field that is spun, or an arrow key held: the same value of an object again and again. */
  spin(random: Random): void {
    const first = valueOperation(random, this.scene.objects);
    if (first === null) return;
    let left = random.between(2, 6);
    const paceMs = random.pick([4, 12, 40]);
    const turn = (): void => {
      if (!this.alive || this.memory.busy === 'hung' || !this.scene.objects.has(first.id)) return;
      this.change([sameAgain(random, first)], EDIT_STEP);
      left -= 1;
      if (left > 0) this.later(random.delayMs(paceMs), turn);
    };
    turn();
  }

  /** What is done to something is often done to what is in hand; null where it is not this time. */
  protected held(): Operation[] | null {
    const { random } = this.world;
    const id = random.pickOr([...this.memory.hands], null);
    if (id === null || !this.scene.objects.has(id) || random.chance(0.3)) return null;
    return [{ op: 'set_transform', id, transform: randomTransform(random) }];
  }

  /** Something in here changes a value, and the adapter does not notice: only the audit can find it. */
  drift(): void {
    if (!this.alive || !this.memory.live || this.memory.playing !== null) return;
    const object = this.world.random.pickOr([...this.scene.objects.values()], null);
    if (object === null) return;
    const transform = randomTransform(this.world.random);
    this.scene.set(object.id, 'transform', transform);
    this.memory.drifted.set(object.id, transform);
    this.touchFile();
    const operations: Operation[] = [{ op: 'set_transform', id: object.id, transform }];
    this.record({ did: 'edited', edit: this.world.random.uuid(), evidence: false, silent: true, operations });
  }

  /** Ctrl+Z: takes back the newest step, the artist's own or one that came from elsewhere. */
  undo(): void {
    if (!this.alive || this.memory.busy === 'hung' || this.memory.playing !== null) return;
    const step = this.undoSteps.pop();
    if (step === undefined) return;
    const working = new Map(this.scene.objects);
    for (const operation of step.operations) if (applyTo(working, operation) !== null) return;
    this.change(step.operations, { kind: 'undo', name: 'Undo' });
  }

  protected change(
    operations: readonly Operation[],
    undo: { kind: 'step' | 'undo'; name: string } | null,
  ): void {
    const before: Scene = { objects: this.scene.objects };
    const written = touches(before, operations).writes;
    if (undo?.kind === 'step') this.pushUndo(invert(before, operations), false);
    this.scene.objects = new Map(before.objects);
    for (const operation of operations) {
      const refusal = applyTo(this.scene.objects, operation);
      if (refusal !== null) throw new Error(`an edit does not fit its own scene: ${refusal.message}`);
    }
    this.touchFile();
    const memory = this.memory;
    const edit = this.world.random.uuid();
    this.record({ did: 'edited', edit, evidence: undo !== null, silent: false, operations });
    for (const { id, facet } of written) memory.local.set(facetKey(id, facet), 'unreported');
    if (memory.live) this.report(edit, operations, undo, written, before);
  }

  /** The artist's hands are on some objects, or on none. */
  takeInHand(some: boolean): void {
    // Hands that are let go of are let go of wherever the engine stands.
    if ((some && !this.memory.live) || this.memory.playing !== null) return;
    const { hands, handled } = this.memory;
    const { random } = this.world;
    const all = some ? [...this.scene.objects.keys()] : [];
    if (all.length === 0 && hands.size === 0) return;
    hands.clear();
    for (let more = random.between(1, HELD_MAX); more > 0; more -= 1) {
      const id = random.pickOr(all, null);
      if (id === null) break;
      hands.add(id);
      handled.add(id);
    }
    this.tellHands();
  }

  protected tellHands(): void {
    this.send({ type: 'hands', objects: [...this.memory.hands], mode: 'edit' });
  }

  /** The artist selects some objects, or none. */
  select(random: Random): void {
    if (!this.alive || !this.memory.live || this.memory.busy === 'hung') return;
    const share = random.pick([0, 0.2, 0.5]);
    this.send({
      type: 'selected',
      objects: [...this.scene.objects.keys()].filter(() => random.chance(share)),
    });
  }

  /** The artist looks around, or closes the view; now and then an engine tells what nobody can look from. */
  look(random: Random): void {
    if (!this.alive || !this.memory.live || this.memory.busy === 'hung') return;
    const rotation: Quat = random.chance(0.1) ? [0, 0, 0, 0] : [0, 0, 0, 1];
    const position: Vec3 = [random.between(-9, 9), random.between(-9, 9), 4];
    const lens = random.chance(0.5) ? { vertical_radians: 0.7 } : { height_m: 5 };
    const view = random.chance(0.2) ? null : { position, rotation, lens, near: 0.1, far: 100 };
    this.send({ type: 'view', view });
  }

  /** `hung`: the main thread stands still and says nothing. */
  becomeBusy(how: 'short' | 'parked' | 'hung', forMs: number, activity = 'rendering'): void {
    const memory = this.memory;
    if (!this.alive || memory.busy !== 'no') return;
    memory.busy = how;
    memory.lookedAtMs = this.world.schedule.nowMs;
    if (how !== 'hung') this.send({ type: 'busy', kind: how, activity, last_begun: memory.lastBegun });
    this.later(forMs, () => this.noLongerBusy());
  }

  protected noLongerBusy(): void {
    const memory = this.memory;
    if (memory.busy === 'no') return;
    const said = memory.busy !== 'hung';
    memory.busy = 'no';
    const offer = this.stopPlaying();
    if (offer !== null) this.sendOffer(offer);
    if (said) this.send({ type: 'ready' });
    this.work();
  }

  get foreign(): boolean {
    return this.memory.foreign;
  }

  connected(socket: Socket): void {
    if (!this.alive) return socket.close();
    this.memory.socket = socket;
    this.lastHeardMs = this.world.schedule.nowMs;
  }

  /** The door did not open; a token that it did not take is of no more use. */
  refused(tokenDead: boolean): void {
    if (!this.alive) return;
    if (tokenDead) this.memory.token = null;
    this.connectIn(this.world.random.between(20, 120));
  }

  closed(socket: Socket): void {
    if (this.memory.socket !== socket) return;
    this.dropConnection();
    this.connectIn(this.world.random.between(5, 150));
  }

  protected dropConnection(): void {
    const memory = this.memory;
    this.stopPlaying();
    memory.socket = null;
    memory.greeted = false;
    memory.live = false;
    memory.foreign = false;
    memory.held = false;
    memory.inbox.length = 0;
    memory.stillOpen.clear();
    memory.working = false;
    this.era += 1;
    if (memory.busy !== 'no') memory.busy = 'no';
  }

  protected forgetAll(): void {
    this.memory = new Memory();
    this.era += 1;
    this.honest = !this.misbehaviour.active;
  }

  protected connectIn(delayMs: number): void {
    this.later(delayMs, () => {
      if (this.memory.socket === null) this.world.connect(this, this.memory.token);
    });
  }

  /** Three heartbeats without a word: the adapter gives the socket up and comes back. */
  checkSilence(limitMs: number): void {
    const { socket } = this.memory;
    if (socket === null || this.world.schedule.nowMs - this.lastHeardMs < limitMs) return;
    socket.close();
    this.closed(socket);
  }

  receive(socket: Socket, message: OrchestratorMessage): void {
    const memory = this.memory;
    if (!this.alive || memory.socket !== socket) return;
    this.lastHeardMs = this.world.schedule.nowMs;
    switch (message.type) {
      case 'ping': {
        const stuck = memory.busy !== 'no' || memory.inbox.length > 0;
        const age = stuck ? (this.world.schedule.nowMs - memory.lookedAtMs) * this.world.rate : 0;
        this.send({ type: 'pong', ping: message.ping, main_thread_age_ms: age });
        return;
      }
      case 'revoked':
        memory.token = null;
        return;
      case 'welcome':
        memory.token = message.token;
        memory.held = message.hold !== null;
        break;
      default:
        break;
    }
    if (memory.inbox.length === 0 && memory.busy === 'no') memory.lookedAtMs = this.world.schedule.nowMs;
    memory.inbox.push(message);
    const hangMs = message.type === 'apply' ? this.hangsFor() : 0;
    if (hangMs > 0) this.becomeBusy('hung', hangMs);
    this.work();
  }

  protected work(): void {
    const memory = this.memory;
    if (memory.working || memory.inbox.length === 0) return;
    memory.working = true;
    this.later(this.world.random.delayMs(this.speedMs), () => {
      memory.working = false;
      if (memory.busy !== 'no') return;
      memory.lookedAtMs = this.world.schedule.nowMs;
      const message = memory.inbox.shift();
      if (message !== undefined) this.handle(message);
      this.work();
    });
  }

  protected handle(message: OrchestratorMessage): void {
    const memory = this.memory;
    if (memory.elsewhere) {
      // What was sent for the file of before is not for this one. The answer to `scene` is one of these two.
      if (message.type === 'foreign' || message.type === 'take_inventory') memory.elsewhere = false;
      else if (message.type === 'apply' || message.type === 'adopt')
        return this.fail(message.n, 'file_changed');
      else if (message.type === 'patch' || message.type === 'compensate' || message.type === 'live') return;
    }
    switch (message.type) {
      case 'welcome':
        return this.greet();
      case 'bind':
        this.project = message.project;
        this.sceneId = message.scene;
        memory.foreign = false;
        return;
      case 'foreign':
        memory.foreign = true;
        memory.live = false;
        return;
      case 'take_inventory':
        memory.live = false;
        memory.foreign = false;
        this.settleEdits();
        this.noteHandled();
        memory.drifted.clear();
        memory.unconfirmed.clear();
        memory.shadow = new Map(this.scene.objects);
        // A connection comes and goes; the artist's hands stay where they are.
        if (memory.hands.size > 0) this.tellHands();
        return this.send({
          type: 'inventory',
          request: message.request,
          last: true,
          objects: [...this.scene.objects.values()].map((object) => [object.id, digestOf(object)]),
          unmanaged: this.scene.unmanaged.length,
        });
      case 'read_values':
        return this.sendValues(message.request, message.ids);
      case 'audit':
        return this.sendDigests(message.request, message.ids);
      case 'adopt_unmanaged':
        return this.shareOwn(message.request);
      case 'patch':
        return this.patch(message);
      case 'live':
        return this.goLive(message.revision);
      case 'apply':
        return this.apply(message.n, message.operations);
      case 'adopt':
        return this.adopt(message.n, message.edit, message.facets);
      case 'confirm':
        return this.confirm(message.n, message.receipt);
      case 'compensate':
        return this.compensate(message);
      case 'decided':
        return this.decided(message);
      case 'hold':
        memory.held = true;
        return this.send({ type: 'held', halt: message.halt });
      case 'release':
        memory.held = false;
        return;
      case 'offer_kept':
        memory.offers.delete(message.offer);
        return;
      case 'note':
      case 'ghosts':
      case 'ping':
      case 'revoked':
        return;
    }
  }

  /** A deviation by chance, now and then, from an engine that is meant to misbehave. */
  misbehave(): void {
    const { socket } = this.memory;
    if (!this.alive || socket === null || !this.misbehaviour.active) return;
    const act = this.misbehaviour.act(this.memory.lastBegun ?? 0, this.memory.receipt);
    if (act === null) return;
    this.lied(act.how, act.mustRevoke);
    for (const message of act.messages) this.sendAnyhow(message);
    if (act.malformed) this.world.violate(socket.session, 'malformed');
  }

  /** It leaves in good order and comes back with a new pairing. */
  sayGoodbye(): void {
    const { socket } = this.memory;
    if (socket === null) return;
    this.send({ type: 'bye' });
    this.memory.token = null;
    socket.close();
    this.closed(socket);
  }

  /** For the checkers: what it holds when everything is over. */
  rest(): void {
    this.record({
      did: 'rests',
      objects: new Map(this.scene.objects),
      live: this.live,
      foreignIds: new Set(this.scene.unmanaged.map(({ id }) => id)),
    });
  }

  /** What keeps it from being at rest, in words; empty when nothing does. What neither side has needs no word. */
  undecided(shared: Objects): string {
    const { local, unconfirmed, inbox, edits, offers, playing } = this.memory;
    if (playing !== null || offers.size > 0) return 'what was played is not safe yet';
    // A slow one is asked about the next objects before it has come to rest.
    const waiting = inbox.filter(({ type }) => type !== 'audit').length;
    if (waiting > 0) return `${waiting} messages wait`;
    if (unconfirmed.size > 0) return `${[...unconfirmed].join()} is neither confirmed nor taken back`;
    const open = [...local].filter(([key, edit]) => {
      const id = key.slice(0, key.indexOf(' '));
      const facet = key.slice(id.length + 1) as Facet;
      const isDecided = edit !== 'unreported' && !edits.has(edit);
      // It was as it is shared all the time, so that there was nothing to set back when its artist let go of it.
      if (shared.has(id))
        return !isDecided || !sameValue(valueIn(this.scene.objects, id, facet), valueIn(shared, id, facet));
      // What nobody shares may stay as its artist made it, once that is decided.
      return this.scene.objects.has(id) && (edit === 'unreported' || edits.has(edit));
    });
    return open.length === 0
      ? ''
      : `${open.join(' · ')} is not agreed on; open edits: ${[...edits.keys()].join()}`;
  }

  /** Its faults end here; the next handshake counts as an honest one. */
  reform(): void {
    this.misbehaviour.stop();
    if (!this.honest) {
      this.crash();
      this.start();
    }
  }
}

function valueIn(objects: Objects, id: ObjectId, facet: Facet): FacetValue | null {
  return facetValue({ objects }, id, facet) ?? null;
}
