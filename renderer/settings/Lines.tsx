import type { ReactNode } from 'react';
import styles from './Settings.module.css';

/** A section of the settings. */
export function Section({
  id,
  title,
  hint,
  children,
}: {
  readonly id: string;
  readonly title: string;
  /** For which computer, window or project it holds. */
  readonly hint?: string;
  readonly children: ReactNode;
}) {
  return (
    <section id={id} className={styles.section} aria-label={title}>
      <h3>
        {title}
        {hint === undefined ? null : <span className={styles.scope}>{hint}</span>}
      </h3>
      {children}
    </section>
  );
}

interface LineProps {
  readonly name: string;
  readonly hint?: string;
  readonly failed?: boolean;
  readonly children: ReactNode;
}

/** What is set, what that means, and the control that sets it. */
export function Line({ name, hint, failed = false, children }: LineProps) {
  return (
    <div className={styles.line}>
      <span>
        {name}
        {hint === undefined ? null : (
          <span className={styles.hint} data-failed={failed || undefined}>
            {hint}
          </span>
        )}
      </span>
      <div>{children}</div>
    </div>
  );
}
