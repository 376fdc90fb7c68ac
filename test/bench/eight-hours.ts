/**
 * What the window holds in the course of a working day: its own page in the runtime's window, fed with what eight hours bring
 * and walked through as a hand would, faster. What nobody holds is given back before each figure.
 */
import { heldBy } from '../renderer/harness/heap.ts';
import type { Held } from '../renderer/harness/heap.ts';
import { openWindow, serveHarness } from '../renderer/harness/open.mjs';

const QUARTERS = 4;
/** One every 2.4 s, each with two confirmed changes and one that was denied. */
const STEPS_A_DAY = 12_000;

export interface DayFigures {
  readonly steps: number;
  /** After each quarter of the day. */
  readonly quarters: readonly Held[];
}

export async function measureDay(): Promise<DayFigures> {
  const harness = await serveHarness();
  const { application, page } = await openWindow(`${harness.url}?state=main`);
  try {
    await page.getByRole('navigation').waitFor();
    await page.evaluate(async () => document.fonts.ready);
    const quarters: Held[] = [];
    const length = STEPS_A_DAY / QUARTERS;
    for (let quarter = 0; quarter < QUARTERS; quarter += 1) {
      const part = [quarter * length, (quarter + 1) * length] as const;
      await page.evaluate(async ([from, to]) => window.day.live(from, to), part);
      quarters.push(await heldBy(page));
    }
    return { steps: STEPS_A_DAY, quarters };
  } finally {
    await application.close();
    await harness.close();
  }
}
