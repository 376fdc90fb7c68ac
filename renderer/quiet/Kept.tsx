import { BellOff, Inbox } from 'lucide-react';
import { useEffect, useMemo, useRef } from 'react';
import type { WaitingView } from '#app/control-room/index.ts';
import { Button } from '../components/Button.tsx';
import { Problem } from '../components/Problem.tsx';
import { useAsk } from '../components/useAsk.ts';
import { regionsOf } from '../model/regions.ts';
import { changeDesk, store, useDesk, useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import { KeptRegion } from './KeptRegion.tsx';
import styles from './Kept.module.css';

/**
 * What came while the person was not to be disturbed: one line as long as that lasts, and then all of it together, place by
 * place. Nothing of it was decided meanwhile.
 */
export function Kept({ closed }: { readonly closed: boolean }) {
  const isQuiet = useRoom((room) => room.attention.quiet !== null);
  const collected = useRoom((room) => room.collected);
  if (isQuiet) return <Keeping count={collected.length} />;
  return collected.length === 0 ? null : <Batch closed={closed} />;
}

function Keeping({ count }: { readonly count: number }) {
  const { busy, problem, run } = useAsk();
  const words = strings.quiet;
  // Somebody who points at one of them elsewhere wants to see it.
  const sought = useSought();
  useEffect(() => {
    if (sought === null) return;
    void run('show_collected', {}).then((shown) => {
      // Else it would be asked for again, by whoever comes back to this place.
      if (shown === null) letGo(sought);
    });
  }, [sought, run]);
  return (
    <section className={styles.keeping} aria-label={words.title}>
      <BellOff aria-hidden="true" />
      <span>{count === 0 ? words.keepingNone : words.keeping(count)}</span>
      {count === 0 ? null : (
        <Button small disabled={busy} onClick={() => void run('show_collected', {})}>
          {words.show}
        </Button>
      )}
      <Problem text={problem} />
    </section>
  );
}

/** Something else, as a notification, pointed at one of what was kept; anew each time. */
function useSought(): number | null {
  const card = useDesk((desk) => desk.card);
  const isOne = useRoom((room) => card !== null && room.collected.some(({ key }) => key === card.key));
  return isOne && card !== null ? card.times : null;
}

/** It was pointed at once, and was led to: it means nothing any more when quiet begins again. */
function letGo(sought: number): void {
  if (store.getState().desk.card?.times === sought) changeDesk({ card: null });
}

function Batch({ closed }: { readonly closed: boolean }) {
  const collected = useRoom((room) => room.collected);
  const { busy, problem, run } = useAsk();
  const waiting = useMemo<readonly WaitingView[]>(
    () => collected.flatMap((card) => (card.kind === 'suggestion' ? [card.waiting] : [])),
    [collected],
  );
  // By where things stand as the batch changes, not at every move of the scene: a place must not change under the hand.
  const regions = useMemo(() => regionsOf(waiting, store.getState().room.scene.objects), [waiting]);
  const others = collected.length - waiting.length;
  const words = strings.quiet;
  const element = useRef<HTMLElement>(null);
  const sought = useSought();
  useEffect(() => {
    if (sought === null) return;
    element.current?.focus();
    letGo(sought);
  }, [sought]);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a notification about what was kept leads here
    <section ref={element} className={styles.batch} aria-label={words.batch} tabIndex={0}>
      <header className={styles.head}>
        <Inbox aria-hidden="true" />
        <h3>
          {words.batch}
          <span>{words.batchOf(collected.length, regions.length)}</span>
        </h3>
        <Button small disabled={busy} onClick={() => void run('show_collected', {})}>
          {words.asCards}
        </Button>
      </header>
      <Problem text={problem} />
      {regions.map((region) => (
        <KeptRegion key={region.key} region={region} closed={closed} />
      ))}
      {others === 0 ? null : <p className={styles.note}>{words.other(others)}</p>}
    </section>
  );
}
