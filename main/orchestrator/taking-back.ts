/**
 * Taking back a confirmed change (R24): a new change of the person's that sets what it changed to what was there before.
 * Value by value: what somebody has changed since stays as it is, and the answer names it. A deleted object comes back
 * with its id and all that went with it; an object that was made goes again as long as nobody has added anything to it.
 * Taking back such a change in its turn is how it is done again.
 */
import type { LossView, StayingView, TakenView } from '#app/control-room/index.ts';
import { STAYING_TOLD_MAX } from '#app/control-room/index.ts';
import type { Actor, Intent } from '#app/intents/index.ts';
import { INTENT_LIMITS } from '#app/intents/index.ts';
import { valueAt } from '#app/ledger/index.ts';
import type { OverwrittenValue } from '#app/ledger/index.ts';
import { facetValue, operationsToward, refusalOf, sameValue, touchKey, writesOf } from '#app/scene/index.ts';
import type { Facet, FacetState, ObjectId, Touch, Way } from '#app/scene/index.ts';
import { enqueueAsPerson } from './conflicts.ts';
import type { Core } from './core.ts';
import { engineWord, PERSON } from './core.ts';
import { answerRetry } from './gate.ts';
import type { CommandInput } from './inputs.ts';
import { lossOf } from './loss.ts';
import { misfits, staying as stayingView, wantedObjects } from './taking-back-fit.ts';

/** @param input a `take_back_change`, with what the history says of the change where the state has forgotten it */
export function takeBackChange(core: Core, n: number, intentId: string, input: CommandInput): void {
  const { reply } = input;
  if (answerRetry(core, asHandedIn(n, intentId), reply)) return;
  if (n > core.durable.revision)
    return core.refuse(reply, 'no_such_change', `There is no confirmed change ${n}.`, 'n');
  let values = rememberedOf(core, n);
  if (values === 'forgotten') {
    if (input.past === undefined) return core.emit({ fx: 'look_up_change', n, input });
    if (input.past === 'unavailable')
      return core.refuse(
        reply,
        'history_not_ready',
        'The history is still being read. Try again in a moment.',
      );
    values = input.past;
  }
  if (values === null)
    return core.refuse(reply, 'no_such_change', `Number ${n} is no confirmed change.`, 'n');
  const { way, taken, of, staying, ...lost } = planTakingBack(core, n, values);
  if (!way.ok)
    return core.refuse(reply, way.refusal.code, `It cannot all be taken back: ${way.refusal.message}`);
  const { operations } = way;
  if (operations.length === 0) {
    const [first] = staying;
    const why = first === undefined ? 'It is all as it was before already.' : stayingSentence(first);
    return core.refuse(reply, 'nothing_to_take_back', why);
  }
  if (operations.length > INTENT_LIMITS.operations)
    return core.refuse(
      reply,
      'too_large',
      `Taking it back needs ${operations.length} operations; a change has ${INTENT_LIMITS.operations} at most.`,
    );
  const misfit = refusalOf(core.projected, operations);
  if (misfit !== null) return core.refuse(reply, misfit.code, misfit.message);
  const who = authorOf(core, n, values);
  const reason = `takes back version ${n}${who === null ? '' : ` of ${wordFor(who)}`}`;
  if (!enqueueAsPerson(core, { id: intentId, reason, operations, takesBack: n }, reply)) return;
  const view: TakenView = { taken, of, staying: staying.slice(0, STAYING_TOLD_MAX), ...lost };
  core.reply(reply, { ok: true, state: 'queued', receipt: null, position: null, taken: view });
}

/** What its author said, of which a repeat is known. */
function asHandedIn(n: number, id: string): Intent {
  return {
    id,
    actor: PERSON,
    authority: 'human',
    base: { revision: 0, after: [] },
    reason: '',
    task: null,
    operations: [],
    class: 'cosmetic',
    observation: null,
    force: false,
    takesBack: n,
  };
}

/** What a commit overwrote; null where the number is no commit's. */
function rememberedOf(core: Core, n: number): readonly OverwrittenValue[] | null | 'forgotten' {
  const commit = core.ahead.overwritten.findLast((each) => each.n <= n);
  if (commit?.n === n) return commit.states.map((before) => ({ before, lastWrite: n }));
  return n <= core.ahead.earliestKnown ? 'forgotten' : null;
}

export interface Plan {
  readonly way: Way;
  readonly taken: number;
  readonly of: number;
  readonly staying: readonly StayingView[];
  readonly loss?: LossView;
}

/** A value that is to go back, and the number that overwrote it. */
export interface Part extends OverwrittenValue {
  readonly n: number;
}

/** @param values what the change overwrote; what is there beside an object’s existence is a part of that */
export function planTakingBack(core: Core, n: number, values: readonly OverwrittenValue[]): Plan {
  const whole = new Set(
    values.filter(({ before }) => before.facet === 'existence').map(({ before }) => before.id),
  );
  const parts = values.filter(({ before }) => before.facet === 'existence' || !whole.has(before.id));
  return planParts(
    core,
    new Set([n]),
    parts.map((part) => ({ ...part, n })),
  );
}

/**
 * @param ours numbers of the changes that are taken back
 * @param parts what they overwrote, each value once, as it was before the first of them that nobody else has come after
 */
export function planParts(core: Core, ours: ReadonlySet<number>, parts: readonly Part[]): Plan {
  const staying: StayingView[] = [];
  let wanted: FacetState[] = [];
  const elsewhere = new Elsewhere(core, parts);
  for (const part of parts) {
    const stays = whyItStays(core, ours, part) ?? elsewhere.since(part);
    if (stays === null) wanted.push(part.before);
    else staying.push(stays);
  }
  const leaveOut = (out: readonly StayingView[]): void => {
    const left = new Set(out.map(touchKey));
    staying.push(...out);
    wanted = wanted.filter((state) => !left.has(touchKey(state)));
  };
  // Leaving one out may be why another does not fit, or the other half of a place: until all do.
  const unfit = (): StayingView[] => {
    const apart = placesApart(core, parts, wanted, staying);
    return apart.length > 0 ? apart : misfits(core, wanted);
  };
  for (let out = unfit(); out.length > 0; out = unfit()) leaveOut(out);
  const then = wantedObjects(core, wanted);
  const loss = lossOf(core.projected, then);
  const way = operationsToward(core.projected, then);
  return { way, taken: wanted.length, of: parts.length, staying, ...(loss === null ? {} : { loss }) };
}

/** Who changed a value since, or took the object away; null where it stands as the change left it. */
function whyItStays(
  core: Core,
  ours: ReadonlySet<number>,
  { before, lastWrite, n }: Part,
): StayingView | null {
  const { id, facet } = before;
  const exists = core.projected.has(id);
  if (facet === 'existence') {
    const last = core.ahead.lastWrites.get(id)?.get(facet)?.revision ?? lastWrite;
    if (!ours.has(last))
      return stayingView(core, before, exists ? 'changed_again' : 'deleted', writer(core, before));
    const newer = newestSince(core, id, n, ours);
    return newer === null ? null : stayingView(core, before, 'changed_again', newer);
  }
  if (!exists) return stayingView(core, before, 'deleted', writer(core, { id, facet: 'existence' }));
  const last = core.ahead.lastWrites.get(id)?.get(facet)?.revision ?? lastWrite;
  if (ours.has(last) && !isOnItsWay(core, before)) return null;
  return stayingView(core, before, 'changed_again', writer(core, before));
}

/** Who else set anything of an object after a number, also with what has not landed. */
function newestSince(core: Core, id: ObjectId, n: number, ours: ReadonlySet<number>): Actor | null {
  for (const write of core.ahead.lastWrites.get(id)?.values() ?? [])
    if (write.revision > n && !ours.has(write.revision)) return write.actor;
  const flight = core.applying;
  return flight?.touches.writes.some((touch) => touch.id === id) === true ? flight.intent.actor : null;
}

function isOnItsWay(core: Core, { id, facet }: Touch): boolean {
  return core.applying?.touches.writes.some((touch) => touch.id === id && touch.facet === facet) === true;
}

function writer(core: Core, touch: Touch): Actor | null {
  if (isOnItsWay(core, touch)) return core.applying?.intent.actor ?? null;
  return core.ahead.lastWrites.get(touch.id)?.get(touch.facet)?.actor ?? null;
}

/**
 * A change may have set one half of a place alone: what an object hangs below, or where it is there. Its author means the
 * place where the object was in the world, and the half is that only beside the other half as it was then. Where that is
 * another today it stays, and is named: the place under today's parent has no exact value (R32), and the other half is
 * somebody's newer work.
 */
class Elsewhere {
  readonly #core: Core;
  readonly #set: ReadonlySet<string>;
  #inLine: Map<string, Actor> | null = null;

  constructor(core: Core, parts: readonly Part[]) {
    this.#core = core;
    this.#set = new Set(parts.map(({ before }) => touchKey(before)));
  }

  /** Null where it is beside what it was then, or is no such half. */
  since({ before, beside, n }: Part): StayingView | null {
    const { id, facet } = before;
    const half = otherHalf(facet);
    if (half === null) return null;
    const other: Touch = { id, facet: half };
    if (this.#set.has(touchKey(other))) return null;
    const why = facet === 'transform' ? 'hung_elsewhere' : 'moved_since';
    // What is in line comes before this one.
    const next = this.#written().get(touchKey(other));
    if (next !== undefined) return stayingView(this.#core, before, why, next);
    const isNewer = (this.#core.ahead.lastWrites.get(id)?.get(half)?.revision ?? 0) > n;
    if (beside === undefined && !isNewer && !isOnItsWay(this.#core, other)) return null;
    const then = beside ?? valueAt(this.#core.ahead, n, id, half);
    const now = facetValue(this.#core.scene, id, half);
    if (then !== undefined && now !== undefined && sameValue(then, now)) return null;
    return stayingView(this.#core, before, why, writer(this.#core, other));
  }

  /** What changes in line set, and whose the last of them is. */
  #written(): ReadonlyMap<string, Actor> {
    const { override, human } = this.#core.queue;
    this.#inLine ??= new Map(
      [...override, ...human].flatMap(({ intent }) =>
        writesOf(this.#core.scene, intent.operations).map((touch) => [touchKey(touch), intent.actor]),
      ),
    );
    return this.#inLine;
  }
}

function otherHalf(facet: Facet): 'parent' | 'transform' | null {
  return facet === 'parent' ? 'transform' : facet === 'transform' ? 'parent' : null;
}

/** Where an object hangs and where it is there are one place: of what a change set of both, neither goes back by itself. */
function placesApart(
  core: Core,
  parts: readonly Part[],
  wanted: readonly FacetState[],
  stay: readonly StayingView[],
): StayingView[] {
  const set = new Set(parts.map(({ before }) => `${before.id} ${before.facet}`));
  return wanted.flatMap((state) => {
    const other = otherHalf(state.facet);
    if (other === null || !set.has(`${state.id} ${other}`)) return [];
    const half = stay.find(({ id, facet }) => id === state.id && facet === other);
    return half === undefined ? [] : [stayingView(core, state, 'with_place', half.by)];
  });
}

/** Who made a change that was the last to set one of these. */
function authorOf(core: Core, n: number, values: readonly OverwrittenValue[]): Actor | null {
  for (const { before } of values) {
    const write = core.ahead.lastWrites.get(before.id)?.get(before.facet);
    if (write?.revision === n) return write.actor;
  }
  return null;
}

function wordFor(actor: Actor): string {
  return actor.kind === 'engine' ? engineWord(actor.name) : actor.name;
}

const FACET_WORDS: Readonly<Record<string, string>> = {
  existence: 'it',
  name: 'its name',
  parent: 'its parent',
  transform: 'its position',
  visibility: 'its visibility',
};

/** Why nothing is taken, by the first of its values. */
export function stayingSentence({ name, facet, why, by }: StayingView): string {
  const what = FACET_WORDS[facet] ?? facet.slice('property:'.length);
  const who = by === null ? '' : by.kind === 'engine' ? ` in ${wordFor(by)}` : ` by ${wordFor(by)}`;
  const said = {
    changed_again: `${what} was changed again${who}.`,
    deleted: `it was deleted${who}.`,
    added_to: `something was added to it${who}.`,
    with_place: `its place was changed again${who}.`,
    hung_elsewhere: `it was hung elsewhere${who}.`,
    moved_since: `it was moved${who}.`,
    name_taken: 'another object has that name now.',
    parent_gone: 'what it hung below is gone.',
    below_itself: 'what it hung below hangs below it now.',
    holds_others: 'something hangs below it that would go with it.',
    another_kind: 'it is an object of another kind now.',
  }[why];
  return `${name === '' ? 'An object' : name}: ${said}`;
}
