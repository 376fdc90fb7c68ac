import { useStore } from 'zustand';
import type { StoreApi } from 'zustand/vanilla';
import { FlipHorizontal2 } from 'lucide-react';
import { Button } from '../../components/Button.tsx';
import { engineName } from '../../model/actors.ts';
import { useKeys } from '../../shortcuts.ts';
import { strings } from '../../strings.ts';
import type { Saying } from './SaidLine.tsx';
import styles from './SpaceView.module.css';

interface CompareButtonProps {
  readonly isAfter: boolean;
  readonly saying: StoreApi<Saying>;
  readonly onCompare: () => void;
}

/** Does what the key does, and says from where both are looked at. */
export function CompareButton({ isAfter, saying, onCompare }: CompareButtonProps) {
  const compared = useStore(saying, (now) => now.compared);
  const keysOf = useKeys();
  const words = strings.space;
  return (
    <>
      <Button
        small
        aria-pressed={isAfter}
        title={`${words.compareTitle} (${keysOf('flip').join('+')})`}
        onClick={onCompare}
      >
        <FlipHorizontal2 aria-hidden="true" />
        <span className={styles.compareWord}>{words.compare}</span>
      </Button>
      <span className={styles.compared} role="status">
        {compared === null
          ? ''
          : compared === 'here'
            ? words.comparedHere
            : words.comparedFrom(engineName(compared.engine))}
      </span>
    </>
  );
}
