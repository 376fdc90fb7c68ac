/**
 * One-time pairing codes: short enough to type, so they live for minutes, work once, and wrong guesses are throttled
 * over all sockets together. Forty bits, and at most some 160 guesses in the life of a code: the chance to hit one of
 * the few open ones stays below one in a thousand million.
 */
import { TokenBucket } from '#main/doors/index.ts';
import type { GatewayLimits } from './limits.ts';
import { hashSecret, sameHash } from './secrets.ts';
import type { RandomBytes } from './secrets.ts';

/** 32 symbols without I, L, O and U: nobody has to tell 1 from I, and no code spells a word. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CODE_LENGTH = 8;

export type PairingLimits = Pick<
  GatewayLimits,
  'pairingCodeLifeMs' | 'openPairingCodes' | 'pairingAttemptBurst' | 'pairingAttemptIntervalMs'
>;

export interface MintedCode {
  /** As shown: `XXXX-XXXX`. */
  readonly code: string;
  readonly expiresInMs: number;
}

export type PairingAttempt =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: 'unauthorized' }
  | { readonly ok: false; readonly code: 'too_many_attempts'; readonly retryAfterMs: number };

interface OpenCode {
  readonly hash: string;
  readonly expiresAtMs: number;
}

export class PairingCodes {
  readonly #limits: PairingLimits;
  readonly #randomBytes: RandomBytes;
  readonly #nowMs: () => number;
  readonly #attempts: TokenBucket;
  /** Oldest first. */
  #open: OpenCode[] = [];

  constructor(limits: PairingLimits, randomBytes: RandomBytes, nowMs: () => number) {
    this.#limits = limits;
    this.#randomBytes = randomBytes;
    this.#nowMs = nowMs;
    this.#attempts = new TokenBucket(
      1_000 / limits.pairingAttemptIntervalMs,
      limits.pairingAttemptBurst,
      nowMs(),
    );
  }

  /** A new code. With too many open, the oldest one is closed. */
  mint(): MintedCode {
    this.#dropExpired();
    const symbols = [...this.#randomBytes(CODE_LENGTH)]
      .map((byte) => ALPHABET.charAt(byte % ALPHABET.length))
      .join('');
    while (this.#open.length >= this.#limits.openPairingCodes) this.#open.shift();
    this.#open.push({
      hash: hashSecret(symbols),
      expiresAtMs: this.#nowMs() + this.#limits.pairingCodeLifeMs,
    });
    return {
      code: `${symbols.slice(0, CODE_LENGTH / 2)}-${symbols.slice(CODE_LENGTH / 2)}`,
      expiresInMs: this.#limits.pairingCodeLifeMs,
    };
  }

  /** Uses a code up. While guesses are throttled even the right one waits: else throttling would sort guesses. */
  redeem(code: string): PairingAttempt {
    const nowMs = this.#nowMs();
    const retryAfterMs = this.#attempts.waitMs(1, nowMs);
    if (retryAfterMs > 0) return { ok: false, code: 'too_many_attempts', retryAfterMs };
    const found = this.#find(code);
    if (found === null) {
      this.#attempts.take(1, nowMs);
      return { ok: false, code: 'unauthorized' };
    }
    this.#open = this.#open.filter((each) => each !== found);
    return { ok: true };
  }

  /** Whether this is an open code, without using it up: for masking it. */
  isOpen(code: string): boolean {
    return this.#find(code) !== null;
  }

  get openCount(): number {
    this.#dropExpired();
    return this.#open.length;
  }

  #find(code: string): OpenCode | null {
    this.#dropExpired();
    const symbols = normalise(code);
    const hash = hashSecret(symbols);
    let found: OpenCode | null = null;
    // Every open code is compared, so that the time does not tell which one came close.
    for (const each of this.#open) if (sameHash(each.hash, hash)) found = each;
    return found;
  }

  #dropExpired(): void {
    const nowMs = this.#nowMs();
    this.#open = this.#open.filter((each) => each.expiresAtMs > nowMs);
  }
}

/** What a person may have typed instead: small letters, other grouping, the letters that the alphabet leaves out. */
function normalise(code: string): string {
  return code.toUpperCase().replace(/[-\s]/g, '').replace(/[IL]/g, '1').replace(/O/g, '0');
}
