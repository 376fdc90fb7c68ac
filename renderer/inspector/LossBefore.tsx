import { useEffect, useState } from 'react';
import type { UndoView } from '#app/control-room/index.ts';
import { lossSentences } from '../model/taking-back.ts';
import { ask } from '../store/ask.ts';
import { ByPieces } from './ByPieces.tsx';
import styles from './TakeBack.module.css';

/** What taking a confirmed change back would not bring back, and whether it goes by several, said before anybody does. */
export function LossBefore({ n }: { readonly n: number }) {
  const [seen, setSeen] = useState<{ readonly n: number; readonly view: UndoView | null } | null>(null);
  useEffect(() => {
    let isOver = false;
    void ask('preview_undo', { changes: [n] }).then((answer) => {
      if (!isOver) setSeen({ n, view: answer.ok ? answer.value : null });
    });
    return () => {
      isOver = true;
    };
  }, [n]);
  const view = seen?.n === n ? seen.view : null;
  const sentences = lossSentences(view?.loss);
  return (
    <>
      <ByPieces pieces={view?.pieces ?? 0} />
      {sentences.length === 0 ? null : (
        <div className={styles.loss}>
          {sentences.map((sentence) => (
            <p key={sentence}>{sentence}</p>
          ))}
        </div>
      )}
    </>
  );
}
