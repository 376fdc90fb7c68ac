import { ChevronLeft, ChevronRight, EqualNot } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { Conflict } from '#app/ledger/index.ts';
import { IconButton } from '../components/Button.tsx';
import { Sheet } from '../components/Sheet.tsx';
import { openConflict, selectObject } from '../store/actions.ts';
import { useDesk, useRoom } from '../store/store.ts';
import { conflictKey } from '#app/control-room/cards.ts';
import { strings } from '../strings.ts';
import { ConflictDiff } from './ConflictDiff.tsx';

/** The conflict that is being decided, over the foot of the scene. Not modal: Esc leaves it waiting. */
export function ConflictSheet() {
  const id = useDesk((desk) => desk.conflict);
  const conflicts = useRoom((room) => room.conflicts);
  const count = useRoom((room) => room.counts.conflicts);
  const held = useRoom((room) => room.status !== null && room.status.halted !== null);
  const conflict = conflicts.find((each) => each.id === id);
  // The halt panel takes this place meanwhile; the sheet is back after it.
  return conflict === undefined || held ? null : (
    <Deciding key={conflict.id} conflict={conflict} conflicts={conflicts} count={count} />
  );
}

function Deciding({
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
  useEffect(() => sheet.current?.focus(), []);
  const at = conflicts.indexOf(conflict);
  const step = (by: number): void => {
    const next = conflicts[(at + by + conflicts.length) % conflicts.length];
    if (next === undefined) return;
    if (next.items[0] !== undefined) selectObject(next.items[0].id);
    openConflict(next.id);
  };
  const words = strings.conflicts;
  return (
    <Sheet
      sheet={sheet}
      label={words.sheet(name)}
      tone="conflict"
      icon={<EqualNot aria-hidden="true" />}
      title={name}
      count={words.collide(conflict.items.length)}
      hint={`${words.position(at + 1, count)} · ${words.escape}`}
      buttons={
        conflicts.length > 1 ? (
          <>
            <IconButton label={words.previous} onClick={() => step(-1)}>
              <ChevronLeft aria-hidden="true" />
            </IconButton>
            <IconButton label={words.next} onClick={() => step(1)}>
              <ChevronRight aria-hidden="true" />
            </IconButton>
          </>
        ) : null
      }
      closing={words.close}
      onClose={() => openConflict(null)}
      otherwise="nothing"
      card={conflictKey(conflict.id)}
    >
      <ConflictDiff conflict={conflict} />
    </Sheet>
  );
}
