import { TriangleAlert, X } from 'lucide-react';
import { IconButton } from '../components/Button.tsx';
import type { LostChange } from '../model/notices.ts';
import { dismissCard } from '../store/actions.ts';
import { strings } from '../strings.ts';
import styles from './Notice.module.css';

/** A change made in this window that was on its way when VibeSync had to begin anew, and did not go through since. */
export function LostNotice({ lost, noticeKey }: { readonly lost: LostChange; readonly noticeKey: string }) {
  const words = strings.notices;
  const title = `title ${noticeKey}`.replaceAll(/[^\w-]/gu, '-');
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- where the keys land when a card above it folds away
    <article className={styles.notice} tabIndex={0} data-card={noticeKey} aria-labelledby={title}>
      <header className={styles.head}>
        <TriangleAlert className={styles.icon} aria-hidden="true" />
        <h4 id={title} className={styles.title}>
          {words.failedTitle(lost.label)}
        </h4>
        <IconButton label={words.fold} onClick={() => dismissCard(noticeKey)}>
          <X aria-hidden="true" />
        </IconButton>
      </header>
      {lost.reason === '' ? null : <p className={styles.text}>{lost.reason}</p>}
      <p className={styles.text}>{words.failedText}</p>
    </article>
  );
}
