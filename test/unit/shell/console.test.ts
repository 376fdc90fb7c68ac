import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { requestSchemas } from '#app/control-room/index.ts';
import { openConsole } from '#main/shell/console.ts';
import type { ShellHandlers } from '#main/shell/requests.ts';

/** A console whose requests are all done, with what they were asked; `lines` are its answers as they come. */
function open(handlers: Partial<ShellHandlers> = {}) {
  const asked: [name: string, body: unknown][] = [];
  const halts: string[] = [];
  const logged: string[] = [];
  const input = new PassThrough();
  const output = new PassThrough();
  const all = Object.fromEntries(
    Object.keys(requestSchemas).map((name) => [
      name,
      async (body: unknown) => {
        asked.push([name, body]);
        return { ok: true, value: { done: name } };
      },
    ]),
  ) as unknown as ShellHandlers;
  openConsole({
    input,
    output,
    handlers: { ...all, ...handlers },
    onHalt: () => halts.push('halt'),
    log: ({ what }) => logged.push(what),
  });
  const lines = createInterface({ input: output })[Symbol.asyncIterator]();
  const next = async (): Promise<unknown> => JSON.parse((await lines.next()).value as string);
  return { asked, halts, logged, input, next };
}

it('asks by a name and a body, and answers each line by its number', async () => {
  const { asked, input, next } = open();
  input.write('pair_engine\n\n  create_agent {"name": "render node"}  \n');
  expect(await next()).toEqual({ asked: 'pair_engine', line: 1, ok: true, value: { done: 'pair_engine' } });
  expect(await next()).toEqual({ asked: 'create_agent', line: 3, ok: true, value: { done: 'create_agent' } });
  expect(asked).toEqual([
    ['pair_engine', {}],
    ['create_agent', { name: 'render node' }],
  ]);
});

it('refuses what is no request, no JSON, not of its form, and what only a window has', async () => {
  const { asked, input, next } = open();
  const refused = (code: string) =>
    expect.objectContaining({ ok: false, reason: expect.objectContaining({ code }) });
  for (const [line, code] of [
    ['toString', 'unknown_request'],
    ['create_agent {"name":', 'malformed_json'],
    ['create_agent {"called":"x"}', 'invalid_request'],
    ['copy_text {"text":"x"}', 'no_window'],
    ['answer_leaving {"answer":"stay"}', 'no_window'],
    ['start_demo', 'no_window'],
    ['end_demo', 'no_window'],
  ]) {
    input.write(`${line}\n`);
    expect(await next(), line).toEqual(refused(code ?? ''));
  }
  expect(asked).toEqual([]);
});

it('takes no sign within a text for the end of a line, and puts none into an answer', async () => {
  const { halts, input, next } = open({
    deny: ({ reason }) => Promise.resolve({ ok: false, reason: { code: 'no', message: reason, path: null } }),
  });
  const id = '00000000-0000-4000-8000-000000000001';
  const reasons = ['\u2028', '\u2029', '\u0085'].map((sign) => `too late${sign}halt`);
  for (const [index, reason] of reasons.entries()) {
    input.write(`deny ${JSON.stringify({ id, reason })}\r\n`);
    expect(await next()).toMatchObject({ asked: 'deny', line: index + 1, reason: { message: reason } });
  }
  expect(halts).toEqual([]);
});

it('takes a line that comes in pieces, within a letter too', async () => {
  const { asked, input, next } = open();
  const bytes = Buffer.from('create_agent {"name":"Ärger"}\nhel');
  for (const byte of bytes) input.write(Buffer.from([byte]));
  expect(await next()).toMatchObject({ asked: 'create_agent', line: 1, ok: true });
  expect(asked).toEqual([['create_agent', { name: 'Ärger' }]]);
  input.end('p');
  expect(await next()).toMatchObject({ asked: 'help', line: 2, ok: true });
});

it('AUTH-1: the override acts before a request that came first has ended, whatever stands behind it', async () => {
  const ends = Promise.withResolvers<void>();
  const { halts, input, next } = open({
    verify_history: async () => {
      await ends.promise;
      return { ok: false, reason: { code: 'late', message: 'It ended.', path: null } };
    },
  });
  input.write('verify_history\nhalt now!\n');
  expect(await next()).toEqual({ asked: 'halt', line: 2, ok: true, value: {} });
  expect(halts).toEqual(['halt']);
  ends.resolve();
  expect(await next()).toMatchObject({ asked: 'verify_history', line: 1, reason: { code: 'late' } });
});

it('stays open for its answers when the input ends', async () => {
  const { input, next } = open();
  input.end('pair_engine');
  expect(await next()).toMatchObject({ asked: 'pair_engine', ok: true });
});

it('notes that its input has gone, and goes on without it', async () => {
  const { logged, input, next } = open();
  input.write('pair_engine\n');
  expect(await next()).toMatchObject({ asked: 'pair_engine', ok: true });
  const closed = new Promise((resolve) => {
    input.once('close', resolve);
  });
  input.destroy(new Error('EIO'));
  await closed;
  expect(logged).toEqual(['console_gone']);
});

it('tells what can be asked, and of which form each body is', async () => {
  const { input, next } = open();
  input.write('help\n');
  const { value } = (await next()) as { value: Record<string, unknown> };
  expect(Object.keys(value)).toEqual(Object.keys(requestSchemas));
  expect(value['create_agent']).toMatchObject({ type: 'object', required: ['name'] });
});
