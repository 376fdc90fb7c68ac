import { Unplug } from 'lucide-react';
import type { SessionView } from '#app/control-room/index.ts';
import { sessionName } from '../model/actors.ts';
import { strings } from '../strings.ts';
import { OnlyThere } from './OnlyThere.tsx';
import { NoticeFrame } from './NoticeFrame.tsx';
import styles from './Notice.module.css';

/** An engine was let go of, and holds something alone. It says so until it is connected again. */
export function GoneNotice({
  session,
  noticeKey,
}: {
  readonly session: SessionView;
  readonly noticeKey: string;
}) {
  const words = strings.notices;
  return (
    <NoticeFrame noticeKey={noticeKey} icon={Unplug} title={words.goneTitle(sessionName(session))}>
      <p className={styles.text}>{words.goneText}</p>
      <OnlyThere session={session} />
    </NoticeFrame>
  );
}
