import { useEffect, useState } from 'react';
import type { LossView } from '#app/control-room/index.ts';
import { lossSentences } from '../model/taking-back.ts';
import { ask } from '../store/ask.ts';
import styles from './TakeBack.module.css';

/** What taking a confirmed change back would not bring back, said before anybody does. */
export function LossBefore({ n }: { readonly n: number }) {
  const [seen, setSeen] = useState<{ readonly n: number; readonly loss: LossView | undefined } | null>(null);
  useEffect(() => {
    let isOver = false;
    void ask('preview_undo', { changes: [n] }).then((answer) => {
      if (!isOver) setSeen({ n, loss: answer.ok ? answer.value.loss : undefined });
    });
    return () => {
      isOver = true;
    };
  }, [n]);
  const sentences = seen?.n === n ? lossSentences(seen.loss) : [];
  if (sentences.length === 0) return null;
  return (
    <div className={styles.loss}>
      {sentences.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
    </div>
  );
}
