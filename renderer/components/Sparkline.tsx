import styles from './Sparkline.module.css';

const WIDTH = 72;
const HEIGHT = 16;
/** Values held by a full line; fewer leave the left empty, so that newest is always at the right. */
const SLOTS = 60;

/** A line of measured values, newest at the right, from zero to its highest. */
export function Sparkline({ values, label }: { readonly values: readonly number[]; readonly label: string }) {
  const shown = values.slice(-SLOTS);
  const most = Math.max(1, ...shown);
  const points = shown.map((value, index) => {
    const x = WIDTH - ((shown.length - 1 - index) * WIDTH) / (SLOTS - 1);
    return `${x.toFixed(1)},${(HEIGHT - 1.5 - (value / most) * (HEIGHT - 3)).toFixed(1)}`;
  });
  const last = points.at(-1)?.split(',');
  return (
    <svg className={styles.sparkline} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      <line className={styles.ground} x1="0" x2={WIDTH} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} />
      <polyline className={styles.line} points={points.join(' ')} />
      {last === undefined ? null : <circle className={styles.last} cx={last[0]} cy={last[1]} r="1.6" />}
    </svg>
  );
}
