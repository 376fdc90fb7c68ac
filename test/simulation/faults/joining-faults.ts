/** Faults of changes that become one before they have a number (rule 9). */
import type { Intent } from '#app/intents/index.ts';
import { outcomeKey } from '#app/ledger/index.ts';
import type { AdapterMessage } from '#app/protocol/index.ts';
import type { Effect, Input } from '#main/orchestrator/index.ts';
import type { CoreOptions } from '../core.ts';
import { FaultyCore, plainStates } from './faulty-core.ts';

/** For how long an edit is kept back, in case another one follows. */
const PATIENCE_MS = 100;

type Observed = Extract<Input, { in: 'frame' }> & { message: Extract<AdapterMessage, { type: 'observed' }> };

interface Kept {
  readonly input: Observed;
  readonly ids: readonly string[];
  readonly untilMs: number;
}

/** Keeps an edit back as long as its artist sets the same again, and makes one of all, whatever anybody did in between. */
export class JoinsAcrossOthers extends FaultyCore {
  readonly #kept = new Map<string, Kept>();
  /** All that an edit stands for, by the newest of them. */
  readonly #joined = new Map<string, readonly string[]>();
  #nowMs = 0;

  protected override before(input: Input): Input[] {
    if (input.in === 'tick') {
      this.#nowMs = input.nowMs;
      const due = [...this.#kept].filter(([, { untilMs }]) => untilMs <= input.nowMs);
      return [...due.flatMap(([session]) => this.#letGo(session)), input];
    }
    if (input.in === 'disconnected') this.#kept.delete(input.session);
    if (input.in !== 'frame') return [input];
    const { session, message } = input;
    if (message.type === 'scene') this.#kept.delete(session);
    if (message.type !== 'observed') return [input];
    const first = this.#kept.get(session);
    const goesOn = first !== undefined && facetsOf(first.input.message) === facetsOf(message);
    const before = goesOn ? [] : this.#letGo(session);
    if (message.undo?.kind !== 'step' || facetsOf(message) === null) return [...before, input];
    this.#kept.set(session, {
      input: { ...input, message: goesOn ? { ...message, before: first.input.message.before } : message },
      ids: goesOn ? [...first.ids, message.edit] : [message.edit],
      untilMs: this.#nowMs + PATIENCE_MS,
    });
    return before;
  }

  protected override after(effect: Effect): Effect[] {
    if (effect.fx === 'append')
      return [
        {
          ...effect,
          records: effect.records.map((record) =>
            record.kind === 'begin' ? { ...record, intent: this.#asOne(record.intent) } : record,
          ),
        },
      ];
    if (effect.fx === 'settled') {
      const intent = this.#asOne(effect.intent);
      return this.#idsOf(effect.id).map((id) => ({ ...effect, intent, id }));
    }
    if (effect.fx !== 'send' || effect.message.type !== 'decided') return [effect];
    const { message } = effect;
    return this.#idsOf(message.edit).map((edit) => ({ ...effect, message: { ...message, edit } }));
  }

  #letGo(session: string): Input[] {
    const kept = this.#kept.get(session);
    if (kept === undefined) return [];
    this.#kept.delete(session);
    if (kept.ids.length > 1) this.#joined.set(kept.input.message.edit, kept.ids);
    return [kept.input];
  }

  #idsOf(id: string): readonly string[] {
    return this.#joined.get(id) ?? [id];
  }

  #asOne(intent: Intent): Intent {
    const ids = this.#idsOf(intent.id);
    return ids.length === 1 ? intent : { ...intent, joined: ids.map((id) => ({ id, hash: '' })) };
  }
}

/** Null where they set more than values. */
function facetsOf({ operations }: Observed['message']): string | null {
  const values = operations.every(({ op }) => op.startsWith('set_'));
  const states = values ? plainStates(operations) : null;
  return states === null ? null : states.map(({ id, facet }) => `${id} ${facet}`).join();
}

/** Tells one end only, that of the newest. */
export class AnswersOneOfThem extends FaultyCore {
  readonly #joined = new Set<string>();

  protected override after(effect: Effect): Effect[] {
    if (effect.fx === 'settled') {
      for (const id of earlier(effect.intent)) this.#joined.add(id);
      if (effect.state === 'committed' && this.#joined.has(effect.id)) return [];
    }
    const isDecided = effect.fx === 'send' && effect.message.type === 'decided';
    if (isDecided && this.#joined.has(effect.message.edit)) return [];
    return [effect];
  }
}

/** A restart knows what became of the first of them, and of nothing that joined it. */
export class ForgetsWhatJoined extends FaultyCore {
  constructor(options: CoreOptions) {
    const first = new Map<string, string>();
    for (const [key, { actor, n }] of options.state.outcomes) {
      if (n === null) continue;
      const number = outcomeKey(actor, String(n));
      if (first.has(number)) options.state.outcomes.delete(key);
      else first.set(number, key);
    }
    super(options);
  }
}

function earlier({ joined = [] }: Intent): string[] {
  return joined.slice(0, -1).map(({ id }) => id);
}
