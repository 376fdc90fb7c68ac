import type { ReactNode } from 'react';
import type { AgentView, SessionView } from '#app/control-room/index.ts';
import { Button } from '../components/Button.tsx';
import { Clock } from '../components/Clock.tsx';
import { Mark } from '../components/Mark.tsx';
import { Problem } from '../components/Problem.tsx';
import { Segmented } from '../components/Segmented.tsx';
import { Sparkline } from '../components/Sparkline.tsx';
import { useAsk } from '../components/useAsk.ts';
import { engineTone, sessionName } from '../model/actors.ts';
import { allowedTo } from '../model/deeds.ts';
import type { Deeds } from '../model/deeds.ts';
import { isConnected } from '../model/verdict.ts';
import { formatClock, formatLatency } from '../numbers.ts';
import { goTo } from '../store/actions.ts';
import { useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import { isWell, stateTextOf } from './SessionDetails.tsx';
import { useDeeds } from './useDeeds.ts';
import styles from './TrustBoard.module.css';

const LEVELS = ['live', 'ask', 'off'] as const;

/** Everybody who can change the scene besides the person here: since when, how they are, what counts, and what they did. */
export function TrustBoard() {
  const sessions = useRoom((room) => room.sessions);
  const agents = useRoom((room) => room.agents);
  const deeds = useDeeds();
  const words = strings.trust;
  const connected = sessions.filter(isConnected);
  return (
    <section className={styles.board} aria-label={words.board}>
      {connected.length + agents.length === 0 ? (
        <p className={styles.none}>{words.nobody}</p>
      ) : (
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">
                {words.whoSince} <Clock />
              </th>
              <th scope="col">{words.latency}</th>
              <th scope="col">{words.state}</th>
              <th scope="col">{words.trust}</th>
              <th scope="col">{words.did}</th>
            </tr>
          </thead>
          <tbody>
            {connected.map((session) => (
              <EngineRow
                key={session.session}
                session={session}
                did={<Did deeds={deeds} lane={`engine:${session.engine}`} />}
              />
            ))}
            {agents.map((agent) => (
              <AgentRow
                key={agent.agent}
                agent={agent}
                did={<Did deeds={deeds} lane={agent.agent} isAgent />}
              />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function EngineRow({ session, did }: { readonly session: SessionView; readonly did: ReactNode }) {
  const { problem, run } = useAsk();
  const words = strings.engines;
  const name = sessionName(session);
  const latest = session.latencyMs.at(-1);
  const well = isWell(session) && session.drift.objects.length + session.differing.length === 0;
  return (
    <tr>
      <th scope="row">
        <Mark tone={engineTone(session.engine)} hollow={!isWell(session)} /> {name}
        <span className={styles.sub}>
          {strings.trust.versionSince(session.engineVersion, formatClock(session.since))}
        </span>
      </th>
      <td>
        {latest === undefined ? (
          strings.trust.none
        ) : (
          <span className={styles.latency}>
            <Sparkline
              values={session.latencyMs}
              label={`${strings.trust.board}: ${words.latencyLabel(name, formatLatency(latest))}`}
            />
            <span className={styles.figures}>{formatLatency(latest)}</span>
          </span>
        )}
      </td>
      <td className={styles.state} data-well={well || undefined}>
        {stateTextOf(session)}
        {session.reason === null ? null : <span className={styles.sub}>{session.reason.message}</span>}
      </td>
      <td>
        <Segmented
          label={words.trustLabel(name)}
          value={session.trust}
          options={LEVELS.map((level) => ({ value: level, label: words.trustLevels[level] }))}
          onChange={(level) => void run('trust', { engine: session.engine, level })}
        />
        <Problem text={problem} />
      </td>
      <td>{did}</td>
    </tr>
  );
}

function AgentRow({ agent, did }: { readonly agent: AgentView; readonly did: ReactNode }) {
  const { busy, problem, run } = useAsk();
  const permissions = useRoom((room) => room.permissions);
  const words = strings.agents;
  const { rules, hands } = allowedTo(permissions, agent.agent);
  return (
    <tr>
      <th scope="row">
        <Mark tone="agent" hollow={!agent.connected || agent.paused} /> {agent.name}
        <span className={styles.sub}>{strings.trust.suggests}</span>
      </th>
      <td className={styles.faint}>{strings.trust.none}</td>
      <td className={styles.state} data-well={(agent.connected && !agent.paused) || undefined}>
        {agent.paused ? words.paused : agent.connected ? words.connected : words.away}
        <span className={styles.sub}>{words.waiting(agent.waiting)}</span>
      </td>
      <td>
        {rules + hands === 0 ? (
          <span className={styles.faint}>{strings.trust.asks}</span>
        ) : (
          <button
            type="button"
            className={styles.link}
            title={strings.trust.rulesHint}
            onClick={() => goTo('rules')}
          >
            {strings.trust.allowed}: {strings.trust.rules(rules, hands)}
          </button>
        )}
        <span className={styles.actions}>
          <Button
            small
            disabled={busy}
            aria-label={agent.paused ? words.continueOne(agent.name) : words.pauseOne(agent.name)}
            onClick={() => void run('pause_agents', { agent: agent.agent, on: !agent.paused })}
          >
            {agent.paused ? words.continue : words.pause}
          </Button>
          <Button
            small
            look="quiet"
            disabled={busy}
            aria-label={words.revokeLabel(agent.name)}
            title={words.revokeHint}
            onClick={() => void run('revoke_agent', { agent: agent.agent })}
          >
            {words.revoke}
          </Button>
        </span>
        <Problem text={problem} />
      </td>
      <td>{did}</td>
    </tr>
  );
}

/** The whole history through: what went through, and below it what did not. */
function Did({
  deeds,
  lane,
  isAgent = false,
}: {
  readonly deeds: ReadonlyMap<string, Deeds> | null;
  readonly lane: string;
  readonly isAgent?: boolean;
}) {
  const words = strings.trust;
  if (deeds === null) return <span className={styles.faint}>{words.counting}</span>;
  const { changes, refused, conflicts, drift } = deeds.get(lane) ?? {
    changes: 0,
    refused: 0,
    conflicts: 0,
    drift: 0,
  };
  const rest = [
    ...(refused === 0 ? [] : [words.refused(refused)]),
    ...(conflicts === 0 ? [] : [words.conflicts(conflicts)]),
    ...(isAgent || drift === 0 ? [] : [words.drift(drift)]),
  ];
  return (
    <>
      {words.changes(changes)}
      <span className={styles.sub}>{rest.join(' · ')}</span>
    </>
  );
}
