import { useState } from 'react';
import { ask } from '../store/ask.ts';
import { strings } from '../strings.ts';
import styles from './CopyHead.module.css';

/** A history's head, to be compared by eye and handed on whole. */
export function CopyHead({ head }: { readonly head: string }) {
  const words = strings.history;
  const [copied, setCopied] = useState(false);
  return (
    <button
      type="button"
      className={styles.head}
      title={`${words.headHint} ${head}`}
      aria-label={`${words.copyHead} ${words.shortHead(head)}`}
      onClick={() => void ask('copy_text', { text: head }).then(({ ok }) => setCopied(ok))}
    >
      {words.head} <span>{words.shortHead(head)}</span>
      <span role="status">{copied ? words.copiedHead : ''}</span>
    </button>
  );
}
