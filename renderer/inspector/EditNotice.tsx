import { Siren } from 'lucide-react';
import { findChange } from '../model/changes.ts';
import type { SceneObject } from '#app/scene/index.ts';
import { Button } from '../components/Button.tsx';
import { armForce } from '../store/actions.ts';
import { useRoom } from '../store/store.ts';
import type { EditState } from '../store/store.ts';
import { strings } from '../strings.ts';
import styles from './EditNotice.module.css';

/** Why nothing can be changed here, that FORCE is armed, or what became of the last own change that did not go through. */
export function EditNotice({ object, edit }: { readonly object: SceneObject; readonly edit: EditState }) {
  const failure = useRoom((room) => room.failures.findLast((each) => each.objects.includes(object.id)));
  const failed = useRoom((room) =>
    failure === undefined ? undefined : findChange(room.changes, failure.id),
  );
  if (edit === 'forced') {
    return (
      <div className={styles.forced} role="status">
        <Siren aria-hidden="true" />
        <p>{strings.inspector.forceOn}</p>
        <Button small onClick={() => armForce(null)}>
          {strings.halt.forceCancel}
        </Button>
      </div>
    );
  }
  if (edit === 'past') return <p className={styles.quiet}>{strings.past.editing}</p>;
  if (edit === 'held') return <p className={styles.held}>{strings.inspector.held}</p>;
  if (edit === 'read_only') return <p className={styles.quiet}>{strings.inspector.readOnly}</p>;
  if (failed === undefined) {
    const lost = failure?.lost ?? null;
    return lost === null ? null : (
      <p className={styles.failed} role="alert">
        {strings.notices.failedTitle(lost.label)}. {lost.reason}
      </p>
    );
  }
  return (
    <p className={styles.failed} role="alert">
      {strings.card.outcomes[failed.state]}
      {failed.reason === null ? '' : `: ${failed.reason.message}`}
    </p>
  );
}
