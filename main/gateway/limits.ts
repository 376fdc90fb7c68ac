/** Everything here is bounded (SEC-1); each bound has its unit in its name. Tests tighten them, the application takes these. */
import { PROTOCOL_LIMITS } from '#app/protocol/index.ts';
import type { StrictJsonLimits } from '#main/doors/index.ts';

/** Those of strict JSON are a frame's. */
export interface GatewayLimits extends StrictJsonLimits {
  /** Longest frame, after fragments are joined. */
  readonly frameBytes: number;
  readonly framesPerSecond: number;
  readonly frameBurst: number;
  /** A first inventory of a large scene is one burst of values. */
  readonly bytesPerSecond: number;
  readonly byteBurst: number;
  /** Bytes that are read of one session, what it was asked for aside; beyond it the session is not read for a while.
   * A megabyte takes a tenth of a second to check: at `bytesPerSecond` one session would take the whole thread. */
  readonly readBytesPerSecond: number;
  readonly readByteBurst: number;
  /** Pings and pongs of WebSocket itself. */
  readonly controlFramesPerSecond: number;
  readonly controlFrameBurst: number;
  readonly fragmentsPerFrame: number;
  /** Pieces in which the network may hand over one frame, so that many small ones cannot eat memory. */
  readonly bufferedChunks: number;
  readonly queuedOutBytes: number;
  readonly queuedOutFrames: number;
  /** Sockets past the upgrade. */
  readonly sockets: number;
  /** Sockets before the upgrade; one more pushes the oldest out. */
  readonly pendingSockets: number;
  /** From the connection to a complete upgrade request. */
  readonly upgradeTimeoutMs: number;
  /** From the upgrade to `hello`. */
  readonly helloTimeoutMs: number;
  /** How long a frame that nobody waits for may wait for one that somebody does, to leave in one packet with it. */
  readonly gatherMs: number;
  /** From our close frame to the end of the socket. */
  readonly closeTimeoutMs: number;
  /** How long a resume waits for the end of the socket that it replaces. */
  readonly replaceTimeoutMs: number;
  readonly headerBytes: number;
  readonly headers: number;
  readonly pairingCodeLifeMs: number;
  readonly openPairingCodes: number;
  /** Wrong codes in a row before attempts are throttled, counted over all sockets: a code is short. */
  readonly pairingAttemptBurst: number;
  /** Then one attempt in so long. */
  readonly pairingAttemptIntervalMs: number;
  /** Sessions without a socket whose token still opens a resume; one more forgets the oldest. */
  readonly detachedSessions: number;
  /** A token of a detached session is dead after this long, whatever the orchestrator knows of it; counted anew after a
   * restart of the application, so that adapters find back. */
  readonly detachedLifeMs: number;
  /** Ended sessions whose last frame is kept for the screen. */
  readonly keptEndings: number;
  /** How much of an offending frame is kept. */
  readonly offendingFrameBytes: number;
  /** Log lines; what goes beyond is only counted. */
  readonly logLinesPerSecond: number;
}

export const GATEWAY_LIMITS: GatewayLimits = {
  frameBytes: PROTOCOL_LIMITS.frameBytes,
  depth: PROTOCOL_LIMITS.depth,
  values: 1_000_000,
  /** The largest legal object is one with all its properties. */
  keysPerObject: 512,
  /** No engine prints a 32-bit or 64-bit float with more. */
  numberLength: 64,
  framesPerSecond: PROTOCOL_LIMITS.framesPerSecond,
  frameBurst: PROTOCOL_LIMITS.frameBurst,
  bytesPerSecond: 16 * 1024 * 1024,
  byteBurst: 96 * 1024 * 1024,
  readBytesPerSecond: 4 * 1024 * 1024,
  readByteBurst: 8 * 1024 * 1024,
  controlFramesPerSecond: 10,
  controlFrameBurst: 50,
  fragmentsPerFrame: 1_024,
  bufferedChunks: 16_384,
  queuedOutBytes: PROTOCOL_LIMITS.queuedOutBytes,
  queuedOutFrames: 65_536,
  sockets: 32,
  pendingSockets: 64,
  upgradeTimeoutMs: 3_000,
  helloTimeoutMs: 5_000,
  gatherMs: 4,
  closeTimeoutMs: 1_000,
  replaceTimeoutMs: 250,
  headerBytes: 8 * 1024,
  headers: 48,
  pairingCodeLifeMs: 5 * 60_000,
  openPairingCodes: 4,
  pairingAttemptBurst: 10,
  pairingAttemptIntervalMs: 2_000,
  detachedSessions: 64,
  detachedLifeMs: 10 * 60_000,
  keptEndings: 64,
  offendingFrameBytes: 4 * 1024,
  logLinesPerSecond: 20,
};
