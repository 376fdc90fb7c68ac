import { Bell, BellOff } from 'lucide-react';
import { useState } from 'react';
import { QUIET_SHORT_MINUTES } from '#app/control-room/quiet.ts';
import { Button } from '../components/Button.tsx';
import { Keys } from '../components/Keys.tsx';
import { Popup } from '../components/Popup.tsx';
import { Problem } from '../components/Problem.tsx';
import { useLeft } from '../components/useLeft.ts';
import { MINUTE_MS } from '../numbers.ts';
import { setQuiet, usualQuietMinutes, useSettings } from '../settings/settings.ts';
import { useKeys } from '../shortcuts.ts';
import { useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import styles from './QuietChip.module.css';

/** Not to be disturbed: begun by a click and a choice, shown with what is left of it, ended by one click. */
export function QuietChip() {
  const attention = useRoom((room) => room.attention);
  return attention.quiet === null ? (
    <Begin />
  ) : (
    <Left attention={attention} leftMs={attention.quiet.leftMs} />
  );
}

function Left({ attention, leftMs }: { readonly attention: object; readonly leftMs: number | null }) {
  const left = useLeft(leftMs === null ? null : attention, leftMs ?? 0);
  const [problem, setProblem] = useState<string | null>(null);
  const words = strings.quiet;
  // In whole minutes: nothing that ticks, and nothing that reads as a time of day.
  const minutes = Math.max(1, Math.ceil(left / MINUTE_MS));
  return (
    <>
      <button
        type="button"
        className={styles.chip}
        data-on
        title={words.endHint}
        aria-label={`${leftMs === null ? words.leftOpen : words.left(words.minutes(minutes))}. ${words.endHint}`}
        onClick={() => void setQuiet(false, null).then(setProblem)}
      >
        <BellOff aria-hidden="true" />
        <span className={styles.left}>{leftMs === null ? words.openEnded : words.minutesShort(minutes)}</span>
      </button>
      <Problem text={problem} />
    </>
  );
}

function Begin() {
  const [open, setOpen] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  // The person's own length may be changed while this stands.
  useSettings((state) => state.view?.quietMinutes);
  const keysOf = useKeys();
  const words = strings.quiet;
  const usual = usualQuietMinutes();
  const lengths = [...new Set([QUIET_SHORT_MINUTES, usual])].sort((a, b) => a - b);
  const begin = async (minutes: number | null): Promise<void> => {
    const refused = await setQuiet(true, minutes);
    setProblem(refused);
    if (refused === null) setOpen(false);
  };
  return (
    <Popup
      open={open}
      onOpenChange={setOpen}
      label={words.title}
      align="end"
      offset={14}
      trigger={
        <button
          type="button"
          className={styles.chip}
          title={words.open(keysOf('quiet').join('+'))}
          aria-label={words.title}
        >
          <Bell aria-hidden="true" />
        </button>
      }
    >
      <div className={styles.panel}>
        <p className={styles.title}>
          {words.title}
          <span className={styles.keys} aria-hidden="true">
            <Keys keys={keysOf('quiet')} />
          </span>
        </p>
        <div className={styles.lengths} role="group" aria-label={words.choose}>
          {lengths.map((minutes) => (
            <Button
              key={minutes}
              look={minutes === usual ? 'primary' : 'plain'}
              onClick={() => void begin(minutes)}
            >
              {words.minutes(minutes)}
            </Button>
          ))}
          <Button onClick={() => void begin(null)}>{words.untilOff}</Button>
        </div>
        <p>{words.held}</p>
        <p className={styles.through}>{words.notHeld}</p>
        <p className={styles.through}>{words.goesOn}</p>
        <Problem text={problem} />
      </div>
    </Popup>
  );
}
