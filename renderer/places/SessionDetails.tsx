import type { SessionView } from '#app/control-room/index.ts';
import { differencesKey } from '#app/control-room/cards.ts';
import { Button } from '../components/Button.tsx';
import { Clock } from '../components/Clock.tsx';
import { Mark } from '../components/Mark.tsx';
import { Problem } from '../components/Problem.tsx';
import { Segmented } from '../components/Segmented.tsx';
import { Sparkline } from '../components/Sparkline.tsx';
import { useAsk } from '../components/useAsk.ts';
import { engineTone, fileWord, sessionName, stateHint, stateWord } from '../model/actors.ts';
import { isNothingThere, unsavedLine } from '../model/only-there.ts';
import { driftWord } from '../model/verdict.ts';
import { OnlyThere } from '../needs/OnlyThere.tsx';
import { formatClock, formatCount, formatDuration, formatLatency } from '../numbers.ts';
import { showCard } from '../store/actions.ts';
import { strings } from '../strings.ts';
import styles from './SessionDetails.module.css';

const TRUST = ['live', 'ask', 'off'] as const;

/** One connection: what runs there, how it stands, how fast it answers, how far it is trusted, and the way out. */
export function SessionDetails({
  session,
  onBoard = false,
}: {
  readonly session: SessionView;
  /** The table above says how far it is trusted. */
  readonly onBoard?: boolean;
}) {
  const { busy, problem, run } = useAsk();
  const words = strings.engines;
  const name = sessionName(session);
  const ended = session.state === 'revoked';
  const latest = session.latencyMs.at(-1);
  const drifts = session.drift.objects.length > 0;
  const differs = session.differing.length;
  const well = isWell(session);
  return (
    <article className={styles.session} aria-label={name}>
      <header className={styles.head}>
        <Mark tone={engineTone(session.engine)} hollow={!well} />
        <h3>{name}</h3>
        <span className={styles.title} title={session.title}>
          {session.title}
        </span>
        <span className={styles.state} data-well={(well && !drifts && differs === 0) || undefined}>
          {stateTextOf(session)}
        </span>
      </header>
      {well ? null : <p className={styles.hint}>{hintOf(session)}</p>}
      {session.reason === null ? null : (
        <p className={styles.reason} data-asks={session.state === 'foreign' || undefined} data-selectable>
          {ended ? words.disconnectedBecause(session.reason.message) : session.reason.message}{' '}
          <code>{session.reason.code}</code>
        </p>
      )}
      {session.offendingFrame === null ? null : (
        <figure className={styles.frame}>
          <figcaption>
            {words.frame} <span>{words.frameHint}</span>
          </figcaption>
          <pre data-selectable tabIndex={0}>
            {session.offendingFrame}
          </pre>
        </figure>
      )}
      <dl className={styles.facts}>
        <dt>{words.version}</dt>
        <dd>
          {session.engineVersion}{' '}
          <span className={styles.faint}>
            · {words.plugin} {session.adapterVersion}
          </span>
        </dd>
        <dt>{words.since}</dt>
        <dd>
          <span className={styles.figures}>{formatClock(session.since)}</span> <Clock />
        </dd>
        {ended ? null : (
          <>
            <dt title={words.fileHint}>{words.fileState(fileWord(session))}</dt>
            <dd>{unsavedLine(session.onlyThere) ?? words.saved}</dd>
            <dt>{words.appliedThrough}</dt>
            <dd>
              <span className={styles.figures}>{formatCount(session.appliedThrough)}</span>
              {session.behind > 0 ? (
                <span className={styles.behind}> · {words.behind(session.behind)}</span>
              ) : null}
            </dd>
            <dt title={words.matchesHint}>{words.matches}</dt>
            <dd>
              {session.drift.objects.length > 0 ? (
                <span className={styles.behind}>{driftWord(session)}</span>
              ) : differs > 0 ? (
                <span className={styles.behind}>{strings.hands.objectsDiffer(differs)}</span>
              ) : session.comparedAgoMs === null ? (
                <span className={styles.faint}>{words.notCompared}</span>
              ) : (
                words.comparedAgo(formatDuration(session.comparedAgoMs))
              )}
            </dd>
            <dt title={words.latencyHint}>{words.latency}</dt>
            <dd className={styles.latency}>
              {latest === undefined ? (
                <span className={styles.faint}>{words.latencyNone}</span>
              ) : (
                <>
                  <Sparkline
                    values={session.latencyMs}
                    label={words.latencyLabel(name, formatLatency(latest))}
                  />
                  <span className={styles.figures}>{formatLatency(latest)}</span>
                </>
              )}
            </dd>
          </>
        )}
      </dl>
      {ended && !isNothingThere(session) ? (
        <section className={styles.left}>
          <h4>{words.leftThere}</h4>
          <OnlyThere session={session} />
        </section>
      ) : null}
      {ended ? null : (
        <>
          <Notes session={session} />
          {onBoard ? null : (
            <div className={styles.trust}>
              <span>{words.trust}</span>
              <Segmented
                label={words.trustLabel(name)}
                value={session.trust}
                options={TRUST.map((level) => ({ value: level, label: words.trustLevels[level] }))}
                onChange={(level) => void run('trust', { engine: session.engine, level })}
              />
            </div>
          )}
          <Problem text={problem} />
          <div className={styles.actions}>
            {session.breaker === 'open' ? (
              <Button
                small
                disabled={busy}
                onClick={() => void run('close_breaker', { session: session.session })}
              >
                {words.tryAgain}
              </Button>
            ) : null}
            {session.file === null ? (
              <Button
                small
                disabled={busy}
                onClick={() => {
                  // Where it asks, the card says what that would take: here a click would be about nothing that is shown.
                  if (session.preview === null) void run('refresh_engine', { session: session.session });
                  else showCard(differencesKey(session));
                }}
              >
                {words.refresh}
              </Button>
            ) : session.file.isLeft ? (
              <Button
                small
                disabled={busy}
                onClick={() => {
                  const { session: id, file } = session;
                  if (file !== null)
                    void run('answer_file', {
                      session: id,
                      answer: 'look',
                      compared: file.compared,
                      fromFile: [],
                    });
                }}
              >
                {strings.files.ask}
              </Button>
            ) : null}
            <Button
              small
              look="quiet"
              disabled={busy}
              aria-label={words.disconnectLabel(name)}
              onClick={() => void run('revoke_session', { session: session.session })}
            >
              {words.disconnect}
            </Button>
          </div>
        </>
      )}
    </article>
  );
}

export function isWell({ state, breaker }: SessionView): boolean {
  return state === 'live' && breaker === 'closed';
}

/** In a few words, with what it is busy with. */
export function stateTextOf(session: SessionView): string {
  const words = strings.engines;
  const differs = session.differing.length;
  const text =
    session.breaker === 'open'
      ? words.breakerOpen
      : session.breaker === 'half_open'
        ? words.breakerHalfOpen
        : session.state === 'live' && session.drift.objects.length > 0
          ? words.drifts
          : session.state === 'live' && differs > 0
            ? strings.hands.objectsDiffer(differs)
            : stateWord(session);
  return session.activity === null || session.state === 'revoked' ? text : `${text}, ${session.activity}`;
}

/** What its state means; of a file that asks, or was left, what that is about. */
function hintOf(session: SessionView): string {
  const { file, title } = session;
  if (file === null) return stateHint(session);
  return file.isLeft
    ? strings.files.left(fileWord(session))
    : `${strings.files.title[file.age](title, sessionName(session))}.`;
}

function Notes({ session }: { readonly session: SessionView }) {
  const words = strings.engines;
  const notes = [
    session.inHands.length > 0 ? words.inHands(session.inHands.length) : null,
    session.differing.length > 0 ? strings.hands.differsHint(session.differing.length) : null,
    session.inDoubt.length > 0 ? words.inDoubt(session.inDoubt.length) : null,
    session.driven.length > 0 ? words.driven(session.driven.length) : null,
    session.onlyThere.unsaved === null ? null : words.unsavedHint(fileWord(session)),
  ].filter((note) => note !== null);
  if (notes.length === 0) return null;
  return (
    <ul className={styles.notes}>
      {notes.map((note) => (
        <li key={note}>{note}</li>
      ))}
    </ul>
  );
}
