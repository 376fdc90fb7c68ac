import { useEffect } from 'react';
import { Keys } from '../components/Keys.tsx';
import { ask } from '../store/actions.ts';
import { useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import { keysOf, matchesKeys } from './shortcut.ts';
import styles from './Override.module.css';

/**
 * Stops everything: one click, no question, never disabled, in every state. Pressing again only asserts it again, and
 * resuming never sits here. Main acts on it before anything queued, and without this window too.
 */
export function Override() {
  const held = useRoom((room) => room.status !== null && room.status.halted !== null);
  const shortcut = useRoom((room) => room.status?.shortcut ?? null);
  useEffect(() => {
    if (shortcut === null) return undefined;
    const listen = (event: KeyboardEvent): void => {
      if (!matchesKeys(event, shortcut.accelerator)) return;
      event.preventDefault();
      halt();
    };
    // Where the desktop refused the shortcut (R36) it still works while this window has the focus.
    window.addEventListener('keydown', listen, { capture: true });
    return () => window.removeEventListener('keydown', listen, { capture: true });
  }, [shortcut]);
  const simulated = useRoom((room) => room.status?.simulated === true);
  const keys = shortcut === null ? null : keysOf(shortcut.accelerator);
  // In the simulated studio they are there to be tried, in its window.
  const unregistered = shortcut?.registered === false && !simulated;
  const hint = held ? strings.override.heldHint : strings.override.idleHint;
  return (
    <button
      type="button"
      className={styles.override}
      data-held={held || undefined}
      aria-label={held ? strings.override.heldName : strings.override.idle}
      title={
        shortcut !== null && !shortcut.registered && keys !== null
          ? `${hint} ${(simulated ? strings.demo.keys : strings.override.noShortcutHint)(keys.join('+'))}`
          : hint
      }
      onClick={halt}
    >
      <span className={styles.square} aria-hidden="true" />
      <span className={styles.label}>{held ? strings.override.held : strings.override.idle}</span>
      {keys === null ? null : (
        <span className={styles.keys} data-unregistered={unregistered || undefined}>
          {unregistered ? strings.override.noShortcut : <Keys keys={keys} />}
        </span>
      )}
    </button>
  );
}

function halt(): void {
  void ask('halt', {});
}
