import { useMemo, useState } from 'react';
import type { WaitingView } from '#app/control-room/index.ts';
import type { ObjectId } from '#app/scene/index.ts';
import { Button } from '../components/Button.tsx';
import { Mark } from '../components/Mark.tsx';
import { Problem } from '../components/Problem.tsx';
import { Swatch } from '../components/Swatch.tsx';
import { laneLabel, toneOf } from '../model/actors.ts';
import {
  answersOf,
  deletesAny,
  firstPicks,
  isOpen,
  picksLeft,
  strandedIn,
  variantObjects,
} from '../model/variants.ts';
import type { VariantAnswer, VariantCell, VariantObject, VariantPicks } from '../model/variants.ts';
import { useGuard } from '../needs/useGuard.ts';
import { ask, selectChange, selectObject } from '../store/actions.ts';
import { say } from '../store/undo.ts';
import { useDesk, useIsClosed, useReading, useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import diff from '../conflicts/ConflictDiff.module.css';
import styles from './Variants.module.css';

interface VariantsTableProps {
  readonly cards: readonly WaitingView[];
  /** By hand, and perhaps of suggestions that are gone. */
  readonly chosen: VariantPicks;
  readonly onChoose: (chosen: VariantPicks) => void;
}

/** For each object, from whom it is taken. Nothing is answered until the choice is applied. */
export function VariantsTable({ cards, chosen, onChoose }: VariantsTableProps) {
  const scene = useRoom((room) => room.scene);
  const reading = useReading();
  const shown = useDesk((desk) => desk.change);
  const objects = useMemo(() => variantObjects(cards, scene.objects, reading), [cards, scene, reading]);
  const [busy, setBusy] = useState(false);
  const guarded = useGuard(cards.map(({ hash }) => hash).join(' '));
  const closed = useIsClosed() || guarded || busy;
  const words = strings.variants;
  const picks = useMemo(
    () => new Map([...firstPicks(objects), ...picksLeft(chosen, objects)]),
    [objects, chosen],
  );
  const answers = useMemo(() => answersOf(cards, picks), [cards, picks]);
  const nameOf = (id: ObjectId): string =>
    objects.find((each) => each.id === id)?.name ?? strings.facets.unknownObject;
  const stranded = answers === null ? null : strandedIn(cards, picks, scene.objects, nameOf);
  const contested = objects.filter(isOpen);
  const left = contested.filter(({ id }) => !picks.has(id)).length;
  const blocked = closed || answers === null || stranded !== null;

  const pick = (id: ObjectId, from: string | null): void => onChoose(new Map(chosen).set(id, from));
  const pickAll = (card: WaitingView): void =>
    onChoose(new Map(objects.map(({ id, of }) => [id, of.includes(card.id) ? card.id : null])));
  const apply = async (): Promise<void> => {
    if (blocked) return;
    setBusy(true);
    // All at once: each is bound to what is on screen, and not to what the answer before it makes of it.
    const results = await Promise.all(answers.map(send));
    setBusy(false);
    const refused = results.filter((each) => each !== null);
    // With one of them answered the sheet goes away: what was refused is said at the foot of the window.
    if (refused[0] !== undefined) say(words.failed(refused.length, results.length, refused[0]), true);
  };

  return (
    <div className={diff.diff}>
      <p className={diff.why}>{words.how}</p>
      <div className={diff.scroll}>
        <table className={`${diff.table} ${styles.table}`}>
          <thead>
            <tr>
              <th scope="col">{words.object}</th>
              <th scope="col">{words.now}</th>
              {cards.map((card) => (
                <th key={card.id} scope="col" data-side="agent">
                  <button
                    type="button"
                    className={styles.who}
                    aria-pressed={shown === card.id}
                    title={words.look(laneLabel(card.actor))}
                    onClick={() => selectChange(card.id)}
                  >
                    <Mark tone={toneOf(card.actor)} hollow={card.agentGone} /> {laneLabel(card.actor)}
                  </button>
                  <span className={diff.sub}>{card.task ?? strings.approvals.noTask}</span>
                </th>
              ))}
            </tr>
          </thead>
          {objects.map((object) => (
            <ObjectRows
              key={object.id}
              object={object}
              cards={cards}
              picked={picks.get(object.id)}
              onPick={(from) => pick(object.id, from)}
            />
          ))}
        </table>
      </div>
      <Problem text={stranded === null ? null : words.needs(stranded.object, stranded.needs)} />
      <footer className={diff.foot}>
        {cards.map((card) => (
          <Button key={card.id} disabled={closed} onClick={() => pickAll(card)}>
            {words.allFrom(laneLabel(card.actor))}
          </Button>
        ))}
        <span className={diff.apart} />
        <span className={styles.open} role="status">
          {words.open(left, contested.length)}
        </span>
        <Button look="primary" disabled={blocked} onClick={() => void apply()}>
          {deletesAny(cards, picks) ? words.applyDestructive : words.apply}
        </Button>
      </footer>
    </div>
  );
}

/** @returns null, or why it was refused */
async function send(answer: VariantAnswer): Promise<string | null> {
  const result =
    answer.name === 'approve'
      ? await ask('approve', answer.body)
      : answer.name === 'deny'
        ? await ask('deny', answer.body)
        : await ask('approve_adjusted', answer.body);
  return result.ok ? null : result.reason.message;
}

function ObjectRows({
  object,
  cards,
  picked,
  onPick,
}: {
  readonly object: VariantObject;
  readonly cards: readonly WaitingView[];
  /** Undefined while nothing is chosen. */
  readonly picked: string | null | undefined;
  readonly onPick: (from: string | null) => void;
}) {
  const words = strings.variants;
  const group = `variant ${object.id}`;
  const lines = object.lines.length === 0 ? [null] : object.lines;
  return (
    <tbody role="radiogroup" aria-label={object.name}>
      {lines.map((line, index) => (
        <tr key={line?.what ?? ''}>
          <th scope="row">
            {index === 0 ? (
              <button
                type="button"
                className={`${diff.object} ${styles.name}`}
                onClick={() => selectObject(object.id)}
              >
                {object.name}
              </button>
            ) : null}
            {line?.what}
          </th>
          {[null, ...cards].map((card, column) => {
            const isOffered = card === null || object.of.includes(card.id);
            const value = card === null ? line?.now : line?.by[column - 1];
            const from = card?.id ?? null;
            const label =
              card === null ? words.keep(object.name) : words.take(object.name, laneLabel(card.actor));
            if (!isOffered)
              return (
                <td key={from ?? ''} className={styles.untouched}>
                  {index === 0 ? words.untouched : null}
                </td>
              );
            return (
              <td
                key={from ?? ''}
                className={diff.side}
                data-side={card === null ? 'truth' : 'agent'}
                data-taken={picked === from || undefined}
              >
                <label>
                  {index === 0 ? (
                    <input
                      type="radio"
                      name={group}
                      checked={picked === from}
                      aria-label={label}
                      onChange={() => onPick(from)}
                    />
                  ) : (
                    <span className={diff.same} aria-hidden="true" onClick={() => onPick(from)} />
                  )}
                  <Value value={value ?? null} />
                </label>
              </td>
            );
          })}
        </tr>
      ))}
    </tbody>
  );
}

function Value({ value }: { readonly value: VariantCell | null }) {
  if (value === null) return <span className={styles.untouched}>{strings.variants.untouched}</span>;
  return (
    <>
      <Swatch colour={value.swatch} />
      <span>{value.text}</span>
    </>
  );
}
