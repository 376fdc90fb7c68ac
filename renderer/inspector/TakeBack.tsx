import { Undo2 } from 'lucide-react';
import type { TakenView } from '#app/control-room/index.ts';
import { Button } from '../components/Button.tsx';
import { Problem } from '../components/Problem.tsx';
import { useTakeBack } from '../components/useTakeBack.ts';
import { takenSentences } from '../model/taking-back.ts';
import type { TakenWords } from '../model/taking-back.ts';
import { formatCount } from '../numbers.ts';
import { useIsClosed } from '../store/store.ts';
import { strings } from '../strings.ts';
import { LossBefore } from './LossBefore.tsx';
import styles from './TakeBack.module.css';

/** Takes a confirmed change back, and says what goes back and what stays. */
export function TakeBack({
  n,
  isOneOfSeveral,
  isCosmetic,
}: {
  readonly n: number;
  /** More are selected with it, and stay. */
  readonly isOneOfSeveral: boolean;
  /** It sets values alone: nothing comes back or goes with it. */
  readonly isCosmetic: boolean;
}) {
  const { busy, problem, taken, run } = useTakeBack(n);
  const closed = useIsClosed();
  const words = strings.takeBack;
  return (
    <>
      <Button
        small
        disabled={busy || closed}
        title={closed ? strings.inspector.held : words.hint}
        onClick={() => void run()}
      >
        <Undo2 aria-hidden="true" />
        {isOneOfSeveral ? words.only(formatCount(n)) : words.change}
      </Button>
      {isCosmetic || taken !== null ? null : <LossBefore n={n} />}
      <Taken taken={taken} />
      <Problem text={problem} />
    </>
  );
}

/** Heard when it comes. */
export function Taken({
  taken,
  words,
}: {
  readonly taken: TakenView | null;
  /** Of a change that is taken back, where it is left out. */
  readonly words?: TakenWords;
}) {
  return (
    <div role="status" className={styles.taken}>
      {taken === null
        ? null
        : takenSentences(taken, words).map((sentence) => <p key={sentence}>{sentence}</p>)}
    </div>
  );
}
