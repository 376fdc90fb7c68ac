/** What the system's own dialog says where VibeSync has no window to say it in: who started it by a click sees no standard error. */
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
