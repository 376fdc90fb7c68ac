/**
 * Several entries of the shelf by one click: what suggesting them again would come to now, doing it, and letting go of them.
 * What was let go of together is one act, and comes back together for a short while.
 */
import type { ManyDone, ShelfPreview } from '#app/control-room/index.ts';
import { OVERWRITTEN_TOLD_MAX, STAYING_TOLD_MAX } from '#app/control-room/index.ts';
import type { Reason } from '#app/intents/index.ts';
import type { LedgerRecord, ShelfEntry } from '#app/ledger/index.ts';
import { contentHash, facetValue, sameValue, touchKey } from '#app/scene/index.ts';
import type { FacetState } from '#app/scene/index.ts';
import { isLeaving } from './conflicts.ts';
import type { Core } from './core.ts';
import { PERSON, reason } from './core.ts';
import { ASKED, takeShelved } from './shelf.ts';
import { fitting } from './shelf-fit.ts';
import { inOrder } from './shelf-fold.ts';

/** Acts that can be taken back; of older ones what was let go of is gone. */
const ACTS_KEPT = 8;
/** Far longer than the button stands by itself: it stays while the pointer or the focus is on it. */
const RESTORABLE_MS = 10 * 60_000;

/** What was let go of at once. */
export interface Discarded {
  readonly entries: readonly ShelfEntry[];
  readonly atMs: number;
}

/** @param ids those that lie there no more count for nothing */
export function previewShelved(core: Core, ids: readonly string[]): ShelfPreview {
  const wanted = new Set(ids);
  const entries = inOrder(core.ahead.shelf.values()).filter(({ id }) => wanted.has(id));
  const newest = new Map<string, { readonly state: FacetState; readonly then: FacetState | undefined }>();
  let all = 0;
  for (const { states, truth } of entries) {
    const then = new Map(truth.map((state) => [touchKey(state), state]));
    for (const state of states) newest.set(touchKey(state), { state, then: then.get(touchKey(state)) });
    all += states.length;
  }
  const { states, staying } = fitting(
    core,
    [...newest.values()].map(({ state }) => state),
  );
  const scene = { objects: core.projected };
  const nowOf = ({ id, facet }: FacetState): FacetState['value'] => facetValue(scene, id, facet) ?? null;
  const changing = states.filter((state) => !sameValue(nowOf(state), state.value));
  const overwritten = changing.filter((state) => {
    const then = newest.get(touchKey(state))?.then;
    return then !== undefined && !sameValue(nowOf(state), then.value);
  });
  return {
    entries: entries.length,
    changes: changing.length,
    same: states.length - changing.length,
    twice: all - newest.size,
    overwrites: overwritten.slice(0, OVERWRITTEN_TOLD_MAX).map(({ id, facet }) => ({
      id,
      name: core.nameOf(id) ?? '',
      facet,
      by: core.ahead.lastWrites.get(id)?.get(facet)?.actor ?? null,
    })),
    overwritten: overwritten.length,
    staying: staying.slice(0, STAYING_TOLD_MAX),
    stays: staying.length,
    hash: contentHash({
      entries: entries.map(({ id }) => id),
      changing: changing.map(({ id, facet, value }) => [id, facet, value, nowOf({ id, facet, value })]),
      staying: staying.map(({ id, facet, why }) => [id, facet, why]),
    }),
  };
}

/**
 * Each as a change of its own, in the order in which they were put there.
 * @param hash of what was shown (R29): where that comes to something else by now, it is refused
 */
export function proposeMany(
  core: Core,
  shelves: readonly { readonly shelf: string; readonly intent: string }[],
  hash: string,
  reply: string,
): void {
  const shown = previewShelved(
    core,
    shelves.map(({ shelf }) => shelf),
  );
  if (shown.hash !== hash)
    return core.refuse(reply, 'values_changed', 'It comes to something else by now; look again.');
  const intents = new Map(shelves.map(({ shelf, intent }) => [shelf, intent]));
  const lying = inOrder(core.ahead.shelf.values()).flatMap(({ id }) => (intents.has(id) ? [id] : []));
  const left = [...intents.keys()].filter((id) => !core.ahead.shelf.has(id)).map(notThere);
  for (const id of lying) {
    const taken = held(core, id) ?? takeShelved(core, id, null, intents.get(id) ?? '');
    if ('code' in taken) left.push({ id, reason: taken });
  }
  answer(core, reply, { done: intents.size - left.length, left });
}

export function discardMany(core: Core, act: string, shelves: readonly string[], reply: string): void {
  if (core.discarded.has(act)) return core.refuse(reply, 'id_reused', 'That was done already.', 'id');
  const entries: ShelfEntry[] = [];
  const left: { id: string; reason: Reason }[] = [];
  const asked = new Set([...core.ahead.conflicts.values()].map(({ shelf }) => shelf));
  for (const id of new Set(shelves)) {
    const entry = core.ahead.shelf.get(id);
    if (entry === undefined) left.push(notThere(id));
    else {
      const why =
        held(core, id) ?? asking(entry) ?? (asked.has(id) ? ASKED : isLeaving(core, id) ? ON_ITS_WAY : null);
      if (why === null) entries.push(entry);
      else left.push({ id, reason: why });
    }
  }
  if (entries.length > 0) {
    const gone = entries.map(({ id }): LedgerRecord => ({
      kind: 'unshelve',
      id,
      how: 'discarded',
      by: PERSON.id,
    }));
    core.append(gone, { flush: true });
    core.discarded.set(act, { entries, atMs: core.nowMs });
    for (const oldest of core.discarded.keys()) {
      if (core.discarded.size <= ACTS_KEPT) break;
      core.discarded.delete(oldest);
    }
    core.changed('shelf');
  }
  answer(core, reply, { done: entries.length, left });
}

/** What was let go of lies there again, as it did. */
export function restoreDiscarded(core: Core, act: string, reply: string): void {
  const discarded = core.discarded.get(act);
  if (discarded === undefined) return core.refuse(reply, 'too_long_ago', 'That is too long ago.');
  core.discarded.delete(act);
  const { entries } = discarded;
  const position = core.append(
    entries.map((entry): LedgerRecord => ({ kind: 'shelve', entry })),
    { flush: true },
  );
  core.changed('shelf');
  core.doneWhenDurable(reply, position);
}

export function checkDiscarded(core: Core): void {
  for (const [act, { atMs }] of [...core.discarded])
    if (core.nowMs - atMs >= RESTORABLE_MS) core.discarded.delete(act);
}

const ON_ITS_WAY = reason('under_way', 'It is on its way already.');

/** What stays in its artist's hands, or asks, is answered where it asks. */
function held(core: Core, id: string): Reason | null {
  return core.ahead.differing.has(id)
    ? reason('in_hands', 'It stays in its artist’s hands: answer its card.')
    : null;
}

function asking({ asks }: ShelfEntry): Reason | null {
  return asks === true ? reason('asks', 'It asks what becomes of it: answer its card.') : null;
}

function notThere(id: string): { id: string; reason: Reason } {
  return { id, reason: reason('not_on_shelf', 'It is not on the shelf any more.') };
}

function answer(core: Core, reply: string, many: ManyDone): void {
  core.doneWhenDurable(reply, core.ahead.position, { many });
}
