/** The ledger: the write-ahead log of everything that was ever decided, in one file, written by one thread. */
export { openLedger } from './ledger.ts';
export type { Ledger, LedgerOptions } from './ledger.ts';
export type { Counters, FailedEvent, VerifiedEvent } from './messages.ts';
export { haltMark, readHaltMark } from './halt-mark.ts';
export { verifyReceipt } from './receipts.ts';
