/** Five thousand objects in the 3D view: what a frame, a selection and a drag of all of them may cost, in things that can be counted. */
import type { Locator, Page } from '@playwright/test';
import { CROWD } from './harness/fixtures.ts';
import { expect, test } from './harness/room.ts';

declare global {
  interface Window {
    counted: { draws: number; buffers: number; commits: number };
  }
}

/** Meshes, lines, ghosts, grid, outlines of each kind and of the last one twice: whatever the number of objects. */
const DRAWS_A_FRAME = 14;
/** Pictures that are counted; a processor takes a good part of a second for each. */
const TURNS = 8;
const SMALL = { width: 1100, height: 700 };

test.use({ hasWebGl: true });

test.beforeEach(async ({ room }) => {
  await room.page.addInitScript(() => {
    if (window.counted !== undefined) return;
    window.counted = { draws: 0, buffers: 0, commits: 0 };
    const proto = WebGL2RenderingContext.prototype;
    const count = (name: 'draws' | 'buffers', by: number, of: keyof WebGL2RenderingContext): void => {
      const asIs = proto[of] as (...args: unknown[]) => unknown;
      Object.assign(proto, {
        [of](this: WebGL2RenderingContext, ...args: unknown[]) {
          window.counted[name] += by;
          return asIs.apply(this, args);
        },
      });
    };
    for (const each of [
      'drawArrays',
      'drawElements',
      'drawArraysInstanced',
      'drawElementsInstanced',
    ] as const)
      count('draws', 1, each);
    count('buffers', 1, 'createBuffer');
    count('buffers', -1, 'deleteBuffer');
    // What the tools of React’s developers listen to: each time that any tree was changed.
    Object.assign(window, {
      __REACT_DEVTOOLS_GLOBAL_HOOK__: {
        supportsFiber: true,
        inject: () => 1,
        onCommitFiberRoot: () => (window.counted.commits += 1),
        onCommitFiberUnmount: () => undefined,
        onPostCommitFiberRoot: () => undefined,
      },
    });
  });
});

const view = (page: Page): Locator => page.getByRole('application');

/** What so many turns of the view, or moves of the pointer, cost together, one a frame. */
async function counting(page: Page, frames: number, step: string): Promise<Window['counted']> {
  return page.evaluate(
    async ([count, kind]) => {
      const room = document.querySelector('[role="application"]');
      if (room === null) throw new Error('no view');
      const { left, top, width, height } = room.getBoundingClientRect();
      const before = { ...window.counted };
      for (let frame = 0; frame < count; frame += 1) {
        if (kind === 'turn')
          room.dispatchEvent(
            new WheelEvent('wheel', {
              bubbles: true,
              cancelable: true,
              deltaY: frame % 2 === 0 ? 40 : -40,
              clientX: left + width / 2,
              clientY: top + height / 2,
            }),
          );
        else
          room.dispatchEvent(
            new PointerEvent('pointermove', {
              bubbles: true,
              clientX: left + width / 2 + frame,
              clientY: top + height / 2,
            }),
          );
        await new Promise(requestAnimationFrame);
      }
      await new Promise(requestAnimationFrame);
      const { draws, buffers, commits } = window.counted;
      return {
        draws: draws - before.draws,
        buffers: buffers - before.buffers,
        commits: commits - before.commits,
      };
    },
    [frames, step] as const,
  );
}

test('five thousand objects are drawn by few calls, and looking, selecting and moving them grows nothing', async ({
  room,
}) => {
  test.setTimeout(120_000);
  const { page } = room;
  await room.open('crowd', SMALL);
  await expect
    .poll(async () => page.evaluate(() => window.counted.draws), { timeout: 20_000 })
    .toBeGreaterThan(0);
  await page.getByRole('button', { name: 'Show the inspector' }).click();
  await view(page).focus();
  const title = page.getByRole('heading', { name: /objects selected$/ });

  // What is still done for the first picture is not counted.
  await expect(page.getByText('Perspective', { exact: true })).toBeVisible();
  await counting(page, 4, 'turn');
  const looking = await counting(page, TURNS, 'turn');
  expect(looking.draws).toBeGreaterThan(TURNS);
  expect(looking.draws).toBeLessThanOrEqual(DRAWS_A_FRAME * (TURNS + 1));
  expect(looking.buffers).toBe(0);
  // The picture is drawn without React.
  expect(looking.commits).toBe(0);

  const before = await page.evaluate(() => window.counted.commits);
  await page.keyboard.press('a');
  await expect(title).toHaveText(`${CROWD.toLocaleString('en').replace(',', '\u202f')} objects selected`);
  expect((await page.evaluate(() => window.counted.commits)) - before).toBeLessThanOrEqual(4);

  await page.keyboard.press('g');
  // The first ones make room for outlines of each kind.
  await counting(page, 2, 'move');
  const moving = await counting(page, TURNS, 'move');
  expect(moving.draws).toBeGreaterThan(TURNS);
  expect(moving.draws).toBeLessThanOrEqual(DRAWS_A_FRAME * (TURNS + 1));
  expect(moving.buffers).toBe(0);
  // The line that says how far, and nothing else.
  expect(moving.commits).toBeLessThanOrEqual(TURNS + 1);
  await page.keyboard.press('Escape');
  expect(await room.asked('submit')).toEqual([]);

  // All of them are one change: each group goes along with what stands for it.
  for (const key of ['g', 'x', '1', 'Enter']) await page.keyboard.press(key);
  await expect.poll(async () => (await room.asked('submit')).length).toBe(1);
  const [submitted] = (await room.asked('submit')) as { readonly operations: readonly unknown[] }[];
  expect(submitted?.operations).toHaveLength(CROWD / 40);
});
