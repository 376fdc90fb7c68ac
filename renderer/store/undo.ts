/** Undoing and redoing what the person at this window did, one change at a time, in the order in which the keys were pressed. */
import type { OwnStep } from '#app/control-room/index.ts';
import { lossSentences, takenSentences } from '../model/taking-back.ts';
import { strings } from '../strings.ts';
import { ask } from './ask.ts';
import { takeBackChange } from './own-changes.ts';
import { changeDesk, store } from './store.ts';

/** So long a key waits for the change before it: later than this nobody means it any more. */
const PATIENCE_MS = 2_000;

/** Keys that were pressed before this one, and how many of them have not come to their end. */
let turn: Promise<void> = Promise.resolve();
let waiting = 0;

/** @param isHeld the key repeats by itself: what it asks for while another is on its way would go on long after it is let go of */
export function undo(isHeld = false): Promise<void> {
  return inTurn('undo', isHeld);
}

export function redo(isHeld = false): Promise<void> {
  return inTurn('redo', isHeld);
}

/** Says something at the foot of the window for a while, aloud too. */
export function say(text: string, isProblem = false): void {
  changeDesk({ said: { text, isProblem } });
}

function inTurn(which: 'undo' | 'redo', isHeld: boolean): Promise<void> {
  if (isHeld && waiting > 0) return turn;
  waiting += 1;
  turn = turn
    .then(() => take(which))
    .finally(() => {
      waiting -= 1;
    });
  return turn;
}

async function take(which: 'undo' | 'redo'): Promise<void> {
  const words = strings.undo;
  // What is on its way is what the key is about, or builds on it.
  if (!(await isQuiet())) return say(words.onItsWay, true);
  // Of all that there is: what others did since may be more than the window holds.
  const steps = await ask('read_own_steps', {});
  if (!steps.ok) return say(steps.reason.message, true);
  const step = steps.value[which];
  if (step === null) return say(which === 'undo' ? words.nothingToUndo : words.nothingToRedo);
  const answer = await takeBackChange(step.n);
  if (!answer.ok) return say(words.refused(step.label, answer.reason.message), true);
  const { taken } = answer.value;
  const isWhole = taken === null || taken.taken === taken.of;
  const more = isWhole ? lossSentences(taken?.loss) : takenSentences(taken);
  say([done(which, step), ...more].join('. '), !isWhole);
}

function done(which: 'undo' | 'redo', { label }: OwnStep): string {
  return which === 'undo' ? strings.undo.undone(label) : strings.undo.redone(label);
}

/** @returns whether nothing of the person's own is on its way, at once or soon */
function isQuiet(): Promise<boolean> {
  const isIt = (): boolean => store.getState().room.pending.length === 0;
  if (isIt()) return Promise.resolve(true);
  return new Promise((resolve) => {
    const end = (quiet: boolean): void => {
      clearTimeout(patience);
      forget();
      resolve(quiet);
    };
    const patience = setTimeout(() => end(false), PATIENCE_MS);
    const forget = store.subscribe(() => {
      if (isIt()) end(true);
    });
  });
}
