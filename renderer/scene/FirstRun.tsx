import { useEffect, useRef, useState } from 'react';
import { Bot, Box, Hexagon, Play } from 'lucide-react';
import { Problem } from '../components/Problem.tsx';
import { useAsk } from '../components/useAsk.ts';
import { NewAgent } from '../places/AgentsSection.tsx';
import { PairByCode } from '../places/PairByCode.tsx';
import { goTo } from '../store/actions.ts';
import { strings } from '../strings.ts';
import styles from './FirstRun.module.css';

/** Nothing is set up: the ways to begin. */
export function FirstRun({
  onKey,
}: {
  /** The key of the first agent is shown, or no longer is: until then this has to stay, whatever is there by now. */
  readonly onKey: (isShown: boolean) => void;
}) {
  const blender = useAsk();
  const [launched, setLaunched] = useState(false);
  const [isForAgent, setForAgent] = useState(false);
  const unity = useAsk();
  const demo = useAsk();
  const [demoStarted, setDemoStarted] = useState(false);
  const [unityAt, setUnityAt] = useState<string | null>(null);
  const words = strings.firstRun;
  const launch = async (): Promise<void> => {
    if (!blender.busy) setLaunched((await blender.run('launch_engine', { kind: 'blender' })) !== null);
  };
  if (isForAgent) return <AgentReady onKey={onKey} onBack={() => setForAgent(false)} />;
  if (unityAt !== null) return <UnityReady path={unityAt} onBack={() => setUnityAt(null)} />;
  return (
    <div className={styles.first}>
      <h3>{words.title}</h3>
      <p className={styles.text}>{words.text}</p>
      <div className={styles.choices}>
        <button
          type="button"
          className={styles.choice}
          // Until it connects, which ends all this, or is started once more.
          aria-disabled={blender.busy || launched || undefined}
          onClick={() => (launched ? undefined : void launch())}
        >
          <Box aria-hidden="true" data-engine="blender" />
          <span className={styles.name}>{words.blender}</span>
          <span className={styles.what} role="status">
            {blender.busy ? strings.engines.launching : launched ? words.blenderComes : words.blenderText}
          </span>
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
        <button type="button" className={styles.choice} onClick={() => setForAgent(true)}>
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
      {launched ? (
        <button type="button" className={styles.hand} onClick={() => void launch()}>
          {words.blenderAgain}
        </button>
      ) : null}
      <button type="button" className={styles.hand} onClick={() => goTo('engines')}>
        {words.byHand}
      </button>
    </div>
  );
}

/** A key for the first agent, with what its client needs on the clipboard. */
function AgentReady({
  onKey,
  onBack,
}: {
  readonly onKey: (isShown: boolean) => void;
  readonly onBack: () => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  // The button that the keys were on is gone.
  useEffect(() => box.current?.querySelector('input')?.focus(), []);
  return (
    <div ref={box} className={styles.ready}>
      <NewAgent copies onKey={onKey} />
      <button type="button" className={styles.hand} onClick={onBack}>
        {strings.firstRun.otherWays}
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
