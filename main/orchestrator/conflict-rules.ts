/**
 * Collisions that are decided like one before them: those that wait now, by the same click, and later ones by a rule where
 * the person asked for one. What lost is on the shelf first, a notice says so, and the record of the decision names the rule.
 * A rule never decides while everything is held, never takes anything from an engine that is not trusted with that, on or
 * below an object that is locked, or in place of what the person has changed since and is on its way; and it ends by itself
 * where two sides go on at each other. Where two of them disagree, a person decides.
 */
import type { Conflict, ConflictItem, ConflictRule, RuleSpan, ShelfEntry } from '#app/ledger/index.ts';
import { agree, CONFLICT_RULE_LIMITS, isLike, likenessOf, takenAlike } from '#app/ledger/index.ts';
import type { Reason } from '#app/intents/index.ts';
import { ancestorsOf, facetValue, touchKey } from '#app/scene/index.ts';
import type { FacetState, ObjectId } from '#app/scene/index.ts';
import { leavesWithCommit, settleConflict, shelfId } from './conflicts.ts';
import type { Core } from './core.ts';
import { PERSON, reason } from './core.ts';
import { touchesAny } from './gate.ts';
import type { DecideAlike } from './inputs.ts';
import { statesOf } from './observed.ts';
import { idMadeOf } from './pieces.ts';

const CONFLICT_RULES_MAX = 64;
/** So many decisions within a minute are two programs at each other, and no artist's work. */
export const CONFLICT_RULE_USES_MAX = 30;
const USES_WITHIN_MS = 60_000;
/** Automatic decisions that are told of; the oldest folds away first. */
export const DECIDED_KEPT = 64;

/** A rule in this life. */
interface LiveConflictRule {
  /** On the shell's clock, which runs on while the machine sleeps; null for one that has no time. */
  readonly endsAtMs: number | null;
  /** Its uses of the last minute, on the logical clock. */
  readonly usesMs: number[];
  lastUsedMs: number | null;
}

/** A collision that a rule decided. */
export interface Decided {
  /** That of the collision. */
  readonly id: string;
  readonly rule: ConflictRule;
  readonly objects: readonly ObjectId[];
  /** Entries that hold what was not taken. */
  readonly shelves: readonly string[];
  readonly atMs: number;
}

export interface LiveConflictRules {
  readonly live: Map<string, LiveConflictRule>;
  /** By the collision, oldest first. */
  readonly decided: Map<string, Decided>;
  /** Collisions of this step, that no rule has looked at. */
  readonly fresh: string[];
}

/** One decision for a collision, for those that were shown as like it, and for later ones where a rule is asked for. */
export function decideAlike(core: Core, it: DecideAlike, reply: string): void {
  const conflict = core.ahead.conflicts.get(it.conflict);
  if (conflict === undefined) return core.refuse(reply, 'no_conflict', 'It is decided already.');
  const wanted = new Set(it.take.map((each) => `${each.id} ${each.facet}`));
  const taken = conflict.items.filter((item) => wanted.has(`${item.id} ${item.facet}`));
  if (taken.length !== wanted.size)
    return core.refuse(reply, 'unknown_facet', 'It names a value that does not collide here.');
  const like = likenessOf(conflict, new Set(taken));
  if (like === null)
    return core.refuse(reply, 'not_alike', 'This one stands for no others: it is decided by itself.');
  const rule = it.rule === null ? null : { ...it.rule, ...like };
  const refusal =
    (rule === null ? null : ruleRefusal(core, rule)) ?? settle(core, conflict, taken, it.intent);
  if (refusal !== null) return core.reply(reply, { ok: false, reason: refusal });
  const left: { id: string; reason: Reason }[] = [];
  for (const { conflict: id, intent } of it.others) {
    const other = core.ahead.conflicts.get(id);
    const why =
      other === undefined
        ? reason('no_conflict', 'It is decided already.')
        : isLike(like, other)
          ? settle(core, other, takenAlike(like, other), intent)
          : reason('not_alike', 'It is not like the one that was decided.');
    if (why !== null) left.push({ id, reason: why });
  }
  if (rule !== null) {
    core.append([{ kind: 'conflict_rule', rule, by: PERSON.id }], { flush: true });
    core.conflictRules.live.set(rule.id, newLive(core, rule.span));
    core.changed('permissions');
  }
  const many = { done: 1 + it.others.length - left.length, left };
  core.doneWhenDurable(reply, core.ahead.position, { many });
}

function settle(
  core: Core,
  conflict: Conflict,
  taken: readonly ConflictItem[],
  intent: string,
): Reason | null {
  const position = settleConflict(core, conflict, taken, intent, { by: PERSON.id });
  return typeof position === 'number' ? null : position;
}

function ruleRefusal(core: Core, { id }: ConflictRule): Reason | null {
  const { conflictRules } = core.ahead;
  if (conflictRules.has(id)) return reason('id_reused', 'It stands already.', 'id');
  return conflictRules.size < CONFLICT_RULES_MAX
    ? null
    : reason('too_many_rules', `At most ${CONFLICT_RULES_MAX} of these rules; end some first.`);
}

export function endConflictRule(core: Core, id: string, reply: string): void {
  if (!core.ahead.conflictRules.has(id))
    return core.refuse(reply, 'no_rule', 'This rule does not stand any more.');
  const position = end(core, id, reason('ended', 'You ended it.'), PERSON.id);
  core.doneWhenDurable(reply, position);
}

/** Those whose time is up are over, and what they decided is told of for a while. */
export function checkConflictRules(core: Core): void {
  const { live, decided } = core.conflictRules;
  for (const [id, { endsAtMs }] of [...live])
    if (endsAtMs !== null && endsAtMs <= core.clockMs)
      end(core, id, reason('time_over', 'Its time was up.'), 'orchestrator');
  for (const [id, { atMs }] of [...decided]) {
    if (core.nowMs - atMs < core.config.mergeNoticeMs) continue;
    decided.delete(id);
    core.changed('permissions');
  }
}

/**
 * At the end of a step: what has collided in it, and is like what a rule is about, is decided. What a rule may not decide
 * now waits for a person, and is never looked at again.
 * @returns whether one decided
 */
export function followConflictRules(core: Core): boolean {
  const fresh = core.conflictRules.fresh.splice(0);
  if (fresh.length === 0 || core.ahead.conflictRules.size === 0) return false;
  if (core.ledger !== 'ok' || core.closing !== 'no' || core.halt !== null) return false;
  let hasDecided = false;
  for (const id of fresh) {
    const conflict = core.ahead.conflicts.get(id);
    if (conflict === undefined) continue;
    if (disagreeing(core, conflict).length > 0) {
      // Which of them is meant only a person knows: both stand, and this card names them.
      core.changed('permissions');
      continue;
    }
    const rule = ruleFor(core, conflict);
    if (rule !== undefined) hasDecided = decideByRule(core, conflict, rule) || hasDecided;
  }
  return hasDecided;
}

function ruleFor(core: Core, conflict: Conflict): ConflictRule | undefined {
  return rulesAbout(core, conflict).find((rule) => mayDecide(core, conflict, rule));
}

/** Those that stand and are about it, oldest first. */
function rulesAbout(core: Core, conflict: Conflict): ConflictRule[] {
  return [...core.ahead.conflictRules.values()].flatMap(({ rule }) => {
    const endsAtMs = core.conflictRules.live.get(rule.id)?.endsAtMs ?? null;
    if (endsAtMs !== null && endsAtMs <= core.clockMs) return [];
    const isAbout = rule.objects === null || conflict.items.every(({ id }) => rule.objects?.includes(id));
    return isAbout && isLike(rule, conflict) ? [rule] : [];
  });
}

/** Rules that say opposite things about a collision, also where one of them might not decide it now: none of them does. */
export function disagreeing(core: Core, conflict: Conflict): readonly ConflictRule[] {
  const [first, ...others] = rulesAbout(core, conflict);
  if (first === undefined || others.every((rule) => agree(first, rule, conflict))) return [];
  return [first, ...others];
}

/** What is kept back from an engine may always be; what is taken from it counts as the artist's word there. */
function mayDecide(core: Core, conflict: Conflict, rule: ConflictRule): boolean {
  const { engine, items } = conflict;
  if (items.some(({ id }) => !core.ahead.objects.has(id))) return false;
  const taken = takenAlike(rule, conflict);
  if (taken.length === 0) return true;
  if (rule.objects === null && new Set(taken.map(({ id }) => id)).size > CONFLICT_RULE_LIMITS.objectsTaken)
    return false;
  if ((core.ahead.trust.get(engine) ?? 'live') !== 'live') return false;
  if (taken.some((item) => isBeingChanged(core, item))) return false;
  const isLocked = (id: ObjectId): boolean =>
    [id, ...ancestorsOf(core.scene, id)].some((each) => core.ahead.locks.has(each));
  return !taken.some((item) => placesOf(item).some(isLocked));
}

/** The object, and below which other one it is to hang. */
function placesOf({ id, facet, engine }: ConflictItem): ObjectId[] {
  const isPlace = facet === 'parent' && typeof engine === 'string';
  return isPlace ? [id, engine] : [id];
}

/** The person has changed it themselves since, which is in line or being applied: neither side of the collision has seen that. */
function isBeingChanged(core: Core, { id, facet }: ConflictItem): boolean {
  const { queue, flights } = core;
  const flying = [...flights.values()].filter(({ phase }) => phase !== 'finishing');
  return [...queue.override, ...queue.human, ...flying].some(
    ({ intent: { actor, under, operations } }) =>
      actor.id === PERSON.id &&
      under === undefined &&
      touchesAny(operations, new Set([id])) &&
      statesOf(operations).some(
        (state) => state.id === id && (state.facet === facet || state.facet === 'existence'),
      ),
  );
}

function decideByRule(core: Core, conflict: Conflict, rule: ConflictRule): boolean {
  const { live, decided } = core.conflictRules;
  const uses = live.get(rule.id) ?? newLive(core, rule.span);
  live.set(rule.id, uses);
  while ((uses.usesMs[0] ?? core.nowMs) <= core.nowMs - USES_WITHIN_MS) uses.usesMs.shift();
  if (uses.usesMs.length >= CONFLICT_RULE_USES_MAX) {
    const why = `It decided ${CONFLICT_RULE_USES_MAX} times in a minute, and asks again.`;
    end(core, rule.id, reason('used_too_often', why), 'orchestrator');
    return false;
  }
  const taken = takenAlike(rule, conflict);
  const { maxShelvedValues } = core.config;
  if (taken.some((item) => (core.shelvedValues.get(authorOf(core, item)) ?? 0) >= maxShelvedValues)) {
    const why = `${maxShelvedValues} values that were overwritten lie on the shelf. It asks again.`;
    end(core, rule.id, reason('too_much_shelved', why), 'orchestrator');
    return false;
  }
  const intent = idMadeOf({ rule: rule.id, conflict: conflict.id });
  const position = settleConflict(core, conflict, taken, intent, { by: 'rule', under: rule.id });
  // It may not be had just now: then a person is asked, as without the rule.
  if (typeof position !== 'number') return false;
  const shelves = [
    ...(taken.length < conflict.items.length ? [conflict.shelf] : []),
    ...keepOverwritten(core, taken, conflict.id),
  ];
  if (taken.length < conflict.items.length) keepRest(core, conflict, taken, intent);
  uses.usesMs.push(core.nowMs);
  uses.lastUsedMs = core.nowMs;
  const objects = [...new Set(conflict.items.map(({ id }) => id))];
  decided.set(conflict.id, { id: conflict.id, rule, objects, shelves, atMs: core.nowMs });
  for (const id of decided.keys()) {
    if (decided.size <= DECIDED_KEPT) break;
    decided.delete(id);
  }
  core.changed('permissions');
  return true;
}

/** What the shared scene holds where an engine's values take its place goes on the shelf too, by who had set it.
 * @returns the entries */
function keepOverwritten(core: Core, taken: readonly ConflictItem[], key: string): string[] {
  const byAuthor = new Map<string, ConflictItem[]>();
  for (const item of taken) {
    const from = authorOf(core, item);
    byAuthor.set(from, [...(byAuthor.get(from) ?? []), item]);
  }
  return [...byAuthor].map(([from, items]) => {
    const states = items.flatMap(({ id, facet }): FacetState[] => {
      const value = facetValue({ objects: core.ahead.objects }, id, facet);
      return value === undefined ? [] : [{ id, facet, value }];
    });
    const truth = items.map(({ id, facet, engine }): FacetState => ({ id, facet, value: engine }));
    const entry: ShelfEntry = {
      id: shelfId(core, key),
      from,
      why: 'conflict',
      states,
      truth,
      revision: core.ahead.revision,
    };
    core.append([{ kind: 'shelve', entry }], { flush: true });
    return entry.id;
  });
}

/** Who set a value in the shared scene. */
function authorOf(core: Core, { id, facet }: ConflictItem): string {
  return core.ahead.lastWrites.get(id)?.get(facet)?.actor.id ?? PERSON.id;
}

/** Of what the engine held, only what was not taken stays on the shelf, once the rest is shared. */
function keepRest(core: Core, { shelf }: Conflict, taken: readonly ConflictItem[], intent: string): void {
  const entry = core.ahead.shelf.get(shelf);
  if (entry === undefined || taken.length === 0) return;
  const gone = new Set(taken.map(touchKey));
  const states = entry.states.filter((state) => !gone.has(touchKey(state)));
  const truth = entry.truth.filter((state) => !gone.has(touchKey(state)));
  leavesWithCommit(core, intent, { kind: 'shelve', entry: { ...entry, states, truth } });
}

function newLive(core: Core, span: RuleSpan): LiveConflictRule {
  const endsAtMs = 'for_ms' in span ? core.clockMs + span.for_ms : null;
  return { endsAtMs, usesMs: [], lastUsedMs: null };
}

function end(core: Core, id: string, why: Reason, by: string): number {
  core.conflictRules.live.delete(id);
  core.changed('permissions');
  return core.append([{ kind: 'end_conflict_rule', id, reason: why, by }], { flush: by === PERSON.id });
}
