/** GHOSTS: what an engine is shown of suggestions is what waits, and nothing is shown of what does not. */
import type { Intent } from '#app/intents/index.ts';
import type { OrchestratorMessage } from '#app/protocol/index.ts';
import type { HistoryEvent } from '../history.ts';
import type { Checker } from './facts.ts';

type Shown = Extract<OrchestratorMessage, { type: 'ghosts' }>;

/** In the world's time: twice what a picture may be behind, and a tick. */
const BEHIND_MS = 400;
/** A picture that holds as many may leave out the rest. */
const GHOSTS_MAX = 200;

export const ghosts: Checker = {
  guarantee: 'GHOSTS',
  *check(facts) {
    const told = new Told();
    for (const event of facts.events) {
      if (event.at === 'start') told.start(event);
      if (event.at !== 'step') continue;
      yield* told.step(event);
    }
  },
};

class Told {
  /** What waits, by its id: what it would make, where that is known. */
  #waiting = new Map<string, Intent | null>();
  #intents = new Map<string, Intent>();
  #isHalted = false;
  #changedMs = 0;
  #understands = new Set<string>();
  /** By session, what it was shown last; only where that is something. */
  #shown = new Map<string, Shown>();

  start({ waiting, effects, haltMark }: Extract<HistoryEvent, { at: 'start' }>): void {
    this.#shown.clear();
    this.#understands.clear();
    this.#isHalted = haltMark !== null;
    this.#waiting = new Map();
    for (const id of waiting) {
      const intent = this.#intents.get(id) ?? null;
      // What a person was still asked about is theirs, and no suggestion.
      if (intent === null || intent.actor.kind === 'agent') this.#waiting.set(id, intent);
    }
    this.#changedMs = Number.POSITIVE_INFINITY;
    for (const effect of effects) this.#note(effect, 0);
  }

  *step({ input, effects, worldMs }: Extract<HistoryEvent, { at: 'step' }>): Iterable<string> {
    if (input.in === 'frame' && input.message.type === 'hello') {
      if (input.message.features?.includes('ghosts') === true) this.#understands.add(input.session);
    }
    if (input.in === 'disconnected') this.#shown.delete(input.session);
    for (const effect of effects) this.#note(effect, worldMs);
    for (const effect of effects) {
      if (effect.fx === 'revoke') this.#shown.delete(effect.session);
      if (effect.fx !== 'send' || effect.message.type !== 'ghosts') continue;
      const { session, message } = effect;
      if (!this.#understands.has(session)) yield `${session} is shown ghosts and never wanted any`;
      const before = this.#shown.get(session);
      if (JSON.stringify(before ?? null) === JSON.stringify(isEmpty(message) ? null : message))
        yield `${session} is shown again what it has`;
      if (isEmpty(message)) this.#shown.delete(session);
      else this.#shown.set(session, message);
      yield* this.#problems(session, message);
    }
    // What was true when it was sent stays shown only for as long as it is.
    if (worldMs - this.#changedMs < BEHIND_MS || input.in !== 'tick') return;
    for (const [session, message] of this.#shown) yield* this.#problems(session, message);
  }

  #note(effect: Extract<HistoryEvent, { at: 'step' }>['effects'][number], worldMs: number): void {
    if (effect.fx === 'settled') {
      const { id, intent, state } = effect;
      this.#changedMs = worldMs;
      this.#intents.set(id, intent);
      if (state === 'awaiting_approval' && intent.actor.kind === 'agent') this.#waiting.set(id, intent);
      else this.#waiting.delete(id);
    }
    if (effect.fx === 'mark_halt') {
      this.#changedMs = worldMs;
      this.#isHalted = effect.halt !== null;
    }
    if (effect.fx === 'objects') this.#changedMs = worldMs;
  }

  *#problems(session: string, { ghosts: all, more }: Shown): Iterable<string> {
    if (all.length === 0) return;
    if (this.#isHalted) yield `${session} is shown ghosts while everything is held`;
    const shown = new Set(all.map(({ suggestion }) => suggestion));
    for (const id of shown)
      if (!this.#waiting.has(id)) yield `${session} is shown ${id}, which waits for nobody`;
    if (all.length >= GHOSTS_MAX || more > 0) return;
    for (const [id, intent] of this.#waiting)
      if (intent !== null && !shown.has(id) && makesSomething(intent))
        yield `${session} is shown nothing of ${id}, which waits`;
  }
}

function isEmpty({ ghosts: all, more }: Shown): boolean {
  return all.length === 0 && more === 0;
}

/** Something new, and nothing is taken away again. */
function makesSomething({ operations }: Intent): boolean {
  return operations.some(({ op }) => op === 'create') && !operations.some(({ op }) => op === 'delete');
}
