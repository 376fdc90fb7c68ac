import { useEffect, useRef, useState } from 'react';
import type { FoundShelf, RequestBody } from '#app/control-room/index.ts';
import { ask } from '../store/actions.ts';
import { useRoom } from '../store/store.ts';

export type ShelfQuestion = Omit<RequestBody<'find_shelved'>, 'skip' | 'most'>;

export const ANY_ENTRY: ShelfQuestion = {
  text: '',
  who: null,
  why: null,
  kind: null,
  withinMs: null,
  order: 'newest',
};

/** Entries of one page. */
export const PAGE = 50;

interface Answered {
  /** Null until there is an answer. */
  readonly found: FoundShelf | null;
  /** How many come before those that were found: of the answer, while a newer question is under way. */
  readonly before: number;
  readonly problem: string | null;
}

/** The first of the last page there is, where so many fit. */
export function lastPage(of: number): number {
  return Math.floor(Math.max(0, of - 1) / PAGE) * PAGE;
}

/** A page of what fits, asked for anew when the question or the shelf is another one. An answer to an older question is none. */
export function useFoundShelf(question: ShelfQuestion, skip: number): Answered {
  const shelf = useRoom((room) => room.shelf);
  const count = useRoom((room) => room.counts.shelf);
  const [answered, setAnswered] = useState<Answered>({ found: null, before: 0, problem: null });
  const newest = useRef(0);
  useEffect(() => {
    newest.current += 1;
    const own = newest.current;
    void ask('find_shelved', { ...question, skip, most: PAGE }).then((answer) => {
      if (own !== newest.current) return;
      setAnswered((last) =>
        answer.ok
          ? { found: answer.value, before: skip, problem: null }
          : { ...last, problem: answer.reason.message },
      );
    });
    return () => {
      newest.current += 1;
    };
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- another shelf has another answer
  }, [question, skip, shelf, count]);
  return answered;
}
