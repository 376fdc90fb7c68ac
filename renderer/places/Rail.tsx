import { Search } from 'lucide-react';
import { formatCount } from '../numbers.ts';
import { goTo } from '../store/actions.ts';
import { togglePalette } from '../store/palette.ts';
import { askingCount } from '../store/room.ts';
import { PLACES, useDesk, useRoom } from '../store/store.ts';
import type { Place } from '../store/store.ts';
import { useKeys } from '../shortcuts.ts';
import { strings } from '../strings.ts';
import { PLACE_ICONS } from './icons.ts';
import styles from './Rail.module.css';

/** More is many, and covers what it is a badge of. */
const BADGE_MOST = 99;

/** The places of the window. Settings stand apart, at the foot. */
export function Rail() {
  const place = useDesk((desk) => desk.place);
  const waiting = useRoom(askingCount);
  const conflicts = useRoom((room) => room.counts.conflicts);
  const keys = useKeys()('find_anything');
  const finds = useDesk((desk) => desk.finds);
  const counts: Partial<Record<Place, number>> = { control: place === 'control' ? 0 : waiting, conflicts };
  return (
    <nav className={styles.rail} aria-label={strings.places.label}>
      <button
        type="button"
        className={styles.place}
        data-find
        aria-expanded={finds}
        aria-haspopup="dialog"
        title={strings.palette.openHint(keys.join('+'))}
        onClick={togglePalette}
      >
        <Search aria-hidden="true" />
        <span>{strings.palette.open}</span>
      </button>
      {PLACES.map((each) => {
        const Icon = PLACE_ICONS[each];
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
