/** That the judge finds what is wrong: each story was sound until one thing in it was changed. */
import { describe, expect, it } from 'vitest';
import type { LedgerRecord } from '#app/ledger/index.ts';
import { object } from '#test/scripted/objects.ts';
import { judge } from './judge.ts';
import type { Event, Story } from './judge.ts';
import type { Message } from './wire.ts';

const crate = object('Crate');
const log = (position: number, record: object): Event => ({
  at: 'log',
  position,
  record: record as LedgerRecord,
});
const wire = (message: Partial<Message>): Event => ({
  at: 'wire',
  engine: 'blender',
  connection: 1,
  news: { what: 'message', direction: 'to_engine', message: message as Message },
});
const create = { op: 'create', object: crate } as const;
const begin = log(1, {
  kind: 'begin',
  n: 1,
  intent: { id: 'A', operations: [create] },
});
const commit = log(2, { kind: 'commit', n: 1 });
const end: Event = { at: 'author', id: 'A', end: 'committed', n: 1 };
const [live, apply, confirm] = [
  wire({ type: 'live' }),
  wire({ type: 'apply', n: 1 }),
  wire({ type: 'confirm', n: 1 }),
];
const safe: Event = { at: 'disk', position: 2 };

const sound: Story = {
  events: [live, begin, apply, commit, safe, end, confirm],
  submitted: ['A'],
  shown: [crate],
  engines: new Map([['blender', [crate]]]),
};
const ids = (changed: Partial<Story>): string[] => judge({ ...sound, ...changed }).map(({ id }) => id);

describe('the judge', () => {
  it('has nothing to say of a sound story', () => {
    expect(judge(sound)).toEqual([]);
  });

  it.each<[string, Partial<Story>, string]>([
    ['a confirmation before its sync', { events: [live, begin, apply, commit, confirm, safe, end] }, 'DUR-1'],
    ['a number that ends twice', { events: [...sound.events, log(3, { kind: 'abort', n: 1 })] }, 'ORD-2'],
    ['a number that goes back', { events: [...sound.events, log(3, { kind: 'begin', n: 1 })] }, 'ORD-2'],
    ['an author who hears two ends', { events: [...sound.events, end] }, 'ORD-2'],
    [
      'an author who hears another number',
      { events: sound.events.map((each) => (each === end ? { ...end, n: 2 } : each)) },
      'FAIL-3',
    ],
    ['what nobody handed in', { submitted: [] }, 'ORD-1'],
    [
      'an engine that is not yet in step',
      { events: [begin, apply, live, commit, safe, end, confirm] },
      'FAIL-4',
    ],
    ['an engine that holds nothing', { engines: new Map([['blender', []]]) }, 'ORD-5'],
    ['a window that shows nothing', { shown: [] }, 'FAIL-3'],
  ])('finds %s', (_what, changed, id) => {
    expect(ids(changed)).toContain(id);
  });

  it('finds what came to nothing and is never taken back', () => {
    const events: Event[] = [
      live,
      begin,
      apply,
      log(2, { kind: 'abort', n: 1 }),
      { ...end, end: 'aborted', n: null },
    ];
    const nothing = { shown: [], engines: new Map([['blender' as const, []]]) };
    expect(ids({ events, ...nothing })).toEqual(['FAIL-4']);
    expect(ids({ events: [...events, wire({ type: 'compensate', n: 1 })], ...nothing })).toEqual([]);
  });
});
