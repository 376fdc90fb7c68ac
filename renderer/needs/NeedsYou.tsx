import { CircleCheck } from 'lucide-react';
import { Fragment, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { useStore } from 'zustand';
import { isEnd } from '#app/intents/index.ts';
import { isBlocking } from '#app/control-room/cards.ts';
import type { ChangeView } from '#app/control-room/index.ts';
import { foldAlike } from '../model/alike-cards.ts';
import type { Standing } from '../model/alike-cards.ts';
import { orderCards } from '../model/cards.ts';
import { Button } from '../components/Button.tsx';
import { Empty } from '../components/Empty.tsx';
import { formatClock, formatCount } from '../numbers.ts';
import { isShortcut } from '../shortcuts.ts';
import { clearMoot, recallTold } from '../store/actions.ts';
import { askingCount } from '../store/room.ts';
import { store, useDesk, useIsClosed, useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import { FoldButton } from '../panels/FoldButton.tsx';
import { AwayLine } from '../away/AwayLine.tsx';
import { Kept } from '../quiet/Kept.tsx';
import { AskingCard } from './AskingCard.tsx';
import { FreeHands } from './FreeHands.tsx';
import { MootLine } from './MootLine.tsx';
import { Notices } from './Notices.tsx';
import { Outcomes } from './Outcomes.tsx';
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
  /** What stood there when the pointer came to rest on it, and whether in two groups: nothing is pushed from under it. */
  const [resting, setResting] = useState<{
    readonly keys: readonly string[];
    /** Those of them that are no part of another card. */
    readonly apart: readonly string[];
    readonly mixed: boolean;
  } | null>(null);
  const ordered = useMemo(() => orderCards(cards, memory, resting?.keys), [cards, memory, resting]);
  const list = useRef<HTMLElement>(null);
  const pointed = useDesk((desk) => desk.card?.key ?? null);
  const shown = useMemo(() => foldAlike(ordered, pointed, resting?.apart), [ordered, pointed, resting]);
  const standing = useMemo(() => [...shown.map(({ card }) => card), ...notices], [shown, notices]);
  const landing = useKeptFocus(standing, list);
  const suggestions = ordered.filter((card) => card.kind === 'suggestion').length;
  const mixed = resting?.mixed ?? (ordered.some(isBlocking) && !ordered.every(isBlocking));
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
        <span className={styles.clear}>
          {memory.moot.length === 0 ? null : (
            <Button look="quiet" small aria-label={strings.needs.clearLabel} onClick={clearMoot}>
              {strings.needs.clear}
            </Button>
          )}
          <FoldButton panel="needs" />
        </span>
      </header>
      <div
        className={styles.cards}
        onPointerEnter={() =>
          setResting({
            keys: ordered.map(({ key }) => key),
            apart: shown.map(({ card }) => card.key),
            mixed,
          })
        }
        onPointerLeave={() => setResting(null)}
      >
        <AwayLine />
        <FreeHands />
        <Kept closed={closed} />
        {halted ? <p className={styles.held}>{strings.needs.held(suggestions)}</p> : null}
        {shown.map(({ card, alike }, index) => (
          <Fragment key={card.key}>
            {mixed && startsGroup(shown, index) ? (
              <h3 className={styles.group}>
                {isBlocking(card) ? strings.needs.blocking : strings.needs.canWait}
              </h3>
            ) : null}
            <AskingCard
              card={card}
              alike={alike}
              above={index}
              landings={landing?.key === card.key ? landing.times : 0}
              closed={closed}
            />
          </Fragment>
        ))}
        <Notices notices={notices} closed={closed} />
        {memory.moot.length === 0 ? null : (
          <ul className={styles.moot}>
            {memory.moot.map((line) => (
              <MootLine key={line.key} line={line} />
            ))}
            {memory.gaveWay === 0 ? null : (
              <li className={styles.gaveWay}>{strings.needs.gaveWay(memory.gaveWay)}</li>
            )}
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
  const button = currentTarget.querySelector<HTMLElement>('[data-take-back]');
  // With none here, the key means in the window what it means everywhere.
  if (button === null && !recallTold(event.timeStamp)) return;
  event.preventDefault();
  button?.click();
}

function startsGroup(cards: readonly Standing[], index: number): boolean {
  const before = cards[index - 1]?.card;
  const card = cards[index]?.card;
  return card !== undefined && (before === undefined || isBlocking(before) !== isBlocking(card));
}

/** Of what agents suggested, what came to an end last, by the computer's clock: what was denied has no number. */
function newestOf(...lists: readonly (readonly ChangeView[])[]): ChangeView | undefined {
  const last = lists.flatMap(
    (changes) =>
      changes.findLast(
        ({ actor, state }) => actor.kind === 'agent' && isEnd(state) && state !== 'superseded',
      ) ?? [],
  );
  return last.reduce<ChangeView | undefined>(
    (newest, each) => (newest === undefined || each.time > newest.time ? each : newest),
    undefined,
  );
}

function Calm() {
  const decided = useRoom(({ changes: { tail, unnumbered } }) => newestOf(tail, unnumbered));
  const text =
    decided === undefined
      ? strings.needs.calmBusy
      : strings.needs.calmSince(decided.label, `${formatClock(decided.time)} ${strings.change.clock}`);
  return <Empty icon={<CircleCheck />} title={strings.needs.calm} text={text} />;
}
