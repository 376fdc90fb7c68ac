/** What only somebody who knows the form of a snapshot can do: another body under a digest that is right again. */
import { createHash } from 'node:crypto';
import type { Connection } from '#main/ledger/database.ts';

/** @param body null keeps the one that is there. @returns the position */
export function resealed(
  database: Connection,
  position: number,
  body: Buffer | null = null,
  format = 2,
): number {
  if (body !== null)
    database.prepare('UPDATE snapshot_parts SET body = ? WHERE position = ?').run(body, position);
  const bodies = database
    .prepare('SELECT body FROM snapshot_parts WHERE position = ? ORDER BY part')
    .pluck()
    .all(position) as Buffer[];
  const head = database
    .prepare('SELECT head FROM snapshots WHERE position = ?')
    .pluck()
    .get(position) as Buffer;
  // By its description alone (main/ledger/snapshots.ts).
  const digest = createHash('sha256').update(`vibesync snapshot ${format}\n${position}\n`).update(head);
  for (const each of bodies) digest.update(each);
  database
    .prepare('UPDATE snapshots SET parts = ?, digest = ? WHERE position = ?')
    .run(bodies.length, digest.digest(), position);
  return position;
}
