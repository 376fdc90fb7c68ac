import { useEffect, useRef, useState } from 'react';
import { summarySentence } from '../model/away.ts';
import { engineName, laneLabel } from '../model/actors.ts';
import { engineOfEntry } from '../model/offers.ts';
import { mergePhrase, mergeSubject } from '../model/notices.ts';
import { settledSentence } from '../model/settled.ts';
import { verdictOf } from '../model/verdict.ts';
import { askingCount } from '../store/room.ts';
import { useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import styles from './unseen.module.css';

/** Says aloud what must be heard: a halt at once, what needs somebody when it is quiet. */
export function Announcer() {
  const halted = useRoom((room) => (room.status === null ? null : room.status.halted !== null));
  const cards = useRoom(askingCount);
  const known = useRoom((room) => room.status !== null);
  const verdict = useRoom((room) => verdictOf(room).phrase);
  const newest = useRoom((room) => {
    const card = room.cards.find((each) => each.key === room.cardMemory.order.at(-1));
    if (card?.kind === 'played')
      return strings.played.title(card.entry.states.length, engineName(engineOfEntry(card.entry)));
    return card?.kind === 'suggestion'
      ? strings.card.label(laneLabel(card.waiting.actor), card.waiting.task ?? '')
      : '';
  });
  const moot = useRoom((room) => room.cardMemory.moot);
  const [settled, setSettled] = useState('');
  const said = useRef(moot);
  useEffect(() => {
    const news = settledSentence(said.current, moot);
    said.current = moot;
    if (news !== '' || moot.length === 0) setSettled(news);
  }, [moot]);
  const notice = useRoom((room) => {
    const newest = room.notices.at(-1);
    if (newest?.kind === 'decided')
      return strings.announce.notice(
        strings.conflictRules.decided(newest.decided.length, engineName(newest.decided[0]?.engine ?? '')),
      );
    return newest?.kind === 'merge'
      ? strings.announce.notice(
          `${mergeSubject(newest.merge, (id) => room.scene.objects.get(id)?.name)}: ${mergePhrase(newest.merge)}`,
        )
      : '';
  });
  const away = useRoom((room) => {
    const summary = room.attention.away;
    return summary === null ? '' : summarySentence(summary);
  });
  const isQuiet = useRoom((room) => room.attention.quiet !== null);
  const [spoken, setSpoken] = useState('');
  const before = useRef<boolean | null>(null);
  useEffect(() => {
    if (halted === true && before.current !== true) setSpoken(strings.halt.announced);
    else if (halted === false && before.current === true) setSpoken(strings.halt.announcedEnd);
    before.current = halted;
  }, [halted]);
  return (
    <>
      <div className={styles.unseen} role="alert">
        {spoken}
      </div>
      <div className={styles.unseen} aria-live="polite">
        {verdict}
      </div>
      <div className={styles.unseen} aria-live="polite">
        {known ? (cards === 0 ? strings.announce.noCards : `${strings.announce.cards(cards)} ${newest}`) : ''}
      </div>
      <div className={styles.unseen} aria-live="polite">
        {settled}
      </div>
      <div className={styles.unseen} aria-live="polite">
        {notice}
      </div>
      <div className={styles.unseen} aria-live="polite">
        {away}
      </div>
      <div className={styles.unseen} aria-live="polite">
        {isQuiet ? strings.quiet.announced : ''}
      </div>
    </>
  );
}
