/** Versions to which a person gave a name: flags on the history, which change nothing of it. */

export const CHECKPOINT_LIMITS = {
  /** More than anybody finds again. */
  count: 1_000,
  /** UTF-16 units of a name. */
  name: 80,
} as const;

export interface Checkpoint {
  readonly id: string;
  /** One line, unlike those of all others. */
  readonly name: string;
  readonly revision: number;
}

/** A second one with the same id renames the first. */
export interface CheckpointRecord {
  readonly kind: 'checkpoint';
  readonly checkpoint: Checkpoint;
  readonly by: string;
}
export interface RemoveCheckpointRecord {
  readonly kind: 'remove_checkpoint';
  readonly id: string;
  readonly by: string;
}
