import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGateway, publishEndpoint } from '#main/gateway/index.ts';

const ENDPOINT = { url: 'ws://127.0.0.1:40000/adapter', pid: 4711, app: 'VibeSync 0.1.0' };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vibesync-endpoint-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const modeOf = (path: string): number => statSync(path).mode & 0o777;

describe('the endpoint file', () => {
  it('is for the user alone, in a folder for the user alone, and says nothing secret', async () => {
    const { file } = await publishEndpoint(join(folder, 'new', 'place'), ENDPOINT);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(ENDPOINT);
    expect([modeOf(file), modeOf(join(folder, 'new', 'place'))]).toEqual([0o600, 0o700]);
  });

  it('closes a folder that stood open', async () => {
    const open = mkdtempSync(join(folder, 'open-'));
    chmodSync(open, 0o755);
    await publishEndpoint(open, ENDPOINT);
    expect(modeOf(open)).toBe(0o700);
  });

  it('replaces what a crash has left, and leaves no draft', async () => {
    await publishEndpoint(folder, { ...ENDPOINT, pid: 1 });
    const { file } = await publishEndpoint(folder, ENDPOINT);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(ENDPOINT);
    expect(readdirSync(folder)).toEqual(['endpoint.json']);
  });

  it('replaces a link instead of following it', async () => {
    const victim = join(folder, 'victim');
    writeFileSync(victim, 'precious');
    symlinkSync(victim, join(folder, 'endpoint.json'));
    const { file } = await publishEndpoint(folder, ENDPOINT);
    expect(readFileSync(victim, 'utf8')).toBe('precious');
    expect(lstatSync(file).isSymbolicLink()).toBe(false);
  });

  it('is taken away at the end, but not when it is another process’s by then', async () => {
    const mine = await publishEndpoint(folder, ENDPOINT);
    const theirs = await publishEndpoint(folder, { ...ENDPOINT, pid: 2 });
    await mine.remove();
    expect(readdirSync(folder)).toEqual(['endpoint.json']);
    await theirs.remove();
    await theirs.remove();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('fails with the system’s error, leaving nothing, where it cannot be written', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    await expect(publishEndpoint(join(file, 'below'), ENDPOINT)).rejects.toMatchObject({ code: 'ENOTDIR' });
    expect(readdirSync(folder)).toEqual(['file']);
  });
});

describe('the port', () => {
  const options = {
    onInput: () => undefined,
    randomUuid: () => '00000000-0000-4000-8000-000000000000',
    randomBytes: (size: number) => new Uint8Array(size),
    nowMs: () => 0,
  };

  it('is chosen by the system, or fixed; a taken one is an error and not another port', async () => {
    const first = await createGateway(options);
    expect(first.port).toBeGreaterThan(1_023);
    expect(first.endpoint).toBe(`ws://127.0.0.1:${first.port}/adapter`);
    await expect(createGateway({ ...options, port: first.port })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
    await first.close();
    const second = await createGateway({ ...options, port: first.port });
    expect(second.port).toBe(first.port);
    await Promise.all([second.close(), second.close()]);
  });
});
