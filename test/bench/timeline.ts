/**
 * What a frame of the timeline costs while it is panned and zoomed through a million changes: the window's own page in the
 * runtime's window, its questions answered from a history of a million.
 */
import type { Page } from '@playwright/test';
import type { RequestBody } from '#app/control-room/index.ts';
import { openWindow, serveHarness } from '../renderer/harness/open.mjs';
import { quantile } from './statistics.ts';
import { LongHistory, measureQuestions, measureVersions } from './timeline-history.ts';
import type { QuestionFigures } from './timeline-history.ts';

const FRAMES = 240;

export interface FrameFigures {
  readonly frames: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly maxMs: number;
}

export type VersionFigures = Omit<FrameFigures, 'frames'>;

export interface TimelineFigures {
  readonly questions: QuestionFigures;
  readonly versions: VersionFigures;
  readonly pan: FrameFigures;
  readonly zoom: FrameFigures;
}

export async function measureTimeline(folder: string): Promise<TimelineFigures> {
  const history = new LongHistory(folder);
  const questions = measureQuestions(history);
  const versions = measureVersions(history);
  const harness = await serveHarness();
  const { application, page } = await openWindow(`${harness.url}?state=million`);
  try {
    await answerFrom(page, history);
    const track = page.getByRole('group', { name: /^Changes by version/ });
    await track.focus();
    // Through the history from end to end and back, at a zoom between a screen of numbers and all of them.
    const zoom = await framesWhile(page, 'zoom');
    const pan = await framesWhile(page, 'pan');
    const took = { p50Ms: versions.quantile(0.5), p95Ms: versions.quantile(0.95), maxMs: versions.maxMs };
    return { questions, versions: took, zoom, pan };
  } finally {
    await application.close();
    await harness.close();
    history.close();
  }
}

/** What the page asks of the timeline comes from the file. */
async function answerFrom(page: Page, history: LongHistory): Promise<void> {
  await page.getByRole('navigation').waitFor();
  await page.evaluate(async () => document.fonts.ready);
  await page.exposeFunction('askHistory', (name: string, body: unknown) => {
    if (name === 'read_timeline_clock')
      return history.clock((body as RequestBody<'read_timeline_clock'>).numbers);
    if (name === 'read_timeline_lanes') return history.lanes(body as RequestBody<'read_timeline_lanes'>);
    const { from, to } = body as RequestBody<'read_timeline'>;
    return { changes: history.timeline(from, to) };
  });
  await page.evaluate(async () => {
    const api = window.vibesync;
    if (api === undefined) throw new Error('no bridge');
    const asIs = api.request.bind(api);
    const { askHistory } = window as unknown as {
      askHistory: (name: string, body: unknown) => Promise<unknown>;
    };
    Object.assign(api, {
      request: async (name: Parameters<typeof asIs>[0], body: never) =>
        name.startsWith('read_timeline')
          ? { ok: true, value: await askHistory(name, body) }
          : asIs(name, body),
    });
    // A number of the feed is missing: the window asks for everything anew, and counts what it is told from now on.
    window.harness.skip();
    await window.harness.push({});
  });
}

/**
 * One turn of the wheel a frame. From the beginning of a frame to what comes behind its painting is what scripts, style,
 * layout and painting took of it.
 */
async function framesWhile(page: Page, what: 'pan' | 'zoom'): Promise<FrameFigures> {
  const workMs = await page.evaluate(
    async ([kind, frames]) => {
      const track = document.querySelector('[role="group"][aria-label^="Changes by version"]');
      if (track === null) throw new Error('no timeline');
      const { left, width, top } = track.getBoundingClientRect();
      const turn = (frame: number): WheelEvent => {
        const place = {
          clientX: left + width * (0.3 + 0.4 * Math.abs(Math.sin(frame / 40))),
          clientY: top + 20,
        };
        // Out to the whole history and in again; or along, far and back.
        const wave = Math.sin((frame / frames) * 4 * Math.PI);
        const delta = kind === 'zoom' ? { deltaY: 260 * wave } : { deltaX: -900 * wave };
        return new WheelEvent('wheel', { bubbles: true, cancelable: true, ...place, ...delta });
      };
      const spent: number[] = [];
      const { port1, port2 } = new MessageChannel();
      let beganMs = 0;
      await new Promise<void>((resolve) => {
        let frame = 0;
        const next = (): void => {
          beganMs = performance.now();
          frame += 1;
          if (frame > frames) return resolve();
          requestAnimationFrame(next);
          track.dispatchEvent(turn(frame));
          port2.postMessage(null);
        };
        port1.addEventListener('message', () => void spent.push(performance.now() - beganMs));
        port1.start();
        requestAnimationFrame(next);
      });
      port1.close();
      return spent;
    },
    [what, FRAMES] as const,
  );
  return {
    frames: workMs.length,
    p50Ms: quantile(workMs, 0.5),
    p95Ms: quantile(workMs, 0.95),
    maxMs: quantile(workMs, 1),
  };
}
