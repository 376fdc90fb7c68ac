import type { WaitingView } from '#app/control-room/index.ts';
import type { SceneObject } from '#app/scene/index.ts';
import { strings } from '../strings.ts';
import styles from './Card.module.css';

/** What stays of what is deleted. An empty is all that is shared of it; of anything else engines alone have the rest. */
export function ShelfKeeps({ changes }: Pick<WaitingView, 'changes'>) {
  const losesMore = changes.some(({ before, after }) => {
    if (before?.facet !== 'existence' || after.value !== null) return false;
    return (before.value as SceneObject | null)?.kind !== 'empty';
  });
  return <p className={styles.note}>{losesMore ? strings.card.shelfKeepsLess : strings.card.shelfKeeps}</p>;
}
