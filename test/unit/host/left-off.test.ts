/** Up to where somebody has seen the scene, and when there is a word about what came since. */
import { describe, expect, test } from 'vitest';
import { quietLeft } from '#app/control-room/index.ts';
import { LeftOff } from '#main/host/left-off.ts';

const MINUTE = 60_000;
const at = (revision: number, minutes: number) => ({ revision, atMs: minutes * MINUTE });
const AFTER = 5 * MINUTE;

function here(revision: number): LeftOff {
  const leftOff = new LeftOff(null, at(revision, 0));
  expect(leftOff.come(at(revision, 0), AFTER)).toBe(false);
  return leftOff;
}

describe('somebody who comes back', () => {
  test('is told from where they left off, and how long that was', () => {
    const leftOff = here(4);
    leftOff.leave(at(7, 10), 'gone');
    expect(leftOff.come(at(12, 40), AFTER)).toBe(true);
    expect(leftOff.query(at(15, 41))).toEqual({
      from: 7,
      to: 12,
      through: 15,
      without: 'own',
      kept: [],
      keptBy: [],
    });
    expect(leftOff.span()).toEqual({
      leftAt: '1970-01-01T00:10:00.000Z',
      cameAt: '1970-01-01T00:40:00.000Z',
      without: 'own',
    });
  });

  test.each([
    ['before the time is over', at(12, 14), AFTER],
    ['to what they have seen', at(7, 40), AFTER],
    ['and wants no word about it', at(12, 40), null],
    ['by a clock that was set back', at(12, 2), AFTER],
  ])('%s is told nothing, and has seen what is there', (_, now, after) => {
    const leftOff = here(4);
    leftOff.leave(at(7, 10), 'gone');
    expect(leftOff.come(now, after)).toBe(false);
    expect(leftOff.query(now)).toBe(null);
    expect(leftOff.toKeep().seen).toEqual(now);
  });

  test('from work in an engine is not told of that work; from a locked computer they are', () => {
    const leftOff = here(4);
    leftOff.leave(at(4, 10), 'behind');
    leftOff.come(at(9, 40), AFTER);
    expect(leftOff.query(at(99, 99))?.without).toBe('own_in_engines');
    const locked = here(4);
    locked.leave(at(4, 10), 'gone');
    locked.come(at(9, 40), AFTER);
    expect(locked.query(at(99, 99))).toMatchObject({ from: 4, without: 'own' });
  });

  test('and who worked in an engine for a part of it is not told of that work', () => {
    const leftOff = here(4);
    leftOff.leave(at(4, 10), 'gone');
    leftOff.leave(at(5, 12), 'behind');
    leftOff.leave(at(6, 30), 'gone');
    leftOff.come(at(9, 40), AFTER);
    expect(leftOff.query(at(99, 99))).toMatchObject({ from: 4, without: 'own_in_engines' });
  });

  test('is told also of what came before it was noticed that they had walked off', () => {
    const leftOff = here(4);
    const moments = [at(4, 9.7), at(5, 9.9), at(6, 10.1), at(7, 10.3), at(8, 10.5)];
    for (const moment of moments) leftOff.look(moment);
    leftOff.leave(at(9, 11), 'gone', MINUTE);
    expect(leftOff.toKeep().seen).toEqual(at(5, 9.9));
    leftOff.come(at(9, 40), AFTER);
    expect(leftOff.query(at(9, 40))).toMatchObject({ from: 5, to: 9 });
  });

  test.each([
    ['before the first look', [], at(4, 0)],
    [
      'long before the newest looks',
      Array.from({ length: 40 }, (_, index) => at(index, 10 + index)),
      at(28, 38),
    ],
  ])('and had walked off %s is told from the oldest one that is known', (_, looks, seen) => {
    const leftOff = here(4);
    for (const look of looks) leftOff.look(look);
    leftOff.leave(at(60, 60), 'gone', 59.9 * MINUTE);
    expect(leftOff.toKeep().seen).toEqual(seen);
  });

  test('and leaves again before they have seen it is told all of it', () => {
    const leftOff = here(4);
    leftOff.leave(at(4, 10), 'gone');
    leftOff.come(at(9, 40), AFTER);
    leftOff.leave(at(11, 41), 'behind');
    expect(leftOff.come(at(15, 42), AFTER)).toBe(true);
    expect(leftOff.query(at(99, 99))).toMatchObject({ from: 4, to: 15 });
    // What they were shown before is seen; the rest is not.
    leftOff.keepAll(9, at(15, 43));
    expect(leftOff.query(at(99, 99))).toMatchObject({ from: 9, to: 15 });
  });
});

describe('what was seen', () => {
  test('moves on while somebody is here, and waits where something is still to be told', () => {
    const leftOff = here(4);
    expect(leftOff.look(at(4, 1))).toBe(false);
    expect(leftOff.look(at(6, 2))).toBe(true);
    leftOff.leave(at(6, 3), 'gone');
    expect(leftOff.look(at(8, 4))).toBe(false);
    leftOff.come(at(8, 30), AFTER);
    expect(leftOff.look(at(9, 31))).toBe(false);
    leftOff.keepAll(8, at(9, 32));
    expect(leftOff.toKeep().seen).toEqual(at(9, 32));
    expect(leftOff.query(at(99, 99))).toBe(null);
  });

  test('by object and by author is remembered until all of it is', () => {
    const leftOff = here(4);
    leftOff.leave(at(4, 3), 'gone');
    leftOff.come(at(8, 30), AFTER);
    leftOff.keep(8, { objects: ['a', 'b'] });
    leftOff.keep(8, { actor: 'agent:x' });
    const kept = leftOff.toKeep();
    expect(kept).toMatchObject({
      kept: [
        ['a', 8],
        ['b', 8],
      ],
      keptBy: [['agent:x', 8]],
    });
    const again = new LeftOff(kept, at(8, 60));
    expect(again.come(at(8, 61), AFTER)).toBe(true);
    expect(again.query(at(99, 99))).toMatchObject({ from: 4, kept: kept.kept, keptBy: kept.keptBy });
    again.keepAll(8, at(8, 62));
    expect(again.toKeep()).toMatchObject({ kept: [], keptBy: [] });
  });

  test('is bounded: the oldest object is let go, and listed once more', () => {
    const leftOff = here(4);
    for (let index = 0; index < 1_001; index += 1) leftOff.keep(8, { objects: [`${index}`] });
    expect(leftOff.toKeep().kept).toHaveLength(1_000);
    expect(leftOff.toKeep().kept[0]).toEqual(['1', 8]);
  });

  test('of an earlier start counts, unless the history does not reach so far', () => {
    const kept = { ...here(4).toKeep(), seen: at(4, 0), how: 'gone' as const };
    const after = new LeftOff(kept, at(9, 600));
    expect(after.come(at(9, 601), AFTER)).toBe(true);
    expect(after.query(at(99, 99))).toMatchObject({ from: 4, to: 9, without: 'own' });
    const other = new LeftOff({ ...kept, seen: at(90, 0) }, at(9, 600));
    expect(other.come(at(9, 601), AFTER)).toBe(false);
  });
});

test('what is left of a quiet time is never more than was asked for, and ends', () => {
  const quiet = { sinceMs: 100 * MINUTE, untilMs: 145 * MINUTE };
  expect(quietLeft(null, 0)).toBe(null);
  expect(quietLeft(quiet, 110 * MINUTE)).toEqual({ leftMs: 35 * MINUTE });
  expect(quietLeft(quiet, 145 * MINUTE)).toBe(null);
  expect(quietLeft(quiet, 10 * MINUTE)).toEqual({ leftMs: 45 * MINUTE });
  expect(quietLeft({ ...quiet, untilMs: null }, 999 * MINUTE)).toEqual({ leftMs: null });
});
