import { useEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';
import type { RequestResults } from '#app/control-room/index.ts';
import { Button } from '../components/Button.tsx';
import { CopyButton } from '../components/CopyButton.tsx';
import { Problem } from '../components/Problem.tsx';
import { useAsk } from '../components/useAsk.ts';
import { formatDuration } from '../numbers.ts';
import { strings } from '../strings.ts';
import styles from './Connect.module.css';

/** A one-time code for an engine that has the plug-in: asked for when it is needed, since it expires. `hint` says where it goes. */
export function PairByCode({
  hint,
  button = null,
}: {
  readonly hint: string;
  /** The button that asks for it, for who leads there. */
  readonly button?: RefObject<HTMLButtonElement | null> | null;
}) {
  const { busy, problem, run } = useAsk();
  const [code, setCode] = useState<RequestResults['pair_engine'] | null>(null);
  const words = strings.engines;
  return (
    <div className={styles.way}>
      <Button ref={button} disabled={busy} onClick={() => void run('pair_engine', {}).then(setCode)}>
        {words.pair}
      </Button>
      <p>{hint}</p>
      <Problem text={problem} />
      {code === null ? null : <PairingCode key={code.code} pairing={code} />}
    </div>
  );
}

function PairingCode({ pairing }: { readonly pairing: RequestResults['pair_engine'] }) {
  const [leftMs, setLeftMs] = useState(pairing.expiresInMs);
  useEffect(() => {
    const end = performance.now() + pairing.expiresInMs;
    const timer = setInterval(() => {
      const left = Math.max(0, end - performance.now());
      setLeftMs(left);
      if (left === 0) clearInterval(timer);
    }, 500);
    return () => clearInterval(timer);
  }, [pairing]);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.scrollIntoView({ block: 'nearest' }), []);
  const words = strings.engines;
  if (leftMs === 0) return <p className={styles.expired}>{words.pairExpired}</p>;
  return (
    <div ref={box} className={styles.code} role="group" aria-label={words.pairCode}>
      <output className={styles.digits} aria-label={words.pairCode} data-selectable>
        {pairing.code}
      </output>
      <CopyButton text={pairing.code} label={words.copy} />
      <span className={styles.left}>{words.pairExpires(formatDuration(leftMs))}</span>
      <span className={styles.endpoint} data-selectable>
        {words.pairEndpoint} <span>{pairing.endpoint}</span>
      </span>
    </div>
  );
}
