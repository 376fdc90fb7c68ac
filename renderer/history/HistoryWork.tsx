import { CircleCheck, TriangleAlert, X } from 'lucide-react';
import { useState } from 'react';
import type { HistoryWorkView } from '#app/control-room/index.ts';
import { Button, IconButton } from '../components/Button.tsx';
import { ask } from '../store/ask.ts';
import { useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import { CopyHead } from './CopyHead.tsx';
import styles from './HistoryWork.module.css';

/** What runs with the whole history and how far it has come; then what came of it. */
export function HistoryWork() {
  const work = useRoom((room) => room.historyWork);
  const [dismissed, setDismissed] = useState<HistoryWorkView | null>(null);
  // The place stays, so that a live region is there before it speaks. Steps of the progress are not read out.
  return (
    <div className={styles.place}>
      {work?.state === 'running' ? <Running work={work} /> : null}
      <div role="status">
        {work === null || work.state === 'running' || work === dismissed ? null : (
          <Ended work={work} onDismiss={() => setDismissed(work)} />
        )}
      </div>
    </div>
  );
}

function Running({ work }: { readonly work: HistoryWorkView }) {
  const words = strings.history;
  const { kind, done, of } = work;
  const share = of === 0 ? 0 : Math.floor((100 * done) / of);
  // What a file holds is not known before all of it was looked at.
  const amount =
    kind === 'open' || of === 0
      ? words.percent(share)
      : words.of(done, of, kind === 'table' ? words.rows : words.records);
  return (
    <div className={styles.line}>
      <span className={styles.name}>{words.work[kind]}</span>
      <progress
        className={styles.bar}
        aria-label={words.work[kind]}
        aria-valuetext={amount}
        max={100}
        value={share}
      />
      <span className={styles.amount}>{amount}</span>
      <Button small aria-label={words.stopLabel[kind]} onClick={() => void ask('stop_history_work', {})}>
        {words.stop}
      </Button>
    </div>
  );
}

function Ended({ work, onDismiss }: { readonly work: HistoryWorkView; readonly onDismiss: () => void }) {
  const failed = work.state === 'failed';
  return (
    <div className={styles.line} data-state={work.state}>
      {failed ? (
        <TriangleAlert aria-hidden="true" />
      ) : work.state === 'done' ? (
        <CircleCheck aria-hidden="true" />
      ) : null}
      <span className={styles.text} data-selectable>
        {sentenceOf(work)}
      </span>
      {work.bundle === null ? null : <CopyHead head={work.bundle.head} />}
      <IconButton label={strings.history.dismiss} onClick={onDismiss}>
        <X aria-hidden="true" />
      </IconButton>
    </div>
  );
}

function sentenceOf({ kind, state, done, file, reason, bundle }: HistoryWorkView): string {
  const words = strings.history;
  const name = file ?? '';
  if (state === 'stopped') return words.stopped[kind];
  const why = reason?.message ?? '';
  switch (kind) {
    case 'verify':
      return state === 'failed' ? words.damaged(why) : words.verified(done);
    case 'table':
      return state === 'failed' ? words.notSaved(why) : words.savedTable(name, done);
    case 'bundle':
      return bundle === null ? words.notSaved(why) : words.savedCopy(name, bundle);
    case 'open':
      return bundle === null
        ? words.notOpened(name, why)
        : `${words.openedCopy(name)} ${words.copy.receipts[bundle.receipt]}`;
  }
}
