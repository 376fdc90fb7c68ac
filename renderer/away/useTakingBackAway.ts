import { useState } from 'react';
import { UNDO_CHANGES_MAX } from '#app/control-room/history-limits.ts';
import type { AwayAnswer, AwayItem, OwnHands, TakenView } from '#app/control-room/index.ts';
import type { Actor } from '#app/intents/index.ts';
import type { ObjectId } from '#app/scene/index.ts';
import { actorPhrase } from '../model/actors.ts';
import { formatCount } from '../numbers.ts';
import { ask } from '../store/actions.ts';
import { strings } from '../strings.ts';

/** What is to go back: what others did to one object, or what one of them did to those that are listed. */
export type Target =
  { readonly kind: 'object'; readonly item: AwayItem } | { readonly kind: 'author'; readonly actor: Actor };

export const keyOf = (target: Target): string =>
  target.kind === 'object' ? `object ${target.item.id}` : `author ${target.actor.id}`;

/** What was looked at, and what taking it would do. */
type Found =
  | {
      readonly how: 'undo';
      readonly changes: readonly number[];
      readonly at: number;
      readonly view: TakenView;
    }
  /** What was overwritten is known no longer: the object as it was at a version, whoever changed it. */
  | { readonly how: 'bring'; readonly at: number; readonly commits: number }
  | { readonly how: 'nothing' };

interface State {
  readonly key: string | null;
  readonly busy: boolean;
  readonly problem: string | null;
  readonly found: Found | null;
}

const NONE: State = { key: null, busy: false, problem: null, found: null };

/** Takes back some of what others did: looked at first, bound to what was seen, one at a time. */
export function useTakingBackAway(answer: AwayAnswer | null) {
  const [state, setState] = useState<State>(NONE);
  const objectsOf = (target: Target): ObjectId[] =>
    target.kind === 'object'
      ? [target.item.id]
      : (answer?.view.items ?? [])
          .filter(({ by }) => by.some(({ id }) => id === target.actor.id))
          .map(({ id }) => id);

  const look = async (target: Target): Promise<void> => {
    if (answer === null) return;
    const key = keyOf(target);
    setState({ ...NONE, key, busy: true });
    const [found, problem] = await lookAt(answer, target, objectsOf(target));
    setState((now) => (now.key === key ? { key, busy: false, problem, found } : now));
  };

  /** @returns whether it was taken; otherwise why not is in `problem` */
  const take = async (target: Target): Promise<boolean> => {
    const { found } = state;
    if (answer === null || found === null || found.how === 'nothing') return false;
    setState({ ...state, busy: true });
    const { from, to } = answer.view;
    const objects = objectsOf(target);
    const id = crypto.randomUUID();
    const taken =
      found.how === 'undo'
        ? await ask('undo_changes', {
            id,
            changes: [...found.changes],
            objects,
            at: found.at,
            reason: reasonOf(target, from, to),
          })
        : await ask('bring_back', {
            id,
            revision: from,
            at: found.at,
            objects,
            reason: strings.away.bringReason(nameOf(target), formatCount(from)),
          });
    if (!taken.ok) {
      setState({ key: keyOf(target), busy: false, problem: taken.reason.message, found: null });
      return false;
    }
    await ask('keep_away', { to, objects });
    setState(NONE);
    return true;
  };
  return { ...state, look, take, cancel: () => setState(NONE) };
}

export function nameOf(target: Target): string {
  return target.kind === 'object' ? target.item.name : actorPhrase(target.actor);
}

function reasonOf(target: Target, from: number, to: number): string {
  const words = strings.away;
  const say = target.kind === 'object' ? words.reason : words.reasonOf;
  return say(nameOf(target), formatCount(from), formatCount(to));
}

const TOO_LONG_AGO = 'too_long_ago';

async function lookAt(
  { view: { from, to }, span }: AwayAnswer,
  target: Target,
  objects: readonly ObjectId[],
): Promise<readonly [Found | null, string | null]> {
  const without: OwnHands = span?.without ?? 'own';
  const which = target.kind === 'object' ? { object: target.item.id } : { actor: target.actor.id };
  const matching = await ask('find_changes', { from: from + 1, to, without, ...which });
  if (!matching.ok) return [null, matching.reason.message];
  const changes = [...matching.value.changes];
  if (changes.length === 0 || objects.length === 0) return [{ how: 'nothing' }, null];
  // Of so many only the newest are told, and before those the object was not as the person left it.
  const isCut = changes.length >= UNDO_CHANGES_MAX;
  const undo = isCut ? null : await ask('preview_undo', { changes, objects: [...objects] });
  if (undo?.ok === true) {
    const { at, operations } = undo.value;
    return [operations === 0 ? { how: 'nothing' } : { how: 'undo', changes, at, view: undo.value }, null];
  }
  if (undo !== null && undo.reason.code !== TOO_LONG_AGO) return [null, undo.reason.message];
  const version = await ask('preview_version', { revision: from, objects: [...objects] });
  if (!version.ok) return [null, version.reason.message];
  return [{ how: 'bring', at: version.value.at, commits: version.value.commits }, null];
}
