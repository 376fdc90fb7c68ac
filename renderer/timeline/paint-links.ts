/** Draws what the selected change came from and led to, as lines between clips; each kind with a stroke of its own. */
import { laneOf } from '#app/control-room/change-shapes.ts';
import type { CausalityView, LinkView } from '#app/control-room/index.ts';
import { CLIP_PX, CLIP_TOP_PX, LANE_PX } from './geometry.ts';
import type { Palette } from './palette.ts';
import { xOf } from './view.ts';
import type { Frame } from './view.ts';

/** What lies outside the view is pointed at from its edge. */
const EDGE_PX = 6;
const ARROW_PX = 4;

type Context = CanvasRenderingContext2D;

export interface LinkScene {
  readonly frame: Frame;
  readonly laneAt: ReadonlyMap<string, number>;
  /** The selected change, and its number. */
  readonly n: number;
  readonly lane: string;
  readonly causality: CausalityView;
}

export function paintLinks(context: Context, palette: Palette, scene: LinkScene): void {
  const { causality } = scene;
  const draw = (links: readonly LinkView[], colour: string, dash: number[], leadsHere: boolean): void => {
    context.strokeStyle = colour;
    context.fillStyle = colour;
    context.lineWidth = 1.25;
    context.setLineDash(dash);
    for (const link of links) paintLink(context, scene, link, leadsHere);
    context.setLineDash([]);
  };
  draw(causality.basedOn, palette.accent, [], true);
  draw(causality.ledTo, palette.accent, [1, 3], false);
  draw(causality.superseded, palette.shapes.superseded, [5, 3], true);
  if (causality.supersededBy !== null)
    draw([causality.supersededBy], palette.shapes.superseded, [5, 3], false);
  if (causality.takesBack !== null) draw([causality.takesBack], palette.shapes.waiting, [8, 3, 2, 3], true);
  draw(causality.takenBackBy, palette.shapes.waiting, [8, 3, 2, 3], false);
}

/** From the earlier to the later; an arrow at the later. */
function paintLink(context: Context, scene: LinkScene, link: LinkView, leadsHere: boolean): void {
  const { frame, laneAt } = scene;
  const lane = laneAt.get(laneOf(link.actor));
  const own = laneAt.get(scene.lane);
  if (link.n === null || lane === undefined || own === undefined) return;
  const there = pointOf(frame, link.n, lane);
  const here = pointOf(frame, scene.n, own);
  const [from, to] = leadsHere ? [there, here] : [here, there];
  // Beside each other out of view there is nothing to see.
  if (from.x === to.x) return;
  const bend = Math.min(40, Math.abs(to.x - from.x) / 2);
  context.beginPath();
  context.moveTo(from.x, from.y);
  context.bezierCurveTo(from.x + bend, from.y, to.x - bend, to.y, to.x, to.y);
  context.stroke();
  context.beginPath();
  context.moveTo(to.x, to.y);
  context.lineTo(to.x - ARROW_PX * 1.5, to.y - ARROW_PX);
  context.lineTo(to.x - ARROW_PX * 1.5, to.y + ARROW_PX);
  context.fill();
}

function pointOf(frame: Frame, n: number, lane: number): { x: number; y: number } {
  const middle = xOf(frame, n) + frame.pxPerNumber / 2;
  return {
    x: Math.max(EDGE_PX, Math.min(frame.widthPx - EDGE_PX, middle)),
    y: lane * LANE_PX + CLIP_TOP_PX + CLIP_PX / 2,
  };
}
