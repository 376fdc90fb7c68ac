/** What reaches a person whose eyes are on another program: a notification that opens the very card, and a count. */
import { Notification, app } from 'electron';
import type { BrowserWindow } from 'electron';
import type { NewsKind } from '#app/control-room/choices.ts';

/** Notifications whose click still leads somewhere; the oldest is let go. */
const MAX_NOTIFICATIONS = 20;
const MAX_TEXT_LENGTH = 240;

export interface Notice {
  readonly about: NewsKind;
  readonly title: string;
  readonly body: string;
  /** The intent or conflict whose card opens on a click. */
  readonly card: string;
}

export interface Attention {
  notify(notice: Notice): void;
  setCount(count: number): void;
}

export function createAttention(
  currentWindow: () => BrowserWindow | null,
  onOpen: (card: string) => void,
): Attention {
  // Electron forgets the click of a notification that nobody holds.
  const shown = new Set<Notification>();
  return {
    notify({ title, body, card }) {
      if (currentWindow()?.isFocused() === true || !Notification.isSupported()) return;
      const notification = new Notification({ title: plainText(title), body: plainText(body) });
      notification.on('click', () => {
        shown.delete(notification);
        onOpen(card);
      });
      notification.on('close', () => shown.delete(notification));
      const oldest = shown.values().next();
      if (shown.size >= MAX_NOTIFICATIONS && oldest.done !== true) shown.delete(oldest.value);
      shown.add(notification);
      notification.show();
    },
    setCount(count) {
      // macOS, and the Linux desktops that have badges; the title is for all others.
      if (process.platform !== 'win32') app.setBadgeCount(count);
      currentWindow()?.setTitle(count > 0 ? `(${count}) VibeSync` : 'VibeSync');
    },
  };
}

/** Agents' words are untrusted, and Linux desktops read markup in notifications: without these two signs there is none. */
export function plainText(text: string): string {
  const harmless = text.replaceAll('<', '‹').replaceAll('>', '›');
  return harmless.length > MAX_TEXT_LENGTH ? `${harmless.slice(0, MAX_TEXT_LENGTH - 1)}…` : harmless;
}
