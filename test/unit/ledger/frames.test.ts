import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkGroup,
  EMPTY_HEAD,
  frameGroup,
  headOf,
  isoOf,
  millisecondsOf,
  recordsOf,
} from '#main/ledger/frames.ts';
import type { FramedGroup } from '#main/ledger/frames.ts';

const record = fc.record({
  timeMs: fc.integer({ min: -(2 ** 47) + 1, max: 2 ** 47 - 1 }),
  json: fc.json(),
});
const records = fc.array(record, { minLength: 1, maxLength: 6 });

describe('frames and chain (DUR-2)', () => {
  it('give back what was framed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 40 }), records, (first, bodies) => {
        const group = frameGroup(first, bodies, EMPTY_HEAD);
        expect(checkGroup(group, first, EMPTY_HEAD)).toBeNull();
        expect(recordsOf(group)).toEqual(bodies.map((body, index) => ({ position: first + index, ...body })));
      }),
    );
  });

  it('name the record that any one changed bit belongs to', () => {
    fc.assert(
      fc.property(records, fc.nat(), fc.nat({ max: 7 }), (bodies, at, bit) => {
        const group = frameGroup(1, bodies, EMPTY_HEAD);
        const offset = at % group.body.length;
        const body = Buffer.from(group.body);
        body[offset] = (body[offset] as number) ^ (1 << bit);
        let end = 0;
        const index = bodies.findIndex(({ json }) => (end += 26 + Buffer.byteLength(json)) > offset);
        const damage = checkGroup({ ...group, body }, 1, EMPTY_HEAD);
        expect(damage).toMatchObject({ code: 'record_damaged', position: index + 1 });
      }),
    );
  });

  it('notice values of another kind, as a bit in a row of SQLite makes them (DUR-2)', () => {
    const group = frameGroup(1, [{ timeMs: 1, json: '"a"' }], EMPTY_HEAD);
    const asRead = (change: object): string | undefined =>
      checkGroup({ ...group, ...change }, 1, EMPTY_HEAD)?.code;
    expect(asRead({})).toBeUndefined();
    for (const change of [
      { head: 'text' },
      { body: 'text' },
      { body: null },
      { count: null },
      { count: 0.5 },
      { count: -1 },
      { count: 2 ** 32 },
    ])
      expect(asRead(change), JSON.stringify(change)).toBe('group_damaged');
  });

  it('notice what no digest of a record can: a changed head, order, count, place or past', () => {
    const bodies = ['a', 'b', 'c'].map((word) => ({ timeMs: 1, json: `"${word}"` }));
    const group = frameGroup(5, bodies, EMPTY_HEAD);
    const wrong = (change: Partial<FramedGroup>, first = 5, previous = EMPTY_HEAD): string | undefined =>
      checkGroup({ ...group, ...change }, first, previous)?.code;
    expect(wrong({ head: Buffer.alloc(32, 1) })).toBe('group_damaged');
    expect(wrong({}, 5, Buffer.alloc(32, 1))).toBe('group_damaged');
    expect(wrong({}, 4)).toBe('record_missing');
    expect(wrong({ count: 2 })).toBe('record_damaged');
    expect(wrong({ count: 4 })).toBe('record_damaged');
    // Consistent by itself, but moved: the digests hold the position.
    const swapped = Buffer.concat([
      group.body.subarray(29, 58),
      group.body.subarray(0, 29),
      group.body.subarray(58),
    ]);
    expect(checkGroup({ ...group, body: swapped }, 5, EMPTY_HEAD)).toMatchObject({
      position: 5,
      code: 'record_damaged',
    });
    expect(headOf(EMPTY_HEAD, 5, 3, group.body)).toEqual(group.head);
  });

  it('take any clock, also one that shows nonsense (TIME-3)', () => {
    for (const time of ['not a time', '+275760-09-13T00:00:00.000Z', '-271821-04-20T00:00:00.000Z']) {
      const timeMs = millisecondsOf(time);
      const group = frameGroup(1, [{ timeMs, json: '{}' }], EMPTY_HEAD);
      expect(recordsOf(group)[0]?.timeMs).toBe(timeMs);
      expect(isoOf(timeMs)).toMatch(/Z$/);
    }
    expect(isoOf(millisecondsOf('2026-05-06T07:08:09.010Z'))).toBe('2026-05-06T07:08:09.010Z');
  });

  it('keep a lone surrogate as JSON writes it, so that what is replayed is what was', () => {
    const json = JSON.stringify({ name: '\ud800' });
    const [stored] = recordsOf(frameGroup(1, [{ timeMs: 0, json }], EMPTY_HEAD));
    expect(JSON.parse(stored?.json ?? '')).toEqual({ name: '\ud800' });
  });
});
