import { useEffect, useRef } from 'react';
import type { Vec3 } from '#app/scene/index.ts';
import type { Axes } from '../../axes.ts';
import { strings } from '../../strings.ts';
import { basisOf, directionsOf, dot, lookedAtFrom, scaled } from './view.ts';
import type { Side } from './view.ts';
import type { Viewport } from './viewport.ts';
import styles from './AxisBalls.module.css';

const HALF_PX = 40;
const REACH_PX = 29;

interface Ball {
  readonly axis: 0 | 1 | 2;
  readonly isPositive: boolean;
  readonly side: Side;
}

/** The side from which one looks along an axis, as each engine names it. */
const BALLS: Readonly<Record<Axes, readonly Ball[]>> = {
  blender: balls(['right', 'left'], ['back', 'front'], ['top', 'bottom']),
  unity: balls(['right', 'left'], ['top', 'bottom'], ['front', 'back']),
};

/** The axes as they stand in the picture; a click on one looks along it. Keys do the same, so it is no stop of the tab key. */
export function AxisBalls({ viewport, axes }: { readonly viewport: Viewport; readonly axes: Axes }) {
  const element = useRef<HTMLDivElement>(null);
  const lines = useRef<SVGSVGElement>(null);
  useEffect(
    () =>
      viewport.onDrawn(() => {
        element.current?.removeAttribute('hidden');
        const { right, up, towards } = basisOf(viewport.eye.view);
        const directions = directionsOf(axes);
        const placeOf = ({ axis, isPositive }: Ball): Vec3 => {
          const direction = scaled(directions[axis], isPositive ? 1 : -1);
          return [dot(direction, right), -dot(direction, up), dot(direction, towards)];
        };
        BALLS[axes].forEach((ball, i) => {
          const button = element.current?.querySelectorAll('button')[i];
          if (button === undefined) return;
          const [x, y, depth] = placeOf(ball);
          button.style.transform = `translate(${(x * REACH_PX).toFixed(1)}px, ${(y * REACH_PX).toFixed(1)}px)`;
          button.style.zIndex = depth > 0 ? '2' : '1';
          button.toggleAttribute('data-behind', depth < -0.05);
        });
        [...(lines.current?.children ?? [])].forEach((line, axis) => {
          const [x, y] = placeOf({ axis: axis as 0 | 1 | 2, isPositive: true, side: 'front' });
          line.setAttribute('x2', (HALF_PX + x * REACH_PX).toFixed(1));
          line.setAttribute('y2', (HALF_PX + y * REACH_PX).toFixed(1));
        });
      }),
    [viewport, axes],
  );
  return (
    <div
      ref={element}
      className={styles.balls}
      role="group"
      aria-label={strings.space.views}

      hidden
    >
      <svg ref={lines} aria-hidden="true">
        {[0, 1, 2].map((axis) => (
          <line key={axis} data-axis={axis} x1={HALF_PX} y1={HALF_PX} />
        ))}
      </svg>
      {BALLS[axes].map(({ axis, isPositive, side }) => {
        const name = `${isPositive ? '' : '−'}${strings.axes.names[axis] ?? ''}`;
        return (
          <button
            key={name}
            type="button"
            tabIndex={-1}
            data-axis={axis}
            data-negative={isPositive ? undefined : true}
            aria-label={strings.space.sideOf(side, name)}
            title={strings.space.sideOf(side, name)}
            onClick={() => viewport.look(lookedAtFrom(viewport.view, side, axes), true)}
          >
            {isPositive ? strings.axes.names[axis] : ''}
          </button>
        );
      })}
    </div>
  );
}

function balls(...sides: readonly (readonly [Side, Side])[]): Ball[] {
  return sides.flatMap(([positive, negative], axis) => [
    { axis: axis as 0 | 1 | 2, isPositive: true, side: positive },
    { axis: axis as 0 | 1 | 2, isPositive: false, side: negative },
  ]);
}
