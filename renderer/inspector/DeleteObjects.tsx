import { Trash2 } from 'lucide-react';
import { useRef, useState } from 'react';
import { descendantsOf, objectsTouched } from '#app/scene/index.ts';
import type { Operation, SceneObject } from '#app/scene/index.ts';
import { Button } from '../components/Button.tsx';
import { Popup } from '../components/Popup.tsx';
import { Problem } from '../components/Problem.tsx';
import { topsOf } from '../model/selection.ts';
import { store } from '../store/store.ts';
import { strings } from '../strings.ts';
import { change } from './change.ts';
import styles from './DeleteObjects.module.css';

/** Names spelled out before the rest is counted. */
const NAMES_SHOWN = 6;
const SHOWN_ID_DIGITS = 8;

/** Deleting names everything that goes along, never a child by implication; several objects go by one change. */
export function DeleteObjects({
  objects,
  readOnly,
}: {
  readonly objects: readonly SceneObject[];
  readonly readOnly: boolean;
}) {
  const [open, setOpen] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const cancel = useRef<HTMLButtonElement>(null);
  if (readOnly) return null;
  // Read when asked, not on every change of the scene: walking 100,000 objects is for the click.
  const { scene } = store.getState().room;
  // What hangs below another one of them goes along with that.
  const tops = open ? topsOf(objects, (id) => scene.objects.get(id)?.parent) : [];
  const operations = tops.map(({ id }): Operation => ({
    op: 'delete',
    id,
    descendants: descendantsOf(scene, id),
  }));
  const going = objectsTouched(operations);
  const names = going.slice(0, NAMES_SHOWN).map((id) => scene.objects.get(id)?.name ?? '');
  const rest = going.length - names.length;
  const words = strings.inspector;
  const [only] = objects;
  return (
    <div className={styles.delete}>
      <Popup
        open={open}
        onOpenChange={setOpen}
        label={words.delete(objects.length)}
        align="end"
        initialFocus={cancel}
        trigger={
          <Button small look="quiet">
            <Trash2 aria-hidden="true" />
            {words.delete(objects.length)}
          </Button>
        }
      >
        <div className={styles.sure}>
          <p>
            {words.deleteText(
              rest > 0 ? `${names.join(', ')}, ${strings.card.more(rest)}` : names.join(', '),
            )}
          </p>
          {going.some((id) => scene.objects.get(id)?.kind !== 'empty') ? <p>{words.deleteLoss}</p> : null}
          <div className={styles.actions}>
            <Button ref={cancel} onClick={() => setOpen(false)}>
              {words.cancel}
            </Button>
            <Button
              look="primary"
              onClick={() => {
                setOpen(false);
                void change(operations, strings.facets.existence, objects).then(setProblem);
              }}
            >
              {words.deleteConfirm(going.length)}
            </Button>
          </div>
        </div>
      </Popup>
      <Problem text={problem} />
      {only === undefined || objects.length > 1 ? null : (
        <span className={styles.id} data-selectable title={only.id}>
          {only.id.slice(0, SHOWN_ID_DIGITS)}
        </span>
      )}
    </div>
  );
}
