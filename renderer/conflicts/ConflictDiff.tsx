import { useEffect, useState } from 'react';
import { CONFLICT_RULE_LIMITS } from '#app/ledger/index.ts';
import type { BlameView } from '#app/control-room/index.ts';
import type { Conflict } from '#app/ledger/index.ts';
import { Button } from '../components/Button.tsx';
import { Clock } from '../components/Clock.tsx';
import { Problem } from '../components/Problem.tsx';
import { useAsk } from '../components/useAsk.ts';
import { actorPhrase, engineName, engineTone } from '../model/actors.ts';
import { againstNow, becauseOf, conflictLines, itemKey, takeOf } from '../model/conflicts.ts';
import { othersLike } from '../model/conflict-rules.ts';
import { useGuard } from '../needs/useGuard.ts';
import { formatCount, formatWhen, MINUTE_MS } from '../numbers.ts';
import { selectObject } from '../store/actions.ts';
import { changeDesk, useReading, useRoom } from '../store/store.ts';
import { strings } from '../strings.ts';
import { Alike, minutesOf, MINUTES_MOST, NOTHING_ALIKE } from './Alike.tsx';
import { Disagreeing } from './Disagreeing.tsx';
import { useShelvedTime } from './useShelvedTime.ts';
import { useTruthHands } from './useTruthHands.ts';
import styles from './ConflictDiff.module.css';

/**
 * Both sides of a collision with what stood before, and the choice between them value by value. Nothing is decided until
 * the result is applied; what is not taken stays on the shelf.
 */
export function ConflictDiff({ conflict: recorded }: { readonly conflict: Conflict }) {
  const scene = useRoom((room) => room.scene);
  const conflict = againstNow(recorded, scene);
  const reading = useReading();
  const shut = useRoom(
    (room) => room.status === null || room.status.ledger.state !== 'ok' || room.status.halted !== null,
  );
  const { busy, problem, run } = useAsk();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  // The 3D view shows what that comes to.
  useEffect(() => changeDesk({ picked: { conflict: recorded.id, items: chosen } }), [recorded.id, chosen]);
  const [alike, setAlike] = useState(NOTHING_ALIKE);
  const [wrong, setWrong] = useState<string | null>(null);
  const conflicts = useRoom((room) => room.conflicts);
  const others = othersLike(recorded, conflicts);
  // What is decided is what was looked at: this one, its values, and those that would go the same way.
  const guarded = useGuard(JSON.stringify([conflict.id, conflict.items, (others ?? []).map(({ id }) => id)]));
  const closed = shut || guarded;
  const words = strings.conflicts;
  const engine = engineName(conflict.engine);
  const tone = engineTone(conflict.engine);
  const decide = (chosenOnes: ReadonlySet<string>): void => {
    if (busy || closed) return;
    const take = takeOf(conflict, chosenOnes);
    if (!alike.later && !alike.others) return void run('decide_conflict', { conflict: conflict.id, take });
    const minutes = minutesOf(alike);
    const isOut = alike.later && alike.long === 'time' && minutes === null;
    const isTooMany = alike.later && alike.where === 'these' && objects.length > CONFLICT_RULE_LIMITS.objects;
    setWrong(
      isOut
        ? strings.conflictRules.limits(MINUTES_MOST)
        : isTooMany
          ? strings.conflictRules.tooMany(CONFLICT_RULE_LIMITS.objects)
          : null,
    );
    if (isOut || isTooMany) return;
    const span = alike.long === 'time' ? (minutes ?? 0) * MINUTE_MS : alike.long;
    void run('decide_alike', {
      conflict: conflict.id,
      take,
      others: alike.others ? (others ?? []).map(({ id }) => id) : [],
      rule: alike.later ? { objects: alike.where === 'these' ? objects : null, span } : null,
    });
  };
  const everything = new Set(conflict.items.map(itemKey));
  const hands = useTruthHands(conflict.items);
  const time = useShelvedTime(conflict.shelf);
  const one = hands?.all ?? null;
  const objects = [...new Set(conflict.items.map((item) => item.id))];

  return (
    <div
      className={styles.diff}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return;
        event.preventDefault();
        decide(chosen);
      }}
    >
      <p className={styles.why}>
        {words.why[conflict.why](engine)} {becauseOf(conflict) ?? words.shelf}
      </p>
      <Disagreeing conflict={conflict.id} />
      <div className={styles.scroll}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{words.value}</th>
              <th scope="col">
                {words.beforeBoth}
                <span className={styles.sub}>{formatCount(conflict.revision)}</span>
              </th>
              <th scope="col" data-side={tone}>
                {engine}
                {/* In one line: the sheet leaves its object in view above it. */}
                <span className={styles.sub}>
                  {conflict.why === 'drift' ? strings.shelf.why.drift : strings.actors.you}
                  {time === null ? null : (
                    <>
                      {', '}
                      {words.when[conflict.why](formatWhen(time))} <Clock />
                    </>
                  )}
                </span>
              </th>
              <th scope="col" data-side="truth">
                {words.sharedScene}
                <span className={styles.sub}>
                  {one !== null
                    ? setBy(one)
                    : hands === null
                      ? ''
                      : hands.byItem.size === 0
                        ? strings.scene.earlier
                        : words.severalHands}
                </span>
              </th>
              <th scope="col">{words.result}</th>
            </tr>
          </thead>
          {conflict.items.map((item) => {
            const key = itemKey(item);
            const lines = conflictLines(item, reading);
            const fromEngine = chosen.has(key);
            const hand = one === null ? hands?.byItem.get(key) : undefined;
            const name = reading.object(item.id)?.name ?? strings.change.deletedObject;
            const what =
              lines.length === 1
                ? (lines[0]?.what ?? '')
                : item.facet === 'transform'
                  ? strings.facets.transform
                  : (lines[0]?.what ?? '');
            const pick = (take: boolean): void => {
              const next = new Set(chosen);
              if (take) next.add(key);
              else next.delete(key);
              setChosen(next);
            };
            return (
              <tbody key={key} role="radiogroup" aria-label={`${name}, ${what}`}>
                {lines.map((line, index) => (
                  <tr key={line.what}>
                    <th scope="row">
                      {objects.length > 1 && index === 0 ? (
                        <button type="button" className={styles.object} onClick={() => selectObject(item.id)}>
                          {name}
                        </button>
                      ) : null}
                      {line.what}
                      {index > 0 || hand === undefined ? null : (
                        <span className={styles.sub}>{words.sharedBy(setBy(hand))}</span>
                      )}
                    </th>
                    <td>
                      {line.before?.text ?? <span className={styles.unknown}>{words.unknownBefore}</span>}
                    </td>
                    {([true, false] as const).map((side) => {
                      const cell = side ? line.engine : line.truth;
                      return (
                        <td
                          key={String(side)}
                          className={styles.side}
                          data-side={side ? tone : 'truth'}
                          data-taken={fromEngine === side || undefined}
                        >
                          <label>
                            {index === 0 ? (
                              <input
                                type="radio"
                                name={`${conflict.id} ${key}`}
                                checked={fromEngine === side}
                                aria-label={`${name}: ${side ? words.takeEngine(what, engine) : words.takeShared(what)}, ${cell.text}`}
                                onChange={() => pick(side)}
                              />
                            ) : (
                              <span className={styles.same} aria-hidden="true" onClick={() => pick(side)} />
                            )}
                            <span>{cell.text}</span>
                            {cell.delta === null ? null : <span className={styles.delta}>{cell.delta}</span>}
                          </label>
                        </td>
                      );
                    })}
                    <td className={styles.result}>{fromEngine ? line.engine.text : line.truth.text}</td>
                  </tr>
                ))}
              </tbody>
            );
          })}
        </table>
      </div>
      {others === null ? null : (
        <Alike conflict={conflict} count={others.length} choice={alike} onChange={setAlike} />
      )}
      <Problem text={wrong ?? problem} />
      <footer className={styles.foot}>
        <Button disabled={busy || closed} onClick={() => decide(everything)}>
          {words.allFromEngine(engine)}
        </Button>
        <Button disabled={busy || closed} onClick={() => decide(new Set())}>
          {words.keepShared}
        </Button>
        <span className={styles.apart} />
        <Button look="primary" hint={['Enter']} disabled={busy || closed} onClick={() => decide(chosen)}>
          {words.apply}
        </Button>
      </footer>
    </div>
  );
}

function setBy({ actor, revision }: BlameView): string {
  return `${actorPhrase(actor)}, ${formatCount(revision)}`;
}
