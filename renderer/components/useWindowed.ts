import { useCallback, useLayoutEffect, useRef, useState } from 'react';
import type { RefObject, UIEvent } from 'react';

interface Windowed {
  readonly element: RefObject<HTMLDivElement | null>;
  /** Index of the first row to draw and of the first one not to. */
  readonly from: number;
  readonly to: number;
  readonly onScroll: (event: UIEvent<HTMLDivElement>) => void;
  /** Scrolls no further than needed; `coveredPx` at the foot of the list lie under something. */
  readonly reveal: (index: number, coveredPx?: number) => void;
  readonly rowsPerPage: number;
}

/** Rows drawn beyond the edges, so that a fast hand finds them there. */
const OVERSCAN_ROWS = 8;

/** Which of `count` rows of one height are in view. */
export function useWindowed(count: number, rowHeightPx: number, headPx = 0): Windowed {
  const element = useRef<HTMLDivElement | null>(null);
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(600);
  useLayoutEffect(() => {
    const box = element.current;
    if (box === null) return undefined;
    const watch = new ResizeObserver(() => setHeight(box.clientHeight));
    watch.observe(box);
    setHeight(box.clientHeight);
    return () => watch.disconnect();
  }, []);
  const rowsPerPage = Math.max(1, Math.floor((height - headPx) / rowHeightPx) - 1);
  const from = Math.max(0, Math.floor(top / rowHeightPx) - OVERSCAN_ROWS);
  const to = Math.min(count, Math.ceil((top + height) / rowHeightPx) + OVERSCAN_ROWS);
  const onScroll = useCallback((event: UIEvent<HTMLDivElement>) => setTop(event.currentTarget.scrollTop), []);
  const reveal = useCallback(
    (index: number, coveredPx = 0) => {
      const box = element.current;
      if (box === null || index < 0) return;
      const rowTop = index * rowHeightPx;
      const visible = Math.max(rowHeightPx, box.clientHeight - headPx - coveredPx);
      if (rowTop < box.scrollTop) box.scrollTop = rowTop;
      else if (rowTop + rowHeightPx > box.scrollTop + visible) box.scrollTop = rowTop + rowHeightPx - visible;
      setTop(box.scrollTop);
    },
    [rowHeightPx, headPx],
  );
  return { element, from, to, onScroll, reveal, rowsPerPage };
}
