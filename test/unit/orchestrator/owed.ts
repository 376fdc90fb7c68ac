/** What is owed to whoever hands in, clicks or is connected, whatever happened: looked at after each step of every test. Each is
 * answered once and in the end, nobody is spoken to who cannot hear it, and nothing ends twice. */
import { isEnd } from '#app/intents/index.ts';
import { outcomeKey } from '#app/ledger/index.ts';
import type { Effect, Input, Orchestrator } from '#main/orchestrator/index.ts';

export class Owed {
  readonly #core: Orchestrator['core'];
  /** Of clicks and submissions without an answer, how many by their name. */
  readonly #open = new Map<string, number>();
  readonly #ended = new Set<string>();
  /** Connections that no frame can reach since the last step. */
  #unreachable: ReadonlySet<string> = new Set();
  #tickedMs: number;

  constructor({ core }: Orchestrator) {
    this.#core = core;
    this.#tickedMs = core.clockMs;
  }

  check(input: Input, effects: readonly Effect[]): void {
    this.#checkAnswers(input, effects);
    this.#checkFrames(input, effects);
    this.#checkEnds(input, effects);
    this.#checkWake(input, effects);
  }

  /** Once, and not left without one where all that was written is on the disk. */
  #checkAnswers(input: Input, effects: readonly Effect[]): void {
    if (input.in === 'submit' || input.in === 'command') this.#count(input.reply, 1);
    for (const effect of effects) {
      if (effect.fx === 'look_up' || effect.fx === 'look_up_change' || effect.fx === 'look_up_changes')
        this.#count(effect.input.reply, -1);
      if (effect.fx === 'reply') this.#count(effect.reply, -1);
    }
    const { ledger, durable, ahead, backlog } = this.#core;
    const isAtRest = ledger === 'ok' && durable.position === ahead.position && backlog.length === 0;
    if (isAtRest && this.#open.size > 0)
      throw new Error(`Nobody answers ${[...this.#open.keys()].join()}: ${JSON.stringify(input)}`);
  }

  #count(reply: string, by: number): void {
    const open = (this.#open.get(reply) ?? 0) + by;
    if (open < 0) throw new Error(`${reply} is answered, and nobody waits for that`);
    if (open === 0) this.#open.delete(reply);
    else this.#open.set(reply, open);
  }

  /** Not after it was told that its session is over, and not where its socket is gone. */
  #checkFrames(input: Input, effects: readonly Effect[]): void {
    const over = new Set<string>();
    const isNew = (session: string): boolean => input.in === 'connected' && input.session === session;
    for (const effect of effects) {
      if (effect.fx === 'revoke') {
        if (over.has(effect.session)) throw new Error(`${effect.session} is revoked twice`);
        over.add(effect.session);
      }
      if (effect.fx !== 'send') continue;
      if (over.has(effect.session) || (this.#unreachable.has(effect.session) && !isNew(effect.session)))
        throw new Error(`${effect.session} cannot hear ${effect.message.type}`);
    }
    const unreachable = [...this.#core.sessions.values()].filter(
      ({ phase }) => phase === 'over' || phase === 'detached',
    );
    this.#unreachable = new Set(unreachable.map(({ id }) => id));
  }

  /** What has come to its end stays there, unless its author hands it in anew. */
  #checkEnds(input: Input, effects: readonly Effect[]): void {
    if (input.in === 'submit') this.#ended.delete(outcomeKey(input.actor.id, input.submission.id));
    for (const effect of effects) {
      if (effect.fx !== 'settled') continue;
      const key = outcomeKey(effect.actor, effect.id);
      if (this.#ended.has(key)) throw new Error(`${effect.id} has ended, and is ${effect.state} now`);
      if (isEnd(effect.state)) this.#ended.add(key);
    }
  }

  /** The shell is asked for the next tick, in time for a sync and for a heartbeat, and later than now. */
  #checkWake(input: Input, effects: readonly Effect[]): void {
    if (input.in === 'tick') this.#tickedMs = Math.max(this.#tickedMs, input.nowMs);
    if (this.#core.ledger === 'unknown') return;
    const wakes = effects.flatMap((effect) => (effect.fx === 'wake' ? [effect.atMs - this.#tickedMs] : []));
    const { config, flights, pendingRecords, ghosts, handsMoved, nowMs, sessions } = this.#core;
    const isSoon = flights.size > 0 || pendingRecords.length > 0;
    const isForSomebody = [...sessions.values()].some(
      ({ phase, ghosts: { understood } }) =>
        understood && phase !== 'greeting' && phase !== 'detached' && phase !== 'over',
    );
    const mostMs = Math.min(
      config.heartbeatMs,
      isSoon ? config.flushAfterMs : Number.POSITIVE_INFINITY,
      ghosts.isDue && isForSomebody ? ghosts.nextMs - nowMs : Number.POSITIVE_INFINITY,
      handsMoved.isDue ? handsMoved.nextMs - nowMs : Number.POSITIVE_INFINITY,
    );
    if (wakes.length !== 1 || wakes.some((afterMs) => afterMs !== Math.max(1, mostMs)))
      throw new Error(`The next tick comes after ${wakes.join()} ms, and not after ${mostMs}`);
  }
}
