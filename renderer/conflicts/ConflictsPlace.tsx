import { CircleCheck } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from '../components/Button.tsx';
import { Empty } from '../components/Empty.tsx';
import { Mark } from '../components/Mark.tsx';
import { engineName, engineTone } from '../model/actors.ts';
import { Place } from '../places/Place.tsx';
import { openConflict, selectObject } from '../store/actions.ts';
import { useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import { ConflictDiff } from './ConflictDiff.tsx';
import styles from './ConflictsPlace.module.css';

/** Every collision that waits: a list, and the one that is being decided. */
export function ConflictsPlace() {
  const conflicts = useRoom((room) => room.conflicts);
  const behind = useRoom((room) => room.counts.conflicts - room.conflicts.length);
  const objects = useRoom((room) => room.scene.objects);
  const [chosen, setChosen] = useState<string | null>(null);
  const conflict = conflicts.find((each) => each.id === chosen) ?? conflicts[0];
  const first = conflict?.items[0]?.id ?? null;
  // What is decided is what the inspector tells about, whichever conflict comes to stand here.
  useEffect(() => {
    if (first !== null) selectObject(first);
  }, [first]);
  const nameOf = (id: string | undefined): string =>
    objects.get(id ?? '')?.name ?? strings.change.deletedObject;
  return (
    <Place title={strings.conflicts.title}>
      {conflict === undefined ? (
        <Empty icon={<CircleCheck />} title={strings.conflicts.none} text={strings.conflicts.noneText} />
      ) : (
        <div className={styles.body}>
          <ul className={styles.list}>
            {conflicts.map((each) => (
              <li key={each.id}>
                <button
                  type="button"
                  aria-current={each === conflict || undefined}
                  onClick={() => setChosen(each.id)}
                >
                  <Mark tone={engineTone(each.engine)} />
                  <span className={styles.name}>{nameOf(each.items[0]?.id)}</span>
                  <span className={styles.what}>
                    {engineName(each.engine)} · {strings.conflicts.collide(each.items.length)}
                  </span>
                </button>
              </li>
            ))}
            {behind > 0 ? <li className={styles.behind}>{strings.conflicts.behind(behind)}</li> : null}
          </ul>
          <div className={styles.diff}>
            <header className={styles.head}>
              <h3>{nameOf(conflict.items[0]?.id)}</h3>
              <Button small onClick={() => openConflict(conflict.id)}>
                {strings.conflicts.inScene}
              </Button>
            </header>
            <ConflictDiff key={conflict.id} conflict={conflict} />
          </div>
        </div>
      )}
    </Place>
  );
}
