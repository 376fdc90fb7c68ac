/** What becomes of an engine, in the log: also what a timer alone decides, so that the log tells why a number was aborted, or
 * went on without an engine, and when it was back (R34). */
import type { Reason } from '#app/intents/index.ts';
import type { SessionRecord } from '#app/ledger/index.ts';
import type { Core } from './core.ts';
import type { Session } from './session.ts';

/** Needs no sync of its own: it decides nothing when the log is replayed. */
export function recordSession(
  core: Core,
  session: Session,
  event: SessionRecord['event'],
  why: Reason | null,
): void {
  core.append([{ kind: 'session', session: session.id, engine: session.engine, event, reason: why }], {
    flush: false,
  });
}

/** It counts for nothing until it is back in step. */
export function recordAside(core: Core, session: Session, event: 'set_aside' | 'parked', why: Reason): void {
  session.isAside = true;
  recordSession(core, session, event, why);
}

/** It shows the shared scene. Said where the log has it otherwise: aside, or with something left over from a number. */
export function recordBack(core: Core, session: Session): void {
  const isLeftOver = core.ahead.leftOver.some(({ engines }) => engines.includes(session.engine));
  if (!session.isAside && !isLeftOver) return;
  session.isAside = false;
  recordSession(core, session, 'in_step', null);
}
