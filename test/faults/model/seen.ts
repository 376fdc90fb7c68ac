/** What clients saw, out of what a simulated run and a run of the real application leave behind. */
import type { Intent } from '#app/intents/index.ts';
import type { LedgerRecord } from '#app/ledger/index.ts';
import type { AdapterMessage, OrchestratorMessage } from '#app/protocol/index.ts';
import type { History, RecordedInput } from '../../simulation/history.ts';
import type { Event } from '../network/judge.ts';
import type { ClientHistory, Committed, Seen } from './history-rules.ts';

type Begun = Extract<LedgerRecord, { kind: 'begin' }>;

/** An id is its author's own: two authors may have chosen the same. */
const keyOf = (actor: string, id: string): string => `${actor} ${id}`;
/** Changes of one gesture are one intent, which answers for each of them. */
const keysOf = ({ id: own, joined, actor }: Intent): string[] =>
  (joined ?? [{ id: own }]).map(({ id }) => keyOf(actor.id, id));

/** The votes that each commit rests on: what others read back, nobody built upon. */
class Votes {
  readonly seen: Seen[] = [];
  readonly committed: Committed[] = [];
  readonly #begun = new Map<number, Begun>();
  readonly #readBacks = new Map<string, Extract<Seen, { saw: 'read_back' }>>();

  note(session: string, message: AdapterMessage): void {
    if (message.type !== 'applied') return;
    const key = `${session} ${message.n}`;
    if (!this.#readBacks.has(key))
      this.#readBacks.set(key, { saw: 'read_back', n: message.n, states: message.states });
  }

  log(record: LedgerRecord): void {
    if (record.kind === 'begin') this.#begun.set(record.n, record);
    if (record.kind !== 'commit') return;
    const { n, participants } = record;
    const begun = this.#begun.get(n);
    if (begun === undefined) throw new Error(`${n} is committed and never began`);
    this.committed.push({ n, ids: keysOf(begun.intent), operations: begun.intent.operations });
    for (const { session } of participants) {
      const vote = this.#readBacks.get(`${session} ${n}`);
      if (vote !== undefined) this.seen.push(vote);
    }
  }
}

/** @param log what lies on the disk in the end */
export function seenInSimulation({ events, log }: History): ClientHistory {
  const votes = new Votes();
  const seen: Seen[] = [];
  const submitted = new Map<string, Extract<RecordedInput, { in: 'submit' }>>();
  for (const event of events) {
    if (event.at === 'read')
      seen.push({ saw: 'scene', revision: event.revision, objects: event.objects, isWhole: true });
    if (event.at !== 'step') continue;
    const { input } = event;
    if (input.in === 'submit') {
      seen.push({ saw: 'handed_in', id: keyOf(input.actor.id, input.submission.id) });
      submitted.set(input.reply, input);
    } else if (input.in === 'frame') votes.note(input.session, input.message);
    for (const effect of event.effects) {
      if (effect.fx === 'settled' && effect.state === 'committed' && effect.n !== null)
        seen.push({ saw: 'confirmed', id: keyOf(effect.actor, effect.id), n: effect.n });
      else if (effect.fx === 'send') hearConfirmation(seen, effect.message);
      else if (effect.fx === 'reply' && effect.answer.ok && effect.answer.receipt !== null) {
        const asked = submitted.get(effect.reply);
        if (asked !== undefined)
          seen.push({
            saw: 'confirmed',
            id: keyOf(asked.actor.id, asked.submission.id),
            n: effect.answer.receipt.n,
          });
      }
    }
  }
  for (const record of log) votes.log(record);
  return { seen: [...seen, ...votes.seen], committed: votes.committed };
}

/** @param log what lies on the disk in the end, read past the application */
export function seenOnWires(events: readonly Event[], log: readonly LedgerRecord[]): ClientHistory {
  const votes = new Votes();
  const seen: Seen[] = [];
  const sessions = new Map<string, string>();
  for (const event of events) {
    if (event.at === 'client') seen.push(event.seen);
    if (event.at !== 'wire' || event.news.what !== 'message') continue;
    const connection = `${event.engine} ${event.connection}`;
    const { direction, message } = event.news;
    if (direction === 'to_host')
      votes.note(sessions.get(connection) ?? connection, message as AdapterMessage);
    else if (message.type === 'welcome') sessions.set(connection, message.session);
    else hearConfirmation(seen, message as OrchestratorMessage);
  }
  for (const record of log) votes.log(record);
  return { seen: [...seen, ...votes.seen], committed: votes.committed };
}

function hearConfirmation(seen: Seen[], message: OrchestratorMessage): void {
  if (message.type === 'confirm') seen.push({ saw: 'confirmed', id: null, n: message.n });
}
