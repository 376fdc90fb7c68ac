import type { Tone } from '../model/actors.ts';
import styles from './Mark.module.css';

/** An actor's mark: a square for the override, a diamond for agents, a disc for people. Its name stands beside it. */
export function Mark({ tone, hollow = false }: { readonly tone: Tone; readonly hollow?: boolean }) {
  const shape =
    tone === 'override' ? (
      <rect x="1" y="1" width="8" height="8" rx="1" />
    ) : tone === 'agent' ? (
      <path d="M5 0.4 9.6 5 5 9.6 0.4 5Z" />
    ) : (
      <circle cx="5" cy="5" r="3.9" />
    );
  return (
    <svg
      className={`${styles.mark} ${styles[tone]}`}
      data-hollow={hollow || undefined}
      viewBox="0 0 10 10"
      aria-hidden="true"
    >
      {shape}
    </svg>
  );
}
