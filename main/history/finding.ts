/** Confirmed changes by who made them, for which task, and what they are about. */
import type Database from 'better-sqlite3';

/** What is left out does not matter. */
export interface Which {
  /** First and last number. */
  readonly from: number;
  readonly to: number;
  readonly actor?: string;
  /** A change's number: those of the same task. Of a change without one there are none. */
  readonly taskOf?: number;
  readonly object?: string;
}

/** Numbers, newest first, and whether there are older ones besides. */
export interface FoundChanges {
  readonly changes: readonly number[];
  readonly more: boolean;
}

/** @returns the newest `most` */
export function findChanges(database: Database.Database, which: Which, most: number): FoundChanges {
  const found = database
    .prepare(
      `SELECT n FROM intents WHERE n BETWEEN @from AND @to AND state = 'committed'
         AND (@actor IS NULL OR actor_id = @actor)
         AND (@taskOf IS NULL OR json_extract(record, '$.intent.task') =
           (SELECT json_extract(record, '$.intent.task') FROM intents WHERE n = @taskOf))
         AND (@object IS NULL OR n IN (
           SELECT n FROM writes WHERE object = (SELECT key FROM objects WHERE id = @object) AND n BETWEEN @from AND @to))
       ORDER BY n DESC LIMIT @most`,
    )
    .pluck()
    .all({
      from: which.from,
      to: which.to,
      actor: which.actor ?? null,
      taskOf: which.taskOf ?? null,
      object: which.object ?? null,
      most: most + 1,
    }) as number[];
  return { changes: found.slice(0, most), more: found.length > most };
}
