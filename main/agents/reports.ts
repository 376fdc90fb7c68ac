/**
 * What the protocol's library reports while it answers a request. It tells a client's mistakes the same way as its own
 * failures, and in the client's words: an agent must neither look like a defect of this application nor be able to write
 * as much as it likes into the log. Its mistakes are in the answer that it gets.
 */
import { AsyncLocalStorage } from 'node:async_hooks';

export class Reports {
  readonly #ofRequest = new AsyncLocalStorage<unknown[]>();
  readonly #onDefect: (error: unknown) => void;

  constructor(onDefect: (error: unknown) => void) {
    this.#onDefect = onDefect;
  }

  /** For the library to call. Outside of a request nobody but the library can be wrong. */
  report(error: unknown): void {
    const reported = this.#ofRequest.getStore();
    if (reported === undefined) this.#onDefect(error);
    else reported.push(error);
  }

  /** Answers one request; what was reported meanwhile is a defect where the answer says so.
   * @param statusOf the answer's HTTP status, asked for when it has been given */
  async during(answer: () => Promise<unknown>, statusOf: () => number): Promise<void> {
    const reported: unknown[] = [];
    await this.#ofRequest.run(reported, answer);
    if (statusOf() >= 500) for (const error of reported) this.#onDefect(error);
  }
}
