/** The Unity adapter's link over its life: connecting, losing, resuming, ending. */
import { strict as assert } from 'node:assert';
import { setImmediate as others } from 'node:timers/promises';
import { FakeServer } from '../scripted/fake-server.ts';
import type { Session } from '../scripted/fake-server.ts';
import type { Test } from '../scripted/harness.ts';
import { LinkDriver } from './link-driver.ts';
import { untilAge } from './pings.ts';

/** A link may take this long to be gone: what it waits for a good-bye, and a machine that is busy. */
const LEAVE_LIMIT_MS = 6_000;
const STUCK_MS = 500;
const LARGE_FRAMES = 4;
const MORE_THAN_THE_INBOX_HOLDS = 70_000;
const SENT_AT_ONCE = 1_000;

export function linkTests(program: string): Test[] {
  const withServer =
    (run: (driver: LinkDriver, server: FakeServer) => Promise<void>) => async (): Promise<void> => {
      const server = await new FakeServer().listen();
      const driver = await LinkDriver.start(program);
      try {
        await run(driver, server);
        assert.deepEqual(server.violations, []);
      } finally {
        await driver.end();
        await server.close();
      }
    };
  /** Connected and greeted. */
  const greeted = async (driver: LinkDriver, server: FakeServer): Promise<Session> => {
    const session = await server.session();
    const hello = session.greet();
    await driver.frame('welcome');
    driver.do('hello');
    await hello;
    return session;
  };

  return [
    [
      'connects with a code, greets, and is told of frames in order, without the token',
      withServer(async (driver, server) => {
        driver.connect(server.url, server.code);
        assert.equal((await driver.next('connecting'))['attempt'], 1);
        const session = await server.session();
        assert.equal(session.resumed, false);
        const hello = session.greet();
        assert.equal((await driver.frame('welcome'))['text'], null);
        driver.do('hello');
        assert.equal((await hello).engine.kind, 'unity');
        for (let index = 0; index < 500; index += 1) session.send({ type: 'note', message: `${index}` });
        for (let index = 0; index < 500; index += 1)
          assert.equal((await driver.frame('note'))['text'], `${index}`);
        assert.deepEqual(server.upgrades, ['VibeSync-Pairing TEST-CODE']);
      }),
    ],
    [
      'sends nothing without a connection, and says so',
      withServer(async (driver, server) => {
        server.refuseWith = 503;
        driver.connect(server.url);
        await driver.next('lost');
        driver.do('note');
        assert.equal((await driver.next('sent'))['ok'], false);
      }),
    ],
    [
      'answers heartbeats while the main thread is stuck, and says for how long it is',
      withServer(async (driver, server) => {
        driver.connect(server.url);
        const session = await greeted(driver, server);
        driver.do('freeze');
        await driver.next('frozen');
        const ages = await untilAge(session, 1, (age) => age >= STUCK_MS);
        assert.deepEqual(
          ages,
          ages.toSorted((a, b) => a - b),
          'the age only grows',
        );
        session.send({ type: 'note', message: 'meanwhile' });
        driver.do('thaw');
        assert.equal((await driver.frame('note'))['text'], 'meanwhile');
        await untilAge(session, 200_000, (age) => age < STUCK_MS);
      }),
    ],
    [
      'carries frames of megabytes',
      withServer(async (driver, server) => {
        driver.connect(server.url);
        const session = await greeted(driver, server);
        driver.do('flood', { frames: LARGE_FRAMES });
        for (let frame = 0; frame < LARGE_FRAMES; frame += 1)
          assert.ok((await session.next('applied')).states.length > 1_000);
        assert.equal((await driver.next('sent'))['ok'], true);
      }),
    ],
    [
      'loses no frame where more come than the main thread takes',
      withServer(async (driver, server) => {
        driver.connect(server.url);
        const session = await greeted(driver, server);
        driver.do('freeze');
        await driver.next('frozen');
        for (let index = 0; index < MORE_THAN_THE_INBOX_HOLDS; index += 1) {
          session.send({ type: 'note', message: `${index}` });
          // In between the servers of this process have to say that they are there.
          if (index % SENT_AT_ONCE === 0) await others();
        }
        driver.do('thaw');
        await driver.next('frame', (told) => told['text'] === `${MORE_THAN_THE_INBOX_HOLDS - 1}`);
        const notes = driver.said.filter((told) => told['frame'] === 'note').map((told) => told['text']);
        assert.deepEqual(
          notes,
          Array.from({ length: MORE_THAN_THE_INBOX_HOLDS }, (_, index) => `${index}`),
        );
      }),
    ],
    [
      'resumes with each token once after the line was cut',
      withServer(async (driver, server) => {
        driver.connect(server.url);
        for (let times = 0; times < 3; times += 1) {
          const session = await greeted(driver, server);
          assert.equal(session.resumed, times > 0);
          session.cut();
          await driver.next('lost', (told) => String(told['reason']).includes('1006'));
        }
        assert.equal((await greeted(driver, server)).resumed, true);
        assert.deepEqual(server.upgrades, [
          'VibeSync-Pairing TEST-CODE',
          'Bearer <token>',
          'Bearer <token>',
          'Bearer <token>',
        ]);
      }),
    ],
    [
      'says nothing on a new connection that was meant for the one before',
      withServer(async (driver, server) => {
        driver.connect(server.url);
        const session = await greeted(driver, server);
        driver.do('freeze');
        await driver.next('frozen');
        session.cut();
        const next = await server.session();
        const hello = next.greet();
        next.send({ type: 'ping', ping: 1 });
        await next.next('pong');
        driver.do('note');
        assert.equal((await driver.next('sent'))['ok'], false);
        driver.do('thaw');
        await driver.next('lost');
        await driver.frame('welcome');
        driver.do('hello');
        await hello;
        driver.do('note');
        assert.equal((await next.next('failed')).code, 'large');
      }),
    ],
    [
      'tries again while the application is full or closing',
      withServer(async (driver, server) => {
        server.refuseWith = 503;
        driver.connect(server.url);
        await driver.next('lost', (told) => String(told['reason']).includes('503'));
        assert.equal((await driver.next('connecting'))['attempt'], 2);
        await driver.next('lost');
        server.refuseWith = null;
        const session = await greeted(driver, server);
        session.close(1001);
        await driver.next('lost', (told) => String(told['reason']).includes('1001'));
        assert.equal((await greeted(driver, server)).resumed, true);
      }),
    ],
    [
      'tries again until somebody listens',
      withServer(async (driver, server) => {
        const { port, url } = server;
        await server.close();
        driver.connect(url);
        await driver.next('lost', (told) => String(told['reason']).includes('cannot be reached'));
        await server.listen(port);
        await greeted(driver, server);
      }),
    ],
    [
      'gives up where its code or its token is not known any more',
      withServer(async (driver, server) => {
        driver.connect(server.url, 'OTHER-CODE');
        const ended = await driver.next('ended');
        assert.match(String(ended['reason']), /pair again/);
        assert.equal(server.upgrades.length, 1);
        driver.do('connect', { url: server.url, code: server.code });
        const session = await greeted(driver, server);
        server.newToken();
        session.cut();
        assert.equal((await driver.next('ended'))['resumes'], false);
        assert.equal(driver.said.filter((told) => told.tells === 'connecting').length, 3);
      }),
    ],
    ...[4_000, 4_001, 4_002].map((code): Test => [
      `gives up where the session is closed with ${code}`,
      withServer(async (driver, server) => {
        driver.connect(server.url);
        const session = await greeted(driver, server);
        session.close(code);
        assert.equal((await driver.next('ended'))['resumes'], false);
        assert.equal(await session.closed, code);
      }),
    ]),
    [
      'gives up where it is revoked, and says why',
      withServer(async (driver, server) => {
        driver.connect(server.url);
        const session = await greeted(driver, server);
        session.send({ type: 'revoked', code: 'revoked_by_person', message: 'Disconnected by Ada.' });
        await driver.frame('revoked');
        assert.match(String((await driver.next('ended'))['reason']), /by Ada/);
      }),
    ],
    ...[
      '{"type":"apply"}',
      '{"type":"note","message":1}',
      '{"type":"note","message":"","message":""}',
      'hello',
      '',
    ].map((text): Test => [
      `gives up where what comes is no frame: ${text === '' ? 'nothing' : text}`,
      withServer(async (driver, server) => {
        driver.connect(server.url);
        const session = await greeted(driver, server);
        session.sendRaw(text);
        assert.match(String((await driver.next('ended'))['reason']), /does not keep to the protocol/);
        assert.equal(await session.closed, 4_000);
      }),
    ]),
    [
      'says good-bye when it is stopped, and forgets the token',
      withServer(async (driver, server) => {
        driver.connect(server.url);
        const session = await greeted(driver, server);
        // Large enough not to be gone at once, and read well within what a link waits for it.
        driver.do('flood', { frames: 1 });
        driver.do('stop');
        await session.next('applied');
        await session.next('bye');
        session.close(1_000);
        const left = await driver.next('left');
        assert.deepEqual([left['alive'], left['resumes']], [false, false]);
        assert.ok((left['ms'] as number) < LEAVE_LIMIT_MS);
      }),
    ],
    [
      'leaves for another domain without a good-bye, and comes back with the token',
      withServer(async (driver, server) => {
        driver.connect(server.url);
        const session = await greeted(driver, server);
        driver.do('note');
        driver.do('detach');
        assert.equal((await session.next('failed')).code, 'large');
        await session.closed;
        assert.deepEqual(session.unread('bye'), []);
        const left = await driver.next('left');
        assert.deepEqual([left['alive'], left['resumes']], [false, true]);
        driver.connect(server.url, null);
        assert.equal((await greeted(driver, server)).resumed, true);
      }),
    ],
    [
      'keeps a token that the main thread has not asked about yet',
      withServer(async (driver, server) => {
        driver.connect(server.url);
        const session = await server.session();
        driver.do('freeze');
        await driver.next('frozen');
        void session.greet().catch(() => undefined);
        session.send({ type: 'ping', ping: 1 });
        await session.next('pong');
        driver.do('detach');
        assert.equal((await driver.next('left'))['resumes'], true);
      }),
    ],
    [
      'stops at once while it waits to try again',
      withServer(async (driver, server) => {
        server.refuseWith = 503;
        driver.connect(server.url);
        await driver.next('lost');
        driver.do('stop');
        const left = await driver.next('left');
        assert.deepEqual([left['alive'], left['resumes']], [false, false]);
      }),
    ],
  ];
}
