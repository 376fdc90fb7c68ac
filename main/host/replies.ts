/** Who asked the core something and waits for the answer. */
import type { Reason } from '#app/intents/index.ts';
import type { Answer } from '#main/orchestrator/index.ts';

export class Replies {
  readonly #waiting = new Map<string, (answer: Answer) => void>();
  #next = 0;

  /** A question's name, and its answer to come. */
  open(): { readonly reply: string; readonly answer: Promise<Answer> } {
    this.#next += 1;
    const reply = `${this.#next}`;
    const answer = new Promise<Answer>((resolve) => this.#waiting.set(reply, resolve));
    return { reply, answer };
  }

  has(reply: string): boolean {
    return this.#waiting.has(reply);
  }

  /** Does nothing where nobody waits (any more). */
  answer(reply: string, answer: Answer): void {
    this.#waiting.get(reply)?.(answer);
    this.#waiting.delete(reply);
  }

  /** Everybody who still waits hears this. */
  refuseAll(reason: Reason): void {
    for (const reply of [...this.#waiting.keys()]) this.answer(reply, { ok: false, reason });
  }
}
