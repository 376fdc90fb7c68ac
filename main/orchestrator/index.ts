/** The pure decision core: `step(input) -> effects`. */
export { Orchestrator } from './orchestrator.ts';
export type { OrchestratorOptions } from './orchestrator.ts';
export { engineWord } from './core.ts';
export { DEFAULT_CONFIG } from './config.ts';
export { BUSY_PATIENCE } from './heartbeat.ts';
export { OFFER_VALUES_MAX, OFFERS_MAX } from './offers.ts';
export type { OrchestratorConfig } from './config.ts';
export type * from './inputs.ts';
export type * from './effects.ts';
export { viewMerges } from './merges.ts';
export { viewFlights, viewHalt, viewSessions } from './view.ts';
export {
  aboutOfCard,
  costOfCard,
  nameKey,
  viewContent,
  viewStanding,
  viewWaiting,
  viewWholeCard,
  withStanding,
} from './view-waiting.ts';
export type { CardContent, IsAway } from './view-waiting.ts';
export { fileDifferences } from './files.ts';
export { viewInHands } from './view-hands.ts';
export { remembersChanges, wayToUndo } from './taking-back-many.ts';
export { remembersVersion, wayToVersion } from './versions.ts';
export type { WayToUndo } from './taking-back-many.ts';
export type { WayToVersion } from './versions.ts';
export { previewShelved } from './shelf-many.ts';
export { newestViewpoint } from './viewpoints.ts';
export { viewPermissions } from './view-permissions.ts';
export type { ConnectionFacts } from './view.ts';
