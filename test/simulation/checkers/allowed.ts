/** AUTH-4: what a person took of a suggestion and no more, and what they let agents do by themselves, within its bounds. */
import {
  canonicalJson,
  canonicalOperation,
  classify,
  objectsTouched,
  OPERATION_CLASSES,
} from '#app/scene/index.ts';
import type { ObjectId, Operation } from '#app/scene/index.ts';
import type { Intent } from '#app/intents/index.ts';
import type { ApproveRecord, Grant, Rule } from '#app/ledger/index.ts';
import type { Objects } from '../history.ts';
import type { Appended, Click, Committed, Facts, Moment } from './facts.ts';
import { eventOf } from './facts.ts';

/** As the screen says: a suggestion that touches more objects asks, whatever a rule says. */
const RULE_OBJECTS_MAX = 25;

/** Why no click of a person says what an approval says; null where one does, or where it names what let it through. */
export function unsaid(facts: Facts, { record, at }: Appended<ApproveRecord>): string | null {
  if (record.under !== undefined) return unallowed(facts, record, at);
  const click = facts.clicks.find((each) => eventOf(each.at) === eventOf(at));
  const nobody = `${record.id} was approved, and nobody clicked on what it says`;
  if (click?.command.do === 'approve_task') {
    const { agent, task, cards } = click.command;
    const isOne = cards?.some(({ id, hash }) => id === record.id && hash === record.hash) === true;
    const intent = suggestion(facts, record.id, at);
    if (!isOne || intent?.actor.id !== agent || intent?.task !== task) return nobody;
    const deletes = classify(intent?.operations ?? []) === 'destructive';
    return deletes ? `${record.id} deletes or overwrites, and was not asked about by itself` : null;
  }
  if (click?.command.do !== 'approve') return nobody;
  const { id, hash } = click.command;
  return id === record.id && hash === record.hash && sameAdjustment(facts, record, click) ? null : nobody;
}

/** What is left out as it was clicked; what is set otherwise as it was clicked, but for what is the same again. */
function sameAdjustment(
  facts: Facts,
  { id, left_out = [], edited = [] }: ApproveRecord,
  click: Click,
): boolean {
  const { leave = [], edits = [] } = click.command.adjust ?? {};
  const suggested = suggestion(facts, id, click.at)?.operations ?? [];
  const before = (place: number): string => canonicalJson(suggested[place] ?? null);
  const clicked = edits
    .map(({ place, operation }) => ({ place, operation: canonicalOperation(operation) }))
    .filter(({ place, operation }) => canonicalJson(operation) !== before(place))
    .sort((a, b) => a.place - b.place);
  return (
    canonicalJson([...leave].sort((a, b) => a - b)) === canonicalJson(left_out) &&
    canonicalJson(clicked) === canonicalJson(edited)
  );
}

/** Why what was committed is not what its author had suggested and the approval let through; null where it is. */
export function other(facts: Facts, { n, intent, position }: Committed): string | null {
  const log = facts.history.log.slice(0, position);
  const proposed = log.findLast((each) => each.kind === 'propose' && each.intent.id === intent.id);
  const approved = log.findLast((each) => each.kind === 'approve' && each.id === intent.id);
  if (proposed?.kind !== 'propose' || approved?.kind !== 'approve')
    return `${n} was suggested or approved nowhere`;
  const { left_out: leftOut = [], edited = [] } = approved;
  const operations = proposed.intent.operations.flatMap((operation, place) => {
    if (leftOut.includes(place)) return [];
    return [edited.find((each) => each.place === place)?.operation ?? operation];
  });
  return canonicalJson(operations) === canonicalJson(intent.operations)
    ? null
    : `${n} is not what was approved of ${intent.id}`;
}

/** Free hands and rules are a person's word, as they said it. */
export function* givenByNobody(facts: Facts): Iterable<string> {
  const said = new Set<string>();
  for (const { record, at } of [...facts.records('grant'), ...facts.records('rule')]) {
    const given = record.kind === 'grant' ? record.grant : record.rule;
    // Written again after the disk had refused it, it is still the first word that counts.
    if (said.has(given.id)) continue;
    said.add(given.id);
    const click = facts.clicks.find((each) => eventOf(each.at) === eventOf(at));
    const clicked = click?.command.do === 'give_free_hand' ? click.command.grant : undefined;
    const ruled = click?.command.do === 'add_rule' ? click.command.rule : undefined;
    if (canonicalJson(clicked ?? ruled ?? null) !== canonicalJson(given))
      yield `${given.id} was allowed, and nobody clicked on what it says`;
  }
  yield* usedUp(facts);
}

function* usedUp(facts: Facts): Iterable<string> {
  for (const { record } of facts.records('grant')) {
    const used = new Map<string, number>();
    for (const approval of facts.records('approve')) {
      if (approval.record.under !== record.grant.id) continue;
      const operations = suggestion(facts, approval.record.id, approval.at)?.operations ?? [];
      used.set(`${approval.record.id} ${approval.record.hash}`, objectsTouched(operations).length);
    }
    const all = [...used.values()].reduce((sum, each) => sum + each, 0);
    if (all > record.grant.changes)
      yield `${record.grant.id} was for ${record.grant.changes} objects, and let ${all} be changed`;
  }
}

/** Why nothing that a person had said lets this through at that moment; null where it does. */
function unallowed(facts: Facts, { id, under = '' }: ApproveRecord, at: Moment): string | null {
  const intent = suggestion(facts, id, at);
  if (intent === null) return `${id} was let through, and nobody had suggested it`;
  return outside(facts, under, intent, at, null);
}

/** The same when it begins, when where its objects hang can be told from the log. */
export function* beyondWhatWasAllowed(facts: Facts): Iterable<string> {
  for (const commit of facts.commits) {
    if (commit.intent.authority !== 'ai') continue;
    const log = facts.history.log.slice(0, commit.position);
    const approved = log.findLast((each) => each.kind === 'approve' && each.id === commit.intent.id);
    if (approved?.kind !== 'approve' || approved.under === undefined) continue;
    const begun = facts.records('begin').findLast(({ record }) => record.n === commit.n);
    if (begun === undefined) continue;
    const why =
      outside(facts, approved.under, commit.intent, begun.at, commit.before) ??
      underHands(facts, commit.intent.operations, begun);
    if (why !== null) yield `${commit.n}: ${why}`;
  }
}

function outside(
  facts: Facts,
  under: string,
  intent: Intent,
  at: Moment,
  before: Objects | null,
): string | null {
  const life = lifeAt(facts, at);
  const stands = (each: Appended): boolean => each.at < at && (each.life === life || each.onDisk !== null);
  const given = facts.records('grant').find((each) => each.record.grant.id === under && each.life === life);
  const ruled = facts.records('rule').find((each) => each.record.rule.id === under && stands(each));
  const permission = given?.record.grant ?? ruled?.record.rule;
  const since = given ?? ruled;
  if (permission === undefined || since === undefined || since.at > at)
    return `${intent.id} was let through by ${under}, which nobody had allowed in this life`;
  const bounds = beyond(permission, intent, before);
  if (bounds !== null) return `${intent.id} was let through by ${under}: ${bounds}`;
  const over =
    given === undefined ? ruleOver(facts, under, permission, at, life) : grantOver(facts, given, at, life);
  return over === null ? null : `${intent.id} was let through by ${under}, which was over: ${over}`;
}

function beyond(
  permission: Grant | Rule,
  { actor, task, operations }: Intent,
  before: Objects | null,
): string | null {
  const kind = classify(operations);
  if (kind === 'destructive' || OPERATION_CLASSES.indexOf(kind) > OPERATION_CLASSES.indexOf(permission.most))
    return `it is ${kind}`;
  if (permission.agent !== null && permission.agent !== actor.id) return `it is by ${actor.id}`;
  if ('task' in permission && permission.task !== task) return `it is of task ${task}`;
  if (!('task' in permission) && objectsTouched(operations).length > RULE_OBJECTS_MAX)
    return 'it is too much';
  if (permission.objects === null || before === null) return null;
  const within = new Set(permission.objects);
  const isIn = (id: ObjectId | null): boolean => {
    for (let each = id; each !== null; each = before.get(each)?.parent ?? null)
      if (within.has(each)) return true;
    return false;
  };
  for (const operation of operations) {
    const places =
      operation.op === 'create'
        ? [operation.object.parent]
        : operation.op === 'reparent'
          ? [operation.id, operation.parent]
          : [operation.id];
    const out = places.find((place) => !isIn(place));
    if (out !== undefined) return `${out} is none of its objects`;
    if (operation.op === 'create') within.add(operation.object.id);
  }
  return null;
}

function grantOver(
  facts: Facts,
  { record: { grant }, at: since }: Appended<Extract<Appended['record'], { kind: 'grant' }>>,
  at: Moment,
  life: number,
): string | null {
  const click = facts.clicks.find(({ at: clicked, life: in_, command, answer }) => {
    if (in_ !== life || clicked < since || clicked >= at) return false;
    if (command.do === 'halt') return true;
    if (answer?.ok !== true) return false;
    if (command.do === 'pause') return command.on === true && (command.agent ?? grant.agent) === grant.agent;
    if (command.do === 'revoke_agent') return command.agent === grant.agent;
    return command.do === 'end_free_hand' && command.grant === grant.id;
  });
  if (click !== undefined) return click.command.do;
  const [, firstAfter] = clocksAround(facts, since);
  const [last] = clocksAround(facts, at);
  return last !== null && firstAfter !== null && last >= firstAfter + grant.for_ms ? 'its time' : null;
}

function ruleOver(
  facts: Facts,
  id: string,
  { agent }: Grant | Rule,
  at: Moment,
  life: number,
): string | null {
  const taken = facts
    .records('end_rule')
    .find((each) => each.record.id === id && each.at < at && (each.life === life || each.onDisk !== null));
  if (taken !== undefined) return 'it was taken back';
  const click = facts.clicks.find(
    ({ at: clicked, life: in_, command, answer }) =>
      in_ === life &&
      clicked < at &&
      answer?.ok === true &&
      ((command.do === 'end_rule' && command.rule === id) ||
        (command.do === 'revoke_agent' &&
          agent !== null &&
          command.agent === agent &&
          standsBefore(facts, id, clicked))),
  );
  return click?.command.do ?? null;
}

function standsBefore(facts: Facts, id: string, at: Moment): boolean {
  return facts.records('rule').some((each) => each.record.rule.id === id && each.at < at);
}

/** What an artist has selected in an engine is so as long as they are at work there. */
function selectedThere(
  facts: Facts,
  touched: ReadonlySet<ObjectId>,
  { at, life }: Pick<Appended, 'at' | 'life'>,
  now: number,
): string | null {
  const told = new Set<string>();
  for (const frame of selections(facts)) {
    const { session, message } = frame;
    if (frame.life !== life || eventOf(frame.at) > eventOf(at) || told.has(session)) continue;
    // What came last counts, as long as the session is there.
    told.add(session);
    if (message.type !== 'selected' || isOver(facts, session, at)) continue;
    const [then] = clocksAround(facts, frame.at);
    if (then === null || now - then >= facts.history.selectionGuardMs) continue;
    if (message.objects.some((id) => touched.has(id))) return `it was selected in ${session}`;
  }
  return null;
}

const selectionsOf = new WeakMap<Facts, Facts['frames']>();
/** What was told of selections, and what ends one, newest first. */
function selections(facts: Facts): Facts['frames'] {
  const known = selectionsOf.get(facts);
  if (known !== undefined) return known;
  const found = facts.frames.filter(({ message: { type } }) => type === 'selected' || type === 'scene');
  selectionsOf.set(facts, found.reverse());
  return found;
}

function isOver(facts: Facts, session: string, at: Moment): boolean {
  const { revokedAt = null, disconnectedAt = null } = facts.sessions.get(session) ?? {};
  const isBefore = (when: Moment | null): boolean => when !== null && when <= at;
  const isTakenUp = [...facts.sessions.values()].some(
    ({ resumes, connectedAt }) => resumes === session && connectedAt <= at,
  );
  return isTakenUp || isBefore(revokedAt) || isBefore(disconnectedAt);
}

/** What a person has selected or changed a moment ago is let through by nothing but a click. */
function underHands(facts: Facts, operations: readonly Operation[], { at, life }: Appended): string | null {
  const touched = new Set(objectsTouched(operations));
  const [now] = clocksAround(facts, at);
  if (now === null) return null;
  const selected = facts.clicks.find(({ at: clicked, life: in_, command, answer }) => {
    if (in_ !== life || clicked >= at || command.do !== 'select' || answer?.ok !== true) return false;
    const [then] = clocksAround(facts, clicked);
    if (then === null || now - then >= facts.history.touchGuardMs) return false;
    return command.objects?.some((id) => touched.has(id)) === true;
  });
  if (selected !== undefined) return 'a person had selected it a moment before';
  const there = selectedThere(facts, touched, { at, life }, now);
  if (there !== null) return there;
  const moved = facts.handedIn.find((each) => {
    if (each.life !== life || each.channel === 'ai' || each.at >= at || each.answer?.ok !== true)
      return false;
    const [then] = clocksAround(facts, each.at);
    if (then === null || now - then >= facts.history.touchGuardMs) return false;
    // Handed in once more it is only answered: nobody touched anything.
    const isFirst = !facts.handedIn.some(
      (other) => other.at < each.at && other.submission.id === each.submission.id,
    );
    return isFirst && objectsTouched(each.submission.operations).some((id) => touched.has(id));
  });
  return moved === undefined
    ? null
    : `${moved.submission.id} of a person had touched the same a moment before`;
}

/** What the core's clock said last before a moment, and first after it, within a life; null where it said nothing. */
function clocksAround(facts: Facts, at: Moment): [number | null, number | null] {
  const event = eventOf(at);
  const life = lifeAt(facts, at);
  let [before, after]: [number | null, number | null] = [null, null];
  for (let index = event; index >= 0 && before === null; index -= 1) {
    const each = facts.events[index];
    if (each?.at === 'start') break;
    if (each?.at === 'step' && each.life === life && 'nowMs' in each.input) before = each.input.nowMs;
  }
  for (let index = event; index < facts.events.length && after === null; index += 1) {
    const each = facts.events[index];
    if (each?.at === 'start') break;
    if (each?.at === 'step' && each.life === life && 'nowMs' in each.input) after = each.input.nowMs;
  }
  return [before, after];
}

function lifeAt(facts: Facts, at: Moment): number {
  return facts.starts.findLast((each) => each.at <= at)?.event.life ?? 0;
}

/** What waited under an id at a moment, as it had been handed in. */
function suggestion(facts: Facts, id: string, at: Moment): Intent | null {
  return (
    facts.records('propose').findLast((each) => each.record.intent.id === id && each.at <= at)?.record
      .intent ?? null
  );
}
