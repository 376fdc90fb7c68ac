import type { SceneObject } from '#app/scene/index.ts';
import { BringBack } from '../halt/BringBack.tsx';
import { differingRows } from '../model/past.ts';
import { formatCount } from '../numbers.ts';
import { useDesk, useRoom, useShownReading } from '../store/store.ts';
import { strings } from '../strings.ts';
import styles from './PastNote.module.css';

/** What an object of the version on screen has become since, and the way to bring it back alone. */
export function PastNote({ object }: { readonly object: SceneObject }) {
  const shown = useDesk((desk) => desk.past?.shown ?? null);
  const against = useDesk((desk) => desk.past?.against ?? null);
  const now = useRoom((room) => room.scene);
  const reading = useShownReading();
  if (shown === null) return null;
  const words = strings.past;
  const since = (against ?? now).objects.get(object.id);
  const place = against === null ? words.placeNow : words.placeOf(formatCount(against.revision));
  const rows = since === undefined ? [] : differingRows(object, since, reading);
  return (
    <section className={styles.note} aria-label={words.ofObject(formatCount(shown.revision))}>
      <h3>{words.ofObject(formatCount(shown.revision))}</h3>
      {since === undefined ? (
        <p>{words.goneSince(place)}</p>
      ) : rows.length === 0 ? (
        <p>{words.same(place)}</p>
      ) : (
        <table className={styles.rows}>
          <thead>
            <tr>
              <th scope="col">{words.value}</th>
              <th scope="col">{words.then}</th>
              <th scope="col">{place}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.what}>
                <th scope="row">{row.what}</th>
                <td>{row.before}</td>
                <td>{row.after}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {against === null && (since === undefined || rows.length > 0) ? (
        <BringBack key={object.id} small suggested={shown.revision} objects={[object.id]} />
      ) : null}
    </section>
  );
}
