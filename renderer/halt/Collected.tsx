import type { CollectedObjectView, CollectedView } from '#app/control-room/index.ts';
import { engineName } from '../model/actors.ts';
import { selectObject } from '../store/actions.ts';
import { useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import styles from './HaltPanel.module.css';

/** What was edited in engines while everything is held, folded by object: it goes on when people do (rule 8). */
export function Collected({ collected }: { readonly collected: readonly CollectedView[] }) {
  const words = strings.halt;
  if (collected.length === 0) return <>{words.nothingCollected}</>;
  return (
    <>
      <ul className={styles.collected}>
        {collected.map(({ session, engine, edits, objects, first }) => (
          <li key={session}>
            {words.collectedIn(engineName(engine), edits)}{' '}
            {first.map((object) => (
              <span key={object.id} className={styles.item}>
                <Edited object={object} />
              </span>
            ))}
            {objects > first.length ? (
              <span className={styles.item}>{words.collectedMore(objects - first.length)}</span>
            ) : null}
          </li>
        ))}
      </ul>
      <span className={styles.aside}>{words.collectedKept}</span>
    </>
  );
}

function Edited({ object }: { readonly object: CollectedObjectView }) {
  const isShared = useRoom((room) => room.scene.objects.has(object.id));
  const name = object.name === '' ? strings.takeBack.unnamed : object.name;
  return (
    <>
      {isShared ? (
        <button type="button" className={styles.object} onClick={() => selectObject(object.id)}>
          {name}
        </button>
      ) : (
        <strong>{name}</strong>
      )}{' '}
      {whatOf(object)}
    </>
  );
}

function whatOf({ what, facets }: CollectedObjectView): string {
  if (what !== 'changed') return strings.card[what];
  const parts = strings.halt.collectedParts;
  return facets
    .map((facet) =>
      facet.startsWith('property:')
        ? parts.property(facet.slice('property:'.length))
        : parts[facet as Exclude<typeof facet, `property:${string}`>],
    )
    .join(', ');
}
