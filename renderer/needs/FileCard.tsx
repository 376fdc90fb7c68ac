import { FileClock } from 'lucide-react';
import { useState } from 'react';
import type { SessionView } from '#app/control-room/index.ts';
import { Button } from '../components/Button.tsx';
import { useAsk } from '../components/useAsk.ts';
import { fileWord, sessionName } from '../model/actors.ts';
import { formatCount } from '../numbers.ts';
import { useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import { ChoiceFrame } from './ChoiceFrame.tsx';
import { FileReview } from './FileReview.tsx';
import { Preview } from './Preview.tsx';
import card from './Card.module.css';

/** What came of an answer to it, which is told here. */
const TOLD: ReadonlySet<string> = new Set(['file_not_taken', 'file_changed_since']);

/**
 * A file that is not what the shared scene is by now: brought up to date, reviewed object by object, or left. The count
 * comes first, the list with *Review*; nothing is taken from the file that a person did not pick (rule 3).
 */
export function FileCard({
  about: { key, session },
  closed,
}: {
  readonly about: { readonly key: string; readonly session: SessionView };
  readonly closed: boolean;
}) {
  const { busy, problem, run } = useAsk();
  const [reviews, setReviews] = useState(false);
  const revision = useRoom((room) => room.status?.revision ?? 0);
  const { file, preview } = session;
  if (file === null) return null;
  const words = strings.files;
  const word = fileWord(session);
  const objects = preview?.objects ?? 0;
  const disabled = busy || closed || file.isUnderWay;
  const answer = (said: 'bring' | 'leave' | 'look', fromFile: string[] = []): void =>
    void run('answer_file', {
      session: session.session,
      answer: said,
      compared: file.compared,
      fromFile,
    });
  const saved = formatCount(file.savedRevision);
  return (
    <ChoiceFrame
      card={key}
      kind="file"
      icon={<FileClock />}
      title={words.title[file.age](session.title, sessionName(session))}
      problem={problem}
      disabled={disabled}
      choices={
        reviews
          ? []
          : [
              {
                label: words.bring,
                hint: objects === 0 ? words.bringSameHint : words.bringHint(preview?.kept ?? 0, word),
                choose: () => answer('bring'),
              },
              ...(objects === 0
                ? []
                : [{ label: words.review, hint: words.reviewHint, choose: () => setReviews(true) }]),
              { label: words.leave, hint: words.leaveHint(word), choose: () => answer('leave') },
            ]
      }
    >
      <p className={card.text}>{words.text[file.age](saved, formatCount(revision))}</p>
      {reviews ? null : <Counts session={session} />}
      {session.reason !== null && TOLD.has(session.reason.code) ? (
        <p className={card.note} role="status">
          {session.reason.message}
        </p>
      ) : null}
      {file.isUnderWay ? <p className={card.note}>{words.underWay}</p> : null}
      {file.changedSince === 0 ? null : (
        <div className={card.actions}>
          <span className={card.note}>{words.changedSince(file.changedSince)}</span>
          <Button small disabled={disabled} onClick={() => answer('look')}>
            {words.compareAgain}
          </Button>
        </div>
      )}
      {reviews ? (
        <FileReview
          session={session}
          disabled={disabled}
          onBring={(fromFile) => answer('bring', fromFile)}
          onBack={() => setReviews(false)}
        />
      ) : null}
    </ChoiceFrame>
  );
}

function Counts({ session }: { readonly session: SessionView }) {
  const objects = session.preview?.objects ?? 0;
  if (objects === 0) return <p className={card.text}>{strings.files.same}</p>;
  return (
    <div className={card.text}>
      {strings.files.counts(objects)}
      <Preview preview={session.preview} bare />
    </div>
  );
}
