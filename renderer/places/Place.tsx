import type { ReactNode } from 'react';
import styles from './Place.module.css';

/** The frame of a place: its title, what stands beside it, and its scrolling body. */
export function Place({
  title,
  aside,
  children,
}: {
  readonly title: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <section className={styles.place} aria-label={title}>
      <header className={styles.head}>
        <h2>{title}</h2>
        {aside}
      </header>
      {children}
    </section>
  );
}
