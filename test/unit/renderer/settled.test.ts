/** What is heard of suggestions that come to their ends together. */
import { expect, test } from 'vitest';
import type { MootCard } from '../../../renderer/model/cards.ts';
import { settledSentence } from '../../../renderer/model/settled.ts';

const line = (key: number, state: MootCard['state']): MootCard => ({
  key: `card ${key}`,
  change: null,
  actorName: 'lighter',
  task: null,
  label: `lamp ${key}`,
  state,
  n: null,
  message: null,
  ended: null,
});
const done = (...keys: number[]): MootCard[] => keys.map((key) => line(key, 'committed'));

test('what failed among many is heard, and first', () => {
  const now = [line(1, 'aborted'), ...done(2, 3, 4, 5, 6)];
  expect(settledSentence([], now)).toBe(
    'lighter: lamp 1, did not go through. lighter: lamp 4, done. lighter: lamp 5, done. lighter: lamp 6, done. And 2 more.',
  );
});

test('only news is heard: a line that is new, or that came to another end', () => {
  expect(settledSentence(done(1), done(1))).toBe('');
  expect(settledSentence([...done(1), line(2, 'applying')], done(1, 2))).toBe('lighter: lamp 2, done.');
  expect(settledSentence(done(1, 2), done(2))).toBe('');
  expect(settledSentence([], done(1, 2, 3, 4))).not.toContain('more');
});
