/** Not to be disturbed by a key: said at the foot of the window, since the key shows nothing. */
import { setQuiet, usualQuietMinutes } from '../settings/settings.ts';
import { store } from '../store/store.ts';
import { say } from '../store/undo.ts';
import { strings } from '../strings.ts';

/** What was asked for last, as long as the window does not show it: the key pressed again means the other one. */
let asked: boolean | null = null;

/** @param isHeld the key repeats by itself */
export async function toggleQuiet(isHeld: boolean): Promise<void> {
  const { status, attention } = store.getState().room;
  // Nothing comes up in a copy.
  if (isHeld || (status?.copy ?? null) !== null) return;
  const on = !(asked ?? attention.quiet !== null);
  asked = on;
  const minutes = usualQuietMinutes();
  const problem = await setQuiet(on, minutes);
  if (problem === null) await shown(on);
  if (asked === on) asked = null;
  if (problem !== null) say(problem, true);
  else say(on ? strings.quiet.begun(minutes) : strings.quiet.ended);
}

/** Resolves once the window knows it, or something else that came after it. */
function shown(on: boolean): Promise<void> {
  const before = store.getState().room.attention;
  if ((before.quiet !== null) === on) return Promise.resolve();
  return new Promise((resolve) => {
    const leave = store.subscribe(({ room }) => {
      if (room.attention === before) return;
      leave();
      resolve();
    });
  });
}
