/** Where the flags of named versions stand, and which one the hand or the keys mean. */
import { expect, test } from 'vitest';
import { flagAt, flagsIn, neighbourFlag } from '../../../renderer/timeline/flags.ts';
import { frameOf } from '../../../renderer/timeline/view.ts';

/** Ten numbers in view, 20 pixels each: 91 to 100. */
const frame = frameOf({ right: null, pxPerNumber: 20 }, 202, 100);
const flag = (revision: number): { id: string; name: string; revision: number } => ({
  id: `flag-${revision}`,
  name: `Version ${revision}`,
  revision,
});
const flags = [flag(100), flag(92), flag(10), flag(95)];

test('they stand at the end of their numbers, from left to right, those in view alone', () => {
  expect(flagsIn(frame, flags).map(({ checkpoint, x }) => [checkpoint.revision, Math.round(x)])).toEqual([
    [92, 40],
    [95, 100],
    [100, 200],
  ]);
});

test('the hand means the nearest within reach', () => {
  expect(flagAt(frame, flags, 104)?.checkpoint.revision).toBe(95);
  expect(flagAt(frame, flags, 110)).toBeUndefined();
  const close = [...flags, { ...flag(95), id: 'same' }];
  expect(flagAt(frame, close, 99)?.checkpoint.revision).toBe(95);
});

test('the keys go to the next one, in view or not', () => {
  expect(neighbourFlag(flags, 95, -1)?.revision).toBe(92);
  expect(neighbourFlag(flags, 92, -1)?.revision).toBe(10);
  expect(neighbourFlag(flags, 95, 1)?.revision).toBe(100);
  expect(neighbourFlag(flags, 100, 1)).toBeUndefined();
});
