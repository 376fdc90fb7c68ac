import { useState } from 'react';
import { Button } from '../components/Button.tsx';
import { Popup } from '../components/Popup.tsx';
import { Problem } from '../components/Problem.tsx';
import { formatCount } from '../numbers.ts';
import { compareWith } from '../store/past.ts';
import type { Past } from '../store/store.ts';
import { strings } from '../strings.ts';
import styles from './ComparedWith.module.css';

/** What the version on screen is compared with: now, or any other version. */
export function ComparedWith({ past }: { readonly past: Past }) {
  const [open, setOpen] = useState(false);
  const words = strings.past.compare;
  const { against } = past;
  return (
    <Popup
      open={open}
      onOpenChange={setOpen}
      label={words.title}
      trigger={
        <Button small title={words.title}>
          {against === null ? words.withNow : words.with(formatCount(against.revision))}
        </Button>
      }
    >
      <Form onDone={() => setOpen(false)} />
    </Popup>
  );
}

function Form({ onDone }: { readonly onDone: () => void }) {
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const words = strings.past.compare;
  const revision = /^\d{1,15}$/u.test(typed.trim()) ? Number(typed) : null;
  const compare = async (with_: number | null): Promise<void> => {
    setBusy(true);
    const refused = await compareWith(with_);
    setBusy(false);
    setProblem(refused);
    if (refused === null) onDone();
  };
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (revision !== null && !busy) void compare(revision);
      }}
    >
      <label className={styles.field}>
        <span>{strings.versions.number}</span>
        <input
          type="text"
          inputMode="numeric"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      </label>
      <div className={styles.ways}>
        <Button small type="submit" disabled={busy || revision === null}>
          {words.compare}
        </Button>
        <Button small disabled={busy} onClick={() => void compare(null)}>
          {words.withNow}
        </Button>
      </div>
      <Problem text={problem} />
    </form>
  );
}
