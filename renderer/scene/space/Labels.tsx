import { useEffect, useRef } from 'react';
import type { Vec3 } from '#app/scene/index.ts';
import { strings } from '../../strings.ts';
import type { GhostTone } from './ghosts.ts';
import { ballOf } from './proxies.ts';
import { basisOf, dot } from './view.ts';
import type { Viewport } from './viewport.ts';
import styles from './Labels.module.css';

/** More ghosts of one hand than this share a label. */
const GHOST_LABELS_MOST = 3;
const ROOM = 12;
const ABOVE_PX = 8;
const LINE_PX = 20;
const TOP_PX = 58;
const LETTER_PX = 6;
const WIDEST_PX = 220;

interface Label {
  readonly text: string;
  readonly at: Vec3;
  readonly radiusM: number;
  readonly tone: GhostTone | 'selected' | 'pointed';
}

/** Names in the picture, as text: of what is selected and pointed at, and of ghosts with whose they are. */
export function Labels({ viewport }: { readonly viewport: Viewport }) {
  const element = useRef<HTMLDivElement>(null);
  useEffect(
    () =>
      viewport.onDrawn(() => {
        const labels = labelsOf(viewport);
        const { eye } = viewport;
        const taken: Taken[] = [];
        [...(element.current?.children ?? [])].forEach((span, i) => {
          const label = labels[i];
          const pixel = label === undefined ? null : eye.project(label.at);
          const isShown = label !== undefined && pixel !== null;
          span.toggleAttribute('hidden', !isShown);
          if (!isShown || !(span instanceof HTMLElement)) return;
          if (span.textContent !== label.text) span.textContent = label.text;
          span.dataset['tone'] = label.tone;
          const above = label.radiusM / eye.metresPerPixel(label.at) + ABOVE_PX;
          const y = freeHeight(taken, pixel.x, pixel.y - above, label.text.length);
          span.style.transform = `translate(${pixel.x.toFixed(1)}px, ${y.toFixed(1)}px) translate(-50%, -100%)`;
        });
      }),
    [viewport],
  );
  return (
    // The same is said by the list of objects and by the inspector.
    <div ref={element} className={styles.labels} aria-hidden="true">
      {Array.from({ length: ROOM }, (_, i) => (
        // oxlint-disable-next-line react/no-array-index-key -- places for labels, which are filled by their order
        <span key={i} className={styles.label} hidden />
      ))}
    </div>
  );
}

interface Taken {
  readonly x: number;
  readonly y: number;
  readonly half: number;
}

/**
 * Below what stands in the picture's top; a label that would lie over one before it goes above that, off the object, and
 * below it where there is no room.
 */
function freeHeight(taken: Taken[], x: number, wished: number, letters: number): number {
  const half = Math.min(letters * LETTER_PX, WIDEST_PX) / 2 + ABOVE_PX;
  const over = (y: number): Taken | undefined =>
    taken.find((each) => Math.abs(each.x - x) < each.half + half && Math.abs(each.y - y) < LINE_PX);
  let y = Math.max(wished, TOP_PX);
  for (let lower = over(y); lower !== undefined && y >= TOP_PX; lower = over(y)) y = lower.y - LINE_PX;
  if (y < TOP_PX) {
    y = Math.max(wished, TOP_PX);
    for (let upper = over(y); upper !== undefined; upper = over(y)) y = upper.y + LINE_PX;
  }
  taken.push({ x, y, half });
  return y;
}

function labelsOf(viewport: Viewport): Label[] {
  const labels: Label[] = [];
  for (const [placed, tone] of [
    [viewport.selected, 'selected'],
    [viewport.pointed, 'pointed'],
  ] as const) {
    if (placed === undefined || (tone === 'pointed' && placed === viewport.selected)) continue;
    const { centre, radiusM } = ballOf(placed.object.kind, placed.world);
    labels.push({ text: placed.object.name, at: centre, radiusM, tone });
  }
  for (const { layer, shapes } of viewport.ghosts) {
    const own = shapes.filter((shape) => !shape.isCarried);
    const balls = own.map(({ kind, world }) => ballOf(kind, world));
    if (own.length <= GHOST_LABELS_MOST) {
      own.forEach(({ id, name, isDoomed }, i) => {
        const ball = balls[i];
        const words = isDoomed ? strings.space.ghostGoes : strings.space.ghost;
        // Beside its own name whose it is will do.
        const isNamed = id === viewport.selected?.object.id && !isDoomed;
        if (ball !== undefined)
          labels.push({
            text: isNamed ? layer.label : words(layer.label, name),
            at: ball.centre,
            radiusM: ball.radiusM,
            tone: layer.tone,
          });
      });
    } else {
      // Over the one that stands highest in the picture.
      const { up } = basisOf(viewport.eye.view);
      const highest = balls.reduce((a, b) => (dot(b.centre, up) > dot(a.centre, up) ? b : a));
      const text = strings.space.ghosts(layer.label, own.length);
      labels.push({ text, at: highest.centre, radiusM: highest.radiusM, tone: layer.tone });
    }
  }
  return labels;
}
