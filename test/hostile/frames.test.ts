/** Everything that can be wrong with what a session sends: it is revoked at once, and the others live. */
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FaultRow } from '#test/evidence/fault-matrix.ts';
import { shown } from '#test/evidence/index.ts';
import { connectClient, frame, gone, HELLO, PONG, rawSession, startRig } from './support.ts';
import type { Client, Rig } from './support.ts';

let rig: Rig;
let healthy: Client;
beforeEach(async () => {
  // Attackers do not answer a close frame.
  rig = await startRig({ limits: { closeTimeoutMs: 100 } });
  healthy = await connectClient(rig);
  healthy.say(HELLO);
  await rig.standIn.next('frame', healthy.session);
});
afterEach(() => rig.close());

/** The healthy session still gets a frame through, and an answer back. */
async function healthyLives(): Promise<void> {
  const seen = rig.standIn.of('frame', healthy.session).length;
  healthy.say(PONG);
  await rig.standIn.until(
    () => rig.standIn.of('frame', healthy.session)[seen],
    'a frame of the healthy session',
  );
  const answered = once(healthy.socket, 'message');
  expect(rig.gateway.send(healthy.session, { type: 'ping', ping: 7 })).toBe(true);
  await answered;
}

const ID = '3f2b8c1e-8a44-4b0e-9a53-0d8f5a1f2c3d';
const HELLO_SCENE = { project: null, scene: null, saved_revision: null, title: 'untitled', unsaved: false };
const nested = (depth: number): string => `{"type":"pong","ping":${'['.repeat(depth)}${']'.repeat(depth)}}`;

describe('SEC-2 one deviation ends the session', () => {
  const id = ID;
  const frames: readonly (readonly [name: string, code: string, text: string])[] = [
    ['what is not JSON', 'malformed_json', 'hello'],
    ['an empty frame', 'malformed_json', ''],
    ['half a frame', 'malformed_json', '{"type":"hello"'],
    ['two values', 'malformed_json', '{"type":"bye"}{"type":"bye"}'],
    ['a duplicate key', 'duplicate_key', '{"type":"pong","ping":1,"ping":2,"main_thread_age_ms":0}'],
    ['a duplicate key in disguise', 'duplicate_key', '{"type":"bye","t\\u0079pe":"ready"}'],
    ['a prototype key', 'reserved_key', '{"type":"bye","__proto__":{"admin":true}}'],
    ['a prototype key in disguise', 'reserved_key', '{"type":"bye","\\u005f_proto__":{}}'],
    ['deep nesting', 'too_deep', nested(17)],
    ['very deep nesting', 'too_deep', nested(500_000)],
    ['too many values', 'too_complex', `{"type":"declare","objects":[${'0,'.repeat(1_000_001)}0]}`],
    ['a number beyond floats', 'number_out_of_range', '{"type":"pong","ping":1e400,"main_thread_age_ms":0}'],
    [
      'an integer that would be rounded',
      'number_out_of_range',
      '{"type":"pong","ping":9007199254740993,"main_thread_age_ms":0}',
    ],
    ['a lone surrogate', 'ill_formed_text', '{"type":"hands","objects":[],"mode":"\\ud800"}'],
    ['a NUL', 'ill_formed_text', '{"type":"hands","objects":[],"mode":"a\\u0000b"}'],
    ['no object', 'unknown_message', '[]'],
    ['null', 'unknown_message', 'null'],
    ['no type', 'unknown_message', '{}'],
    ['an unknown type', 'unknown_message', '{"type":"approve","id":"1"}'],
    ['a type of the other direction', 'unknown_message', '{"type":"confirm","n":1}'],
    ['a type from the prototype', 'unknown_message', '{"type":"toString"}'],
    ['an unknown field', 'invalid_message', '{"type":"bye","force":true}'],
    [
      'an unknown field deep inside',
      'invalid_message',
      JSON.stringify({ ...HELLO, scene: { ...HELLO_SCENE, authority: 'human' } }),
    ],
    ['a missing field', 'invalid_message', '{"type":"pong","ping":1}'],
    ['a wrong type of field', 'invalid_message', '{"type":"pong","ping":"1","main_thread_age_ms":0}'],
    ['a fraction for a count', 'invalid_message', '{"type":"pong","ping":1.5,"main_thread_age_ms":0}'],
    ['a negative number', 'invalid_message', '{"type":"applied","n":-1,"states":[]}'],
    ['an unsafe integer', 'invalid_message', '{"type":"applied","n":9007199254740992,"states":[]}'],
    ['an id in capitals', 'invalid_message', `{"type":"hands","objects":["${id.toUpperCase()}"],"mode":""}`],
    [
      'a text that is too long',
      'invalid_message',
      `{"type":"hands","objects":[],"mode":"${'x'.repeat(33)}"}`,
    ],
    [
      'a list that is too long',
      'invalid_message',
      JSON.stringify({
        type: 'declare',
        objects: Array.from({ length: 2_001 }, () => ({ id, driven: [], bounded: false })),
      }),
    ],
    [
      'an unknown operation',
      'invalid_message',
      JSON.stringify({
        type: 'observed',
        edit: id,
        applied_through: 0,
        undo: null,
        before: [],
        operations: [{ op: 'run', code: 'rm' }],
      }),
    ],
  ];
  const rowOf = (code: string): FaultRow =>
    code === 'unknown_message' || code === 'invalid_message' ? 24 : 25;
  it.each(frames.map(([name, ...rest]) => [name, rowOf(rest[0]), ...rest] as const))(
    '%s (row %i)',
    async (_name, row, code, text) => {
      const attacker = await connectClient(rig);
      attacker.say(HELLO);
      attacker.say(text);
      const violation = await rig.standIn.next('violation', attacker.session);
      expect(violation.code).toBe(code);
      expect(await attacker.closed).toBe(4_000);
      expect(attacker.received.at(-1)).toMatchObject({ type: 'revoked', code });
      expect(rig.gateway.connectionInfo(attacker.session)?.offendingFrame?.slice(0, 50)).toBe(
        text.slice(0, 50),
      );
      expect(rig.standIn.of('frame', attacker.session)).toHaveLength(1);
      await expect(connectClient(rig, attacker.token)).rejects.toThrow('401');
      await healthyLives();
      const how =
        row === 24 ? 'messages that are not of the protocol' : 'JSON that readers could take differently';
      shown({ ids: ['SEC-1', 'SEC-2'], row, how, runs: 1 });
    },
  );

  const bytes: readonly (readonly [name: string, code: string, closeCode: number, bytes: Buffer])[] = [
    ['a binary frame', 'binary_frame', 4_000, frame(2, 'mesh')],
    ['a frame larger than allowed', 'frame_too_large', 1_009, frame(1, '', { claimedLength: 4_194_305n })],
    ['a frame of 2^62 bytes', 'frame_too_large', 1_009, frame(1, '', { claimedLength: 1n << 62n })],
    ['bytes that are no UTF-8', 'invalid_utf8', 1_007, frame(1, Uint8Array.from([0x22, 0xc3, 0x28, 0x22]))],
    [
      'a surrogate in UTF-8',
      'invalid_utf8',
      1_007,
      frame(1, Uint8Array.from([0x22, 0xed, 0xa0, 0x80, 0x22])),
    ],
    ['an overlong encoding', 'invalid_utf8', 1_007, frame(1, Uint8Array.from([0x22, 0xc0, 0xaf, 0x22]))],
    ['a frame that is not masked', 'invalid_framing', 1_002, frame(1, '{"type":"bye"}', { masked: false })],
    ['a reserved bit', 'invalid_framing', 1_002, frame(1, '{"type":"bye"}', { rsv: 0x40 })],
    ['an unknown kind of frame', 'invalid_framing', 1_002, frame(3, 'x')],
    ['a continuation of nothing', 'invalid_framing', 1_002, frame(0, 'x')],
    [
      'a new frame within a frame',
      'invalid_framing',
      1_002,
      Buffer.concat([frame(1, '{', { fin: false }), frame(1, '}')]),
    ],
    ['a ping in fragments', 'invalid_framing', 1_002, frame(9, 'x', { fin: false })],
    ['a ping that is too long', 'invalid_framing', 1_002, frame(9, 'x'.repeat(126))],
    ['a reserved close code', 'invalid_framing', 1_002, frame(8, Uint8Array.from([0x03, 0xed]))],
    [
      'a frame in 1,025 fragments',
      'too_many_fragments',
      1_008,
      Buffer.concat([
        frame(1, '"', { fin: false }),
        ...Array.from({ length: 1_025 }, () => frame(0, 'x', { fin: false })),
      ]),
    ],
    [
      'empty fragments without end',
      'too_many_fragments',
      1_008,
      Buffer.concat([
        frame(1, '', { fin: false }),
        ...Array.from({ length: 20_000 }, () => frame(0, '', { fin: false })),
      ]),
    ],
    [
      'a flood of pings',
      'too_many_control_frames',
      4_000,
      Buffer.concat(Array.from({ length: 5_000 }, () => frame(9, 'x'))),
    ],
    [
      'a flood of pongs',
      'too_many_control_frames',
      4_000,
      Buffer.concat(Array.from({ length: 5_000 }, () => frame(10, ''))),
    ],
  ];
  const isFlood = (code: string): boolean => code.startsWith('too_many') || code === 'frame_too_large';
  it.each(bytes.map(([name, ...rest]) => [name, isFlood(rest[0]) ? 26 : 24, ...rest] as const))(
    '%s (row %i)',
    async (_name, row, code, closeCode, attack) => {
      const { socket, connected } = await rawSession(rig);
      const received: Buffer[] = [];
      socket.on('data', (chunk) => received.push(chunk));
      socket.write(attack);
      const violation = await rig.standIn.next('violation', connected.session);
      expect(violation.code).toBe(code);
      await gone(socket);
      // The close frame stands somewhere at the end, behind pongs and the `revoked` message.
      const closeFrame = Buffer.from([closeCode >> 8, closeCode & 255]);
      expect(Buffer.concat(received).includes(closeFrame)).toBe(true);
      await expect(connectClient(rig, connected.token)).rejects.toThrow('401');
      expect(rig.standIn.of('disconnected', connected.session)).toEqual([]);
      await healthyLives();
      const how = isFlood(code)
        ? 'oversize, fragments and pings without end'
        : 'bytes that are not of WebSocket';
      shown({ ids: ['SEC-1', 'SEC-2'], row, how, runs: 1 });
    },
  );

  it('and nothing that follows in the same breath counts', async () => {
    const { socket, connected } = await rawSession(rig);
    socket.write(
      Buffer.concat([
        frame(1, JSON.stringify(HELLO)),
        frame(1, '{'),
        frame(1, JSON.stringify(PONG)),
        frame(1, '{'),
      ]),
    );
    await rig.standIn.next('violation', connected.session);
    await gone(socket);
    expect(rig.standIn.of('frame', connected.session)).toHaveLength(1);
    expect(rig.standIn.of('violation', connected.session)).toHaveLength(1);
  });
});

describe('SEC-1 the gateway takes what is legal', () => {
  it('a frame in fragments, with a ping in between, byte by byte', async () => {
    const { socket, connected } = await rawSession(rig);
    const text = JSON.stringify({ ...HELLO, scene: { ...HELLO_SCENE, title: 'Ångström 😀' } });
    const cut = Buffer.from(text);
    const bytes = Buffer.concat([
      frame(1, cut.subarray(0, 20), { fin: false }),
      frame(9, 'still there?'),
      frame(0, cut.subarray(20, 21), { fin: false }),
      frame(0, cut.subarray(21)),
    ]);
    socket.setNoDelay(true);
    for (const byte of bytes) socket.write(Uint8Array.from([byte]));
    expect((await rig.standIn.next('frame', connected.session)).message).toEqual(JSON.parse(text));
    expect(rig.standIn.of('violation')).toEqual([]);
    socket.destroy();
  });

  it('a frame as large as allowed', async () => {
    const big = {
      type: 'observed',
      edit: ID,
      applied_through: 0,
      undo: null,
      before: [],
      operations: [] as unknown[],
    };
    const operation = { op: 'set_property', id: ID, key: 'note', value: 'x'.repeat(1_024) };
    while (big.operations.length < 3_500) big.operations.push(operation);
    const size = JSON.stringify(big).length;
    expect(size).toBeGreaterThan(3_500_000);
    healthy.say(`${JSON.stringify(big)}${' '.repeat(4_194_304 - size)}`);
    await rig.standIn.until(() => rig.standIn.of('frame', healthy.session)[1], 'the large frame');
    expect(rig.standIn.of('violation')).toEqual([]);
  });
});

describe('SEC-3 what is kept of an attack', () => {
  it('is cut, and holds neither token nor code', async () => {
    const attacker = await connectClient(rig);
    const { code } = rig.gateway.mintPairingCode();
    attacker.say(
      `{"type":"bye","mine":"${attacker.token}","theirs":"${healthy.token}","code":"${code}","pad":"${'x'.repeat(4_000)}${healthy.token}${'y'.repeat(9_000)}"}`,
    );
    await rig.standIn.next('violation', attacker.session);
    const kept = rig.gateway.connectionInfo(attacker.session)?.offendingFrame ?? '';
    expect(kept).toContain('"mine":"[masked]","theirs":"[masked]","code":"[masked]"');
    expect(kept.length).toBeLessThan(4_200);
    expect(kept).not.toContain(healthy.token.slice(0, 16));
  });

  it('also when the secret is the name of the unknown field or of a property', async () => {
    for (const text of [
      (token: string) => `{"type":"bye","${token}":1}`,
      (token: string) => `{"type":"${token}"}`,
      (token: string) => `{"type":"hello","adapter":{"${token}":"\\u001b[31m"}}`,
      (token: string) => `{"type":"pong","ping":"${token}","main_thread_age_ms":0}`,
    ]) {
      const attacker = await connectClient(rig);
      attacker.say(text(attacker.token));
      const violation = await rig.standIn.next('violation', attacker.session);
      await attacker.closed;
      const revoked = attacker.received.at(-1);
      for (const shown of [
        violation.message,
        JSON.stringify(revoked),
        JSON.stringify(rig.standIn.log),
        JSON.stringify(rig.gateway.stats()),
      ]) {
        expect(shown).not.toContain(attacker.token);
      }
    }
  });

  it('is kept for the last few dozen sessions only', async () => {
    await rig.close();
    rig = await startRig({ limits: { keptEndings: 2 } });
    const ended: string[] = [];
    for (let count = 0; count < 3; count += 1) {
      const attacker = await connectClient(rig);
      attacker.say('{');
      await attacker.closed;
      ended.push(attacker.session);
    }
    expect(ended.map((session) => rig.gateway.connectionInfo(session)?.offendingFrame)).toEqual([
      undefined,
      '{',
      '{',
    ]);
    healthy = await connectClient(rig);
  });

  it('is the frame that the orchestrator revoked for, too: a call out of turn', async () => {
    const attacker = await connectClient(rig);
    rig.standIn.onFrame = (session) => {
      if (session === attacker.session) rig.gateway.revoke(session, 'unsent_number', 'Nothing was applied.');
    };
    attacker.say({ type: 'applied', n: 99, states: [] });
    expect(await attacker.closed).toBe(4_000);
    expect(attacker.received.at(-1)).toEqual({
      type: 'revoked',
      code: 'unsent_number',
      message: 'Nothing was applied.',
    });
    expect(rig.gateway.connectionInfo(attacker.session)?.offendingFrame).toContain('"n":99');
    expect(rig.standIn.of('violation')).toEqual([]);
    expect(rig.standIn.of('disconnected', attacker.session)).toEqual([]);
    rig.standIn.onFrame = null;
    await healthyLives();
  });
});
