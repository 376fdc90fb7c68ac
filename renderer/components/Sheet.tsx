import { X } from 'lucide-react';
import type { ReactNode, RefObject } from 'react';
import { IconButton } from './Button.tsx';
import { useReturnFocus } from './useReturnFocus.ts';
import styles from './Sheet.module.css';

interface SheetProps {
  readonly sheet: RefObject<HTMLElement | null>;
  /** What it is called; its head may say less. */
  readonly label: string;
  readonly tone: 'conflict' | 'agent';
  readonly icon: ReactNode;
  readonly title: string;
  readonly count?: string;
  /** How it is left, and where one is among several. */
  readonly hint: string;
  readonly buttons?: ReactNode;
  readonly closing: string;
  readonly onClose: () => void;
  /** As `useReturnFocus`. */
  readonly otherwise: 'stage' | 'nothing';
  /** Which card it answers. */
  readonly card?: string;
  readonly children: ReactNode;
}

/** What is decided over the foot of the scene. Not modal: Esc puts it away and leaves what it is about as it is. */
export function Sheet(props: SheetProps) {
  const { sheet, tone, title, count, onClose } = props;
  useReturnFocus(sheet, props.otherwise);
  return (
    <section
      ref={sheet}
      className={`${styles.sheet} ${styles[tone]}`}
      role="dialog"
      data-cover
      aria-modal="false"
      aria-label={props.label}
      tabIndex={-1}
      data-card={props.card}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <header className={styles.head}>
        {props.icon}
        <h3>{title}</h3>
        {count === undefined ? null : <span className={styles.count}>{count}</span>}
        <span className={styles.position}>{props.hint}</span>
        {props.buttons}
        <IconButton label={props.closing} onClick={onClose}>
          <X aria-hidden="true" />
        </IconButton>
      </header>
      {props.children}
    </section>
  );
}
