/** Everything that a machine can think of, over a real socket, judged by a second opinion. */
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { budget, partSeed, shown } from '#test/evidence/index.ts';
import { judgeFrames } from './judged-frames.ts';
import {
  connectClient,
  exchange,
  frame,
  gone,
  HELLO,
  PONG,
  rawSession,
  startRig,
  upgradeRequest,
} from './support.ts';
import type { Rig } from './support.ts';

/** Fixed, so that a failure is the same tomorrow. */
const SEED = 24;
const RUNS = 3_000;
const NOISES = 400;
const UPGRADES = 500;
const PARTS_LONG = 200;
const LIMIT = { timeout: 120_000 };

const frames = budget('hostile-frames', 1, PARTS_LONG);
const noises = budget('hostile-noise', 1, PARTS_LONG);
const upgrades = budget('hostile-upgrades', 1, PARTS_LONG);

let rig: Rig;
beforeEach(async () => {
  rig = await startRig({
    limits: { closeTimeoutMs: 5, framesPerSecond: 1_000_000, frameBurst: 1_000_000, logLinesPerSecond: 1 },
  });
});
afterEach(() => rig.close());

describe('SEC-1 SEC-2 every frame is taken or revoked as the schemas say', () => {
  it.each(frames.parts)(
    'for thousands of frames near to valid ones of every type (part %i) (row 24)',
    LIMIT,
    async (part) => {
      const { taken, revoked } = await judgeFrames(rig, { runs: RUNS, seed: partSeed(SEED, part) });
      expect(taken).toBeGreaterThan(300);
      expect(revoked).toBeGreaterThan(300);
      expect(rig.standIn.of('violation')).toHaveLength(revoked);
      const how = 'frames near to valid ones of every type';
      shown({ ids: ['SEC-1', 'SEC-2'], row: 24, how, runs: RUNS, part: frames.named(part) });
      frames.finish(part);
    },
  );

  it.each(noises.parts)(
    'and noise of bytes behind the upgrade harms nobody else (part %i) (row 24)',
    LIMIT,
    async (part) => {
      const healthy = await connectClient(rig);
      healthy.say(HELLO);
      await rig.standIn.next('frame', healthy.session);
      const piece = fc.oneof(
        fc.uint8Array({ maxLength: 40 }),
        fc
          .record({
            opcode: fc.nat({ max: 15 }),
            payload: fc.uint8Array({ maxLength: 130 }),
            fin: fc.boolean(),
            masked: fc.boolean(),
            rsv: fc.constantFrom(0, 0, 0, 0x40, 0x10),
          })
          .map(({ opcode, payload, ...how }) => frame(opcode, payload, how)),
        fc.constantFrom(HELLO, PONG).map((message) => frame(1, JSON.stringify(message))),
      );
      await fc.assert(
        fc.asyncProperty(fc.array(piece, { maxLength: 8 }), fc.boolean(), async (pieces, reset) => {
          const { socket, connected } = await rawSession(rig);
          socket.write(Buffer.concat([...pieces, frame(8, '')]));
          if (reset) socket.resetAndDestroy();
          else socket.end();
          await rig.standIn.until(
            () =>
              rig.standIn.of('violation', connected.session)[0] ??
              rig.standIn.of('disconnected', connected.session)[0] ??
              undefined,
            'an end',
          );
          await gone(socket);
        }),
        { numRuns: NOISES, seed: partSeed(SEED, part) },
      );
      healthy.say(PONG);
      await rig.standIn.until(() => rig.standIn.of('frame', healthy.session)[1], 'a word of the healthy one');
      const how = 'noise of bytes behind the upgrade';
      shown({ ids: ['SEC-1', 'SEC-2'], row: 24, how, runs: NOISES, part: noises.named(part) });
      noises.finish(part);
    },
  );

  it.each(upgrades.parts)(
    'and noise in the upgrade lets nobody in (part %i) (row 24)',
    LIMIT,
    async (part) => {
      const noise = fc.constantFrom(
        '\r\n',
        '\n',
        ':',
        ' ',
        '\0',
        'Origin: x\r\n',
        'Host: y\r\n',
        'Transfer-Encoding: chunked\r\n',
        '\u00ff',
        'HTTP/1.0',
        '%00',
      );
      await fc.assert(
        fc.asyncProperty(fc.nat(), fc.nat({ max: 30 }), noise, async (place, length, insert) => {
          const request = upgradeRequest(rig.gateway.port, `Bearer ${randomBytes(32).toString('hex')}`);
          const at = place % request.length;
          const answer = await exchange(
            rig.gateway.port,
            Buffer.from(`${request.slice(0, at)}${insert}${request.slice(at + length)}\r\n\r\n`, 'latin1'),
          );
          expect(answer).toMatch(/^(HTTP\/1\.1 [45]\d\d |$)/);
        }),
        { numRuns: UPGRADES, seed: partSeed(SEED, part) },
      );
      expect(rig.standIn.inputs).toEqual([]);
      const how = 'noise in the upgrade';
      shown({ ids: ['SEC-1', 'SEC-3'], row: 24, how, runs: UPGRADES, part: upgrades.named(part) });
      upgrades.finish(part);
    },
  );
});
