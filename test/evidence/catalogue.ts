/**
 * What is promised, by number: each row needs at least one check that tried to break it. Tests, log lines and screens
 * name the same IDs.
 */

export const GUARANTEES = {
  'ORD-1': 'only the orchestrator changes shared state',
  'ORD-2': 'every number is used once, and what became of it is in the log',
  'ORD-3': 'no two intents interleave: all that can be read is that of a serial run',
  'ORD-4': 'an intent sees what came before it, or is told that its base is stale',
  'ORD-5': 'an engine that diverges is set to the last committed state; what it held is kept',
  'FAIL-1': 'a crash of an adapter ends its session and nothing else',
  'FAIL-2': 'an engine that crashed comes back to the last committed state',
  'FAIL-3': 'a replay restores what has a durable commit record, to the byte, and nothing else',
  'FAIL-4': 'a partition leaves nothing half applied to be read, shown or built upon',
  'FAIL-5': 'a power loss keeps what was committed and rolls back what was not',
  'DUR-1': 'a confirmation leaves only after its record is on stable storage',
  'DUR-2': 'a changed, missing or reordered record is found, named and never replayed',
  'TIME-1': 'the counter alone decides order and logic',
  'TIME-2': 'times are recorded, and marked as the computer’s clock wherever they show',
  'TIME-3': 'a clock that jumps changes no outcome',
  'AUTH-1': 'the emergency override passes any lock, gate, breaker, approval or halt',
  'AUTH-2': 'a person’s intent goes before an agent’s that touches the same objects',
  'AUTH-3': 'the orchestrator decides between engines',
  'AUTH-4': 'an agent’s intent takes effect only after a person’s approval',
  'AUTH-5': 'an engine can fail, and cannot refuse',
  'SEC-1': 'all that an adapter sends is checked before anything acts on it',
  'SEC-2': 'any deviation ends that session at once, with the reason kept',
  'SEC-3': 'tokens are a session’s own, unguessable, never logged, dead after revocation',
  'SEC-4': 'adapters keep no state, logic or secret beyond their token',
} as const;

export type GuaranteeId = keyof typeof GUARANTEES;

export const GUARANTEE_IDS = Object.keys(GUARANTEES) as GuaranteeId[];

/** The IDs that a test's name carries, each once. */
export function idsIn(name: string): GuaranteeId[] {
  const found = name.match(/\b(?:ORD|FAIL|DUR|TIME|AUTH|SEC)-\d\b/g) ?? [];
  return [...new Set(found)].filter((id): id is GuaranteeId => id in GUARANTEES);
}
