import { Unplug, X } from 'lucide-react';
import type { SessionView } from '#app/control-room/index.ts';
import { IconButton } from '../components/Button.tsx';
import { sessionName } from '../model/actors.ts';
import { dismissCard } from '../store/actions.ts';
import { strings } from '../strings.ts';
import { OnlyThere } from './OnlyThere.tsx';
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
  const title = `title ${noticeKey}`.replaceAll(/[^\w-]/gu, '-');
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- where the keys land when a card above it folds away
    <article className={styles.notice} tabIndex={0} data-card={noticeKey} aria-labelledby={title}>
      <header className={styles.head}>
        <Unplug className={styles.icon} aria-hidden="true" />
        <h4 id={title} className={styles.title}>
          {words.goneTitle(sessionName(session))}
        </h4>
        <IconButton label={words.fold} onClick={() => dismissCard(noticeKey)}>
          <X aria-hidden="true" />
        </IconButton>
      </header>
      <p className={styles.text}>{words.goneText}</p>
      <OnlyThere there={session.onlyThere} />
    </article>
  );
}
