/** What the screen shows of the orchestrator: read-only pictures of its state, made when the screen asks. */
import type { AuditView, FlightView, HaltView, SessionState, SessionView } from '#app/control-room/index.ts';
import { viewCopy } from './copies.ts';
import type { Core } from './core.ts';
import { differingObjects } from './differing.ts';
import { viewFile } from './files.ts';
import { sameSceneElsewhere } from './greeting.ts';
import { onlyThere } from './only-there.ts';
import type { Session } from './session.ts';
import { viewCollected } from './view-collected.ts';

/** What only the gateway knows of a connection. */
export interface ConnectionFacts {
  readonly offendingFrame: string | null;
  /** The computer's clock, advisory. */
  readonly since: string;
}

export function viewSessions(
  core: Core,
  factsOf: (session: string) => ConnectionFacts | null,
): SessionView[] {
  const views: SessionView[] = [];
  for (const session of core.sessions.values()) {
    if (session.phase === 'greeting') continue;
    const facts = factsOf(session.id);
    const differing = differingObjects(core, session);
    views.push({
      session: session.id,
      engine: session.engine,
      kind: session.kind,
      engineVersion: session.engineVersion,
      adapterVersion: session.adapterVersion,
      title: session.title,
      state: stateOf(core, session),
      activity: session.busy?.activity ?? null,
      breaker: session.breaker,
      breakerNeedsClick: session.breakerNeedsClick,
      reason: session.reason,
      openIn: session.reason?.code === 'open_twice' ? (sameSceneElsewhere(core, session)?.id ?? null) : null,
      offendingFrame: facts?.offendingFrame ?? null,
      appliedThrough: session.appliedThrough,
      behind: session.phase === 'live' ? 0 : Math.max(0, core.durable.revision - session.appliedThrough),
      unmanaged: session.unmanaged + session.unshared.size,
      preview: session.phase === 'asking' ? (session.resync?.preview ?? null) : null,
      file: viewFile(core, session),
      copy: viewCopy(core, session),
      drift: {
        objects: [...session.drift.keys()],
        forMs: session.drift.size === 0 ? 0 : core.nowMs - Math.min(...session.drift.values()),
      },
      comparedAgoMs: session.round.comparedMs === null ? null : core.nowMs - session.round.comparedMs,
      audit: viewAudit(session),
      inHands: [...session.hands],
      differing,
      inDoubt: [...session.inDoubt].filter((id) => !differing.includes(id)),
      driven: [...session.driven]
        .filter(([id]) => core.durable.objects.has(id))
        .map(([id, facets]) => ({ id, facets: [...facets] })),
      trust: core.ahead.trust.get(session.engine) ?? 'live',
      onlyThere: session.left ?? onlyThere(core, session),
      lost: session.lost,
      latencyMs: [...session.latencyMs],
      since: facts?.since ?? '',
    });
  }
  return views;
}

function viewAudit({ phase, round }: Session): AuditView {
  const isAsked = round.isAskedFor && phase === 'live';
  return {
    rounds: round.ended,
    compared: round.lastCompared,
    asked: isAsked ? { left: round.rest.length, of: round.of } : null,
  };
}

function stateOf(core: Core, session: Session): SessionState {
  switch (session.phase) {
    case 'greeting':
      return 'handshake';
    case 'foreign':
      return 'foreign';
    case 'comparing':
    case 'reading':
      return 'comparing';
    case 'asking':
      return viewFile(core, session)?.isLeft === true ? 'parked' : 'comparing';
    case 'shelving':
    case 'patching':
    case 'checking':
    case 'joining':
      return 'refreshing';
    case 'live':
      return session.busy === null ? 'live' : 'busy';
    case 'parked':
      return 'parked';
    case 'detached':
      return 'detached';
    case 'quarantined':
      return 'in_doubt';
    case 'over':
      return 'revoked';
  }
}

export function viewFlights(core: Core): FlightView[] {
  return [...core.flights.values()].map((flight) => ({
    n: flight.n,
    label: flight.label,
    actor: flight.intent.actor,
    state: flight.phase,
    waitingFor: flight.participants
      .filter(({ session }) => flight.votes.get(session) === 'awaiting')
      .map(({ engine }) => engine),
  }));
}

export function viewHalt(core: Core): HaltView | null {
  const { halt } = core;
  if (halt === null) return null;
  const engines = [...core.sessions.values()].filter(
    (session) => session.phase !== 'over' && session.phase !== 'greeting',
  );
  return {
    halt: halt.halt,
    by: halt.by,
    engines: engines.map((session) => ({
      session: session.id,
      engine: session.engine,
      confirmedAfterMs: session.heldConfirmedMs,
    })),
    caught: halt.caught.map((each) => ({ ...each })),
    collected: engines.flatMap((session) => viewCollected(core, session) ?? []),
  };
}
