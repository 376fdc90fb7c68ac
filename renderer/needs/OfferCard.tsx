import { Gamepad2 } from 'lucide-react';
import { useState } from 'react';
import type { ShelfEntry } from '#app/ledger/index.ts';
import { Button } from '../components/Button.tsx';
import { Problem } from '../components/Problem.tsx';
import { useAsk } from '../components/useAsk.ts';
import { engineName } from '../model/actors.ts';
import { offerKey } from '#app/control-room/cards.ts';
import { engineOfEntry, offeredValues } from '../model/offers.ts';
import type { OfferedValue } from '../model/offers.ts';
import { useReading, useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import { usePointedAt } from './usePointedAt.ts';
import { ValuePicks } from './ValuePicks.tsx';
import card from './Card.module.css';

/** Values shown before the rest is asked for. */
const VALUES_AT_FIRST = 6;

/**
 * What a hand changed in an engine's play mode, value by value. Nothing is picked beforehand, and nothing is shared
 * before *Keep*; what is left stays on the shelf (rule 7).
 */
export function OfferCard({
  entry,
  closed: cardClosed,
}: {
  readonly entry: ShelfEntry;
  readonly closed: boolean;
}) {
  const key = offerKey(entry.id);
  const element = usePointedAt(key);
  const { busy, problem, run } = useAsk();
  const reading = useReading();
  const scene = useRoom((room) => room.scene);
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [all, setAll] = useState(false);
  const values = offeredValues(entry, scene, reading);
  const free = values.filter(({ canKeep }) => canKeep);
  const taken = free.filter((value) => picked.has(value.key));
  const shown = all || values.length <= VALUES_AT_FIRST + 1 ? values : values.slice(0, VALUES_AT_FIRST);
  const closed = busy || cardClosed;
  const words = strings.played;
  const title = `title ${key}`.replaceAll(' ', '-');
  const answer = (take: readonly OfferedValue[]): void => {
    if (!closed)
      void run('answer_offer', { shelf: entry.id, take: take.map(({ id, facet }) => ({ id, facet })) });
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what points at a card gives it the focus
    <article
      ref={element}
      className={card.card}
      data-kind="played"
      tabIndex={0}
      data-card={key}
      aria-labelledby={title}
    >
      <header className={card.question}>
        <span className={card.icon} aria-hidden="true">
          <Gamepad2 />
        </span>
        <h3 id={title} className={card.title}>
          {words.title(values.length, engineName(engineOfEntry(entry)))}
        </h3>
      </header>
      <p className={card.text}>{words.text}</p>
      <ValuePicks
        shown={shown}
        free={free.map((value) => value.key)}
        picked={picked}
        words={words}
        onPick={setPicked}
      />
      {shown.length === values.length && !all ? null : (
        <Button look="quiet" small aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? strings.card.fewer : strings.card.more(values.length - shown.length)}
        </Button>
      )}
      {taken.some(({ since }) => since !== null) ? <p className={card.note}>{words.asksFirst}</p> : null}
      <Problem text={problem} />
      <div className={card.actions}>
        <Button look="primary" disabled={closed || taken.length === 0} onClick={() => answer(taken)}>
          {words.keep(taken.length)}
        </Button>
        <Button disabled={closed} onClick={() => answer([])}>
          {words.leave}
        </Button>
      </div>
    </article>
  );
}
