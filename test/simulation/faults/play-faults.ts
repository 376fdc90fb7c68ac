/** Faults with what was changed in play mode. */
import type { Effect, Input } from '#main/orchestrator/index.ts';
import { FaultyCore } from './faulty-core.ts';

/** Takes all of an offer, whatever was picked. */
export class TakesWhatWasLeft extends FaultyCore {
  protected override before(input: Input): Input[] {
    if (input.in !== 'command' || input.command.do !== 'answer_offer') return [input];
    const { shelf } = input.command;
    const entry = this.view.shelf().find(({ id }) => id === shelf);
    const take = entry?.states.map(({ id, facet }) => ({ id, facet })) ?? [];
    return [{ ...input, command: { ...input.command, take } }];
  }
}

/** Calls an offer safe as soon as it has come. */
export class CallsOffersSafe extends FaultyCore {
  override step(input: Input): Effect[] {
    const effects = super.step(input);
    if (input.in !== 'frame' || input.message.type !== 'offered' || !input.message.last) return effects;
    const { offer } = input.message;
    return [
      ...effects,
      { fx: 'send', session: input.session, message: { type: 'offer_kept', offer, values: 1 } },
    ];
  }
}

/** Clears the shelf of what was played, as soon as the card is answered. */
export class ClearsThePlayed extends FaultyCore {
  protected override after(effect: Effect): Effect[] {
    if (effect.fx !== 'append') return [effect];
    const records = effect.records.map((record) =>
      record.kind === 'shelve' && record.entry.why === 'played' && record.entry.asks === undefined
        ? ({ kind: 'unshelve', id: record.entry.id, how: 'proposed', by: 'person' } as const)
        : record,
    );
    return [{ ...effect, records }];
  }
}
