/** AUTH-1: the emergency override stands above everything. */
import { ENDS } from './facts.ts';
import type { Checker, Facts } from './facts.ts';

/** Refusals that even the override meets: an impossible change, a disk that takes nothing, a missing reason. */
const OVERRIDE_MAY_HEAR = new Set([
  'unknown_object',
  'object_exists',
  'unknown_parent',
  'cycle',
  'too_deep',
  'scene_full',
  'closure_incomplete',
  'name_taken',
  'name_invalid',
  'value_invalid',
  'too_many_properties',
  'no_effect',
  'id_reused',
  'ledger_read_only',
  'ledger_stalled',
  'ledger_refused',
  'closing',
  'not_ready',
]);

/** AUTH-1: halting acts at once and needs no reason; forcing passes every gate and needs one. */
export const auth1: Checker = {
  guarantee: 'AUTH-1',
  *check(facts) {
    yield* halting(facts);
    const seen = new Set<string>();
    for (const { channel, submission, answer, life } of facts.handedIn) {
      // A retry hears the end of the first try, whatever that was.
      if (channel !== 'override' || answer === null || seen.has(submission.id)) continue;
      seen.add(submission.id);
      if (submission.reason === '') {
        if (answer.ok) yield `${submission.id} was forced without a reason`;
        continue;
      }
      if (!answer.ok && !OVERRIDE_MAY_HEAR.has(answer.reason.code))
        yield `the override was refused: ${answer.reason.code}`;
      if (!answer.ok) continue;
      const end = facts.told.find(
        (each) =>
          each.id === submission.id &&
          each.actor === 'override' &&
          each.life === life &&
          ENDS.has(each.state),
      );
      const trouble = facts.ledgerTrouble.some((each) => each.life === life);
      if (
        end !== undefined &&
        end.state !== 'committed' &&
        !trouble &&
        !OVERRIDE_MAY_HEAR.has(end.reason?.code ?? '')
      ) {
        yield `${submission.id} was forced and ended ${end.state} (${end.reason?.code ?? ''})`;
      }
    }
  },
};

function* halting(facts: Facts): Iterable<string> {
  let halted = false;
  let forced = new Set<number>();
  const flying = new Map<number, boolean>();
  let ledgerTakes = true;
  for (const event of facts.events) {
    if (event.at === 'start') {
      flying.clear();
      forced = new Set();
      ledgerTakes = !event.readOnly;
      halted = event.haltMark !== null || haltedInLog(facts, event.position);
    }
    if (event.at !== 'step' && event.at !== 'start') continue;
    const isHalt = event.at === 'step' && event.input.in === 'command' && event.input.command.do === 'halt';
    if (event.at === 'step' && event.input.in === 'ledger_failed') ledgerTakes = false;
    const marks = event.effects.filter((effect) => effect.fx === 'mark_halt');
    if (isHalt && !halted) {
      if (!marks.some(({ halt }) => halt !== null))
        yield 'the override was pressed and nothing was marked in the same step';
      const aborted = new Set<number>();
      let recorded = false;
      for (const effect of event.effects) {
        if (effect.fx !== 'append') continue;
        for (const record of effect.records) {
          if (record.kind === 'abort') aborted.add(record.n);
          if (record.kind === 'halt') recorded = true;
        }
      }
      if (ledgerTakes && !recorded) yield 'the override was pressed and is not recorded';
      if (ledgerTakes)
        for (const [n, submitted] of flying)
          if (!submitted && !aborted.has(n)) yield `${n} flew on after the override was pressed`;
      halted = true;
    }
    if (marks.some(({ halt }) => halt === null) && !isHalt) halted = false;
    for (const effect of event.effects) {
      if (effect.fx === 'append') {
        for (const record of effect.records) {
          if (record.kind === 'begin') {
            flying.set(record.n, false);
            if (record.intent.force) forced.add(record.n);
            else if (halted) yield `${record.n} was begun while everything was held`;
          }
          if (record.kind === 'commit') flying.set(record.n, true);
          if (record.kind === 'abort') flying.delete(record.n);
        }
      }
      if (
        effect.fx === 'send' &&
        halted &&
        (effect.message.type === 'apply' || effect.message.type === 'adopt') &&
        !forced.has(effect.message.n)
      ) {
        yield `${effect.message.n} was sent to an engine while everything was held`;
      }
    }
  }
}

function haltedInLog(facts: Facts, position: number): boolean {
  let halted = false;
  for (const record of facts.history.log.slice(0, position)) {
    if (record.kind === 'halt') halted = true;
    if (record.kind === 'resume') halted = false;
  }
  return halted;
}
