/** Draws single changes: neutral with an edge in the actor's colour, and a shape of its own for every state but done. */
import { holdsAny } from '../model/timeline.ts';
import type { Clip } from '../model/timeline.ts';
import { strings } from '../strings.ts';
import { boxOf, CLIP_EDGE_PX, CLIP_PX, isSigned } from './geometry.ts';
import type { Box } from './geometry.ts';
import type { Palette } from './palette.ts';
import type { Frame } from './view.ts';

const LABEL_LEFT_PX = 8;
const LABEL_PADDING_PX = 12;
const LABEL_DOWN_PX = 13;
const HATCH_PX = 5;
const SIGN_HALF_PX = 3.5;

type Context = CanvasRenderingContext2D;

export interface ClipScene {
  readonly frame: Frame;
  readonly clips: readonly Clip[];
  readonly laneAt: ReadonlyMap<string, number>;
  readonly selected: ReadonlySet<string>;
  readonly hovered: Clip | null;
}

/** What is selected comes last, over its neighbours. */
export function paintClips(context: Context, palette: Palette, scene: ClipScene): void {
  const { frame, clips, laneAt, selected, hovered } = scene;
  context.font = palette.font;
  const chosen: Box[] = [];
  for (const clip of clips) {
    const lane = laneAt.get(clip.lane);
    const box = lane === undefined ? null : boxOf(clip, frame, lane);
    if (box === null || box.x > frame.widthPx) continue;
    paintClip(context, palette, clip, box, clip === hovered);
    if (holdsAny(clip, selected)) chosen.push(box);
  }
  context.strokeStyle = palette.selected;
  context.lineWidth = 1.5;
  for (const box of chosen) {
    context.beginPath();
    context.roundRect(box.x - 1.75, box.y - 1.75, box.width + 3.5, CLIP_PX + 3.5, 3);
    context.stroke();
  }
}

function paintClip(context: Context, palette: Palette, clip: Clip, box: Box, isHovered: boolean): void {
  switch (clip.shape) {
    case 'conflict':
      return paintConflict(context, palette, box);
    case 'failed':
      ground(context, box, palette.failedGround, palette.shapes.failed);
      return cross(context, palette.shapes.failed, box);
    case 'superseded':
      ground(context, box, null, palette.shapes.superseded);
      return hatch(context, palette.shapes.superseded, box);
    case 'waiting':
      context.setLineDash([3, 2]);
      ground(context, box, palette.waitingGround, palette.shapes.waiting);
      context.setLineDash([]);
      return label(context, palette.shapes.waiting, clip, box);
    case 'applying':
      fill(context, box, palette.applying, palette);
      context.fillStyle = palette.accent;
      context.fillRect(box.x, box.y + CLIP_PX - 3, box.width, 3);
      break;
    case 'done':
      fill(context, box, groundOf(clip, palette, isHovered), palette);
  }
  context.fillStyle = palette.tones[clip.tone];
  context.fillRect(box.x, box.y, Math.min(CLIP_EDGE_PX, box.width), CLIP_PX);
  label(context, palette.clipText, clip, box);
}

function groundOf({ change, tone }: Clip, palette: Palette, isHovered: boolean): string {
  if (tone === 'override' || change.forced) return palette.forced;
  return isHovered ? palette.clipHover : palette.clip;
}

function fill(context: Context, box: Box, colour: string, palette: Palette): void {
  context.fillStyle = colour;
  context.fillRect(box.x, box.y, box.width, CLIP_PX);
  if (palette.isForced) ground(context, box, null, palette.text);
}

function ground(context: Context, box: Box, colour: string | null, edge: string): void {
  if (colour !== null) {
    context.fillStyle = colour;
    context.fillRect(box.x, box.y, box.width, CLIP_PX);
  }
  context.strokeStyle = edge;
  context.lineWidth = 1;
  context.strokeRect(box.x + 0.5, box.y + 0.5, Math.max(1, box.width - 1), CLIP_PX - 1);
}

function cross(context: Context, colour: string, { x, y, width }: Box): void {
  const [middleX, middleY] = [x + width / 2, y + CLIP_PX / 2];
  context.strokeStyle = colour;
  context.lineWidth = 1.6;
  context.beginPath();
  context.moveTo(middleX - SIGN_HALF_PX, middleY - SIGN_HALF_PX);
  context.lineTo(middleX + SIGN_HALF_PX, middleY + SIGN_HALF_PX);
  context.moveTo(middleX + SIGN_HALF_PX, middleY - SIGN_HALF_PX);
  context.lineTo(middleX - SIGN_HALF_PX, middleY + SIGN_HALF_PX);
  context.stroke();
}

/** Pointed at both ends, with ≠. */
function paintConflict(context: Context, palette: Palette, { x, y, width }: Box): void {
  const point = Math.min(width * 0.28, 8);
  context.fillStyle = palette.shapes.conflict;
  context.beginPath();
  context.moveTo(x + point, y);
  context.lineTo(x + width - point, y);
  context.lineTo(x + width, y + CLIP_PX / 2);
  context.lineTo(x + width - point, y + CLIP_PX);
  context.lineTo(x + point, y + CLIP_PX);
  context.lineTo(x, y + CLIP_PX / 2);
  context.closePath();
  context.fill();
  const [middleX, middleY] = [x + width / 2, y + CLIP_PX / 2];
  context.strokeStyle = palette.onConflict;
  context.lineWidth = 1.4;
  context.beginPath();
  for (const dy of [-1.75, 1.75]) {
    context.moveTo(middleX - SIGN_HALF_PX, middleY + dy);
    context.lineTo(middleX + SIGN_HALF_PX, middleY + dy);
  }
  context.moveTo(middleX + 2, middleY - 4.5);
  context.lineTo(middleX - 2, middleY + 4.5);
  context.stroke();
}

/** Lines from lower left to upper right. */
export function hatch(context: Context, colour: string, { x, y, width }: Box, heightPx = CLIP_PX): void {
  context.save();
  context.beginPath();
  context.rect(x, y, width, heightPx);
  context.clip();
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.beginPath();
  for (let from = x - heightPx; from < x + width; from += HATCH_PX) {
    context.moveTo(from, y + heightPx);
    context.lineTo(from + heightPx, y);
  }
  context.stroke();
  context.restore();
}

function label(context: Context, colour: string, clip: Clip, box: Box): void {
  if (isSigned(clip)) return;
  const words = labelFor(context, clip, box.width - LABEL_PADDING_PX);
  if (words === '') return;
  context.fillStyle = colour;
  context.fillText(words, box.x + LABEL_LEFT_PX, box.y + LABEL_DOWN_PX);
}

/** The longest label that fits whole; half a name helps nobody. */
function labelFor(context: Context, clip: Clip, roomPx: number): string {
  if (roomPx < LABEL_LEFT_PX) return '';
  const count = clip.ids.length;
  const labels = [
    clip.label,
    clip.shortLabel,
    ...(count > 1 ? [strings.timeline.runChanges(count), strings.timeline.runCount(count)] : []),
  ];
  return capitalised(labels.find((words) => widthOf(context, words) <= roomPx) ?? '');
}

function capitalised(words: string): string {
  return words.slice(0, 1).toLocaleUpperCase() + words.slice(1);
}

const WIDTHS_KEPT = 4_000;
const widths = new Map<string, number>();

/** Measured once a label: measuring is what drawing text costs most. */
function widthOf(context: Context, words: string): number {
  const known = widths.get(words);
  if (known !== undefined) return known;
  if (widths.size >= WIDTHS_KEPT) widths.clear();
  const { width } = context.measureText(words);
  widths.set(words, width);
  return width;
}

/** Type has arrived, or looks otherwise now. */
export function forgetWidths(): void {
  widths.clear();
}
