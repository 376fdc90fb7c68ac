/** Everything that can be wrong before a session exists. */
import { connect } from 'node:net';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { shown } from '#test/evidence/index.ts';
import { attempt, connectClient, exchange, gone, startRig, upgradeRequest } from './support.ts';
import type { Headers, Rig } from './support.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await startRig();
});
afterEach(() => rig.close());

const code = (): string => `VibeSync-Pairing ${rig.gateway.mintPairingCode().code}`;

describe('SEC-1 an upgrade is refused', () => {
  const port = (): string => String(rig.gateway.port);
  const wrong: readonly (readonly [name: string, expected: string, headers: () => Headers, line?: string])[] =
    [
      ['on another path', '404 wrong_path', () => ({}), 'GET / HTTP/1.1'],
      ['on a longer path', '404 wrong_path', () => ({}), 'GET /adapter/ HTTP/1.1'],
      ['with a query', '404 wrong_path', () => ({}), 'GET /adapter?token=1 HTTP/1.1'],
      ['with an absolute address', '404 wrong_path', () => ({}), 'GET http://127.0.0.1/adapter HTTP/1.1'],
      ['with POST', '405 wrong_method', () => ({}), 'POST /adapter HTTP/1.1'],
      ['with HTTP/1.0', '405 wrong_method', () => ({}), 'GET /adapter HTTP/1.0'],
      ['from a rebound name', '403 wrong_host', () => ({ Host: `evil.example:${port()}` })],
      [
        'with a name that only begins right',
        '403 wrong_host',
        () => ({ Host: `127.0.0.1:${port()}.evil.example` }),
      ],
      ['with another port', '403 wrong_host', () => ({ Host: '127.0.0.1:1' })],
      ['without a port', '403 wrong_host', () => ({ Host: '127.0.0.1' })],
      ['with the machine’s other address', '403 wrong_host', () => ({ Host: `0.0.0.0:${port()}` })],
      ['with two hosts', '403 wrong_host', () => ({ Host: [`127.0.0.1:${port()}`, 'evil.example'] })],
      ['from a page', '403 origin_present', () => ({ Origin: 'https://evil.example' })],
      ['from a local page', '403 origin_present', () => ({ Origin: `http://127.0.0.1:${port()}` })],
      ['from a file', '403 origin_present', () => ({ Origin: 'null' })],
      ['from an old page', '403 origin_present', () => ({ 'Sec-WebSocket-Origin': 'https://evil.example' })],
      ['without a subprotocol', '400 wrong_subprotocol', () => ({ 'Sec-WebSocket-Protocol': null })],
      [
        'with another subprotocol',
        '400 wrong_subprotocol',
        () => ({ 'Sec-WebSocket-Protocol': 'vibesync.v2' }),
      ],
      ['with the wrong upgrade', '426 not_an_upgrade', () => ({ Upgrade: 'h2c' })],
      ['with an old version', '426 not_an_upgrade', () => ({ 'Sec-WebSocket-Version': '8' })],
      ['with a broken key', '426 not_an_upgrade', () => ({ 'Sec-WebSocket-Key': 'short' })],
      [
        'with two keys',
        '426 not_an_upgrade',
        () => ({ 'Sec-WebSocket-Key': ['AAAAAAAAAAAAAAAAAAAAAA==', 'BBBBBBBBBBBBBBBBBBBBBB=='] }),
      ],
      ['without authorization', '401 unauthorized', () => ({ Authorization: null })],
      ['with two authorizations', '401 unauthorized', () => ({ Authorization: [code(), code()] })],
      [
        'with another scheme',
        '401 unauthorized',
        () => ({ Authorization: `Basic ${rig.gateway.mintPairingCode().code}` }),
      ],
      [
        'with the code in the wrong scheme',
        '401 unauthorized',
        () => ({ Authorization: `Bearer ${rig.gateway.mintPairingCode().code}` }),
      ],
      ['with an empty code', '401 unauthorized', () => ({ Authorization: 'VibeSync-Pairing ' })],
      [
        'with an endless code',
        '401 unauthorized',
        () => ({ Authorization: `VibeSync-Pairing ${'A'.repeat(500)}` }),
      ],
    ];
  for (const [name, expected, headers, line] of wrong) {
    it(`${name} (row 27)`, async () => {
      expect(await attempt(rig.gateway.port, code(), headers(), line)).toBe(expected);
      expect(rig.standIn.inputs).toEqual([]);
      shown({ ids: ['SEC-1', 'SEC-3'], row: 27, how: 'requests that lack what an adapter’s has', runs: 1 });
    });
  }

  it('checks Host and Origin before it looks at the code, so that a page cannot use one up', async () => {
    const good = code();
    expect(await attempt(rig.gateway.port, good, { Host: 'evil.example' })).toBe('403 wrong_host');
    expect(await attempt(rig.gateway.port, good, { Origin: 'https://evil.example' })).toBe(
      '403 origin_present',
    );
    expect(await attempt(rig.gateway.port, good)).toBe('101');
  });

  it.each(['localhost', 'LOCALHOST', '[::1]', '127.0.0.1'])('but accepted for %s', async (host) => {
    expect(await attempt(rig.gateway.port, code(), { Host: `${host}:${rig.gateway.port}` })).toBe('101');
  });

  it('and what is no upgrade at all is answered and closed', async () => {
    const { port: number } = rig.gateway;
    const answer = async (text: string): Promise<string> =>
      (await exchange(number, text)).split('\r\n', 1)[0] as string;
    expect(await answer(`GET /adapter HTTP/1.1\r\nHost: 127.0.0.1:${number}\r\n\r\n`)).toContain('426');
    expect(await answer(`GET /secret HTTP/1.1\r\nHost: 127.0.0.1:${number}\r\n\r\n`)).toContain('404');
    expect(
      await answer(`POST /adapter HTTP/1.1\r\nHost: 127.0.0.1:${number}\r\nContent-Length: 5\r\n\r\nhello`),
    ).toContain('405');
    expect(await answer('\u0016\u0003\u0001\u0002\u0000 TLS?')).toContain('400');
    expect(await answer(`GET /adapter HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`)).toContain(
      '400',
    );
    expect(
      await answer(
        'GET /adapter HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
      ),
    ).toContain('400');
    expect(rig.standIn.inputs).toEqual([]);
  });
});

describe('SEC-3 pairing codes', () => {
  it('look like something that a person can type, and may be typed carelessly', async () => {
    const { code: shown, expiresInMs } = rig.gateway.mintPairingCode();
    expect(shown).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
    expect(expiresInMs).toBe(300_000);
    const typed = shown.toLowerCase().replace('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l');
    expect(await attempt(rig.gateway.port, `VibeSync-Pairing ${typed}`)).toBe('101');
  });

  it('work once', async () => {
    const used = code();
    expect(await attempt(rig.gateway.port, used)).toBe('101');
    expect(await attempt(rig.gateway.port, used)).toBe('401 unauthorized');
  });

  it('work once also for two at the same moment', async () => {
    const used = code();
    const answers = await Promise.all([1, 2, 3, 4].map(() => attempt(rig.gateway.port, used)));
    expect(answers.filter((answer) => answer === '101')).toHaveLength(1);
    expect(rig.standIn.of('connected')).toHaveLength(1);
  });

  it('expire', async () => {
    const late = code();
    rig.advance(299_000);
    const justInTime = late;
    expect(await attempt(rig.gateway.port, justInTime)).toBe('101');
    const tooLate = code();
    rig.advance(300_000);
    expect(await attempt(rig.gateway.port, tooLate)).toBe('401 unauthorized');
  });

  it('are few: a fifth closes the first', async () => {
    const [first, second] = [code(), code(), code(), code(), code()];
    expect(rig.gateway.stats().openPairingCodes).toBe(4);
    expect(await attempt(rig.gateway.port, first as string)).toBe('401 unauthorized');
    expect(await attempt(rig.gateway.port, second as string)).toBe('101');
  });

  it('cannot be guessed at speed: after ten wrong ones even the right one waits', async () => {
    const right = code();
    for (let guess = 0; guess < 10; guess += 1) {
      expect(await attempt(rig.gateway.port, `VibeSync-Pairing AAAA-AAA${guess}`)).toBe('401 unauthorized');
    }
    expect(await attempt(rig.gateway.port, 'VibeSync-Pairing BBBB-BBBB')).toBe('429 too_many_attempts');
    expect(await attempt(rig.gateway.port, right)).toBe('429 too_many_attempts');
    expect(rig.gateway.stats().counts).toMatchObject({ unauthorized: 10, too_many_attempts: 2 });
    rig.advance(2_000);
    expect(await attempt(rig.gateway.port, right)).toBe('101');
  });
});

describe('SEC-1 sockets before the upgrade are bounded', () => {
  it('a slow request is cut off (row 26)', async () => {
    await rig.close();
    rig = await startRig({ limits: { upgradeTimeoutMs: 300 } });
    const silent = exchange(rig.gateway.port, '');
    const dribbling = connect(rig.gateway.port, '127.0.0.1');
    dribbling.on('error', () => undefined);
    dribbling.resume();
    dribbling.write('GET /adapter HTTP/1.1\r\n');
    const drip = setInterval(() => dribbling.write('X: y\r\n'), 20);
    await gone(dribbling);
    clearInterval(drip);
    await silent;
    const body = exchange(
      rig.gateway.port,
      `POST /adapter HTTP/1.1\r\nHost: 127.0.0.1:${rig.gateway.port}\r\nContent-Length: 9\r\n\r\n`,
    );
    await body;
    expect(rig.gateway.stats().pendingSockets).toBe(0);
    shown({ ids: ['SEC-1'], row: 26, how: 'requests that dribble or never come to an end', runs: 3 });
  });

  it('of thousands of connections the newest few stay, and an honest adapter gets in among them (row 26)', async () => {
    const COUNT = 2_000;
    const sockets = Array.from({ length: COUNT }, () => connect(rig.gateway.port, '127.0.0.1'));
    for (const socket of sockets) {
      socket.on('error', () => undefined);
      socket.resume();
    }
    await Promise.all(sockets.map((socket) => once(socket, 'connect').catch(() => undefined)));
    const client = await connectClient(rig);
    expect(rig.gateway.stats().pendingSockets).toBeLessThanOrEqual(64);
    client.socket.terminate();
    for (const socket of sockets) socket.destroy();
    const how = `connections that say nothing, ${COUNT} at once`;
    shown({ ids: ['SEC-1'], row: 26, how, runs: COUNT });
  });

  it('and so are those past it', async () => {
    await rig.close();
    rig = await startRig({ limits: { sockets: 3 } });
    const clients = [await connectClient(rig), await connectClient(rig), await connectClient(rig)];
    const kept = code();
    expect(await attempt(rig.gateway.port, kept)).toBe('503 too_many_sessions');
    clients[0]?.socket.terminate();
    await rig.standIn.next('disconnected');
    expect(await attempt(rig.gateway.port, kept)).toBe('101');
  });

  it('a reset in the middle of the request harms nobody', async () => {
    for (let count = 0; count < 50; count += 1) {
      const socket = connect(rig.gateway.port, '127.0.0.1');
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      socket.write(upgradeRequest(rig.gateway.port, null).slice(0, count * 4));
      socket.resetAndDestroy();
    }
    expect((await connectClient(rig)).received).toHaveLength(1);
  });
});
