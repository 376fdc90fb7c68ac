import type { Notice } from '../model/notices.ts';
import { strings } from '../strings.ts';
import { GoneNotice } from './GoneNotice.tsx';
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
      {notices.map((notice) =>
        notice.kind === 'merge' ? (
          <MergeNotice key={notice.key} noticeKey={notice.key} merge={notice.merge} closed={closed} />
        ) : (
          <GoneNotice key={notice.key} noticeKey={notice.key} session={notice.session} />
        ),
      )}
    </>
  );
}
