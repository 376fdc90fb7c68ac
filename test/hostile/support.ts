/** What the hostile suite attacks with: raw sockets that may say anything, and a stand-in for the orchestrator. */
import { randomBytes, randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import type { AdapterMessage, OrchestratorMessage } from '#app/protocol/index.ts';
import { createGateway } from '#main/gateway/index.ts';
import type { Gateway, GatewayInput, GatewayLogLine, GatewayOptions } from '#main/gateway/index.ts';
import type { ConnectedInput } from '#main/orchestrator/inputs.ts';

export const HELLO: AdapterMessage = {
  type: 'hello',
  adapter: { name: 'hostile', version: '1' },
  engine: { kind: 'blender', version: '3.4.1' },
  scene: { project: null, scene: null, saved_revision: null, title: 'untitled', unsaved: false },
  applied_through: null,
  receipt: null,
  masked: [],
};

export const PONG: AdapterMessage = { type: 'pong', ping: 1, main_thread_age_ms: 0 };

/** Only what never comes takes so long; less than a test has (vitest.config.ts), so that what is missing is named. */
const WAIT_LIMIT_MS = 25_000;

/** Records what the gateway hands over, answers `connected` with `welcome` and `pong` frames as told. */
export class StandIn extends EventEmitter {
  readonly inputs: GatewayInput[] = [];
  readonly log: GatewayLogLine[] = [];
  readonly #byKind = new Map<GatewayInput['in'], GatewayInput[]>();
  /** Called for every frame, after it is recorded. */
  onFrame: ((session: string, message: AdapterMessage) => void) | null = null;
  gateway: Gateway | null = null;

  constructor() {
    super();
    // Dozens of attackers wait side by side.
    this.setMaxListeners(0);
  }

  take(input: GatewayInput): void {
    this.inputs.push(input);
    const kind = this.#byKind.get(input.in);
    if (kind === undefined) this.#byKind.set(input.in, [input]);
    else kind.push(input);
    if (input.in === 'connected') this.gateway?.send(input.session, welcome(input));
    if (input.in === 'frame') this.onFrame?.(input.session, input.message);
    this.emit('input');
  }

  of<Kind extends GatewayInput['in']>(kind: Kind, session?: string): Extract<GatewayInput, { in: Kind }>[] {
    const all = (this.#byKind.get(kind) ?? []) as Extract<GatewayInput, { in: Kind }>[];
    return session === undefined ? all : all.filter((input) => input.session === session);
  }

  /** Resolves with the first input of a kind (of a session), also if it was there already. */
  async next<Kind extends GatewayInput['in']>(
    kind: Kind,
    session?: string,
  ): Promise<Extract<GatewayInput, { in: Kind }>> {
    return this.until(() => this.of(kind, session)[0], `${kind} of ${session ?? 'anyone'}`);
  }

  async until<Value>(look: () => Value | undefined, what: string): Promise<Value> {
    const signal = AbortSignal.timeout(WAIT_LIMIT_MS);
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      await once(this, 'input', { signal }).catch(() => {
        throw new Error(
          `never came: ${what}; there is ${JSON.stringify(this.inputs.slice(-5)).slice(0, 2_000)}`,
        );
      });
    }
  }
}

export interface Rig {
  readonly gateway: Gateway;
  readonly standIn: StandIn;
  /** Moves the gateway's clock on. */
  advance(ms: number): void;
  close(): Promise<void>;
}

export async function startRig(options: Partial<GatewayOptions> = {}): Promise<Rig> {
  const standIn = new StandIn();
  let offsetMs = 0;
  const gateway = await createGateway({
    onInput: (input) => standIn.take(input),
    randomUuid: randomUUID,
    randomBytes,
    nowMs: () => performance.now() + offsetMs,
    log: (line) => standIn.log.push(line),
    checkOutgoing: true,
    ...options,
  });
  standIn.gateway = gateway;
  return {
    gateway,
    standIn,
    advance: (ms) => {
      offsetMs += ms;
    },
    close: () => gateway.close(),
  };
}

export function welcome(input: ConnectedInput): OrchestratorMessage {
  return {
    type: 'welcome',
    session: input.session,
    token: input.token,
    project: { id: randomUUID(), name: 'Hostile' },
    revision: 0,
    resumed: input.resumes !== null,
    // Nobody sends any here: its silence is that of a gateway that has nothing to say.
    heartbeat_ms: 60_000,
    hold: null,
  };
}

export type Headers = Record<string, string | readonly string[] | null>;

/** The request of a well-behaved adapter; `changes` replaces headers, null leaves one out. */
export function upgradeRequest(
  port: number,
  authorization: string | null,
  changes: Headers = {},
  line = 'GET /adapter HTTP/1.1',
): string {
  const headers: Headers = {
    Host: `127.0.0.1:${port}`,
    Upgrade: 'websocket',
    Connection: 'Upgrade',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
    'Sec-WebSocket-Protocol': 'vibesync.v1',
    Authorization: authorization,
    ...changes,
  };
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    value === null ? [] : [value].flat().map((each) => `${name}: ${each as string}`),
  );
  return `${line}\r\n${lines.join('\r\n')}\r\n\r\n`;
}

/** Sends text on a fresh socket and gives everything that comes back until the other side ends it. */
export async function exchange(port: number, text: string | Uint8Array): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.on('error', () => undefined);
  socket.write(text);
  const impatience = setTimeout(() => socket.destroy(new Error('it stays open')), WAIT_LIMIT_MS);
  await gone(socket);
  clearTimeout(impatience);
  if (socket.errored?.message === 'it stays open') {
    throw new Error(`the socket stays open after ${Buffer.concat(chunks).toString('latin1')}`);
  }
  return Buffer.concat(chunks).toString('latin1');
}

/** Status and body of a refused upgrade, `101 ` of an accepted one (which is then dropped). */
export async function attempt(
  port: number,
  authorization: string | null,
  changes?: Headers,
  line?: string,
): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  let answer = '';
  const done = new Promise<void>((resolve) => {
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString('latin1');
      if (answer.startsWith('HTTP/1.1 101')) resolve();
    });
    socket.on('close', () => resolve());
  });
  socket.write(upgradeRequest(port, authorization, changes, line));
  await done;
  socket.destroy();
  const status = /^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 'nothing';
  return status === '101' ? '101' : `${status} ${answer.split('\r\n\r\n')[1]?.trim() ?? ''}`;
}

/** Resolves when the socket is gone, by a reset too. */
export function gone(socket: Socket): Promise<void> {
  socket.resume();
  return new Promise((resolve) => {
    if (socket.closed) resolve();
    else socket.once('close', () => resolve());
  });
}

/** A raw socket that is past the upgrade: it may then say any bytes. */
export async function rawSession(rig: Rig): Promise<{ socket: Socket; connected: ConnectedInput }> {
  const { code } = rig.gateway.mintPairingCode();
  const seen = rig.standIn.of('connected').length;
  const socket = connect(rig.gateway.port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(upgradeRequest(rig.gateway.port, `VibeSync-Pairing ${code}`));
  const connected = await rig.standIn.until(
    () => rig.standIn.of('connected')[seen],
    'the connection of a raw session',
  );
  return { socket, connected };
}

export interface Client {
  readonly socket: WebSocket;
  readonly session: string;
  readonly token: string;
  readonly received: OrchestratorMessage[];
  /** Resolves with the close code when the socket is gone. */
  readonly closed: Promise<number>;
  say(message: unknown): void;
}

/** A well-behaved client, paired anew or with a token. Rejects with the status when it is refused. */
export async function connectClient(rig: Rig, token?: string): Promise<Client> {
  const authorization =
    token === undefined ? `VibeSync-Pairing ${rig.gateway.mintPairingCode().code}` : `Bearer ${token}`;
  const socket = new WebSocket(rig.gateway.endpoint, 'vibesync.v1', { headers: { authorization } });
  const received: OrchestratorMessage[] = [];
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  const welcomed = new Promise<Extract<OrchestratorMessage, { type: 'welcome' }>>((resolve, reject) => {
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString('utf8')) as OrchestratorMessage;
      received.push(message);
      if (message.type === 'welcome') resolve(message);
    });
    socket.on('error', reject);
    socket.on('close', (code) => reject(new Error(`closed with ${code} before the welcome`)));
  });
  const first = await welcomed;
  return {
    socket,
    session: first.session,
    token: first.token,
    received,
    closed,
    say: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
  };
}

/** One client frame as RFC 6455 has it, masked unless told otherwise. */
export function frame(
  opcode: number,
  payload: Uint8Array | string,
  {
    fin = true,
    masked = true,
    rsv = 0,
    claimedLength,
  }: { fin?: boolean; masked?: boolean; rsv?: number; claimedLength?: bigint } = {},
): Buffer {
  const body = Buffer.from(payload as string);
  const length = claimedLength ?? BigInt(body.length);
  const first = (fin ? 0x80 : 0) | rsv | opcode;
  const maskBit = masked ? 0x80 : 0;
  let head: Buffer;
  if (length < 126n) head = Buffer.from([first, maskBit | Number(length)]);
  else if (length < 65_536n)
    head = Buffer.from([first, maskBit | 126, Number(length >> 8n), Number(length & 255n)]);
  else {
    head = Buffer.alloc(10);
    head[0] = first;
    head[1] = maskBit | 127;
    head.writeBigUInt64BE(length, 2);
  }
  // A mask of zeros is a legal mask and leaves the bytes readable.
  return Buffer.concat(masked ? [head, Buffer.alloc(4), body] : [head, body]);
}
