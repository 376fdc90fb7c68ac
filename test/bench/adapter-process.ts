/**
 * A simulated adapter in a process of its own: a real WebSocket client of `vibesync.v1` that applies to an engine's
 * memory and votes with what it reads back from there.
 *
 *   adapter-process.ts ENDPOINT CODE KIND
 */
import { WebSocket } from 'ws';
import type { AdapterMessage, OrchestratorMessage } from '#app/protocol/index.ts';
import { SUBPROTOCOL } from '#app/protocol/index.ts';
import { digestObject } from '#app/scene/index.ts';
import type { FacetState, ObjectId } from '#app/scene/index.ts';
import { EngineScene } from './adapter-scene.ts';
import { answerQuestions, say } from './processes.ts';
import { Histogram } from './statistics.ts';

const [endpoint, code, kind] = process.argv.slice(2);
if (endpoint === undefined || code === undefined || kind === undefined)
  throw new Error('Name an endpoint, a pairing code and an engine.');

const INVENTORY_PART = 2_000;

export interface AdapterCounts {
  readonly applied: number;
  readonly readBacks: number;
  readonly confirmed: number;
  readonly compensated: number;
  readonly lastConfirmed: number;
  /** From a frame's arrival to its answer's departure. */
  readonly handling: ReturnType<Histogram['store']>;
}

const scene = new EngineScene();
let handling = new Histogram();
let counts = { applied: 0, readBacks: 0, confirmed: 0, compensated: 0, lastConfirmed: 0 };
let flood: NodeJS.Timeout | undefined;
let flooded = 0;

const socket = new WebSocket(endpoint, SUBPROTOCOL, {
  headers: { Authorization: `VibeSync-Pairing ${code}` },
  perMessageDeflate: false,
});
socket.on('message', (data: Buffer) => {
  const beganMs = performance.now();
  hear(JSON.parse(data.toString('utf8')) as OrchestratorMessage, beganMs);
});
socket.on('error', (error) => say({ event: 'failed', message: String(error) }));
socket.on('close', (closeCode, reason) => {
  clearInterval(flood);
  say({ event: 'closed', code: closeCode, reason: reason.toString() });
});

function send(message: AdapterMessage): void {
  if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
}

function digestNow(id: ObjectId): [ObjectId, string | null] {
  return [id, scene.has(id) ? digestObject(scene.object(id)) : null];
}

function hear(message: OrchestratorMessage, beganMs: number): void {
  switch (message.type) {
    case 'welcome':
      send({
        type: 'hello',
        adapter: { name: 'bench', version: '1' },
        engine: { kind: kind ?? 'bench', version: '1' },
        scene: { project: null, scene: null, saved_revision: null, title: 'bench', unsaved: false },
        applied_through: null,
        receipt: null,
        masked: [],
      });
      say({ event: 'welcome', session: message.session });
      return;
    case 'foreign':
      say({ event: 'foreign' });
      return;
    case 'take_inventory':
      return inventory(message.request);
    case 'read_values':
      send({
        type: 'values',
        request: message.request,
        last: true,
        objects: message.ids.filter((id) => scene.has(id)).map((id) => scene.object(id)),
        missing: message.ids.filter((id) => !scene.has(id)),
      });
      return;
    case 'audit':
      send({ type: 'digests', request: message.request, states: message.ids.map(digestNow) });
      return;
    case 'patch': {
      for (const object of message.objects) scene.put(object);
      for (const id of message.removed) scene.remove(id);
      const ids = [...message.objects.map(({ id }) => id), ...message.removed];
      send({ type: 'patched', request: message.request, states: ids.map(digestNow) });
      return;
    }
    case 'live':
      say({ event: 'live', revision: message.revision });
      return;
    case 'apply': {
      let states: FacetState[];
      try {
        states = scene.apply(message.operations);
      } catch (error) {
        send({ type: 'failed', n: message.n, code: 'engine_error', message: String(error).slice(0, 500) });
        return;
      }
      send({ type: 'applied', n: message.n, states });
      counts.applied += 1;
      counts.readBacks += states.length;
      handling.record(performance.now() - beganMs);
      return;
    }
    case 'confirm':
      counts.confirmed += 1;
      counts.lastConfirmed = Math.max(counts.lastConfirmed, message.n);
      return;
    case 'compensate':
      counts.compensated += 1;
      // Nothing here is ever to be taken back; whoever reads the counts fails the run.
      send({
        type: 'compensated',
        n: message.n,
        outcomes: message.entries.map(({ id, facet }) => ({ id, facet, outcome: 'diverged' as const })),
      });
      return;
    case 'hold':
      send({ type: 'held', halt: message.halt });
      return;
    case 'ping':
      send({ type: 'pong', ping: message.ping, main_thread_age_ms: 0 });
      return;
    case 'revoked':
      say({ event: 'revoked', code: message.code, message: message.message });
      return;
    default:
      return;
  }
}

function inventory(request: number): void {
  const ids = scene.ids();
  for (let start = 0; start === 0 || start < ids.length; start += INVENTORY_PART) {
    const part = ids.slice(start, start + INVENTORY_PART);
    send({
      type: 'inventory',
      request,
      last: start + INVENTORY_PART >= ids.length,
      objects: part.map((id): [ObjectId, string] => [id, digestObject(scene.object(id))]),
      unmanaged: 0,
    });
  }
}

const FLOOD_EVERY_MS = 5;

/** Legal frames as fast as asked for: what a badly written adapter sends, short of what revokes it. */
function startFlood({ framesPerSecond, ids }: { framesPerSecond: number; ids: number }): void {
  const objects = Array.from({ length: ids }, (_, index) => fakeId(index));
  const startMs = performance.now();
  flooded = 0;
  flood = setInterval(() => {
    const due = Math.floor(((performance.now() - startMs) / 1_000) * framesPerSecond);
    for (; flooded < due; flooded += 1) send({ type: 'hands', objects, mode: 'object' });
  }, FLOOD_EVERY_MS);
}

function fakeId(index: number): ObjectId {
  return `ffffffff-0000-4000-8000-${index.toString(16).padStart(12, '0')}`;
}

answerQuestions(
  {
    counts: (): AdapterCounts => ({ ...counts, handling: handling.store() }),
    reset: () => {
      handling = new Histogram();
      counts = { ...counts, applied: 0, readBacks: 0, confirmed: 0 };
    },
    flood: startFlood,
    calm: () => {
      clearInterval(flood);
      return flooded;
    },
  },
  () => socket.terminate(),
);
