// Jobs side by side whose output is read one after the other.

/**
 * @template Result
 * @typedef {object} Job
 * @property {string} name
 * @property {number} cores how many of the machine's it keeps busy; part of one where it waits most of the time
 * @property {(say: (text: string) => void) => Promise<Result>} run `say` takes what it prints, in pieces of any size
 */

/**
 * Runs as many jobs at a time as the cores have room for: of those that wait always the first for which there is, and one
 * that asks for more than there are alone. What they print is never mixed: the job that began first is shown as it speaks; what
 * the others say is kept, and follows whole when it is their turn. A line tells at once of a job that ends before its turn.
 * @template Result
 * @param {readonly Job<Result>[]} jobs
 * @param {number} cores of the machine
 * @param {(text: string) => void} show
 * @param {(result: Result) => string} inShort what that line says
 * @returns {Promise<Result[]>} in the order of the jobs
 */
export async function runInLanes(jobs, cores, show, inShort) {
  const turns = new Turns(show);
  /** @type {Map<Promise<Result>, number>} the cores of each that runs */
  const running = new Map();
  const waiting = [...jobs.entries()];
  /** @type {Promise<Result>[]} */
  const began = [];
  while (waiting.length > 0) {
    const free = cores - sum(running.values()) + ROUNDING;
    const fits = waiting.findIndex(([, job]) => running.size === 0 || job.cores <= free);
    if (fits === -1) {
      await Promise.race(running.keys());
      continue;
    }
    for (const [index, job] of waiting.splice(fits, 1)) {
      const lane = runIn(turns.begin(job.name), job).finally(() => running.delete(lane));
      running.set(lane, job.cores);
      began[index] = lane;
    }
  }
  return Promise.all(began);

  /**
   * @param {Turn} turn
   * @param {Job<Result>} job
   */
  async function runIn(turn, job) {
    const result = await job.run((text) => turns.say(turn, text));
    turns.end(turn, inShort(result));
    return result;
  }
}

/** Tenths of a core do not add up to a whole in floating point. */
const ROUNDING = 1e-6;

/** @param {Iterable<number>} numbers */
const sum = (numbers) => [...numbers].reduce((total, each) => total + each, 0);

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
