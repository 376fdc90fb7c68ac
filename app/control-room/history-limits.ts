/** What can be asked of the history's table, in main and in the window alike. */
import { NO_FILTER } from './change-shapes.ts';
import type { HistoryFilter } from './history.ts';

export const HISTORY_LIMITS = {
  /** Rows that one answer tells. */
  rows: 256,
  /** UTF-16 units of what is searched for. */
  words: 200,
  /** Objects that a row names. */
  names: 3,
} as const;

/** Changes that are taken back as one. */
export const UNDO_CHANGES_MAX = 16_384;

/** By whose word an agent's change went on: a click, a free hand, a standing rule. */
export const APPROVERS = ['person', 'grant', 'rule'] as const;
export type Approver = (typeof APPROVERS)[number];

export const NO_HISTORY_FILTER: HistoryFilter = {
  ...NO_FILTER,
  words: '',
  from: null,
  to: null,
  forced: false,
  approvedBy: null,
};

export const TABLE_FORMATS = ['csv', 'jsonl'] as const;
export type TableFormat = (typeof TABLE_FORMATS)[number];
