import { useState } from 'react';
import type { RefObject } from 'react';
import type { RequestBody } from '#app/control-room/index.ts';
import { Button } from '../components/Button.tsx';
import { Problem } from '../components/Problem.tsx';
import { useAsk } from '../components/useAsk.ts';
import { isConnected } from '../model/verdict.ts';
import { useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import { PairByCode } from './PairByCode.tsx';
import styles from './Connect.module.css';

/** The ways in for an engine: launched with everything in place, the plug-in by hand, a one-time code. */
export function ConnectEngine({ pair }: { readonly pair: RefObject<HTMLButtonElement | null> }) {
  const launch = useAsk();
  const [launched, setLaunched] = useState(false);
  const isAlone = !useRoom((room) => room.sessions).some(isConnected);
  const words = strings.engines;
  return (
    <section className={styles.panel} aria-label={words.connect}>
      <h3>{words.connect}</h3>
      <div className={styles.way}>
        <Button
          look={isAlone ? 'primary' : 'plain'}
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
      <InstallPlugin kind="blender" />
      <InstallPlugin kind="unity" />
      <PairByCode hint={words.pairHint} button={pair} />
    </section>
  );
}

function InstallPlugin({ kind }: RequestBody<'install_plugin'>) {
  const { busy, problem, run } = useAsk();
  const [installedAt, setInstalledAt] = useState<string | null>(null);
  const words = strings.engines.install[kind];
  return (
    <div className={styles.way}>
      <Button
        disabled={busy}
        onClick={() =>
          void run('install_plugin', { kind }).then((value) => setInstalledAt(value?.path ?? installedAt))
        }
      >
        {words.action}
      </Button>
      <div role="status">
        <p data-selectable>{installedAt === null ? words.hint : words.done(installedAt)}</p>
        {installedAt === null || words.next === null ? null : <p>{words.next}</p>}
      </div>
      <Problem text={problem} />
    </div>
  );
}
