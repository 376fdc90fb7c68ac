import type { PointerEvent } from 'react';
import styles from './Divider.module.css';

const STEP_PX = 24;

/** The key by which what is divided grows, and the one by which it shrinks. */
const KEYS = {
  up: ['ArrowUp', 'ArrowDown'],
  right: ['ArrowRight', 'ArrowLeft'],
  left: ['ArrowLeft', 'ArrowRight'],
} as const;

interface DividerProps {
  readonly label: string;
  /** Where the edge goes when the part grows. */
  readonly grows: keyof typeof KEYS;
  readonly sizePx: number;
  readonly limits: { readonly least: number; readonly most: number };
  /** @returns how large the part is when its edge is at the pointer */
  readonly sizeAt: (event: PointerEvent<HTMLElement>) => number;
  readonly onResize: (toPx: number) => void;
  readonly onReset: () => void;
}

/** An edge that can be dragged, by the pointer or by arrow keys; a double click puts it back. */
export function Divider({ label, grows, sizePx, limits, sizeAt, onResize, onReset }: DividerProps) {
  const [larger, smaller] = KEYS[grows];
  const resize = (to: number): void =>
    onResize(Math.round(Math.min(limits.most, Math.max(limits.least, to))));
  return (
    <div
      className={styles.divider}
      data-grows={grows}
      role="separator"
      aria-orientation={grows === 'up' ? 'horizontal' : 'vertical'}
      aria-label={label}
      aria-valuemin={limits.least}
      aria-valuemax={limits.most}
      aria-valuenow={sizePx}
      tabIndex={0}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={(event) => {
        if ((event.buttons & 1) !== 0) resize(sizeAt(event));
      }}
      onDoubleClick={onReset}
      onKeyDown={(event) => {
        if (event.key !== larger && event.key !== smaller) return;
        event.preventDefault();
        resize(sizePx + (event.key === larger ? STEP_PX : -STEP_PX));
      }}
    />
  );
}
