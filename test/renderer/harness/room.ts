/** Playwright fixtures: the control room in a given state, what it asked its bridge, and what its page complained about. */
import { expect, test as base } from '@playwright/test';
import type { ElectronApplication, Page } from '@playwright/test';
import type { RequestName, RequestResults } from '#app/control-room/index.ts';
import type { Day } from './day.ts';
import type { Asked, FakeBridge, Pushed } from './fake-bridge.ts';
import type { StateName } from './fixtures.ts';
import { openWindow, serveHarness } from './open.mjs';

declare global {
  interface Window {
    harness: FakeBridge;
    day: Day;
    /** Directives that the page's policy stopped. */
    violations: string[];
  }
}

export interface Room {
  readonly page: Page;
  readonly open: (state: StateName, size?: { width: number; height: number }) => Promise<void>;
  /** The same while main still opens the project: it hands over its state when the returned function is called. */
  readonly openEarly: (state: StateName) => Promise<() => Promise<void>>;
  /** From now on whatever the page waits for a second or longer is over in a quarter of the time, until it is loaded again. */
  readonly hurry: () => Promise<void>;
  readonly asked: (name: RequestName) => Promise<unknown[]>;
  readonly push: (part: Pushed) => Promise<void>;
  readonly refuse: (name: RequestName, message: string) => Promise<void>;
  readonly answer: <Name extends RequestName>(name: Name, value: RequestResults[Name]) => Promise<void>;
}

interface Shared {
  /** With a graphics card that is played by the processor; without it, as on a computer that has none. */
  readonly hasWebGl: boolean;
  readonly shown: { readonly url: string; readonly application: ElectronApplication; readonly page: Page };
}

const USUAL = { width: 1440, height: 900 };

export const test = base.extend<{ room: Room }, Shared>({
  hasWebGl: [false, { option: true, scope: 'worker' }],
  shown: [
    async ({ hasWebGl }, use) => {
      const harness = await serveHarness();
      const { application, page } = await openWindow(`${harness.url}?state=calm`, '1440x900', { hasWebGl });
      await page.addInitScript(() => {
        window.violations = [];
        // What a test before this one left behind; loading again keeps it, as it does for a person.
        const [loaded] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
        if (loaded?.type !== 'reload') localStorage.clear();
        document.addEventListener('securitypolicyviolation', (event) =>
          window.violations.push(event.effectiveDirective),
        );
      });
      await use({ url: harness.url, application, page });
      await application.close();
      await harness.close();
    },
    { scope: 'worker' },
  ],
  room: async ({ shown: { page, url } }, use) => {
    const complaints: string[] = [];
    const onConsole = (message: { type: () => string; text: () => string }): void => {
      if (message.type() === 'error') complaints.push(message.text());
    };
    const onError = (error: Error): void => void complaints.push(error.message);
    page.on('console', onConsole).on('pageerror', onError);
    const open = async (query: string, size: { width: number; height: number }): Promise<void> => {
      await page.setViewportSize(size);
      await page.goto(`${url}?${query}`);
      await page.getByRole('navigation').waitFor();
      await page.evaluate(async () => document.fonts.ready);
    };
    await use({
      page,
      open: async (state, size = USUAL) => open(`state=${state}`, size),
      openEarly: async (state) => {
        await open(`state=${state}&opening`, USUAL);
        return async () => page.evaluate(() => window.harness.opened());
      },
      hurry: async () =>
        page.evaluate(() => {
          const asIs = globalThis.setTimeout.bind(globalThis);
          const hurried = (run: () => void, ms = 0) => asIs(run, ms < 1_000 ? ms : ms / 4);
          globalThis.setTimeout = hurried as typeof globalThis.setTimeout;
        }),
      asked: async (name) => {
        const all: Asked[] = await page.evaluate(() => window.harness.asked as Asked[]);
        return all.filter((each) => each.name === name).map((each) => each.body);
      },
      push: async (part) => page.evaluate(async (batch) => window.harness.push(batch), part),
      refuse: async (name, message) =>
        page.evaluate(([which, why]) => window.harness.refuse(which, why), [name, message] as const),
      answer: async (name, value) =>
        page.evaluate(([which, what]) => window.harness.answer(which, what), [
          name as RequestName,
          value as RequestResults[RequestName],
        ] as const),
    });
    expect(await page.evaluate(() => window.violations)).toEqual([]);
    page.off('console', onConsole).off('pageerror', onError);
    expect(complaints).toEqual([]);
  },
});
export { expect };
