/**
 * What the person's own undo and redo take next, over a history that only grows: taking a change back is a change of its own,
 * and making it again takes that one back. Kept as the two stacks of an editor, so that nothing that others do, however much
 * it is, is in the way.
 */
import type Database from 'better-sqlite3';
import type { OwnStep, OwnStepsView } from '#app/control-room/index.ts';
import type { Actor } from '#app/intents/index.ts';
import type { IntentRow } from './store.ts';

export const OWN_STEPS_SCHEMA = `
  CREATE TABLE own_steps (
    n INTEGER PRIMARY KEY,    -- what taking the next step takes back; the highest of a side is on top
    undone INTEGER NOT NULL,
    label TEXT NOT NULL       -- what the person did, however often it was taken back and made again since
  ) STRICT;
  CREATE INDEX own_steps_by_side ON own_steps (undone, n);
`;

type Done = Pick<IntentRow, 'actor' | 'approved_by' | 'takes_back' | 'label'>;

/** Within the caller's transaction, in the order in which changes are confirmed. */
export class OwnStepWriter {
  readonly #turn;
  readonly #add;
  readonly #forgetUndone;

  constructor(database: Database.Database) {
    this.#turn = database.prepare('UPDATE own_steps SET n = @n, undone = 1 - undone WHERE n = @takesBack');
    this.#add = database.prepare('INSERT INTO own_steps (n, undone, label) VALUES (?, 0, ?)');
    this.#forgetUndone = database.prepare('DELETE FROM own_steps WHERE undone = 1');
  }

  commit(n: number, { actor, approved_by, takes_back: takesBack, label }: Done): void {
    // What a rule decides meanwhile is nothing that they did here.
    if ((JSON.parse(actor) as Actor).kind !== 'person' || approved_by === 'rule') return;
    if (takesBack !== null && this.#turn.run({ n, takesBack }).changes > 0) return;
    // As in every editor: what is done anew ends what could be made again.
    this.#forgetUndone.run();
    this.#add.run(n, label);
  }
}

export function readOwnSteps(database: Database.Database): OwnStepsView {
  const top = database.prepare('SELECT n, label FROM own_steps WHERE undone = ? ORDER BY n DESC LIMIT 1');
  const step = (undone: 0 | 1): OwnStep | null => (top.get(undone) as OwnStep | undefined) ?? null;
  return { undo: step(0), redo: step(1) };
}
