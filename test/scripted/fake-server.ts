/**
 * The application's side of the protocol, played by a script: as strict as the real gateway about every frame, with a
 * little truth of its own (the real `app/scene`) and no judgement at all. Tests say what it does next.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { parseAdapterMessage, PROTOCOL_LIMITS, SUBPROTOCOL } from '#app/protocol/index.ts';
import type {
  AdapterMessage,
  AdapterMessageOf,
  AdapterMessageType,
  OrchestratorMessage,
} from '#app/protocol/index.ts';
import {
  applyOrThrow,
  canonicalOperation,
  differingFacets,
  digestObject,
  EMPTY_SCENE,
  expectedStates,
  facetValue,
  isBounded,
  matches,
  parentsFirst,
  touches,
} from '#app/scene/index.ts';
import type { Facet, FacetState, ObjectId, Operation, Scene, SceneObject } from '#app/scene/index.ts';

/** Only what never comes takes so long: a busy computer may take its time. */
const FRAME_LIMIT_MS = 30_000;
const HEARTBEAT_MS = 1_000;
const NORMAL_CLOSURE = 1000;
/** Above it are the heartbeats' own numbers, below it those of tests. */
const FIRST_HEARTBEAT = 1_000_000_000;

export const PROJECT = '11111111-1111-4111-8111-111111111111';
export const SCENE = '22222222-2222-4222-8222-222222222222';
const LEDGER = '33333333-3333-4333-8333-333333333333';

export class FakeServer {
  readonly code = 'TEST-CODE';
  readonly upgrades: string[] = [];
  /** Every token that was given, the newest last. */
  readonly tokens: string[] = [];
  /** Everything that was wrong with what the adapter sent; has to stay empty. */
  readonly violations: string[] = [];
  /** Answers the next upgrades with this status instead. */
  refuseWith: number | null = null;
  readonly #http = createServer();
  readonly #sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    handleProtocols: () => SUBPROTOCOL,
  });
  readonly #arrived: Session[] = [];
  #wake: (() => void) | null = null;
  #token: string | null = null;

  constructor() {
    this.#http.on('upgrade', (request, socket, head) => {
      const authorization = request.headers.authorization ?? '';
      this.upgrades.push(authorization.replace(/[0-9a-f]{64}/, '<token>'));
      const good =
        authorization === `VibeSync-Pairing ${this.code}` ||
        (this.#token !== null && authorization === `Bearer ${this.#token}`);
      const problem = this.#judge(request);
      if (problem !== null) this.violations.push(problem);
      if (this.refuseWith !== null || !good || problem !== null) {
        socket.end(`HTTP/1.1 ${this.refuseWith ?? 401} Refused\r\nConnection: close\r\n\r\n`);
        return;
      }
      this.#sockets.handleUpgrade(request, socket, head, (webSocket) => {
        this.#arrived.push(new Session(this, webSocket, authorization.startsWith('Bearer')));
        this.#wake?.();
      });
    });
  }

  #judge(request: IncomingMessage): string | null {
    if (request.url !== '/adapter') return `path ${request.url}`;
    if (request.headers['sec-websocket-protocol'] !== SUBPROTOCOL) return 'no subprotocol';
    if (request.headers.origin !== undefined) return 'an Origin header';
    if (request.headers.host !== `127.0.0.1:${this.port}`) return `host ${request.headers.host}`;
    return null;
  }

  async listen(port = 0): Promise<this> {
    this.#http.listen(port, '127.0.0.1');
    await once(this.#http, 'listening');
    return this;
  }

  get port(): number {
    return (this.#http.address() as AddressInfo).port;
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}/adapter`;
  }

  newToken(): string {
    this.#token = `${randomUUID()}${randomUUID()}`.replaceAll('-', '');
    this.tokens.push(this.#token);
    return this.#token;
  }

  /** The next connection that passes the upgrade. */
  async session(limitMs = FRAME_LIMIT_MS): Promise<Session> {
    if (this.#arrived.length === 0) {
      await within(new Promise<void>((resolve) => (this.#wake = resolve)), limitMs, 'a connection');
      this.#wake = null;
    }
    return this.#arrived.shift() as Session;
  }

  /** Waits until so many upgrades were asked for in all. */
  async upgraded(count: number): Promise<void> {
    while (this.upgrades.length < count)
      await within(once(this.#http, 'upgrade'), FRAME_LIMIT_MS, 'an upgrade');
  }

  /** Waits for so many more upgrades. */
  async refused(count: number): Promise<void> {
    await this.upgraded(this.upgrades.length + count);
  }

  async close(): Promise<void> {
    for (const client of this.#sockets.clients) client.terminate();
    this.#http.close();
    await once(this.#http, 'close');
  }
}

type Wait = {
  readonly wanted: (frame: AdapterMessage) => boolean;
  readonly take: (frame: AdapterMessage) => void;
};

export class Session {
  readonly resumed: boolean;
  readonly server: FakeServer;
  readonly closed: Promise<number>;
  /** Frames that nobody has waited for yet, in order. */
  readonly frames: AdapterMessage[] = [];
  readonly driven = new Map<ObjectId, ReadonlySet<Facet>>();
  readonly bounded = new Set<ObjectId>();
  project = PROJECT;
  truth: Scene = EMPTY_SCENE;
  revision = 0;
  unmanaged = 0;
  #n = 0;
  #lastRequest = 0;
  readonly #socket: WebSocket;
  #waits: Wait[] = [];

  constructor(server: FakeServer, socket: WebSocket, resumed: boolean) {
    this.server = server;
    this.resumed = resumed;
    this.#socket = socket;
    this.closed = new Promise((resolve) => socket.once('close', (code) => resolve(code)));
    // Silence for three heartbeats would tell the adapter that the application is gone.
    let ping = FIRST_HEARTBEAT;
    const heart = setInterval(() => this.send({ type: 'ping', ping: (ping += 1) }), HEARTBEAT_MS);
    void this.closed.then(() => clearInterval(heart));
    socket.on('message', (data, isBinary) =>
      this.#receive(Buffer.isBuffer(data) ? data.toString('utf8') : '', isBinary),
    );
  }

  #receive(text: string, isBinary: boolean): void {
    if (isBinary) this.server.violations.push('a binary frame');
    const parsed = parseAdapterMessage(JSON.parse(text));
    if (!parsed.ok) {
      this.server.violations.push(`${parsed.message}: ${text.slice(0, 400)}`);
      return;
    }
    const frame = parsed.message;
    if (frame.type === 'declare') {
      for (const each of frame.objects) {
        this.driven.set(each.id, new Set(each.driven));
        if (each.bounded) this.bounded.add(each.id);
        else this.bounded.delete(each.id);
      }
    }
    if (frame.type === 'bye') this.close(NORMAL_CLOSURE);
    if (frame.type === 'pong' && frame.ping > FIRST_HEARTBEAT) return;
    const wait = this.#waits.find((each) => each.wanted(frame));
    if (wait === undefined) {
      this.frames.push(frame);
      return;
    }
    this.#waits = this.#waits.filter((each) => each !== wait);
    wait.take(frame);
  }

  send(message: OrchestratorMessage): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  /** Sends something that is no frame. */
  sendRaw(text: string): void {
    this.#socket.send(text);
  }

  close(code: number): void {
    this.#socket.close(code);
  }

  /** Cuts the line without a close frame. */
  cut(): void {
    this.#socket.terminate();
  }

  /** The next frame of this type (that fits), whether it came already or is still to come. */
  async next<Type extends AdapterMessageType>(
    type: Type,
    fits: (frame: AdapterMessageOf<Type>) => boolean = () => true,
    limitMs = FRAME_LIMIT_MS,
  ): Promise<AdapterMessageOf<Type>> {
    return (await this.#first(
      (frame) => frame.type === type && fits(frame as AdapterMessageOf<Type>),
      limitMs,
      type,
    )) as AdapterMessageOf<Type>;
  }

  /** What it says to a number that it was sent: its vote, or why not. */
  async answer(n: number): Promise<AdapterMessageOf<'applied'> | AdapterMessageOf<'failed'>> {
    return (await this.#first(
      (frame) => (frame.type === 'applied' || frame.type === 'failed') && frame.n === n,
      FRAME_LIMIT_MS,
      `an answer to ${n}`,
    )) as AdapterMessageOf<'applied'> | AdapterMessageOf<'failed'>;
  }

  async #first(
    wanted: (frame: AdapterMessage) => boolean,
    limitMs: number,
    what: string,
  ): Promise<AdapterMessage> {
    const index = this.frames.findIndex(wanted);
    if (index >= 0) return this.frames.splice(index, 1)[0] as AdapterMessage;
    const coming = new Promise<AdapterMessage>((take) => this.#waits.push({ wanted, take }));
    return within(
      coming,
      limitMs,
      `“${what}” (there came: ${this.frames.map((each) => each.type).join(', ')})`,
    );
  }

  /** Frames of a type that came and nobody waited for. */
  unread<Type extends AdapterMessageType>(type: Type): AdapterMessageOf<Type>[] {
    return this.frames.filter((each) => each.type === type) as AdapterMessageOf<Type>[];
  }

  /** Forgets what came and nobody asked for. */
  clear(): void {
    this.frames.length = 0;
  }

  request(): number {
    return (this.#lastRequest += 1);
  }

  /** `welcome`, and the `hello` that answers it. */
  async greet(hold: number | null = null): Promise<AdapterMessageOf<'hello'>> {
    this.send({
      type: 'welcome',
      session: randomUUID(),
      token: this.server.newToken(),
      project: { id: this.project, name: 'Test' },
      revision: this.revision,
      resumed: this.resumed,
      heartbeat_ms: HEARTBEAT_MS,
      hold,
    });
    return this.next('hello');
  }

  async inventory(): Promise<Map<ObjectId, string>> {
    const request = this.request();
    this.send({ type: 'take_inventory', request });
    const found = new Map<ObjectId, string>();
    for (;;) {
      const part = await this.next('inventory', (each) => each.request === request);
      for (const [id, digest] of part.objects) found.set(id, digest);
      this.unmanaged = part.unmanaged;
      if (part.last) return found;
    }
  }

  /** The digests that the engine has of these objects now; those that it leaves out are missing here. */
  async audit(ids: readonly ObjectId[]): Promise<Map<ObjectId, string | null>> {
    const request = this.request();
    this.send({ type: 'audit', request, ids: [...ids] });
    const answer = await this.next('digests', (each) => each.request === request);
    return new Map(answer.states);
  }

  async readValues(ids: readonly ObjectId[]): Promise<Map<ObjectId, SceneObject>> {
    const request = this.request();
    this.send({ type: 'read_values', request, ids: [...ids] });
    return this.#values(request);
  }

  async adoptUnmanaged(): Promise<Map<ObjectId, SceneObject>> {
    const request = this.request();
    this.send({ type: 'adopt_unmanaged', request });
    return this.#values(request);
  }

  async #values(request: number): Promise<Map<ObjectId, SceneObject>> {
    const found = new Map<ObjectId, SceneObject>();
    for (;;) {
      const part = await this.next('values', (each) => each.request === request);
      for (const object of part.objects) found.set(object.id, object);
      if (part.last) return found;
    }
  }

  /** Patches these objects to what truth holds; returns the digests that came back. */
  async patch(ids: readonly ObjectId[]): Promise<Map<ObjectId, string | null>> {
    const wanted = new Set(ids);
    const present = parentsFirst(this.truth).filter((id) => wanted.has(id));
    const gone = ids.filter((id) => !this.truth.objects.has(id));
    const states = new Map<ObjectId, string | null>();
    for (let start = 0; start === 0 || start < present.length; start += PROTOCOL_LIMITS.patchPart) {
      const request = this.request();
      const objects = present
        .slice(start, start + PROTOCOL_LIMITS.patchPart)
        .map((id) => this.truth.objects.get(id) as SceneObject);
      this.send({
        type: 'patch',
        request,
        revision: this.revision,
        objects,
        removed: start === 0 ? gone : [],
      });
      const answer = await this.next('patched', (each) => each.request === request);
      for (const [id, digest] of answer.states) states.set(id, digest);
    }
    return states;
  }

  /** What the adapter's digest of an object of truth has to be. */
  digest(id: ObjectId): string | null {
    const object = this.truth.objects.get(id);
    return object === undefined ? null : digestObject(object, this.driven.get(id) ?? new Set());
  }

  /** The whole way from the socket to `live`: links the file, compares, patches what differs. */
  async join(truth: Scene = this.truth, revision = this.revision): Promise<{ patched: ObjectId[] }> {
    this.truth = truth;
    this.revision = revision;
    this.#n = Math.max(this.#n, revision);
    const hello = await this.greet();
    if (hello.scene.project !== PROJECT) {
      this.send({ type: 'foreign', message: 'This file is not linked.' });
      this.send({ type: 'bind', project: PROJECT, scene: SCENE });
    }
    return this.resync();
  }

  async resync(): Promise<{ patched: ObjectId[] }> {
    const inventory = await this.inventory();
    const differing = [...new Set([...this.truth.objects.keys(), ...inventory.keys()])].filter(
      (id) => inventory.get(id) !== this.digest(id),
    );
    if (differing.length > 0) {
      const states = await this.patch(differing);
      for (const id of differing) {
        const object = this.truth.objects.get(id);
        if (object !== undefined && isBounded(this.truth, object, this.bounded)) continue;
        if ((states.get(id) ?? null) !== this.digest(id)) throw new Error(`patching ${id} did not take`);
      }
    }
    this.send({ type: 'live', revision: this.revision });
    return { patched: differing };
  }

  /** Goes on where another connection of the same project left off. */
  adoptNumbersOf(other: Session): void {
    this.#n = other.n;
    this.truth = other.truth;
    this.revision = other.revision;
    for (const [id, driven] of other.driven) this.driven.set(id, driven);
    for (const id of other.bounded) this.bounded.add(id);
  }

  get n(): number {
    return this.#n;
  }

  /** The next number comes after this one. */
  skipTo(n: number): void {
    this.#n = n;
  }

  /** Sends the operations under the next number; the answer is the vote, or why not. */
  async apply(
    operations: readonly Operation[],
    label = 'Change',
    by = 'a test',
  ): Promise<{ n: number; answer: AdapterMessageOf<'applied'> | AdapterMessageOf<'failed'> }> {
    const n = (this.#n += 1);
    this.send({ type: 'apply', n, label, by, operations: [...operations] });
    return { n, answer: await this.answer(n) };
  }

  /** Applies, compares the read-back as the orchestrator does, and confirms. Throws on anything else. */
  async commit(proposed: readonly Operation[], label = 'Change', by = 'a test'): Promise<number> {
    const before = this.truth;
    const operations = proposed.map(canonicalOperation);
    const after = applyOrThrow(before, operations);
    const expected = expectedStates(after, touches(before, operations).writes);
    const { n, answer } = await this.apply(operations, label, by);
    if (answer.type === 'failed') throw new Error(`${answer.code}: ${answer.message}`);
    this.truth = after;
    const mismatch = this.mismatch(expected, answer.states);
    if (mismatch !== null) throw new Error(mismatch);
    this.confirm(n);
    return n;
  }

  confirm(n: number): void {
    this.revision = n;
    this.send({
      type: 'confirm',
      n,
      receipt: { ledger: LEDGER, n, head: 'a'.repeat(64), mac: 'b'.repeat(64) },
    });
  }

  /** As the orchestrator judges a vote: what differs, or null. */
  mismatch(expected: readonly FacetState[], states: readonly FacetState[]): string | null {
    const read = new Map(states.map((each) => [`${each.id} ${each.facet}`, each.value]));
    if (read.size !== states.length) return 'a facet is named twice';
    if (states.length !== expected.length)
      return `${states.length} facets are read back, ${expected.length} were written`;
    for (const { id, facet, value } of expected) {
      if (!read.has(`${id} ${facet}`)) return `${facet} of ${id} is not read back`;
      const object = this.truth.objects.get(id);
      const bounded = object !== undefined && isBounded(this.truth, object, this.bounded);
      const mask = this.driven.get(id) ?? new Set();
      const actual = read.get(`${id} ${facet}`) as FacetState['value'];
      if (!matches(facet, value, actual, bounded, mask))
        return `${facet} of ${id}: ${JSON.stringify(actual)} instead of ${JSON.stringify(value)}`;
    }
    return null;
  }

  /** Takes n back: every facet that it wrote, from `after` to `before`. */
  async compensate(
    n: number,
    before: Scene,
    proposed: readonly Operation[],
  ): Promise<AdapterMessageOf<'compensated'>> {
    const operations = proposed.map(canonicalOperation);
    const after = applyOrThrow(before, operations);
    const entries = compensationFor(before, after, operations);
    this.send({ type: 'compensate', n, entries: entries as never });
    return this.next('compensated', (each) => each.n === n);
  }

  /** Takes an observed edit over, and with it `earlier` ones that became one with it: gives it the next number and lets the
   * adapter read it back. */
  async adopt(
    edit: AdapterMessageOf<'observed'>,
    earlier: readonly AdapterMessageOf<'observed'>[] = [],
  ): Promise<AdapterMessageOf<'applied'> | AdapterMessageOf<'failed'>> {
    const before = this.truth;
    const operations = edit.operations as Operation[];
    const after = applyOrThrow(before, operations);
    const expected = expectedStates(after, touches(before, operations).writes);
    const n = (this.#n += 1);
    this.send({
      type: 'adopt',
      n,
      edit: edit.edit,
      facets: expected.map(({ id, facet }) => ({ id, facet })),
    });
    const answer = await this.answer(n);
    if (answer.type === 'applied') {
      this.truth = after;
      const mismatch = this.mismatch(expected, answer.states);
      if (mismatch !== null) throw new Error(mismatch);
    } else if (answer.code === 'moved_on') this.truth = after;
    this.confirm(n);
    for (const each of [...earlier, edit])
      this.send({
        type: 'decided',
        edit: each.edit,
        outcome: 'committed',
        n,
        code: 'committed',
        message: '',
      });
    return answer;
  }

  /** Waits for the next edit and takes it over. */
  async take(): Promise<AdapterMessageOf<'observed'>> {
    const edit = await this.next('observed');
    await this.adopt(edit);
    return edit;
  }

  /** What differs between truth and what the adapter reads, in words; empty when they match. */
  async differences(): Promise<string[]> {
    const values = await this.readValues([...this.truth.objects.keys()]);
    const found: string[] = [];
    for (const [id, object] of this.truth.objects) {
      const actual = values.get(id);
      if (actual === undefined) found.push(`${object.name} is missing`);
      else {
        const bounded = isBounded(this.truth, object, this.bounded);
        for (const facet of differingFacets(object, actual, bounded, this.driven.get(id) ?? new Set()))
          found.push(`${object.name}: ${facet}`);
      }
    }
    return found;
  }

  async barrier(): Promise<void> {
    await this.readValues([]);
  }
}

/** As main/orchestrator orders it: what was deleted first, then values, what was created last. */
export function compensationFor(before: Scene, after: Scene, operations: readonly Operation[]): unknown[] {
  const expected = expectedStates(after, touches(before, operations).writes);
  const entries = expected.map(({ id, facet, value }) => ({
    id,
    facet,
    expected: { id, facet, value },
    restore: { id, facet, value: facetValue(before, id, facet) ?? null },
  }));
  const order = (scene: Scene): Map<ObjectId, number> =>
    new Map(parentsFirst(scene).map((id, index) => [id, index]));
  const [first, last] = [order(before), order(after)];
  const back = entries.filter((each) => each.facet === 'existence' && each.restore.value !== null);
  const away = entries.filter(
    (each) => each.facet === 'existence' && each.restore.value === null && each.expected.value !== null,
  );
  back.sort((a, b) => (first.get(a.id) ?? 0) - (first.get(b.id) ?? 0));
  away.sort((a, b) => (last.get(b.id) ?? 0) - (last.get(a.id) ?? 0));
  return [...back, ...entries.filter((each) => each.facet !== 'existence'), ...away];
}

export async function within<Result>(
  promise: Promise<Result>,
  limitMs: number,
  what: string,
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`waited ${limitMs} ms for ${what}`)), limitMs);
  });
  try {
    return await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
  }
}
