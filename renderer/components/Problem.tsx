import { TriangleAlert } from 'lucide-react';
import styles from './Problem.module.css';

/** A refusal, beside what was refused. Untrusted text is text. */
export function Problem({ text }: { readonly text: string | null }) {
  if (text === null) return null;
  return (
    <p className={styles.problem} role="alert">
      <TriangleAlert aria-hidden="true" />
      <span>{text}</span>
    </p>
  );
}
