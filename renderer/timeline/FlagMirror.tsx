import { useState } from 'react';
import type { KeyboardEvent } from 'react';
import type { Checkpoint } from '#app/ledger/index.ts';
import { formatCount } from '../numbers.ts';
import { setPlayhead } from '../store/timeline.ts';
import { strings } from '../strings.ts';
import { flagsIn } from './flags.ts';
import type { Frame } from './view.ts';
import styles from './Mirror.module.css';

/** The flags as buttons: one stop of the Tab key, the arrows go from flag to flag, Enter takes the playhead there. */
export function FlagMirror({
  frame,
  checkpoints,
}: {
  readonly frame: Frame;
  readonly checkpoints: readonly Checkpoint[];
}) {
  const [reached, setReached] = useState<string | null>(null);
  const words = strings.checkpoints;
  const flags = flagsIn(frame, checkpoints);
  if (flags.length === 0) return null;
  const stop = flags.find(({ checkpoint }) => checkpoint.id === reached) ?? flags.at(-1);
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const step = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
    const buttons = [...event.currentTarget.querySelectorAll('button')];
    const next = buttons[buttons.indexOf(document.activeElement as HTMLButtonElement) + step];
    if (step === 0 || next === undefined) return;
    event.preventDefault();
    next.focus();
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the keys of the buttons in it
    <div className={styles.flags} role="group" aria-label={words.flags} onKeyDown={onKeyDown}>
      {flags.map(({ checkpoint: { id, name, revision }, x }) => (
        <button
          key={id}
          type="button"
          className={styles.flag}
          tabIndex={id === stop?.checkpoint.id ? 0 : -1}
          style={{ left: x }}
          aria-label={words.flag(name, formatCount(revision))}
          onFocus={() => setReached(id)}
          onClick={() => setPlayhead(revision)}
        />
      ))}
    </div>
  );
}
