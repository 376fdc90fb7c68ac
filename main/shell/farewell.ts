/**
 * What the system's own dialogs say where VibeSync has no window to say it in: it cannot start, or it had to stop. A
 * person who started it by a click sees no standard error.
 */
import { app, dialog } from 'electron';
import type { Reason } from '#app/intents/index.ts';

/** Blocks until the person has read it: nothing has been opened that would have to go on meanwhile. */
export function tellNotStarted({ code, message, path: place }: Reason): void {
  dialog.showMessageBoxSync({
    type: 'error',
    title: app.name,
    message: 'VibeSync cannot start.',
    detail: [message, ...(place === null ? [] : [place]), `(${code})`].join('\n'),
    buttons: ['Quit'],
    noLink: true,
  });
}

/**
 * Blocks until the person has read it, so nothing of the process goes on meanwhile. For an error after which no guess
 * about the state is safe.
 */
export function tellStopped(error: unknown): void {
  if (!app.isReady()) return;
  dialog.showErrorBox(
    'VibeSync had to stop.',
    'Everything that was shown as safe is on the disk. Start VibeSync again to go on.\n\n' +
      `What went wrong: ${error instanceof Error ? error.message : String(error)}`,
  );
}
