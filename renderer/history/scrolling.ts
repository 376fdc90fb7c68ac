/**
 * Where rows of a very long list stand. Browsers lay nothing out beyond some thirty million pixels: a list that is longer
 * has as much room as that, and its rows go by faster than the hand moves.
 */
export const SPACE_MOST_PX = 30_000_000;

/** Rows drawn beyond the edges, so that a fast hand finds them there. */
const OVERSCAN_ROWS = 6;

export interface LongList {
  readonly count: number;
  readonly rowPx: number;
  /** Of what shows rows: without the head. */
  readonly viewPx: number;
}

/** The height that is scrolled through. */
export function spacePx({ count, rowPx }: LongList): number {
  return Math.min(count * rowPx, SPACE_MOST_PX);
}

/** Pixels of rows to a pixel of the scroll bar. */
function scaleOf(list: LongList): number {
  const allPx = list.count * list.rowPx;
  return allPx <= SPACE_MOST_PX ? 1 : (allPx - list.viewPx) / (SPACE_MOST_PX - list.viewPx);
}

/** Which rows are drawn at a place of the scroll bar, and where the first of them stands in the space. */
export function rowsAt(
  list: LongList,
  scrollTop: number,
): { readonly from: number; readonly to: number; readonly firstPx: number } {
  const topPx = scrollTop * scaleOf(list);
  const from = Math.max(0, Math.floor(topPx / list.rowPx) - OVERSCAN_ROWS);
  const to = Math.min(list.count, Math.ceil((topPx + list.viewPx) / list.rowPx) + OVERSCAN_ROWS);
  return { from: Math.min(from, to), to, firstPx: scrollTop + from * list.rowPx - topPx };
}

/** The place of the scroll bar at which a row is in view, no farther from `scrollTop` than needed. */
export function scrollTopFor(list: LongList, scrollTop: number, index: number): number {
  const scale = scaleOf(list);
  const topPx = scrollTop * scale;
  const rowTopPx = index * list.rowPx;
  const leastPx = rowTopPx + list.rowPx - Math.max(list.rowPx, list.viewPx);
  if (rowTopPx < topPx) return Math.floor(rowTopPx / scale);
  return topPx < leastPx ? Math.ceil(leastPx / scale) : scrollTop;
}

/** The place of the scroll bar at which the same rows are in view after so many were put in front. */
export function scrollTopAfter(before: LongList, count: number, scrollTop: number): number {
  const topPx = scrollTop * scaleOf(before) + (count - before.count) * before.rowPx;
  return Math.max(0, topPx / scaleOf({ ...before, count }));
}
