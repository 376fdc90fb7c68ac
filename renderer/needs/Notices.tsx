import type { Notice } from '../model/notices.ts';
import { strings } from '../strings.ts';
import { DecidedNotice } from './DecidedNotice.tsx';
import { FaultNotice } from './FaultNotice.tsx';
import { GoneNotice } from './GoneNotice.tsx';
import { LostNotice } from './LostNotice.tsx';
import { MergeNotice } from './MergeNotice.tsx';
import styles from './NeedsYou.module.css';

/** Below what needs somebody, and counted nowhere: what is worth knowing. */
export function Notices({
  notices,
  closed,
}: {
  readonly notices: readonly Notice[];
  readonly closed: boolean;
}) {
  if (notices.length === 0) return null;
  return (
    <>
      <h3 className={styles.group}>{strings.needs.notices}</h3>
      {notices.map((notice) => (
        <NoticeOf key={notice.key} notice={notice} closed={closed} />
      ))}
    </>
  );
}

function NoticeOf({ notice, closed }: { readonly notice: Notice; readonly closed: boolean }) {
  switch (notice.kind) {
    case 'failed':
      return <LostNotice noticeKey={notice.key} lost={notice.failure} />;
    case 'fault':
      return <FaultNotice noticeKey={notice.key} fault={notice.fault} />;
    case 'decided':
      return <DecidedNotice noticeKey={notice.key} decided={notice.decided} closed={closed} />;
    case 'merge':
      return <MergeNotice noticeKey={notice.key} merge={notice.merge} closed={closed} />;
    case 'gone':
      return <GoneNotice noticeKey={notice.key} session={notice.session} />;
  }
}
