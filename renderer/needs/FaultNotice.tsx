import { TriangleAlert } from 'lucide-react';
import type { FaultView } from '#app/control-room/index.ts';
import { CopyButton } from '../components/CopyButton.tsx';
import { formatClock } from '../numbers.ts';
import { strings } from '../strings.ts';
import { NoticeFrame } from './NoticeFrame.tsx';
import styles from './Notice.module.css';

/** VibeSync ended by a fault of its own and has started anew. */
export function FaultNotice({ fault, noticeKey }: { readonly fault: FaultView; readonly noticeKey: string }) {
  const words = strings.notices;
  return (
    <NoticeFrame noticeKey={noticeKey} icon={TriangleAlert} title={words.faultTitle(formatClock(fault.at))}>
      <p className={styles.text}>{words.faultText}</p>
      <p className={styles.said} data-selectable>
        {fault.message}
      </p>
      <div>
        <CopyButton text={fault.report} label={words.faultReport} />
      </div>
    </NoticeFrame>
  );
}
