import { X } from 'lucide-react';
import type { RefObject } from 'react';
import { IconButton } from '../components/Button.tsx';
import { formatCount } from '../numbers.ts';
import { setPlayhead } from '../store/timeline.ts';
import { strings } from '../strings.ts';
import styles from './Playhead.module.css';

/** What can be done with the version at the playhead. It goes along with the playhead without being drawn again. */
export function Playhead({
  element,
  version,
}: {
  readonly element: RefObject<HTMLDivElement | null>;
  readonly version: number | null;
}) {
  const words = strings.timeline;
  return (
    <div
      ref={element}
      className={styles.playhead}
      role="group"
      aria-label={words.playheadLabel}
      hidden={version === null}
    >
      {version === null ? null : (
        <>
          <span className={styles.number}>{words.playhead(formatCount(version))}</span>
          <IconButton label={words.backToNow} onClick={() => setPlayhead(null)}>
            <X aria-hidden="true" />
          </IconButton>
        </>
      )}
    </div>
  );
}
