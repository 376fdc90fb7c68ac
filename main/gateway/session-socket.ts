/**
 * One socket after its upgrade: what comes in is checked before anything acts on it, what goes out is bounded. It knows
 * nothing of tokens and of other sockets; it tells its owner once how it ended.
 */
import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import type { RawData } from 'ws';
import { adapterMessages, parseAdapterMessage } from '#app/protocol/index.ts';
import type { AdapterMessage } from '#app/protocol/index.ts';
import { parseStrictJson, TokenBucket } from '#main/doors/index.ts';
import type { CutOffCode, ViolationCode } from './codes.ts';
import type { GatewayLimits } from './limits.ts';

export interface SessionSocketEvents {
  /** `raw` is valid during the call only. */
  frame(message: AdapterMessage, raw: Uint8Array): void;
  /** At most once, and nothing comes after it. `raw` is null where there is no frame to show. */
  violation(code: ViolationCode, message: string, raw: Uint8Array | null): void;
  /** At most once, never from within `send`. The socket is or will be gone. */
  cutOff(code: CutOffCode): void;
  /** The socket is gone. `expected` when it was ended from here or after one of the two above. */
  closed(expected: boolean): void;
}

/** What `ws` calls its reasons, and what they are called here. The rest of its codes are framing. */
const FRAMING_CODES: Readonly<Record<string, ViolationCode>> = {
  WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: 'frame_too_large',
  WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH: 'frame_too_large',
  WS_ERR_INVALID_UTF8: 'invalid_utf8',
  WS_ERR_TOO_MANY_BUFFERED_PARTS: 'too_many_fragments',
};

/** How much longer the answer to a message may be than the message; reading many values is what the burst is for. */
const ANSWER_SHARE = 2;

const FLOODS: ReadonlySet<ViolationCode> = new Set(['too_fast', 'too_many_control_frames']);

export class SessionSocket {
  readonly #socket: WebSocket;
  readonly #connection: Duplex;
  readonly #limits: GatewayLimits;
  readonly #nowMs: () => number;
  readonly #events: SessionSocketEvents;
  readonly #frames: TokenBucket;
  readonly #bytes: TokenBucket;
  readonly #controlFrames: TokenBucket;
  readonly #reading: TokenBucket;
  #helloTimer: NodeJS.Timeout | null;
  /** Runs while nothing is read. */
  #restTimer: NodeJS.Timeout | null = null;
  #mayRest = true;
  #queuedFrames = 0;
  #corked: 'no' | 'turn' | 'wait' = 'no';
  #flushTimer: NodeJS.Timeout | null = null;
  /** Nothing of what still comes in counts. */
  #over = false;
  #bytesIn = 0;
  #framesIn = 0;

  /** @param connection what `socket` writes to, so that frames of one moment can leave in one packet */
  constructor(
    socket: WebSocket,
    connection: Duplex,
    limits: GatewayLimits,
    nowMs: () => number,
    events: SessionSocketEvents,
  ) {
    this.#socket = socket;
    this.#connection = connection;
    this.#limits = limits;
    this.#nowMs = nowMs;
    this.#events = events;
    const startMs = nowMs();
    this.#frames = new TokenBucket(limits.framesPerSecond, limits.frameBurst, startMs);
    this.#bytes = new TokenBucket(limits.bytesPerSecond, limits.byteBurst, startMs);
    this.#controlFrames = new TokenBucket(limits.controlFramesPerSecond, limits.controlFrameBurst, startMs);
    this.#reading = new TokenBucket(limits.readBytesPerSecond, limits.readByteBurst, startMs);
    this.#helloTimer = setTimeout(() => this.#cutOff('hello_timeout'), limits.helloTimeoutMs);
    socket.on('message', (data, isBinary) => this.#receive(data, isBinary));
    socket.on('ping', () => this.#receiveControl());
    socket.on('pong', () => this.#receiveControl());
    socket.on('error', (error: Error & { code?: string }) => this.#fail(error));
    socket.on('close', () => {
      this.#stopHelloTimer();
      this.#stopRest();
      const expected = this.#over;
      this.#over = true;
      events.closed(expected);
    });
  }

  /** Whether the peer may still be there: false from the first sign of its end. */
  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  get isResting(): boolean {
    return this.#restTimer !== null;
  }

  get queuedOutBytes(): number {
    return this.#socket.bufferedAmount;
  }

  get received(): { readonly frames: number; readonly bytes: number } {
    return { frames: this.#framesIn, bytes: this.#bytesIn };
  }

  /** Queues one text frame; false when the socket takes none any more. A full queue cuts the adapter off: a reader that
   * has stopped may cost its place, but never memory without bound. `asks` when the adapter has to answer it: what was
   * asked for does not count against its rate. `mayWait` when it may stay back for a moment, to leave with the next. */
  send(frame: Uint8Array, { asks, mayWait }: { asks: boolean; mayWait: boolean }): boolean {
    if (this.#over || !this.isOpen) return false;
    if (
      this.#queuedFrames >= this.#limits.queuedOutFrames ||
      this.#socket.bufferedAmount + frame.byteLength > this.#limits.queuedOutBytes
    ) {
      this.#cutOff('slow_reader');
      return false;
    }
    if (asks) {
      this.#frames.give(1);
      this.#bytes.give(frame.byteLength * ANSWER_SHARE);
      this.#reading.give(frame.byteLength * ANSWER_SHARE);
    }
    this.#queuedFrames += 1;
    this.#gather(mayWait);
    // An error shows as the end of the socket, too; the count is what is needed here.
    this.#socket.send(frame, { binary: false }, () => {
      this.#queuedFrames -= 1;
    });
    return true;
  }

  /** Says good-bye with an optional last frame; the socket is destroyed if the peer does not answer in time. */
  end(closeCode: number, reason: string, lastFrame: Uint8Array | null): void {
    this.#over = true;
    this.#stopHelloTimer();
    // What is left is the peer's own close frame.
    this.wake();
    if (!this.isOpen) return;
    this.#flush();
    if (lastFrame !== null) this.#socket.send(lastFrame, { binary: false }, () => undefined);
    this.#socket.close(closeCode, reason);
  }

  /** No rest from here on: the end of a socket shows only behind what was sent before it. */
  wake(): void {
    this.#mayRest = false;
    this.#endRest();
  }

  /** Ends it without a word; what is queued is dropped. */
  destroy(): void {
    this.#over = true;
    this.#stopHelloTimer();
    this.#socket.terminate();
  }

  /** Each write is a system call and wakes the peer: what is said in one turn, and what may wait for it, goes together. */
  #gather(mayWait: boolean): void {
    if (this.#corked === 'no') this.#connection.cork();
    if (mayWait) {
      if (this.#corked !== 'no') return;
      this.#corked = 'wait';
      this.#flushTimer = setTimeout(() => this.#flush(), this.#limits.gatherMs);
    } else if (this.#corked !== 'turn') {
      this.#corked = 'turn';
      if (this.#flushTimer !== null) clearTimeout(this.#flushTimer);
      this.#flushTimer = null;
      queueMicrotask(() => this.#flush());
    }
  }

  #flush(): void {
    if (this.#flushTimer !== null) clearTimeout(this.#flushTimer);
    this.#flushTimer = null;
    if (this.#corked === 'no') return;
    this.#corked = 'no';
    this.#connection.uncork();
  }

  #receive(data: RawData, isBinary: boolean): void {
    if (this.#over) return;
    const raw = data as Buffer; // `binaryType` is left at `nodebuffer`
    this.#framesIn += 1;
    this.#bytesIn += raw.byteLength;
    const nowMs = this.#nowMs();
    if (!this.#frames.take(1, nowMs) || !this.#bytes.take(raw.byteLength, nowMs)) {
      return this.#violate('too_fast', 'Frames come faster than allowed.', raw);
    }
    if (isBinary) return this.#violate('binary_frame', 'Binary frames are not part of this version.', raw);
    this.#account(raw.byteLength, nowMs);
    const strict = parseStrictJson(raw.toString('utf8'), this.#limits);
    if (!strict.ok) return this.#violate(strict.code, strict.message, raw);
    const parsed = parseAdapterMessage(strict.value);
    if (!parsed.ok)
      return this.#violate(
        hasKnownType(strict.value) ? 'invalid_message' : 'unknown_message',
        parsed.message,
        raw,
      );
    if (parsed.message.type === 'hello') this.#stopHelloTimer();
    this.#events.frame(parsed.message, raw);
  }

  /** A session that has had its share of the thread rests until the share has grown again (back-pressure): what it
   * sends meanwhile stays in the network, and the others are served. */
  #account(bytes: number, nowMs: number): void {
    const counted = Math.min(bytes, this.#limits.readByteBurst);
    if (this.#restTimer !== null || this.#reading.take(counted, nowMs) || !this.#mayRest) return;
    this.#socket.pause();
    this.#restTimer = setTimeout(
      () => {
        this.#reading.take(counted, this.#nowMs());
        this.#endRest();
      },
      Math.ceil(this.#reading.waitMs(counted, nowMs)),
    );
  }

  #receiveControl(): void {
    if (this.#over || this.#controlFrames.take(1, this.#nowMs())) return;
    this.#violate('too_many_control_frames', 'WebSocket pings or pongs come faster than allowed.', null);
  }

  /** `ws` has begun to close by itself when it found broken framing; other errors are those of the network. */
  #fail(error: Error & { code?: string }): void {
    if (error.code?.startsWith('WS_ERR_') !== true) return;
    this.#violate(FRAMING_CODES[error.code] ?? 'invalid_framing', error.message, null);
  }

  #violate(code: ViolationCode, message: string, raw: Uint8Array | null): void {
    if (this.#over) return;
    this.#over = true;
    this.#stopHelloTimer();
    // The rest of a flood stays in the network until the socket is destroyed, instead of being read and dropped.
    if (FLOODS.has(code)) {
      this.#stopRest();
      this.#socket.pause();
    }
    this.#events.violation(code, message, raw);
  }

  #cutOff(code: CutOffCode): void {
    if (this.#over) return;
    this.#over = true;
    this.#stopHelloTimer();
    this.#socket.terminate();
    queueMicrotask(() => this.#events.cutOff(code));
  }

  #endRest(): void {
    if (this.#restTimer === null) return;
    this.#stopRest();
    this.#socket.resume();
  }

  #stopRest(): void {
    if (this.#restTimer !== null) clearTimeout(this.#restTimer);
    this.#restTimer = null;
  }

  #stopHelloTimer(): void {
    if (this.#helloTimer !== null) clearTimeout(this.#helloTimer);
    this.#helloTimer = null;
  }
}

function hasKnownType(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('type' in value)) return false;
  return typeof value.type === 'string' && Object.hasOwn(adapterMessages, value.type);
}
