/** Sound for ears, hands and eyes. */
import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import { findAtTwiceTheSize, findFaintEdges, findInPage, findInSystemColours } from './accessibility.ts';

/** Roles of what somebody can do something with. */
const ACTIVE = new Set(
  'button link textbox searchbox checkbox radio switch tab combobox slider spinbutton menuitem option treeitem'.split(
    ' ',
  ),
);

/** What a screen reader would call by no name, by its role. Asking Chromium for its own tree ends its page, one time in a
 * hundred, when that tree is thrown away again. */
export async function nameless(page: Page): Promise<string[]> {
  const lines = (await page.locator('body').ariaSnapshot()).split('\n');
  expect(lines.length).toBeGreaterThan(20);
  return lines.flatMap((line) => {
    const [, role = '', name = ''] = /^\s*- '?(\w+)(?: "((?:[^"\\]|\\.)*)")?/.exec(line) ?? [];
    return ACTIVE.has(role) && name.trim() === '' ? [role] : [];
  });
}

/** The window has its usual size before and after; the first stop of the keys has the focus in the end. */
export async function soundForEverybody(page: Page): Promise<void> {
  expect(await page.evaluate(findInPage)).toEqual([]);
  expect(await page.evaluate(findFaintEdges)).toEqual([]);
  expect(await nameless(page)).toEqual([]);
  // A window of 1440 × 900 at twice the size has so many pixels of style sheets.
  await page.setViewportSize({ width: 720, height: 450 });
  await expect.poll(() => page.evaluate(findAtTwiceTheSize), 'at 200 %').toEqual([]);
  await page.setViewportSize({ width: 1_440, height: 900 });
  await soundInSystemColours(page);
}

/** The focus goes on to the next stop: it shows to whom it was brought to by keys. */
export async function soundInSystemColours(page: Page): Promise<void> {
  await page.keyboard.press('Tab');
  await page.emulateMedia({ forcedColors: 'active' });
  try {
    expect(await page.evaluate(findInSystemColours), 'in the system’s colours').toEqual([]);
  } finally {
    await page.emulateMedia({ forcedColors: null });
  }
}
