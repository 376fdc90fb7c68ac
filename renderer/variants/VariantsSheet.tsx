import { Columns3, X } from 'lucide-react';
import { useEffect, useMemo, useRef } from 'react';
import type { WaitingView } from '#app/control-room/index.ts';
import { IconButton } from '../components/Button.tsx';
import { useReturnFocus } from '../components/useReturnFocus.ts';
import { variantsOf } from '../model/variants.ts';
import { compareVariants } from '../store/actions.ts';
import { useDesk, useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import { VariantsTable } from './VariantsTable.tsx';
import sheetStyles from '../conflicts/ConflictSheet.module.css';
import styles from './Variants.module.css';

/** Suggestions about the same objects, over the foot of the scene. Not modal: Esc leaves them waiting. */
export function VariantsSheet() {
  const id = useDesk((desk) => desk.compared);
  const waiting = useRoom((room) => room.waiting);
  const held = useRoom((room) => room.status !== null && room.status.halted !== null);
  const cards = useMemo(() => {
    const card = waiting.find((each) => each.id === id);
    return card === undefined ? [] : variantsOf(waiting, card);
  }, [waiting, id]);
  // The halt panel takes this place meanwhile; the sheet is back after it. Once one is decided, none is left to compare.
  return cards.length === 0 || held ? null : (
    <Sheet key={cards.map((each) => each.id).join(' ')} cards={cards} />
  );
}

function Sheet({ cards }: { readonly cards: readonly WaitingView[] }) {
  const sheet = useRef<HTMLElement>(null);
  const words = strings.variants;
  // It opened because a person asked for it.
  useReturnFocus(sheet, 'stage');
  useEffect(() => sheet.current?.focus(), []);
  return (
    <section
      ref={sheet}
      className={`${sheetStyles.sheet} ${styles.sheet}`}
      role="dialog"
      data-cover
      aria-modal="false"
      aria-label={words.title}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === 'Escape') compareVariants(null);
      }}
    >
      <header className={sheetStyles.head}>
        <Columns3 aria-hidden="true" />
        <h3>{words.title}</h3>
        <span className={sheetStyles.count} />
        <span className={sheetStyles.position}>{words.escape}</span>
        <IconButton label={words.close} onClick={() => compareVariants(null)}>
          <X aria-hidden="true" />
        </IconButton>
      </header>
      <VariantsTable cards={cards} />
    </section>
  );
}
