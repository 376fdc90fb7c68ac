/** Conflicts and the shelf: nothing that an artist did vanishes silently, and a person has the last word. */
import { INTENT_LIMITS } from '#app/intents/index.ts';
import type { Intent, Reason } from '#app/intents/index.ts';
import { outcomeKey, valueAt } from '#app/ledger/index.ts';
import type {
  CollisionCause,
  Conflict,
  ConflictItem,
  DecideRecord,
  LedgerRecord,
  ShelfEntry,
} from '#app/ledger/index.ts';
import { classify, facetValue, sameValue } from '#app/scene/index.ts';
import type { FacetState, ObjectId, Operation } from '#app/scene/index.ts';
import type { Core } from './core.ts';
import { engineWord, PERSON, facetKey, reason as reasonOf } from './core.ts';
import { bare, closedDoor, enqueue, touchesAny } from './gate.ts';
import { admit } from './giving-way.ts';
import { statesOf } from './observed.ts';
import { operationsFor, valuesOf } from './operations-for.ts';
import { isPieceOf } from './pieces.ts';
import { awaitsDecision } from './purge.ts';
import { noteClick } from './seen.ts';
import type { Session } from './session.ts';

export interface Collision {
  /** Makes the ids of shelf entry and conflict; unique for what happened. */
  readonly key: string;
  readonly why: CollisionCause;
  /** Why a person's edit did not go through, where it is not that two people changed the same. */
  readonly reason?: Reason;
  /** What the engine holds. */
  readonly states: readonly FacetState[];
  /** The values before both, where they are known. */
  readonly before: readonly FacetState[];
  /** Cards that it goes on from, where they ask about these very values: then it is no other question. */
  readonly goesOn?: ReadonlySet<string>;
}

/**
 * Keeps what an engine holds, lays it before a person, and sets the engine to the truth once the shelf entry is
 * durable (R22).
 * @returns the log position that must be durable before anything is purged
 */
export function openConflict(core: Core, session: Session, collision: Collision): number {
  const position = recordConflict(core, session.engine, collision);
  setBackOnceKept(core, session, collision.states, position);
  return position;
}

/** Sets an engine to the truth where it holds these, once what is at `position` keeps them (R22). */
export function setBackOnceKept(
  core: Core,
  session: Session,
  states: readonly FacetState[],
  position: number,
): void {
  const ids = [...new Set(states.map(({ id }) => id))];
  for (const { id, facet, value } of states) {
    if (facet !== 'existence' || value === null) continue;
    if (!mayPurge(core, session.engine, id) && !awaitsDecision(core, session, id)) session.unshared.add(id);
  }
  core.whenDurable(position, () => {
    // While it is compared it stood as an open edit, or will be read yet.
    const toSetBack = session.phase === 'live' ? session.purge : session.dirty;
    for (const id of ids) if (mayPurge(core, session.engine, id)) toSetBack.add(id);
  });
}

/** What truth never knew is the artist's own and is never taken away (R21), unless it is left over from an intent. */
export function mayPurge(core: Core, engine: string, id: ObjectId): boolean {
  return (
    core.durable.objects.has(id) ||
    core.projected.has(id) ||
    core.durable.lastWrites.has(id) ||
    [...core.sessions.values()].some((session) => session.engine === engine && session.longGone.has(id)) ||
    core.residues.some(
      ({ state, engines, madeIn }) => state.id === id && engines.has(engine) && madeIn !== engine,
    )
  );
}

/** What a conflict of a person's change names as its engine, where it was handed in at the control room. */
const CONTROL_ROOM = 'the control room';

/** A person's change that was handed in here collides with another person's: it is kept, and both sides are laid before
 * them (R23, rule 1). Handed in once more under its own id it is kept already. */
export function keepCollided(core: Core, intent: Intent): void {
  const isKept = [...core.ahead.shelf.values()].some(
    ({ id, from }) => from === intent.actor.id && id.endsWith(`-${intent.id}`),
  );
  if (isKept) return;
  const states = statesOf(intent.operations);
  const before = states.flatMap(({ id, facet }): FacetState[] => {
    const value = valueAt(core.ahead, intent.base.revision, id, facet);
    return value === undefined ? [] : [{ id, facet, value }];
  });
  const collision: Collision = { key: intent.id, why: 'edited_both', states, before };
  recordConflict(core, CONTROL_ROOM, collision, intent.actor.id);
}

/** The records alone; the caller purges. */
export function recordConflict(
  core: Core,
  engine: string,
  collision: Collision,
  from = `engine:${engine}`,
): number {
  const open = openQuestion(core, engine, collision);
  if (open !== null && collision.states.every((state) => holdsSame(open, state))) return core.ahead.position;
  const made = shelfEntry(core, {
    from,
    why: SHELVED_FOR[collision.why],
    states: collision.states,
    key: collision.key,
    ...becauseOf(collision),
  });
  const entry = open === null ? made : { ...made, id: open.shelf };
  const known = open?.items.flatMap((item) => item.before ?? []) ?? [];
  const before = new Map(
    [...collision.before, ...known].map((state) => [facetKey(state.id, state.facet), state]),
  );
  const items: ConflictItem[] = collision.states.map((state) => ({
    id: state.id,
    facet: state.facet,
    before: before.get(facetKey(state.id, state.facet)) ?? null,
    truth: facetValue({ objects: core.durable.objects }, state.id, state.facet) ?? null,
    engine: state.value,
  }));
  const records: LedgerRecord[] = [
    { kind: 'shelve', entry },
    {
      kind: 'conflict',
      conflict: {
        id: entry.id,
        engine,
        shelf: entry.id,
        items,
        revision: core.durable.revision,
        why: collision.why,
        ...becauseOf(collision),
      },
    },
  ];
  core.changed('conflicts', 'shelf', 'status');
  core.conflictRules.fresh.push(entry.id);
  return core.append(records, { flush: true });
}

/** The card that asks about these very values already: however often they drift on, it is one question. */
function openQuestion(core: Core, engine: string, { why, states, goesOn }: Collision): Conflict | null {
  const keys = new Set(states.map(({ id, facet }) => facetKey(id, facet)));
  for (const conflict of core.ahead.conflicts.values()) {
    const isSame = why === 'drift' ? conflict.why === 'drift' : goesOn?.has(conflict.id) === true;
    const { items } = conflict;
    if (!isSame || conflict.engine !== engine || items.length !== keys.size) continue;
    if (items.every(({ id, facet }) => keys.has(facetKey(id, facet)))) return conflict;
  }
  return null;
}

function holdsSame({ items }: Conflict, { id, facet, value }: FacetState): boolean {
  return items.some((item) => item.id === id && item.facet === facet && sameValue(item.engine, value));
}

/** Why nothing more is taken from an engine, or set back in it, so that there is an end to its cards and to what it puts on the
 * shelf (SEC-1); null where there is room for another one. What it holds stays in it, and is compared when it comes back. */
export function tooMuchToDecide(core: Core, engine: string): Reason | null {
  const { maxCards, maxShelvedValues } = core.config;
  if (cardsOf(core, engine) >= maxCards)
    return reasonOf(
      'too_many_cards',
      `${maxCards} differences of ${engineWord(engine)} wait for your decision. Decide them, and connect it again.`,
    );
  if ((core.shelvedValues.get(`engine:${engine}`) ?? 0) >= maxShelvedValues)
    return reasonOf(
      'too_much_shelved',
      `${maxShelvedValues} values of ${engineWord(engine)} lie on the shelf. Discard some, and connect it again.`,
    );
  return null;
}

/** How many cards of an engine wait for a decision, with those that the disk has still to take. */
function cardsOf(core: Core, engine: string): number {
  let count = 0;
  for (const conflict of core.ahead.conflicts.values()) if (conflict.engine === engine) count += 1;
  for (const record of core.backlog)
    if (record.kind === 'conflict' && record.conflict.engine === engine) count += 1;
  return count;
}

/** What goes on the shelf: from whom, why, and the values. `key` makes its id. */
interface Shelved {
  readonly from: string;
  readonly why: ShelfEntry['why'];
  readonly states: readonly FacetState[];
  readonly key: string;
  readonly reason?: Reason;
}

const SHELVED_FOR: Readonly<Record<CollisionCause, ShelfEntry['why']>> = {
  edited_both: 'conflict',
  drift: 'drift',
  differs_at_handshake: 'conflict',
  in_flight: 'aborted',
  refused: 'refused',
};

function becauseOf({ reason: why }: { readonly reason?: Reason }): { reason?: Reason } {
  return why === undefined ? {} : { reason: why };
}

/** Puts something on the shelf without asking anybody. Returns the position of its record. */
export function shelve(core: Core, kept: Shelved): number {
  core.changed('shelf');
  return core.append([{ kind: 'shelve', entry: shelfEntry(core, kept) }], { flush: true });
}

export function shelfEntry(core: Core, kept: Shelved): ShelfEntry {
  const truth: FacetState[] = [];
  for (const { id, facet } of kept.states) {
    const value = facetValue({ objects: core.durable.objects }, id, facet);
    if (value !== undefined) truth.push({ id, facet, value });
  }
  return {
    id: shelfId(core, kept.key),
    from: kept.from,
    why: kept.why,
    ...becauseOf(kept),
    states: kept.states,
    truth,
    revision: core.durable.revision,
  };
}

/** For the entry that is appended next: the position makes it unique over every life of the ledger. */
export function shelfId(core: Core, key: string): string {
  return `${core.ahead.position + 1}-${key.slice(0, 36)}`;
}

/** A person decides: the facets named are taken from the engine as their own intent, the rest keeps the truth. */
export function decide(
  core: Core,
  id: string,
  take: readonly { id: ObjectId; facet: string }[],
  intentId: string,
  reply: string,
): void {
  const conflict = core.ahead.conflicts.get(id);
  if (conflict === undefined) return core.refuse(reply, 'no_conflict', 'It is decided already.');
  const wanted = new Set(take.map((each) => `${each.id} ${each.facet}`));
  const taken = conflict.items.filter((item) => wanted.has(`${item.id} ${item.facet}`));
  if (taken.length !== wanted.size)
    return core.refuse(reply, 'unknown_facet', 'It names a value that does not collide here.');
  const position = settleConflict(core, conflict, taken, intentId, { by: 'person' });
  if (typeof position === 'number') core.doneWhenDurable(reply, position);
  else core.reply(reply, { ok: false, reason: position });
}

/** Whose word it is: a person's, or that of a rule of theirs, by its id. */
export type DecidedBy = Pick<DecideRecord, 'by' | 'under'>;

/** @param taken from the engine; the rest keeps the truth
 * @returns the log position of the decision, or why it cannot be had */
export function settleConflict(
  core: Core,
  conflict: Conflict,
  taken: readonly ConflictItem[],
  intentId: string,
  said: DecidedBy,
): number | Reason {
  const states = taken.map((item): FacetState => ({ id: item.id, facet: item.facet, value: item.engine }));
  const why = `from ${sideWord(conflict)}${said.by === 'rule' ? ', by a rule of yours' : ''}`;
  const refusal = states.length === 0 ? null : takeStates(core, states, intentId, why, said.under);
  if (refusal !== null) return refusal;
  const choice = taken.length === 0 ? 'truth' : taken.length === conflict.items.length ? 'engine' : 'mixed';
  const intent = states.length === 0 ? null : intentId;
  if (choice === 'engine')
    leavesWithCommit(core, intentId, {
      kind: 'unshelve',
      id: conflict.shelf,
      how: 'proposed',
      by: said.by,
    });
  const position = core.append([{ kind: 'decide', id: conflict.id, choice, intent, ...said }], {
    flush: true,
  });
  core.whenDurable(position, () => {
    for (const session of core.sessions.values()) {
      if (session.engine !== conflict.engine || session.phase !== 'live') continue;
      for (const item of conflict.items)
        if (mayPurge(core, conflict.engine, item.id)) session.purge.add(item.id);
    }
  });
  core.changed('conflicts', 'shelf', 'status');
  return position;
}

function sideWord({ engine }: Conflict): string {
  return engine === CONTROL_ROOM ? CONTROL_ROOM : engineWord(engine);
}

/** The truth moved: a card whose two sides have become the same, as when both artists deleted one object, asks nothing more. */
export function closeAgreed(core: Core, moved: ReadonlySet<ObjectId>): void {
  const scene = { objects: core.durable.objects };
  for (const { id, items } of core.ahead.conflicts.values()) {
    if (!items.some((item) => moved.has(item.id))) continue;
    if (!items.every((item) => sameValue(facetValue(scene, item.id, item.facet) ?? null, item.engine)))
      continue;
    core.append([{ kind: 'decide', id, choice: 'truth', intent: null, by: 'orchestrator' }], {
      flush: false,
    });
    core.changed('conflicts', 'status');
  }
}

/** What a person took from the shelf stays there until their intent is committed: a crash, or an engine's fault, on its
 * way takes nothing from them. `record` is what then becomes of the entry. */
export function leavesWithCommit(core: Core, intentId: string, record: LedgerRecord): void {
  const key = outcomeKey(PERSON.id, intentId);
  const id = shelfOf(record);
  const entry = id === null ? undefined : core.ahead.shelf.get(id);
  if (entry === undefined) return;
  if (core.active.has(key)) core.leaving.set(key, record);
  // What is so already needed no intent. What is only on its way may come to nothing, and this is then the one copy of it.
  else if (isAllShared(core, entry.states)) core.append([record], { flush: true });
}

/** Whether these are in the shared scene already, on disk. */
export function isAllShared({ durable: { objects } }: Core, states: readonly FacetState[]): boolean {
  return states.every(({ id, facet, value }) => sameValue(facetValue({ objects }, id, facet) ?? null, value));
}

/** An intent is committed: what it carried leaves the shelf. */
export function leaveShelf(core: Core, intent: Intent): void {
  const key = outcomeKey(intent.actor.id, intent.id);
  const record = core.leaving.get(key);
  core.leaving.delete(key);
  const id = record === undefined ? null : shelfOf(record);
  if (record === undefined || id === null || !core.ahead.shelf.has(id)) return;
  core.append([record], { flush: false });
  core.changed('shelf');
}

/** Whether an intent carries what this entry holds, and has not come to its end. */
export function isLeaving(core: Core, id: string): boolean {
  return core.shelfTakings.has(id) || [...core.leaving.values()].some((record) => shelfOf(record) === id);
}

/** Whether what an intent carries is still on the shelf. */
export function isOnShelf(core: Core, intent: Intent): boolean {
  return (
    core.leaving.has(outcomeKey(intent.actor.id, intent.id)) ||
    [...core.shelfTakings.values()].some(({ taking }) => isPieceOf(taking, intent))
  );
}

function shelfOf(record: LedgerRecord): string | null {
  return record.kind === 'unshelve' ? record.id : record.kind === 'shelve' ? record.entry.id : null;
}

/** Queues values that a person picked, after what of theirs is in line on the same objects. @returns why it was refused */
export function takeStates(
  core: Core,
  states: readonly FacetState[],
  intentId: string,
  why: string,
  under?: string,
): Reason | null {
  const seen = personsBase(core, new Set(states.map(({ id }) => id)), under !== undefined);
  return proposeStates(core, states, intentId, why, seen, under);
}

/** Queues the values as the person's own intent on top of the newest revision. @returns why it was refused */
export function proposeStates(
  core: Core,
  states: readonly FacetState[],
  intentId: string,
  why: string,
  seen: Intent['base'] = personsBase(core),
  under?: string,
): Reason | null {
  const brought = new Set(states.filter(({ facet }) => facet === 'existence').map(({ id }) => id));
  if (states.some(({ id }) => !core.projected.has(id) && !brought.has(id))) {
    // Left out, it would count as taken, and be nowhere.
    return reasonOf('unknown_object', 'An object of these is not in the shared scene any more.');
  }
  const another = states.find((state) => valuesOf(core, state) === null);
  if (another !== undefined) {
    const name = core.nameOf(another.id) ?? another.id;
    return reasonOf('another_kind', `${name} is another kind of object now, and cannot become that.`);
  }
  const operations = operationsFor(core, states);
  if (operations.length === 0) return null;
  return handInAsPerson(core, { id: intentId, reason: why, operations, seen, under });
}

/** What a person has changed by one click. */
export interface PersonsChange extends Pick<Intent, 'id' | 'reason' | 'operations' | 'takesBack'> {
  readonly under?: Intent['under'] | undefined;
  /** What they had seen when they clicked, where that is longer ago. It may name more earlier changes than an author does. */
  readonly seen?: Intent['base'];
}

/** Queues operations as the person's own intent on top of the newest revision. False when it was refused. */
export function enqueueAsPerson(core: Core, change: PersonsChange, reply: string): boolean {
  const refusal = handInAsPerson(core, change);
  if (refusal !== null) core.reply(reply, { ok: false, reason: refusal });
  return refusal === null;
}

/** The same where nobody waits for an answer. @returns why it was refused; null when it is in line */
export function handInAsPerson(
  core: Core,
  { id, reason, operations, takesBack, under, seen }: PersonsChange,
): Reason | null {
  const now = personsBase(core, new Set(), under !== undefined);
  // What they had seen of their own in line, and is still to come, comes first.
  const first = (seen?.after ?? []).filter((own) => core.active.has(outcomeKey(PERSON.id, own)));
  const base = { ...now, after: [...new Set([...now.after, ...first])] };
  const intent: Intent = {
    id,
    actor: PERSON,
    authority: 'human',
    base,
    reason,
    task: null,
    operations,
    class: classify(operations),
    observation: null,
    force: false,
    ...(takesBack === undefined ? {} : { takesBack }),
    ...(under === undefined ? {} : { under }),
  };
  // Held against what they had seen, it goes on from what is shared now: only what comes in between may still collide.
  const refusal =
    closedDoor(core, intent) ??
    tooLarge(operations) ??
    admit(core, { ...intent, base: seen ?? base })?.reason ??
    null;
  if (refusal !== null) return refusal;
  if (under === undefined) noteClick(core, intent);
  enqueue(core, bare(core, intent));
  return null;
}

/**
 * What a person sees who clicks now: the newest revision and their own changes on their way.
 * @param ids objects on which this one takes the place of what of theirs is in line, and so comes after that
 * @param isByRule a rule has seen what rules decided, and nothing of what the person did meanwhile
 */
export function personsBase(
  core: Core,
  ids: ReadonlySet<ObjectId> = new Set(),
  isByRule = false,
): Intent['base'] {
  // What is being taken out again has not been seen: it may go on later, and then it came after.
  const flying = [...core.flights.values()].filter(({ phase }) => phase !== 'unwinding');
  const inLine = core.queue.human.filter(({ intent }) => touchesAny(intent.operations, ids));
  return {
    revision: core.ahead.revision,
    after: [...flying, ...inLine]
      .map(({ intent }) => intent)
      .filter(({ actor, under }) => actor.id === PERSON.id && (under !== undefined || !isByRule))
      .map(({ id }) => id),
  };
}

/** What a person takes by one click may be more than any author hands in, and than an engine takes in one frame. */
function tooLarge({ length }: readonly Operation[]): Reason | null {
  const most = INTENT_LIMITS.operations;
  return length > most
    ? reasonOf('too_large', `It needs ${length} operations; a change has ${most} at most.`)
    : null;
}
