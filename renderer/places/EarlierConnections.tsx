import type { PastConnectionView } from '#app/control-room/index.ts';
import { Button } from '../components/Button.tsx';
import { Clock } from '../components/Clock.tsx';
import { Mark } from '../components/Mark.tsx';
import { Problem } from '../components/Problem.tsx';
import { engineName, engineTone } from '../model/actors.ts';
import { formatMoment } from '../numbers.ts';
import { useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import { useEarlierConnections } from './useDeeds.ts';
import styles from './TrustBoard.module.css';

/** What became of connections that are over, as the history tells it. */
export function EarlierConnections({ onPair }: { readonly onPair: () => void }) {
  const shown = useRoom((room) => room.sessions);
  const { connections, more, problem } = useEarlierConnections();
  const words = strings.trust;
  // Those of this run are above, with all that is known of them.
  const here = new Set(shown.map(({ session }) => session));
  const earlier = connections.filter(({ session }) => !here.has(session));
  return (
    <section className={styles.board} aria-label={words.earlier}>
      <table className={styles.table}>
        <caption className={styles.caption}>{words.earlier}</caption>
        <thead>
          <tr>
            <th scope="col">{words.who}</th>
            <th scope="col">
              {words.from} <Clock />
            </th>
            <th scope="col">
              {words.until} <Clock />
            </th>
            <th scope="col">{words.how}</th>
            <th scope="col">
              <span className={styles.hidden}>{words.actions}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {earlier.map((connection) => (
            <tr key={connection.session}>
              <th scope="row">
                <Mark tone={engineTone(connection.engine)} hollow /> {engineName(connection.engine)}
              </th>
              <td className={styles.figures}>{formatMoment(connection.began)}</td>
              <td className={styles.figures}>
                {connection.ended === null ? words.none : formatMoment(connection.ended)}
              </td>
              <td className={styles.state} data-over={connection.how !== 'revoked' || undefined}>
                {howSaid(connection)}
              </td>
              <td>
                <Button
                  small
                  look="quiet"
                  aria-label={words.pairAgainLabel(engineName(connection.engine))}
                  onClick={onPair}
                >
                  {words.pairAgain}
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {earlier.length === 0 ? <p className={styles.none}>{words.earlierNone}</p> : null}
      {more === null ? null : (
        <Button small onClick={() => void more()}>
          {words.older}
        </Button>
      )}
      <Problem text={problem} />
    </section>
  );
}

function howSaid({ how, reason }: PastConnectionView): string {
  const words = strings.trust;
  return reason === null ? words.hows[how] : words.because(words.hows[how], reason.message);
}
