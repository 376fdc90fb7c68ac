/**
 * An engine with an honest adapter, in a few lines: it applies to a memory of its own, votes with what it reads back from
 * there, takes back by compare-and-set, and comes back by its token whenever its socket ends. `quirk` makes it worse.
 */
import { isDeepStrictEqual } from 'node:util';
import { WebSocket } from 'ws';
import { SUBPROTOCOL } from '#app/protocol/index.ts';
import type { AdapterMessage, AdapterMessageOf, OrchestratorMessage } from '#app/protocol/index.ts';
import { digestObject } from '#app/scene/index.ts';
import type { FacetState, ObjectId, SceneObject } from '#app/scene/index.ts';
import { EngineScene } from '#test/bench/adapter-scene.ts';

export type Kind = 'blender' | 'unity';
type Told<Type extends OrchestratorMessage['type']> = Extract<OrchestratorMessage, { type: Type }>;
type Entry = Told<'compensate'>['entries'][number];
type Outcome = AdapterMessageOf<'compensated'>['outcomes'][number];

/** Called before an honest adapter would act: true when that is all that is to happen. */
export type Quirk = (message: OrchestratorMessage, engine: ScriptedEngine) => boolean;

/** An engine does this once, to the next change that is asked of it, and nothing else to that. */
export function onceAsked(then: (apply: Told<'apply'>, engine: ScriptedEngine) => void): Quirk {
  return (message, engine) => {
    if (message.type !== 'apply') return false;
    engine.quirk = () => false;
    then(message, engine);
    return true;
  };
}

export function onceFailing(): Quirk {
  return onceAsked(({ n }, engine) =>
    engine.send({ type: 'failed', n, code: 'engine_error', message: 'It cannot.' }),
  );
}

const NO_FILE: AdapterMessageOf<'hello'>['scene'] = {
  project: null,
  scene: null,
  saved_revision: null,
  title: 'scripted',
  unsaved: false,
};

export class ScriptedEngine {
  readonly kind: Kind;
  scene = new EngineScene();
  /** The file that is open. */
  file = NO_FILE;
  quirk: Quirk = () => false;
  /** Why its last session ended for good, by the application’s own word. */
  revoked: Told<'revoked'> | null = null;
  readonly #url: string;
  readonly #changed: () => void;
  #socket: WebSocket | null = null;
  #token: string | null = null;
  #appliedThrough: number | null = null;
  #receipt: Told<'confirm'>['receipt'] | null = null;
  /** Votes by number: asked again, it says the same and does nothing. */
  #votes = new Map<number, AdapterMessage>();
  #isClosing = false;

  constructor(kind: Kind, url: string, changed: () => void) {
    this.kind = kind;
    this.#url = url;
    this.#changed = changed;
  }

  pair(code: string): void {
    this.revoked = null;
    this.#token = null;
    this.#open(`VibeSync-Pairing ${code}`);
  }

  close(): void {
    this.#isClosing = true;
    this.#socket?.terminate();
  }

  /** Its scripts are loaded anew: what they knew is gone, the scene and the token in the engine's keeping are not. */
  reload(): void {
    this.#appliedThrough = null;
    this.#receipt = null;
    this.#votes = new Map();
    this.#socket?.terminate();
  }

  send(message: AdapterMessage): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  /** Stops reading, as a process that hangs does: the network fills up. */
  stopReading(): void {
    this.#socket?.pause();
  }

  /** Everything that it holds, read out of it. */
  objects(): SceneObject[] {
    return this.scene.ids().map((id) => this.scene.object(id));
  }

  #open(authorization: string): void {
    const socket = new WebSocket(this.#url, SUBPROTOCOL, {
      headers: { authorization },
      perMessageDeflate: false,
    });
    this.#socket = socket;
    socket.on('message', (data: Buffer) => {
      // What an earlier session still says comes too late.
      if (this.#socket === socket) this.#hear(JSON.parse(data.toString('utf8')) as OrchestratorMessage);
    });
    // An end shows as `close` too.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      if (this.#socket !== socket) return;
      this.#changed();
      const isOver = this.#isClosing || this.revoked !== null || this.#token === null;
      if (!isOver) this.#open(`Bearer ${this.#token}`);
    });
  }

  #hear(message: OrchestratorMessage): void {
    if (!this.quirk(message, this)) this.act(message);
    this.#changed();
  }

  /** What an honest adapter does. */
  act(message: OrchestratorMessage): void {
    switch (message.type) {
      case 'welcome':
        this.#token = message.token;
        return this.send({
          type: 'hello',
          adapter: { name: 'scripted', version: '1' },
          engine: { kind: this.kind, version: '1' },
          scene: this.file,
          applied_through: this.#appliedThrough,
          receipt: this.#receipt,
          masked: [],
        });
      case 'bind':
        this.file = { ...this.file, project: message.project, scene: message.scene };
        return;
      case 'take_inventory':
        return this.send({
          type: 'inventory',
          request: message.request,
          last: true,
          objects: this.objects().map((each): [ObjectId, string] => [each.id, digestObject(each)]),
          unmanaged: 0,
        });
      case 'read_values':
        return this.send({
          type: 'values',
          request: message.request,
          last: true,
          objects: message.ids.filter((id) => this.scene.has(id)).map((id) => this.scene.object(id)),
          missing: message.ids.filter((id) => !this.scene.has(id)),
        });
      case 'audit':
        return this.send({ type: 'digests', request: message.request, states: this.digests(message.ids) });
      case 'patch': {
        for (const each of message.objects) this.scene.put(each);
        for (const id of message.removed) this.scene.remove(id);
        const ids = [...message.objects.map(({ id }) => id), ...message.removed];
        return this.send({ type: 'patched', request: message.request, states: this.digests(ids) });
      }
      case 'apply':
        return this.send(this.vote(message));
      case 'compensate':
        this.#votes.delete(message.n);
        return this.send({
          type: 'compensated',
          n: message.n,
          outcomes: message.entries.map((each) => this.#takeBack(each)),
        });
      case 'confirm':
        this.#receipt = message.receipt;
        return;
      case 'hold':
        return this.send({ type: 'held', halt: message.halt });
      case 'ping':
        return this.send({ type: 'pong', ping: message.ping, main_thread_age_ms: 0 });
      case 'revoked':
        this.revoked = message;
        return;
      default:
        return;
    }
  }

  /** Applies, once a number, and says what the engine holds of it then. */
  vote({ n, operations }: Told<'apply'>): AdapterMessage {
    const known = this.#votes.get(n);
    if (known !== undefined) return known;
    const states = this.scene.apply(operations);
    this.#appliedThrough = Math.max(this.#appliedThrough ?? 0, n);
    const vote: AdapterMessage = { type: 'applied', n, states };
    this.#votes.set(n, vote);
    return vote;
  }

  digests(ids: readonly ObjectId[]): [ObjectId, string | null][] {
    return ids.map((id) => [id, this.scene.has(id) ? digestObject(this.scene.object(id)) : null]);
  }

  #takeBack({ id, facet, expected, restore }: Entry): Outcome {
    const isThere = facet === 'existence' || this.scene.has(id);
    const { value } = isThere ? this.scene.read(id, facet) : { value: undefined };
    if (isDeepStrictEqual(value, expected.value)) {
      this.#write(restore);
      return { id, facet, outcome: 'restored' };
    }
    return { id, facet, outcome: isDeepStrictEqual(value, restore.value) ? 'already' : 'diverged' };
  }

  #write(state: FacetState): void {
    if (state.facet === 'existence') {
      if (state.value === null) this.scene.remove(state.id);
      else this.scene.put(state.value as SceneObject);
    } else this.scene.put(withFacet(this.scene.object(state.id), state));
  }
}

function withFacet(object: SceneObject, { facet, value }: FacetState): SceneObject {
  if (!facet.startsWith('property:')) return { ...object, [facet]: value } as SceneObject;
  const key = facet.slice('property:'.length);
  const { [key]: _old, ...others } = object.properties;
  return {
    ...object,
    properties: value === null ? others : { ...others, [key]: value as SceneObject['properties'][string] },
  };
}
