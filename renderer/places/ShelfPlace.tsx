import { Archive } from 'lucide-react';
import { useState } from 'react';
import type { ShelfView } from '#app/control-room/index.ts';
import { Button } from '../components/Button.tsx';
import { Empty } from '../components/Empty.tsx';
import { Problem } from '../components/Problem.tsx';
import { useAsk } from '../components/useAsk.ts';
import { authorName } from '../model/actors.ts';
import { valueRows } from '../model/facets.ts';
import { formatCount } from '../numbers.ts';
import { selectObject } from '../store/actions.ts';
import { useReading, useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import { Place } from './Place.tsx';
import styles from './ShelfPlace.module.css';

const STATES_SHOWN = 8;

/** What was not taken, with what the shared scene held then: suggest it again, or discard it for good. */
export function ShelfPlace() {
  const shelf = useRoom((room) => room.shelf);
  const { older, left, problem, busy, readOlder } = useOlder(shelf);
  const words = strings.shelf;
  return (
    <Place title={strings.shelf.title}>
      {shelf.length === 0 ? (
        <Empty icon={<Archive />} title={strings.shelf.none} text={strings.shelf.noneText} />
      ) : (
        <ul className={styles.entries}>
          {[...[...shelf].reverse(), ...older].map((entry) => (
            <Entry key={entry.id} entry={entry} />
          ))}
          {left === 0 ? null : (
            <li className={styles.older}>
              <Button small disabled={busy} onClick={() => void readOlder()}>
                {words.older}
              </Button>
              <span>{strings.card.more(left)}</span>
              <Problem text={problem} />
            </li>
          )}
        </ul>
      )}
    </Place>
  );
}

interface Older {
  /** Newest first, behind those that the feed keeps up to date. */
  readonly older: readonly ShelfView[];
  /** Still further back. */
  readonly left: number;
  readonly busy: boolean;
  readonly problem: string | null;
  readonly readOlder: () => Promise<void>;
}

/** Pages of older entries, read on request; read anew when the shelf has changed. */
function useOlder(shelf: readonly ShelfView[]): Older {
  const count = useRoom((room) => room.counts.shelf);
  const { busy, problem, run } = useAsk();
  const [read, setRead] = useState<{ readonly at: number; readonly entries: readonly ShelfView[] }>();
  const fed = new Set(shelf.map(({ id }) => id));
  const older = (read?.at === count ? read.entries : []).filter(({ id }) => !fed.has(id));
  const readOlder = async (): Promise<void> => {
    const page = await run('read_shelf', { skip: shelf.length + older.length });
    if (page !== null) setRead({ at: count, entries: [...older, ...page.entries] });
  };
  return { older, left: Math.max(0, count - shelf.length - older.length), busy, problem, readOlder };
}

function Entry({ entry }: { readonly entry: ShelfView }) {
  const { busy, problem, run } = useAsk();
  const [sure, setSure] = useState(false);
  const agents = useRoom((room) => room.agents);
  const reading = useReading();
  const closed = useRoom(
    (room) => room.status === null || room.status.ledger.state !== 'ok' || room.status.halted !== null,
  );
  const words = strings.shelf;
  const truths = new Map(entry.truth.map((state) => [`${state.id} ${state.facet}`, state.value]));
  const rows = entry.states.flatMap((state) =>
    valueRows(
      state.id,
      state.facet,
      truths.get(`${state.id} ${state.facet}`) ?? null,
      state.value,
      reading,
    ).map((row, index) => ({
      ...row,
      key: `${state.id} ${state.facet} ${index}`,
      id: state.id,
      name: reading.object(state.id)?.name ?? nameIn(state.value) ?? strings.facets.unknownObject,
    })),
  );
  return (
    <li className={styles.entry}>
      <header className={styles.head}>
        <strong>{authorName(entry.from, agents)}</strong>
        <span>
          {entry.reason === undefined
            ? words.why[entry.why]
            : words.whyBecause(words.why[entry.why], entry.reason.message)}
        </span>
        <span className={styles.at}>{words.at(formatCount(entry.revision))}</span>
      </header>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{strings.change.objects}</th>
            <th scope="col">{words.sceneValue}</th>
            <th scope="col">{words.shelfValue}</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, STATES_SHOWN).map((row) => (
            <tr key={row.key}>
              <th scope="row">
                <button type="button" onClick={() => selectObject(row.id)}>
                  {row.name} <span>{row.what}</span>
                </button>
              </th>
              <td>{row.before}</td>
              <td>{row.after}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > STATES_SHOWN || entry.of > entry.states.length ? (
        <p className={styles.at}>
          {strings.card.more(
            rows.length - Math.min(rows.length, STATES_SHOWN) + entry.of - entry.states.length,
          )}
        </p>
      ) : null}
      <Problem text={problem} />
      <div className={styles.actions}>
        <Button
          small
          disabled={busy || closed}
          onClick={() => void run('propose_shelved', { shelf: entry.id })}
        >
          {words.propose}
        </Button>
        <Button
          small
          look="quiet"
          disabled={busy || closed}
          onBlur={() => setSure(false)}
          onClick={() => (sure ? void run('discard_shelved', { shelf: entry.id }) : setSure(true))}
        >
          {sure ? words.discardSure : words.discard}
        </Button>
      </div>
    </li>
  );
}

/** A shelved object that is no longer in the scene carries its own name. */
function nameIn(value: ShelfView['states'][number]['value']): string | null {
  return value !== null && typeof value === 'object' && 'name' in value ? value.name : null;
}
