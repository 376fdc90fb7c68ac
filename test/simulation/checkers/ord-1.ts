/** ORD-1: only the orchestrator changes shared state; what reaches an engine comes from the log and nowhere else. */
import type { Intent } from '#app/intents/index.ts';
import { canonicalJson, canonicalObject, canonicalOperation, sameValue, touches } from '#app/scene/index.ts';
import type { FacetState, Operation } from '#app/scene/index.ts';
import { statesSetBy } from '../differences.ts';
import type { RecordedCommand } from '../history.ts';
import { idsOf } from './facts.ts';
import type { Appended, Checker, Facts, Moment } from './facts.ts';
import { hasTakenValues, isTakenByClick } from './taken.ts';
import { foreignFacets } from './told-there.ts';
import type { BeginRecord } from '#app/ledger/index.ts';

export const ord1: Checker = {
  guarantee: 'ORD-1',
  *check(facts) {
    yield* applied(facts);
    yield* patched(facts);
    for (const begin of facts.records('begin')) {
      if (!hasOrigin(facts, begin))
        yield `number ${begin.record.n} carries ${begin.record.intent.id}, which nobody handed in`;
    }
    for (const { event } of facts.engineEvents) {
      if (event.did === 'complained' && event.about.startsWith('confirm'))
        yield `${event.engine}: ${event.about}`;
    }
  },
};

/** Every number that an engine is told to apply stands in the log, with the same operations, before it is told. */
function* applied(facts: Facts): Iterable<string> {
  const begins = new Map<string, Appended<BeginRecord>>();
  for (const begin of facts.records('begin')) begins.set(`${begin.life} ${begin.record.n}`, begin);
  for (const { at, life, session, message } of facts.sent) {
    if (message.type !== 'apply' && message.type !== 'adopt' && message.type !== 'compensate') continue;
    const begin = begins.get(`${life} ${message.n}`);
    if (begin === undefined || begin.at > at) {
      yield `${message.type} ${message.n} was sent without its begin`;
      continue;
    }
    const { intent } = begin.record;
    if (
      message.type === 'apply' &&
      message.operations !== intent.operations &&
      !sameOperations(message.operations, intent.operations)
    ) {
      yield `apply ${message.n} does not carry what its begin says`;
    }
    if (
      message.type === 'adopt' &&
      (intent.observation?.session !== session || intent.observation.edit !== message.edit)
    ) {
      yield `adopt ${message.n} went to an engine that did not make the edit`;
    }
  }
}

/** A refresh carries the shared scene at a revision that is on disk, and nothing else: what the engine's own artist has
 * open there may stay in it. */
function* patched(facts: Facts): Iterable<string> {
  for (const { at, session, message } of facts.sent) {
    if (message.type !== 'patch') continue;
    const truth = facts.truthAt(message.revision);
    const commit = facts
      .records('commit')
      .find((each) => each.record.n === message.revision && each.onDisk !== null);
    if (truth === undefined || (commit !== undefined && (commit.onDisk ?? at) > at)) {
      yield `a patch shows revision ${message.revision}, which is not on disk`;
      continue;
    }
    for (const object of message.objects) {
      if (foreignFacets(facts, { session, at }, object, truth.get(object.id)).length > 0)
        yield `a patch at ${message.revision} shows another ${object.id} than the shared scene`;
    }
    for (const id of message.removed)
      if (truth.has(id)) yield `a patch at ${message.revision} removes ${id}, which exists`;
  }
}

function hasOrigin(facts: Facts, begin: Appended<BeginRecord>): boolean {
  const { intent } = begin.record;
  if (idsOf(intent).length > 1) return isJoined(facts, begin);
  if (isTakenByClick(intent)) return hasTakenValues(facts, begin.at, intent);
  return (
    handedIn(facts, begin.at, intent, intent.id).some(
      ({ operations }) =>
        sameOperations(operations, intent.operations) ||
        (intent.adjusted !== undefined && isAdjusted(facts, begin.at, intent, operations)),
    ) ||
    facts.clicks.some((click) => click.at < begin.at && isClickedAs(click.command, intent.id)) ||
    isPieceOfUndo(facts, begin) ||
    isRuled(facts, begin) ||
    (intent.observation !== null && isObserved(facts, begin.at, intent))
  );
}

function isClickedAs({ intent, others = [] }: RecordedCommand, id: string): boolean {
  return intent === id || others.some((other) => other.intent === id);
}

/** A later piece of what a person takes back, which follows the first; what it may set, RULE-5 says. */
function isPieceOfUndo(facts: Facts, { at, record: { intent } }: Appended<BeginRecord>): boolean {
  if (intent.actor.kind !== 'person' || intent.observation !== null) return false;
  return facts.clicks.some(
    ({ at: clickedAt, command: { do: what, why, intent: first = '' } }) =>
      what === 'undo_changes' &&
      why !== undefined &&
      intent.reason.startsWith(`${why} (part `) &&
      clickedAt < at &&
      facts.commitOfId.has(`${intent.actor.id} ${first}`),
  );
}

/** A rule of a person's has decided a collision, and this carries what the engine held of it. */
function isRuled(facts: Facts, { record: { intent }, at }: Appended<BeginRecord>): boolean {
  return facts.records('decide').some(({ record, at: decidedAt }) => {
    if (record.by !== 'rule' || record.intent !== intent.id || decidedAt >= at) return false;
    const items = facts
      .records('conflict')
      .findLast((each) => each.record.conflict.id === record.id && each.at <= decidedAt)?.record
      .conflict.items;
    return intent.operations
      .flatMap(statesSetBy)
      .every((state) =>
        items?.some(
          ({ id, facet, engine }) =>
            id === state.id && facet === state.facet && sameValue(engine, state.value),
        ),
      );
  });
}

/** What a person took of it by a click, and the values that they set otherwise. */
function isAdjusted(
  facts: Facts,
  at: Moment,
  { id, operations }: Intent,
  whole: readonly Operation[],
): boolean {
  return facts.clicks.some(({ at: clicked, command: { do: what, id: of, adjust } }) => {
    if (clicked > at || what !== 'approve' || of !== id || adjust === undefined) return false;
    const edited = new Map(adjust.edits.map(({ place, operation }) => [place, operation]));
    const taken = whole.flatMap((each, place) =>
      adjust.leave.includes(place) ? [] : [edited.get(place) ?? each],
    );
    return sameOperations(taken, operations);
  });
}

interface HandedIn {
  readonly operations: readonly Operation[];
  readonly before: readonly FacetState[];
}

/** What an author handed in under an id, or an engine told, before a moment. */
function handedIn(facts: Facts, before: Moment, { actor, observation }: Intent, id: string): HandedIn[] {
  if (observation === null)
    return facts.handedIn
      .filter((each) => each.at < before && each.submission.id === id && each.actor.id === actor.id)
      .map(({ submission }) => ({ operations: submission.operations.map(canonicalOperation), before: [] }));
  return facts.frames.flatMap(({ at, message }) =>
    at < before && message.type === 'observed' && message.edit === id
      ? [{ operations: message.operations.map(canonicalOperation), before: message.before }]
      : [],
  );
}

const VALUE_OPERATIONS: ReadonlySet<Operation['op']> = new Set([
  'set_transform',
  'set_visibility',
  'set_property',
]);

/** One change a gesture: all of it was handed in, each sets the same values, or such of them as collided with nothing, and
 * it is what the last of it says. */
function isJoined(facts: Facts, begin: Appended<BeginRecord>): boolean {
  const { intent } = begin.record;
  const parts = idsOf(intent).map((id) => handedIn(facts, begin.at, intent, id)[0]);
  const [first, last] = [parts[0], parts.at(-1)];
  if (first === undefined || last === undefined) return false;
  const facets = facetsSet(intent.operations);
  const isSame = parts.every(
    (part) =>
      part !== undefined &&
      part.operations.every(({ op }) => VALUE_OPERATIONS.has(op)) &&
      facets.every((facet) => facetsSet(part.operations).includes(facet)),
  );
  const told = new Set(last.operations.map((operation) => canonicalJson(operation)));
  return (
    isSame &&
    intent.operations.every((operation) => told.has(canonicalJson(operation))) &&
    canonicalJson(intent.observation?.before ?? []) === canonicalJson(first.before)
  );
}

function facetsSet(operations: readonly Operation[]): string[] {
  const { writes } = touches({ objects: new Map() }, operations);
  return writes.map(({ id, facet }) => `${id} ${facet}`);
}

/** What was told in parts: of an edit that collided in part the rest, of an adoption each of its objects. */
function isObserved(facts: Facts, before: Moment, intent: Intent): boolean {
  const told = handedIn(facts, before, intent, intent.id).flatMap(({ operations }) => operations);
  if (told.length > 0) {
    const known = new Set(told.map((operation) => canonicalJson(operation)));
    return intent.operations.every((operation) => known.has(canonicalJson(operation)));
  }
  return facts.frames.some(({ at, session, message }) => {
    if (at >= before || message.type !== 'values' || !isAdoptionAsked(facts, at, session)) return false;
    const objects = new Set(message.objects.map((object) => canonicalJson(canonicalObject(object))));
    return intent.operations.every(
      (operation) => operation.op === 'create' && objects.has(canonicalJson(operation.object)),
    );
  });
}

/** Whether a person had clicked that this engine's own objects be shared. */
function isAdoptionAsked(facts: Facts, before: number, session: string): boolean {
  return facts.clicks.some(
    ({ at, command }) => at < before && command.do === 'adopt_objects' && command.session === session,
  );
}

function sameOperations(a: readonly Operation[], b: readonly Operation[]): boolean {
  return a.length === b.length && canonicalJson(a) === canonicalJson(b);
}
