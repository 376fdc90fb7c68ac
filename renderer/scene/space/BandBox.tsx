import { useStore } from 'zustand';
import type { StoreApi } from 'zustand/vanilla';
import type { Saying } from './SaidLine.tsx';
import styles from './BandBox.module.css';

/** The box that is being drawn, over the picture. */
export function BandBox({ saying }: { readonly saying: StoreApi<Saying> }) {
  const { isWaiting, box } = useStore(saying, (now) => now.band);
  if (isWaiting) return <div className={styles.waiting} aria-hidden="true" />;
  if (box === null) return null;
  const { left, top, right, bottom } = box;
  return (
    <div
      className={styles.box}
      aria-hidden="true"
      data-band
      style={{ left, top, width: right - left, height: bottom - top }}
    />
  );
}
