import { ChevronLeft, ChevronRight, EqualNot, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { Conflict } from '#app/ledger/index.ts';
import { IconButton } from '../components/Button.tsx';
import { openConflict, selectObject } from '../store/actions.ts';
import { useDesk, useRoom } from '../store/store.ts';
import { conflictKey } from '#app/control-room/cards.ts';
import { useReturnFocus } from '../components/useReturnFocus.ts';
import { strings } from '../strings.ts';
import { ConflictDiff } from './ConflictDiff.tsx';
import styles from './ConflictSheet.module.css';

/** The conflict that is being decided, over the foot of the scene. Not modal: Esc leaves it waiting. */
export function ConflictSheet() {
  const id = useDesk((desk) => desk.conflict);
  const conflicts = useRoom((room) => room.conflicts);
  const count = useRoom((room) => room.counts.conflicts);
  const held = useRoom((room) => room.status !== null && room.status.halted !== null);
  const conflict = conflicts.find((each) => each.id === id);
  // The halt panel takes this place meanwhile; the sheet is back after it.
  return conflict === undefined || held ? null : (
    <Sheet key={conflict.id} conflict={conflict} conflicts={conflicts} count={count} />
  );
}

function Sheet({
  conflict,
  conflicts,
  count,
}: {
  readonly conflict: Conflict;
  readonly conflicts: readonly Conflict[];
  /** In all. */
  readonly count: number;
}) {
  const sheet = useRef<HTMLElement>(null);
  const name = useRoom(
    (room) => room.scene.objects.get(conflict.items[0]?.id ?? '')?.name ?? strings.change.deletedObject,
  );
  // It opened because a person asked for this conflict.
  useReturnFocus(sheet, 'nothing');
  useEffect(() => sheet.current?.focus(), []);
  const at = conflicts.indexOf(conflict);
  const step = (by: number): void => {
    const next = conflicts[(at + by + conflicts.length) % conflicts.length];
    if (next === undefined) return;
    if (next.items[0] !== undefined) selectObject(next.items[0].id);
    openConflict(next.id);
  };
  return (
    <section
      ref={sheet}
      className={styles.sheet}
      role="dialog"
      data-cover
      aria-modal="false"
      aria-label={strings.conflicts.sheet(name)}
      tabIndex={-1}
      data-card={conflictKey(conflict.id)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') openConflict(null);
      }}
    >
      <header className={styles.head}>
        <EqualNot aria-hidden="true" />
        <h3>{name}</h3>
        <span className={styles.count}>{strings.conflicts.collide(conflict.items.length)}</span>
        <span className={styles.position}>
          {strings.conflicts.position(at + 1, count)} · {strings.conflicts.escape}
        </span>
        {conflicts.length > 1 ? (
          <>
            <IconButton label={strings.conflicts.previous} onClick={() => step(-1)}>
              <ChevronLeft aria-hidden="true" />
            </IconButton>
            <IconButton label={strings.conflicts.next} onClick={() => step(1)}>
              <ChevronRight aria-hidden="true" />
            </IconButton>
          </>
        ) : null}
        <IconButton label={strings.conflicts.close} onClick={() => openConflict(null)}>
          <X aria-hidden="true" />
        </IconButton>
      </header>
      <ConflictDiff conflict={conflict} />
    </section>
  );
}
