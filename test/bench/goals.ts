/** The bars and goals that a run is held against: ratios to references of the same run, or absolute bounds. */
import type { Limit } from './table.ts';

interface Goal {
  readonly bar: Limit | null;
  readonly goal: Limit | null;
}

export const GOALS = {
  /** No bar in figures: what depth one and a half (R10) gives is stated beside its ceiling. */
  intentsPerSecond: { bar: null, goal: { atLeast: 1 } },
  operationsPerSecond: { bar: { atLeast: 0.5 }, goal: { atLeast: 1.5 } },
  oneOutstanding: { bar: { atMost: 1.6 }, goal: { atMost: 1.2 } },
  latencySpread: { bar: { atMost: 8 }, goal: { atMost: 4 } },
  syncs: { bar: { atLeast: 1, atMost: 1 }, goal: { atLeast: 1, atMost: 1 } },
  verifiedReplay: { bar: { atMost: 1 }, goal: { atMost: 0.6 } },
  ready: { bar: { atMost: 0.1 }, goal: { atMost: 0.05 } },
  readyGrowth: { bar: { atMost: 1.5 }, goal: { atMost: 1.1 } },
  /** Megabytes. */
  memory: { bar: { atMost: 8 }, goal: { atMost: 2 } },
  /** Milliseconds. */
  loopDelay: { bar: { atMost: 20 }, goal: { atMost: 8 } },
  flood: { bar: { atMost: 2 }, goal: { atMost: 1.2 } },
  startUp: { bar: null, goal: null },
  disk: { bar: null, goal: null },
  drag: { bar: null, goal: null },
  /** What a file takes to what we take. */
  overFile: { bar: { atLeast: 20 }, goal: null },
  firstSync: { bar: null, goal: null },
  audit: { bar: null, goal: null },
  /** Milliseconds of an engine's frame. */
  turn: { bar: { atMost: 2 }, goal: null },
  /** Milliseconds of the history's thread for one part of the timeline. */
  counted: { bar: { atMost: 20 }, goal: { atMost: 5 } },
  /** Milliseconds until a version is there, at a million changes. */
  version: { bar: { atMost: 100 }, goal: { atMost: 50 } },
  /** What is held after a day to what is held after its first quarter. */
  day: { bar: { atMost: 1.1 }, goal: { atMost: 1.02 } },
  /** Milliseconds of a frame of the window, drawn without a GPU. */
  frame: { bar: { atMost: 33 }, goal: { atMost: 16.7 } },
} as const satisfies Record<string, Goal>;
