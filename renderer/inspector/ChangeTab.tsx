import type { ReactNode } from 'react';
import type { ChangeView, WaitingView } from '#app/control-room/index.ts';
import { Button } from '../components/Button.tsx';
import { Clock } from '../components/Clock.tsx';
import { Mark } from '../components/Mark.tsx';
import { actorPhrase, toneOf } from '../model/actors.ts';
import { changeOfNumber } from '../model/changes.ts';
import { takenBackBy } from '../model/taking-back.ts';
import { formatClock, formatCount } from '../numbers.ts';
import { selectChange, selectObject, showCard, showObjects } from '../store/actions.ts';
import { showVersion } from '../store/past.ts';
import { useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import { BringBack } from '../halt/BringBack.tsx';
import { CardRows } from '../needs/CardRows.tsx';
import { Causality } from './Causality.tsx';
import { TakeBack } from './TakeBack.tsx';
import { TakeBackMore } from './TakeBackMore.tsx';
import styles from './ChangeTab.module.css';

/** Objects listed before the rest is counted. */
const OBJECTS_SHOWN = 40;

interface ChangeTabProps {
  readonly change: ChangeView | undefined;
  readonly waiting: WaitingView | undefined;
  /** More are selected with it: what is done here is done to this one. */
  readonly isOneOfSeveral: boolean;
}

/** One change: its number, who made it, what became of it and why. A suggestion has no number yet. */
export function ChangeTab({ change, waiting, isOneOfSeveral }: ChangeTabProps) {
  const objects = useRoom((room) => room.scene.objects);
  const takenBy = useRoom((room) =>
    change === undefined || change.n === null ? undefined : takenBackBy(room.changes, change.n),
  );
  const source = change ?? waiting;
  if (source === undefined) return null;
  const words = strings.change;
  const state = waiting?.state ?? change?.state ?? 'proposed';
  const kind = strings.classes[source.class];
  const touched =
    waiting?.objects ??
    change?.objects.map((id) => ({ id, name: objects.get(id)?.name ?? words.deletedObject })) ??
    [];
  const count = waiting?.of.objects ?? touched.length;
  const why = change?.why ?? waiting?.reason ?? '';
  const title = change?.label ?? waiting?.task ?? words.waiting;
  const reason = change?.reason ?? waiting?.held ?? null;
  const committed = change?.state === 'committed' ? change.n : null;
  return (
    <div className={styles.change}>
      <header className={styles.head}>
        <span className={styles.number}>
          {change?.n === null || change === undefined ? words.noNumber : formatCount(change.n)}
        </span>
        <h3>{title}</h3>
      </header>
      {why === '' ? null : (
        <blockquote className={styles.why} data-selectable>
          “{why}”
        </blockquote>
      )}
      <dl className={styles.list}>
        <Pair name={words.by}>
          <Mark tone={toneOf(source.actor)} /> {actorPhrase(source.actor)}
        </Pair>
        <Pair name={words.state}>
          <span data-state={state}>{strings.card.outcomes[state]}</span>
        </Pair>
        {change === undefined || change.earlier.length === 0 ? null : (
          <Pair name={words.earlier}>{words.takenBack(change.earlier.map(formatCount))}</Pair>
        )}
        {change === undefined || change.takesBack === null ? null : (
          <Pair name={strings.takeBack.takes}>
            <Version n={change.takesBack} />
          </Pair>
        )}
        {takenBy?.n === null || takenBy === undefined ? null : (
          <Pair name={strings.takeBack.takenBy}>
            <Version n={takenBy.n} />
          </Pair>
        )}
        {change?.forced === true ? <Pair name="">{words.forced}</Pair> : null}
        <Pair name={words.class}>
          {kind.sign} {kind.words}
        </Pair>
        <Pair name={words.touched}>{strings.card.touches(count)}</Pair>
        {change === undefined ? null : (
          <Pair name={words.when}>
            <span className={styles.figures}>{formatClock(change.time)}</span> <Clock />
          </Pair>
        )}
      </dl>
      {reason === null ? null : (
        <div className={styles.reason}>
          <h4>{words.reason}</h4>
          <p data-selectable>{reason.message}</p>
        </div>
      )}
      {committed === null ? null : (
        <div className={styles.ways}>
          <Button small onClick={() => void showVersion(committed)}>
            {strings.past.show}
          </Button>
          <BringBack small suggested={committed} />
          <TakeBack n={committed} isOneOfSeveral={isOneOfSeveral} isCosmetic={change?.class === 'cosmetic'} />
          {change === undefined ? null : <TakeBackMore change={change} n={committed} />}
        </div>
      )}
      {waiting === undefined ? null : (
        <>
          <CardRows shown={waiting} onObjects={showObjects} />
          <div>
            <Button small onClick={() => showCard(waiting.id)}>
              {words.toCard}
            </Button>
          </div>
        </>
      )}
      <Causality id={source.id} />
      {touched.length === 0 ? null : (
        <div className={styles.objects}>
          <h4>{words.objects}</h4>
          <ul>
            {touched.slice(0, OBJECTS_SHOWN).map((object) => (
              <li key={object.id}>
                <button
                  type="button"
                  aria-disabled={!objects.has(object.id) || undefined}
                  onClick={() => (objects.has(object.id) ? selectObject(object.id) : undefined)}
                >
                  {object.name}
                </button>
              </li>
            ))}
          </ul>
          {count > OBJECTS_SHOWN ? (
            <p className={styles.rest}>
              {strings.card.more(count - Math.min(OBJECTS_SHOWN, touched.length))}
            </p>
          ) : null}
        </div>
      )}
    </div>
  );
}

/** Leads to the change of that number, where the window holds it. */
function Version({ n }: { readonly n: number }) {
  const change = useRoom((room) => changeOfNumber(room.changes, n));
  if (change === undefined) return <span className={styles.figures}>{formatCount(n)}</span>;
  return (
    <button type="button" className={styles.version} onClick={() => selectChange(change.id)}>
      {formatCount(n)}
    </button>
  );
}

function Pair({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className={styles.pair}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
