import { Check, X } from 'lucide-react';
import { useEffect, useEffectEvent } from 'react';
import type { ReactNode } from 'react';
import { Button } from '../components/Button.tsx';
import { Problem } from '../components/Problem.tsx';
import { useTakeBack } from '../components/useTakeBack.ts';
import { Taken } from '../inspector/TakeBack.tsx';
import { hasFailed, mootLabel, outcomeOf } from '../model/cards.ts';
import type { MootCard } from '../model/cards.ts';
import { cameOf } from '../model/together.ts';
import { formatCount } from '../numbers.ts';
import { useKeys } from '../shortcuts.ts';
import { noteTold, takeRecalled } from '../store/actions.ts';
import { useDesk, useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import { OutcomeTogether } from './OutcomeTogether.tsx';
import { useStanding } from './useStanding.ts';
import styles from './Outcomes.module.css';

/** Of many that are approved at once, the newest. */
const SHOWN_MAX = 3;
/** Ends that an approval can have; what was withdrawn, or denied by a person here, needs no telling. */
const TOLD: ReadonlySet<MootCard['state']> = new Set(['committed', 'aborted', 'rejected', 'conflicted']);

/**
 * What became of suggestions a moment ago, and the way back, at the foot of the panel: the cards above keep their places,
 * and the line is in view whatever they are scrolled to.
 */
export function Outcomes({
  lines,
  closed,
}: {
  readonly lines: readonly MootCard[];
  readonly closed: boolean;
}) {
  const told = useDesk((desk) => desk.told);
  const together = useDesk((desk) => desk.approvedTogether);
  const room = useRoom((now) => (together.length === 0 ? null : now));
  /** Of what was approved together only what did not go through is told by itself. */
  const isToldWithOthers = ({ key, state }: MootCard): boolean =>
    state === 'committed' && together.some(({ ids }) => ids.has(key));
  const fresh = lines
    .filter((line) => line.change !== null && line.ended === null && TOLD.has(line.state))
    .filter((line) => !told.has(line.key) && !isToldWithOthers(line))
    .reverse()
    // What did not go through is said before what did.
    .sort((a, b) => Number(hasFailed(b)) - Number(hasFailed(a)))
    .slice(0, SHOWN_MAX);
  const groups = together.flatMap((each) => {
    const came = room === null ? null : cameOf(each, room.changes, room.waiting);
    return came === null || came.done.length === 0 ? [] : [{ together: each, came }];
  });
  if (fresh.length + groups.length === 0) return null;
  const single = (line: MootCard): ReactNode => <Outcome key={line.key} line={line} closed={closed} />;
  const wellEnded = [
    ...groups.map((each) => ({
      n: each.came.done[0] ?? 0,
      row: <OutcomeTogether key={each.together.key} {...each} closed={closed} />,
    })),
    ...fresh.filter((line) => !hasFailed(line)).map((line) => ({ n: line.n ?? 0, row: single(line) })),
  ];
  return (
    <ul className={styles.outcomes} aria-label={strings.takeBack.outcomes}>
      {fresh.filter(hasFailed).map(single)}
      {wellEnded.sort((a, b) => b.n - a.n).map(({ row }) => row)}
    </ul>
  );
}

function Outcome({ line, closed }: { readonly line: MootCard; readonly closed: boolean }) {
  const { seconds, ask, watch } = useStanding(() => noteTold(line.key));
  const done = line.state === 'committed';
  const label = mootLabel(line);
  const Icon = done ? Check : X;
  return (
    <li className={styles.outcome} data-done={done || undefined} {...watch}>
      <Icon aria-hidden="true" />
      <div className={styles.words}>
        <p className={styles.label}>{label}</p>
        <p>
          {outcomeOf(line)}
          {line.n === null ? null : <span className={styles.number}> {formatCount(line.n)}</span>}
          {done || line.message === null ? null : <span className={styles.why}> {line.message}</span>}
        </p>
      </div>
      {done && line.n !== null ? (
        <TakeBackSoon
          line={line.key}
          n={line.n}
          what={label}
          seconds={seconds}
          closed={closed}
          onAsking={ask}
        />
      ) : null}
    </li>
  );
}

function TakeBackSoon({
  line,
  n,
  what,
  seconds,
  closed,
  onAsking,
}: {
  readonly line: string;
  readonly n: number;
  readonly what: string;
  readonly seconds: number;
  readonly closed: boolean;
  readonly onAsking: (on: boolean) => void;
}) {
  const { busy, problem, taken, run } = useTakeBack(n);
  const takeBack = async (): Promise<void> => {
    onAsking(true);
    await run();
    onAsking(false);
  };
  const takeBackRecalled = useEffectEvent(() => {
    if (takeRecalled(line)) void takeBack();
  });
  useEffect(() => takeBackRecalled(), []);
  const words = strings.takeBack;
  const keysOf = useKeys();
  return (
    <>
      {taken === null ? (
        <Button
          small
          hint={keysOf('take_back')}
          disabled={busy || closed}
          title={words.hint}
          aria-label={words.shortLabel(what)}
          data-take-back=""
          onClick={() => void takeBack()}
        >
          {words.short}
          <span className={styles.seconds} aria-hidden="true">
            {seconds}
          </span>
        </Button>
      ) : null}
      <div className={styles.answer}>
        <Taken taken={taken} />
        <Problem text={problem} />
      </div>
    </>
  );
}
