/** What reaches a person whose eyes are on another program: a notification that opens the very card, and a count. */
import { Notification, app, nativeImage } from 'electron';
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
  /** @param isWanted whether the person wants to be told of such; what is not told is counted, and opened, all the same */
  notify(notice: Notice, isWanted: boolean): void;
  setCount(count: number): void;
  /** The badge was followed to the window: opens the newest card that came while nobody looked. @returns whether there is one */
  openUnseen(): boolean;
  /** The person turns away from the window: what stood there they have had before their eyes. */
  turnedAway(): void;
}

/** Over the icon in the taskbar of Windows, which has no badges that count: a dot in the colour of what waits. */
const DOT = { sizePx: 16, radiusPx: 6, colour: { red: 0xe0, green: 0xb3, blue: 0x4a } } as const;

export function createAttention(
  currentWindow: () => BrowserWindow | null,
  onOpen: (card: string) => void,
  platform = process.platform,
): Attention {
  /** The newest that came while the window did not have the focus. */
  let unseen: string | null = null;
  // Electron forgets the click of a notification that nobody holds.
  const shown = new Set<Notification>();
  return {
    notify({ title, body, card }, isWanted) {
      if (currentWindow()?.isFocused() === true) return;
      unseen = card;
      if (!isWanted || !Notification.isSupported()) return;
      const notification = new Notification({ title: plainText(title), body: plainText(body) });
      notification.on('click', () => {
        shown.delete(notification);
        unseen = null;
        onOpen(card);
      });
      notification.on('close', () => shown.delete(notification));
      const oldest = shown.values().next();
      if (shown.size >= MAX_NOTIFICATIONS && oldest.done !== true) shown.delete(oldest.value);
      shown.add(notification);
      notification.show();
    },
    setCount(count) {
      if (count === 0) unseen = null;
      const title = count > 0 ? `(${count}) VibeSync` : 'VibeSync';
      // macOS, and the Linux desktops that have badges; the title is for all others.
      if (platform === 'win32') currentWindow()?.setOverlayIcon(count > 0 ? dot() : null, title);
      else app.setBadgeCount(count);
      currentWindow()?.setTitle(title);
    },
    openUnseen() {
      const card = unseen;
      unseen = null;
      if (card !== null) onOpen(card);
      return card !== null;
    },
    turnedAway() {
      unseen = null;
    },
  };
}

/** Agents' words are untrusted, and Linux desktops read markup in notifications: without these two signs there is none. */
export function plainText(text: string): string {
  const harmless = text.replaceAll('<', '‹').replaceAll('>', '›');
  return harmless.length > MAX_TEXT_LENGTH ? `${harmless.slice(0, MAX_TEXT_LENGTH - 1)}…` : harmless;
}

function dot(): Electron.NativeImage {
  const { sizePx, radiusPx, colour } = DOT;
  const pixels = Buffer.alloc(sizePx * sizePx * 4);
  const middle = (sizePx - 1) / 2;
  for (let y = 0; y < sizePx; y += 1)
    for (let x = 0; x < sizePx; x += 1)
      if (Math.hypot(x - middle, y - middle) <= radiusPx)
        pixels.set([colour.blue, colour.green, colour.red, 0xff], (y * sizePx + x) * 4);
  return nativeImage.createFromBitmap(pixels, { width: sizePx, height: sizePx });
}
