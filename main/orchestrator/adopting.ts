/** Objects that truth never knew become shared at a person's click (R21): one intent, already in effect at its source. */
import type { Intent } from '#app/intents/index.ts';
import type { AdapterMessageOf } from '#app/protocol/index.ts';
import { canonicalOperation, classify } from '#app/scene/index.ts';
import type { Operation } from '#app/scene/index.ts';
import { checkAdmissible } from './admission.ts';
import { reason } from './core.ts';
import type { Core } from './core.ts';
import { closedDoor, enqueue } from './gate.ts';
import type { Question, Session } from './session.ts';

export function adoptUnmanaged(
  core: Core,
  session: Session,
  message: AdapterMessageOf<'values'>,
  question: Question,
): void {
  const operations: Operation[] = message.objects.map((object) =>
    canonicalOperation({ op: 'create', object }),
  );
  if (message.last) session.questions.delete(question.request);
  if (operations.length === 0 || session.phase !== 'live') return;
  session.unmanaged = Math.max(0, session.unmanaged - operations.length);
  // The first object's id is new, so it names this adoption once.
  const edit = message.objects[0]?.id ?? '';
  const intent: Intent = {
    id: edit,
    actor: { kind: 'engine', id: `engine:${session.engine}`, name: session.engine },
    authority: 'human',
    base: { revision: core.ahead.revision, after: [] },
    reason: 'adopted into the shared scene',
    task: null,
    operations,
    class: classify(operations),
    observation: { session: session.id, edit, before: [], undo: { kind: 'step', name: 'adopt' } },
    force: false,
  };
  const refusal = closedDoor(core, intent) ?? checkAdmissible(core, intent, 'admission')?.reason ?? null;
  if (refusal !== null) {
    session.reason = reason(refusal.code, `Not adopted: ${refusal.message}`);
    core.send(session.id, { type: 'note', message: session.reason.message });
    core.send(session.id, {
      type: 'decided',
      edit,
      outcome: 'rejected',
      n: null,
      code: refusal.code,
      message: refusal.message,
    });
    core.changed('sessions');
    return;
  }
  enqueue(core, { intent, sinceMs: core.nowMs, without: new Set(), retries: 0, approvedAt: null });
  core.changed('sessions');
}
