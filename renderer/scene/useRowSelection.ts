/** Selecting rows of the list of objects, one or several, with the pointer and with keys alone. */
import { useRef, useState } from 'react';
import type { KeyboardEvent, MouseEvent } from 'react';
import type { ObjectId } from '#app/scene/index.ts';
import type { Choosing } from '../model/selection.ts';
import type { OutlineRow } from '../model/outline.ts';
import { selectObject, selectObjects } from '../store/actions.ts';
import { store } from '../store/store.ts';
import { say } from '../store/undo.ts';

export interface RowSelection {
  /** The row that keys start from; −1 where none is. */
  readonly at: number;
  readonly click: (row: OutlineRow, event: MouseEvent) => void;
  /** Goes to a row: alone, with Shift up to it, and with Ctrl without selecting it. */
  readonly go: (index: number, event: KeyboardEvent) => void;
  readonly toggle: () => void;
  /** Every row that was looked for. */
  readonly all: () => void;
}

/** Where the keys are while that is not the row that was selected last. */
interface Cursor {
  readonly id: ObjectId;
  /** What was selected last when they went there: another choice elsewhere brings them there. */
  readonly whileActive: ObjectId | null;
}

/** @param active the object that was selected last */
export function useRowSelection(rows: readonly OutlineRow[], active: ObjectId | null): RowSelection {
  const [cursor, setCursor] = useState<Cursor | null>(null);
  /** Where a range begins. */
  const anchor = useRef<ObjectId | null>(null);
  const indexOf = (id: ObjectId | null): number => rows.findIndex((row) => row.object.id === id);
  const wanted = cursor !== null && cursor.whileActive === active ? indexOf(cursor.id) : -1;
  const at = wanted >= 0 ? wanted : indexOf(active);

  const choose = (ids: readonly ObjectId[], how: Choosing): void => {
    const problem = selectObjects(ids, how);
    if (problem !== null) say(problem, true);
  };
  const alone = (row: OutlineRow): void => {
    anchor.current = row.object.id;
    setCursor(null);
    selectObject(row.object.id);
  };
  const upTo = (index: number, adds: boolean): void => {
    const start = [anchor.current, active].map(indexOf).find((each) => each >= 0) ?? index;
    anchor.current = rows[start]?.object.id ?? null;
    const between = rows.slice(Math.min(start, index), Math.max(start, index) + 1);
    const ids = between.filter((row) => row.ghostOf === null).map((row) => row.object.id);
    // The last one is where the hand is.
    choose(index < start ? ids.toReversed() : ids, adds ? 'add' : 'only');
  };
  /** The keys stay where the hand is, whatever is selected last now. */
  const stand = (index: number): void => {
    const id = rows[index]?.object.id;
    setCursor(id === undefined ? null : { id, whileActive: store.getState().desk.object });
  };
  const toggle = (index: number): void => {
    const row = rows[index];
    if (row === undefined || row.ghostOf !== null) return;
    anchor.current = row.object.id;
    choose([row.object.id], 'toggle');
    stand(index);
  };

  return {
    at,
    click: (row, event) => {
      const isControl = event.ctrlKey || event.metaKey;
      const index = rows.indexOf(row);
      if (event.shiftKey) {
        upTo(index, isControl);
        stand(index);
      } else if (isControl) toggle(index);
      else alone(row);
    },
    go: (index, event) => {
      const next = Math.max(0, Math.min(rows.length - 1, index));
      const row = rows[next];
      if (row === undefined) return;
      if (event.shiftKey) upTo(next, false);
      else if (!event.ctrlKey && !event.metaKey) return alone(row);
      stand(next);
    },
    toggle: () => toggle(at),
    all: () =>
      choose(
        rows.filter((row) => row.found && row.ghostOf === null).map((row) => row.object.id),
        'only',
      ),
  };
}
