/** SEC-3: how long a refusal takes tells nothing about the secret. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { AgentTokens } from '#main/agents/tokens.ts';
import { hashSecret, sameHash } from '#main/gateway/secrets.ts';
import { shown } from '#test/evidence/index.ts';
import { timeDifference, Z_BOUND } from './timing.ts';
import type { Compare } from './timing.ts';

const GUESSES = 64;

/** Guesses that differ from the secret in the first byte, and such that differ in the last one only. */
function guessesOf(secret: string): readonly [string[], string[]] {
  const otherByte = (index: number, at: number): string => {
    const bytes = Buffer.from(secret, 'hex');
    bytes[at] = (bytes[at] as number) ^ (index + 1);
    return bytes.toString('hex');
  };
  const kind = (at: number) => Array.from({ length: GUESSES }, (_, index) => otherByte(index, at));
  return [kind(0), kind(31)];
}

/** As somebody would write it who does not think of time. */
const leavesEarly: Compare = (secret, guess) => {
  const [left, right] = [Buffer.from(secret, 'hex'), Buffer.from(guess, 'hex')];
  for (const [at, byte] of left.entries()) if (byte !== right[at]) return false;
  return true;
};

it('SEC-3 comparing two hashes takes as long, wherever they differ (row 27)', () => {
  const secret = hashSecret('a secret');
  const z = timeDifference(sameHash as Compare, secret, guessesOf(secret), 100);
  expect(Math.abs(z)).toBeLessThan(Z_BOUND);
  shown({ ids: ['SEC-3'], row: 27, how: 'the time of 600,000 comparisons of hashes', runs: 1 });
});

it('SEC-3 an agent’s token is refused as slowly, however near it is (row 27)', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'vibesync-timing-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const tokens = new AgentTokens(path.join(folder, 'agents.json'), () => true, randomBytes);
  const { token } = tokens.create('3f2b8c1e-8a44-4b0e-9a53-0d8f5a1f2c3d', 'helper');
  const z = timeDifference((_, guess) => tokens.verify(guess), token, guessesOf(token), 25);
  expect(Math.abs(z)).toBeLessThan(Z_BOUND);
  shown({ ids: ['SEC-3'], row: 27, how: 'the time of 150,000 refusals of an agent’s token', runs: 1 });
});

it('SEC-3 a comparison that ends at the first difference is found out by its time (row 27)', () => {
  const secret = hashSecret('a secret');
  const z = timeDifference(leavesEarly, secret, guessesOf(secret), 100);
  expect(Math.abs(z)).toBeGreaterThan(Z_BOUND);
  const how = 'a comparison that ends at the first difference is told by its time';
  shown({ ids: ['SEC-3'], row: 27, how, runs: 1, control: true });
});
