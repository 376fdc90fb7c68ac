import { useMemo, useRef, useState } from 'react';
import type { RefObject } from 'react';
import { flushSync } from 'react-dom';
import type { FoundShelved, ShelfView, TakenView } from '#app/control-room/index.ts';
import type { Scene, SceneObject } from '#app/scene/index.ts';
import { Button } from '../components/Button.tsx';
import { Clock } from '../components/Clock.tsx';
import { Problem } from '../components/Problem.tsx';
import { Swatch } from '../components/Swatch.tsx';
import { useAsk } from '../components/useAsk.ts';
import { Taken } from '../inspector/TakeBack.tsx';
import { authorName } from '../model/actors.ts';
import { valueRows } from '../model/facets.ts';
import { shelvedRows, shelvedValues } from '../model/shelf.ts';
import type { ShelvedValue } from '../model/shelf.ts';
import { ValuePicks } from '../needs/ValuePicks.tsx';
import { formatClock, formatCount } from '../numbers.ts';
import { selectObject } from '../store/actions.ts';
import { useReading, useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import styles from './ShelfPlace.module.css';

const STATES_SHOWN = 8;

/** What was not taken, with what the shared scene held then: suggest it again, or discard it for good. */
export function ShelfItem({
  entry,
  picked,
  onPick,
}: {
  readonly entry: FoundShelved;
  readonly picked: boolean;
  readonly onPick: (picked: boolean) => void;
}) {
  const { busy, problem, run } = useAsk();
  const [sure, setSure] = useState(false);
  const [chooses, setChooses] = useState(false);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [taken, setTaken] = useState<TakenView | null>(null);
  /** What is sent of a large entry is its first values; it is read whole before one picks from it. */
  const [read, setRead] = useState<ShelfView | null>(null);
  const whole = read?.of === entry.of ? read : entry;
  const agents = useRoom((room) => room.agents);
  const scene = useRoom((room) => room.scene);
  const isInHands = useRoom((room) => room.inHands.differing.some(({ id }) => id === entry.id));
  const closed = useRoom(
    (room) => room.status === null || room.status.ledger.state !== 'ok' || room.status.halted !== null,
  );
  const chooser = useRef<HTMLDivElement>(null);
  const choose = useRef<HTMLButtonElement>(null);
  const words = strings.shelf;
  const { about } = entry;
  const what = strings.shelfSearch.objects(about.name || strings.shelfSearch.noName, about.of - 1);
  const values = useMemo(() => shelvedValues(whole, scene), [whole, scene]);
  const free = values.filter(({ canTake }) => canTake);
  const wanted = chooses ? free.filter(({ key }) => chosen.has(key)) : values;
  const gone = values.filter(({ isGone }) => isGone).length;
  const propose = async (): Promise<void> => {
    const take = wanted.map(({ state: { id, facet } }) => ({ id, facet }));
    const answer = await run('propose_shelved', { shelf: entry.id, ...(chooses ? { take } : {}) });
    if (answer === null) return;
    setTaken(answer.taken);
    setChosen(new Set());
  };
  const turn = (on: boolean): void => {
    flushSync(() => setChooses(on));
    (on ? chooser : choose).current?.focus();
  };
  const begin = async (): Promise<void> => {
    if (whole.states.length < whole.of) {
      const answer = await run('read_shelved', { shelf: entry.id });
      if (answer === null) return;
      setRead(answer);
    }
    turn(true);
  };
  return (
    <li className={styles.entry} data-picked={picked || undefined}>
      <header className={styles.head}>
        <input
          type="checkbox"
          checked={picked}
          aria-label={strings.shelfSearch.pick(what)}
          onChange={(event) => onPick(event.currentTarget.checked)}
        />
        <strong>{authorName(entry.from, agents)}</strong>
        <span>
          {entry.reason === undefined
            ? words.why[entry.why]
            : words.whyBecause(words.why[entry.why], entry.reason.message)}
        </span>
        <span className={styles.at}>
          {words.at(formatCount(entry.revision))}
          {entry.time === null ? null : (
            <>
              {' · '}
              {formatClock(entry.time)} <Clock />
            </>
          )}
        </span>
      </header>
      {chooses ? (
        <Choice
          group={chooser}
          entry={whole}
          values={values}
          free={free.map(({ key }) => key)}
          picked={chosen}
          onPick={setChosen}
        />
      ) : (
        <Values entry={entry} />
      )}
      {values.some((value) => comesBare(value, scene)) ? <p className={styles.folded}>{words.bare}</p> : null}
      {gone === 0 || chooses ? null : <p className={styles.gone}>{words.gone(gone)}</p>}
      {entry.older === undefined ? null : <p className={styles.folded}>{words.folded(entry.older)}</p>}
      <Problem text={problem} />
      <Taken taken={taken} words={words.taken} />
      <div className={styles.actions}>
        <Button
          small
          look={chooses ? 'primary' : 'plain'}
          disabled={busy || closed || wanted.length === 0}
          onClick={() => void propose()}
        >
          {chooses ? words.proposeSome(wanted.length) : words.propose}
        </Button>
        {chooses ? (
          <Button small onClick={() => turn(false)}>
            {words.back}
          </Button>
        ) : (
          <>
            {values.length < 2 || isInHands ? null : (
              <Button ref={choose} small disabled={busy || closed} onClick={() => void begin()}>
                {words.choose}
              </Button>
            )}
            <Button
              small
              look="quiet"
              disabled={busy || closed}
              onBlur={() => setSure(false)}
              onClick={() => (sure ? void run('discard_shelved', { shelf: entry.id }) : setSure(true))}
            >
              {sure ? words.discardSure : words.discard}
            </Button>
          </>
        )}
      </div>
    </li>
  );
}

/** An object that is not there, of which engines alone had the rest. */
function comesBare({ state: { id, facet, value } }: ShelvedValue, scene: Scene): boolean {
  if (facet !== 'existence' || value === null || scene.objects.has(id)) return false;
  return (value as SceneObject).kind !== 'empty';
}

/** The first of them, as they were then and as they are kept. */
function Values({ entry }: { readonly entry: ShelfView }) {
  const reading = useReading();
  const words = strings.shelf;
  const truths = new Map(entry.truth.map((state) => [`${state.id} ${state.facet}`, state.value]));
  const shown = entry.states.slice(0, STATES_SHOWN);
  const rows = shown.flatMap((state) =>
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
      name: reading.object(state.id)?.name ?? nameIn(state.value) ?? strings.change.deletedObject,
    })),
  );
  return (
    <>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">
              <span className={styles.hidden}>{strings.change.objects}</span>
            </th>
            <th scope="col">{words.sceneValue}</th>
            <th scope="col">{words.shelfValue}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={row.key}>
              <th scope="row">
                {row.id === rows[index - 1]?.id ? (
                  <span className={styles.what}>{row.what}</span>
                ) : (
                  <button type="button" onClick={() => selectObject(row.id)}>
                    {row.name} <span>{row.what}</span>
                  </button>
                )}
              </th>
              <td>
                <Swatch colour={row.swatches[0]} />
                {row.before}
              </td>
              <td>
                <Swatch colour={row.swatches[1]} />
                {row.after}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {entry.of > shown.length ? (
        <p className={styles.at}>{strings.card.more(entry.of - shown.length)}</p>
      ) : null}
    </>
  );
}

/** All of them, to pick from. */
function Choice({
  group,
  entry,
  values,
  free,
  picked,
  onPick,
}: {
  readonly group: RefObject<HTMLDivElement | null>;
  readonly entry: ShelfView;
  readonly values: readonly ShelvedValue[];
  readonly free: readonly string[];
  readonly picked: ReadonlySet<string>;
  readonly onPick: (picked: ReadonlySet<string>) => void;
}) {
  const [count, setCount] = useState(STATES_SHOWN);
  const reading = useReading();
  const scene = useRoom((room) => room.scene);
  const words = strings.shelf;
  const rest = values.length - count;
  return (
    <div ref={group} tabIndex={-1} role="group" aria-label={words.chooseLabel} className={styles.choice}>
      <ValuePicks
        shown={shelvedRows(entry, values.slice(0, count), scene, reading)}
        free={free}
        picked={picked}
        words={{ all: words.pickAll, pick: words.pick }}
        onPick={onPick}
      />
      {rest <= 0 ? null : (
        <Button look="quiet" small onClick={() => setCount(count + 4 * STATES_SHOWN)}>
          {strings.card.more(rest)}
        </Button>
      )}
    </div>
  );
}

/** A shelved object that is no longer in the scene carries its own name. */
function nameIn(value: ShelfView['states'][number]['value']): string | null {
  return value !== null && typeof value === 'object' && 'name' in value ? value.name : null;
}
