/**
 * The faults that have to be survived. After each of them: nothing confirmed is lost, numbers increase, the chain is
 * valid, every intent has one outcome, engines hold the fold of the log, and nothing was confirmed before its sync.
 * A row counts when a run with the fault passed *and* a control showed that the check can fail, and no test failed that has
 * the row in its name.
 */
export const FAULT_MATRIX = {
  1: 'SIGKILL at any time',
  2: 'power loss, what was not synced is lost',
  3: 'a torn write',
  4: 'writes in another order',
  5: 'an error of the sync in a commit',
  6: 'an error of the sync in a checkpoint',
  7: 'an error of a write; a short write',
  8: 'a full disk, and room again',
  9: 'a disk that lies about its syncs',
  10: 'a flipped bit in SQLite’s write-ahead file',
  11: 'a flipped bit in the database or a snapshot',
  12: 'files deleted, cut off, or rolled back to an old copy',
  13: 'a crash in recovery, snapshot or migration',
  14: 'a second process',
  15: 'a disk that stalls for seconds',
  16: 'a crash between a durable commit and its message',
  17: 'one engine applied, the other did not',
  18: 'an adapter dies after it acknowledged',
  19: 'a partition',
  20: 'half-open and one-way sockets; a reset in mid-frame',
  21: 'duplicates, another order over a reconnect, replayed frames',
  22: 'flapping',
  23: 'clocks that jump',
  24: 'malformed input',
  25: 'pathological JSON',
  26: 'floods of oversize, fragments and pings; slow senders',
  27: 'every wrong token on every role',
  28: 'an adapter that lies',
  29: 'a reader that stops reading',
  30: 'a flood of intents',
  31: 'out of memory, an uncaught exception',
  32: 'ledgers of older and of newer versions',
} as const;

export type FaultRow = keyof typeof FAULT_MATRIX;

export const FAULT_ROWS = Object.keys(FAULT_MATRIX).map(Number) as FaultRow[];

/** The rows that a test's name carries, each once: “(row 7)”, “(rows 2, 3 and 4)”. */
export function rowsIn(name: string): FaultRow[] {
  const lists = [...name.matchAll(/\brows? (\d+(?:(?:, | and )\d+)*)/g)].map(([, list = '']) => list);
  const found = new Set(lists.flatMap((list) => list.split(/, | and /)).map(Number));
  return FAULT_ROWS.filter((row) => found.has(row));
}
