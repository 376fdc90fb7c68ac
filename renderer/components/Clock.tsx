import { strings } from '../strings.ts';
import styles from './Clock.module.css';

/** Stands behind every time on screen: it is the computer's, and decides nothing (TIME-2). */
export function Clock() {
  return (
    <em className={styles.clock} title={strings.change.clockHint}>
      {strings.change.clock}
    </em>
  );
}
