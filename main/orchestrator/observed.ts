/**
 * What people do inside an engine: already in effect there, told afterwards, admitted as their intent where the
 * engine's own undo step shows a hand (R23, R24). Without that it is drift, and engines have no authority.
 */
import type { Intent, Reason } from '#app/intents/index.ts';
import { editsOfIntent, INTENT_LIMITS } from '#app/intents/index.ts';
import type { AdapterMessageOf } from '#app/protocol/index.ts';
import {
  canonicalOperation,
  classify,
  facetValue,
  objectsTouched,
  sameValue,
  touchesOf,
} from '#app/scene/index.ts';
import type { FacetState, Operation, Touch } from '#app/scene/index.ts';
import { outcomeKey } from '#app/ledger/index.ts';
import type { CollisionCause } from '#app/ledger/index.ts';
import { noteDrift } from './audit.ts';
import { checkAdmissible, differingTouches, staleTouches } from './admission.ts';
import type { AdmissionRefusal } from './admission.ts';
import { mayPurge, openConflict, setBackOnceKept, shelve, tooMuchToDecide } from './conflicts.ts';
import type { Core } from './core.ts';
import { engineWord, facetKey, reason, TAKEN_BACK, UNDONE } from './core.ts';
import { giveUpDiffering, isStaying, isUnseen, stay } from './differing.ts';
import { endUnnumbered } from './flight.ts';
import { bare, closedDoor, enqueue, propose } from './gate.ts';
import { judgePassingAgents } from './giving-way.ts';
import { revoke } from './greeting.ts';
import { joinNewest } from './joining.ts';
import { isOpen } from './open-edits.ts';
import type { EditAnswer, Session, ToldEdit } from './session.ts';
import { isOpenValue, openValues } from './standing.ts';
import { endUndone } from './undone.ts';
import { takeFromOwn } from './unshared.ts';

type Observed = AdapterMessageOf<'observed'>;

export function observed(core: Core, session: Session, message: Observed): void {
  const known = session.edits.get(message.edit);
  if (known !== undefined) return answerEdit(core, session, message.edit, known);
  const ended = endedBefore(core, session, message.edit);
  if (ended !== null) return answerEdit(core, session, message.edit, ended);
  if (message.applied_through > core.highestNumber) {
    return revoke(
      core,
      session,
      reason(
        'future_revision',
        `It claims to have applied ${message.applied_through}, which was never given out.`,
      ),
    );
  }
  const full = tooMuchToDecide(core, session.engine);
  if (full !== null) return revoke(core, session, full);
  if (session.phase !== 'live' && !mayBeCollected(core, session, message)) {
    readOnceMore(core, session, message.operations);
    return answerEdit(core, session, message.edit, {
      outcome: 'rejected',
      n: null,
      code: 'not_live',
      message: 'Not in step at the moment; it is compared when it is.',
    });
  }
  const pending = [...session.edits.values()].filter(
    (each) => each.outcome === 'waiting' && !isStaying(each),
  ).length;
  if (pending >= core.config.maxObservedPerSession) {
    return revoke(
      core,
      session,
      reason('too_many_edits', `More than ${core.config.maxObservedPerSession} edits are undecided.`),
    );
  }
  const told = withoutOwn(core, session, { message, toldMs: core.nowMs, joined: [] });
  if (told !== null) observedOfShared(core, session, told);
}

/**
 * Whether a person's edit is kept though their engine is not in step: nobody waited for its drag or its rendering, or it was
 * set aside for a fault that is none of its artist's, and what they did meanwhile is theirs all the same (rules 1 and 7). It
 * stands while the engine is compared, and goes on once that is live; until then nothing of it is admitted (R17).
 */
function mayBeCollected(core: Core, session: Session, { undo, operations }: Observed): boolean {
  const trust = core.ahead.trust.get(session.engine) ?? 'live';
  if (!isOutOfStep(session) || undo === null || trust === 'off') return false;
  // It crossed a question that came to nothing: its adapter begins anew with the answer to that, and has forgotten it by then.
  if (session.owesInventory !== null) return false;
  return collectedOperations(session) + operations.length <= COLLECTED_OPERATIONS;
}

/** Edits told while an engine is refreshed: what is compared already has to be compared anew. */
function readOnceMore(core: Core, { engine, resync }: Session, operations: readonly Operation[]): void {
  for (const id of objectsTouched(operations)) {
    if (mayPurge(core, engine, id)) resync?.told.add(id);
    else resync?.unread.add(id);
  }
}

function isOutOfStep({ phase }: Session): boolean {
  return phase === 'parked' || phase === 'quarantined';
}

/** What is told of more than objects that nobody shares; null where nothing is, and the engine has heard it (R21). */
function withoutOwn(core: Core, session: Session, told: ToldEdit): ToldEdit | null {
  const operations = takeFromOwn(session, told.message.operations);
  if (operations.length > 0) return { ...told, message: { ...told.message, operations: [...operations] } };
  answerTold(core, session, told, {
    outcome: 'rejected',
    n: null,
    code: 'not_shared',
    message: 'It is not shared: it stays as you have it. Adopt it to share it.',
  });
  return null;
}

function observedOfShared(core: Core, session: Session, told: ToldEdit): void {
  const { message } = told;
  if (message.undo === null) {
    noteDrift(core, session, objectsTouched(message.operations.map(canonicalOperation)));
    const why = reason('drift', 'It changed without a step of a person.');
    return setBack(core, session, told, message.operations.map(canonicalOperation), 'drift', why);
  }
  if (core.ahead.forgottenThrough > 0 && message.applied_through <= core.ahead.forgottenThrough) {
    // So old that it may have been committed and forgotten: a person decides what it still means.
    const why = reason('too_old', 'It was made so long ago that the shared scene has moved on.');
    return setBack(core, session, told, message.operations.map(canonicalOperation), 'refused', why);
  }
  const trust = core.ahead.trust.get(session.engine) ?? 'live';
  const waits = core.halt !== null || core.ledger !== 'ok' || isOutOfStep(session);
  if (trust !== 'off' && waits) return collect(core, session, told);
  admitTrusted(core, session, told, trust === 'ask');
}

/** What the artist's setting for this engine says now, also for an edit that waited for a halt to end. */
function admitTrusted(core: Core, session: Session, told: ToldEdit, asks: boolean): void {
  const trust = core.ahead.trust.get(session.engine) ?? 'live';
  if (trust !== 'off') return admitObserved(core, session, told, asks ? 'ask' : trust);
  const why = reason(
    'trust_off',
    `What is done in ${engineWord(session.engine)} is ignored, as it is set under Engines.`,
  );
  setBack(core, session, told, told.message.operations.map(canonicalOperation), 'refused', why);
}

/** Operations of edits kept for one engine during a halt. */
const COLLECTED_OPERATIONS = 50_000;

function collectedOperations({ collected }: Session): number {
  return collected.reduce((sum, each) => sum + each.message.operations.length, 0);
}

/** Keeps an edit made during a halt, while the disk takes nothing, or while its engine is not in step; it goes on when that
 * is over (rules 1, 7 and 8). */
export function collect(core: Core, session: Session, told: ToldEdit): void {
  const asks = core.ahead.trust.get(session.engine) === 'ask';
  const isHeld = core.halt !== null || core.ledger !== 'ok';
  session.collected.push({ ...told, asks, isHeld });
  if (collectedOperations(session) > COLLECTED_OPERATIONS) {
    return revoke(
      core,
      session,
      reason('too_many_edits', `More than ${COLLECTED_OPERATIONS} operations wait for the hold to end.`),
    );
  }
  answerTold(core, session, told, {
    outcome: 'collected',
    n: null,
    code: isHeld ? 'halted' : session.phase === 'parked' ? 'parked' : 'out_of_step',
    message: isHeld
      ? 'Kept until changes are let in again.'
      : `Kept until ${engineWord(session.engine)} is in step again.`,
  });
  core.changed('status', 'sessions');
}

/** It waits for nothing any more: what was collected is admitted in its order, of an engine that is away as soon as it is back. */
export function admitCollected(core: Core): void {
  for (const session of core.sessions.values()) {
    if (session.phase !== 'live') continue;
    for (const { asks, isHeld: _, ...collected } of session.collected.splice(0)) {
      for (const edit of editsOf(collected)) session.edits.delete(edit);
      const told = withoutOwn(core, session, collected);
      if (told !== null) admitTrusted(core, session, told, asks);
    }
  }
}

/** What was collected is not about what is open there now, or nobody comes back for it: it is kept on the shelf. */
export function shelveCollected(core: Core, session: Session): void {
  for (const told of session.collected.splice(0)) {
    for (const edit of editsOf(told)) session.edits.delete(edit);
    shelve(core, {
      from: `engine:${session.engine}`,
      why: told.isHeld ? 'halted' : 'out_of_step',
      states: statesOf(told.message.operations),
      key: told.message.edit,
    });
    core.changed('status');
  }
}

/** What is open in an engine cannot stand beside what is shared meanwhile: it ends as a conflict, safe on the shelf. */
export function giveUpOpenEdits(core: Core, session: Session): void {
  const why = reason('stands_in_the_way', 'It does not go together with what was shared meanwhile.');
  const isOwn = ({ observation }: Intent): boolean => observation?.session === session.id;
  const inLine = core.queue.human.filter(({ intent }) => isOwn(intent));
  core.queue.human = core.queue.human.filter((each) => !inLine.includes(each));
  for (const queued of inLine) endUnnumbered(core, queued, 'conflicted', why);
  const flying = new Set([...core.flights.values()].map(({ intent }) => intent.id));
  for (const { intent } of [...core.proposals.values()])
    if (isOwn(intent) && !flying.has(intent.id)) endUnnumbered(core, bare(core, intent), 'conflicted', why);
  for (const told of session.collected.splice(0))
    setBack(core, session, told, told.message.operations.map(canonicalOperation), 'edited_both', why);
  giveUpDiffering(core, session, why);
}

/** What became of this edit in an earlier session, so that a repeat is not committed again. */
function endedBefore(core: Core, session: Session, edit: string): EditAnswer | null {
  const outcome = core.ahead.outcomes.get(outcomeKey(`engine:${session.engine}`, edit));
  if (outcome?.state !== 'committed') return null;
  return { outcome: 'committed', n: outcome.n, code: 'committed', message: '' };
}

function admitObserved(core: Core, session: Session, told: ToldEdit, trust: 'live' | 'ask' | 'off'): void {
  const { message } = told;
  const undone = endUndone(core, session, message.operations.map(canonicalOperation));
  const operations = undone.filter((each) => !isShared(core, each));
  if (operations.length === 0) {
    const n = madeBy(core, message.operations);
    // What was made and unmade there before anybody shared it has no number.
    return answerTold(
      core,
      session,
      told,
      n === 0
        ? { outcome: 'rejected', n: null, code: UNDONE, message: 'What it takes back was never shared.' }
        : { outcome: 'committed', n, code: 'committed', message: '' },
    );
  }
  const whole = intentOf(core, session, told, operations);
  if (operations.length > INTENT_LIMITS.operations)
    return setBack(
      core,
      session,
      told,
      operations,
      'refused',
      reason('too_large', `It is more than ${INTENT_LIMITS.operations} operations in one edit.`),
    );
  const closed = closedDoor(core, whole);
  if (closed !== null) return setBack(core, session, told, operations, 'refused', closed);
  if (core.isTaken(whole)) {
    return revoke(core, session, reason('id_reused', 'The id of an edit stands for something else already.'));
  }
  const { kept, colliding, intent, refusal } = judgePassingAgents(core, whole, {
    judge: () => judge(core, session, told, whole),
    letsIn: (verdict) => (verdict.refusal === null ? verdict.kept.length : 0),
    most: operations.length,
  });
  if (kept.length === 0) return setBack(core, session, told, colliding, 'edited_both', COLLIDES);
  if (colliding.length > 0) setBackPart(core, session, message, colliding);
  if (refusal !== null)
    return setBack(
      core,
      session,
      told,
      kept,
      refusal.state === 'conflicted' ? 'edited_both' : 'refused',
      refusal.reason,
    );
  for (const edit of editsOf(told))
    session.edits.set(edit, { outcome: 'waiting', n: null, code: 'queued', message: '' });
  forgetOldEdits(session);
  if (trust === 'ask' || deletions(kept) >= core.config.askDeletions) {
    propose(core, intent);
    return answerTold(core, session, told, {
      outcome: 'waiting',
      n: null,
      code: 'asks',
      message: 'Waits for a click in the control room.',
    });
  }
  if (!joinNewest(core, intent, told.toldMs)) enqueue(core, bare(core, intent, told.toldMs));
}

/** What of an edit may go on, and whether that may. */
function judge(
  core: Core,
  session: Session,
  told: ToldEdit,
  whole: Intent,
): {
  readonly kept: readonly Operation[];
  readonly colliding: readonly Operation[];
  readonly intent: Intent;
  readonly refusal: AdmissionRefusal | null;
} {
  const { kept, colliding } = split(core, session, whole, whole.operations);
  if (kept.length === 0) return { kept, colliding, intent: whole, refusal: null };
  const intent = intentOf(core, session, told, kept);
  return { kept, colliding, intent, refusal: checkAdmissible(core, intent) };
}

/** Whether an object is told as new that is shared already, just as it is: the word about its commit was lost on the
 * way, and the engine says it once more. */
function isShared(core: Core, operation: Operation): boolean {
  if (operation.op !== 'create') return false;
  const { object } = operation;
  return [core.durable.objects, core.ahead.objects, core.projected].every((objects) =>
    sameValue(objects.get(object.id) ?? null, object),
  );
}

/** The newest number that made one of them. */
function madeBy(core: Core, operations: readonly Operation[]): number {
  const numbers = objectsTouched(operations).map(
    (id) => core.durable.lastWrites.get(id)?.get('existence')?.revision ?? 0,
  );
  return Math.max(...numbers);
}

function intentOf(
  core: Core,
  session: Session,
  { message, joined }: ToldEdit,
  operations: readonly Operation[],
): Intent {
  return {
    id: joined[0]?.id ?? message.edit,
    actor: { kind: 'engine', id: `engine:${session.engine}`, name: session.engine },
    authority: 'human',
    base: { revision: Math.min(message.applied_through, core.ahead.revision), after: [] },
    reason: message.undo?.name ?? '',
    task: null,
    operations,
    class: classify(operations),
    observation: {
      session: session.id,
      edit: message.edit,
      before: message.before,
      undo: message.undo ?? { kind: 'step', name: '' },
    },
    force: false,
    ...(joined.length === 0 ? {} : { joined }),
  };
}

/** Only what truly collides asks; what one side alone changed is taken (rule 2). */
function split(
  core: Core,
  session: Session,
  intent: Intent,
  operations: readonly Operation[],
): { kept: Operation[]; colliding: Operation[] } {
  const kept: Operation[] = [];
  const colliding: Operation[] = [];
  for (const operation of operations) {
    const { writes } = touchesOf(core.scene, operation);
    const unseen = writes.filter((touch) => wasUnseen(core, session, intent, touch));
    const one = { ...intent, operations: [operation] };
    const stale = [...staleTouches(core, one, writes), ...differingTouches(core, [operation], unseen)];
    if (stale.length > 0) colliding.push(operation);
    else kept.push(operation);
  }
  return { kept, colliding };
}

/** Whether the artist had a value before them that is neither shared nor their own open one: it could not be set back
 * while it was in their hands. */
function wasUnseen(core: Core, session: Session, intent: Intent, { id, facet }: Touch): boolean {
  const isBehind = isUnseen(core, session.engine, { id, facet });
  if (isBehind !== null) return isBehind;
  if (!session.inDoubt.has(id)) return false;
  const seen = intent.observation?.before.find((state) => state.id === id && state.facet === facet);
  if (seen === undefined || isOpenValue(openValues(core, session), seen)) return false;
  return !sameValue(seen.value, facetValue(core.scene, id, facet));
}

const COLLIDES = reason(
  'changed_on_both_sides',
  'The same values were changed elsewhere meanwhile; yours are on the shelf.',
);

function setBackPart(
  core: Core,
  session: Session,
  message: Observed,
  operations: readonly Operation[],
): void {
  if (staysOf(core, session, message, operations, COLLIDES)) return;
  const states = statesOf(operations);
  openConflict(core, session, { key: message.edit, why: 'edited_both', states, before: message.before });
}

/** Whether it stays where it is, since it is in the hands of the person who made it (rule 1). Drift is nobody's. */
function staysOf(
  core: Core,
  session: Session,
  { edit, undo, before }: Observed,
  operations: readonly Operation[],
  why: Reason,
): boolean {
  return undo !== null && stay(core, session, { intent: null, edit, undo, before, operations, reason: why });
}

/**
 * Not taken: kept on the shelf, shown as a conflict, and the engine is set to the truth (ORD-5). Its author hears by what
 * rule: what a person did is theirs, refused or not, and never drift.
 */
function setBack(
  core: Core,
  session: Session,
  told: ToldEdit,
  operations: readonly Operation[],
  why: 'edited_both' | 'drift' | 'refused',
  because: Reason,
): void {
  const end = {
    outcome: why === 'edited_both' ? 'conflicted' : 'rejected',
    n: null,
    code: because.code,
    message: why === 'refused' ? refusedWords(because) : because.message,
  } as const;
  if (staysOf(core, session, told.message, operations, because)) {
    // The newest stays for all that it goes on with.
    for (const edit of editsOf(told)) if (edit !== told.message.edit) answerEdit(core, session, edit, end);
    return;
  }
  const states = statesOf(operations);
  openConflict(core, session, {
    key: told.message.edit,
    why,
    states,
    before: told.message.before,
    ...(why === 'refused' ? { reason: because } : {}),
  });
  answerTold(core, session, told, end);
}

/** What its author reads in the engine. */
function refusedWords({ message }: Pick<Reason, 'message'>): string {
  return `${message.slice(0, 960)} What you did is on the shelf in VibeSync.`;
}

/** The end of an edit, told to its engine. What did not go through still stands in that engine: a person decides. */
export function concludeEdit(core: Core, intent: Intent, end: EditAnswer): void {
  const { observation } = intent;
  if (observation === null) return;
  const session = core.sessions.get(observation.session);
  if (session === undefined || session.phase === 'over') {
    if (end.outcome !== 'committed')
      shelve(core, {
        from: intent.actor.id,
        why: end.outcome === 'rejected' ? 'refused' : 'aborted',
        states: statesOf(intent.operations),
        key: intent.id,
        reason: reason(end.code, end.message),
      });
    return;
  }
  if (end.outcome !== 'committed' && end.code === TAKEN_BACK) {
    const states = statesOf(intent.operations);
    const position = shelve(core, { from: intent.actor.id, why: 'taken_back', states, key: intent.id });
    setBackOnceKept(core, session, states, position);
  } else if (end.outcome !== 'committed' && end.code === UNDONE) {
    shelve(core, {
      from: intent.actor.id,
      why: 'taken_back',
      states: statesOf(intent.operations),
      key: intent.id,
    });
  } else if (end.outcome !== 'committed') {
    const { id, operations } = intent;
    const { edit, undo, before } = observation;
    const why = reason(end.code, end.message);
    if (stay(core, session, { intent, edit, undo, before, operations, reason: why })) {
      // The newest stays for all that it goes on with.
      for (const each of editsOfIntent(intent)) if (each !== edit) answerEdit(core, session, each, end);
      return;
    }
    const cause = causeOf(end.outcome);
    openConflict(core, session, {
      key: id,
      why: cause,
      states: statesOf(operations),
      before,
      ...(cause === 'edited_both' ? {} : { reason: why }),
    });
    if (cause === 'refused') {
      const refused = { ...end, message: refusedWords(end) };
      for (const edit of editsOfIntent(intent)) answerEdit(core, session, edit, refused);
      return;
    }
  }
  for (const edit of editsOfIntent(intent)) answerEdit(core, session, edit, end);
}

function causeOf(outcome: EditAnswer['outcome']): Exclude<CollisionCause, 'drift'> {
  if (outcome === 'conflicted') return 'edited_both';
  return outcome === 'rejected' ? 'refused' : 'in_flight';
}

/** The edits that an end of this one is the end of, oldest first. */
function editsOf({ message, joined }: ToldEdit): readonly string[] {
  return joined.length === 0 ? [message.edit] : joined.map(({ id }) => id);
}

function answerTold(core: Core, session: Session, told: ToldEdit, end: EditAnswer): void {
  for (const edit of editsOf(told)) answerEdit(core, session, edit, end);
}

/** Says a word about an edit to its engine, the last one or not. */
export function answerEdit(core: Core, session: Session, edit: string, end: EditAnswer): void {
  session.edits.set(edit, end);
  forgetOldEdits(session);
  if (session.phase === 'over' || session.phase === 'detached') return;
  core.send(session.id, { type: 'decided', edit, ...end });
}

const EDITS_KEPT = 1_024;

function forgetOldEdits(session: Session): void {
  for (const [edit, end] of session.edits) {
    if (session.edits.size <= EDITS_KEPT) return;
    if (!isOpen(end)) session.edits.delete(edit);
  }
}

function deletions(operations: readonly Operation[]): number {
  let count = 0;
  for (const operation of operations)
    if (operation.op === 'delete') count += objectsTouched([operation]).length;
  return count;
}

/** The facets that operations set, with their values, newest last. */
export function statesOf(operations: readonly Operation[]): FacetState[] {
  const states = new Map<string, FacetState>();
  const put = (state: FacetState): void => {
    states.set(facetKey(state.id, state.facet), state);
  };
  for (const operation of operations) {
    switch (operation.op) {
      case 'create':
        put({ id: operation.object.id, facet: 'existence', value: operation.object });
        break;
      case 'delete':
        for (const id of [operation.id, ...operation.descendants])
          put({ id, facet: 'existence', value: null });
        break;
      case 'rename':
        put({ id: operation.id, facet: 'name', value: operation.name });
        break;
      case 'reparent':
        put({ id: operation.id, facet: 'parent', value: operation.parent });
        break;
      case 'set_transform':
        put({ id: operation.id, facet: 'transform', value: operation.transform });
        break;
      case 'set_visibility':
        put({ id: operation.id, facet: 'visibility', value: operation.visibility });
        break;
      case 'set_property':
        put({ id: operation.id, facet: `property:${operation.key}`, value: operation.value });
        break;
    }
  }
  return [...states.values()];
}
