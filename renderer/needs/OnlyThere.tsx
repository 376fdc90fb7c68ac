import type { OnlyThereView } from '#app/control-room/index.ts';
import { thereLines } from '../model/only-there.ts';
import { useRoom } from '../store/store.ts';
import styles from './OnlyThere.module.css';

/** What exists in one engine alone, a line each. */
export function OnlyThere({ there }: { readonly there: OnlyThereView }) {
  const scene = useRoom((room) => room.scene);
  return (
    <ul className={styles.lines} data-selectable>
      {thereLines(there, (id) => scene.objects.get(id)?.name).map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
