import { Merge } from 'lucide-react';
import type { MergeSideView, MergeView } from '#app/control-room/index.ts';
import { Button } from '../components/Button.tsx';
import { Mark } from '../components/Mark.tsx';
import { Problem } from '../components/Problem.tsx';
import { Swatch } from '../components/Swatch.tsx';
import { useAsk } from '../components/useAsk.ts';
import { laneLabel, toneOf } from '../model/actors.ts';
import { valueRows } from '../model/facets.ts';
import type { Reading, ValueRow } from '../model/facets.ts';
import { mergePhrase, mergeSubject, sidePhrase } from '../model/notices.ts';
import { formatAge, formatCount } from '../numbers.ts';
import { selectChange, selectObject } from '../store/actions.ts';
import { useReading } from '../store/store.ts';
import { strings } from '../strings.ts';
import { NoticeFrame } from './NoticeFrame.tsx';
import styles from './Notice.module.css';

/** Rows of values that a side shows; of many objects it says who and how much alone. */
const ROWS_SHOWN = 2;

/** Two sides changed different properties of an object, and both were kept: either can be taken back for a while. */
export function MergeNotice({
  merge,
  noticeKey,
  closed,
}: {
  readonly merge: MergeView;
  readonly noticeKey: string;
  /** Nothing can be changed at the moment. */
  readonly closed: boolean;
}) {
  const reading = useReading();
  const words = strings.notices;
  const first = merge.objects.first[0];
  return (
    <NoticeFrame
      noticeKey={noticeKey}
      icon={Merge}
      title={
        <>
          <button type="button" className={styles.subject} onClick={() => selectObject(first ?? null)}>
            {mergeSubject(merge, (id) => reading.object(id)?.name)}
          </button>
          <span>: {mergePhrase(merge)}</span>
        </>
      }
    >
      <ul className={styles.sides}>
        {merge.sides.map((side) => (
          <Side
            key={side.actor.id}
            merge={merge.id}
            side={side}
            one={merge.objects.count === 1}
            closed={closed}
            reading={reading}
          />
        ))}
      </ul>
      <p className={styles.foot}>{words.stays(formatAge(merge.staysMs))}</p>
    </NoticeFrame>
  );
}

function Side({
  merge,
  side,
  one,
  closed,
  reading,
}: {
  readonly merge: string;
  readonly side: MergeSideView;
  readonly one: boolean;
  readonly closed: boolean;
  readonly reading: Reading;
}) {
  const { busy, problem, run } = useAsk();
  const words = strings.notices;
  const rows = one ? rowsOf(side, reading) : [];
  const shown = rows.slice(0, ROWS_SHOWN);
  const hidden = rows.length - shown.length;
  return (
    <li className={styles.side}>
      <div className={styles.who}>
        <Mark tone={toneOf(side.actor)} />
        <span className={styles.lane}>{laneLabel(side.actor)}</span>
        <button
          type="button"
          className={styles.number}
          title={strings.inspector.whoSet}
          aria-label={`${strings.inspector.whoSet}: ${strings.verdict.version(formatCount(side.n))}`}
          onClick={() => selectChange(side.intent)}
        >
          {formatCount(side.n)}
        </button>
        {side.stands === 0 ? (
          <span className={styles.outcome}>{side.isTakenBack ? words.takenBack : words.changedAgain}</span>
        ) : hungOnWhatIsGone(side, reading) ? (
          <span className={styles.outcome} title={words.parentGoneHint}>
            {words.parentGone}
          </span>
        ) : (
          <Button
            small
            disabled={busy || closed}
            title={words.takeBackHint}
            aria-label={words.takeBackLabel(sidePhrase(side))}
            onClick={() => void run('take_back', { merge, actor: side.actor.id })}
          >
            {words.takeBack}
          </Button>
        )}
      </div>
      {shown.map((row) => (
        <p key={row.what} className={styles.row}>
          <span className={styles.what}>{row.what}</span>
          <span className={styles.values}>
            <span>
              <Swatch colour={row.swatches[0]} />
              {row.before} →
            </span>{' '}
            <span className={styles.after}>
              <Swatch colour={row.swatches[1]} />
              {row.after}
            </span>
          </span>
        </p>
      ))}
      {hidden > 0 ? <p className={styles.row}>{words.more(hidden)}</p> : null}
      <Problem text={problem} />
    </li>
  );
}

/** Whether what it hung on before is deleted: there it cannot go back to. */
function hungOnWhatIsGone({ values }: MergeSideView, reading: Reading): boolean {
  return values.some(
    ({ before: { facet, value } }) =>
      facet === 'parent' && typeof value === 'string' && reading.object(value) === undefined,
  );
}

function rowsOf({ values }: MergeSideView, reading: Reading): ValueRow[] {
  return values.flatMap(({ before, after }) =>
    valueRows(after.id, after.facet, before.value, after.value, reading),
  );
}
