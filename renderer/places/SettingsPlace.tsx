import { useEffect, useRef, useState } from 'react';
import { Problem } from '../components/Problem.tsx';
import { About } from '../settings/About.tsx';
import { Data } from '../settings/Data.tsx';
import { General } from '../settings/General.tsx';
import { Keyboard } from '../settings/Keyboard.tsx';
import { Notifications } from '../settings/Notifications.tsx';
import { Reading } from '../settings/Reading.tsx';
import styles from '../settings/Settings.module.css';
import { readSettings, useSettings } from '../settings/settings.ts';
import { Thresholds } from '../settings/Thresholds.tsx';
import { useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import { Place } from './Place.tsx';

const SECTIONS = ['general', 'units', 'keyboard', 'thresholds', 'notifications', 'data', 'about'] as const;
type SectionName = (typeof SECTIONS)[number];
const idOf = (section: SectionName): string => `settings-${section}`;
/** So far below the upper edge a section has the top. */
const TOP_PX = 40;

/** The section that has the top; at the end of all, the last. */
function sectionIn(scroller: HTMLElement): SectionName | undefined {
  const { scrollTop, clientHeight, scrollHeight } = scroller;
  if (scrollTop > 0 && scrollTop + clientHeight >= scrollHeight - 1) return SECTIONS.at(-1);
  const top = scroller.getBoundingClientRect().top + TOP_PX;
  return SECTIONS.findLast((section) => {
    const element = document.querySelector(`#${idOf(section)}`);
    return element !== null && element.getBoundingClientRect().top <= top;
  });
}

/** All that can be set, one section below the other; the list beside them leads to each. */
export function SettingsPlace() {
  const status = useRoom((room) => room.status);
  const view = useSettings((state) => state.view);
  const problem = useSettings((state) => state.problem);
  const [at, setAt] = useState<SectionName>('general');
  /** A click on the list scrolls too, and is where one is even if that has no room to come to the top. */
  const isLed = useRef(false);
  useEffect(() => {
    const read = (): void => void readSettings();
    read();
    // The menu makes everything larger or smaller, too.
    window.addEventListener('resize', read);
    return () => window.removeEventListener('resize', read);
  }, []);
  const words = strings.appSettings;
  return (
    <Place title={strings.settings.title}>
      <div className={styles.place}>
        <div className={styles.sections} role="group" aria-label={words.sections}>
          {SECTIONS.map((section) => (
            <button
              key={section}
              type="button"
              aria-current={section === at || undefined}
              onClick={() => {
                isLed.current = true;
                setAt(section);
                document.querySelector(`#${idOf(section)}`)?.scrollIntoView({ block: 'start' });
              }}
            >
              {words[section]}
            </button>
          ))}
        </div>
        <div
          className={styles.settings}
          onScroll={(event) => {
            if (!isLed.current) setAt(sectionIn(event.currentTarget) ?? 'general');
            isLed.current = false;
          }}
        >
          <Problem text={view?.problem?.message ?? problem} />
          <div className={styles.columns}>
            {view === null ? null : <General id={idOf('general')} settings={view} />}
            <Reading id={idOf('units')} />
            {view === null ? null : <Keyboard id={idOf('keyboard')} keys={view.keys} />}
            {status === null ? null : <Thresholds id={idOf('thresholds')} status={status} />}
            {view === null ? null : <Notifications id={idOf('notifications')} settings={view} />}
            <Data id={idOf('data')} />
            {view === null ? null : <About id={idOf('about')} versions={view.versions} />}
          </div>
        </div>
      </div>
    </Place>
  );
}
