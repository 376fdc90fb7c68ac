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
  const browserWindow = { isFocused: () => focused, setTitle: (title: string) => titles.push(title) };
  return { browserWindow: browserWindow as unknown as Electron.BrowserWindow, titles };
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
    attention.notify(notice);
    attention.notify({ ...notice, card: 'card-2' });
    shown()[1]?.emit('click');
    expect(opened).toEqual(['card-2']);
  });

  it('leaves a person alone who is looking at the window', () => {
    createAttention(
      () => windowLike(true).browserWindow,
      () => undefined,
    ).notify(notice);
    expect(shown()).toEqual([]);
  });

  it('notifies with the window closed, and not where the desktop has no notifications', () => {
    const attention = createAttention(
      () => null,
      () => undefined,
    );
    attention.notify(notice);
    desktop.supported = false;
    attention.notify(notice);
    expect(shown()).toHaveLength(1);
  });

  it('shows agents’ words without markup, and not without end', () => {
    createAttention(
      () => null,
      () => undefined,
    ).notify({
      about: 'suggestions',
      title: '<b>now</b>',
      body: `<a href="https://example.com">click</a>${'x'.repeat(10_000)}`,
      card: 'c',
    });
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
});
