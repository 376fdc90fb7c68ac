/** What the window is told of the ledger and of the agents, from what they and the core hold. */
import type { AgentView, StatusView } from '#app/control-room/index.ts';
import type { Reason } from '#app/intents/index.ts';
import type { AgentsDoor } from '#main/agents/index.ts';
import type { Ledger } from '#main/ledger/index.ts';
import type { Orchestrator } from '#main/orchestrator/index.ts';

type Core = Orchestrator['core'];

/** @param verified how far the chain was checked in the background */
export function ledgerView(
  ledger: Ledger,
  core: Core,
  verified: StatusView['ledger']['verified'],
): StatusView['ledger'] {
  return {
    state: core.ledger === 'unknown' ? 'outcome_unknown' : core.ledger,
    // However it was found: a check of the whole history comes after the one that this counts.
    verified: ledger.damaged ? 'damaged' : verified,
    problem: core.ledgerReason ?? ledger.problem,
    lastGoodSnapshot: ledger.lastGoodSnapshot,
    goOnFrom: ledger.damaged ? core.durable.revision : null,
    loss: lossOf(ledger, core),
  };
}

export function agentsView(agents: ReturnType<AgentsDoor['agents']>, core: Core): AgentView[] {
  return agents.map(({ agent, name, connected }) => ({
    agent,
    name,
    connected,
    paused: core.ahead.paused.has(agent) || core.ahead.paused.has(null) || core.ahead.agentsFrozen,
    waiting: [...core.proposals.values()].filter(({ intent }) => intent.actor.id === agent).length,
  }));
}

/** Why nothing may be written to this ledger; null where it may. */
export function readOnlyReason(ledger: Ledger): Reason | null {
  if (ledger.mode === 'ok') return null;
  const { problem } = ledger;
  const message = problem?.message ?? 'The history cannot be written.';
  return {
    code: ledger.mode === 'loss' ? 'history_behind_receipt' : (problem?.code ?? 'ledger_read_only'),
    message,
    path: problem?.path ?? null,
  };
}

/** What is known to be missing, by this installation's own receipt or by one that an adapter showed (R7). */
function lossOf(ledger: Ledger, core: Core): StatusView['ledger']['loss'] {
  if (core.ledgerReason?.code !== 'history_behind_receipt') return null;
  const lostThrough = Math.max(ledger.loss?.lostThrough ?? 0, core.provenThrough);
  return { found: core.durable.revision, lostThrough };
}
