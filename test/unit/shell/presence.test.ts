/** Whether anybody looks, and when that is told. */
import { expect, test, vi } from 'vitest';
import { IDLE_AFTER_MS, presenceOf, PresenceWatch } from '#main/shell/presence.ts';
import type { Signs } from '#main/shell/presence.ts';

const looking: Signs = { isFocused: true, isLocked: false, isAsleep: false, idleMs: 0 };

test.each([
  ['looks at it', {}, { isHere: true, how: 'behind' }],
  ['works in another window', { isFocused: false }, { isHere: false, how: 'behind' }],
  ['has locked the screen', { isLocked: true }, { isHere: false, how: 'gone' }],
  ['has closed the lid', { isAsleep: true }, { isHere: false, how: 'gone' }],
  [
    'has touched nothing for a while',
    { idleMs: IDLE_AFTER_MS },
    { isHere: false, how: 'gone', idleMs: IDLE_AFTER_MS },
  ],
  ['has touched nothing for a moment', { idleMs: IDLE_AFTER_MS - 1 }, { isHere: true, how: 'behind' }],
  ['left another window', { isFocused: false, isLocked: true }, { isHere: false, how: 'gone' }],
] as const)('somebody %s', (_, signs, presence) => {
  expect(presenceOf({ ...looking, ...signs })).toEqual(presence);
});

test('what changes is told once, whichever sign it comes by', () => {
  const told = vi.fn();
  const watch = new PresenceWatch(told);
  watch.heed({ isFocused: true });
  watch.heed({ idleMs: 4_000 });
  watch.heed({ isLocked: true });
  watch.heed({ isFocused: false });
  watch.heed({ isAsleep: true });
  watch.heed({ isAsleep: false, isLocked: false });
  watch.heed({ isFocused: true });
  expect(told.mock.calls.flat()).toEqual([
    { isHere: true, how: 'behind' },
    { isHere: false, how: 'gone' },
    { isHere: false, how: 'behind' },
    { isHere: true, how: 'behind' },
  ]);
});
