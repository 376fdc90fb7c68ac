import { useEffect } from 'react';
import { isShortcut } from '../shortcuts.ts';
import { togglePalette } from '../store/palette.ts';
import { redo, undo } from '../store/undo.ts';
import { isTyping } from './typing.ts';

/** Keys of the whole window, wherever the focus is; those of editing are a field's own while somebody types into one. */
export function useWindowKeys(): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.defaultPrevented) return;
      if (isShortcut(event, 'find_anything')) togglePalette();
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
