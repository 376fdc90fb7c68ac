/** The public face of evidence for tests: say what was done to break a guarantee, and how much of it to do. */
export { runsShown, shown, timesTold } from './evidence.ts';
export type { Evidence } from './evidence.ts';
export { budget, isLong, longSeed, partSeed } from './budget.ts';
