/** The ledger: the write-ahead log of everything that was ever decided, in one file, written by one thread. */
export { openLedger } from './ledger.ts';
export type { Ledger, LedgerOptions } from './ledger.ts';
export type { Counters, FailedEvent, VerifiedEvent } from './messages.ts';
export { haltMark, readHaltMark } from './halt-mark.ts';
export { verifyReceipt } from './receipts.ts';
// For copies of a log that leave the application and come back.
export { beginCopy } from './copy-file.ts';
export { checkGroup, EMPTY_HEAD, recordsOf } from './frames.ts';
export type { FramedGroup } from './frames.ts';
export { foldStored } from './opening.ts';
