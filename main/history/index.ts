/** The derived history: timeline, blame and idempotency look-ups, in a file of its own that can be rebuilt (R8). */
export { openHistory } from './history.ts';
export type { History } from './history.ts';
export type { PastScene } from './past-scenes.ts';
export type { AwayQuery } from './unseen.ts';
