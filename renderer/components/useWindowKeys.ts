import { useEffect } from 'react';
import { isShortcut } from '../shortcuts.ts';
import { togglePalette } from '../store/palette.ts';
import { toggleQuiet } from '../quiet/toggle.ts';
import { openAway } from '../store/actions.ts';
import { store } from '../store/store.ts';
import { redo, undo } from '../store/undo.ts';
import { isTyping } from './typing.ts';

/** Keys of the whole window, wherever the focus is; those of editing are a field's own while somebody types into one. */
export function useWindowKeys(): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.defaultPrevented) return;
      if (isShortcut(event, 'find_anything')) togglePalette();
      else if (isShortcut(event, 'while_away')) openAway(!store.getState().desk.away);
      else if (isShortcut(event, 'quiet')) void toggleQuiet(event.repeat);
      else if (isTyping(event.target)) return;
      else if (isShortcut(event, 'undo')) void undo(event.repeat);
      else if (isShortcut(event, 'redo')) void redo(event.repeat);
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
}
