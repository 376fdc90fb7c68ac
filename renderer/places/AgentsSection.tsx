import { useEffect, useRef, useState } from 'react';
import type { RequestResults } from '#app/control-room/index.ts';
import { LIMITS } from '#app/scene/index.ts';
import { Button } from '../components/Button.tsx';
import { CopyButton } from '../components/CopyButton.tsx';
import { Problem } from '../components/Problem.tsx';
import { useAsk } from '../components/useAsk.ts';
import { strings } from '../strings.ts';
import styles from './Connect.module.css';

/** A key for another agent; those that have one are in the table above. */
export function AgentsSection() {
  const words = strings.agents;
  return (
    <section className={styles.panel} aria-label={words.title}>
      <h3>{words.title}</h3>
      <NewAgent />
    </section>
  );
}

/** Makes a key, and shows it once. */
export function NewAgent({
  copies = false,
  onKey,
}: {
  /** What the client needs goes to the clipboard with it. */
  readonly copies?: boolean;
  /** A key is shown, or no longer is. */
  readonly onKey?: (isShown: boolean) => void;
}) {
  const { busy, problem, run } = useAsk();
  const [isCopied, setCopied] = useState(false);
  const [name, setName] = useState('');
  const [made, setMade] = useState<RequestResults['create_agent'] | null>(null);
  const words = strings.agents;
  if (made !== null)
    return (
      <NewKey
        made={made}
        isCopied={isCopied}
        onDone={() => {
          setMade(null);
          onKey?.(false);
        }}
      />
    );
  const usable = name.trim() !== '' && !busy;
  const make = async (): Promise<void> => {
    const value = await run('create_agent', { name: name.trim() });
    if (value === null) return;
    onKey?.(true);
    if (copies) setCopied((await run('copy_text', { text: value.clientConfig })) !== null);
    setMade(value);
    setName('');
  };
  return (
    <form
      className={styles.way}
      aria-label={words.create}
      onSubmit={(event) => {
        event.preventDefault();
        if (!usable) return;
        void make();
      }}
    >
      <h4>{words.create}</h4>
      <p>{words.createHint}</p>
      <div className={styles.make}>
        <input
          type="text"
          aria-label={words.name}
          placeholder={words.nameExample}
          maxLength={LIMITS.nameBytes}
          spellCheck={false}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" disabled={!usable}>
          {copies ? words.makeAndCopy : words.make}
        </Button>
      </div>
      <Problem text={problem} />
    </form>
  );
}

/** A key is shown once, so it comes into view by itself, and the keys are there to copy it. */
function NewKey({
  made,
  isCopied,
  onDone,
}: {
  readonly made: RequestResults['create_agent'];
  readonly isCopied: boolean;
  readonly onDone: () => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  const token = useRef<HTMLInputElement>(null);
  useEffect(() => {
    token.current?.focus({ preventScroll: true });
    // To the top: the new agent's own line appears above a moment later, and would push the key out of view again.
    box.current?.scrollIntoView({ block: 'start' });
  }, []);
  const words = strings.agents;
  return (
    <div ref={box} className={styles.secret} role="group" aria-label={words.config}>
      <p className={styles.once}>{isCopied ? words.copiedOnce : words.once}</p>
      <label className={styles.field}>
        <span>{words.token}</span>
        <input ref={token} readOnly value={made.token} onFocus={(event) => event.currentTarget.select()} />
      </label>
      <label className={styles.field}>
        <span>{words.address}</span>
        <input readOnly value={made.url} onFocus={(event) => event.currentTarget.select()} />
      </label>
      <label className={styles.field}>
        <span>{words.config}</span>
        <textarea
          readOnly
          rows={7}
          value={made.clientConfig}
          onFocus={(event) => event.currentTarget.select()}
        />
      </label>
      <div className={styles.actions}>
        <CopyButton text={made.clientConfig} label={words.copyConfig} />
        <CopyButton text={made.token} label={words.copyToken} />
        <Button small look="primary" onClick={onDone}>
          {words.done}
        </Button>
      </div>
    </div>
  );
}
