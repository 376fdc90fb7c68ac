/** That the fuzzer's judge can fail: a gateway that reads JSON as everybody does takes what it must revoke. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { shown } from '#test/evidence/index.ts';
import { judgeFrames } from './judged-frames.ts';
import { startRig } from './support.ts';
import type { Rig } from './support.ts';

vi.mock('#main/doors/strict-json.ts', () => ({
  parseStrictJson(text: string) {
    try {
      return { ok: true, value: JSON.parse(text) as unknown };
    } catch {
      return { ok: false, code: 'malformed_json', message: 'What came is not JSON.' };
    }
  },
}));

let rig: Rig;
beforeEach(async () => {
  rig = await startRig({
    limits: { closeTimeoutMs: 5, framesPerSecond: 1_000_000, frameBurst: 1_000_000, logLinesPerSecond: 1 },
  });
});
afterEach(() => rig.close());

it('SEC-1 SEC-2 a gateway with a credulous reader is found out by the same frames (row 24)', async () => {
  await expect(judgeFrames(rig, { runs: 3_000, seed: 24 })).rejects.toThrow('Property failed');
  const how = 'a gateway that reads JSON with JSON.parse takes what has to be revoked';
  shown({ ids: ['SEC-1', 'SEC-2'], row: 24, how, runs: 1, control: true });
});
