import styles from './MiddleText.module.css';

/** Characters that stay at the end: what tells `courtyard_v012` from `courtyard_v013` stands there. */
const TAIL = 8;

/** A name that is shortened in its middle where it has no room. Whoever shows it says it whole elsewhere, for ears. */
export function MiddleText({ text }: { readonly text: string }) {
  const characters = Array.from(text);
  const cut = characters.length > 2 * TAIL ? characters.length - TAIL : characters.length;
  return (
    <span className={styles.whole} aria-hidden="true">
      <span className={styles.start}>{characters.slice(0, cut).join('')}</span>
      <span className={styles.end}>{characters.slice(cut).join('')}</span>
    </span>
  );
}
