/** A canvas as large as its element, in the screen's own pixels. */

export interface Surface {
  readonly context: CanvasRenderingContext2D;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Cleared, and in CSS pixels; null while the element has no size or the browser gives no canvas. */
export function begin(canvas: HTMLCanvasElement, widthPx: number, heightPx: number): Surface | null {
  const context = canvas.getContext('2d');
  if (context === null || widthPx <= 0 || heightPx <= 0) return null;
  const ratio = window.devicePixelRatio;
  const width = Math.round(widthPx * ratio);
  const height = Math.round(heightPx * ratio);
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, widthPx, heightPx);
  return { context, widthPx, heightPx };
}
