/**
 * Where the writer stands, for whoever listens in the same thread (a debugger, a test that kills the process at a
 * named point). Costs nothing while nobody does. https://nodejs.org/api/diagnostics_channel.html
 */
import { channel } from 'node:diagnostics_channel';

export type TracePoint =
  | 'queued'
  | 'commit_queued'
  | 'writing'
  | 'syncing'
  | 'synced'
  | 'receipt_written'
  | 'reported'
  | 'checkpointing'
  | 'snapshotting'
  | MigrationPoint;

/** Where the migration of an older ledger stands: the new file begun, written and verified, the old one kept, replaced. */
export type MigrationPoint =
  'migration_begun' | 'migration_written' | 'migration_verified' | 'migration_kept' | 'migration_done';

const points = channel('vibesync.ledger');

/** `position`: the last record that it is about. */
export function trace(point: TracePoint, position: number): void {
  if (points.hasSubscribers) points.publish({ point, position });
}
