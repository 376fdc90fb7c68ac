/**
 * Which numbers the timeline shows, and where: pure arithmetic between numbers and pixels. Slot n reaches from
 * `xOf(n)` to `xOf(n + 1)`.
 */

/** What the person has chosen; the rest follows from the window's width and the newest number. */
export interface View {
  /** The number at the right edge; null follows now. */
  readonly right: number | null;
  readonly pxPerNumber: number;
}

/** A view as it comes out at a width. */
export interface Frame {
  readonly widthPx: number;
  readonly newest: number;
  readonly pxPerNumber: number;
  /** Numbers left of the left edge, and the number at the right edge; both with fractions. */
  readonly left: number;
  readonly right: number;
  readonly isFollowing: boolean;
}

export const ZOOM = { usualPx: 20, mostPx: 120, leastNumbers: 64 } as const;
/** From here on each number is a clip of its own; below it they are counted. */
export const CLIP_LEAST_PX = 2;
/** Kept free between the newest and the line of now. */
const AFTER_NOW_PX = 2;
/** Free on both sides of what is fitted, as a share of it. */
const FIT_MARGIN = 0.06;

export const FOLLOWING: View = { right: null, pxPerNumber: ZOOM.usualPx };

export function frameOf(view: View, widthPx: number, newest: number): Frame {
  const pxPerNumber = clampZoom(view.pxPerNumber, widthPx, newest);
  const shown = numbersShown(pxPerNumber, widthPx);
  const right = view.right === null ? newest : clampRight(view.right, shown, newest);
  const isFollowing = view.right === null || right >= newest;
  return { widthPx, newest, pxPerNumber, left: right - shown, right, isFollowing };
}

/** All of a history fits at the least zoom; of a short one no more than what is readable. */
export function clampZoom(pxPerNumber: number, widthPx: number, newest: number): number {
  const leastPx = Math.min(ZOOM.usualPx, inner(widthPx) / Math.max(newest, ZOOM.leastNumbers));
  return Math.min(ZOOM.mostPx, Math.max(leastPx, pxPerNumber));
}

export function xOf(frame: Frame, n: number): number {
  return (n - 1 - frame.left) * frame.pxPerNumber;
}

/** The number whose slot lies at x; with the fraction of the way through it. */
export function numberAt(frame: Frame, x: number): number {
  return frame.left + 1 + x / frame.pxPerNumber;
}

/** First and last number that are in view, at least in part; of an empty history 1 and 0. */
export function numbersIn(frame: Frame): { readonly from: number; readonly to: number } {
  return {
    from: Math.max(1, Math.floor(frame.left) + 1),
    to: Math.min(frame.newest, Math.ceil(frame.right)),
  };
}

/** What lies under x stays there. */
export function zoomAt(frame: Frame, factor: number, x: number): View {
  const pxPerNumber = clampZoom(frame.pxPerNumber * factor, frame.widthPx, frame.newest);
  const under = frame.left + x / frame.pxPerNumber;
  const left = under - x / pxPerNumber;
  return viewTo(frame, left + numbersShown(pxPerNumber, frame.widthPx), pxPerNumber);
}

/** @param dxPx how far the content moves to the right */
export function panBy(frame: Frame, dxPx: number): View {
  return scrollTo(frame, frame.right - dxPx / frame.pxPerNumber);
}

export function scrollTo(frame: Frame, right: number): View {
  return viewTo(frame, right, frame.pxPerNumber);
}

export function follow(frame: Frame): View {
  return { right: null, pxPerNumber: frame.pxPerNumber };
}

/** So that numbers from…to fill the view. */
export function fit(frame: Frame, from: number, to: number): View {
  const span = Math.max(1, to - from + 1);
  const pxPerNumber = clampZoom(
    inner(frame.widthPx) / (span * (1 + 2 * FIT_MARGIN)),
    frame.widthPx,
    frame.newest,
  );
  const shown = numbersShown(pxPerNumber, frame.widthPx);
  return viewTo(frame, (from + to - 1 + shown) / 2, pxPerNumber);
}

export function fitAll(frame: Frame): View {
  const pxPerNumber = clampZoom(
    inner(frame.widthPx) / Math.max(1, frame.newest),
    frame.widthPx,
    frame.newest,
  );
  return { right: null, pxPerNumber };
}

/** Brings numbers from…to into view, as little as that takes and a quarter of a view further. */
export function reveal(frame: Frame, from: number, to: number): View | null {
  const shown = frame.right - frame.left;
  if (to > frame.right) return scrollTo(frame, to + Math.round(shown / 4));
  if (from - 1 < frame.left) return scrollTo(frame, from - 1 + Math.round((shown * 3) / 4));
  return null;
}

function viewTo({ newest, widthPx }: Frame, right: number, pxPerNumber: number): View {
  if (right >= newest) return { right: null, pxPerNumber };
  return { right: clampRight(right, numbersShown(pxPerNumber, widthPx), newest), pxPerNumber };
}

/** The first number is never drawn away from the left edge, and nothing lies beyond the newest. */
function clampRight(right: number, shown: number, newest: number): number {
  return Math.min(newest, Math.max(Math.min(shown, newest), right));
}

function numbersShown(pxPerNumber: number, widthPx: number): number {
  return Math.max(1, inner(widthPx) / pxPerNumber);
}

function inner(widthPx: number): number {
  return Math.max(1, widthPx - AFTER_NOW_PX);
}
