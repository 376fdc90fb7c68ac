/** Tokens: what each opens, what kills it, and what another one's holder can do with it. R20, SEC-3. */
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OrchestratorMessage } from '#app/protocol/index.ts';
import type { KnownToken } from '#main/gateway/index.ts';
import { shown } from '#test/evidence/index.ts';
import { attempt, connectClient, frame, HELLO, PONG, rawSession, startRig } from './support.ts';
import type { Client, Rig } from './support.ts';

/** So many milliseconds the reader is kept busy by each frame. */
const SLOW_FRAME_MS = 3;

let rig: Rig;
let tokens: readonly KnownToken[];
beforeEach(async () => {
  rig = await startRig({
    limits: { closeTimeoutMs: 100, replaceTimeoutMs: 50 },
    onTokensChanged: (changed) => (tokens = changed),
  });
});
afterEach(() => rig.close());

const bearer = (token: string): Promise<string> => attempt(rig.gateway.port, `Bearer ${token}`);

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/** Its first frame: from here on its adapter has its token for sure. */
async function greet(client: Client): Promise<void> {
  client.say(HELLO);
  await rig.standIn.next('frame', client.session);
}

async function cutOff(client: Client): Promise<void> {
  client.socket.terminate();
  await rig.standIn.next('disconnected', client.session);
}

describe('R20 a session is not its socket', () => {
  it('a cut-off session is resumed once, as a new session with a new token', async () => {
    const first = await connectClient(rig);
    await cutOff(first);
    const second = await connectClient(rig, first.token);
    expect(rig.standIn.of('connected', second.session)[0]?.resumes).toBe(first.session);
    expect(second.session).not.toBe(first.session);
    expect(second.token).toMatch(/^[0-9a-f]{64}$/);
    expect(second.token).not.toBe(first.token);
    await greet(second);
    expect(await bearer(first.token)).toBe('401 unauthorized');
    expect(second.socket.readyState).toBe(second.socket.OPEN);
    expect(rig.standIn.of('violation')).toEqual([]);
  });

  it('a resume that breaks before its first frame leaves the token good that opened it, and the new one too', async () => {
    let client = await connectClient(rig);
    await greet(client);
    const held = client.token;
    for (let round = 0; round < 5; round += 1) {
      await cutOff(client);
      const before = client.session;
      client = await connectClient(rig, held);
      expect(rig.standIn.of('connected', client.session)[0]?.resumes).toBe(before);
    }
    // Its `welcome` had come after all: the newest is as good, and the one before it is then dead.
    await cutOff(client);
    const last = await connectClient(rig, client.token);
    expect(tokens).toEqual([
      { session: last.session, hash: hashOf(last.token), former: hashOf(client.token) },
    ]);
    await cutOff(last);
    expect(await bearer(held)).toBe('401 unauthorized');
    expect(rig.standIn.of('violation')).toEqual([]);
  });

  it('its first frame spends the former token, also over a restart of the application', async () => {
    const first = await connectClient(rig);
    await cutOff(first);
    const second = await connectClient(rig, first.token);
    await cutOff(second);
    await rig.close();
    rig = await startRig({
      knownTokens: tokens,
      limits: { closeTimeoutMs: 100, replaceTimeoutMs: 50 },
      onTokensChanged: (changed) => (tokens = changed),
    });
    const third = await connectClient(rig, first.token);
    expect(rig.standIn.of('connected', third.session)[0]?.resumes).toBe(second.session);
    await greet(third);
    expect(tokens).toEqual([{ session: third.session, hash: hashOf(third.token) }]);
    await cutOff(third);
    expect(await bearer(first.token)).toBe('401 unauthorized');
    expect(await bearer(second.token)).toBe('401 unauthorized');
    expect((await connectClient(rig, third.token)).received).toHaveLength(1);
  });

  it.each([
    ['before its first frame', false],
    ['while its first frame is on its way', true],
  ])('a former token on a second socket, %s, revokes the session and both sockets', async (_when, speaks) => {
    await rig.close();
    rig = await startRig({
      limits: { closeTimeoutMs: 100, replaceTimeoutMs: 300 },
      onTokensChanged: (changed) => (tokens = changed),
    });
    const first = await connectClient(rig);
    await cutOff(first);
    const second = await connectClient(rig, first.token);
    const theft = bearer(first.token);
    if (speaks) {
      // One who comes later is answered: the second socket is at the door by now, and waits for the end of the first.
      await bearer('1'.repeat(64));
      await greet(second);
    }
    expect(await theft).toBe('401 unauthorized');
    expect(await second.closed).toBe(4_000);
    expect(second.received.at(-1)).toMatchObject({ type: 'revoked', code: 'token_in_use' });
    for (const token of [first.token, second.token]) expect(await bearer(token)).toBe('401 unauthorized');
    expect(tokens).toEqual([]);
  });

  it('a resume right behind the end of the old socket is no theft', async () => {
    for (let round = 0; round < 20; round += 1) {
      const first = await connectClient(rig);
      first.socket.terminate();
      const second = await connectClient(rig, first.token);
      expect(rig.standIn.of('connected', second.session)[0]?.resumes).toBe(first.session);
      second.say({ type: 'bye' });
      await second.closed;
    }
    expect(rig.standIn.of('violation')).toEqual([]);
    // Every old session was seen to end before its successor began.
    const order = rig.standIn.inputs.filter(
      (input) => input.in === 'disconnected' || (input.in === 'connected' && input.resumes !== null),
    );
    expect(order.map((input) => input.in)).toEqual(
      Array.from({ length: 20 }, () => ['disconnected', 'connected']).flat(),
    );
  });

  it('what was sent before the end still counts before the resume', async () => {
    const first = await connectClient(rig);
    first.say(HELLO);
    await rig.standIn.next('frame', first.session);
    for (let count = 0; count < 200; count += 1) first.say(PONG);
    const flushed = new Promise((resolve) => first.socket.send(JSON.stringify(PONG), resolve));
    await flushed;
    first.socket.terminate();
    const second = await connectClient(rig, first.token);
    const at = rig.standIn.inputs.findIndex(
      (input) => input.in === 'connected' && input.session === second.session,
    );
    const frames = rig.standIn.inputs.map((input, index) =>
      input.in === 'frame' && input.session === first.session ? index : -1,
    );
    expect(frames.filter((index) => index >= 0)).toHaveLength(202);
    expect(Math.max(...frames)).toBeLessThan(at);
  });

  it('also where reading it takes longer than a socket that is in the way is waited for', async () => {
    const first = await connectClient(rig);
    first.say(HELLO);
    await rig.standIn.next('frame', first.session);
    rig.standIn.onFrame = () => {
      const endMs = performance.now() + SLOW_FRAME_MS;
      while (performance.now() < endMs);
    };
    for (let count = 0; count < 100; count += 1) first.say(PONG);
    await new Promise((resolve) => first.socket.send(JSON.stringify(PONG), resolve));
    first.socket.terminate();
    await connectClient(rig, first.token);
    expect(rig.standIn.of('frame', first.session)).toHaveLength(102);
  });

  it('of two who resume at the same moment one gets in', async () => {
    const first = await connectClient(rig);
    await cutOff(first);
    const results = await Promise.allSettled([1, 2, 3].map(() => connectClient(rig, first.token)));
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    expect(rig.standIn.of('connected').filter((input) => input.resumes === first.session)).toHaveLength(1);
  });

  it('a token that is shown on a second socket revokes the session and both sockets (SEC-2, SEC-3)', async () => {
    const victim = await connectClient(rig);
    const bystander = await connectClient(rig);
    victim.say(HELLO);
    await rig.standIn.next('frame', victim.session);
    expect(await bearer(victim.token)).toBe('401 unauthorized');
    expect(await rig.standIn.next('violation', victim.session)).toMatchObject({ code: 'token_in_use' });
    expect(await victim.closed).toBe(4_000);
    expect(victim.received.at(-1)).toMatchObject({ type: 'revoked', code: 'token_in_use' });
    expect(await bearer(victim.token)).toBe('401 unauthorized');
    expect(rig.standIn.of('disconnected')).toEqual([]);
    expect(tokens.map(({ session }) => session)).toEqual([bystander.session]);
    bystander.say(HELLO);
    await rig.standIn.next('frame', bystander.session);
  });

  it('also when many show it at once: one violation, nobody in', async () => {
    const victim = await connectClient(rig);
    const answers = await Promise.all(Array.from({ length: 8 }, () => bearer(victim.token)));
    expect(new Set(answers)).toEqual(new Set(['401 unauthorized']));
    expect(rig.standIn.of('violation')).toHaveLength(1);
    expect(rig.standIn.of('connected')).toHaveLength(1);
  });

  it('a resume works over a restart of the application, from the hash alone', async () => {
    const first = await connectClient(rig);
    const kept = rig.gateway.tokenHashes();
    expect(kept).toEqual([
      { session: first.session, hash: createHash('sha256').update(first.token).digest('hex') },
    ]);
    expect(kept).toEqual(tokens);
    const seen = rig.standIn.inputs.length;
    await rig.close();
    expect(await first.closed).toBe(1_001);
    // Closing the application is no event of the session.
    expect(rig.standIn.inputs).toHaveLength(seen);
    rig = await startRig({ knownTokens: kept });
    expect(await bearer(kept[0]?.hash ?? '')).toBe('401 unauthorized');
    const second = await connectClient(rig, first.token);
    expect(rig.standIn.of('connected', second.session)[0]?.resumes).toBe(first.session);
    await greet(second);
    expect(await bearer(first.token)).toBe('401 unauthorized');
  });

  it('forgets a detached session when its grace is over, and never a connected one', async () => {
    const gone = await connectClient(rig);
    const here = await connectClient(rig);
    await cutOff(gone);
    rig.gateway.forget(gone.session);
    rig.gateway.forget(here.session);
    expect(await bearer(gone.token)).toBe('401 unauthorized');
    await cutOff(here);
    expect((await connectClient(rig, here.token)).received).toHaveLength(1);
  });

  it('keeps a bounded number of detached sessions, the newest', async () => {
    await rig.close();
    rig = await startRig({ limits: { detachedSessions: 2 } });
    const clients = [await connectClient(rig), await connectClient(rig), await connectClient(rig)];
    for (const client of clients) await cutOff(client);
    expect(rig.gateway.stats().detachedSessions).toBe(2);
    expect(await bearer(clients[0]?.token ?? '')).toBe('401 unauthorized');
    expect(await bearer(clients[2]?.token ?? '')).toBe('101');
  });

  it('a detached session dies by itself when nobody forgets it, also one of the last life', async () => {
    const client = await connectClient(rig);
    await rig.close();
    const ended = Promise.withResolvers<readonly KnownToken[]>();
    rig = await startRig({
      knownTokens: rig.gateway.tokenHashes(),
      limits: { detachedLifeMs: 50 },
      onTokensChanged: ended.resolve,
    });
    expect(await ended.promise).toEqual([]);
    expect(await bearer(client.token)).toBe('401 unauthorized');
  });

  it('a good-bye ends the session: no grace, no resume, no disconnection', async () => {
    const client = await connectClient(rig);
    client.say(HELLO);
    client.say({ type: 'bye' });
    client.say(PONG);
    expect(await client.closed).toBe(1_000);
    expect(rig.standIn.of('frame', client.session).map((input) => input.message.type)).toEqual([
      'hello',
      'bye',
    ]);
    expect(rig.standIn.of('disconnected')).toEqual([]);
    expect(await bearer(client.token)).toBe('401 unauthorized');
  });

  it('a close of the socket without a good-bye, however polite, is a disconnection', async () => {
    const client = await connectClient(rig);
    client.socket.close(1_000);
    await rig.standIn.next('disconnected', client.session);
    expect((await connectClient(rig, client.token)).received).toHaveLength(1);
  });
});

describe('SEC-3 no token opens what is another’s', () => {
  it('every wrong token in every place (row 27)', async () => {
    const live = await connectClient(rig);
    const detached = await connectClient(rig);
    await cutOff(detached);
    const revoked = await connectClient(rig);
    rig.gateway.revoke(revoked.session, 'revoked', 'A person ended it.');
    expect(await revoked.closed).toBe(4_001);
    const spent = await connectClient(rig);
    await cutOff(spent);
    await greet(await connectClient(rig, spent.token));
    const violator = await connectClient(rig);
    violator.say('{');
    await violator.closed;
    const { code } = rig.gateway.mintPairingCode();
    const hashes = rig.gateway.tokenHashes().map(({ hash }) => hash);
    const before = rig.standIn.inputs.length;

    const wrong = [
      revoked.token,
      spent.token,
      violator.token,
      code,
      '0'.repeat(64),
      detached.token.slice(0, 63),
      `${detached.token}0`,
      detached.token.toUpperCase() === detached.token ? 'x' : detached.token.toUpperCase(),
      detached.session,
      ...hashes,
    ];
    for (const token of wrong) expect([token, await bearer(token)]).toEqual([token, '401 unauthorized']);
    for (const token of [live.token, detached.token]) {
      expect(await attempt(rig.gateway.port, `VibeSync-Pairing ${token}`)).toMatch(/^401/);
      expect(await attempt(rig.gateway.port, token)).toMatch(/^401/);
      expect(await attempt(rig.gateway.port, null, { Cookie: `token=${token}` })).toMatch(/^401/);
      expect(
        await attempt(rig.gateway.port, null, { 'Sec-WebSocket-Protocol': `vibesync.v1, ${token}` }),
      ).toMatch(/^401/);
    }
    expect(rig.standIn.inputs).toHaveLength(before);
    expect((await connectClient(rig, detached.token)).received).toHaveLength(1);
    shown({
      ids: ['SEC-3'],
      row: 27,
      how: 'every wrong token in every place of an adapter’s request',
      runs: wrong.length + 8,
    });
  });

  it('nothing that the gateway shows, keeps or logs holds one', async () => {
    const secrets: string[] = [];
    const first = await connectClient(rig);
    await cutOff(first);
    const second = await connectClient(rig, first.token);
    const { code } = rig.gateway.mintPairingCode();
    secrets.push(first.token, second.token, code);
    second.say({ type: 'bye', token: second.token, code });
    await second.closed;
    await attempt(rig.gateway.port, `Bearer ${first.token}`);
    const shown = JSON.stringify([
      rig.standIn.log,
      rig.standIn.inputs.filter((input) => input.in !== 'connected'),
      rig.gateway.stats(),
      rig.gateway.tokenHashes(),
      [first, second].map(({ session }) => rig.gateway.connectionInfo(session)),
    ]);
    for (const secret of secrets) expect(shown).not.toContain(secret);
    expect(rig.standIn.log.map(({ event }) => event)).toEqual([
      'connected',
      'detached',
      'resumed',
      'violation',
      'refused',
    ]);
  });

  it('the log is bounded, and the counts are not', async () => {
    for (let count = 0; count < 200; count += 1) await bearer('1'.repeat(64));
    expect(rig.standIn.log.length).toBeLessThan(100);
    expect(rig.gateway.stats().counts.unauthorized).toBe(200);
  });
});

describe('what the orchestrator asks of a session', () => {
  it('a revocation tells the adapter once, kills the token and comes back as no input (SEC-3)', async () => {
    const client = await connectClient(rig);
    const before = rig.standIn.inputs.length;
    rig.gateway.send(client.session, {
      type: 'revoked',
      code: 'replaced_by_person',
      message: 'Said by the orchestrator.',
    });
    rig.gateway.revoke(client.session, 'replaced_by_person', 'Said by the gateway.');
    rig.gateway.revoke(client.session, 'again', 'Twice.');
    expect(await client.closed).toBe(4_001);
    expect(client.received.filter((message) => message.type === 'revoked')).toEqual([
      { type: 'revoked', code: 'replaced_by_person', message: 'Said by the orchestrator.' },
    ]);
    expect(rig.gateway.send(client.session, { type: 'ping', ping: 1 })).toBe(false);
    expect(await bearer(client.token)).toBe('401 unauthorized');
    expect(rig.standIn.inputs).toHaveLength(before);
  });

  it('a detached session can be revoked, too', async () => {
    const client = await connectClient(rig);
    await cutOff(client);
    expect(rig.gateway.send(client.session, { type: 'ping', ping: 1 })).toBe(false);
    rig.gateway.revoke(client.session, 'revoked', '');
    expect(await bearer(client.token)).toBe('401 unauthorized');
  });

  it('a good-bye that the orchestrator answers by ending the session stays a good-bye', async () => {
    const client = await connectClient(rig);
    rig.standIn.onFrame = (session, message) => {
      if (message.type === 'bye') rig.gateway.revoke(session, 'bye', 'It said good-bye.');
    };
    client.say({ type: 'bye' });
    expect(await client.closed).toBe(1_000);
    expect(client.received.map(({ type }) => type)).toEqual(['welcome']);
    expect(rig.gateway.connectionInfo(client.session)?.offendingFrame).toBe(null);
  });

  it('a violation closes as one, also when the orchestrator revokes in answer to it', async () => {
    const client = await connectClient(rig);
    rig.standIn.on('input', () => {
      for (const { session, code, message } of rig.standIn.of('violation')) {
        rig.gateway.send(session, { type: 'revoked', code, message });
        rig.gateway.revoke(session, code, message);
      }
    });
    client.say('{');
    expect(await client.closed).toBe(4_000);
    expect(client.received.filter(({ type }) => type === 'revoked')).toHaveLength(1);
  });

  it('an unresponsive one is told so by its close code', async () => {
    const client = await connectClient(rig);
    rig.gateway.revoke(client.session, 'unresponsive', 'No answer to three pings.');
    expect(await client.closed).toBe(4_003);
  });

  it('messages arrive whole and in order, also thousands at once', async () => {
    const client = await connectClient(rig);
    const last = new Promise<void>((resolve) => {
      client.socket.on('message', (data: Buffer) => {
        const message = JSON.parse(data.toString('utf8')) as OrchestratorMessage;
        if (message.type === 'ping' && message.ping === 5_000) resolve();
      });
    });
    for (let ping = 1; ping <= 5_000; ping += 1) rig.gateway.send(client.session, { type: 'ping', ping });
    await last;
    const pings = client.received.flatMap((message) => (message.type === 'ping' ? [message.ping] : []));
    expect(pings).toEqual(Array.from({ length: 5_000 }, (_, index) => index + 1));
  });

  it('a message that is not of the protocol is a bug that shows', async () => {
    const client = await connectClient(rig);
    expect(() => rig.gateway.send(client.session, { type: 'ping', ping: 0 })).toThrow();
  });
});

describe('SEC-1 ends of a socket that are no violation', () => {
  it('no hello in time: cut off, and may resume', async () => {
    await rig.close();
    rig = await startRig({ limits: { helloTimeoutMs: 100, closeTimeoutMs: 100 } });
    const silent = await connectClient(rig);
    const talking = await connectClient(rig);
    talking.say(HELLO);
    await rig.standIn.next('disconnected', silent.session);
    await silent.closed;
    expect(rig.gateway.stats().counts).toEqual({ hello_timeout: 1 });
    expect(talking.socket.readyState).toBe(talking.socket.OPEN);
    expect((await connectClient(rig, silent.token)).received).toHaveLength(1);
  });

  it('a reset in the middle of a frame', async () => {
    const { socket, connected } = await rawSession(rig);
    const whole = frame(1, JSON.stringify(HELLO));
    socket.write(whole.subarray(0, whole.length - 5));
    socket.resetAndDestroy();
    await rig.standIn.next('disconnected', connected.session);
    expect(rig.standIn.of('frame')).toEqual([]);
    expect(rig.standIn.of('violation')).toEqual([]);
  });

  it('a half-close: the adapter has ended its side and still listens', async () => {
    const { socket, connected } = await rawSession(rig);
    socket.end(frame(1, JSON.stringify(HELLO)));
    socket.resume();
    await rig.standIn.next('disconnected', connected.session);
    expect(rig.standIn.of('frame', connected.session)).toHaveLength(1);
  });

  it('flapping: a hundred cut-offs and resumes leave one session and one token', async () => {
    let client = await connectClient(rig);
    for (let round = 0; round < 100; round += 1) {
      client.socket.terminate();
      client = await connectClient(rig, client.token);
    }
    client.say(HELLO);
    await rig.standIn.next('frame', client.session);
    expect(rig.gateway.tokenHashes()).toHaveLength(1);
    expect(rig.gateway.stats()).toMatchObject({ sockets: 1, detachedSessions: 0, pendingSockets: 0 });
    expect(rig.standIn.of('violation')).toEqual([]);
  });
});
