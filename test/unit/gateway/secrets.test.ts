import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GATEWAY_LIMITS } from '#main/gateway/index.ts';
import { PairingCodes } from '#main/gateway/pairing.ts';
import { excerpt, hashSecret, maskSecrets, mintToken, sameHash } from '#main/gateway/secrets.ts';

const nothing = (): boolean => false;

describe('SEC-3 secrets', () => {
  it('tokens have 256 bits of what they are given', () => {
    expect(mintToken((size) => new Uint8Array(size).fill(0xa5))).toBe('a5'.repeat(32));
    expect(new Set(Array.from({ length: 100 }, () => mintToken(randomBytes))).size).toBe(100);
  });

  it('hashes compare by value, whatever their length', () => {
    const hash = hashSecret('a');
    expect(sameHash(hash, hashSecret('a'))).toBe(true);
    expect(sameHash(hash, hashSecret('b'))).toBe(false);
    expect(sameHash(hash, hash.slice(2))).toBe(false);
    expect(sameHash(hash, '')).toBe(false);
    expect(sameHash(hash, 'zz'.repeat(32))).toBe(false);
  });

  it('no run of a token’s length survives masking, wherever it stands', () => {
    const hex = fc.string({
      unit: fc.constantFrom(...'0123456789abcdefABCDEF'),
      minLength: 64,
      maxLength: 200,
    });
    fc.assert(
      fc.property(fc.string(), hex, fc.string(), (before, token, after) => {
        expect(maskSecrets(before + token + after, nothing)).not.toMatch(/[0-9a-f]{64}/i);
      }),
    );
  });

  it('no part of a token survives at the cut of an excerpt', () => {
    const token = randomBytes(32).toString('hex');
    for (let padding = 0; padding < 200; padding += 1) {
      const kept = excerpt(Buffer.from(`${'-'.repeat(padding)}${token}${'-'.repeat(200)}`), 128, nothing);
      expect(kept).not.toContain(token.slice(0, 4));
      expect(kept.length).toBeLessThanOrEqual(129);
    }
  });

  it('an excerpt shows short frames whole and says where a long one was cut', () => {
    expect(excerpt(Buffer.from('{"a":1}'), 100, nothing)).toBe('{"a":1}');
    expect(excerpt(Buffer.from('{"a":"xyz!"}'.repeat(20)), 11, nothing)).toBe('{"a":"xyz!"…');
    expect(excerpt(Uint8Array.from([0xff, 0x22]), 100, nothing)).toBe('\ufffd"');
  });
});

describe('SEC-3 pairing codes by the clock', () => {
  it('use every symbol alike and none that is mistaken for another', () => {
    const codes = new PairingCodes(GATEWAY_LIMITS, randomBytes, () => 0);
    const counts = new Map<string, number>();
    for (let count = 0; count < 2_000; count += 1) {
      for (const symbol of codes.mint().code.replace('-', ''))
        counts.set(symbol, (counts.get(symbol) ?? 0) + 1);
    }
    expect([...counts.keys()].sort().join('')).toBe('0123456789ABCDEFGHJKMNPQRSTVWXYZ');
    // 500 on average, with a standard deviation of 22.
    for (const count of counts.values()) expect(Math.abs(count - 500)).toBeLessThan(150);
  });

  it('a guesser gets 10 tries, then one every two seconds: 160 in the life of a code', () => {
    let nowMs = 0;
    const codes = new PairingCodes(GATEWAY_LIMITS, randomBytes, () => nowMs);
    codes.mint();
    let tries = 0;
    for (; nowMs < GATEWAY_LIMITS.pairingCodeLifeMs; nowMs += 100) {
      for (let count = 0; count < 5; count += 1) {
        const attempt = codes.redeem('WRONG');
        if (!attempt.ok && attempt.code === 'unauthorized') tries += 1;
      }
    }
    expect(tries).toBeGreaterThan(100);
    expect(tries).toBeLessThanOrEqual(160);
  });

  it('a right code costs no try', () => {
    const codes = new PairingCodes(GATEWAY_LIMITS, randomBytes, () => 0);
    for (let count = 0; count < 50; count += 1) expect(codes.redeem(codes.mint().code)).toEqual({ ok: true });
  });
});
