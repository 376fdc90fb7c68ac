/** What an intent stands for: its ids, the edits that end with it, and the content that its hash is over. */
import { describe, expect, test } from 'vitest';
import {
  editsOfIntent,
  idsOf,
  INTENT_STATES,
  intentContent,
  intentHash,
  isEnd,
  isTriedAgain,
  membersOf,
} from '#app/intents/index.ts';
import type { Intent, Observation } from '#app/intents/index.ts';

const INTENT: Intent = {
  id: 'own',
  actor: { kind: 'person', id: 'person', name: 'You' },
  authority: 'human',
  base: { revision: 3, after: [] },
  reason: 'because',
  task: null,
  operations: [{ op: 'rename', id: 'a', name: 'x' }],
  class: 'structural',
  observation: null,
  force: false,
};
const observed = (edit: string): Observation => ({
  session: 's',
  edit,
  before: [],
  undo: { kind: 'step', name: 'Move' },
});
const joined = ['first', 'own'].map((id) => ({ id, hash: `of ${id}` }));

describe('the ids of an intent', () => {
  test('are its own, or those of all that became it', () => {
    expect(idsOf(INTENT)).toStrictEqual(['own']);
    expect(idsOf({ ...INTENT, joined })).toStrictEqual(['first', 'own']);
    expect(membersOf(INTENT, () => 'h')).toStrictEqual([{ id: 'own', hash: 'h' }]);
    expect(membersOf({ ...INTENT, joined }, () => 'h')).toStrictEqual(joined);
  });

  test('are the edits of an engine that end with it, and of what was made elsewhere none', () => {
    expect(editsOfIntent(INTENT)).toStrictEqual([]);
    expect(editsOfIntent({ ...INTENT, observation: observed('own') })).toStrictEqual(['own']);
    expect(editsOfIntent({ ...INTENT, joined, observation: observed('first') })).toStrictEqual([
      'first',
      'own',
    ]);
  });

  test('tell a second try of an edit that had ended, which ends that edit alone', () => {
    const again: Intent = { ...INTENT, observation: observed('earlier') };
    expect([isTriedAgain(INTENT), isTriedAgain(again)]).toStrictEqual([false, true]);
    expect(isTriedAgain({ ...INTENT, observation: observed('own') })).toBe(false);
    expect(editsOfIntent(again)).toStrictEqual(['earlier']);
  });
});

describe('the hash of an intent', () => {
  test('is over what its author wrote, and nothing that was derived from it', () => {
    expect(intentContent(INTENT)).toStrictEqual({
      base: INTENT.base,
      reason: 'because',
      task: null,
      operations: INTENT.operations,
      force: false,
    });
    const derived: Intent = { ...INTENT, id: 'other', class: 'cosmetic', authority: 'ai', joined };
    expect(intentHash(derived)).toBe(intentHash(INTENT));
    for (const more of [
      { reason: '' },
      { task: 't' },
      { operations: [] },
      { base: { revision: 4, after: [] } },
    ])
      expect(intentHash({ ...INTENT, ...more })).not.toBe(intentHash(INTENT));
  });

  test('leaves out the base of what is forced, and knows taking back by its number alone', () => {
    const forced: Intent = { ...INTENT, force: true };
    expect(intentContent(forced)).toMatchObject({ base: null, force: true });
    expect(intentHash({ ...forced, base: { revision: 9, after: [] } })).toBe(intentHash(forced));
    expect(intentHash(forced)).not.toBe(intentHash(INTENT));
    const back: Intent = { ...INTENT, takesBack: 7 };
    expect(intentContent(back)).toStrictEqual({ takesBack: 7 });
    expect(intentHash({ ...back, operations: [], reason: 'other' })).toBe(intentHash(back));
    expect(intentHash({ ...back, takesBack: 8 })).not.toBe(intentHash(back));
  });

  test('is the same when it is asked for again', () => {
    expect(intentHash(INTENT)).toBe(intentHash(INTENT));
    expect(intentHash(INTENT)).toMatch(/^[0-9a-f]{64}$/);
  });
});

test('an intent has ended where nothing more becomes of it', () => {
  expect(INTENT_STATES.filter(isEnd)).toStrictEqual([
    'committed',
    'denied',
    'superseded',
    'conflicted',
    'rejected',
    'aborted',
  ]);
  expect(INTENT_STATES.filter((state) => !isEnd(state))).toStrictEqual([
    'proposed',
    'awaiting_approval',
    'queued',
    'applying',
    'finishing',
  ]);
});
