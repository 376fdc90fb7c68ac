import { useEffect } from 'react';
import { findChange } from '../model/changes.ts';
import { store } from '../store/store.ts';
import type { ControlRoom } from '../store/store.ts';
import { readCausality } from '../store/timeline.ts';

/** Walking from change to change is not asking for each. */
const ASK_AFTER_MS = 150;

interface Asked {
  readonly id: string;
  readonly actor: string;
  /** What it can change with. */
  readonly state: string;
  readonly revision: number;
}

/** Keeps what the selected change came from and led to on the desk, as the history goes on. */
export function useCausality(): void {
  useEffect(() => {
    let asked: Asked | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = (): void => {
      const next = toAsk(store.getState());
      if (isSame(next, asked)) return;
      asked = next;
      clearTimeout(timer);
      if (next !== null) timer = setTimeout(() => void readCausality(next.id, next.actor), ASK_AFTER_MS);
    };
    look();
    const unsubscribe = store.subscribe(look);
    return () => {
      clearTimeout(timer);
      unsubscribe();
    };
  }, []);
}

function toAsk({ room, desk }: ControlRoom): Asked | null {
  const { change: id } = desk;
  if (id === null) return null;
  const found = findChange(room.changes, id) ?? room.waiting.find((each) => each.id === id);
  if (found === undefined) return null;
  return { id, actor: found.actor.id, state: found.state, revision: room.status?.revision ?? 0 };
}

function isSame(one: Asked | null, other: Asked | null): boolean {
  if (one === null || other === null) return one === other;
  return (
    one.id === other.id &&
    one.actor === other.actor &&
    one.state === other.state &&
    one.revision === other.revision
  );
}
