import { Hourglass } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from '../components/Button.tsx';
import { Problem } from '../components/Problem.tsx';
import { useAsk } from '../components/useAsk.ts';
import { useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import styles from '../components/Banner.module.css';
import { readProjects, showMenu, useProjects } from './projects.ts';

/** Far longer than a disk takes that is well. */
const LONG_MS = 5_000;

/** A project whose opening takes long may never be open: it can be left to itself, and another one opened in its place. */
export function StillOpening() {
  const isOpen = useRoom((room) => room.status !== null);
  const view = useProjects((state) => state.view);
  const [isLong, setLong] = useState(false);
  const { busy, problem, run } = useAsk();
  const words = strings.projects;
  useEffect(() => {
    if (isOpen) return undefined;
    const timer = setTimeout(() => {
      setLong(true);
      void readProjects();
    }, LONG_MS);
    return () => clearTimeout(timer);
  }, [isOpen]);
  const opening = isOpen || !isLong ? null : (view?.opening ?? null);
  return (
    <div className={styles.place} role="status">
      {opening === null || view === null ? null : (
        <div className={styles.banner} data-tone="waiting">
          <Hourglass aria-hidden="true" />
          <span data-selectable>
            <strong>{words.long(opening)}</strong> {words.longWhy}
          </span>
          {view.instead === null ? null : (
            <Button small disabled={busy} onClick={() => void run('give_up_opening', {})}>
              {words.goBack(view.instead)}
            </Button>
          )}
          {view.isOnly ? null : (
            <Button small disabled={busy} onClick={() => showMenu('list')}>
              {words.another}
            </Button>
          )}
          <Problem text={problem} />
        </div>
      )}
    </div>
  );
}
