import { Trash2 } from 'lucide-react';
import { useRef, useState } from 'react';
import { descendantsOf } from '#app/scene/index.ts';
import type { SceneObject } from '#app/scene/index.ts';
import { Button } from '../components/Button.tsx';
import { Popup } from '../components/Popup.tsx';
import { Problem } from '../components/Problem.tsx';
import { store } from '../store/store.ts';
import { strings } from '../strings.ts';
import { change } from './change.ts';
import styles from './DeleteObject.module.css';

/** Names spelled out before the rest is counted. */
const NAMES_SHOWN = 6;
const SHOWN_ID_DIGITS = 8;

/** Deleting names everything that goes along, never a child by implication. */
export function DeleteObject({
  object,
  readOnly,
}: {
  readonly object: SceneObject;
  readonly readOnly: boolean;
}) {
  const [open, setOpen] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const cancel = useRef<HTMLButtonElement>(null);
  if (readOnly) return null;
  // Read when asked, not on every change of the scene: walking 100,000 objects is for the click.
  const { scene } = store.getState().room;
  const descendants = open ? descendantsOf(scene, object.id) : [];
  const names = [object.id, ...descendants]
    .slice(0, NAMES_SHOWN)
    .map((id) => scene.objects.get(id)?.name ?? '');
  const rest = descendants.length + 1 - names.length;
  return (
    <div className={styles.delete}>
      <Popup
        open={open}
        onOpenChange={setOpen}
        label={strings.inspector.delete}
        align="end"
        initialFocus={cancel}
        trigger={
          <Button small look="quiet">
            <Trash2 aria-hidden="true" />
            {strings.inspector.delete}
          </Button>
        }
      >
        <div className={styles.sure}>
          <p>
            {strings.inspector.deleteText(
              rest > 0 ? `${names.join(', ')}, ${strings.card.more(rest)}` : names.join(', '),
            )}
          </p>
          <div className={styles.actions}>
            <Button ref={cancel} onClick={() => setOpen(false)}>
              {strings.inspector.cancel}
            </Button>
            <Button
              look="primary"
              onClick={() => {
                setOpen(false);
                void change(
                  [{ op: 'delete', id: object.id, descendants }],
                  strings.facets.existence,
                  object,
                ).then(setProblem);
              }}
            >
              {strings.inspector.deleteConfirm(descendants.length + 1)}
            </Button>
          </div>
        </div>
      </Popup>
      <Problem text={problem} />
      <span className={styles.id} data-selectable title={object.id}>
        {object.id.slice(0, SHOWN_ID_DIGITS)}
      </span>
    </div>
  );
}
