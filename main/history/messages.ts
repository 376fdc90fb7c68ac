/** What the main thread and the history's worker say to each other. */
import type { MessagePort } from 'node:worker_threads';
import type {
  AwayPart,
  AwayPartChanges,
  AwayView,
  BlameView,
  CausalityView,
  ChangeView,
  ClockView,
  HistoryFilter,
  HistoryPage,
  LanesView,
  OwnStepsView,
  PastConnectionsView,
  TableFormat,
} from '#app/control-room/index.ts';
import type { OverwrittenTogether, OverwrittenValue, PastOutcome } from '#app/ledger/index.ts';
import type { Reason } from '#app/intents/index.ts';
import type { ObjectId } from '#app/scene/index.ts';
import type { AwayQuery } from './unseen.ts';
import type { FoundChanges, Which } from './finding.ts';
import type { Stretches } from './lanes.ts';
import type { PastScene } from './past-scenes.ts';

export type Query =
  | { readonly ask: 'timeline'; readonly from: number; readonly to: number; readonly limit: number }
  | { readonly ask: 'lanes'; readonly stretches: Stretches }
  | { readonly ask: 'clock'; readonly numbers: readonly number[] }
  | { readonly ask: 'causality'; readonly actor: string; readonly id: string }
  | { readonly ask: 'newest'; readonly limit: number }
  | { readonly ask: 'blame'; readonly object: string }
  | { readonly ask: 'outcome'; readonly actor: string; readonly id: string }
  | { readonly ask: 'overwritten'; readonly n: number }
  | {
      readonly ask: 'overwritten_together';
      readonly changes: readonly number[];
      readonly only: readonly ObjectId[] | null;
    }
  | { readonly ask: 'scene'; readonly revision: number }
  | { readonly ask: 'shared_once'; readonly objects: readonly ObjectId[] }
  | { readonly ask: 'find'; readonly which: Which }
  | { readonly ask: 'own_steps' }
  | { readonly ask: 'shelved_at'; readonly ids: readonly string[] }
  | { readonly ask: 'shelved_since'; readonly time: string }
  | { readonly ask: 'connections'; readonly before: number | null; readonly most: number }
  | { readonly ask: 'page'; readonly filter: HistoryFilter; readonly first: number; readonly rows: number }
  | { readonly ask: 'locate'; readonly filter: HistoryFilter; readonly id: string }
  | {
      readonly ask: 'table';
      readonly filter: HistoryFilter;
      readonly format: TableFormat;
      readonly file: string;
    }
  | { readonly ask: 'away'; readonly of: AwayQuery }
  | { readonly ask: 'away_part'; readonly of: AwayQuery; readonly part: AwayPart }
  | { readonly ask: 'stop'; readonly table: number }
  | { readonly ask: 'catch_up'; readonly ledger: string; readonly position: number }
  | { readonly ask: 'close' };

export interface Answers {
  timeline: readonly ChangeView[];
  lanes: LanesView;
  clock: ClockView;
  causality: CausalityView | null;
  newest: readonly ChangeView[];
  blame: readonly BlameView[];
  outcome: PastOutcome | null;
  overwritten: readonly OverwrittenValue[] | null;
  overwritten_together: OverwrittenTogether;
  scene: PastScene | null;
  shared_once: readonly ObjectId[];
  find: FoundChanges;
  own_steps: OwnStepsView;
  shelved_at: readonly (string | null)[];
  shelved_since: readonly string[];
  connections: PastConnectionsView;
  page: HistoryPage;
  locate: number | null;
  /** Null where it cannot be read now. */
  away: AwayView | null;
  away_part: AwayPartChanges | null;
  table: TableEnd;
  stop: true;
  catch_up: boolean;
  close: true;
}

/** What writing a table came to: its rows; or why there is no file. */
export type TableEnd =
  { readonly ok: true; readonly rows: number } | { readonly ok: false; readonly reason: Reason };

export type ToHistory =
  | { readonly request: number; readonly query: Query }
  /** A (new) port to the ledger. */
  | { readonly reader: MessagePort };

export type FromHistory =
  | { readonly request: number; readonly answer: Answers[keyof Answers] }
  /** A table that is written has so many of its rows. */
  | { readonly table: number; readonly done: number; readonly of: number }
  | { readonly problem: Reason };
