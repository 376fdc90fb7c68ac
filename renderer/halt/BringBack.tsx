import { useState } from 'react';
import type { VersionView } from '#app/control-room/index.ts';
import type { ObjectId } from '#app/scene/index.ts';
import { Button } from '../components/Button.tsx';
import { Popup } from '../components/Popup.tsx';
import { Problem } from '../components/Problem.tsx';
import { useAsk } from '../components/useAsk.ts';
import { lossSentences } from '../model/taking-back.ts';
import { formatCount } from '../numbers.ts';
import { useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import styles from './BringBack.module.css';

const REASON_LIMIT = 2_048;

/**
 * The whole shared scene as it was at a version: first what would change, then the word for it. While everything is held
 * it goes as one forced change, and its reason is recorded.
 * @param suggested the version that it begins with
 * @param objects what of it comes back; all of it where that is left out
 */
export function BringBack({
  suggested,
  small = false,
  objects,
  label,
}: {
  readonly suggested: number;
  readonly small?: boolean;
  /** On the button, where the usual words would be too long. */
  readonly label?: string;
  readonly objects?: readonly ObjectId[];
}) {
  const [open, setOpen] = useState(false);
  const [done, setDone] = useState<number | null>(null);
  const words = strings.versions;
  const readOnly = useRoom((room) => room.link !== 'live' || room.status?.ledger.state !== 'ok');
  return (
    <>
      <Popup
        open={open}
        onOpenChange={(next) => {
          setOpen(next && !readOnly);
          if (next) setDone(null);
        }}
        label={words.title}
        trigger={
          <Button
            small={small}
            disabled={readOnly}
            title={readOnly ? strings.inspector.readOnly : words.title}
          >
            {label ?? (objects === undefined ? words.open : words.openObjects(objects.length))}
          </Button>
        }
      >
        <BringBackForm
          suggested={suggested}
          {...(objects === undefined ? {} : { objects })}
          onDone={(revision) => {
            setOpen(false);
            setDone(revision);
          }}
        />
      </Popup>
      <span role="status" className={styles.done}>
        {done === null ? '' : words.done(formatCount(done))}
      </span>
    </>
  );
}

/** The same without its button; of some objects the version is the one that is shown. */
export function BringBackForm({
  suggested,
  objects: only,
  onDone,
}: {
  readonly suggested: number;
  readonly objects?: readonly ObjectId[];
  readonly onDone: (revision: number) => void;
}) {
  const held = useRoom((room) => room.status !== null && room.status.halted !== null);
  const [typed, setTyped] = useState(String(suggested));
  const [view, setView] = useState<VersionView | null>(null);
  const [reason, setReason] = useState('');
  const { busy, problem, run } = useAsk();
  const words = strings.versions;
  const part = only === undefined ? {} : { objects: [...only] };
  const revision = /^\d{1,15}$/u.test(typed.trim()) ? Number(typed) : null;
  const shown = view !== null && view.revision === revision ? view : null;
  const objects = shown === null ? 0 : shown.back + shown.gone + shown.changed;
  const look = async (): Promise<void> => {
    if (revision === null || busy) return;
    setView(await run('preview_version', { revision, ...part }));
    // Recorded, and read elsewhere: plain digits.
    setReason(
      only === undefined
        ? words.reasonOf(String(revision))
        : words.reasonOfObjects(only.length, String(revision)),
    );
  };
  const bring = async (): Promise<void> => {
    if (shown === null || busy || reason.trim() === '') return;
    const body = {
      id: crypto.randomUUID(),
      revision: shown.revision,
      at: shown.at,
      reason: reason.trim(),
      ...part,
    };
    if ((await run('bring_back', body)) !== null) onDone(shown.revision);
    else setView(null);
  };
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        void (shown === null ? look() : bring());
      }}
    >
      {only === undefined ? (
        <label className={styles.field}>
          <span>{words.number}</span>
          <input
            type="text"
            inputMode="numeric"
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <Button small disabled={busy || revision === null} onClick={() => void look()}>
            {busy && shown === null ? words.looking : words.look}
          </Button>
        </label>
      ) : shown === null ? (
        <Button small disabled={busy} onClick={() => void look()}>
          {busy ? words.looking : words.lookObjects(only.length)}
        </Button>
      ) : null}
      {shown === null ? null : objects === 0 ? (
        <p>{words.same}</p>
      ) : (
        <>
          <p className={styles.summary}>{words.summary(objects, shown.commits)}</p>
          <ul className={styles.counts}>
            {countsOf(shown).map((count) => (
              <li key={count}>{count}</li>
            ))}
          </ul>
          {lossSentences(shown.loss).map((sentence) => (
            <p key={sentence} className={styles.loss}>
              {sentence}
            </p>
          ))}
          <p className={styles.note}>
            {held ? words.held : (shown.loss?.goes ?? 0) > 0 ? words.asUsualWithLoss : words.asUsual}
          </p>
          {held ? (
            <input
              type="text"
              aria-label={words.reason}
              placeholder={words.reason}
              maxLength={REASON_LIMIT}
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
          ) : null}
          <Button type="submit" look="primary" disabled={busy || reason.trim() === ''}>
            {only === undefined
              ? words.bring(formatCount(shown.revision))
              : words.bringObjects(objects, formatCount(shown.revision))}
          </Button>
        </>
      )}
      <Problem text={problem} />
    </form>
  );
}

function countsOf({ back, gone, differing }: VersionView): string[] {
  const words = strings.versions.counts;
  const counts = { back, gone, ...differing };
  return (Object.keys(words) as (keyof typeof words)[]).flatMap((key) =>
    counts[key] === 0 ? [] : [words[key](counts[key])],
  );
}
