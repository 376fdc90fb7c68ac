/** What the side files and their thread tell each other. */
import type { Writing } from './files.ts';

/** Shared words: the number of the newest writing that is over, and whether it failed. */
export const OVER = 0;
export const FAILED = 1;
export const WORDS = 2;

export interface ToWriter extends Writing {
  /** Counts up from 1. */
  readonly ticket: number;
}

/** The first message is `ready`; every other one is of a writing that is over. */
export type FromWriter = 'ready' | Written;

export interface Written {
  readonly ticket: number;
  readonly file: string;
  /** Null where it was written. */
  readonly error: string | null;
}
