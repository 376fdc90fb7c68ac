import { useEffect, useState } from 'react';
import { SHELF_MANY_MAX } from '#app/control-room/choices.ts';
import type { ManyDone, ShelfPreview } from '#app/control-room/index.ts';
import { Button } from '../components/Button.tsx';
import { Problem } from '../components/Problem.tsx';
import { useAsk } from '../components/useAsk.ts';
import { previewSentences } from '../model/shelf.ts';
import { useIsClosed } from '../store/store.ts';
import { strings } from '../strings.ts';
import styles from './ShelfSelection.module.css';

const STANDS_SECONDS = 5;

/** What was let go of, for as long as it can be had back from here. */
interface Act {
  readonly id: string;
  readonly count: number;
}

/** What can be done with several entries at once: suggest them again, once it is said what that comes to, or discard them. */
export function ShelfSelection({
  picked,
  page,
  onPick,
}: {
  readonly picked: ReadonlySet<string>;
  /** Of what is shown. */
  readonly page: readonly string[];
  readonly onPick: (picked: ReadonlySet<string>) => void;
}) {
  const { busy, problem, run, clear } = useAsk();
  const [preview, setPreview] = useState<{ of: ReadonlySet<string>; view: ShelfPreview } | null>(null);
  const [act, setAct] = useState<Act | null>(null);
  const [said, setSaid] = useState<readonly string[]>([]);
  const closed = useIsClosed();
  const words = strings.shelfSearch;
  const shelves = [...picked];
  // With another selection it would be another preview.
  const shown = preview?.of === picked ? preview.view : null;
  const tell = (done: string | null, { left }: ManyDone): void => {
    const [first] = left;
    const stays = first === undefined ? [] : [words.left(left.length, first.reason.message)];
    setSaid([...(done === null ? [] : [done]), ...stays]);
    onPick(new Set(left.map(({ id }) => id)));
  };
  const isTooMany = picked.size > SHELF_MANY_MAX;
  const propose = async (hash: string): Promise<void> => {
    const many = await run('propose_many', { shelves, hash });
    // What it comes to is another thing by now: it is looked at anew.
    if (many === null) setPreview(null);
    else tell(words.going(many.done), many);
  };
  const discard = async (): Promise<void> => {
    const id = crypto.randomUUID();
    const many = await run('discard_many', { id, shelves });
    if (many === null) return;
    tell(null, many);
    setAct(many.done === 0 ? null : { id, count: many.done });
  };
  const restore = async ({ id, count }: Act): Promise<void> => {
    const done = await run('restore_discarded', { id });
    setAct(null);
    if (done !== null) setSaid([words.restored(count)]);
  };
  return (
    <footer className={styles.bar} aria-label={words.several}>
      {shown === null ? null : (
        <section className={styles.preview} aria-label={words.previewTitle}>
          <h3>{words.previewTitle}</h3>
          <ul role="status">
            {previewSentences(shown).map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
          <div className={styles.actions}>
            <Button small look="primary" disabled={busy || closed} onClick={() => void propose(shown.hash)}>
              {words.confirm}
            </Button>
            <Button small onClick={() => setPreview(null)}>
              {words.cancel}
            </Button>
          </div>
        </section>
      )}
      <div className={styles.line}>
        <span className={styles.count}>
          {picked.size === 0 ? '' : words.picked(picked.size)}
          {isTooMany ? ` · ${words.tooMany(SHELF_MANY_MAX)}` : ''}
        </span>
        {picked.size === 0 ? null : (
          <>
            {shown === null ? (
              <Button
                small
                disabled={busy || closed || isTooMany}
                onClick={() => {
                  setSaid([]);
                  void run('preview_shelved', { shelves }).then((view) =>
                    setPreview(view === null ? null : { of: picked, view }),
                  );
                }}
              >
                {words.propose}
              </Button>
            ) : null}
            <Button
              small
              disabled={busy || closed || isTooMany}
              aria-label={words.discardLabel(picked.size)}
              onClick={() => void discard()}
            >
              {words.discard}
            </Button>
            <Button small look="quiet" onClick={() => onPick(new Set())}>
              {words.clear}
            </Button>
          </>
        )}
        {page.every((id) => picked.has(id)) ? null : (
          <Button small look="quiet" onClick={() => onPick(new Set([...picked, ...page]))}>
            {words.pickPage}
          </Button>
        )}
        <div role="status" className={styles.said}>
          {act === null ? said.map((each) => <p key={each}>{each}</p>) : <p>{words.gone(act.count)}</p>}
        </div>
        {act === null ? null : (
          <TakeBackSoon
            key={act.id}
            count={act.count}
            disabled={busy || closed}
            onTakeBack={() => void restore(act)}
            onOver={() => setAct(null)}
          />
        )}
      </div>
      <Problem text={problem} />
      {problem === null ? null : (
        <Button small look="quiet" onClick={clear}>
          {words.cancel}
        </Button>
      )}
    </footer>
  );
}

/** Counts down while neither the pointer nor the keys are on it. */
function TakeBackSoon({
  count,
  disabled,
  onTakeBack,
  onOver,
}: {
  readonly count: number;
  readonly disabled: boolean;
  readonly onTakeBack: () => void;
  readonly onOver: () => void;
}) {
  const [seconds, setSeconds] = useState(STANDS_SECONDS);
  const [paused, setPaused] = useState(false);
  useEffect(() => {
    if (paused) return undefined;
    const timer = setTimeout(() => (seconds > 1 ? setSeconds(seconds - 1) : onOver()), 1_000);
    return () => clearTimeout(timer);
  }, [paused, seconds, onOver]);
  const words = strings.shelfSearch;
  return (
    <Button
      small
      disabled={disabled}
      aria-label={words.takeBackLabel(count)}
      onPointerEnter={() => setPaused(true)}
      onPointerLeave={() => setPaused(false)}
      onFocus={() => setPaused(true)}
      onBlur={() => setPaused(false)}
      onClick={onTakeBack}
    >
      {words.takeBack}
      <span className={styles.seconds} aria-hidden="true">
        {seconds}
      </span>
    </Button>
  );
}
