import type { KeyboardEvent, PointerEvent, RefObject } from 'react';
import { useRef } from 'react';
import { formatCount } from '../numbers.ts';
import { strings } from '../strings.ts';
import type { Stage } from './stage.ts';
import { scrollTo } from './view.ts';
import type { Frame } from './view.ts';
import styles from './Overview.module.css';

interface OverviewProps {
  readonly stage: Stage | null;
  readonly canvas: RefObject<HTMLCanvasElement | null>;
  readonly shownPart: RefObject<HTMLSpanElement | null>;
  /** As it was when the hand rested. */
  readonly frame: Frame;
}

/** The whole history in one line, with the part that is shown, which can be dragged. */
export function Overview({ stage, canvas, shownPart, frame }: OverviewProps) {
  const element = useRef<HTMLDivElement>(null);
  /** Numbers between the pointer and the middle of what is shown, where it was taken hold of. */
  const grip = useRef(0);
  const { newest } = frame;
  const numberAt = (event: PointerEvent): number => {
    const box = element.current?.getBoundingClientRect();
    return box === undefined ? 0 : ((event.clientX - box.left) / box.width) * Math.max(1, newest);
  };
  const centre = (middle: number): void => {
    if (stage === null) return;
    stage.look(scrollTo(stage.frame, middle + (stage.frame.right - stage.frame.left) / 2));
  };
  const onPointerDown = (event: PointerEvent): void => {
    if (event.button !== 0 || stage === null) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const { left, right } = stage.frame;
    const at = numberAt(event);
    const isInside = at >= left && at <= right;
    grip.current = isInside ? at - (left + right) / 2 : 0;
    if (!isInside) centre(at);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (stage === null) return;
    const { left, right } = stage.frame;
    const page = right - left;
    const steps: Readonly<Record<string, number>> = {
      ArrowLeft: right - page / 4,
      ArrowRight: right + page / 4,
      PageUp: right - page,
      PageDown: right + page,
      Home: 0,
      End: stage.frame.newest,
    };
    const next = steps[event.key];
    if (next === undefined) return;
    event.preventDefault();
    stage.look(scrollTo(stage.frame, next));
  };
  const from = Math.max(1, Math.floor(frame.left));
  const to = Math.ceil(frame.right);
  return (
    <div
      ref={element}
      className={styles.overview}
      role="slider"
      tabIndex={0}
      aria-label={strings.timeline.overview}
      aria-valuemin={1}
      aria-valuemax={Math.max(1, newest)}
      aria-valuenow={Math.max(1, to)}
      aria-valuetext={strings.timeline.range(formatCount(from), formatCount(to))}
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
      onPointerMove={(event) => {
        if ((event.buttons & 1) !== 0) centre(numberAt(event) - grip.current);
      }}
    >
      <canvas ref={canvas} className={styles.bars} aria-hidden="true" />
      <span ref={shownPart} className={styles.window} hidden={newest === 0} />
    </div>
  );
}
