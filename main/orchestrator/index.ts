/** The pure decision core: `step(input) -> effects`. */
export { Orchestrator } from './orchestrator.ts';
export type { OrchestratorOptions } from './orchestrator.ts';
export { engineWord } from './core.ts';
export { DEFAULT_CONFIG } from './config.ts';
export type { OrchestratorConfig } from './config.ts';
export type * from './inputs.ts';
export type * from './effects.ts';
export { viewMerges } from './merges.ts';
export { viewFlights, viewHalt, viewSessions, viewWaiting } from './view.ts';
export { viewInHands } from './view-hands.ts';
export type { ConnectionFacts } from './view.ts';
