import { describe, expect, it } from 'vitest';
import { REQUEST_NAMES, requestSchemas } from '#app/control-room/index.ts';
import type { Result } from '#app/control-room/index.ts';
import type { ShellLogLine } from '#main/shell/log.ts';
import { MAX_WAITING_REQUESTS, createRequestDoor } from '#main/shell/requests.ts';
import type { RequestDoor, RequestHandlers } from '#main/shell/requests.ts';

const ID = '0b7e6f0e-8f0c-4d0e-9d8f-0a2b4c6d8e0f';

/** A door whose turns of the event loop the test takes by hand. */
function doorByHand(handlers: Partial<RequestHandlers> = {}, onHalt: () => void = () => undefined) {
  const happened: string[] = [];
  const lines: ShellLogLine[] = [];
  const deferred: (() => void)[] = [];
  let now = 0;
  const all = Object.fromEntries(
    Object.keys(requestSchemas).map((name) => [
      name,
      async () => {
        happened.push(name);
        now += 1;
        return { ok: true, value: {} };
      },
    ]),
  ) as unknown as RequestHandlers;
  const door = createRequestDoor({
    handlers: { ...all, ...handlers },
    onHalt: () => {
      happened.push('HALT');
      onHalt();
    },
    log: (line) => lines.push(line),
    defer: (callback) => deferred.push(callback),
    nowMs: () => now,
  });
  return { door, happened, lines, deferred, turn: () => deferred.shift()?.() };
}

const codeOf = (result: Result<unknown>): string => (result.ok ? 'ok' : result.reason.code);
const deny = (door: RequestDoor) => door.receive('deny', { id: ID, reason: 'no' });

describe('AUTH-1, R28: the override does not stand in the queue', () => {
  it('acts while its message is being received, before everything that came first', async () => {
    const { door, happened, turn, deferred } = doorByHand();
    const waiting = Array.from({ length: 50 }, () => deny(door));
    const halt = door.receive('halt', {});
    expect(happened).toEqual(['HALT']);
    expect(codeOf(await halt)).toBe('ok');
    while (deferred.length > 0) turn();
    expect((await Promise.all(waiting)).map(codeOf)).toEqual(waiting.map(() => 'ok'));
    expect(happened).toHaveLength(51);
  });

  it('gets in between two slices of a long queue', () => {
    const { door, happened, turn } = doorByHand();
    for (let index = 0; index < 100; index++) void deny(door);
    turn();
    const before = happened.length;
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThan(100);
    void door.receive('halt', {});
    expect(happened.at(-1)).toBe('HALT');
    expect(happened).toHaveLength(before + 1);
  });

  it('is heard with a full queue, and whatever comes with it', async () => {
    const { door, happened, lines } = doorByHand();
    for (let index = 0; index < MAX_WAITING_REQUESTS; index++) void deny(door);
    expect(codeOf(await deny(door))).toBe('too_many_requests');
    expect(codeOf(await door.receive('halt', { unexpected: 1 }))).toBe('ok');
    expect(codeOf(await door.receive('halt', undefined))).toBe('ok');
    expect(happened).toEqual(['HALT', 'HALT']);
    expect(lines.map((line) => line.what)).toEqual(['halt_with_body', 'halt_with_body']);
  });

  it('says so when acting fails, instead of claiming a halt', async () => {
    const { door, lines } = doorByHand({}, () => {
      throw new Error('defect');
    });
    expect(codeOf(await door.receive('halt', {}))).toBe('internal_error');
    expect(lines.map((line) => line.what)).toEqual(['halt_failed']);
  });
});

describe('requests of the window', () => {
  it.each([
    ['nothing_like_it'],
    ['__proto__'],
    ['constructor'],
    ['toString'],
    [''],
    [undefined],
    [null],
    [7],
    [{}],
    [['halt']],
  ])('refuses the name %j', async (name) => {
    const { door, happened } = doorByHand();
    expect(codeOf(await door.receive(name, {}))).toBe('unknown_request');
    expect(happened).toEqual([]);
  });

  it.each([
    ['an unknown field', 'attach', { more: 1 }, null],
    ['no body', 'attach', undefined, null],
    ['a wrong type', 'set_patience', { busyLimitMs: '5' }, 'busyLimitMs'],
    ['a value out of range', 'set_patience', { busyLimitMs: 1e9 }, 'busyLimitMs'],
    ['no number', 'read_timeline', { from: Number.NaN, to: 1 }, 'from'],
    ['a name that is no id', 'lock', { id: 'x', on: true }, 'id'],
    [
      'a deep mistake',
      'decide_conflict',
      { conflict: 'c', take: [{ id: ID, facet: 'nope' }] },
      'take.0.facet',
    ],
    ['a text too long', 'copy_text', { text: 'x'.repeat(9_000) }, 'text'],
    ['half a character', 'copy_text', { text: '\ud800' }, 'text'],
  ])('refuses %s, with its place', async (_what, name, body, place) => {
    const { door, happened, turn } = doorByHand();
    const answer = door.receive(name, body);
    turn();
    const result = await answer;
    expect(codeOf(result)).toBe('invalid_request');
    expect(result.ok ? undefined : result.reason.path).toBe(place);
    expect(happened).toEqual([]);
  });

  it('hands on what the schema made of the body, not what came', async () => {
    const seen: unknown[] = [];
    const { door, turn } = doorByHand({
      deny: async (body) => {
        seen.push(body);
        return { ok: true, value: {} };
      },
    });
    const sent = { id: ID, reason: 'no' };
    const answer = door.receive('deny', sent);
    turn();
    await answer;
    expect(seen).toEqual([sent]);
    expect(seen[0]).not.toBe(sent);
  });

  it('starts them in the order in which they came', async () => {
    const order: string[] = [];
    const { door, turn, deferred } = doorByHand({
      deny: async ({ reason }) => {
        order.push(reason);
        return { ok: true, value: {} };
      },
    });
    const reasons = Array.from({ length: 20 }, (_, index) => String(index));
    const answers = reasons.map((reason) => door.receive('deny', { id: ID, reason }));
    while (deferred.length > 0) turn();
    await Promise.all(answers);
    expect(order).toEqual(reasons);
  });

  it('answers with a code, never with the stack, when a handler fails', async () => {
    const { door, turn, lines } = doorByHand({
      attach: () => Promise.reject(new Error('password in here')),
      lock: () => {
        throw new Error('thrown at once');
      },
    });
    const answers = [door.receive('attach', {}), door.receive('lock', { id: ID, on: true })];
    turn();
    for (const result of await Promise.all(answers)) {
      expect(codeOf(result)).toBe('internal_error');
      expect(JSON.stringify(result)).not.toMatch(/password|thrown/);
    }
    expect(lines.map((line) => line.what)).toEqual(['request_failed', 'request_failed']);
  });

  it('has the same names in the contract and in the preload', () => {
    expect(Object.keys(REQUEST_NAMES).sort()).toEqual(Object.keys(requestSchemas).sort());
  });
});
