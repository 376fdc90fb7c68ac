/** Everything that a machine can think of, over a real socket, judged by a second opinion. */
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { adapterMessages } from '#app/protocol/index.ts';
import type { AdapterMessage } from '#app/protocol/index.ts';
import { adapterExamples } from '#main/gateway/reference-examples.ts';
import { naiveStrictJson } from './naive-json.ts';
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
import type { Client, Rig } from './support.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await startRig({
    limits: { closeTimeoutMs: 5, framesPerSecond: 1_000_000, frameBurst: 1_000_000, logLinesPerSecond: 1 },
  });
});
afterEach(() => rig.close());

/** What the schemas alone say of a text, if it is strict JSON at all. */
function expected(text: string): AdapterMessage | null {
  const strict = naiveStrictJson(text);
  const type = (strict?.value as { type?: unknown } | null | undefined)?.type;
  if (strict === null || typeof type !== 'string' || !Object.hasOwn(adapterMessages, type)) return null;
  const parsed = adapterMessages[type as keyof typeof adapterMessages].safeParse(strict.value);
  return parsed.success ? (parsed.data as AdapterMessage) : null;
}

/** Somewhere inside a value: the path to it. */
function paths(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => paths(inner, [...path, key]))];
}

function replaced(value: unknown, path: readonly string[], change: (old: unknown) => unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return change(value);
  if (Array.isArray(value))
    return value.map((item: unknown, index) => (String(index) === key ? replaced(item, rest, change) : item));
  return Object.fromEntries(
    Object.entries(value as object).map(([name, inner]) => [
      name,
      name === key ? replaced(inner, rest, change) : (inner as unknown),
    ]),
  );
}

const strangeValue = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    1.5,
    2 ** 53,
    -(2 ** 53),
    1e300,
    '',
    'x',
    [],
    {},
    '0'.repeat(64),
    'property:__proto__',
    'property:',
    'existence',
  ),
  fc.uuid(),
  fc.string({ maxLength: 80, unit: 'binary' }),
  fc.jsonValue({ maxDepth: 3 }),
);

const mutation = fc.oneof(
  fc.record({ how: fc.constant('replace' as const), where: fc.nat(), value: strangeValue }),
  fc.record({
    how: fc.constant('add' as const),
    where: fc.nat(),
    key: fc.constantFrom('type', 'id', 'n', 'extra', '__proto__', 'toString', ''),
    value: strangeValue,
  }),
  fc.record({ how: fc.constant('drop' as const), where: fc.nat() }),
  fc.record({ how: fc.constant('repeat' as const), where: fc.nat() }),
);

function mutate(
  value: unknown,
  { how, where, ...more }: typeof mutation extends fc.Arbitrary<infer Mutation> ? Mutation : never,
): unknown {
  const all = paths(value);
  const path = all[where % all.length] as readonly string[];
  return replaced(value, path, (old) => {
    if (how === 'replace' && 'value' in more) return more.value;
    if (how === 'add' && 'key' in more && typeof old === 'object' && old !== null && !Array.isArray(old))
      return { ...old, [more.key]: more.value };
    if (how === 'drop' && Array.isArray(old)) return old.slice(1);
    if (how === 'drop' && typeof old === 'object' && old !== null)
      return Object.fromEntries(Object.entries(old).slice(1));
    if (how === 'repeat' && Array.isArray(old)) return [...(old as unknown[]), ...(old as unknown[])];
    return old;
  });
}

/** Frames near to valid ones: changed in their structure, then perhaps in their text. */
const nearlyValid = fc
  .record({
    example: fc.constantFrom(...Object.values(adapterExamples)),
    mutations: fc.array(mutation, { maxLength: 2 }),
    indent: fc.constantFrom(undefined, 1),
    edit: fc.option(
      fc.record({
        at: fc.nat(),
        length: fc.nat({ max: 3 }),
        insert: fc.constantFrom(
          '',
          '"',
          '\\',
          '\\u0061',
          '\\ud800',
          ',',
          '}',
          '[',
          '1e999',
          '9007199254740993',
          '0',
          'null',
          '\u0000',
          'é',
        ),
      }),
      { freq: 3 },
    ),
  })
  .map(({ example, mutations, indent, edit }) => {
    const text = JSON.stringify(mutations.reduce<unknown>(mutate, example), null, indent);
    if (edit === null) return text;
    const at = edit.at % (text.length + 1);
    // A pair that was cut in two would be repaired by the socket.
    return (text.slice(0, at) + edit.insert + text.slice(at + edit.length)).toWellFormed();
  });

describe('SEC-1 SEC-2 every frame is taken or revoked as the schemas say', () => {
  it('for thousands of frames near to valid ones of every type', async () => {
    let client: Client = await connectClient(rig);
    let taken = 0;
    let revoked = 0;
    await fc.assert(
      fc.asyncProperty(nearlyValid, async (text) => {
        const verdict = expected(text);
        const { session } = client;
        const frames = rig.standIn.of('frame', session).length;
        client.say(text);
        if (verdict === null) {
          const violation = await rig.standIn.next('violation', session);
          expect(violation.code).toMatch(/^[a-z_]+$/);
          expect(violation.message.length).toBeLessThanOrEqual(512);
          expect(rig.standIn.of('frame', session)).toHaveLength(frames);
          revoked += 1;
          client = await connectClient(rig);
          return;
        }
        const received = await rig.standIn.until(
          () => rig.standIn.of('frame', session)[frames],
          `the frame ${text}`,
        );
        expect(received.message).toEqual(verdict);
        taken += 1;
        if (verdict.type === 'bye') client = await connectClient(rig);
      }),
      { numRuns: 3_000 },
    );
    expect(taken).toBeGreaterThan(300);
    expect(revoked).toBeGreaterThan(300);
    expect(rig.standIn.of('violation')).toHaveLength(revoked);
  });

  it('and noise of bytes behind the upgrade harms nobody else', async () => {
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
      { numRuns: 400 },
    );
    healthy.say(PONG);
    await rig.standIn.until(() => rig.standIn.of('frame', healthy.session)[1], 'a word of the healthy one');
  });

  it('and noise in the upgrade lets nobody in', async () => {
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
      { numRuns: 500 },
    );
    expect(rig.standIn.inputs).toEqual([]);
  });
});
