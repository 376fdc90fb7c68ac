import { tickStep } from '../model/timeline.ts';
import { formatCount } from '../numbers.ts';
import styles from './Ruler.module.css';

const LABEL_LEAST_PX = 110;
const MINOR_LEAST_PX = 40;

interface RulerProps {
  readonly from: number;
  readonly to: number;
  readonly pxPerNumber: number;
  readonly xOf: (n: number) => number;
  /** Only the lines, behind the clips. */
  readonly grid?: boolean;
}

/** Numbers along the x axis: the order of effect. */
export function Ruler({ from, to, pxPerNumber, xOf, grid = false }: RulerProps) {
  const major = tickStep(pxPerNumber, LABEL_LEAST_PX);
  const minor = tickStep(pxPerNumber, MINOR_LEAST_PX);
  const ticks: number[] = [];
  const step = grid ? major : minor;
  for (let n = Math.max(step, Math.floor(from / step) * step); n <= to + step; n += step) ticks.push(n);
  return ticks.map((n) => (
    <span
      key={n}
      className={grid ? styles.line : styles.tick}
      data-major={n % major === 0 || undefined}
      style={{ left: xOf(n) }}
    >
      {!grid && n % major === 0 ? <span className={styles.number}>{formatCount(n)}</span> : null}
    </span>
  ));
}
