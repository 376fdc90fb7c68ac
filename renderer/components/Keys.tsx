import { ArrowBigUp, CornerDownLeft, Delete } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import styles from './Keys.module.css';

/** Signs that fonts often lack; drawn instead. */
const SIGNS: Readonly<Record<string, LucideIcon>> = {
  Shift: ArrowBigUp,
  Backspace: Delete,
  Enter: CornerDownLeft,
};

/** Keys as people see them on their keyboard; read out as words. */
export function Keys({ keys }: { readonly keys: readonly string[] }) {
  return (
    <kbd className={styles.keys} aria-label={keys.join('+')}>
      {keys.map((key, index) => {
        const Sign = SIGNS[key];
        const at = `${index} ${key}`;
        return Sign === undefined ? <span key={at}>{key}</span> : <Sign key={at} aria-hidden="true" />;
      })}
    </kbd>
  );
}
