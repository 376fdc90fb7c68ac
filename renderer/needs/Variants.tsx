import { useMemo } from 'react';
import type { WaitingView } from '#app/control-room/index.ts';
import { Button } from '../components/Button.tsx';
import { laneLabel } from '../model/actors.ts';
import { sharedCount, variantsOf } from '../model/variants.ts';
import { compareVariants, selectChange } from '../store/actions.ts';
import { useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import styles from './Card.module.css';

/** Says that other agents suggest otherwise for the same objects, and lays them side by side. */
export function Variants({ waiting }: { readonly waiting: WaitingView }) {
  const all = useRoom((room) => room.waiting);
  const cards = useMemo(() => variantsOf(all, waiting), [all, waiting]);
  if (cards.length === 0) return null;
  const words = strings.variants;
  const others = cards.filter((card) => card !== waiting).map(({ actor }) => laneLabel(actor));
  return (
    <p className={styles.variants}>
      <span>{words.note(others, sharedCount(cards))}</span>
      <Button
        small
        aria-label={words.compareLabel(others)}
        onClick={() => {
          selectChange(waiting.id);
          compareVariants(waiting.id);
        }}
      >
        {words.compare}
      </Button>
    </p>
  );
}
