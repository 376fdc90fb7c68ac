/** What of an orchestrator's memory belongs together, whatever happened: looked at after each step of every test. What is under way
 * is held in one place, what waits is in the log, and a connection has what goes with its phase. */
import { membersOf } from '#app/intents/index.ts';
import type { Intent } from '#app/intents/index.ts';
import { outcomeKey } from '#app/ledger/index.ts';
import type { Orchestrator } from '#main/orchestrator/index.ts';
import type { Session } from '#main/orchestrator/session.ts';

type Core = Orchestrator['core'];

/** Phases in which an engine is brought to the truth. */
const REFRESHED: ReadonlySet<Session['phase']> = new Set([
  'comparing',
  'reading',
  'asking',
  'shelving',
  'patching',
  'checking',
  'joining',
]);
/** And where an answer is still taken: what an engine is adopted from may come in while it is parked. */
const ASKED: ReadonlySet<Session['phase']> = new Set([
  'parked',
  'comparing',
  'reading',
  'patching',
  'checking',
  'joining',
  'live',
]);

export function checkHeldTogether(core: Core): void {
  if (core.ledger === 'unknown' || core.closing !== 'no') return;
  checkUnderWay(core);
  if (core.ledger === 'ok' && core.backlog.length === 0) checkLogged(core);
  for (const session of core.sessions.values()) checkSession(session);
}

/** An author who asks is told where it stands, and nothing stands nowhere. */
function checkUnderWay(core: Core): void {
  const { queue, flights, proposals, active } = core;
  const line = [...queue.override, ...queue.human, ...queue.ai, ...flights.values(), ...proposals.values()];
  const keys = new Set(line.flatMap(({ intent }) => keysOf(core, intent)));
  for (const key of keys) if (!active.has(key)) throw new Error(`${key} is under way, and nobody knows`);
  for (const key of active.keys()) if (!keys.has(key)) throw new Error(`${key} is said to be under way`);
}

function keysOf(core: Core, intent: Intent): string[] {
  return membersOf(intent, core.hashOf).map(({ id }) => outcomeKey(intent.actor.id, id));
}

/** What outlives the application is in the log, and what the log says waits is before somebody. */
function checkLogged({ queue, flights, proposals, ahead, grants, handWaits }: Core): void {
  const held = new Set([...queue.human, ...queue.ai, ...flights.values()].map(({ intent }) => intent.id));
  for (const id of proposals.keys())
    if (!ahead.waiting.has(id) && !held.has(id)) throw new Error(`${id} waits, and the log does not say so`);
  for (const id of ahead.waiting.keys())
    if (!proposals.has(id) && !held.has(id)) throw new Error(`${id} waits, and nobody sees it`);
  for (const id of grants.keys())
    if (!ahead.grants.has(id)) throw new Error(`${id} is a free hand, and the log does not say so`);
  const inLine = new Set(queue.human.map(({ intent }) => outcomeKey(intent.actor.id, intent.id)));
  for (const key of handWaits.keys()) if (!inLine.has(key)) throw new Error(`${key} waits for hands nowhere`);
}

function checkSession({
  id,
  phase,
  resync,
  questions,
  retryAtMs,
  breaker,
  busy,
  ping,
  purge,
}: Session): void {
  const holds = {
    'is refreshed': (resync !== null) === REFRESHED.has(phase),
    'is asked something': questions.size === 0 || ASKED.has(phase),
    'is to be tried again': retryAtMs === null || phase === 'quarantined' || phase === 'detached',
    'is set aside':
      breaker !== 'open' || phase === 'quarantined' || phase === 'detached' || phase === 'foreign',
    'is busy': busy === null || (phase !== 'detached' && phase !== 'greeting'),
    'is pinged': ping === null || phase !== 'detached',
    'is to be set back': purge.size === 0 || phase !== 'quarantined',
  };
  for (const [what, isSo] of Object.entries(holds))
    if (!isSo && phase !== 'over') throw new Error(`${id} ${what}, and is ${phase}`);
}
