/**
 * Undo and redo of the person at this window, over a history that only grows: taking a change back is a change of its own,
 * and making it again takes that one back.
 */
import type { ChangeView } from '#app/control-room/index.ts';

export interface OwnUndo {
  /** The change whose taking back undoes the last thing that the person did; null where there is none. */
  readonly undo: Step | null;
  /** The change whose taking back does again what was undone last; null where nothing was, or something was done since. */
  readonly redo: Step | null;
}

export interface Step {
  /** What is taken back. */
  readonly n: number;
  /** What the person did, in words, however often it was taken back and made again since. */
  readonly label: string;
}

/** @param changes of all authors, lowest number first, as far as the window holds them */
export function ownUndoOf(changes: readonly ChangeView[]): OwnUndo {
  const done: Step[] = [];
  const undone: Step[] = [];
  for (const { n, actor, state, label, takesBack, byRule } of changes) {
    // What a rule decides meanwhile is nothing that they did here.
    if (n === null || actor.kind !== 'person' || byRule === true || state !== 'committed') continue;
    const back = takesBack === null ? undefined : takeOut(done, takesBack);
    if (back !== undefined) {
      undone.push({ n, label: back.label });
      continue;
    }
    const again = takesBack === null ? undefined : takeOut(undone, takesBack);
    done.push({ n, label: again?.label ?? label });
    // As in every editor: what is done anew ends what could be made again.
    if (again === undefined) undone.length = 0;
  }
  return { undo: done.at(-1) ?? null, redo: undone.at(-1) ?? null };
}

function takeOut(steps: Step[], n: number): Step | undefined {
  const at = steps.findLastIndex((step) => step.n === n);
  return at < 0 ? undefined : steps.splice(at, 1)[0];
}
