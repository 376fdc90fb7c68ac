/** The timeline without a screen: where numbers lie, what is hit, what is selected, what is asked for. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHANGE_SHAPES, NO_FILTER } from '#app/control-room/index.ts';
import type { ChangeView, LanesView, Result } from '#app/control-room/index.ts';
import { neighbour } from '../../../renderer/model/timeline.ts';
import type { Clip } from '../../../renderer/model/timeline.ts';
import { boxOf, clipAt, clipsIn } from '../../../renderer/timeline/geometry.ts';
import { breaksIn } from '../../../renderer/timeline/paint-ruler.ts';
import { choose, spanOf } from '../../../renderer/timeline/selection.ts';
import { countsIn, decoded, levelFor, Tiles } from '../../../renderer/timeline/tiles.ts';
import type { TileQuestion } from '../../../renderer/timeline/tiles.ts';
import {
  clampZoom,
  fit,
  fitAll,
  follow,
  frameOf,
  numberAt,
  numbersIn,
  panBy,
  reveal,
  scrollTo,
  xOf,
  ZOOM,
  zoomAt,
} from '../../../renderer/timeline/view.ts';
import type { View } from '../../../renderer/timeline/view.ts';
import { fixture } from '../../renderer/harness/fixtures.ts';

const WIDTH_PX = 1_000;
const MILLION = 1_000_000;

const views = fc.record({
  widthPx: fc.integer({ min: 100, max: 2_560 }),
  newest: fc.integer({ min: 0, max: MILLION }),
  view: fc.record<View>({
    right: fc.option(fc.double({ min: 0, max: MILLION, noNaN: true })),
    pxPerNumber: fc.double({ min: 0.0001, max: 500, noNaN: true }),
  }),
});

describe('what the timeline shows', () => {
  it('never shows what is beyond the newest, nor a gap before the first, at any zoom', () => {
    fc.assert(
      fc.property(views, ({ widthPx, newest, view }) => {
        const frame = frameOf(view, widthPx, newest);
        const shown = frame.right - frame.left;
        expect(frame.right).toBeLessThanOrEqual(newest);
        if (newest >= shown) expect(frame.left).toBeGreaterThanOrEqual(-1e-6);
        else expect(frame.right).toBe(newest);
        expect(frame.pxPerNumber).toBeLessThanOrEqual(ZOOM.mostPx);
        expect(xOf(frame, numberAt(frame, 123))).toBeCloseTo(123, 3);
      }),
    );
  });

  it('zooms about the pointer: what lies under it stays there, and back again is where it was', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.2, max: 5, noNaN: true }),
        fc.double({ min: 0, max: WIDTH_PX, noNaN: true }),
        (factor, x) => {
          const before = frameOf({ right: 500_000, pxPerNumber: 3 }, WIDTH_PX, MILLION);
          const after = frameOf(zoomAt(before, factor, x), WIDTH_PX, MILLION);
          expect(numberAt(after, x)).toBeCloseTo(numberAt(before, x), 3);
          expect(frameOf(zoomAt(after, 1 / factor, x), WIDTH_PX, MILLION).left).toBeCloseTo(before.left, 3);
        },
      ),
    );
  });

  it('follows now until the view is moved, and again where it reaches it', () => {
    const frame = frameOf(
      follow(frameOf({ right: 5, pxPerNumber: 20 }, WIDTH_PX, MILLION)),
      WIDTH_PX,
      MILLION,
    );
    expect(frame.isFollowing).toBe(true);
    expect(xOf(frame, MILLION + 1)).toBeCloseTo(WIDTH_PX - 2);
    const back = frameOf(panBy(frame, 200), WIDTH_PX, MILLION);
    expect(back).toMatchObject({ isFollowing: false, right: MILLION - 10 });
    expect(frameOf(panBy(back, -500), WIDTH_PX, MILLION).isFollowing).toBe(true);
    // Another one arrives: only the view that follows goes along.
    const { pxPerNumber } = back;
    expect(frameOf({ right: back.right, pxPerNumber }, WIDTH_PX, MILLION + 7).right).toBe(MILLION - 10);
  });

  it('fits from twenty to a million, and what is selected', () => {
    const all = frameOf(
      fitAll(
        frameOf(follow(frameOf({ right: null, pxPerNumber: 20 }, WIDTH_PX, MILLION)), WIDTH_PX, MILLION),
      ),
      WIDTH_PX,
      MILLION,
    );
    expect(numbersIn(all)).toEqual({ from: 1, to: MILLION });
    expect(clampZoom(0, WIDTH_PX, 20)).toBeGreaterThan(10);
    const fitted = frameOf(fit(all, 700_001, 700_100), WIDTH_PX, MILLION);
    expect(fitted.left).toBeLessThan(700_000);
    expect(fitted.right).toBeGreaterThan(700_100);
    expect(fitted.right - fitted.left).toBeLessThan(120);
    expect(xOf(fitted, 700_001)).toBeCloseTo(WIDTH_PX - 2 - xOf(fitted, 700_101), 3);
    expect(reveal(fitted, 700_050, 700_050)).toBe(null);
    for (const n of [699_000, 701_000]) {
      const shown = frameOf(reveal(fitted, n, n) as View, WIDTH_PX, MILLION);
      expect(n).toBeGreaterThan(shown.left);
      expect(n).toBeLessThanOrEqual(shown.right);
    }
    expect(scrollTo(fitted, -50).right).toBeCloseTo(fitted.right - fitted.left);
  });
});

const change = fixture('main').snapshot.changes[0] as ChangeView;

function clip(lane: string, from: number, to = from, part: Partial<Clip> = {}): Clip {
  const id = `${lane} ${to}`;
  return {
    change: { ...change, id, n: to },
    ids: Array.from({ length: to - from + 1 }, (_, index) => `${lane} ${from + index}`),
    wentOnAs: null,
    lane,
    tone: 'you',
    shape: 'done',
    from,
    to,
    label: 'move',
    shortLabel: 'move',
    ...part,
  };
}

describe('what is hit and selected', () => {
  const lanes = ['a', 'b'].map((id) => ({ id, label: id, tone: 'you' as const }));
  const frame = frameOf({ right: 50, pxPerNumber: 20 }, WIDTH_PX, 50);
  const clips = [clip('a', 10), clip('b', 11, 14), clip('a', 20, 20, { shape: 'failed' }), clip('b', 30)];
  const at = (n: number, lane: number) => ({ x: xOf(frame, n) + 5, y: lane * 24 + 10 });

  it('finds the clip under a point, near by a narrow one, and none where there is none', () => {
    expect(clipAt(clips, lanes, frame, at(10, 0))).toBe(clips[0]);
    expect(clipAt(clips, lanes, frame, at(12, 1))).toBe(clips[1]);
    expect(clipAt(clips, lanes, frame, at(12, 0))).toBeUndefined();
    expect(clipAt(clips, lanes, frame, at(12, 5))).toBeUndefined();
    const narrow = frameOf({ right: 50, pxPerNumber: 2 }, 100, 50);
    expect(clipAt([clip('a', 40)], lanes, narrow, { x: xOf(narrow, 40) - 2, y: 10 })?.to).toBe(40);
    // A sign stays as wide as it has to be, about its number.
    const box = boxOf(clip('a', 40, 40, { shape: 'failed' }), narrow, 0);
    expect(box).toMatchObject({ width: 16, x: xOf(narrow, 40) - 7 });
  });

  it('takes what a band meets, in its lanes alone', () => {
    const band = { fromX: xOf(frame, 9), toX: xOf(frame, 21), fromY: 2, toY: 20 };
    expect(clipsIn(clips, lanes, frame, band)).toEqual([clips[0], clips[2]]);
    expect(clipsIn(clips, lanes, frame, { ...band, toY: 40 })).toEqual(clips.slice(0, 3));
    expect(clipsIn([clip('a', 10, 10, { wentOnAs: 12 })], lanes, frame, band)).toEqual([]);
  });

  it('selects one, more, fewer, and all between', () => {
    const [first, second, third, fourth] = clips as [Clip, Clip, Clip, Clip];
    const one = choose({ clips: [first], how: 'only' }, clips, { marked: new Set(['x']), shown: 'x' });
    expect(one).toEqual({ marked: new Set([first.change.id]), shown: first });
    const before = { marked: one.marked, shown: first.change.id };
    const two = choose({ clips: [third], how: 'toggle' }, clips, before);
    expect(two).toEqual({ marked: new Set([first.change.id, third.change.id]), shown: third });
    const back = choose({ clips: [third], how: 'toggle' }, clips, {
      marked: two.marked,
      shown: third.change.id,
    });
    expect(back).toEqual({ marked: new Set([first.change.id]), shown: first });
    const none = choose({ clips: [first], how: 'toggle' }, clips, before);
    expect(none).toEqual({ marked: new Set(), shown: null });
    const range = choose({ clips: [fourth], how: 'to' }, clips, before);
    expect(range).toEqual({ marked: new Set(clips.flatMap((each) => each.ids)), shown: first });
    expect(range.marked.size).toBe(7);
    const banded = choose({ clips: [second], how: 'add' }, clips, before);
    expect(spanOf(clips, banded.marked)).toEqual({ from: 10, to: 14 });
    expect(spanOf(clips, new Set())).toBe(null);
  });

  it('takes a run as all of its changes, and knows it by any of them', () => {
    const [first, run] = clips as [Clip, Clip];
    const whole = { marked: new Set(['b 11', 'b 12', 'b 13', 'b 14']), shown: run };
    const nothing = { marked: new Set<string>(), shown: null };
    expect(choose({ clips: [run], how: 'only' }, clips, nothing)).toEqual(whole);
    const before = { marked: whole.marked, shown: run.change.id };
    expect(choose({ clips: [run], how: 'toggle' }, clips, before)).toEqual(nothing);
    // Of one that has gone on since, or that another place has selected a part of.
    const inPart = { marked: new Set(['a 10', 'b 12']), shown: 'b 12' };
    expect(choose({ clips: [run], how: 'toggle' }, clips, inPart)).toEqual({
      marked: new Set(['a 10']),
      shown: first,
    });
    expect(choose({ clips: [first], how: 'to' }, clips, { marked: new Set(), shown: 'b 12' })).toEqual({
      marked: new Set(['a 10', ...run.ids]),
      shown: run,
    });
    expect(spanOf(clips, new Set(['b 12']))).toEqual({ from: 11, to: 14 });
    expect(neighbour(clips, lanes, 'b 12', 'right')).toBe(clips[2]);
  });

  it('draws pauses that lie close together as the longest of them', () => {
    const pauses = [
      { n: 20, ms: 1 },
      { n: 40, ms: 600 },
      { n: 41, ms: 900 },
    ];
    expect(breaksIn(frame, pauses)).toEqual([pauses[0], pauses[1], pauses[2]]);
    const far = frameOf({ right: 50, pxPerNumber: 2 }, 100, 50);
    expect(breaksIn(far, pauses)).toEqual([pauses[0], pauses[2]]);
  });
});

describe('the tiles of the counted timeline', () => {
  const PERSON = { kind: 'person', id: 'person', name: 'you' } as const;
  /** Everything that an answer sets off is over. */
  const heard = async (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  /** Answers when it is told to, and keeps what it was asked. */
  function source() {
    const asked: TileQuestion[] = [];
    const answers: ((answer: Result<LanesView>) => void)[] = [];
    const later: number[] = [];
    const problems: (string | null)[] = [];
    let nowMs = 0;
    let arrivals = 0;
    const tiles = new Tiles(
      {
        ask: async (question) => {
          asked.push(question);
          return new Promise<Result<LanesView>>((resolve) => answers.push(resolve));
        },
        arrived: () => (arrivals += 1),
        failed: (message) => problems.push(message),
        nowMs: () => nowMs,
        later: (ms) => later.push(ms),
      },
      NO_FILTER,
    );
    const view = (count: number): Result<LanesView> => ({
      ok: true,
      value: { lanes: [{ lane: 'person', actor: PERSON, counts: [3, 4, count] }], pauses: [] },
    });
    const answer = async (count: number): Promise<void> => {
      answers.shift()?.(view(count));
      await heard();
    };
    return {
      tiles,
      asked,
      answers,
      later,
      problems,
      answer,
      view,
      pass: (ms: number) => (nowMs += ms),
      arrivals: () => arrivals,
    };
  }

  it('asks for what is drawn, once, and holds it', async () => {
    const { tiles, asked, answer, arrivals } = source();
    tiles.noteChange(MILLION);
    expect(tiles.tile(10, 2)).toBeUndefined();
    expect(tiles.tile(10, 2)).toBeUndefined();
    expect(asked).toEqual([{ level: 10, first: 512, buckets: 256, filter: NO_FILTER }]);
    await answer(17);
    expect(arrivals()).toBe(1);
    const lane = tiles.tile(10, 2)?.lanes.get('person');
    expect(lane === undefined ? null : [...countsIn(lane, 3)]).toEqual(
      CHANGE_SHAPES.map((shape) => (shape === 'failed' ? 17 : 0)),
    );
    // What lies far enough back is over.
    tiles.noteChange(MILLION + 1);
    expect(tiles.tile(10, 2)).toBeDefined();
    expect(asked).toHaveLength(1);
    // Where a finer one is on its way, this one lies over it.
    expect(tiles.tile(9, 5)).toBeUndefined();
    expect(tiles.coarser(9, 5)?.level).toBe(10);
    expect(tiles.coarser(9, 3)).toBeUndefined();
  });

  it('asks again where the history goes on, and not more often than it is drawn with sense', async () => {
    const { tiles, asked, answer, later, pass } = source();
    tiles.noteChange(900);
    tiles.tile(2, 0);
    await answer(1);
    tiles.noteChange(901);
    expect(tiles.tile(2, 0)).toBeDefined();
    expect(asked).toHaveLength(1);
    expect(later).toEqual([500]);
    pass(500);
    expect(tiles.tile(2, 0)).toBeDefined();
    expect(asked).toHaveLength(2);
  });

  it('leaves an answer aside that comes after the filter has changed, and says what cannot be read', async () => {
    const { tiles, asked, answers, answer, view, later, problems } = source();
    tiles.tile(4, 0);
    const filter = { ...NO_FILTER, lanes: ['person'] };
    tiles.setFilter(filter);
    tiles.tile(4, 0);
    answers.shift()?.(view(1));
    await heard();
    expect(tiles.tile(4, 0)).toBeUndefined();
    expect(asked.map((each) => each.filter)).toEqual([NO_FILTER, filter]);
    answers.shift()?.({ ok: false, reason: { code: 'history_unread', message: 'Not now.', path: null } });
    await heard();
    expect(problems).toEqual(['Not now.']);
    expect(later).toEqual([2_000]);
    tiles.tile(4, 0);
    await answer(2);
    expect(problems).toEqual(['Not now.', null]);
    expect(tiles.tile(4, 0)).toBeDefined();
  });

  it('takes the stretches that are wide enough to be seen', () => {
    expect(levelFor(20, 4)).toBe(0);
    expect(levelFor(1, 4)).toBe(2);
    expect(2 ** levelFor(0.001, 4) * 0.001).toBeGreaterThanOrEqual(4);
    expect(decoded({ lanes: [], pauses: [{ n: 4, ms: 5 }] })).toEqual({
      lanes: new Map(),
      pauses: [{ n: 4, ms: 5 }],
    });
  });
});
