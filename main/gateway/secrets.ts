/**
 * Tokens and codes (SEC-3): only SHA-256 hashes are kept, hashes are compared in constant time, and nothing that looks
 * like a secret leaves the gateway in a log line or in a kept frame.
 */
import { createHash, timingSafeEqual } from 'node:crypto';

const TOKEN_BYTES = 32;
/** A digest beside it has 32 digits, so a longer run may be a token: hashes and MACs of receipts go with it. */
const TOKEN_LIKE = /[0-9a-f]{64,}/gi;
/** A pairing code as a person may write it. */
const CODE_LIKE = /(?<![0-9A-Za-z])[0-9A-Za-z]{4}[- ]?[0-9A-Za-z]{4}(?![0-9A-Za-z])/g;
/** What may be the first half of a token or code at the end of a text that was cut. */
const HALF_A_TOKEN = /[0-9a-f]+$/i;
const HALF_A_CODE = /[0-9A-Za-z]{0,4}[- ]?[0-9A-Za-z]{0,4}$/;

export type RandomBytes = (size: number) => Uint8Array;

/** 256 bits as 64 hex digits. */
export function mintToken(randomBytes: RandomBytes): string {
  return Buffer.from(randomBytes(TOKEN_BYTES)).toString('hex');
}

/** SHA-256 of a secret, 64 hex digits: what may be kept and written to disk. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret, 'utf8').digest('hex');
}

/** Compares two hashes of `hashSecret` in time that does not depend on where they differ. */
export function sameHash(a: string, b: string): boolean {
  const left = Buffer.from(a, 'hex');
  const right = Buffer.from(b, 'hex');
  return left.length === right.length && timingSafeEqual(left, right);
}

/** `text` with everything that looks like a token masked, and every pairing code that `isCode` knows. */
export function maskSecrets(text: string, isCode: (candidate: string) => boolean): string {
  return text
    .replace(TOKEN_LIKE, '[masked]')
    .replace(CODE_LIKE, (candidate) => (isCode(candidate) ? '[masked]' : candidate));
}

/** The first `bytes` bytes of a frame, masked, as text for the screen. Bytes that are no UTF-8 show as U+FFFD. */
export function excerpt(frame: Uint8Array, bytes: number, isCode: (candidate: string) => boolean): string {
  const text = Buffer.from(frame.buffer, frame.byteOffset, Math.min(frame.byteLength, bytes)).toString(
    'utf8',
  );
  const masked = maskSecrets(text, isCode);
  if (frame.byteLength <= bytes) return masked;
  return `${masked.replace(HALF_A_TOKEN, '').replace(HALF_A_CODE, '')}…`;
}
