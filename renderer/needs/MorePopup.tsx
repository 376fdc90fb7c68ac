import { useMemo, useRef, useState } from 'react';
import type { RefObject } from 'react';
import type { WaitingView } from '#app/control-room/index.ts';
import { Button } from '../components/Button.tsx';
import { Popup } from '../components/Popup.tsx';
import { stillShown, taskOf } from '../model/allowing.ts';
import { useKeys } from '../shortcuts.ts';
import { useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import { FreeHandForm } from './FreeHandForm.tsx';
import { useGuard } from './useGuard.ts';
import styles from './MorePopup.module.css';

/** More steps than anybody picks from one by one. */
const STEPS_MOST = 300;

interface MorePopupProps {
  readonly waiting: WaitingView;
  readonly open: boolean;
  readonly disabled: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly onAdjust: () => void;
  readonly onApproveTask: (cards: readonly WaitingView[]) => void;
  readonly onDenyTask: (cards: readonly WaitingView[]) => void;
}

/** The other ways to answer a suggestion, each with what it comes to. */
export function MorePopup({
  waiting,
  open,
  disabled,
  onOpenChange,
  onAdjust,
  onApproveTask,
  onDenyTask,
}: MorePopupProps) {
  const [giving, setGiving] = useState(false);
  const keysOf = useKeys();
  const first = useRef<HTMLButtonElement>(null);
  /** What opens next takes the focus, and the button that it would go back to may be gone. */
  const handsOver = useRef(false);
  const words = strings.approvals;
  const close = (then?: () => void): void => {
    handsOver.current = then !== undefined;
    onOpenChange(false);
    setGiving(false);
    then?.();
  };
  return (
    <Popup
      open={open}
      onOpenChange={(next) => {
        handsOver.current = false;
        onOpenChange(next);
        if (!next) setGiving(false);
      }}
      label={giving ? words.handTitle : words.moreLabel}
      trigger={
        <Button hint={keysOf('more')} disabled={disabled}>
          {words.more}
        </Button>
      }
      initialFocus={first}
      returnsFocus={() => !handsOver.current}
    >
      {giving ? (
        <FreeHandForm waiting={waiting} onBack={() => setGiving(false)} onGiven={() => close()} />
      ) : (
        <Ways
          waiting={waiting}
          first={first}
          onAdjust={() => close(onAdjust)}
          onGive={() => setGiving(true)}
          onApproveTask={(cards) => {
            close();
            onApproveTask(cards);
          }}
          onDenyTask={(cards) => close(() => onDenyTask(cards))}
        />
      )}
    </Popup>
  );
}

function Ways({
  waiting,
  first,
  onAdjust,
  onGive,
  onApproveTask,
  onDenyTask,
}: Pick<MorePopupProps, 'waiting' | 'onAdjust' | 'onApproveTask' | 'onDenyTask'> & {
  readonly first: RefObject<HTMLButtonElement | null>;
  readonly onGive: () => void;
}) {
  const all = useRoom((room) => room.waiting);
  const words = strings.approvals;
  // As it was shown when this opened: what comes while the hand is on its way is not what it answers.
  const [shown] = useState(() => taskOf(all, waiting));
  const task = useMemo(() => stillShown(shown, taskOf(all, waiting)), [shown, all, waiting]);
  const guarded = useGuard(task.all.map(({ id }) => id).join());
  const asking = task.all.length - task.together.length;
  const steps = waiting.operations.length;
  const tooMany = steps > STEPS_MOST;
  return (
    <div className={styles.ways}>
      <Way
        ref={first}
        name={steps > 1 ? words.part : words.value}
        hint={tooMany ? words.tooMany(steps) : steps > 1 ? words.partHint : words.valueHint}
        disabled={tooMany}
        onClick={onAdjust}
      />
      {task.together.length > 1 ? (
        <Way
          name={words.all(task.together.length)}
          hint={words.allHint(asking)}
          disabled={guarded}
          onClick={() => onApproveTask(task.together)}
        />
      ) : null}
      {task.all.length > 1 ? (
        <Way
          name={words.denyAll(task.all.length)}
          hint={words.denyAllHint}
          onClick={() => onDenyTask(task.all)}
        />
      ) : null}
      {task.since === 0 ? null : (
        <p className={styles.since} role="status">
          {words.since(task.since)}
        </p>
      )}
      <Way name={words.freeHand} hint={words.freeHandHint} onClick={onGive} />
    </div>
  );
}

function Way({
  ref,
  name,
  hint,
  disabled = false,
  onClick,
}: {
  readonly ref?: RefObject<HTMLButtonElement | null>;
  readonly name: string;
  readonly hint: string;
  readonly disabled?: boolean;
  readonly onClick: () => void;
}) {
  return (
    <button
      ref={ref}
      type="button"
      className={styles.way}
      aria-disabled={disabled || undefined}
      onClick={() => {
        if (!disabled) onClick();
      }}
    >
      <span>{name}</span>
      <span className={styles.hint}>{hint}</span>
    </button>
  );
}
