import { useState } from 'react';
import { Problem } from './Problem.tsx';
import styles from './Switch.module.css';

interface SwitchProps {
  readonly label: string;
  readonly on: boolean;
  /** What it says when on and when off: never by colour alone. */
  readonly words: readonly [string, string];
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
        role="switch"
        aria-checked={on}
        aria-label={label}
        aria-disabled={disabled || undefined}
        data-applying={applying || undefined}
        onClick={() => {
          if (!disabled) void onChange(!on).then(setProblem);
        }}
      >
        <span className={styles.word}>{on ? words[0] : words[1]}</span>
        <span className={styles.track} aria-hidden="true">
          <span className={styles.knob} />
        </span>
      </button>
      <Problem text={problem} />
    </>
  );
}
