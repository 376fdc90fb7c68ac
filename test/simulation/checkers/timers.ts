/** R34: whatever a timer decides about an engine is in the log, and so is that the engine is back. */
import type { SessionRecord } from '#app/ledger/index.ts';
import type { HistoryEvent, RecordedEffect } from '../history.ts';
import type { Checker, Facts } from './facts.ts';

export const timers: Checker = {
  guarantee: 'R34',
  *check(facts) {
    yield* decisionsOfTimers(facts);
    yield* waysBack(facts);
  },
};

/** A log that takes nothing has nothing of it. */
function* writtenSteps(facts: Facts): Iterable<Extract<HistoryEvent, { at: 'step' }>> {
  const mute = new Set(facts.starts.flatMap(({ event }) => (event.readOnly ? event.life : [])));
  for (const event of facts.events) {
    if (event.at !== 'step') continue;
    if (event.input.in === 'ledger_failed') mute.add(event.life);
    if (!mute.has(event.life)) yield event;
  }
}

function* decisionsOfTimers(facts: Facts): Iterable<string> {
  for (const { input, effects } of writtenSteps(facts)) {
    if (input.in !== 'tick') continue;
    const said = new Set(sessionRecords(effects).map(({ session, event }) => `${session} ${event}`));
    for (const effect of effects) {
      if ((effect.fx === 'revoke' || effect.fx === 'forget') && !said.has(`${effect.session} revoked`))
        yield `a timer ended ${effect.session}, and the log does not say so`;
      if (effect.fx !== 'append') continue;
      for (const record of effect.records)
        if (record.kind === 'abort' && record.fault !== null && !said.has(`${record.fault} set_aside`))
          yield `a timer set ${record.fault} aside for ${record.n}, and the log does not say so`;
    }
  }
}

/** Whoever was set aside is compared and takes part again only as the log says. */
function* waysBack(facts: Facts): Iterable<string> {
  const last = new Map<string, SessionRecord['event']>();
  for (const { effects } of writtenSteps(facts)) {
    for (const effect of effects) {
      for (const { session, event } of sessionRecords([effect])) last.set(session, event);
      if (effect.fx !== 'send') continue;
      const is = last.get(effect.session);
      if (effect.message.type === 'take_inventory' && is === 'set_aside')
        yield `${effect.session} was set aside and is tried again, and the log does not say so`;
      if (effect.message.type === 'live' && (is === 'set_aside' || is === 'parked' || is === 'tried_again'))
        yield `${effect.session} was ${is} and takes part again, and the log does not say so`;
    }
  }
}

function sessionRecords(effects: readonly RecordedEffect[]): SessionRecord[] {
  return effects.flatMap((effect) =>
    effect.fx === 'append' ? effect.records.filter((record) => record.kind === 'session') : [],
  );
}
