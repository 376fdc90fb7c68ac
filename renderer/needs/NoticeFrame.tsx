import type { LucideIcon } from 'lucide-react';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from '../components/Button.tsx';
import { dismissCard } from '../store/actions.ts';
import { strings } from '../strings.ts';
import styles from './Notice.module.css';

/** What every notice has: a sign, a title, and the way to fold it away. */
export function NoticeFrame({
  noticeKey,
  icon: Icon,
  title,
  children,
}: {
  readonly noticeKey: string;
  readonly icon: LucideIcon;
  readonly title: ReactNode;
  readonly children: ReactNode;
}) {
  const id = `title ${noticeKey}`.replaceAll(/[^\w-]/gu, '-');
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- where the keys land when a card above it folds away
    <article className={styles.notice} tabIndex={0} data-card={noticeKey} aria-labelledby={id}>
      <header className={styles.head}>
        <Icon className={styles.icon} aria-hidden="true" />
        <h3 id={id} className={styles.title}>
          {title}
        </h3>
        <IconButton label={strings.notices.fold} onClick={() => dismissCard(noticeKey)}>
          <X aria-hidden="true" />
        </IconButton>
      </header>
      {children}
    </article>
  );
}
