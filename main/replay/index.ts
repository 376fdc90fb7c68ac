/** The log folded a second time, from its first record, and held against the state that the application works with. */
export { replayAndCompare } from './replay.ts';
export type { Replayed } from './replay.ts';
