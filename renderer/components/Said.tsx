import { useEffect } from 'react';
import { changeDesk, useDesk } from '../store/store.ts';
import styles from './StatusLine.module.css';

/** Long enough to be read twice, and gone before it is wrong. */
const STANDS_MS = 8_000;

/** What the last key did, where nothing else on screen says it. */
export function Said() {
  const said = useDesk((desk) => desk.said);
  useEffect(() => {
    if (said === null) return undefined;
    const timer = setTimeout(() => changeDesk({ said: null }), STANDS_MS);
    return () => clearTimeout(timer);
  }, [said]);
  return (
    <span
      className={styles.said}
      role="status"
      data-problem={said?.isProblem || undefined}
      title={said?.text}
    >
      {said?.text}
    </span>
  );
}
