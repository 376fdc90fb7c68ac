/** Frames near to valid ones, over a real socket: each is taken or revoked as a second opinion says. */
import fc from 'fast-check';
import { expect } from 'vitest';
import { adapterMessages } from '#app/protocol/index.ts';
import type { AdapterMessage } from '#app/protocol/index.ts';
import { adapterExamples } from '#main/gateway/reference-examples.ts';
import { nearlyValid } from './mutations.ts';
import { naiveStrictJson } from './naive-json.ts';
import { connectClient } from './support.ts';
import type { Client, Rig } from './support.ts';

const LONGEST_REASON = 512;

/** What the schemas alone say of a text, if it is strict JSON at all. */
function expected(text: string): AdapterMessage | null {
  const strict = naiveStrictJson(text);
  const type = (strict?.value as { type?: unknown } | null | undefined)?.type;
  if (strict === null || typeof type !== 'string' || !Object.hasOwn(adapterMessages, type)) return null;
  const parsed = adapterMessages[type as keyof typeof adapterMessages].safeParse(strict.value);
  return parsed.success ? (parsed.data as AdapterMessage) : null;
}

/** How many frames were taken and how many revoked. @throws where the gateway and the second opinion differ */
export async function judgeFrames(
  rig: Rig,
  { runs, seed }: { readonly runs: number; readonly seed: number },
): Promise<{ readonly taken: number; readonly revoked: number }> {
  let client: Client = await connectClient(rig);
  let taken = 0;
  let revoked = 0;
  await fc.assert(
    fc.asyncProperty(nearlyValid(Object.values(adapterExamples)), async (text) => {
      const verdict = expected(text);
      const { session } = client;
      const before = rig.standIn.of('frame', session).length;
      client.say(text);
      const answer = await rig.standIn.until(
        () => rig.standIn.of('violation', session)[0] ?? rig.standIn.of('frame', session)[before],
        `what becomes of ${text}`,
      );
      if (verdict === null) {
        expect(answer, text).toMatchObject({ in: 'violation', code: expect.stringMatching(/^[a-z_]+$/) });
        if (answer.in === 'violation') expect(answer.message.length).toBeLessThanOrEqual(LONGEST_REASON);
        expect(rig.standIn.of('frame', session)).toHaveLength(before);
        revoked += 1;
        client = await connectClient(rig);
        return;
      }
      expect(answer, text).toMatchObject({ in: 'frame' });
      if (answer.in === 'frame') expect(answer.message).toEqual(verdict);
      taken += 1;
      if (verdict.type === 'bye') client = await connectClient(rig);
    }),
    // A failure is told as it was found: each step of a search for a smaller one would need a new session.
    { numRuns: runs, seed, endOnFailure: true },
  );
  return { taken, revoked };
}
