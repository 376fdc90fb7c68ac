import { PanelLeftOpen, PanelRightOpen } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { formatCount } from '../numbers.ts';
import { askingCount } from '../store/room.ts';
import { useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import { takesFocus, unfold } from './panels.ts';
import type { Panel } from './panels.ts';
import styles from './Strip.module.css';

/** What is left of a panel that is folded away: its name, how many wait in it, and the way back. */
export function Strip({ panel }: { readonly panel: Panel }) {
  const button = useRef<HTMLButtonElement>(null);
  const asking = useRoom(askingCount);
  useEffect(() => {
    if (takesFocus(panel)) button.current?.focus();
  }, [panel]);
  const words = strings.panels[panel];
  const count = panel === 'needs' ? asking : 0;
  const Icon = panel === 'needs' ? PanelLeftOpen : PanelRightOpen;
  return (
    <button
      ref={button}
      type="button"
      className={styles.strip}
      data-panel={panel}
      aria-expanded={false}
      aria-label={count === 0 ? words.open : strings.panels.openWaiting(words.open, count)}
      title={words.open}
      onClick={() => unfold(panel)}
    >
      <Icon aria-hidden="true" />
      {count === 0 ? null : <span className={styles.count}>{formatCount(count)}</span>}
      <span className={styles.name}>{words.name}</span>
    </button>
  );
}
