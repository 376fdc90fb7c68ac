import { CircleCheck } from 'lucide-react';
import { Fragment, useMemo, useRef } from 'react';
import type { KeyboardEvent } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { useStore } from 'zustand';
import { isEnd } from '#app/intents/index.ts';
import { isBlocking } from '#app/control-room/cards.ts';
import type { Card } from '#app/control-room/cards.ts';
import { orderCards } from '../model/cards.ts';
import { Button } from '../components/Button.tsx';
import { Empty } from '../components/Empty.tsx';
import { formatClock, formatCount } from '../numbers.ts';
import { isShortcut } from '../shortcuts.ts';
import { clearMoot, recallTold } from '../store/actions.ts';
import { askingCount } from '../store/room.ts';
import { store, useIsClosed, useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import { AwayLine } from '../away/AwayLine.tsx';
import { Kept } from '../quiet/Kept.tsx';
import { ApprovalCard } from './ApprovalCard.tsx';
import { CopyCard } from './CopyCard.tsx';
import { FileCard } from './FileCard.tsx';
import { FreeHands } from './FreeHands.tsx';
import { HandsCard } from './HandsCard.tsx';
import { MootLine } from './MootLine.tsx';
import { Notices } from './Notices.tsx';
import { OfferCard } from './OfferCard.tsx';
import { Outcomes } from './Outcomes.tsx';
import { QuestionCard } from './QuestionCard.tsx';
import { useKeptFocus } from './useKeptFocus.ts';
import styles from './NeedsYou.module.css';

/** Everything that waits for a person: what blocks first, the rest below, nothing moved under the hand. */
export function NeedsYou() {
  const { cards, memory, notices } = useStore(
    store,
    useShallow(({ room }) => ({ cards: room.cards, memory: room.cardMemory, notices: room.notices })),
  );
  const asking = useRoom(askingCount);
  const halted = useRoom((room) => room.status !== null && room.status.halted !== null);
  const closed = useIsClosed();
  const attaching = useRoom((room) => room.status === null);
  const ordered = useMemo(() => orderCards(cards, memory), [cards, memory]);
  const list = useRef<HTMLElement>(null);
  const standing = useMemo(() => [...ordered, ...notices], [ordered, notices]);
  const landing = useKeptFocus(standing, list);
  const suggestions = ordered.filter((card) => card.kind === 'suggestion').length;
  const mixed = ordered.some(isBlocking) && !ordered.every(isBlocking);
  return (
    <section
      ref={list}
      className={styles.needs}
      tabIndex={-1}
      aria-label={strings.needs.label(asking)}
      onKeyDown={takeBackByKey}
    >
      <header className={styles.head}>
        <h2>{strings.needs.title}</h2>
        {asking === 0 ? null : <span className={styles.count}>{formatCount(asking)}</span>}
        {memory.moot.length === 0 ? null : (
          <span className={styles.clear}>
            <Button look="quiet" small aria-label={strings.needs.clearLabel} onClick={clearMoot}>
              {strings.needs.clear}
            </Button>
          </span>
        )}
      </header>
      <div className={styles.cards}>
        <AwayLine />
        <FreeHands />
        <Kept closed={closed} />
        {halted ? <p className={styles.held}>{strings.needs.held(suggestions)}</p> : null}
        {ordered.map((card, index) => (
          <Fragment key={card.key}>
            {mixed && startsGroup(ordered, index) ? (
              <h3 className={styles.group}>
                {isBlocking(card) ? strings.needs.blocking : strings.needs.canWait}
              </h3>
            ) : null}
            {card.kind === 'suggestion' ? (
              <ApprovalCard
                waiting={card.waiting}
                closed={closed}
                landings={landing?.key === card.key ? landing.times : 0}
              />
            ) : card.kind === 'differing' || card.kind === 'waits' ? (
              <HandsCard
                about={card}
                closed={closed}
                landings={landing?.key === card.key ? landing.times : 0}
              />
            ) : card.kind === 'file' ? (
              <FileCard
                about={card}
                closed={closed}
                landings={landing?.key === card.key ? landing.times : 0}
              />
            ) : card.kind === 'copy' ? (
              <CopyCard
                about={card}
                closed={closed}
                landings={landing?.key === card.key ? landing.times : 0}
              />
            ) : card.kind === 'played' ? (
              <OfferCard
                entry={card.entry}
                closed={closed}
                landings={landing?.key === card.key ? landing.times : 0}
              />
            ) : (
              <QuestionCard card={card} />
            )}
          </Fragment>
        ))}
        <Notices notices={notices} closed={closed} />
        {memory.moot.length === 0 ? null : (
          <ul className={styles.moot}>
            {memory.moot.map((line) => (
              <MootLine key={line.key} line={line} />
            ))}
          </ul>
        )}
        {asking === 0 && notices.length === 0 && !attaching ? <Calm /> : null}
      </div>
      <Outcomes lines={memory.moot} closed={closed} />
    </section>
  );
}

/** Takes back what was approved last, while that stands at the foot: the keys have gone on to the next card by then. What
 * counts is when it was pressed: a busy window hears of it later. */
function takeBackByKey(event: KeyboardEvent<HTMLElement>): void {
  const { target, currentTarget } = event;
  if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || event.repeat) return;
  if (!isShortcut(event, 'take_back') && !isShortcut(event, 'undo')) return;
  // A popup of a card is drawn outside, and its keys are its own.
  if (!(target instanceof Node) || !currentTarget.contains(target)) return;
  event.preventDefault();
  const button = currentTarget.querySelector<HTMLElement>('[data-take-back]');
  if (button === null) recallTold(event.timeStamp);
  else button.click();
}

function startsGroup(cards: readonly Card[], index: number): boolean {
  const before = cards[index - 1];
  const card = cards[index];
  return card !== undefined && (before === undefined || isBlocking(before) !== isBlocking(card));
}

function Calm() {
  const decided = useRoom(
    (room) =>
      room.changes.tail.findLast((change) => change.actor.kind === 'agent' && isEnd(change.state)) ??
      room.changes.unnumbered.findLast((change) => isEnd(change.state)),
  );
  const text =
    decided === undefined
      ? strings.needs.calmBusy
      : strings.needs.calmSince(decided.label, `${formatClock(decided.time)} ${strings.change.clock}`);
  return <Empty icon={<CircleCheck />} title={strings.needs.calm} text={text} />;
}
