import { useState } from 'react';
import type { AwayAnswer, AwayItem, AwayPartChanges, TakenView } from '#app/control-room/index.ts';
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
      readonly part: AwayPartChanges;
      readonly at: number;
      readonly view: TakenView;
    }
  /** It cannot be taken out by itself: the objects as they were at a version, whoever changed them since. */
  | {
      readonly how: 'bring';
      readonly part: AwayPartChanges;
      readonly at: number;
      readonly revision: number;
      readonly commits: number;
      readonly why: keyof typeof strings.away.whyBring;
    }
  /** Neither: what stays lies in between. */
  | { readonly how: 'too_many' }
  | { readonly how: 'nothing'; readonly apart: number };

interface State {
  readonly key: string | null;
  readonly busy: boolean;
  readonly problem: string | null;
  readonly found: Found | null;
}

const NONE: State = { key: null, busy: false, problem: null, found: null };

/**
 * Takes back some of what others did: looked at first, bound to what was seen, one at a time. It is gone from the list once
 * that is confirmed, and not before.
 * @param again the list is another one by now
 */
export function useTakingBackAway(answer: AwayAnswer | null, again: () => void) {
  const [state, setState] = useState<State>(NONE);

  const look = async (target: Target): Promise<void> => {
    if (answer === null) return;
    const key = keyOf(target);
    setState({ ...NONE, key, busy: true });
    const [found, problem] = await lookAt(answer, target, again);
    setState((now) => (now.key === key ? { key, busy: false, problem, found } : now));
  };

  /** @returns whether it was taken; otherwise why not is in `problem` */
  const take = async (target: Target): Promise<boolean> => {
    const { found } = state;
    if (answer === null || !isReady(found)) return false;
    setState({ ...state, busy: true });
    const { from, to } = answer.view;
    const { at, part } = found;
    const objects = [...part.objects];
    const id = crypto.randomUUID();
    const taken =
      found.how === 'undo'
        ? await ask('undo_changes', {
            id,
            changes: [...part.changes],
            objects,
            at,
            reason: reasonOf(target, from, to),
          })
        : await ask('bring_back', {
            id,
            revision: found.revision,
            at,
            objects,
            reason: strings.away.bringReason(nameOf(target), formatCount(found.revision)),
          });
    if (!taken.ok) {
      setState({ key: keyOf(target), busy: false, problem: taken.reason.message, found: null });
      return false;
    }
    setState(NONE);
    return true;
  };
  return { ...state, look, take, cancel: () => setState(NONE) };
}

/** Whether there is something to take. */
export function isReady(found: Found | null): found is Extract<Found, { readonly part: unknown }> {
  return found !== null && 'part' in found;
}

export function nameOf(target: Target): string {
  return target.kind === 'object' ? target.item.name : actorPhrase(target.actor);
}

function reasonOf(target: Target, from: number, to: number): string {
  const words = strings.away;
  const say = target.kind === 'object' ? words.reason : words.reasonOf;
  return say(nameOf(target), formatCount(from), formatCount(to));
}

function objectsOf({ view }: AwayAnswer, target: Target): ObjectId[] {
  if (target.kind === 'object') return [target.item.id];
  return view.items.filter(({ by }) => by.some(({ id }) => id === target.actor.id)).map(({ id }) => id);
}

/** Why changes cannot be taken out by themselves, where the objects may still be brought back. */
const BRINGABLE: Readonly<Partial<Record<string, keyof typeof strings.away.whyBring>>> = {
  too_large: 'too_much',
  too_long_ago: 'too_long_ago',
};

async function lookAt(
  answer: AwayAnswer,
  target: Target,
  again: () => void,
): Promise<readonly [Found | null, string | null]> {
  const { from, to } = answer.view;
  const objects = objectsOf(answer, target);
  if (objects.length === 0) return [{ how: 'nothing', apart: 0 }, null];
  const whose = target.kind === 'object' ? {} : { actor: target.actor.id };
  const parts = await ask('find_away', { from, to, objects, ...whose });
  if (!parts.ok) {
    if (parts.reason.code === 'moved_on') again();
    return [null, parts.reason.message];
  }
  const part = parts.value;
  if (part.changes.length === 0) return [{ how: 'nothing', apart: part.apart }, null];
  if (part.more) return part.base === null ? [{ how: 'too_many' }, null] : bring(part, part.base, 'too_much');
  const undo = await ask('preview_undo', { changes: [...part.changes], objects: [...part.objects] });
  if (undo.ok) {
    const { at, operations } = undo.value;
    const found = { how: 'undo', part, at, view: undo.value } as const;
    return [operations === 0 ? { how: 'nothing', apart: part.apart } : found, null];
  }
  const why = BRINGABLE[undo.reason.code];
  if (why === undefined || part.base === null) return [null, undo.reason.message];
  return bring(part, part.base, why);
}

async function bring(
  part: AwayPartChanges,
  revision: number,
  why: keyof typeof strings.away.whyBring,
): Promise<readonly [Found | null, string | null]> {
  const version = await ask('preview_version', { revision, objects: [...part.objects] });
  if (!version.ok) return [null, version.reason.message];
  const { at, commits } = version.value;
  return [{ how: 'bring', part, at, revision, commits, why }, null];
}
