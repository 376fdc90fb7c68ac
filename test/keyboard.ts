/** A window as it is worked by keys alone. */
import type { Page } from '@playwright/test';

/** More stops than any place has. */
const STOPS_MOST = 160;

/** Presses Tab until the keys are on what has this name. */
export async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const said: string[] = [];
  for (let presses = 0; presses < STOPS_MOST; presses += 1) {
    await page.keyboard.press('Tab');
    const on = await page.evaluate(() => {
      const element = document.activeElement;
      if (element === null) return '';
      const label = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : null;
      return (element.getAttribute('aria-label') ?? label ?? element.textContent ?? '').trim();
    });
    if (typeof name === 'string' ? on === name : name.test(on)) return;
    said.push(on);
  }
  throw new Error(`the keys never reach ${String(name)}; they were on:\n${said.join('\n')}`);
}
