/** Not to be disturbed by a key: said at the foot of the window, since the key shows nothing. */
import { setQuiet, usualQuietMinutes } from '../settings/settings.ts';
import { store } from '../store/store.ts';
import { say } from '../store/undo.ts';
import { strings } from '../strings.ts';

/** @param isHeld the key repeats by itself */
export async function toggleQuiet(isHeld: boolean): Promise<void> {
  if (isHeld) return;
  const isQuiet = store.getState().room.attention.quiet !== null;
  const minutes = usualQuietMinutes();
  const problem = await setQuiet(!isQuiet, minutes);
  if (problem !== null) say(problem, true);
  else say(isQuiet ? strings.quiet.ended : strings.quiet.begun(minutes));
}
