import { expect, test } from 'vitest';
import { Submissions } from '#main/agents/submissions.ts';
import type { KnownOutcome } from '#main/agents/types.ts';

const AGENT = 'agent:dresser';
const INTENT = '00000000-0000-4000-8000-000000000001';

test('what the disk failed under is not said to wait any more, and counts again once it is handed in again (R5, R30)', () => {
  let known: KnownOutcome | null = { state: 'awaiting_approval', n: null, position: null, reason: null };
  const submissions = new Submissions(
    () => known,
    () => [],
  );
  submissions.remember(AGENT, { intent: INTENT, task: null, reason: 'because', operations: [] });
  const answer = { ok: true, state: 'awaiting_approval', receipt: null, position: null } as const;
  expect(submissions.answered(AGENT, INTENT, answer)).toMatchObject({ state: 'awaiting_approval' });
  // The history is read back, and lacks it.
  known = null;
  expect(submissions.standing(AGENT, INTENT)).toMatchObject({ state: 'aborted', reason: { code: 'lost' } });
  expect(submissions.list(AGENT)).toMatchObject([{ intent: INTENT, state: 'aborted' }]);
  known = { state: 'awaiting_approval', n: null, position: null, reason: null };
  expect(submissions.answered(AGENT, INTENT, answer)).toMatchObject({
    state: 'awaiting_approval',
    reason: null,
  });
  // An end that it was told of stays, though the state forgets its oldest outcomes.
  known = { state: 'denied', n: null, position: null, reason: null };
  expect(submissions.standing(AGENT, INTENT)).toMatchObject({ state: 'denied' });
});
