/** Faults towards engines: what they are sent, and what they are believed. */
import type { AdapterMessage } from '#app/protocol/index.ts';
import { objectsTouched } from '#app/scene/index.ts';
import type { FacetState } from '#app/scene/index.ts';
import type { Effect, Input } from '#main/orchestrator/index.ts';
import type { CoreOptions } from '../core.ts';
import { digestOf } from '../engine-scene.ts';
import { forgetting } from './log-faults.ts';
import { FaultyCore, plainStates } from './faulty-core.ts';

/** Nobody waits for this answer. */
const UNASKED = 'unasked';

/** What an engine says of its file is heard in its first word, and never again. */
export class ForgetsWhatIsUnsaved extends FaultyCore {
  protected override before(input: Input): Input[] {
    return input.in === 'frame' && input.message.type === 'saved' && input.message.unsaved ? [] : [input];
  }
}

const FOR_EVER_MS = 1e9;

/** Whoever says that it is busy is waited for, and not heard when it is ready again. */
export class WaitsForTheBusy extends FaultyCore {
  constructor(options: CoreOptions) {
    const config = { ...options.config, busyLimitMs: FOR_EVER_MS, busyBudgetMs: FOR_EVER_MS };
    super({ ...options, config });
  }

  protected override before(input: Input): Input[] {
    const isReady = input.in === 'frame' && input.message.type === 'ready';
    const setsLimit = input.in === 'command' && input.command.do === 'set_patience';
    return isReady || setsLimit ? [] : [input];
  }
}

/** Whoever says that it is busy is waited for as if it had not been before. */
export class RenewsPatience extends FaultyCore {
  protected override before(input: Input): Input[] {
    if (input.in === 'frame' && input.message.type === 'busy')
      renewPatience(this.core.sessions.get(input.session));
    return [input];
  }
}

/** Whoever hangs without a word is waited for as if it had not before. */
export class WaitsForTheHung extends FaultyCore {
  readonly #said = new Set<string>();

  protected override before(input: Input): Input[] {
    if (input.in === 'frame' && input.message.type === 'busy') this.#said.add(input.session);
    for (const session of this.core.sessions.values())
      if (!this.#said.has(session.id)) renewPatience(session);
    return [input];
  }
}

function renewPatience(session: { busySpentMs: number } | undefined): void {
  if (session !== undefined) session.busySpentMs = 0;
}

export class SkipsCompensation extends FaultyCore {
  protected override after(effect: Effect, inject: (input: Input) => Effect[]): Effect[] {
    if (effect.fx !== 'send' || effect.message.type !== 'compensate') return [effect];
    const { n, entries } = effect.message;
    const outcomes = entries.map(({ id, facet }) => ({ id, facet, outcome: 'restored' as const }));
    return inject({ in: 'frame', session: effect.session, message: { type: 'compensated', n, outcomes } });
  }
}

export class TalksToTheRevoked extends FaultyCore {
  protected override after(effect: Effect): Effect[] {
    if (effect.fx !== 'revoke') return [effect];
    return [
      effect,
      { fx: 'send', session: effect.session, message: { type: 'note', message: 'One more thing.' } },
    ];
  }
}

export class BlamesTheHonest extends FaultyCore {
  protected override before(input: Input): Input[] {
    if (input.in !== 'frame' || input.message.type !== 'saved') return [input];
    return [{ in: 'violation', session: input.session, code: 'wrong_turn', message: 'Nobody may save.' }];
  }
}

export class BelievesEveryVote extends FaultyCore {
  protected override before(input: Input): Input[] {
    if (input.in !== 'frame' || input.message.type !== 'applied') return [input];
    const intent = this.begun.get(input.message.n);
    const states = intent === undefined ? null : plainStates(intent.operations);
    return states === null ? [input] : [{ ...input, message: { ...input.message, states } }];
  }
}

export class PurgesBeforeTheShelf extends FaultyCore {
  #undurableCommits = 0;

  protected override before(input: Input): Input[] {
    if (input.in === 'durable') this.#undurableCommits -= input.receipts.length;
    return [input];
  }

  protected override after(effect: Effect, inject: (input: Input) => Effect[]): Effect[] {
    if (effect.fx !== 'append') return [effect];
    this.#undurableCommits += effect.records.filter(({ kind }) => kind === 'commit').length;
    const shelves = effect.records.some(({ kind }) => kind === 'shelve');
    if (shelves && this.#undurableCommits === 0) {
      inject({ in: 'durable', position: effect.position + effect.records.length - 1, receipts: [] });
    }
    return [effect];
  }
}

/** Whatever an engine holds of its own is taken from it without a click. */
export class RefreshesUnasked extends FaultyCore {
  protected override before(input: Input): Input[] {
    const asking = this.view.sessions().filter(({ state }) => state === 'asking');
    return [
      input,
      ...asking.map(({ session }): Input => {
        return { in: 'command', reply: UNASKED, command: { do: 'refresh_engine', session } };
      }),
    ];
  }

  protected override after(effect: Effect): Effect[] {
    return effect.fx === 'reply' && effect.reply === UNASKED ? [] : [effect];
  }
}

/** What a person did and what a rule refuses is laid before them as the engine's own. */
export class CallsRefusedDrift extends FaultyCore {
  protected override after(effect: Effect): Effect[] {
    if (effect.fx !== 'append') return [effect];
    const records = effect.records.map((record) =>
      record.kind === 'conflict' && record.conflict.why === 'refused'
        ? { ...record, conflict: { ...record.conflict, why: 'drift' as const } }
        : record,
    );
    return [{ ...effect, records }];
  }
}

/** Ends a connection that took up a lost one and broke before it had said a word, instead of waiting for it. */
export class EndsTheBrokenResume extends FaultyCore {
  readonly #resumed = new Set<string>();
  #ending: string | null = null;

  protected override before(input: Input): Input[] {
    this.#ending = null;
    if (input.in === 'connected' && input.resumes !== null) this.#resumed.add(input.session);
    if (input.in === 'frame') this.#resumed.delete(input.session);
    if (input.in !== 'disconnected' || !this.#resumed.delete(input.session)) return [input];
    this.#ending = input.session;
    return [{ in: 'frame', session: input.session, message: { type: 'bye' } }];
  }

  /** Nobody had said good-bye: the door goes on knowing its token. */
  protected override after(effect: Effect): Effect[] {
    return effect.fx === 'revoke' && effect.session === this.#ending ? [] : [effect];
  }
}

/** Hears nothing of what an artist does while their engine is set aside. */
export class TurnsAwayWhoIsSetAside extends FaultyCore {
  readonly #aside = new Set<string>();

  override step(input: Input): Effect[] {
    if (input.in === 'frame' && input.message.type === 'observed' && this.#aside.has(input.session)) {
      const { edit } = input.message;
      const message = {
        type: 'decided',
        edit,
        outcome: 'rejected',
        n: null,
        code: 'not_live',
        message: '',
      } as const;
      return [{ fx: 'send', session: input.session, message }];
    }
    return super.step(input);
  }

  protected override after(effect: Effect): Effect[] {
    if (effect.fx !== 'append') return [effect];
    for (const record of effect.records) {
      if (record.kind !== 'session') continue;
      if (record.event === 'set_aside') this.#aside.add(record.session);
      else this.#aside.delete(record.session);
    }
    return [effect];
  }
}

export class ForgetsTheShelf extends FaultyCore {
  protected override after(effect: Effect): Effect[] {
    return [forgetting(effect, 'shelve')];
  }
}

/** Holds a number back from one engine, answers for it, and lets the next one overtake it. */
export class AppliesOutOfOrder extends FaultyCore {
  readonly #held = new Map<string, Effect & { fx: 'send' }>();
  readonly #answered = new Set<string>();

  protected override before(input: Input): Input[] {
    if (
      input.in === 'frame' &&
      input.message.type === 'applied' &&
      this.#answered.has(`${input.session} ${input.message.n}`)
    )
      return [];
    if (input.in === 'disconnected') this.#held.delete(input.session);
    return [input];
  }

  protected override after(effect: Effect, inject: (input: Input) => Effect[]): Effect[] {
    if (effect.fx !== 'send' || effect.message.type !== 'apply') return [effect];
    const { n, operations } = effect.message;
    const late = this.#held.get(effect.session);
    if (late !== undefined) {
      this.#held.delete(effect.session);
      return [effect, late];
    }
    const states = plainStates(operations);
    if (states === null) return [effect];
    this.#held.set(effect.session, effect);
    this.#answered.add(`${effect.session} ${n}`);
    return inject({ in: 'frame', session: effect.session, message: { type: 'applied', n, states } });
  }
}

/** A lost connection is not noticed, and whoever is lost is taken to agree. */
export class BreakerNeverOpens extends FaultyCore {
  readonly #asked = new Map<string, number>();
  readonly #lost = new Set<string>();

  protected override before(input: Input): Input[] {
    if (input.in === 'frame' && input.message.type === 'applied') this.#asked.delete(input.session);
    if (input.in !== 'disconnected') return [input];
    this.#lost.add(input.session);
    const n = this.#asked.get(input.session);
    const agreed = n === undefined ? null : this.#vote(input.session, n);
    return agreed === null ? [] : [agreed];
  }

  protected override after(effect: Effect, inject: (input: Input) => Effect[]): Effect[] {
    if (effect.fx !== 'send' || effect.message.type !== 'apply') return [effect];
    this.#asked.set(effect.session, effect.message.n);
    const agreed = this.#lost.has(effect.session) ? this.#vote(effect.session, effect.message.n) : null;
    if (agreed !== null) inject(agreed);
    return [effect];
  }

  #vote(session: string, n: number): Input | null {
    const states = plainStates(this.begun.get(n)?.operations ?? []);
    return states === null ? null : { in: 'frame', session, message: { type: 'applied', n, states } };
  }
}

/** What one adapter reports goes straight to the others. */
export class ForwardsBetweenEngines extends FaultyCore {
  readonly #live = new Set<string>();
  readonly #due: Effect[] = [];

  override step(input: Input): Effect[] {
    const effects = super.step(input);
    return [...effects, ...this.#due.splice(0)];
  }

  protected override before(input: Input): Input[] {
    if (input.in !== 'frame' || input.message.type !== 'observed') return [input];
    for (const operation of input.message.operations) {
      if (operation.op !== 'set_transform') continue;
      const object = this.view.objects.get(operation.id);
      if (object === undefined) continue;
      const objects = [{ ...object, transform: operation.transform }];
      for (const session of this.#live) {
        if (session === input.session) continue;
        this.#due.push({
          fx: 'send',
          session,
          message: { type: 'patch', request: 1, revision: this.view.revision, objects, removed: [] },
        });
      }
    }
    return [input];
  }

  protected override after(effect: Effect): Effect[] {
    if (effect.fx === 'send' && effect.message.type === 'live') this.#live.add(effect.session);
    if (effect.fx === 'revoke') this.#live.delete(effect.session);
    return [effect];
  }
}

/** A refresh is answered before it is sent, as if everything had taken. */
export class PretendsToResync extends FaultyCore {
  protected override after(effect: Effect, inject: (input: Input) => Effect[]): Effect[] {
    if (effect.fx !== 'send' || effect.message.type !== 'patch') return [effect];
    const { request, objects, removed } = effect.message;
    const states = [
      ...objects.map((object): [string, string] => [object.id, digestOf(object)]),
      ...removed.map((id): [string, null] => [id, null]),
    ];
    return inject({ in: 'frame', session: effect.session, message: { type: 'patched', request, states } });
  }
}

export class TakesDriftForAHand extends FaultyCore {
  protected override before(input: Input): Input[] {
    if (input.in !== 'frame' || input.message.type !== 'observed' || input.message.undo !== null)
      return [input];
    const message: AdapterMessage = { ...input.message, undo: { kind: 'step', name: 'invented' } };
    return [{ ...input, message }];
  }
}

export class DoesNotHearRefusals extends FaultyCore {
  protected override before(input: Input): Input[] {
    return input.in === 'frame' && input.message.type === 'failed' && input.message.code !== 'moved_on'
      ? []
      : [input];
  }
}

/** Before a commit is written the other engine's vote is invented. */
export class AsksOneEngineOnly extends FaultyCore {
  protected override after(effect: Effect, inject: (input: Input) => Effect[]): Effect[] {
    if (effect.fx !== 'send' || effect.message.type !== 'apply') return [effect];
    const states: FacetState[] | null = plainStates(effect.message.operations);
    if (states === null || objectsTouched(effect.message.operations).length > 1) return [effect];
    inject({
      in: 'frame',
      session: effect.session,
      message: { type: 'applied', n: effect.message.n, states },
    });
    return [effect];
  }
}

export class DoesNotHearOfHands extends FaultyCore {
  protected override before(input: Input): Input[] {
    return input.in === 'frame' && input.message.type === 'hands' ? [] : [input];
  }
}
