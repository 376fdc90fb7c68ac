import { useEffect } from 'react';
import { isShortcut } from '../shortcuts.ts';
import { openProject, showMenu, showPart } from './projects.ts';

/** The keys of the application menu, which the window hears first. In the simulated studio there is one project only. */
export function useMenuKeys(isOnly: boolean): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.repeat || event.defaultPrevented) return;
      if (isShortcut(event, 'show_settings')) showPart('settings');
      else if (isShortcut(event, 'new_project') && !isOnly) showMenu('new');
      else if (isShortcut(event, 'open_project') && !isOnly) void openProject(null);
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [isOnly]);
}
