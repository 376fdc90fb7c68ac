/** The deadlines that an adapter meets, for the protocol reference: figures of the running core, and what happens at each. */
import type { OrchestratorConfig } from '#main/orchestrator/index.ts';
import { GATEWAY_LIMITS } from './limits.ts';

export interface DeadlineFigures extends Pick<
  OrchestratorConfig,
  | 'applyTimeoutMs'
  | 'compensateTimeoutMs'
  | 'resyncTimeoutMs'
  | 'heartbeatMs'
  | 'heartbeatTimeoutMs'
  | 'graceMs'
  | 'busyLimitMs'
  | 'busyBudgetMs'
  | 'busyBudgetWindowMs'
  | 'breakerRetryMs'
  | 'breakerMaxFailures'
  | 'breakerWindowMs'
  | 'maxObservedPerSession'
> {
  /** The silence of a busy engine counts only after so many times `heartbeatTimeoutMs`. */
  readonly busyPatience: number;
  readonly offersPerSession: number;
  readonly valuesPerOffer: number;
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

function duration(ms: number): string {
  return ms >= 2 * MINUTE_MS && ms % MINUTE_MS === 0 ? `${ms / MINUTE_MS} min` : `${ms / SECOND_MS} s`;
}

/** Below the table: what being in fault costs, and how one comes back. */
export function deadlineText(figures: DeadlineFigures): string {
  return `
Whoever lets one of them pass is **in fault**, unless the table says otherwise, and is set aside as described above: what it
had been asked is forgotten, and an answer that comes after all is ignored; a vote that it had given stands. Nothing has
to be sent. VibeSync tries again by \`take_inventory\` after ${duration(figures.breakerRetryMs)}, and after twice as long for each further fault
within ${duration(figures.breakerWindowMs)}; after ${figures.breakerMaxFailures} faults in that time, only when a person asks for it.

Times are counted by VibeSync from the moment in which it asks, and setting the computer’s clock changes none of them. An
engine that cannot answer is to say \`busy\` before its time is up: that is never a fault.

The other way round, VibeSync is gone when nothing has come for three heartbeats (\`heartbeat_ms\` of \`welcome\`): close the
socket, and resume.
`;
}

/** What has to come, how soon, and what happens if it does not. */
export function deadlineRows(figures: DeadlineFigures): readonly (readonly string[])[] {
  const patienceMs = figures.busyLimitMs + figures.applyTimeoutMs;
  const hanging = duration(figures.applyTimeoutMs / 2);
  return [
    [
      '`hello`, from the upgrade',
      duration(GATEWAY_LIMITS.helloTimeoutMs),
      'The socket is ended (`hello_timeout`), the session is not: its token opens a resume.',
    ],
    [
      '`applied` or `failed`, from `apply` or `adopt`',
      duration(figures.applyTimeoutMs),
      `Where your \`pong\` says that the main thread has not looked for more than ${hanging}, or you are \`busy\`, it is waited for, up to ${duration(patienceMs)} in all; then you are *parked*, which is no fault. Else you are in fault (\`apply_timeout\`): the change is taken back in every engine, and made again without you if a person or another artist made it. An agent’s is not; nor is one of your own artist that you were asked to \`adopt\`: its edit is \`aborted\`, and what it set is put aside for them when you are compared.`,
    ],
    [
      '`compensated`, from `compensate`',
      duration(figures.compensateTimeoutMs),
      'In fault. What the change touched is in doubt here until you are compared; the others go on.',
    ],
    [
      'the last `inventory`, the last `values` (of `adopt_unmanaged`, too), and `patched` while you are not live',
      `${duration(figures.resyncTimeoutMs)} each`,
      'In fault (`resync_timeout`). While you are `busy` the time begins anew.',
    ],
    [
      '`patched` while you are live',
      duration(figures.applyTimeoutMs),
      `In fault (\`resync_timeout\`): nobody’s changes go out before it. The times that all such patches take count as busy, too: beyond ${duration(figures.busyBudgetMs)} in ${duration(figures.busyBudgetWindowMs)} you are in fault (\`drifts_on\`).`,
    ],
    [
      '`digests`, and the `values` that are asked for after them',
      duration(figures.resyncTimeoutMs),
      'In fault (`audit_timeout`).',
    ],
    [
      `\`pong\`, from a \`ping\`; one comes every ${duration(figures.heartbeatMs)}`,
      `${duration(figures.heartbeatTimeoutMs)}; ${duration(figures.heartbeatTimeoutMs * figures.busyPatience)} while busy`,
      'In fault. The socket stays open: with the next `pong`, or a resume, you are compared. Meanwhile another connection with the same file takes your place, and yours ends (`unresponsive`).',
    ],
    [
      '`ready`, from `busy`',
      `${duration(figures.busyLimitMs)} (a person may set another time), and ${duration(figures.busyBudgetMs)} in ${duration(figures.busyBudgetWindowMs)}`,
      'Parked, which is no fault: changes go on without you, and `ready` brings you back through comparing. With `busy` of the kind `parked` nobody waits at all.',
    ],
    [
      '`held`, from `hold`',
      'at once',
      'Nobody waits for it. A person is shown how soon it came, and that it has not come.',
    ],
    [
      'a resume, from the end of the socket',
      duration(figures.graceMs),
      `The session is over and its token dead: a new pairing code is needed. After VibeSync itself was away, the token is good for ${duration(GATEWAY_LIMITS.detachedLifeMs)} from its start.`,
    ],
  ];
}
