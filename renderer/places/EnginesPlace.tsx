import { Plug } from 'lucide-react';
import { useRef } from 'react';
import { Empty } from '../components/Empty.tsx';
import { isConnected } from '../model/verdict.ts';
import { useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import { AgentsSection } from './AgentsSection.tsx';
import { ConnectEngine } from './ConnectEngine.tsx';
import { EarlierConnections } from './EarlierConnections.tsx';
import { Place } from './Place.tsx';
import { SessionDetails } from './SessionDetails.tsx';
import { TrustBoard } from './TrustBoard.tsx';
import styles from './EnginesPlace.module.css';

/** Ended connections listed; the history keeps them all. */
const ENDED_SHOWN = 6;

/** Engines and agents: who is connected, the ways in, and the ways out. */
export function EnginesPlace() {
  const sessions = useRoom((room) => room.sessions);
  const pair = useRef<HTMLButtonElement>(null);
  const connected = sessions.filter(isConnected);
  const ended = sessions
    .filter((session) => !isConnected(session))
    .slice(-ENDED_SHOWN)
    .reverse();
  return (
    <Place title={strings.engines.title}>
      <div className={styles.body}>
        <TrustBoard />
        <section className={styles.column} aria-label={strings.engines.live}>
          {connected.length === 0 ? (
            <Empty
              icon={<Plug />}
              title={ended.length === 0 ? strings.engines.noneYet : strings.engines.noneNow}
            />
          ) : null}
          {connected.map((session) => (
            <div key={session.session} className={styles.panel}>
              <SessionDetails session={session} onBoard />
            </div>
          ))}
          {ended.length === 0 ? null : <h3 className={styles.title}>{strings.engines.ended}</h3>}
          {ended.map((session) => (
            <div key={session.session} className={styles.panel} data-ended>
              <SessionDetails session={session} />
            </div>
          ))}
        </section>
        <div className={styles.column}>
          <ConnectEngine pair={pair} />
          <AgentsSection />
        </div>
        <EarlierConnections onPair={() => pair.current?.focus()} />
      </div>
    </Place>
  );
}
