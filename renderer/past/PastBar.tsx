import { ChevronLeft, ChevronRight, History } from 'lucide-react';
import { useEffect } from 'react';
import { Button, IconButton } from '../components/Button.tsx';
import { Keys } from '../components/Keys.tsx';
import { BringBack } from '../halt/BringBack.tsx';
import { formatCount } from '../numbers.ts';
import { isShortcut } from '../shortcuts.ts';
import { showNow, stepVersion } from '../store/past.ts';
import { useDesk, useRoom } from '../store/store.ts';
import type { Past } from '../store/store.ts';
import { strings } from '../strings.ts';
import { ComparedWith } from './ComparedWith.tsx';
import { DifferenceList } from './DifferenceList.tsx';
import styles from './PastBar.module.css';

/** Over the scene while an earlier version of it is shown: which one, how it differs, and the way back to now. */
export function PastBar() {
  const past = useDesk((desk) => desk.past);
  return past === null ? null : <Shown past={past} />;
}

function Shown({ past }: { readonly past: Past }) {
  const newest = useRoom((room) => room.status?.revision ?? 0);
  const words = strings.past;
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || isTaken(event.target)) return;
      if (isShortcut(event, 'leave')) showNow();
      else if (isShortcut(event, 'earlier_version')) void stepVersion(-1);
      else if (isShortcut(event, 'later_version')) void stepVersion(1);
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
  const { wanted, shown, problem } = past;
  const isRead = shown?.revision === wanted;
  return (
    <section className={styles.bar} aria-label={words.region}>
      <History aria-hidden="true" />
      <p className={styles.title} role="status">
        <strong>{words.version(formatCount(wanted))}</strong>{' '}
        {problem === null ? (isRead ? words.ago(shown.commits) : words.reading) : problem}
      </p>
      <span className={styles.steps}>
        <IconButton label={words.earlier} disabled={wanted === 0} onClick={() => void stepVersion(-1)}>
          <ChevronLeft aria-hidden="true" />
        </IconButton>
        <IconButton label={words.later} disabled={wanted >= newest} onClick={() => void stepVersion(1)}>
          <ChevronRight aria-hidden="true" />
        </IconButton>
      </span>
      {isRead ? <DifferenceList revision={wanted} /> : null}
      <ComparedWith past={past} />
      <span className={styles.ways}>
        <BringBack key={wanted} small suggested={wanted} label={words.bring} />
        <Button small look="primary" onClick={showNow}>
          {words.now} <Keys keys={['Esc']} />
        </Button>
      </span>
    </section>
  );
}

/** Keys of a field, a menu or a panel are theirs. */
function isTaken(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest('input, textarea, select, [role="dialog"], [role="menu"], [role="listbox"]') !== null
  );
}
