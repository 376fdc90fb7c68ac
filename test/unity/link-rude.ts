/** The Unity adapter's link against servers that do not read, say nothing, or break WebSocket's own rules. */
import { strict as assert } from 'node:assert';
import type { Socket } from 'node:net';
import type { Test } from '../scripted/harness.ts';
import { LinkDriver } from './link-driver.ts';
import { answer, frame, OPCODE, RudeServer } from './rude-server.ts';
import type { Script } from './rude-server.ts';

const WELCOME = JSON.stringify({
  type: 'welcome',
  session: '00000000-0000-4000-8000-000000000001',
  token: 'ab'.repeat(32),
  project: { id: '00000000-0000-4000-8000-000000000002', name: 'Street' },
  revision: 0,
  resumed: false,
  heartbeat_ms: 1_000,
  hold: null,
});
const LEAVE_LIMIT_MS = 6_000;
/** More than may wait to be sent, in frames of three megabytes; what the system buffers comes on top. */
const TOO_MANY_FRAMES = 20;
const BEYOND_A_FRAME = 32n * 1024n * 1024n + 1n;
const RETRY_AFTER_S = 2;

export function rudeTests(program: string): Test[] {
  const withRude =
    (script: Script, run: (driver: LinkDriver, server: RudeServer) => Promise<void>) => async () => {
      const server = await new RudeServer(script).listen();
      const driver = await LinkDriver.start(program);
      try {
        await run(driver, server);
        assert.equal(driver.everSaid('ab'.repeat(32)), false, 'the token is never told');
      } finally {
        await driver.end();
        await server.close();
      }
    };
  /** Upgrades and welcomes, and reads nothing after it. */
  const deaf: Script = (socket, head) => {
    socket.pause();
    socket.write(answer(head));
    socket.write(frame(OPCODE.text, WELCOME));
  };
  const refused = (what: string, reason: RegExp, script: Script): Test => [
    `takes no part in ${what}`,
    withRude(script, async (driver, server) => {
      driver.connect(server.url);
      assert.match(String((await driver.next('lost'))['reason']), reason);
      await driver.next('connecting');
    }),
  ];
  const broken = (what: string, ...frames: readonly Buffer[]): Test => [
    `hangs up on ${what}`,
    withRude(
      (socket, head) => {
        socket.write(answer(head));
        socket.write(frame(OPCODE.text, WELCOME));
        for (const each of frames) socket.write(each);
      },
      async (driver, server) => {
        driver.connect(server.url);
        await driver.frame('welcome');
        assert.match(String((await driver.next('lost'))['reason']), /broke/);
      },
    ),
  ];

  return [
    [
      'ends a connection on which nothing is read, and not the engine',
      withRude(deaf, async (driver, server) => {
        driver.connect(server.url);
        await driver.frame('welcome');
        driver.do('flood', { frames: TOO_MANY_FRAMES });
        assert.equal((await driver.next('sent'))['ok'], false);
        await driver.next('lost');
        await driver.next('connecting');
      }),
    ],
    ...['stop', 'detach'].map((how): Test => [
      `an application that does not read cannot hold up a ${how}`,
      withRude(deaf, async (driver, server) => {
        driver.connect(server.url);
        await driver.frame('welcome');
        driver.do('flood', { frames: 8 });
        assert.equal((await driver.next('sent'))['ok'], true);
        driver.do(how);
        const left = await driver.next('left');
        assert.equal(left['alive'], false);
        assert.ok((left['ms'] as number) < LEAVE_LIMIT_MS, `${String(left['ms'])} ms`);
      }),
    ]),
    [
      'takes an application that has fallen silent for gone',
      withRude(
        (socket, head) => {
          socket.write(answer(head));
          socket.write(frame(OPCODE.text, WELCOME));
        },
        async (driver, server) => {
          driver.connect(server.url);
          await driver.frame('welcome');
          assert.match(String((await driver.next('lost'))['reason']), /silent/);
          await driver.next('connecting');
        },
      ),
    ],
    [
      'does not wait for an answer that never comes',
      withRude(
        () => undefined,
        async (driver, server) => {
          driver.connect(server.url);
          assert.match(String((await driver.next('lost'))['reason']), /takes too long/);
        },
      ),
    ],
    [
      'can be stopped while it waits for an answer that never comes',
      async () => {
        const asked = Promise.withResolvers<void>();
        await withRude(
          () => asked.resolve(),
          async (driver, server) => {
            driver.connect(server.url);
            await asked.promise;
            driver.do('stop');
            const left = await driver.next('left');
            assert.deepEqual([left['alive'], left['resumes']], [false, false]);
          },
        )();
      },
    ],
    [
      'comes back no earlier than it is told to',
      async () => {
        const asked: number[] = [];
        const again = Promise.withResolvers<void>();
        await withRude(
          (socket) => {
            asked.push(performance.now());
            if (asked.length > 1) again.resolve();
            const body = 'too_many_attempts\n';
            socket.end(
              `HTTP/1.1 429 Too Many Requests\r\nRetry-After: ${RETRY_AFTER_S}\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
            );
          },
          async (driver, server) => {
            driver.connect(server.url);
            await driver.next('lost', (told) => String(told['reason']).includes('too_many_attempts'));
            await again.promise;
            const [first = 0, second = 0] = asked;
            // Timers of two processes may differ by a few milliseconds.
            assert.ok(second - first > RETRY_AFTER_S * 1_000 - 50, `${second - first} ms`);
          },
        )();
      },
    ],
    [
      'reads frames in pieces, answers pings, and gives the code of a close back',
      async () => {
        const heard: Buffer[] = [];
        const ended = Promise.withResolvers<void>();
        const script = (socket: Socket, head: string): void => {
          socket.on('data', (chunk) => heard.push(chunk)).on('close', () => ended.resolve());
          socket.write(answer(head));
          const [first, second] = [WELCOME.slice(0, 40), WELCOME.slice(40)];
          socket.write(frame(OPCODE.text, first, { fin: false }));
          socket.write(frame(OPCODE.ping, 'hey'));
          const note = Buffer.from('{"type":"note","message":"é"}');
          socket.write(frame(OPCODE.continuation, second));
          socket.write(frame(OPCODE.text, note.subarray(0, 26), { fin: false }));
          socket.write(frame(OPCODE.continuation, '', { fin: false }));
          socket.write(frame(OPCODE.continuation, note.subarray(26)));
          socket.write(frame(OPCODE.close, Buffer.from([0x0f, 0xa1])));
        };
        await withRude(script, async (driver, server) => {
          driver.connect(server.url);
          await driver.frame('welcome');
          assert.equal((await driver.frame('note'))['text'], 'é');
          await driver.next('ended');
          await ended.promise;
          const unmasked = unmask(Buffer.concat(heard));
          assert.deepEqual(unmasked, [
            [OPCODE.pong, Buffer.from('hey')],
            [OPCODE.close, Buffer.from([0x0f, 0xa1])],
          ]);
        })();
      },
    ],
    refused('what is no HTTP', /no HTTP/, (socket) => socket.end('SSH-2.0-OpenSSH\r\n\r\n')),
    refused('an answer without end', /too long/, (socket) => socket.end('x'.repeat(20_000))),
    refused('a line that breaks off', /cannot be reached/, (socket) => socket.end('HTTP/1.1 101')),
    refused('a wrong accept', /no WebSocket/, (socket, head) =>
      socket.write(answer(head, { 'Sec-WebSocket-Accept': 'x' })),
    ),
    refused('another protocol', /another protocol/, (socket, head) =>
      socket.write(answer(head, { 'Sec-WebSocket-Protocol': 'chat' })),
    ),
    refused('no protocol', /another protocol/, (socket, head) =>
      socket.write(answer(head, { 'Sec-WebSocket-Protocol': null })),
    ),
    refused('compression', /another protocol/, (socket, head) =>
      socket.write(answer(head, { 'Sec-WebSocket-Extensions': 'permessage-deflate' })),
    ),
    broken('a masked frame', frame(OPCODE.text, 'x', { masked: true })),
    broken('a reserved bit', frame(OPCODE.text, 'x', { rsv: 0x40 })),
    broken('an unknown opcode', frame(3, '')),
    broken('a continuation of nothing', frame(OPCODE.continuation, 'x')),
    broken('a frame within a frame', frame(OPCODE.text, 'a', { fin: false }), frame(OPCODE.text, 'b')),
    broken('a ping in pieces', frame(OPCODE.ping, '', { fin: false })),
    broken('a ping that is too large', frame(OPCODE.ping, 'x'.repeat(126))),
    broken('a binary frame', frame(OPCODE.binary, 'x')),
    broken('what is no UTF-8', frame(OPCODE.text, Buffer.from([0xff]))),
    broken(
      'a frame that is too large',
      frame(OPCODE.text, Buffer.alloc(Number(BEYOND_A_FRAME), 'x'), { claimedLength: BEYOND_A_FRAME }),
    ),
  ];
}

/** What a client sent after its upgrade: opcode and payload of each frame, all of them short. */
function unmask(bytes: Buffer): [number, Buffer][] {
  const frames: [number, Buffer][] = [];
  for (let at = 0; at < bytes.length;) {
    const [first = 0, second = 0] = bytes.subarray(at, at + 2);
    assert.equal(second & 0x80, 0x80, 'a client masks');
    const size = second & 0x7f;
    const mask = bytes.subarray(at + 2, at + 6);
    const payload = bytes
      .subarray(at + 6, at + 6 + size)
      .map((byte, index) => byte ^ (mask[index % 4] as number));
    frames.push([first & 0x0f, Buffer.from(payload)]);
    at += 6 + size;
  }
  return frames;
}
