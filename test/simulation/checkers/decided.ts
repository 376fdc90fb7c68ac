/**
 * DECIDED: a collision is decided by a click, by a rule that somebody clicked on, or because both sides have become the same.
 * A rule decides only what it is about, never a deletion, and what lost is on the shelf.
 */
import { canonicalJson, sameValue } from '#app/scene/index.ts';
import type { FacetState } from '#app/scene/index.ts';
import type { Conflict, ConflictRule, DecideRecord } from '#app/ledger/index.ts';
import type { Appended, Checker, Facts } from './facts.ts';
import { eventOf } from './facts.ts';

export const decided: Checker = {
  guarantee: 'DECIDED',
  *check(facts) {
    yield* ruledByNobody(facts);
    for (const decision of facts.records('decide')) {
      const { by, id } = decision.record;
      if (by === 'orchestrator') continue;
      const why = by === 'rule' ? unruled(facts, decision) : unclicked(facts, decision);
      if (why !== null) yield `${id}: ${why}`;
    }
  },
};

/** A rule is a person's word, made with the decision that it repeats. */
function* ruledByNobody(facts: Facts): Iterable<string> {
  const said = new Set<string>();
  for (const { record, at } of facts.records('conflict_rule')) {
    const { id, objects, span } = record.rule;
    // Written again after the disk had refused it, it is still the first word that counts.
    if (said.has(id)) continue;
    said.add(id);
    const click = facts.clicks.find((each) => eventOf(each.at) === eventOf(at));
    const clicked = click?.command.do === 'decide_alike' ? click.command.rule : undefined;
    if (canonicalJson(clicked ?? null) !== canonicalJson({ id, objects, span }))
      yield `the rule ${id} stands, and nobody clicked on what it says`;
  }
}

function unclicked(facts: Facts, { record: { id }, at }: Appended<DecideRecord>): string | null {
  const click = facts.clicks.findLast(
    ({ at: clicked, command }) =>
      clicked <= at &&
      (command.conflict === id || command.others?.some(({ conflict }) => conflict === id) === true),
  );
  return click === undefined ? 'decided by nobody' : null;
}

/** Written again after the disk had refused it, a decision was made when it was said first. */
function firstSaid(facts: Facts, decision: Appended<DecideRecord>): Appended<DecideRecord> {
  const { record, life } = decision;
  return (
    facts
      .records('decide')
      .find((each) => each.life === life && canonicalJson(each.record) === canonicalJson(record)) ?? decision
  );
}

function unruled(facts: Facts, decision: Appended<DecideRecord>): string | null {
  const { record, at } = decision;
  const rule = facts
    .records('conflict_rule')
    .findLast((each) => each.record.rule.id === record.under && each.at < at);
  if (rule === undefined) return 'decided by a rule that nobody had made';
  const conflict = facts
    .records('conflict')
    .findLast((each) => each.record.conflict.id === record.id && each.at <= at)?.record.conflict;
  if (conflict === undefined) return 'decided, and nothing had collided';
  return (
    over(facts, rule, firstSaid(facts, decision)) ??
    beyond(rule.record.rule, conflict) ??
    otherwise(rule.record.rule, conflict, record) ??
    lost(facts, rule.record.rule, conflict, decision)
  );
}

/** Why a rule did not stand any more when it decided; null where it did. */
function over(
  facts: Facts,
  {
    record: { rule },
    life: madeIn,
    at: madeAt,
  }: Appended<{ kind: 'conflict_rule'; rule: ConflictRule; by: string }>,
  { at, life }: Appended<DecideRecord>,
): string | null {
  const ended = facts
    .records('end_conflict_rule')
    .some(
      (each) => each.record.id === rule.id && each.at < at && (each.life === life || each.onDisk !== null),
    );
  if (ended) return 'decided by a rule that had ended';
  const isUntilEnded = 'until' in rule.span && rule.span.until === 'ended';
  if (!isUntilEnded && madeIn !== life) return 'decided by a rule of an earlier run';
  const click = facts.clicks.find(
    ({ at: clicked, life: in_, command, answer }) =>
      in_ === life &&
      clicked > madeAt &&
      clicked < at &&
      answer?.ok === true &&
      command.do === 'end_conflict_rule' &&
      command.rule === rule.id,
  );
  return click === undefined ? null : 'decided by a rule that a person had ended';
}

function beyond(rule: ConflictRule, { engine, why, items }: Conflict): string | null {
  if (engine !== rule.engine || why !== rule.why) return 'decided by a rule about another engine or cause';
  for (const { id, facet, truth, engine: there } of items) {
    if (facet === 'existence' || (facet !== 'parent' && (truth === null || there === null)))
      return `a rule decided about the deletion of ${id}`;
    if (rule.objects !== null && !rule.objects.includes(id)) return `the rule was not about ${id}`;
    if (!rule.choices.some((choice) => choice.facet === facet)) return `the rule was not about ${facet}`;
  }
  return null;
}

function otherwise({ choices }: ConflictRule, { items }: Conflict, { choice }: DecideRecord): string | null {
  const sides = new Set(
    items.map(({ facet }) => choices.find((each) => each.facet === facet)?.keep ?? 'nothing'),
  );
  const said = sides.size > 1 ? 'mixed' : [...sides][0];
  return said === choice ? null : `the rule says ${said}, and it was decided ${choice}`;
}

/** The side that a rule did not take is on the shelf when the step ends in which it decided. */
function lost(
  facts: Facts,
  { choices }: ConflictRule,
  { items, shelf }: Conflict,
  { at, life }: Appended<DecideRecord>,
): string | null {
  for (const { id, facet, engine } of items) {
    const fromEngine = choices.some((choice) => choice.facet === facet && choice.keep === 'engine');
    const isKept = facts.records('shelve').some(
      ({ record: { entry }, at: when, life: in_, onDisk }) =>
        (in_ === life || onDisk !== null) &&
        // What the shared scene held is not said by the conflict: it may have moved on. It is shelved with the decision.
        (fromEngine ? eventOf(when) === eventOf(at) && entry.id !== shelf : when <= at) &&
        entry.states.some(
          (state) => isAbout(state, id, facet) && (fromEngine || sameValue(state.value, engine)),
        ),
    );
    if (!isKept) return `${facet} of ${id} lost, and is not on the shelf`;
  }
  return null;
}

function isAbout(state: FacetState, id: string, facet: string): boolean {
  return state.id === id && state.facet === facet;
}
