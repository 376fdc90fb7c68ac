/**
 * R7: a valid receipt ahead of the log proves that confirmed changes are gone. From then on nothing is begun, until a person
 * accepts at least all that is proven; no number among it is given again. A forged one proves nothing, and ends its session.
 */
import type { LedgerRecord, Receipt } from '#app/ledger/index.ts';
import { macOf } from '../simulated-ledger.ts';
import type { HistoryEvent } from '../history.ts';
import type { Checker, Facts } from './facts.ts';

type Step = Extract<HistoryEvent, { at: 'step' }>;

export const losses: Checker = {
  guarantee: 'R7',
  *check(facts) {
    let books = new Books([]);
    for (const event of facts.events) {
      // What was proven is known only as long as a life lasts: the engine proves it again.
      if (event.at === 'start') books = new Books(event.found);
      if (event.at === 'step') yield* books.step(event);
    }
  },
};

/** Engines that showed proof of more than the log knew. */
export function proofsIn(facts: Facts): number {
  let proofs = 0;
  let books = new Books([]);
  for (const event of facts.events) {
    if (event.at === 'start') books = new Books(event.found);
    if (event.at !== 'step') continue;
    const { isProven } = books;
    for (const _ of books.step(event)) continue;
    if (books.isProven && !isProven) proofs += 1;
  }
  return proofs;
}

class Books {
  #ledger = '';
  /** The highest number that the log knows to be committed, or that a person has given up. */
  #knownThrough = 0;
  #acceptedThrough = 0;
  /** The highest number that was proven; null while nothing is missing. */
  #provenThrough: number | null = null;

  constructor(found: readonly LedgerRecord[]) {
    for (const record of found) this.#note(record);
  }

  get isProven(): boolean {
    return this.#provenThrough !== null;
  }

  *step({ input, effects }: Step): Iterable<string> {
    if (input.in === 'frame' && input.message.type === 'hello' && input.message.receipt !== null)
      yield* this.#shown(input.session, input.message.receipt, effects);
    for (const effect of effects) {
      if (effect.fx === 'send' && (effect.message.type === 'apply' || effect.message.type === 'adopt'))
        if (this.#provenThrough !== null)
          yield `${effect.message.n} was sent although change ${this.#provenThrough} is proven to be missing`;
      if (effect.fx !== 'append') continue;
      for (const record of effect.records) {
        if (record.kind === 'begin' && this.#provenThrough !== null)
          yield `${record.n} was begun although change ${this.#provenThrough} is proven to be missing`;
        if (record.kind === 'begin' && record.n <= this.#acceptedThrough)
          yield `${record.n} was begun, and had been confirmed before it was lost`;
        if (record.kind === 'epoch') yield* this.#accepted(record.lost_through, input);
        this.#note(record);
      }
    }
  }

  *#shown(session: string, receipt: Receipt, effects: Step['effects']): Iterable<string> {
    if (receipt.mac !== macOf(receipt)) {
      if (!effects.some((effect) => effect.fx === 'revoke' && effect.session === session))
        yield `${session} showed a forged receipt and was let in`;
      return;
    }
    if (receipt.ledger === this.#ledger && receipt.n > this.#knownThrough)
      this.#provenThrough = Math.max(this.#provenThrough ?? 0, receipt.n);
  }

  *#accepted(lostThrough: number, input: Step['input']): Iterable<string> {
    if (input.in !== 'command' || input.command.do !== 'accept_loss')
      yield 'a loss was accepted, and nobody clicked';
    if (this.#provenThrough === null) yield `a loss of ${lostThrough} was accepted that nobody proved`;
    else if (lostThrough < this.#provenThrough)
      yield `a loss up to ${lostThrough} was accepted, and ${this.#provenThrough} was proven`;
    this.#provenThrough = null;
  }

  #note(record: LedgerRecord): void {
    if (record.kind === 'genesis') this.#ledger = record.ledger;
    if (record.kind === 'commit') this.#knownThrough = Math.max(this.#knownThrough, record.n);
    if (record.kind !== 'epoch') return;
    this.#acceptedThrough = Math.max(this.#acceptedThrough, record.lost_through);
    this.#knownThrough = Math.max(this.#knownThrough, record.lost_through);
  }
}
