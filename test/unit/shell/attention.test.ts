import type { Notice } from '#main/shell/attention.ts';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';

interface Shown {
  readonly title: string;
  readonly body: string;
  emit(event: string): void;
}
const desktop = vi.hoisted(() => ({ shown: [] as unknown[], badge: -1, supported: true }));
vi.mock('electron', () => ({
  app: {
    setBadgeCount: (count: number) => {
      desktop.badge = count;
    },
  },
  nativeImage: {
    createFromBitmap: (_pixels: Buffer, { width, height }: { width: number; height: number }) => ({
      size: [width, height],
    }),
  },
  Notification: class {
    static isSupported = () => desktop.supported;
    readonly title: string;
    readonly body: string;
    readonly listeners = new Map<string, () => void>();
    constructor({ title, body }: { title: string; body: string }) {
      this.title = title;
      this.body = body;
    }
    on(event: string, listener: () => void): void {
      this.listeners.set(event, listener);
    }
    emit(event: string): void {
      this.listeners.get(event)?.();
    }
    show(): void {
      desktop.shown.push(this);
    }
  },
}));
// Others in this process may have loaded what imports it, and are to load it again.
vi.resetModules();
afterAll(() => void vi.resetModules());
const { createAttention } = await import('#main/shell/attention.ts');

const windowLike = (focused: boolean) => {
  const titles: string[] = [];
  const overlays: unknown[] = [];
  const browserWindow = {
    isFocused: () => focused,
    setTitle: (title: string) => titles.push(title),
    setOverlayIcon: (icon: { size: number[] } | null, words: string) =>
      overlays.push(icon === null ? null : { ...icon, words }),
  };
  return { browserWindow: browserWindow as unknown as Electron.BrowserWindow, titles, overlays };
};
const notice: Notice = {
  about: 'suggestions',
  title: 'set-dresser suggests',
  body: 'Move Crate_014',
  card: 'card-1',
};
const shown = () => desktop.shown as Shown[];

beforeEach(() => {
  desktop.shown = [];
  desktop.supported = true;
});

describe('attention', () => {
  it('notifies a person whose eyes are elsewhere, and opens the very card', () => {
    const opened: string[] = [];
    const attention = createAttention(
      () => windowLike(false).browserWindow,
      (card) => opened.push(card),
    );
    attention.notify(notice, true);
    attention.notify({ ...notice, card: 'card-2' }, true);
    shown()[1]?.emit('click');
    expect(opened).toEqual(['card-2']);
  });

  it('leaves a person alone who is looking at the window', () => {
    createAttention(
      () => windowLike(true).browserWindow,
      () => undefined,
    ).notify(notice, true);
    expect(shown()).toEqual([]);
  });

  it('notifies with the window closed, and not where the desktop has no notifications', () => {
    const attention = createAttention(
      () => null,
      () => undefined,
    );
    attention.notify(notice, true);
    desktop.supported = false;
    attention.notify(notice, true);
    expect(shown()).toHaveLength(1);
  });

  it('shows agents’ words without markup, and not without end', () => {
    createAttention(
      () => null,
      () => undefined,
    ).notify(
      {
        about: 'suggestions',
        title: '<b>now</b>',
        body: `<a href="https://example.com">click</a>${'x'.repeat(10_000)}`,
        card: 'c',
      },
      true,
    );
    expect(`${shown()[0]?.title}${shown()[0]?.body}`).not.toMatch(/[<>]/);
    expect(shown()[0]?.body.length).toBeLessThanOrEqual(240);
  });

  it('counts in the title, for desktops without badges', () => {
    const { browserWindow, titles } = windowLike(true);
    const attention = createAttention(
      () => browserWindow,
      () => undefined,
    );
    attention.setCount(3);
    attention.setCount(0);
    expect(titles).toEqual(['(3) VibeSync', 'VibeSync']);
  });

  it('leads from the badge to the newest card that came while nobody looked, once', () => {
    const opened: string[] = [];
    let isFocused = false;
    const attention = createAttention(
      () => windowLike(isFocused).browserWindow,
      (card) => opened.push(card),
    );
    expect(attention.openUnseen()).toBe(false);
    attention.notify(notice, true);
    // It counts, though the person wants no call for such.
    attention.notify({ ...notice, card: 'card-2' }, false);
    expect(shown()).toHaveLength(1);
    expect([attention.openUnseen(), attention.openUnseen()]).toEqual([true, false]);
    expect(opened).toEqual(['card-2']);

    isFocused = true;
    attention.notify({ ...notice, card: 'card-3' }, true);
    expect(attention.openUnseen()).toBe(false);
    isFocused = false;
    attention.notify({ ...notice, card: 'card-4' }, true);
    attention.setCount(0);
    expect(attention.openUnseen()).toBe(false);
    // They came by the window in between, and left it again.
    attention.notify({ ...notice, card: 'card-5' }, true);
    attention.turnedAway();
    expect(attention.openUnseen()).toBe(false);
  });

  it('marks the icon in the taskbar of Windows, which has no badge', () => {
    const { browserWindow, overlays } = windowLike(false);
    desktop.badge = -1;
    const attention = createAttention(
      () => browserWindow,
      () => undefined,
      'win32',
    );
    attention.setCount(2);
    attention.setCount(0);
    expect(overlays).toEqual([{ size: [16, 16], words: '(2) VibeSync' }, null]);
    expect(desktop.badge).toBe(-1);
  });
});
