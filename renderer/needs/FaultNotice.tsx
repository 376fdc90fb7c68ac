import { TriangleAlert, X } from 'lucide-react';
import type { FaultView } from '#app/control-room/index.ts';
import { IconButton } from '../components/Button.tsx';
import { formatClock } from '../numbers.ts';
import { CopyButton } from '../places/CopyButton.tsx';
import { dismissCard } from '../store/actions.ts';
import { strings } from '../strings.ts';
import styles from './Notice.module.css';

/** VibeSync ended by a fault of its own and has started anew. */
export function FaultNotice({ fault, noticeKey }: { readonly fault: FaultView; readonly noticeKey: string }) {
  const words = strings.notices;
  const title = `title ${noticeKey}`.replaceAll(/[^\w-]/gu, '-');
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- where the keys land when a card above it folds away
    <article className={styles.notice} tabIndex={0} data-card={noticeKey} aria-labelledby={title}>
      <header className={styles.head}>
        <TriangleAlert className={styles.icon} aria-hidden="true" />
        <h4 id={title} className={styles.title}>
          {words.faultTitle(formatClock(fault.at))}
        </h4>
        <IconButton label={words.fold} onClick={() => dismissCard(noticeKey)}>
          <X aria-hidden="true" />
        </IconButton>
      </header>
      <p className={styles.text}>{words.faultText}</p>
      <p className={styles.said} data-selectable>
        {fault.message}
      </p>
      <div>
        <CopyButton text={fault.report} label={words.faultReport} />
      </div>
    </article>
  );
}
