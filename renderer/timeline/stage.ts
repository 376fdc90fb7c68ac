/**
 * What moves while the hand moves: draws the timeline on demand, once a frame at most, without React. React hears of it
 * when the hand rests, and draws what can be read aloud and reached by keys.
 */
import type { CausalityView, ClockView, LanesView, PauseView, Result } from '#app/control-room/index.ts';
import type { Actor } from '#app/intents/index.ts';
import type { Checkpoint } from '#app/ledger/index.ts';
import { holds } from '../model/timeline.ts';
import type { Clip, Lane } from '../model/timeline.ts';
import { bandOf } from './geometry.ts';
import type { Band } from './geometry.ts';
import { pausesIn, stretchAt, tilesInView } from './counted.ts';
import type { Stretch } from './counted.ts';
import { paintBand } from './paint-band.ts';
import { paintBars } from './paint-bars.ts';
import { forgetWidths, paintClips } from './paint-clips.ts';
import { flagNames, paintFlagLines, paintFlags } from './paint-flags.ts';
import { paintLinks } from './paint-links.ts';
import { overviewLevel, paintOverview } from './paint-overview.ts';
import { CLOCK_PX, labelledNumbers, paintGrid, paintRuler, RULER_PX } from './paint-ruler.ts';
import { readPalette } from './palette.ts';
import type { Palette } from './palette.ts';
import { ClipShelf } from './clip-shelf.ts';
import type { ClipSource } from './clip-shelf.ts';
import { begin } from './surface.ts';
import { Times } from './times.ts';
import { Tiles } from './tiles.ts';
import type { Tile, TileQuestion } from './tiles.ts';
import { CLIP_LEAST_PX, FOLLOWING, frameOf, numbersIn, xOf } from './view.ts';
import type { Frame, View } from './view.ts';

/** The head of the line of now stands astride the right edge. */
const HEAD_PX = 6;
/** The hand has stopped: scrolling past is not reading. */
const SETTLES_AFTER_MS = 100;

export interface Elements {
  readonly track: HTMLCanvasElement;
  readonly ruler: HTMLCanvasElement;
  readonly overview: HTMLCanvasElement;
  /** The part of the overview that is shown. */
  readonly window: HTMLElement;
  /** What stands in for clips where there is no pointer. */
  readonly mirror: HTMLElement;
  /** What stands at the playhead. */
  readonly playhead: HTMLElement;
}

/** What the room and the desk say. */
export interface Shown extends ClipSource {
  readonly newest: number;
  readonly lanes: readonly Lane[];
  readonly selected: ReadonlySet<string>;
  readonly causality: { readonly id: string; readonly view: CausalityView } | null;
  readonly playhead: number | null;
  readonly checkpoints: readonly Checkpoint[];
  readonly isHeld: boolean;
  readonly showsClock: boolean;
}

/** What React draws again when the hand rests. */
export interface Settled {
  readonly frame: Frame;
  /** Clips in view, ascending; none from afar. */
  readonly clips: readonly Clip[];
  readonly isAfar: boolean;
}

export interface StageEvents {
  readonly askLanes: (question: TileQuestion) => Promise<Result<LanesView>>;
  readonly askClock: (numbers: readonly number[]) => Promise<Result<ClockView>>;
  readonly settled: (settled: Settled) => void;
  /** Everybody who has a change somewhere in the history. */
  readonly actors: (actors: readonly Actor[]) => void;
  readonly failed: (message: string | null) => void;
}

export class Stage {
  readonly #elements: Elements;
  readonly #events: StageEvents;
  readonly #tiles: Tiles;
  readonly #clips = new ClipShelf();
  readonly #times: Times;
  #palette: Palette = readPalette();
  #shown: Shown;
  #view: View = FOLLOWING;
  #size = { widthPx: 0, heightPx: 0 };
  #hovered: Clip | null = null;
  #band: Band | null = null;
  #request: number | null = null;
  #settling: ReturnType<typeof setTimeout> | null = null;
  #later: ReturnType<typeof setTimeout> | null = null;
  #settled: Frame | null = null;
  #actors = '';

  constructor(elements: Elements, events: StageEvents, shown: Shown) {
    this.#elements = elements;
    this.#events = events;
    this.#shown = shown;
    this.#tiles = new Tiles(
      {
        ask: events.askLanes,
        arrived: () => {
          // Whether a change of very many objects passes only the counts tell.
          if (this.#shown.filter.object !== null) this.#clips.forget();
          this.draw();
        },
        failed: events.failed,
        nowMs: () => performance.now(),
        later: (ms) => {
          this.#later ??= setTimeout(() => {
            this.#later = null;
            this.draw();
          }, ms);
        },
      },
      shown.filter,
    );
    this.#tiles.noteChange(shown.newest);
    this.#times = new Times(events.askClock, () => this.draw(), events.failed);
  }

  get frame(): Frame {
    return frameOf(this.#view, this.#size.widthPx, this.#shown.newest);
  }

  get isAfar(): boolean {
    return this.frame.pxPerNumber < CLIP_LEAST_PX;
  }

  get lanes(): readonly Lane[] {
    return this.#shown.lanes;
  }

  /** Clips that are held around the view, ascending; none from afar. */
  get clips(): readonly Clip[] {
    return this.isAfar ? [] : this.#clips.around(this.frame, this.#shown, this.#tiles);
  }

  get checkpoints(): readonly Checkpoint[] {
    return this.#shown.checkpoints;
  }

  get pauses(): readonly PauseView[] {
    return pausesIn(this.#tiles, this.frame);
  }

  show(shown: Shown): void {
    const before = this.#shown;
    this.#shown = shown;
    if (shown.filter !== before.filter) this.#tiles.setFilter(shown.filter);
    if (shown.changes !== before.changes || shown.newest !== before.newest)
      this.#tiles.noteChange(shown.newest);
    this.draw();
    if (
      shown.newest !== before.newest ||
      shown.changes !== before.changes ||
      shown.lanes !== before.lanes ||
      shown.filter !== before.filter
    )
      this.#settling ??= setTimeout(() => this.settle(), SETTLES_AFTER_MS);
  }

  resize(widthPx: number, heightPx: number): void {
    if (this.#size.widthPx === widthPx && this.#size.heightPx === heightPx) return;
    this.#size = { widthPx, heightPx };
    this.#drawNow();
    this.settle();
  }

  /** The type has arrived, or colours are others now. */
  restyle(): void {
    this.#palette = readPalette();
    forgetWidths();
    this.draw();
  }

  /** The history that was counted is another one now. */
  forget(): void {
    this.#tiles.forget(this.#shown.newest);
    this.#times.forget();
    this.draw();
  }

  look(view: View): void {
    const was = this.frame.isFollowing;
    this.#view = view;
    this.draw();
    if (this.frame.isFollowing === was) this.#settleSoon();
    else this.settle();
  }

  hover(clip: Clip | null): void {
    if (clip === this.#hovered) return;
    this.#hovered = clip;
    this.draw();
  }

  band(one: { x: number; y: number } | null, other: { x: number; y: number } | null): Band | null {
    this.#band = one === null || other === null ? null : bandOf(one, other);
    this.draw();
    return this.#band;
  }

  draw(): void {
    this.#request ??= requestAnimationFrame(() => {
      this.#request = null;
      this.#drawNow();
    });
  }

  /** Hands over what is shown now. */
  settle(): void {
    if (this.#settling !== null) clearTimeout(this.#settling);
    this.#settling = null;
    const { frame } = this;
    const { from, to } = numbersIn(frame);
    this.#settled = frame;
    const clips = this.clips.filter((clip) => clip.to >= from && clip.from <= to);
    this.#events.settled({ frame, clips, isAfar: this.isAfar });
    this.#placeMirror(frame);
  }

  end(): void {
    if (this.#request !== null) cancelAnimationFrame(this.#request);
    if (this.#settling !== null) clearTimeout(this.#settling);
    if (this.#later !== null) clearTimeout(this.#later);
  }

  /** The stretch at a place, while the view is from afar. */
  stretchAt(x: number): Stretch | undefined {
    return stretchAt(this.#tiles, this.frame, x);
  }

  #settleSoon(): void {
    if (this.#settling !== null) clearTimeout(this.#settling);
    this.#settling = setTimeout(() => this.settle(), SETTLES_AFTER_MS);
  }

  #drawNow(): void {
    const { frame } = this;
    this.#drawTrack(frame);
    this.#drawRuler(frame);
    this.#drawOverview(frame);
    this.#placeMirror(frame);
  }

  #drawTrack(frame: Frame): void {
    const surface = begin(this.#elements.track, this.#size.widthPx, this.#size.heightPx);
    if (surface === null) return;
    const { context, heightPx } = surface;
    const { lanes, selected, causality, playhead, checkpoints, isHeld, newest } = this.#shown;
    const laneAt = new Map(lanes.map((lane, index) => [lane.id, index]));
    paintGrid(context, this.#palette, frame, heightPx);
    paintFlagLines(context, this.#palette, frame, checkpoints, heightPx);
    if (frame.pxPerNumber < CLIP_LEAST_PX) {
      paintBars(context, this.#palette, { frame, laneAt, tiles: tilesInView(this.#tiles, frame) });
    } else {
      const clips = this.#clips.around(frame, this.#shown, this.#tiles);
      const own = causality === null ? undefined : clips.find((clip) => holds(clip, causality.id));
      if (causality !== null && own !== undefined)
        paintLinks(context, this.#palette, {
          frame,
          laneAt,
          n: own.to,
          lane: own.lane,
          causality: causality.view,
        });
      paintClips(context, this.#palette, { frame, clips, laneAt, selected, hovered: this.#hovered });
    }
    const line = (x: number, colour: string): void => {
      context.fillStyle = colour;
      context.fillRect(x, 0, 1.5, heightPx);
    };
    if (frame.isFollowing) {
      const x = xOf(frame, newest + 1);
      line(x, isHeld ? this.#palette.override : this.#palette.text);
      if (isHeld) context.fillRect(x - 14, 3, 14, 18);
    }
    if (playhead !== null) line(xOf(frame, playhead + 1) - 0.75, this.#palette.accent);
    if (this.#band !== null) paintBand(context, this.#palette, this.#band);
  }

  #drawRuler(frame: Frame): void {
    const { showsClock, playhead, checkpoints, isHeld } = this.#shown;
    const heightPx = RULER_PX + (showsClock ? CLOCK_PX : 0);
    const surface = begin(this.#elements.ruler, this.#size.widthPx + HEAD_PX, heightPx);
    if (surface === null) return;
    const clock = showsClock ? this.#times.of(labelledNumbers(frame), frame.newest) : null;
    const named = flagNames(surface.context, this.#palette, frame, checkpoints);
    paintRuler(surface.context, this.#palette, {
      frame,
      pauses: this.pauses,
      clock,
      playhead,
      isHeld,
      named,
    });
    paintFlags(surface.context, this.#palette, frame, checkpoints);
    const x = playhead === null ? 0 : xOf(frame, playhead + 1);
    this.#elements.playhead.style.setProperty('--at', `${Math.max(0, Math.min(frame.widthPx, x))}px`);
  }

  #drawOverview(frame: Frame): void {
    const { overview, window } = this.#elements;
    const surface = begin(overview, overview.clientWidth, overview.clientHeight);
    if (surface === null) return;
    const tile = frame.newest === 0 ? undefined : this.#tiles.tile(overviewLevel(frame.newest), 0);
    paintOverview(surface, this.#palette, tile, frame.newest);
    this.#noteActors(tile);
    const from = Math.max(0, frame.left);
    const span = Math.max(1, frame.newest);
    window.style.setProperty('--from', `${(from / span) * 100}%`);
    window.style.setProperty('--width', `${((frame.right - from) / span) * 100}%`);
  }

  #noteActors(tile: Tile | undefined): void {
    if (tile === undefined) return;
    const ids = [...tile.lanes.keys()].join(' ');
    if (ids === this.#actors) return;
    this.#actors = ids;
    this.#events.actors([...tile.lanes.values()].map(({ actor }) => actor));
  }

  /** Until the hand rests, what stands in for the clips goes along with them. */
  #placeMirror(frame: Frame): void {
    const settled = this.#settled;
    if (settled === null) return;
    const scale = frame.pxPerNumber / settled.pxPerNumber;
    const shift = (settled.left - frame.left) * frame.pxPerNumber;
    this.#elements.mirror.style.transform =
      scale === 1 && shift === 0 ? '' : `translateX(${shift}px) scaleX(${scale})`;
  }
}
