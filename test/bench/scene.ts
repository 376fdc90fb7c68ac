/**
 * What a frame of the 3D view costs with five thousand objects while they are looked at, pointed at, selected and moved: the
 * window's own page in the runtime's window, drawn without a GPU, beside an empty scene in the same run.
 */
import type { Page } from '@playwright/test';
import { CROWD } from '../renderer/harness/fixtures.ts';
import { openWindow, serveHarness } from '../renderer/harness/open.mjs';
import { quantile } from './statistics.ts';

const FRAMES = 120;
/** Selecting all and nothing in turn: no hand does more than a few of these a second. */
const SELECTIONS = 24;

export interface SceneFrames {
  readonly frames: number;
  /** Scripts, style, layout and painting of a frame on the window's main thread. */
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly maxMs: number;
  /** From one frame to the next: with what the processor that plays the graphics card takes. */
  readonly apartMs: number;
}

const ACTS = ['orbit', 'pan', 'point', 'select', 'move one', 'move all'] as const;
export type Act = (typeof ACTS)[number];

export interface SceneFigures {
  readonly objects: number;
  readonly empty: Readonly<Record<'orbit' | 'pan', SceneFrames>>;
  readonly crowd: Readonly<Record<Act, SceneFrames>>;
}

export async function measureScene(): Promise<SceneFigures> {
  const harness = await serveHarness();
  const { application, page } = await openWindow(`${harness.url}?state=empty`, '1440x900', {
    hasWebGl: true,
  });
  try {
    await drawn(page);
    const empty = { orbit: await framesOf(page, 'orbit'), pan: await framesOf(page, 'pan') };
    await page.goto(`${harness.url}?state=crowd`);
    await drawn(page);
    const crowd = {} as Record<Act, SceneFrames>;
    for (const act of ACTS) {
      await prepare(page, act);
      crowd[act] = await framesOf(page, act);
      await page.keyboard.press('Escape');
    }
    return { objects: CROWD, empty, crowd };
  } finally {
    await application.close();
    await harness.close();
  }
}

async function drawn(page: Page): Promise<void> {
  await page.getByRole('navigation').waitFor();
  await page.evaluate(async () => document.fonts.ready);
  await page.getByText('Perspective').waitFor();
}

/** Something is in the hand where something is to be moved. */
async function prepare(page: Page, act: Act): Promise<void> {
  const view = page.getByRole('application');
  if (act === 'move one') await page.getByRole('row').filter({ hasText: 'Thing_0001' }).click();
  await view.focus();
  if (act === 'move all') await page.keyboard.press('a');
  if (act.startsWith('move')) await page.keyboard.press('g');
}

/** One act a frame. From the beginning of a frame to what comes behind its painting is what its main thread took of it. */
async function framesOf(page: Page, act: Act): Promise<SceneFrames> {
  const count = act === 'select' ? SELECTIONS : FRAMES;
  const measured = await page.evaluate(
    async ([kind, frames]) => {
      const view = document.querySelector('[role="application"]');
      if (view === null) throw new Error('there is no 3D view');
      const { left, top, width, height } = view.getBoundingClientRect();
      const key = (name: string, part: KeyboardEventInit = {}): Event =>
        new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true, ...part });
      const event = (frame: number): Event => {
        // There and back, twice.
        const wave = Math.sin((frame / frames) * 4 * Math.PI);
        if (kind === 'orbit') return key(wave > 0 ? 'ArrowRight' : 'ArrowLeft');
        if (kind === 'pan') return key(wave > 0 ? 'ArrowRight' : 'ArrowLeft', { shiftKey: true });
        if (kind === 'select') return key('a', { altKey: frame % 2 === 0 });
        return new PointerEvent('pointermove', {
          bubbles: true,
          clientX: left + width * (0.5 + 0.3 * wave),
          clientY: top + height * (0.5 + 0.2 * wave),
        });
      };
      const spent: number[] = [];
      const began: number[] = [];
      const { port1, port2 } = new MessageChannel();
      await new Promise<void>((resolve) => {
        let frame = 0;
        const next = (): void => {
          began.push(performance.now());
          frame += 1;
          if (frame > frames) return resolve();
          requestAnimationFrame(next);
          view.dispatchEvent(event(frame));
          port2.postMessage(null);
        };
        port1.addEventListener('message', () => void spent.push(performance.now() - (began.at(-1) ?? NaN)));
        port1.start();
        requestAnimationFrame(next);
      });
      port1.close();
      return { spent, apart: began.slice(1).map((each, i) => each - (began[i] ?? NaN)) };
    },
    [act, count] as const,
  );
  const { spent, apart } = measured;
  return {
    frames: spent.length,
    p50Ms: quantile(spent, 0.5),
    p95Ms: quantile(spent, 0.95),
    maxMs: quantile(spent, 1),
    apartMs: quantile(apart, 0.5),
  };
}
