/** Taking a number back when the log takes nothing: the engines go back to the truth, and nothing is written. */
import { revertInPlace } from '#app/scene/index.ts';
import type { Core, Flight } from './core.ts';
import { reason } from './core.ts';
import { compensationFor, finishUnwinding } from './flight.ts';
import { isAttached } from './session.ts';

export function loseNothing(core: Core, flight: Flight): void {
  if (flight.phase === 'unwinding') return;
  if (flight.phase === 'applying') revertInPlace(core.projected, flight.inverse);
  flight.phase = 'unwinding';
  flight.commitPosition = null;
  // An agent's goes back to waiting: its suggestion is durable, its approval is not.
  flight.abort = {
    reason: reason('ledger_refused', 'The disk took no record of it.'),
    ends: flight.intent.authority === 'ai' ? 'requeued' : 'aborted',
  };
  flight.deadlineMs = core.nowMs + core.config.compensateTimeoutMs;
  for (const { session: id } of flight.participants) {
    const session = core.sessions.get(id);
    if (session === undefined || !isAttached(session)) flight.votes.set(id, 'lost');
    else if (id === flight.source) flight.votes.set(id, 'unwound');
    else {
      flight.votes.set(id, 'unwinding');
      session.sent.set(flight.n, 'cancelled');
      core.send(id, { type: 'compensate', n: flight.n, entries: compensationFor(flight) });
    }
  }
  finishUnwinding(core, flight);
}
