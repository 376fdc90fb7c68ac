/** Faults of what a person lets be decided by itself. */
import type { Effect, Input } from '#main/orchestrator/index.ts';
import { FaultyCore } from './faulty-core.ts';

/** A rule that was ended goes on. */
export class KeepsConflictRules extends FaultyCore {
  override step(input: Input): Effect[] {
    const standing = [...this.core.ahead.conflictRules];
    const effects = super.step(input);
    if (input.in === 'command' && input.command.do === 'end_conflict_rule')
      for (const [id, rule] of standing) this.core.ahead.conflictRules.set(id, rule);
    return effects;
  }
}

/** A rule about some objects is one about all of them. */
export class WidensConflictRules extends FaultyCore {
  protected override before(input: Input): Input[] {
    for (const [id, standing] of this.core.ahead.conflictRules)
      this.core.ahead.conflictRules.set(id, { ...standing, rule: { ...standing.rule, objects: null } });
    return [input];
  }
}

/** What a rule took the place of is nowhere. */
export class DropsWhatLost extends FaultyCore {
  protected override after(effect: Effect): Effect[] {
    if (effect.fx !== 'append') return [effect];
    const isRuled = effect.records.some((record) => record.kind === 'decide' && record.by === 'rule');
    this.#ruled = isRuled || (this.#ruled && effect.records.every(({ kind }) => kind === 'shelve'));
    if (!this.#ruled || isRuled) return [effect];
    const records = effect.records.map((record) =>
      record.kind === 'shelve' ? { ...record, entry: { ...record.entry, states: [] } } : record,
    );
    return [{ ...effect, records }];
  }

  #ruled = false;
}
