/** R17, rule 1: of an engine that is parked or set aside nothing is admitted, and what its artist does there is not lost either:
 * it waits, and goes on once their engine is in step. */
import type { SessionRecord } from '#app/ledger/index.ts';
import type { HistoryEvent } from '../history.ts';
import type { Checker, Facts, Moment } from './facts.ts';
import { idsOf, moment } from './facts.ts';

export const setAside: Checker = {
  guarantee: 'R17',
  *check(facts) {
    const waiting = new Map<string, Collected>();
    for (const { session, edit, event, at } of toldOutOfStep(facts)) {
      for (const effect of event.effects) {
        if (effect.fx !== 'send' || effect.message.type !== 'decided' || effect.message.edit !== edit)
          continue;
        const { outcome, code } = effect.message;
        if (code === 'not_live') yield `${edit} of ${session}, which is out of step, was turned away`;
        if (outcome === 'collected')
          waiting.set(edit, { engine: facts.sessions.get(session)?.engine ?? '', at });
      }
    }
    yield* admittedEarly(facts, waiting);
  },
};

/** No number is given, and no card made, before their engine has been in step again. */
function* admittedEarly(facts: Facts, waiting: ReadonlyMap<string, Collected>): Iterable<string> {
  for (const { record, at } of [...facts.records('begin'), ...facts.records('propose')]) {
    if (record.intent.observation === null) continue;
    for (const id of idsOf(record.intent)) {
      const collected = waiting.get(id);
      if (collected === undefined) continue;
      const isBack = facts.sent.some(
        (each) =>
          each.message.type === 'live' &&
          each.at > collected.at &&
          each.at < at &&
          facts.sessions.get(each.session)?.engine === collected.engine,
      );
      if (!isBack) yield `${id} of ${collected.engine} was admitted before its engine was in step`;
    }
  }
}

interface Collected {
  readonly engine: string;
  readonly at: Moment;
}

interface Told {
  readonly session: string;
  readonly edit: string;
  readonly event: Extract<HistoryEvent, { at: 'step' }>;
  readonly at: Moment;
}

const ENDS_WAITING: ReadonlySet<string> = new Set(['take_inventory', 'foreign']);

/** Steps of people that were told for the first time by an engine which the log calls parked or set aside. */
export function* toldOutOfStep(facts: Facts): Iterable<Told> {
  const last = new Map<string, SessionRecord['event']>();
  const known = new Set<string>();
  const off = new Set<string>();
  /** The inventory that a session was asked for and has not answered: what it tells before that, it forgets with it. */
  const owed = new Map<string, number>();
  for (const [index, event] of facts.events.entries()) {
    if (event.at !== 'step') continue;
    const { input } = event;
    if (input.in === 'frame') {
      const { session, message } = input;
      if (message.type === 'scene') last.delete(session);
      if (message.type === 'inventory' && message.last && message.request === owed.get(session))
        owed.delete(session);
      const is = last.get(session);
      const isOff = off.has(facts.sessions.get(session)?.engine ?? '');
      if (message.type === 'observed' && !known.has(message.edit)) {
        known.add(message.edit);
        if ((is === 'parked' || is === 'set_aside') && message.undo !== null && !isOff && !owed.has(session))
          yield { session, edit: message.edit, event, at: moment(index) };
      }
    }
    for (const effect of event.effects) {
      if (effect.fx === 'send' && effect.message.type === 'take_inventory')
        owed.set(effect.session, effect.message.request);
      // It is compared, or its file takes no part: nothing is heard of it then.
      if (effect.fx === 'send' && ENDS_WAITING.has(effect.message.type)) last.delete(effect.session);
      if (effect.fx !== 'append') continue;
      for (const record of effect.records) {
        if (record.kind === 'session') last.set(record.session, record.event);
        if (record.kind !== 'trust') continue;
        if (record.level === 'off') off.add(record.engine);
        else off.delete(record.engine);
      }
    }
  }
}
