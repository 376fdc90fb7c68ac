/**
 * Values that a person changed by hand in an engine's play mode (rule 7). They ended with it, so nothing of them is in
 * effect anywhere: they are kept on the shelf and laid before the person, and none is taken by default. What is kept is
 * checked against the truth of today; a value that somebody else changed since then is a conflict like any other.
 */
import type { Intent } from '#app/intents/index.ts';
import { valueAt } from '#app/ledger/index.ts';
import type { LedgerRecord, ShelfEntry } from '#app/ledger/index.ts';
import type { AdapterMessageOf } from '#app/protocol/index.ts';
import { canonicalOperation, facetValue, isBounded, matches, sameValue } from '#app/scene/index.ts';
import type { FacetState, ObjectId, Touch } from '#app/scene/index.ts';
import { staleTouches } from './admission.ts';
import { isLeaving, leavesWithCommit, recordConflict, shelfId, takeStates } from './conflicts.ts';
import { engineWord, facetKey, reason, WHEN_WRITTEN } from './core.ts';
import type { Core } from './core.ts';
import { revoke } from './greeting.ts';
import { statesOf } from './observed.ts';
import { operationFor } from './operations-for.ts';
import { isAttached, maskOf } from './session.ts';
import type { Session } from './session.ts';

/** What one session may offer: a person plays often, and changes little each time. */
export const OFFERS_MAX = 1_024;
export const OFFER_VALUES_MAX = 100_000;

/** Takes a part of an offer; with the last it is kept, and its engine hears of it once that is durable. */
export function offered(core: Core, session: Session, message: AdapterMessageOf<'offered'>): void {
  const refuse = (code: string, words: string): void => revoke(core, session, reason(code, words));
  const { offer } = message;
  if (message.applied_through > core.highestNumber)
    return refuse(
      'future_revision',
      `It claims to have applied ${message.applied_through}, which was never given out.`,
    );
  if (message.states.some(({ facet }) => facet === 'existence'))
    return refuse('wrong_turn', 'It offered a whole object, and only values can be offered.');
  if (session.offering !== null && session.offering.offer !== offer)
    return refuse('wrong_turn', 'It began another offer before the last part of one.');
  session.offering ??= { offer, states: [] };
  const { states } = session.offering;
  states.push(...message.states);
  if (states.length > OFFER_VALUES_MAX || session.offers.size >= OFFERS_MAX)
    return refuse('too_many_offers', 'It offers more than one session may.');
  if (!message.last) return;
  session.offering = null;
  // A log that takes nothing for good keeps nothing either: the engine says it again on its next connection.
  if (core.ledger === 'read_only') return;
  keep(core, session, offer, statesOffered(core, session, states, message.applied_through));
}

/** Kept once, however often it is said: the word that it is safe may have been lost. */
function keep(core: Core, session: Session, offer: string, entry: Omit<ShelfEntry, 'id'>): void {
  const known = positionOf(core, offer) ?? session.offers.get(offer) ?? null;
  // Told while the disk took nothing, it is written by now, wherever that was.
  let position =
    known === null || (known === WHEN_WRITTEN && core.ledger === 'ok') ? core.ahead.position : known;
  if (known === null && entry.states.length > 0) {
    const card: ShelfEntry = { ...entry, id: shelfId(core, offer) };
    const open = openOffers(core).find(({ from }) => from === card.from);
    const records =
      open === undefined ? [{ kind: 'shelve' as const, entry: card }] : asOneCard(core, card, open);
    position = core.append(records, { flush: true });
    core.changed('shelf');
  }
  session.offers.set(offer, position);
  const { engine } = session;
  core.whenDurable(position, () => {
    for (const each of core.sessions.values()) {
      if (each.engine !== engine || !isAttached(each) || !each.offers.has(offer)) continue;
      each.offers.set(offer, core.durable.position);
      core.send(each.id, { type: 'offer_kept', offer, values: askedAbout(core, offer) });
    }
  });
}

/** One card an engine: a newer one asks on about what nobody has answered. What was played anew, or changed elsewhere since,
 * stays on the shelf and asks nothing more. */
function asOneCard(core: Core, card: ShelfEntry, open: ShelfEntry): LedgerRecord[] {
  const fits = open.revision <= card.revision && open.states.length + card.states.length <= OFFER_VALUES_MAX;
  const anew = new Map(card.states.map((state) => [facetKey(state.id, state.facet), state.value]));
  const undecided = open.states.filter(
    ({ id, facet }) => fits && !anew.has(facetKey(id, facet)) && core.projected.has(id),
  );
  const stale = staleOf(core, open, undecided);
  const goesOn = undecided.filter((state) => !stale.includes(state));
  const said = open.states.filter(({ id, facet, value }) => {
    const other = anew.get(facetKey(id, facet));
    return other !== undefined && sameValue(other, value);
  });
  const left = without(open, [...goesOn, ...said]);
  const carried = without(open, [...left.states, ...said]);
  const entry = {
    ...card,
    states: [...carried.states, ...card.states],
    truth: [...carried.truth, ...card.truth],
  };
  return [
    { kind: 'shelve', entry },
    left.states.length === 0 ? unshelve(open.id, 'orchestrator') : putAside(left),
  ];
}

/** 0 where nothing differed, or it is answered already. */
function askedAbout(core: Core, offer: string): number {
  const entry = openOffers(core).find(({ id }) => id.endsWith(`-${offer}`));
  return entry?.states.length ?? 0;
}

/** Where an earlier life, or an earlier connection, put this offer; null where it is news. */
function positionOf(core: Core, offer: string): number | null {
  for (const id of core.ahead.shelf.keys())
    if (id.endsWith(`-${offer}`)) return Number(id.slice(0, id.indexOf('-')));
  return null;
}

/** What of it differs from what was there before, and from the shared scene of today: the rest asks nothing. */
function statesOffered(
  core: Core,
  session: Session,
  told: readonly FacetState[],
  appliedThrough: number,
): Omit<ShelfEntry, 'id'> {
  // With what is on its way: the engine may have applied it before it began to play.
  const { scene } = core;
  const revision = Math.min(appliedThrough, core.ahead.revision);
  const states: FacetState[] = [];
  const truth: FacetState[] = [];
  for (const state of statesOf(told.map((each) => canonicalOperation(operationFor(each))))) {
    const { id, facet, value } = state;
    const object = scene.objects.get(id);
    const now = facetValue(scene, id, facet);
    // Of an object that was deleted meanwhile the values are kept as well; what was never shared is not offered.
    const before = valueBefore(core, revision, { id, facet }, now);
    if (before === undefined || maskOf(session, id).has(facet)) continue;
    const bounded = object !== undefined && isBounded(scene, object, session.bounded);
    const isSame = (other: FacetState['value']): boolean => matches(facet, other, value, bounded, new Set());
    if (isSame(before) || (now !== undefined && isSame(now))) continue;
    states.push(state);
    truth.push({ id, facet, value: before });
  }
  return { from: `engine:${session.engine}`, why: 'played', states, truth, revision, asks: true };
}

/** Null is a value, there is none; undefined says that the truth never knew it, or has forgotten. */
function valueBefore(
  core: Core,
  revision: number,
  { id, facet }: Touch,
  now: FacetState['value'] | undefined,
): FacetState['value'] | undefined {
  const then = valueAt(core.ahead, revision, id, facet);
  if (then !== undefined) return then;
  if (now !== undefined) return now;
  const goneAt = core.ahead.lastWrites.get(id)?.get('existence')?.revision;
  return goneAt === undefined ? undefined : valueAt(core.ahead, goneAt - 1, id, facet);
}

function openOffers(core: Core): ShelfEntry[] {
  return [...core.ahead.shelf.values()].filter(({ asks }) => asks === true);
}

/** The card is answered or out of date; what it offered stays on the shelf. */
function putAside(entry: ShelfEntry): LedgerRecord {
  const { asks: _, ...rest } = entry;
  return { kind: 'shelve', entry: rest };
}

/** What stays of an entry. */
export function without(entry: ShelfEntry, gone: readonly FacetState[]): ShelfEntry {
  const keys = new Set(gone.map(({ id, facet }) => facetKey(id, facet)));
  const stays = ({ id, facet }: FacetState): boolean => !keys.has(facetKey(id, facet));
  return { ...entry, states: entry.states.filter(stays), truth: entry.truth.filter(stays) };
}

/** A person answers: the values that they keep become their own intent, everything else stays on the shelf. */
export function answerOffer(
  core: Core,
  id: string,
  take: readonly { id: ObjectId; facet: string }[],
  intentId: string,
  reply: string,
): void {
  const entry = core.ahead.shelf.get(id);
  if (entry?.asks !== true || isLeaving(core, id))
    return core.refuse(reply, 'no_offer', 'It is answered already.');
  const wanted = new Set(take.map((each) => `${each.id} ${each.facet}`));
  const taken = entry.states.filter((state) => wanted.has(`${state.id} ${state.facet}`));
  if (taken.length !== wanted.size)
    return core.refuse(reply, 'unknown_facet', 'It names a value that is not offered here.');
  const gone = taken.find((state) => !core.projected.has(state.id));
  if (gone !== undefined)
    return core.refuse(reply, 'unknown_object', 'An object of these is not in the shared scene any more.');
  const stale = staleOf(core, entry, taken);
  const fresh = taken.filter((state) => !stale.includes(state));
  const engine = entry.from.replace(/^engine:/u, '');
  if (fresh.length > 0) {
    const why = `changed while playing in ${engineWord(engine)}`;
    const refusal = takeStates(core, fresh, intentId, why);
    if (refusal !== null) return core.reply(reply, { ok: false, reason: refusal });
  }
  if (stale.length > 0)
    recordConflict(core, engine, { key: intentId, why: 'edited_both', states: stale, before: entry.truth });
  // What collides has an entry of its own now; what is on its way stays here until it is committed.
  const left = without(entry, stale);
  const records = [left.states.length === 0 ? unshelve(id) : putAside(left)];
  if (fresh.length > 0) {
    const rest = without(left, fresh);
    leavesWithCommit(core, intentId, rest.states.length === 0 ? unshelve(id) : putAside(rest));
  }
  core.changed('shelf');
  core.doneWhenDurable(reply, core.append(records, { flush: true }));
}

function unshelve(id: string, by = 'person'): LedgerRecord {
  return { kind: 'unshelve', id, how: 'proposed', by };
}

/** Values that another person changed since the engine began to play, or is changing: both must be seen (R13). */
function staleOf(core: Core, entry: ShelfEntry, taken: readonly FacetState[]): FacetState[] {
  const operations = taken.map(operationFor);
  const asIfThen: Intent = {
    id: entry.id,
    actor: { kind: 'engine', id: entry.from, name: entry.from },
    authority: 'human',
    base: { revision: entry.revision, after: [] },
    reason: '',
    task: null,
    operations,
    class: 'cosmetic',
    observation: null,
    force: false,
  };
  const touched = staleTouches(
    core,
    asIfThen,
    taken.map(({ id, facet }) => ({ id, facet })),
  );
  const keys = new Set(touched.map(({ id, facet }) => facetKey(id, facet)));
  return taken.filter(
    (state) =>
      keys.has(facetKey(state.id, state.facet)) &&
      !sameValue(facetValue(core.scene, state.id, state.facet), state.value),
  );
}

/** The truth moved: an offer whose values are all shared by now asks nothing more. */
export function closeShared(core: Core, moved: ReadonlySet<ObjectId>): void {
  const scene = { objects: core.durable.objects };
  for (const { id, states } of openOffers(core)) {
    if (!states.some((state) => moved.has(state.id))) continue;
    if (!states.every((state) => sameValue(facetValue(scene, state.id, state.facet) ?? null, state.value)))
      continue;
    core.append([unshelve(id, 'orchestrator')], { flush: false });
    core.changed('shelf');
  }
}
