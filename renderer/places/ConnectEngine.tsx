import { useEffect, useRef, useState } from 'react';
import type { RequestResults } from '#app/control-room/index.ts';
import { Button } from '../components/Button.tsx';
import { Problem } from '../components/Problem.tsx';
import { useAsk } from '../components/useAsk.ts';
import { formatDuration } from '../numbers.ts';
import { strings } from '../strings.ts';
import { CopyButton } from './CopyButton.tsx';
import styles from './Connect.module.css';

/** The ways in for an engine: launched with everything in place, the plug-in by hand, a one-time code. */
export function ConnectEngine() {
  const launch = useAsk();
  const install = useAsk();
  const pair = useAsk();
  const [launched, setLaunched] = useState(false);
  const [installedAt, setInstalledAt] = useState<string | null>(null);
  const [code, setCode] = useState<RequestResults['pair_engine'] | null>(null);
  const words = strings.engines;
  return (
    <section className={styles.panel} aria-label={words.connect}>
      <h3>{words.connect}</h3>
      <div className={styles.way}>
        <Button
          look="primary"
          disabled={launch.busy}
          onClick={() =>
            void launch.run('launch_engine', { kind: 'blender' }).then((value) => setLaunched(value !== null))
          }
        >
          {words.launch}
        </Button>
        <p role="status">{launched ? words.launching : words.launchHint}</p>
        <Problem text={launch.problem} />
      </div>
      <div className={styles.way}>
        <Button
          disabled={install.busy}
          onClick={() =>
            void install
              .run('install_plugin', { kind: 'blender' })
              .then((value) => setInstalledAt(value?.path ?? null))
          }
        >
          {words.install}
        </Button>
        <p role="status" data-selectable>
          {installedAt === null ? words.installHint : words.installed(installedAt)}
        </p>
        <Problem text={install.problem} />
      </div>
      <div className={styles.way}>
        <Button disabled={pair.busy} onClick={() => void pair.run('pair_engine', {}).then(setCode)}>
          {words.pair}
        </Button>
        <p>{words.pairHint}</p>
        <Problem text={pair.problem} />
        {code === null ? null : <PairingCode key={code.code} pairing={code} />}
      </div>
    </section>
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
