import { Columns3 } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { Sheet } from '../components/Sheet.tsx';
import { variantsOf } from '../model/variants.ts';
import type { VariantPicks } from '../model/variants.ts';
import { compareVariants } from '../store/actions.ts';
import { useDesk, useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import { VariantsTable } from './VariantsTable.tsx';

const NOTHING_CHOSEN: VariantPicks = new Map();

/** Suggestions about the same objects, over the foot of the scene. Not modal: Esc leaves them waiting. */
export function VariantsSheet() {
  const opened = useDesk((desk) => desk.compared);
  const waiting = useRoom((room) => room.waiting);
  const held = useRoom((room) => room.status !== null && room.status.halted !== null);
  const cards = useMemo(() => {
    const card = waiting.find((each) => each.id === opened?.key);
    return card === undefined ? [] : variantsOf(waiting, card);
  }, [waiting, opened]);
  const times = opened?.times ?? null;
  // As long as a person looks at these, whichever come and go beside them, and over a halt.
  const [chosen, setChosen] = useState({ times, picks: NOTHING_CHOSEN });
  const sheet = useRef<HTMLElement>(null);
  // It takes the focus where a person opened it, and not where a halt is over.
  useEffect(() => {
    if (times !== null) sheet.current?.focus();
  }, [times]);
  // Once one is decided, none may be left to compare: what comes later opens nothing by itself.
  const isOver = opened !== null && cards.length === 0;
  useEffect(() => {
    if (isOver) compareVariants(null);
  }, [isOver]);
  const words = strings.variants;
  // The halt panel takes this place meanwhile; the sheet is back after it.
  return cards.length === 0 || held ? null : (
    <Sheet
      key={times}
      sheet={sheet}
      label={words.title}
      tone="agent"
      icon={<Columns3 aria-hidden="true" />}
      title={words.title}
      hint={words.escape}
      closing={words.close}
      onClose={() => compareVariants(null)}
      otherwise="stage"
    >
      <VariantsTable
        cards={cards}
        chosen={chosen.times === times ? chosen.picks : NOTHING_CHOSEN}
        onChoose={(picks) => setChosen({ times, picks })}
      />
    </Sheet>
  );
}
