/**
 * What came of a person's own clicks – what they took back, decided, had from the shelf –, for the judges. Their window names
 * what it handed in itself, and can name none of this: of this alone they have seen all that got in line before.
 */
import type { Intent } from '#app/intents/index.ts';
import type { Facts, HandedIn, Moment, Told } from './facts.ts';

export class Clicked {
  readonly #facts: Facts;
  /** When what came of a click was let in, by life and id. */
  readonly #letIn = new Map<string, Moment>();

  constructor(facts: Facts) {
    this.#facts = facts;
    const ruled = facts
      .records('decide')
      .flatMap(({ record: { by, intent } }) => (by === 'rule' && intent !== null ? [intent] : []));
    const others = new Set([...ruled, ...facts.handedIn.map(({ submission }) => submission.id)]);
    for (const { at, life, id, intent, state } of facts.told) {
      const isOwn = intent.actor.kind === 'person' && intent.observation === null && !others.has(id);
      const key = `${life} ${id}`;
      if (state === 'queued' && isOwn && !this.#letIn.has(key)) this.#letIn.set(key, at);
    }
  }

  /** Whether an earlier change came of a click of whoever handed in this one at their window, before it was. A click is of one
   * life: after it the window reads everything anew. */
  isSeen({ at, life, channel, actor }: HandedIn, earlier: Intent): boolean {
    if (channel !== 'human' || actor.id !== earlier.actor.id) return false;
    return (this.#letIn.get(`${life} ${earlier.id}`) ?? at) < at;
  }

  /** Its author's first word of a change in a life: what they say once more was made no later. */
  wordFor(id: string, { life, at, actor }: Pick<Told, 'life' | 'at' | 'actor'>): HandedIn | undefined {
    return this.#facts.handedIn.find(
      (each) =>
        each.life === life &&
        each.at < at &&
        each.submission.id === id &&
        each.actor.id === actor &&
        each.answer !== null,
    );
  }
}
