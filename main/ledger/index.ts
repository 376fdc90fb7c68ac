/** The ledger: the write-ahead log of everything that was ever decided, in one file, written by one thread. */
export { openLedger } from './ledger.ts';
export type { Ledger, LedgerEvents, LedgerOptions, OpenLedgerResult } from './ledger.ts';
export type {
  Counters,
  FailedEvent,
  FromReader,
  LedgerMode,
  Loss,
  RangeRecord,
  ToReader,
  VerifiedEvent,
} from './messages.ts';
export type { OpenFailureCode, SqliteFacts } from './database.ts';
export { markHalt, readHaltMark } from './halt-mark.ts';
export type { HaltMark } from './halt-mark.ts';
export { verifyReceipt } from './receipts.ts';
