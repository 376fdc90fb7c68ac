import { TriangleAlert } from 'lucide-react';
import type { LostChange } from '../model/notices.ts';
import { strings } from '../strings.ts';
import { NoticeFrame } from './NoticeFrame.tsx';
import styles from './Notice.module.css';

/** A change made in this window that was on its way when VibeSync had to begin anew, and did not go through since. */
export function LostNotice({ lost, noticeKey }: { readonly lost: LostChange; readonly noticeKey: string }) {
  const words = strings.notices;
  return (
    <NoticeFrame noticeKey={noticeKey} icon={TriangleAlert} title={words.failedTitle(lost.label)}>
      {lost.reason === '' ? null : <p className={styles.text}>{lost.reason}</p>}
      <p className={styles.text}>{words.failedText}</p>
    </NoticeFrame>
  );
}
