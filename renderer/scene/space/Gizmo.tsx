import { useEffect, useRef } from 'react';
import type { Frame } from '../../axes.ts';
import type { ObjectId } from '#app/scene/index.ts';
import { handleDirections, medianOf } from './drag.ts';
import type { Handle } from './drag.ts';
import { handlesOf, HANDLES } from './gizmo.ts';
import type { Viewport } from './viewport.ts';
import styles from './Gizmo.module.css';

interface GizmoProps {
  readonly viewport: Viewport;
  readonly handle: Handle;
  readonly frameOf: (id: ObjectId) => Frame;
}

/** The handles over the picture, for the pointer: keys do the same, and the inspector does it by numbers. */
export function Gizmo({ viewport, handle, frameOf }: GizmoProps) {
  const element = useRef<SVGSVGElement>(null);
  useEffect(
    () =>
      viewport.onDrawn(() => {
        const tops = viewport.tops();
        const [first] = tops;
        const shapes =
          first === undefined
            ? null
            : handlesOf(
                handle,
                medianOf(tops),
                handleDirections(tops.length > 1 ? undefined : first, handle, frameOf(first.object.id)),
                viewport.eye,
              );
        for (const group of element.current?.children ?? []) {
          const shape = shapes?.get(group.id.slice(ID.length) as (typeof HANDLES)[number]);
          group.toggleAttribute('data-absent', shape === undefined);
          if (shape === undefined) continue;
          const [line, fill, hit] = group.children;
          line?.setAttribute('d', shape.line);
          fill?.setAttribute('d', shape.fill);
          hit?.setAttribute('d', shape.hit);
        }
      }),
    [viewport, handle, frameOf],
  );
  return (
    <svg ref={element} className={styles.gizmo} aria-hidden="true" data-kind={handle}>
      {HANDLES.map((key) => (
        <g
          key={key}
          id={`${ID}${key}`}
          data-axis={key.split('-')[1]}
          data-along={key.split('-')[0]}
          data-absent
        >
          <path className={styles.line} />
          <path className={styles.fill} />
          <path className={styles.hit} data-handle={key} />
        </g>
      ))}
    </svg>
  );
}

const ID = 'space-handle-';
