// Jobs side by side whose output is read one after the other.

/**
 * @template Result
 * @typedef {object} Job
 * @property {string} name
 * @property {(say: (text: string) => void) => Promise<Result>} run `say` takes what it prints, in pieces of any size
 */

/**
 * Runs jobs in their order, so many at a time, the next one as soon as there is a place. What they print is never mixed:
 * the job that began first is shown as it speaks; what the others say is kept, and follows whole when it is their turn.
 * A line tells at once of a job that ends before its turn.
 * @template Result
 * @param {readonly Job<Result>[]} jobs
 * @param {number} lanes how many run at a time
 * @param {(text: string) => void} show
 * @param {(result: Result) => string} inShort what that line says
 * @returns {Promise<Result[]>} in the order of the jobs
 */
export async function runInLanes(jobs, lanes, show, inShort) {
  const turns = new Turns(show);
  /** @type {Result[]} */
  const results = [];
  const waiting = [...jobs.entries()];
  const lane = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, { name, run }] = next;
      const turn = turns.begin(name);
      const result = await run((text) => turns.say(turn, text));
      results[index] = result;
      turns.end(turn, inShort(result));
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return results;
}

/** @typedef {{ name: string, kept: string[], ended: boolean }} Turn */

class Turns {
  /** @type {Turn[]} in the order in which they began; the first is the one that is shown */
  #turns = [];
  #show;

  /** @param {(text: string) => void} show */
  constructor(show) {
    this.#show = show;
  }

  /** @param {string} name */
  begin(name) {
    /** @type {Turn} */
    const turn = { name, kept: [], ended: false };
    this.#turns.push(turn);
    this.say(turn, `\n── ${name} ${'─'.repeat(Math.max(0, 100 - name.length))}\n`);
    return turn;
  }

  /**
   * @param {Turn} turn
   * @param {string} text
   */
  say(turn, text) {
    if (turn === this.#turns[0]) this.#show(text);
    else turn.kept.push(text);
  }

  /**
   * @param {Turn} turn
   * @param {string} inShort
   */
  end(turn, inShort) {
    turn.ended = true;
    if (turn !== this.#turns[0])
      this.#show(`── ${turn.name} has ended: ${inShort}; what it said follows ──\n`);
    while (this.#turns[0]?.ended === true) {
      this.#turns.shift();
      const next = this.#turns[0];
      if (next !== undefined) for (const text of next.kept.splice(0)) this.#show(text);
    }
  }
}
