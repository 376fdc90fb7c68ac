/** Not to be disturbed by a key: said at the foot of the window, since the key shows nothing. */
import { setQuiet, usualQuietMinutes } from '../settings/settings.ts';
import { store } from '../store/store.ts';
import { say } from '../store/undo.ts';
import { strings } from '../strings.ts';

/** @param isHeld the key repeats by itself */
export async function toggleQuiet(isHeld: boolean): Promise<void> {
  const { status, attention } = store.getState().room;
  // Nothing comes up in a copy.
  if (isHeld || (status?.copy ?? null) !== null) return;
  const isQuiet = attention.quiet !== null;
  const minutes = usualQuietMinutes();
  const problem = await setQuiet(!isQuiet, minutes);
  if (problem !== null) say(problem, true);
  else say(isQuiet ? strings.quiet.ended : strings.quiet.begun(minutes));
}
