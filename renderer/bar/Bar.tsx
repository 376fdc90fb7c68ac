import { Bot } from 'lucide-react';
import { formatLatency } from '../numbers.ts';
import { engineTone, sessionName, stateHint, stateWord } from '../model/actors.ts';
import { driftParts, isConnected, unsavedParts } from '../model/verdict.ts';
import type { StateParts } from '../model/verdict.ts';
import { Guarded } from '../components/Guarded.tsx';
import { Mark } from '../components/Mark.tsx';
import { ask, goTo, selectSession } from '../store/actions.ts';
import { useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import type { SessionView } from '#app/control-room/index.ts';
import { ProjectMenu } from '../projects/ProjectMenu.tsx';
import { QuietChip } from '../quiet/QuietChip.tsx';
import { FreeHandChip } from './FreeHandChip.tsx';
import { Override } from './Override.tsx';
import { Verdict } from './Verdict.tsx';
import styles from './Bar.module.css';

/**
 * The bar: project, verdict, engines, agents. The override comes first for keys and screen readers, and stands right. It
 * hangs on nothing else in here: a fault in the rest leaves it where it is (R28).
 */
export function Bar() {
  const halted = useRoom((room) => room.status !== null && room.status.halted !== null);
  // Nothing runs in a copy: a button that stops nothing would be a lie when it counts.
  const isCopy = useRoom((room) => room.status !== null && room.status.copy !== null);
  return (
    <header className={styles.bar} data-held={halted || undefined}>
      {isCopy ? null : <Override />}
      <Guarded slim>
        <ProjectMenu className={styles.project} />
      </Guarded>
      <Guarded slim>
        <Verdict />
      </Guarded>
      <Guarded slim>
        <Engines held={halted} />
      </Guarded>
      <Guarded slim>
        <Agents />
      </Guarded>
      {isCopy ? null : (
        <Guarded slim>
          <QuietChip />
        </Guarded>
      )}
    </header>
  );
}

function Engines({ held }: { readonly held: boolean }) {
  const connected = useRoom((room) => room.sessions).filter(isConnected);
  return (
    <div
      className={styles.engines}
      role="group"
      aria-label={strings.engines.title}
      data-many={connected.length > 2 || undefined}
    >
      {connected.map((session) => (
        <EngineChip key={session.session} session={session} held={held} />
      ))}
    </div>
  );
}

function EngineChip({ session, held }: { readonly session: SessionView; readonly held: boolean }) {
  const name = sessionName(session);
  const confirmed = useRoom(
    (room) =>
      room.status?.halted?.engines.find((engine) => engine.session === session.session)?.confirmedAfterMs ??
      null,
  );
  const latency = session.latencyMs.at(-1);
  const [before, words, after] = held
    ? plain(confirmed === null ? strings.engines.heldAsked : `${strings.engines.holding} ✓`)
    : chipState(session);
  const well = session.state === 'live' && session.breaker === 'closed';
  const drifts = well && session.drift.objects.length + session.differing.length > 0 && !held;
  return (
    <button
      type="button"
      className={styles.chip}
      data-well={well || undefined}
      data-drifts={drifts || undefined}
      data-plain={before === '' && after === '' ? true : undefined}
      title={strings.engines.chipHint(
        session.title,
        [before, words, after].join(' ').trim(),
        stateHint(session),
      )}
      onClick={() => selectSession(session.session)}
    >
      <Mark tone={engineTone(session.engine)} hollow={!well} />
      <span className={styles.chipName}>{name}</span>
      <span className={styles.chipState}>
        {before === '' ? null : (
          <span className={styles.figure}>
            {drifts ? (
              <span className={styles.sign} aria-hidden="true">
                {strings.engines.outOfStepSign}{' '}
              </span>
            ) : null}
            {before}{' '}
          </span>
        )}
        <span className={styles.words}>{words} </span>
        {after === '' ? null : <span className={styles.figure}>{after}</span>}
      </span>
      {latency === undefined || held || !well ? null : (
        <span className={styles.latency}>{formatLatency(latency)}</span>
      )}
    </button>
  );
}

/** The state of an engine in a word or two; how far behind it is, the verdict says. */
function chipState(session: SessionView): StateParts {
  const words = strings.engines;
  if (session.breaker === 'open') return plain(words.breakerOpen);
  if (session.breaker === 'half_open') return plain(words.breakerHalfOpen);
  if (session.activity !== null) return plain(session.activity);
  if (session.behind > 0) return plain(words.behind(session.behind));
  if (session.state !== 'live') return plain(stateWord(session));
  if (session.drift.objects.length > 0) return driftParts(session);
  if (session.differing.length > 0) return plain(strings.hands.differs(session.differing.length));
  const { unsaved } = session.onlyThere;
  return unsaved === null ? plain(words.saved) : unsavedParts(unsaved);
}

const plain = (words: string): StateParts => ['', words, ''];

function Agents() {
  const agents = useRoom((room) => room.agents);
  const status = useRoom((room) => room.status);
  if (status === null || agents.length === 0) return null;
  const connected = agents.filter((agent) => agent.connected).length;
  const frozen = status.agentsFrozen || status.halted !== null;
  const stopped = frozen || status.allAgentsPaused;
  const action = stopped ? strings.agents.continueAll : strings.agents.pauseAll;
  return (
    <div className={styles.agents} role="group" aria-label={strings.agents.title}>
      <button type="button" className={styles.agentCount} onClick={() => goTo('engines')}>
        {connected > 0 ? (
          <Mark tone="agent" hollow={stopped} />
        ) : (
          <Bot className={styles.noAgent} aria-hidden="true" />
        )}
        <span>{connected > 0 ? strings.agents.count(connected) : strings.agents.none}</span>
        {stopped ? (
          <span className={styles.chipState}>{frozen ? strings.agents.frozen : strings.agents.paused}</span>
        ) : null}
      </button>
      <FreeHandChip />
      {status.halted === null ? (
        <button
          type="button"
          className={styles.pause}
          aria-label={action}
          title={action}
          onClick={() => void ask('pause_agents', { agent: null, on: !stopped })}
        >
          {stopped ? strings.agents.continue : strings.agents.pause}
        </button>
      ) : null}
    </div>
  );
}
