/** What the ledger holds, and what its records amount to. */
export * from './records.ts';
export * from './permissions.ts';
export * from './conflict-rules.ts';
export * from './checkpoints.ts';
export * from './durable-state.ts';
export * from './earlier.ts';
export * from './reading.ts';
