import { useId, useState } from 'react';
import type { WaitingView } from '#app/control-room/index.ts';
import { PERMISSION_LIMITS, PERMITTED_CLASSES } from '#app/ledger/index.ts';
import type { PermittedClass } from '#app/ledger/index.ts';
import { Button } from '../components/Button.tsx';
import { Problem } from '../components/Problem.tsx';
import { Segmented } from '../components/Segmented.tsx';
import { useAsk } from '../components/useAsk.ts';
import { placesOf } from '../model/allowing.ts';
import { laneLabel } from '../model/actors.ts';
import { MINUTE_MS } from '../numbers.ts';
import { useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import styles from './FreeHandForm.module.css';

const MINUTES_MOST = PERMISSION_LIMITS.mostMs / MINUTE_MS;
const USUAL = { changes: '20', minutes: '10' } as const;

/** These objects, these kinds of change, at most so many, for so many minutes: small to fill in, and narrow as it stands. */
export function FreeHandForm({
  waiting,
  onBack,
  onGiven,
}: {
  readonly waiting: WaitingView;
  readonly onBack: () => void;
  readonly onGiven: () => void;
}) {
  const scene = useRoom((room) => room.scene);
  const places = placesOf(waiting, scene.objects);
  const [where, setWhere] = useState<'these' | 'scene'>(places.length > 0 ? 'these' : 'scene');
  const [most, setMost] = useState<PermittedClass>(
    waiting.class === 'structural' ? 'structural' : 'cosmetic',
  );
  const [changes, setChanges] = useState<string>(USUAL.changes);
  const [minutes, setMinutes] = useState<string>(USUAL.minutes);
  const [wrong, setWrong] = useState(false);
  const { busy, problem, run } = useAsk();
  const note = useId();
  const words = strings.approvals;

  const give = async (): Promise<void> => {
    const [counted, lasting] = [wholeOf(changes), wholeOf(minutes)];
    const isOut =
      counted === null || lasting === null || counted > PERMISSION_LIMITS.changes || lasting > MINUTES_MOST;
    setWrong(isOut);
    if (isOut) return;
    const given = await run('give_free_hand', {
      agent: waiting.actor.id,
      task: waiting.task,
      most,
      objects: where === 'these' ? places : null,
      changes: counted,
      forMs: lasting * MINUTE_MS,
    });
    if (given !== null) onGiven();
  };
  return (
    <form
      className={styles.form}
      aria-describedby={note}
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void give();
      }}
    >
      <p className={styles.title}>
        {words.handTitle} <span>{words.handFor(laneLabel(waiting.actor), waiting.task ?? '')}</span>
      </p>
      <div className={styles.line}>
        <span>{words.where}</span>
        <Segmented
          label={words.where}
          value={where}
          disabled={places.length === 0}
          options={[
            { value: 'these', label: words.theseObjects },
            { value: 'scene', label: words.wholeScene },
          ]}
          onChange={setWhere}
        />
      </div>
      {where === 'these' ? <p className={styles.hint}>{words.theseHint(places.length)}</p> : null}
      <div className={styles.line}>
        <span>{words.kinds}</span>
        <Segmented
          label={words.kinds}
          value={most}
          options={PERMITTED_CLASSES.map((each) => ({ value: each, label: words.most[each] }))}
          onChange={setMost}
        />
      </div>
      <div className={styles.numbers}>
        <Number label={words.atMost} unit={words.atMostUnit} value={changes} onChange={setChanges} />
        <Number label={words.forMinutes} unit={words.minutes} value={minutes} onChange={setMinutes} />
      </div>
      <Problem text={wrong ? words.limits(PERMISSION_LIMITS.changes, MINUTES_MOST) : problem} />
      <p id={note} className={styles.hint}>
        {words.handNote}
      </p>
      <div className={styles.foot}>
        <Button look="quiet" onClick={onBack}>
          {words.back}
        </Button>
        <Button look="primary" type="submit" disabled={busy}>
          {words.give}
        </Button>
      </div>
    </form>
  );
}

function Number({
  label,
  unit,
  value,
  onChange,
}: {
  readonly label: string;
  readonly unit: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  return (
    <label className={styles.number}>
      <span>{label}</span>
      <input
        type="text"
        inputMode="numeric"
        aria-label={`${label}, ${unit}`}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <span>{unit}</span>
    </label>
  );
}

function wholeOf(text: string): number | null {
  return /^[1-9]\d{0,5}$/u.test(text.trim()) ? parseInt(text, 10) : null;
}
