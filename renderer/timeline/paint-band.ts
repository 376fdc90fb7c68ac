/** Draws the rubber band. */
import type { Band } from './geometry.ts';
import type { Palette } from './palette.ts';

const VEIL = 0.14;

export function paintBand(
  context: CanvasRenderingContext2D,
  palette: Palette,
  { fromX, toX, fromY, toY }: Band,
): void {
  context.fillStyle = palette.accent;
  context.globalAlpha = VEIL;
  context.fillRect(fromX, fromY, toX - fromX, toY - fromY);
  context.globalAlpha = 1;
  context.strokeStyle = palette.accent;
  context.lineWidth = 1;
  context.strokeRect(fromX + 0.5, fromY + 0.5, toX - fromX, toY - fromY);
}
