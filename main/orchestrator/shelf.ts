/**
 * The shelf: what was not taken waits here until a person takes it after all, whole or in part, or throws it away. It
 * leaves when it is shared and not before; what they did not take, and what cannot be had any more, stays.
 */
import type { TakenView } from '#app/control-room/index.ts';
import { STAYING_TOLD_MAX } from '#app/control-room/index.ts';
import type { Reason } from '#app/intents/index.ts';
import type { LedgerRecord, ShelfEntry } from '#app/ledger/index.ts';
import { touchKey } from '#app/scene/index.ts';
import type { FacetState, Operation } from '#app/scene/index.ts';
import { isAllShared, isLeaving } from './conflicts.ts';
import type { Core } from './core.ts';
import { reason } from './core.ts';
import { statesOf } from './observed.ts';
import { operationsFor } from './operations-for.ts';
import { beginTaking, goOnTaking } from './pieces.ts';
import type { Taking } from './pieces.ts';
import { fitting } from './shelf-fit.ts';
import { stayingSentence } from './taking-back.ts';

/** What a person took of an entry, on its way. */
export interface ShelfTaking {
  readonly taking: Taking;
  /** What they took of it. */
  readonly states: readonly FacetState[];
}

type Picked = readonly { readonly id: string; readonly facet: string }[] | null;

/** @param take the values to take of it; null for all of them */
export function proposeShelved(core: Core, id: string, take: Picked, intentId: string, reply: string): void {
  const taken = takeShelved(core, id, take, intentId);
  if ('code' in taken) return core.reply(reply, { ok: false, reason: taken });
  core.doneWhenDurable(reply, core.ahead.position, { taken });
}

/** @returns how much of it goes on its way, or why nothing does */
export function takeShelved(core: Core, id: string, take: Picked, intentId: string): TakenView | Reason {
  const entry = core.ahead.shelf.get(id);
  if (entry === undefined) return reason('not_on_shelf', 'It is not on the shelf any more.');
  if (isLeaving(core, id)) return reason('under_way', 'It is on its way already.');
  const picked = take === null ? null : new Set(take.map((each) => `${each.id} ${each.facet}`));
  const wanted = entry.states.filter((state) => picked === null || picked.has(touchKey(state)));
  if (picked !== null && wanted.length !== picked.size)
    return reason('unknown_facet', 'It names a value that is not kept here any more.');
  const { states, values, staying } = fitting(core, wanted);
  const [first] = staying;
  if (states.length === 0 && first !== undefined) return reason('nothing_to_take', stayingSentence(first));
  const operations = operationsFor(core, values);
  // By another change, which may come to nothing yet.
  if (operations.length === 0 && !isAllShared(core, states))
    return reason('under_way', 'It is on its way already.');
  if (operations.length === 0) letGo(core, entry, states, true);
  else {
    const taking = beginTaking(core, intentId, 'from the shelf', operations);
    if ('code' in taking) return taking;
    core.shelfTakings.set(id, { taking, states });
  }
  return { taken: states.length, of: wanted.length, staying: staying.slice(0, STAYING_TOLD_MAX) };
}

/**
 * What was taken from the shelf has come to its end, or a piece of it has, and the next one gets in line. What is shared
 * leaves the shelf; a crash, or an engine's fault, on its way takes nothing from it.
 * @returns whether one did
 */
export function followShelf(core: Core): boolean {
  let isHandedIn = false;
  for (const [id, { taking, states }] of core.shelfTakings) {
    const progress = goOnTaking(core, taking);
    if (progress.is === 'waiting') continue;
    if (progress.is === 'next') {
      core.shelfTakings.set(id, { taking: progress.taking, states });
      isHandedIn = true;
      continue;
    }
    core.shelfTakings.delete(id);
    const shared = progress.is === 'stopped' ? taking.pieces.slice(0, progress.piece) : taking.pieces;
    const entry = core.ahead.shelf.get(id);
    if (entry !== undefined && shared.length > 0)
      letGo(core, entry, progress.is === 'stopped' ? sharedOf(states, taking, shared) : states, false);
  }
  return isHandedIn;
}

/** Values that nothing sets which is still to come: an object as a whole is there with the last of its own. */
function sharedOf(
  states: readonly FacetState[],
  { pieces }: Taking,
  shared: readonly (readonly Operation[])[],
): FacetState[] {
  const due = statesOf(pieces.slice(shared.length).flat());
  const objects = new Set(due.map(({ id }) => id));
  const whole = new Set(due.flatMap(({ id, facet }) => (facet === 'existence' ? [id] : [])));
  const values = new Set(due.map(touchKey));
  return states.filter((state) =>
    state.facet === 'existence'
      ? !objects.has(state.id)
      : !whole.has(state.id) && !values.has(touchKey(state)),
  );
}

/** These are shared, and leave the shelf; with the last of them the entry does. */
function letGo(core: Core, entry: ShelfEntry, shared: readonly FacetState[], flush: boolean): void {
  const keys = new Set(shared.map(touchKey));
  const stays = (state: FacetState): boolean => !keys.has(touchKey(state));
  const rest = { ...entry, states: entry.states.filter(stays), truth: entry.truth.filter(stays) };
  const record: LedgerRecord =
    rest.states.length === 0
      ? { kind: 'unshelve', id: entry.id, how: 'proposed', by: 'person' }
      : { kind: 'shelve', entry: rest };
  core.append([record], { flush });
  core.changed('shelf');
}

/** What is thrown away of it here would be taken out of the hands of whoever decides there. */
export const ASKED = reason('asked', 'A conflict asks about it: decide that first.');

/** Whether it is one side of a conflict that waits. */
function isAsked({ ahead: { conflicts } }: Core, id: string): boolean {
  return [...conflicts.values()].some(({ shelf }) => shelf === id);
}

export function discardShelved(core: Core, id: string, reply: string): void {
  if (!core.ahead.shelf.has(id))
    return core.refuse(reply, 'not_on_shelf', 'It is not on the shelf any more.');
  // It may still come to nothing, and this is then the one copy of it.
  if (isLeaving(core, id)) return core.refuse(reply, 'under_way', 'It is on its way already.');
  if (isAsked(core, id)) return core.refuse(reply, ASKED.code, ASKED.message);
  const position = core.append([{ kind: 'unshelve', id, how: 'discarded', by: 'person' }], { flush: true });
  core.changed('shelf');
  core.doneWhenDurable(reply, position);
}
