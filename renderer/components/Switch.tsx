import { useState } from 'react';
import { Problem } from './Problem.tsx';
import styles from './Switch.module.css';

interface SwitchProps {
  readonly label: string;
  /** Null where it stands for several that differ: a click turns all of them on. */
  readonly on: boolean | null;
  /** What it says when on, when off, and when they differ: never by colour alone. */
  readonly words: readonly [on: string, off: string, differ?: string];
  readonly onChange: (on: boolean) => Promise<string | null>;
  readonly disabled?: boolean;
  readonly applying?: boolean;
}

export function Switch({ label, on, words, onChange, disabled = false, applying = false }: SwitchProps) {
  const [problem, setProblem] = useState<string | null>(null);
  return (
    <>
      <button
        type="button"
        className={styles.switch}
        // A switch has no third state; a box that is ticked has.
        role={on === null ? 'checkbox' : 'switch'}
        aria-checked={on ?? 'mixed'}
        aria-label={label}
        aria-disabled={disabled || undefined}
        data-applying={applying || undefined}
        onClick={() => {
          if (!disabled) void onChange(on !== true).then(setProblem);
        }}
      >
        <span className={styles.word}>{on === null ? words[2] : on ? words[0] : words[1]}</span>
        <span className={styles.track} aria-hidden="true">
          <span className={styles.knob} />
        </span>
      </button>
      <Problem text={problem} />
    </>
  );
}
