/** What a click, a band or a key makes of what is selected. Pure. */
import { holds, holdsAny, isOwn } from '../model/timeline.ts';
import type { Clip } from '../model/timeline.ts';
import type { Chosen } from './gestures.ts';

export interface Selection {
  readonly marked: ReadonlySet<string>;
  /** The one that the inspector shows. */
  readonly shown: Clip | null;
}

/**
 * @param all clips that are held, ascending
 * @param before what was selected, and which of it the inspector showed
 */
export function choose(
  { clips, how }: Chosen,
  all: readonly Clip[],
  before: { readonly marked: ReadonlySet<string>; readonly shown: string | null },
): Selection {
  const ids = clips.flatMap((clip) => clip.ids);
  const last = clips.at(-1) ?? null;
  switch (how) {
    case 'only':
      return { marked: new Set(ids), shown: last };
    case 'add':
      return { marked: new Set([...before.marked, ...ids]), shown: last ?? shownOf(all, before.shown) };
    case 'toggle': {
      const marked = new Set(before.marked);
      for (const clip of clips) {
        // One that is selected in part is, as it is drawn, selected.
        const isOut = holdsAny(clip, before.marked);
        for (const id of clip.ids)
          if (isOut) marked.delete(id);
          else marked.add(id);
      }
      const isIn = last !== null && holdsAny(last, marked);
      const rest = isIn ? last : (all.findLast((clip) => holdsAny(clip, marked)) ?? null);
      return { marked, shown: rest };
    }
    case 'to': {
      const anchor = all.find((clip) => holds(clip, before.shown));
      if (anchor === undefined || last === null) return { marked: new Set(ids), shown: last };
      const [from, to] = [Math.min(anchor.to, last.to), Math.max(anchor.to, last.to)];
      const between = all.filter((clip) => isOwn(clip) && clip.to >= from && clip.to <= to);
      return { marked: new Set(between.flatMap((clip) => clip.ids)), shown: anchor };
    }
  }
}

function shownOf(all: readonly Clip[], id: string | null): Clip | null {
  return all.find((clip) => holds(clip, id)) ?? null;
}

/** First and last number of what is selected, of those that are held. */
export function spanOf(
  all: readonly Clip[],
  marked: ReadonlySet<string>,
): { readonly from: number; readonly to: number } | null {
  const chosen = all.filter((clip) => holdsAny(clip, marked));
  if (chosen.length === 0) return null;
  return {
    from: Math.min(...chosen.map(({ from }) => from)),
    to: Math.max(...chosen.map(({ to }) => to)),
  };
}
