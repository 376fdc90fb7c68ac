import { useEffect, useRef, useState } from 'react';
import { Bot, Box, Hexagon, Play } from 'lucide-react';
import { Problem } from '../components/Problem.tsx';
import { useAsk } from '../components/useAsk.ts';
import { PairByCode } from '../places/PairByCode.tsx';
import { goTo } from '../store/actions.ts';
import { strings } from '../strings.ts';
import styles from './FirstRun.module.css';

/** Nothing is set up: the ways to begin. */
export function FirstRun() {
  const blender = useAsk();
  const unity = useAsk();
  const demo = useAsk();
  const [demoStarted, setDemoStarted] = useState(false);
  const [unityAt, setUnityAt] = useState<string | null>(null);
  const words = strings.firstRun;
  if (unityAt !== null) return <UnityReady path={unityAt} onBack={() => setUnityAt(null)} />;
  return (
    <div className={styles.first}>
      <h3>{words.title}</h3>
      <p className={styles.text}>{words.text}</p>
      <div className={styles.choices}>
        <button
          type="button"
          className={styles.choice}
          aria-disabled={blender.busy || undefined}
          onClick={() => (blender.busy ? undefined : void blender.run('launch_engine', { kind: 'blender' }))}
        >
          <Box aria-hidden="true" data-engine="blender" />
          <span className={styles.name}>{words.blender}</span>
          <span className={styles.what}>{blender.busy ? strings.engines.launching : words.blenderText}</span>
        </button>
        <button
          type="button"
          className={styles.choice}
          aria-disabled={unity.busy || undefined}
          onClick={() =>
            unity.busy
              ? undefined
              : void unity
                  .run('install_plugin', { kind: 'unity' })
                  .then((value) => setUnityAt(value?.path ?? null))
          }
        >
          <Hexagon aria-hidden="true" data-engine="unity" />
          <span className={styles.name}>{words.unity}</span>
          <span className={styles.what}>{words.unityText}</span>
        </button>
        <button type="button" className={styles.choice} onClick={() => goTo('engines')}>
          <Bot aria-hidden="true" data-engine="agent" />
          <span className={styles.name}>{words.agent}</span>
          <span className={styles.what}>{words.agentText}</span>
        </button>
      </div>
      <button
        type="button"
        className={styles.demo}
        aria-disabled={demo.busy || undefined}
        onClick={() =>
          demo.busy
            ? undefined
            : void demo.run('start_demo', {}).then((value) => setDemoStarted(value !== null))
        }
      >
        <Play aria-hidden="true" />
        <span className={styles.name}>{strings.demo.choice}</span>
        <span className={styles.what}>{demo.busy ? strings.demo.starting : strings.demo.choiceText}</span>
      </button>
      <p className={styles.started} role="status">
        {demoStarted ? strings.demo.started : ''}
      </p>
      <Problem text={demo.problem} />
      <Problem text={blender.problem} />
      <Problem text={unity.problem} />
      <button type="button" className={styles.hand} onClick={() => goTo('engines')}>
        {words.byHand}
      </button>
    </div>
  );
}

/** The package is installed: where it is, what to do in Unity, and the code to type there. */
function UnityReady({ path, onBack }: { readonly path: string; readonly onBack: () => void }) {
  const title = useRef<HTMLHeadingElement>(null);
  // The button that the keys were on is gone.
  useEffect(() => title.current?.focus(), []);
  const words = strings.firstRun;
  const { done, next } = strings.engines.install.unity;
  return (
    <div className={styles.ready}>
      <h3 ref={title} tabIndex={-1}>
        {words.unityReady}
      </h3>
      <div role="status">
        <p data-selectable>{done(path)}</p>
        <p>{next}</p>
      </div>
      <PairByCode hint={words.unityPairHint} />
      <button type="button" className={styles.hand} onClick={onBack}>
        {words.otherWays}
      </button>
    </div>
  );
}
