import { Box } from 'lucide-react';
import { useMemo } from 'react';
import type { WaitingView } from '#app/control-room/index.ts';
import { facetsOf, facetValue } from '#app/scene/index.ts';
import type { ObjectId, SceneObject } from '#app/scene/index.ts';
import { Button } from '../components/Button.tsx';
import { Empty } from '../components/Empty.tsx';
import { Mark } from '../components/Mark.tsx';
import { Swatch } from '../components/Swatch.tsx';
import { actorPhrase, toneOf } from '../model/actors.ts';
import { suggestedObject } from '../model/card-rows.ts';
import { valueRows } from '../model/facets.ts';
import type { Reading } from '../model/facets.ts';
import { formatCount } from '../numbers.ts';
import { goTo, showCard } from '../store/actions.ts';
import { useReading, useRoom } from '../store/store.ts';
import { revealLink } from '../store/timeline.ts';
import { strings } from '../strings.ts';
import { useBlame } from './useBlame.ts';
import styles from './NotThere.module.css';

/** An object that is selected and not in the shared scene: only suggested as yet, deleted, or never there. */
export function NotThere({ id }: { readonly id: ObjectId }) {
  const waiting = useRoom((room) => room.waiting.find((each) => suggestedObject(each, id) !== undefined));
  const made = waiting === undefined ? undefined : suggestedObject(waiting, id);
  return waiting === undefined || made === undefined ? (
    <Absent id={id} />
  ) : (
    <Suggested waiting={waiting} made={made} />
  );
}

function Suggested({ waiting, made }: { readonly waiting: WaitingView; readonly made: SceneObject }) {
  const reading = useReading();
  const rows = useMemo(() => {
    const seen: Reading = { ...reading, object: (id) => reading.object(id) ?? suggestedObject(waiting, id) };
    const scene = { objects: new Map([[made.id, made]]) };
    return facetsOf(made).flatMap((facet) =>
      facet === 'existence' || facet === 'name'
        ? []
        : valueRows(made.id, facet, null, facetValue(scene, made.id, facet) ?? null, seen),
    );
  }, [reading, waiting, made]);
  const words = strings.inspector;
  return (
    <>
      <section className={styles.notice}>
        <p>
          <Mark tone={toneOf(waiting.actor)} /> {words.suggestedBy(actorPhrase(waiting.actor))}
        </p>
        <Button small onClick={() => showCard(waiting.id)}>
          {strings.change.toCard}
        </Button>
      </section>
      <section className={styles.object}>
        <header>
          <h3 data-selectable>{made.name}</h3>
          <span>{strings.kinds[made.kind]}</span>
        </header>
        <dl>
          {rows.map((row) => (
            <div key={row.what}>
              <dt>{row.what}</dt>
              <dd>
                <Swatch colour={row.swatches[1]} />
                {row.after}
              </dd>
            </div>
          ))}
        </dl>
      </section>
    </>
  );
}

function Absent({ id }: { readonly id: ObjectId }) {
  const blame = useBlame(id);
  const isOnShelf = useRoom((room) =>
    room.shelf.some(({ states }) =>
      states.some((state) => state.id === id && state.facet === 'existence' && state.value !== null),
    ),
  );
  const words = strings.inspector;
  // The history tells of an object that is not there only where somebody deleted it.
  const deleted = blame?.find(({ facet }) => facet === 'existence');
  return (
    <Empty
      icon={<Box />}
      title={deleted === undefined ? words.notThere : words.gone}
      {...(isOnShelf ? { text: words.copyOnShelf } : {})}
    >
      {deleted === undefined ? null : (
        <>
          <p className={styles.who}>
            {words.deletedBy(actorPhrase(deleted.actor), formatCount(deleted.revision))}
          </p>
          <Button small onClick={() => void revealLink({ id: deleted.intent, n: deleted.revision })}>
            {words.showDeletion}
          </Button>
        </>
      )}
      {isOnShelf ? (
        <Button small onClick={() => goTo('shelf')}>
          {strings.palette.place(strings.places.shelf)}
        </Button>
      ) : null}
    </Empty>
  );
}
