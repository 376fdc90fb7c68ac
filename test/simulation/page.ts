/** What assets/adapters/PROTOCOL.md says of sessions and codes, held against what the core does. */
import { ASIDE, DECISIONS, REVOCATIONS, STATE_EDGES } from '#main/gateway/index.ts';
import type { SessionState } from '#main/gateway/index.ts';
import type { Core } from '#main/orchestrator/core.ts';
import type { Effect } from '#main/orchestrator/index.ts';
import type { SessionPhase } from '#main/orchestrator/session.ts';

/** The state that the page tells of, for each that the core has. */
const STATES: Readonly<Record<SessionPhase, SessionState>> = {
  greeting: 'greeting',
  foreign: 'foreign',
  comparing: 'comparing',
  reading: 'comparing',
  asking: 'comparing',
  shelving: 'comparing',
  patching: 'refreshing',
  checking: 'refreshing',
  joining: 'refreshing',
  live: 'live',
  parked: 'parked',
  detached: 'detached',
  quarantined: 'set_aside',
  over: 'over',
};

/** With which the simulated engines fail. */
const OWN_CODES = ['refused', 'in_hands', 'cannot_apply', 'changed_my_mind', 'moved_on'];

const LISTED: ReadonlySet<string> = new Set([
  ...OWN_CODES.map((code) => `engine_${code}`),
  ...Object.keys({ ...DECISIONS, ...ASIDE, ...REVOCATIONS }),
]);

const EDGES: ReadonlySet<string> = new Set(STATE_EDGES.map(([from, to]) => `${from} ${to}`));

/**
 * Notes the state of each session. Call what it returns with the effects of one step: it throws where the page has no such
 * way from one state to another, or no such code.
 */
export function watchPage(core: Core): (effects: readonly Effect[]) => void {
  const before = new Map([...core.sessions.values()].map(({ id, phase }) => [id, STATES[phase]]));
  return (effects) => {
    for (const { id, phase } of core.sessions.values()) {
      const was = before.get(id);
      const is = STATES[phase];
      if (was !== undefined && was !== is && !EDGES.has(`${was} ${is}`))
        throw new Error(`The adapters’ page has no way from ${was} to ${is}.`);
    }
    for (const each of effects)
      if (each.fx === 'send' && each.message.type === 'decided' && !LISTED.has(each.message.code))
        throw new Error(`The adapters’ page has no code ${each.message.code} for \`decided\`.`);
  };
}
