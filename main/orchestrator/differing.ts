/**
 * What stays in its artist's hands (rule 1): a change made in an engine that did not go through while its objects were
 * in a modal operator or in edit, sculpt, paint or pose mode. It is on the shelf, and the engine is not written to: it
 * goes on showing the change, counts as differing there, and a card asks what shall become of it.
 *
 * Letting go answers nothing. An object that jumped back at the moment in which its artist leaves edit mode would be
 * their work undone behind their back; so the engine goes on differing, the audit takes it for no drift, a comparison
 * leaves it alone like an edit that nobody has decided, and the card goes on asking. It has nothing left to ask once
 * the engine no longer shows the change: its artist changed the same values again and that went through, somebody
 * else's later change of them was applied there, another file was opened. What it was stays on the shelf.
 */
import { isTriedAgain } from '#app/intents/index.ts';
import type { Actor, Intent, Reason, UndoEvidence } from '#app/intents/index.ts';
import type { Differing, DifferingAnswer, LedgerRecord } from '#app/ledger/index.ts';
import { classify, facetValue, objectsTouched, sameValue, touchKey } from '#app/scene/index.ts';
import type { FacetState, ObjectId, Operation, Touch } from '#app/scene/index.ts';
import { mayPurge, shelfEntry } from './conflicts.ts';
import type { Core, Flight } from './core.ts';
import { engineWord, PERSON, reason, TAKEN_BACK } from './core.ts';
import { bare, closedDoor, enqueue } from './gate.ts';
import { admit } from './giving-way.ts';
import { fold, isInHands } from './in-hands.ts';
import { answerEdit, statesOf } from './observed.ts';
import { operationsFor } from './operations-for.ts';
import { isAttached } from './session.ts';
import type { Resync, Session } from './session.ts';

/** The last word about an edit that stays in its artist's hands, until they say what becomes of it. */
const STAYS = 'did_not_go_through';

/** Ends that a person has chosen, or without which the engine could never be refreshed. */
const NOT_ASKED_ABOUT: ReadonlySet<string> = new Set(['denied', TAKEN_BACK, 'stands_in_the_way']);

export interface Kept {
  /** Null where it was refused before it was one. */
  readonly intent: Intent | null;
  readonly edit: string;
  readonly undo: UndoEvidence;
  readonly operations: readonly Operation[];
  readonly before: readonly FacetState[];
  /** Why it did not go through. */
  readonly reason: Reason;
}

export function differingOf(core: Core, engine: string): Differing[] {
  return [...core.ahead.differing.values()].filter((each) => each.engine === engine);
}

/**
 * Leaves a change in its artist's hands where it is in them, and asks.
 * @returns whether it did; if not, the engine is set back as ever
 */
export function stay(core: Core, session: Session, kept: Kept): boolean {
  if (NOT_ASKED_ABOUT.has(kept.reason.code)) return false;
  // What was tried again stays where it stood, in hands or not: it is the same question once more.
  const wasTriedAgain = kept.intent !== null && isTriedAgain(kept.intent);
  if (!wasTriedAgain && !isInHands(session, kept.operations)) return false;
  // On a log that takes nothing for good there is no card to come.
  if (core.ledger === 'read_only') return false;
  const earlier = differingOf(core, session.engine);
  // A card that asks for ever about everything asks nothing: beyond this many the engine is set back as ever.
  if (earlier.length >= core.config.maxObservedPerSession) return false;
  const states = statesOf(kept.operations);
  const written = new Set(states.map(touchKey));
  const entry = shelfEntry(core, {
    from: `engine:${session.engine}`,
    why: 'in_hands',
    states,
    key: kept.edit,
  });
  const { edit, undo, operations, reason: why } = kept;
  const differing: Differing = {
    id: entry.id,
    engine: session.engine,
    edit,
    undo,
    operations,
    before: beforeAll(earlier, kept.before),
    reason: why,
    revision: core.durable.revision,
  };
  core.append(
    [
      { kind: 'shelve', entry },
      { kind: 'differs', differing },
    ],
    { flush: true },
  );
  if (kept.intent !== null) takeFromShelf(core, kept.intent.id);
  const again = reason('changed_again', 'You changed it again since, and that did not go through either.');
  for (const each of earlier) narrow(core, each, (state) => !written.has(touchKey(state)), again);
  const words = `${core.label({ operations })} did not go through: ${why.message} It stays as you have it; VibeSync asks what to do.`;
  answerEdit(core, session, edit, {
    outcome: 'waiting',
    n: null,
    code: STAYS,
    message: words.slice(0, 1_024),
  });
  if (isAttached(session)) core.send(session.id, { type: 'note', message: words.slice(0, 1_024) });
  core.changed('in_hands', 'shelf', 'sessions', 'status');
  return true;
}

/** Where an earlier change of the same value stayed too, the artist had before both what they had before that one. */
function beforeAll(earlier: readonly Differing[], before: readonly FacetState[]): FacetState[] {
  const first = new Map(earlier.flatMap((each) => each.before.map((state) => [touchKey(state), state])));
  const still = new Set(earlier.flatMap(({ operations }) => statesOf(operations).map(touchKey)));
  return before.map((state) => (still.has(touchKey(state)) ? (first.get(touchKey(state)) ?? state) : state));
}

/** Whether an edit is undecided only because it stays in its artist's hands: as many as they like may. */
export function isStaying({ code }: { readonly code: string }): boolean {
  return code === STAYS;
}

/** Leaves of it what is still to be asked about; where nothing is, the card folds, and says why. The engine is made sure to
 * show the rest as it is shared. */
function narrow(core: Core, differing: Differing, keeps: (state: FacetState) => boolean, why: Reason): void {
  const operations = differing.operations.filter((each) => statesOf([each]).some(keeps));
  if (operations.length === differing.operations.length) return;
  if (operations.length > 0)
    core.append([{ kind: 'differs', differing: { ...differing, operations } }], { flush: false });
  else {
    core.append([settled(differing.id, 'moot', why, 'orchestrator', null)], { flush: false });
    conclude(core, differing, why);
    fold(core, differing.id, core.label(differing), why);
  }
  const dropped = differing.operations.filter((each) => !operations.includes(each));
  setBack(core, differing.engine, statesOf(dropped));
  core.changed('in_hands', 'sessions', 'status');
}

function settled(
  id: string,
  answer: DifferingAnswer | 'moot',
  why: Reason,
  by: string,
  intent: string | null,
): LedgerRecord {
  return { kind: 'settle_differing', id, answer, intent, reason: why, by };
}

/** The engine hears that nothing more is to come of its edit. */
function conclude(core: Core, { engine, edit }: Differing, why: Reason): void {
  for (const session of core.sessions.values()) {
    const last = session.edits.get(edit);
    if (session.engine !== engine || last === undefined || !isStaying(last)) continue;
    answerEdit(core, session, edit, { outcome: 'aborted', n: null, code: why.code, message: why.message });
  }
}

/** An engine is back in the process that it was left in, but in another life of this application: it is told by the same
 * names what is open. */
export function nameDiffering(core: Core, session: Session): void {
  for (const { edit, reason: why } of differingOf(core, session.engine))
    if (!session.edits.has(edit))
      session.edits.set(edit, { outcome: 'waiting', n: null, code: STAYS, message: why.message });
}

/** The truth moved. Whatever took part shows it, so that what stayed there of these values is there no more; and where both
 * sides have become the same there is nothing to ask. */
export function closeCovered(core: Core, flight: Flight): void {
  if (core.ahead.differing.size === 0) return;
  const written = new Set(flight.touches.writes.map(touchKey));
  const scene = { objects: core.durable.objects };
  const agreed = reason('agreed', 'It is so in the shared scene by now.');
  for (const { engine } of flight.participants) {
    const isOwn = flight.intent.actor.id === `engine:${engine}`;
    const why = isOwn
      ? reason('changed_again', 'You changed it again since, and that went through.')
      : reason('changed_since', `${whoSince(flight.intent.actor)} since. Yours is on the shelf.`);
    const isLeft = (state: FacetState): boolean =>
      !written.has(touchKey(state)) && !written.has(`${state.id} existence`);
    for (const differing of differingOf(core, engine)) narrow(core, differing, isLeft, why);
  }
  for (const differing of [...core.ahead.differing.values()]) {
    if (!objectsTouched(differing.operations).some((id) => flight.objects.has(id))) continue;
    const differs = ({ id, facet, value }: FacetState): boolean =>
      !sameValue(facetValue(scene, id, facet) ?? null, value);
    narrow(core, differing, differs, agreed);
  }
}

function whoSince({ kind, name }: Actor): string {
  if (kind === 'agent') return `${name} changed it`;
  return kind === 'engine' ? `It was changed in ${engineWord(name)}` : 'It was changed here';
}

/** The engine was compared: what it no longer shows asks nothing. */
export function closeUnheld(core: Core, session: Session, { stands }: Resync): void {
  const why = reason(
    'no_longer_there',
    `${engineWord(session.engine)} no longer shows it. It is on the shelf.`,
  );
  const isHeld = ({ id, facet }: FacetState): boolean =>
    stands.get(id)?.some((each) => each.facet === facet) === true;
  for (const differing of differingOf(core, session.engine)) narrow(core, differing, isHeld, why);
}

/** What stays there cannot stand beside what is shared meanwhile: it is on the shelf, and the engine is refreshed. */
export function giveUpDiffering(core: Core, session: Session, why: Reason): void {
  for (const differing of differingOf(core, session.engine)) narrow(core, differing, () => false, why);
}

/** Whether the truth of a value is another than the artist had before the change that stays in their hands: then they have
 * not seen it. Null where nothing of theirs stays there. */
export function isUnseen(core: Core, engine: string, touch: Touch): boolean | null {
  const key = touchKey(touch);
  const differing = differingOf(core, engine).findLast(({ operations }) =>
    statesOf(operations).some((state) => touchKey(state) === key),
  );
  if (differing === undefined) return null;
  const before = differing.before.find((state) => touchKey(state) === key);
  const truth = facetValue(core.scene, touch.id, touch.facet) ?? null;
  return before === undefined || !sameValue(before.value, truth);
}

/** Objects that an engine does not show as they are shared because of its artist's hands. */
export function differingObjects(core: Core, session: Session): ObjectId[] {
  const ids = new Set(
    differingOf(core, session.engine).flatMap(({ operations }) => objectsTouched(operations)),
  );
  for (const waiting of [session.purge, session.inDoubt])
    for (const id of waiting) if (session.hands.has(id)) ids.add(id);
  return [...ids];
}

/** A person says what becomes of it. */
export function answerDiffering(
  core: Core,
  id: string,
  answer: DifferingAnswer,
  intent: string,
  reply: string,
): void {
  const differing = core.ahead.differing.get(id);
  if (differing === undefined)
    return core.refuse(reply, 'not_differing', 'There is nothing left to decide about it.');
  core.changed('in_hands', 'shelf', 'sessions', 'status');
  if (answer === 'try_again') return tryAgain(core, differing, intent, reply);
  const kept = answer === 'shelf';
  const why = reason(
    kept ? 'shelved' : 'put_back',
    kept
      ? 'It is on the shelf. Here the shared scene comes back when you let go.'
      : 'The shared scene comes back here when you let go.',
  );
  const states = statesOf(differing.operations);
  const unseen = states.filter((state) => isUnseen(core, differing.engine, state) === true);
  const records: LedgerRecord[] = [settled(id, answer, why, PERSON.id, null)];
  if (!kept && core.ahead.shelf.has(id))
    records.push({ kind: 'unshelve', id, how: 'discarded', by: PERSON.id });
  const position = core.append(records, { flush: true });
  conclude(core, differing, why);
  letGo(core, differing.engine, states, unseen);
  core.doneWhenDurable(reply, position);
}

/** The engine is set to the truth as soon as its artist lets go; if it is away, its comparison asks nothing about it. */
function letGo(
  core: Core,
  engine: string,
  states: readonly FacetState[],
  unseen: readonly FacetState[],
): void {
  const shared = states.filter(({ id }) => core.durable.objects.has(id));
  core.rememberResidue(shared, { actor: PERSON, observation: null }, [engine]);
  setBack(core, engine, states);
  for (const session of core.sessions.values())
    if (session.engine === engine && isAttached(session))
      for (const { id } of unseen) if (mayPurge(core, engine, id)) session.inDoubt.add(id);
}

/** Once nothing of its artist's stands in the way there. What truth never knew is the artist's own, and stays (R21). */
function setBack(core: Core, engine: string, states: readonly FacetState[]): void {
  for (const session of core.sessions.values()) {
    if (session.engine !== engine || !isAttached(session)) continue;
    const toSetBack = session.phase === 'live' ? session.purge : session.dirty;
    for (const { id, facet, value } of states) {
      if (mayPurge(core, engine, id)) toSetBack.add(id);
      else if (facet === 'existence' && value !== null) session.unshared.add(id);
    }
  }
}

/** Against today's truth, as the same artist's change: its engine shows it already, and is only read back (R23). */
function tryAgain(core: Core, differing: Differing, id: string, reply: string): void {
  const operations = operationsFor(core, statesOf(differing.operations));
  const source = [...core.sessions.values()].find(
    (session) => session.engine === differing.engine && isAttached(session) && session.phase !== 'foreign',
  );
  const { edit, before, undo } = differing;
  const intent: Intent = {
    id,
    actor: { kind: 'engine', id: `engine:${differing.engine}`, name: differing.engine },
    authority: 'human',
    base: { revision: core.ahead.revision, after: [] },
    reason: 'tried again',
    task: null,
    operations,
    class: classify(operations),
    observation: source === undefined ? null : { session: source.id, edit, before, undo },
    force: false,
  };
  const refusal =
    operations.length === 0
      ? reason(
          'nothing_left',
          'Its objects are gone from the shared scene. Put it back, or keep it on the shelf.',
        )
      : (closedDoor(core, intent) ?? admit(core, intent)?.reason ?? null);
  if (refusal !== null) return core.refuse(reply, refusal.code, refusal.message, refusal.path);
  const position = core.append([settled(differing.id, 'try_again', differing.reason, PERSON.id, id)], {
    flush: true,
  });
  core.triedAgain.set(id, differing.id);
  if (source === undefined)
    conclude(core, differing, reason('tried_again', 'It is tried again as it was, from the control room.'));
  source?.edits.set(edit, { outcome: 'waiting', n: null, code: 'queued', message: '' });
  enqueue(core, bare(core, intent));
  core.doneWhenDurable(reply, position);
}

/** What was tried again came through, or is on the shelf anew: only then is the first copy of no more use. */
export function takeFromShelf(core: Core, intent: string): void {
  const shelf = core.triedAgain.get(intent);
  if (shelf === undefined) return;
  core.triedAgain.delete(intent);
  if (!core.ahead.shelf.has(shelf)) return;
  core.append([{ kind: 'unshelve', id: shelf, how: 'proposed', by: PERSON.id }], { flush: false });
  core.changed('shelf');
}
