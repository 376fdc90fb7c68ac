import { Archive, CircleDot, EqualNot, List, Plug, Scale, Settings, ShieldCheck } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { formatCount } from '../numbers.ts';
import { goTo } from '../store/actions.ts';
import { PLACES, useDesk, useRoom } from '../store/store.ts';
import type { Place } from '../store/store.ts';
import { strings } from '../strings.ts';
import styles from './Rail.module.css';

const ICONS: Readonly<Record<Place, LucideIcon>> = {
  control: CircleDot,
  conflicts: EqualNot,
  history: List,
  shelf: Archive,
  engines: Plug,
  rules: Scale,
  guarantees: ShieldCheck,
  settings: Settings,
};

/** More is many, and covers what it is a badge of. */
const BADGE_MOST = 99;

/** The places of the window. Settings stand apart, at the foot. */
export function Rail() {
  const place = useDesk((desk) => desk.place);
  const waiting = useRoom((room) => room.cards.length);
  const conflicts = useRoom((room) => room.counts.conflicts);
  const counts: Partial<Record<Place, number>> = { control: place === 'control' ? 0 : waiting, conflicts };
  return (
    <nav className={styles.rail} aria-label={strings.places.label}>
      {PLACES.map((each) => {
        const Icon = ICONS[each];
        const count = counts[each] ?? 0;
        return (
          <button
            key={each}
            type="button"
            className={styles.place}
            data-place={each}
            aria-current={each === place ? 'page' : undefined}
            onClick={() => goTo(each)}
          >
            <Icon aria-hidden="true" />
            <span>{strings.places[each]}</span>
            {count === 0 ? null : (
              <span className={styles.badge} data-conflict={each === 'conflicts' || undefined}>
                {count > BADGE_MOST ? strings.places.most(BADGE_MOST) : formatCount(count)}
              </span>
            )}
          </button>
        );
      })}
    </nav>
  );
}
