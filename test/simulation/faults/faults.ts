/**
 * Deliberate faults, each with the checker that must find it. None is in the orchestrator: every one sits between it
 * and the world. A checker that lets its fault pass judges nothing.
 */
import type { Reason } from '#app/intents/index.ts';
import type { LedgerRecord } from '#app/ledger/index.ts';
import type { AdapterMessage } from '#app/protocol/index.ts';
import { applyTo, objectsTouched } from '#app/scene/index.ts';
import type { FacetState } from '#app/scene/index.ts';
import type { Effect, Input } from '#main/orchestrator/index.ts';
import type { CoreFactory, CoreOptions, CoreView } from '../core.ts';
import { digestOf } from '../engine-scene.ts';
import { factoryOf, FaultyCore, plainStates } from './faulty-core.ts';

export interface Fault {
  readonly name: string;
  /** The checker named for it. */
  readonly caughtBy: string;
  readonly createCore?: CoreFactory;
  readonly ledgerTellsEarly?: boolean;
  /** Told from a second run under another clock. */
  readonly comparesClocks?: boolean;
}

const NOTHING: LedgerRecord = { kind: 'unshelve', id: 'nothing', how: 'discarded', by: 'person' };

/** Replaces records of one kind by one that says nothing, so that positions stay. */
function forgetting(effect: Effect, kind: LedgerRecord['kind']): Effect {
  if (effect.fx !== 'append') return effect;
  return { ...effect, records: effect.records.map((record) => (record.kind === kind ? NOTHING : record)) };
}

class ConfirmsBeforeSync extends FaultyCore {
  protected override after(effect: Effect): Effect[] {
    if (effect.fx !== 'append') return [effect];
    const told = effect.records.flatMap((record, offset): Effect[] => {
      const intent = record.kind === 'commit' ? this.begun.get(record.n) : undefined;
      if (record.kind !== 'commit' || intent === undefined) return [];
      const position = effect.position + offset;
      return [
        {
          fx: 'settled',
          actor: intent.actor.id,
          id: intent.id,
          intent,
          state: 'committed',
          n: record.n,
          position,
          receipt: null,
          reason: null,
        },
      ];
    });
    return [effect, ...told];
  }
}

class SkipsCompensation extends FaultyCore {
  protected override after(effect: Effect, inject: (input: Input) => Effect[]): Effect[] {
    if (effect.fx !== 'send' || effect.message.type !== 'compensate') return [effect];
    const { n, entries } = effect.message;
    const outcomes = entries.map(({ id, facet }) => ({ id, facet, outcome: 'restored' as const }));
    return inject({ in: 'frame', session: effect.session, message: { type: 'compensated', n, outcomes } });
  }
}

class CountsFromZeroAgain extends FaultyCore {
  constructor(options: CoreOptions) {
    options.state.begunTo = 0;
    options.state.leasedTo = 0;
    options.state.open.clear();
    super(options);
  }
}

class LetsAgentsThrough extends FaultyCore {
  protected override before(input: Input): Input[] {
    return input.in === 'submit' && input.channel === 'ai' ? [{ ...input, channel: 'human' }] : [input];
  }
}

class ApprovesWhatItShowsNow extends FaultyCore {
  protected override before(input: Input): Input[] {
    if (input.in !== 'command' || input.command.do !== 'approve') return [input];
    const { id } = input.command;
    const card = this.view.waiting().find((each) => each.id === id);
    return card === undefined ? [input] : [{ ...input, command: { ...input.command, hash: card.hash } }];
  }
}

class DropsAborts extends FaultyCore {
  protected override after(effect: Effect): Effect[] {
    return [forgetting(effect, 'abort')];
  }
}

class TalksToTheRevoked extends FaultyCore {
  protected override after(effect: Effect): Effect[] {
    if (effect.fx !== 'revoke') return [effect];
    return [
      effect,
      { fx: 'send', session: effect.session, message: { type: 'note', message: 'One more thing.' } },
    ];
  }
}

class BelievesEveryVote extends FaultyCore {
  protected override before(input: Input): Input[] {
    if (input.in !== 'frame' || input.message.type !== 'applied') return [input];
    const intent = this.begun.get(input.message.n);
    const states = intent === undefined ? null : plainStates(intent.operations);
    return states === null ? [input] : [{ ...input, message: { ...input.message, states } }];
  }
}

class PurgesBeforeTheShelf extends FaultyCore {
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

class ForgetsTheShelf extends FaultyCore {
  protected override after(effect: Effect): Effect[] {
    return [forgetting(effect, 'shelve')];
  }
}

/** Holds a number back from one engine, answers for it, and lets the next one overtake it. */
class AppliesOutOfOrder extends FaultyCore {
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

/** Agents' proposals are out of sight while a person's change comes in. */
class DoesNotSupersede extends FaultyCore {
  override step(input: Input): Effect[] {
    const persons =
      (input.in === 'submit' && input.channel !== 'ai') ||
      (input.in === 'frame' && input.message.type === 'observed');
    if (!persons) return super.step(input);
    const { proposals, queue } = this.agents;
    const hidden = [...proposals];
    const queued = queue.splice(0);
    proposals.clear();
    const effects = super.step(input);
    const since = [...proposals];
    proposals.clear();
    for (const [id, proposal] of [...hidden, ...since]) proposals.set(id, proposal);
    queue.unshift(...queued);
    return effects;
  }
}

class TakesStaleBases extends FaultyCore {
  protected override before(input: Input): Input[] {
    if (input.in !== 'submit') return [input];
    const base = { ...input.submission.base, revision: this.view.revision };
    return [{ ...input, submission: { ...input.submission, base } }];
  }
}

class IgnoresTheHalt extends FaultyCore {
  override step(input: Input): Effect[] {
    if (input.in !== 'command' || input.command.do !== 'halt') return super.step(input);
    return [
      { fx: 'reply', reply: input.reply, answer: { ok: true, state: 'done', receipt: null, position: null } },
    ];
  }
}

class RefusesTheOverride extends FaultyCore {
  override step(input: Input): Effect[] {
    if (input.in !== 'submit' || input.channel !== 'override' || !this.view.halted) return super.step(input);
    const reason: Reason = { code: 'halted', message: 'Everything is held.', path: null };
    return [{ fx: 'reply', reply: input.reply, answer: { ok: false, reason } }];
  }
}

/** A lost connection is not noticed, and whoever is lost is taken to agree. */
class BreakerNeverOpens extends FaultyCore {
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

/** Whatever had begun when the process died counts as done. */
class ReplaysWhatOnlyBegan extends FaultyCore {
  constructor(options: CoreOptions) {
    const { state } = options;
    for (const [n, { intent }] of state.open) {
      for (const operation of intent.operations) applyTo(state.objects, operation, '');
      state.revision = n;
    }
    super(options);
  }
}

/** In odd milliseconds what people hand in waits for the next tick. */
class OrdersByTheClock extends FaultyCore {
  #nowMs = 0;
  #waiting: Input[] = [];

  protected override before(input: Input): Input[] {
    if (input.in === 'tick') {
      this.#nowMs = input.nowMs;
      return [input, ...this.#waiting.splice(0)];
    }
    if (input.in !== 'submit' || this.#nowMs % 2 === 0) return [input];
    this.#waiting.push(input);
    return [];
  }
}

class AsksForTheTime extends FaultyCore {
  protected override before(input: Input): Input[] {
    return Date.now() > 0 ? [input] : [];
  }
}

/** Lives through a sleep of the machine as if the engines had been silent all the while. */
class SuffersTheSleep extends FaultyCore {
  #lastMs: number | null = null;

  protected override before(input: Input): Input[] {
    if (input.in !== 'tick') return [input];
    const fromMs = this.#lastMs ?? input.nowMs;
    this.#lastMs = input.nowMs;
    if (input.nowMs - fromMs < 5_000) return [input];
    const ticks: Input[] = [];
    for (let nowMs = fromMs; nowMs < fromMs + 4_000; nowMs += 100) ticks.push({ in: 'tick', nowMs });
    return [...ticks, input];
  }
}

/** What one adapter reports goes straight to the others. */
class ForwardsBetweenEngines extends FaultyCore {
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
class PretendsToResync extends FaultyCore {
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

class TakesDriftForAHand extends FaultyCore {
  protected override before(input: Input): Input[] {
    if (input.in !== 'frame' || input.message.type !== 'observed' || input.message.undo !== null)
      return [input];
    const message: AdapterMessage = { ...input.message, undo: { kind: 'step', name: 'invented' } };
    return [{ ...input, message }];
  }
}

class DoesNotHearRefusals extends FaultyCore {
  protected override before(input: Input): Input[] {
    return input.in === 'frame' && input.message.type === 'failed' && input.message.code !== 'moved_on'
      ? []
      : [input];
  }
}

/** Reads show what is being applied, before it is anybody's truth. */
class ShowsWhatIsInFlight extends FaultyCore {
  #last = 0;

  override get view(): CoreView {
    const { inner, begun } = this;
    const last = this.#last;
    const objects = new Map(inner.view.objects);
    const intent = last > inner.view.revision ? begun.get(last) : undefined;
    for (const operation of intent?.operations ?? []) applyTo(objects, operation, '');
    const view = inner.view;
    return {
      revision: view.revision,
      objects,
      halted: view.halted,
      waiting: () => view.waiting(),
      conflicts: () => view.conflicts(),
      shelf: () => view.shelf(),
      locks: () => view.locks(),
      sessions: () => view.sessions(),
    };
  }

  protected override after(effect: Effect): Effect[] {
    if (effect.fx === 'append')
      for (const record of effect.records) if (record.kind === 'begin') this.#last = record.n;
    return [effect];
  }
}

/** A restart loses what was answered to whom, and who wrote what last. */
class ForgetsOutcomes extends FaultyCore {
  constructor(options: CoreOptions) {
    options.state.outcomes.clear();
    options.state.lastWrites.clear();
    super(options);
  }
}

class ConfirmsAnotherNumber extends FaultyCore {
  protected override after(effect: Effect): Effect[] {
    if (effect.fx !== 'settled' || effect.state !== 'committed' || effect.n === null) return [effect];
    return [{ ...effect, n: effect.n + 1 }];
  }
}

/** Says a number that is not reached yet, so that whatever comes next seems to come before it. */
class ConfirmsFromTheFuture extends FaultyCore {
  protected override after(effect: Effect): Effect[] {
    if (effect.fx !== 'settled' || effect.state !== 'committed' || effect.n === null) return [effect];
    return [{ ...effect, n: effect.n + 1_000 }];
  }
}

/** Before a commit is written the other engine's vote is invented. */
class AsksOneEngineOnly extends FaultyCore {
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

export const FAULTS: readonly Fault[] = [
  { name: 'confirm before the sync', caughtBy: 'DUR-1', createCore: factoryOf(ConfirmsBeforeSync) },
  { name: 'skip the compensation', caughtBy: 'FAIL-4', createCore: factoryOf(SkipsCompensation) },
  { name: 'commit without a vote', caughtBy: 'FAIL-4', createCore: factoryOf(AsksOneEngineOnly) },
  { name: 'the breaker never opens', caughtBy: 'FAIL-4', createCore: factoryOf(BreakerNeverOpens) },
  {
    name: 'reuse numbers: the counter restarts at 0',
    caughtBy: 'ORD-2',
    createCore: factoryOf(CountsFromZeroAgain),
  },
  {
    name: 'confirm a number of the future',
    caughtBy: 'HISTORY-b',
    createCore: factoryOf(ConfirmsFromTheFuture),
  },
  { name: 'drop the abort record', caughtBy: 'ORD-2', createCore: factoryOf(DropsAborts) },
  { name: 'apply out of order', caughtBy: 'ORD-2', createCore: factoryOf(AppliesOutOfOrder) },
  {
    name: 'let an agent through without approval',
    caughtBy: 'AUTH-4',
    createCore: factoryOf(LetsAgentsThrough),
  },
  {
    name: 'an approval of what was shown before',
    caughtBy: 'AUTH-4',
    createCore: factoryOf(ApprovesWhatItShowsNow),
  },
  { name: 'send to a revoked session', caughtBy: 'FAIL-1', createCore: factoryOf(TalksToTheRevoked) },
  { name: 'believe every vote', caughtBy: 'ORD-3', createCore: factoryOf(BelievesEveryVote) },
  {
    name: 'purge before the shelf is durable',
    caughtBy: 'ORD-5',
    createCore: factoryOf(PurgesBeforeTheShelf),
  },
  { name: 'forget the shelf', caughtBy: 'ORD-5', createCore: factoryOf(ForgetsTheShelf) },
  {
    name: 'a person does not supersede an agent',
    caughtBy: 'AUTH-2',
    createCore: factoryOf(DoesNotSupersede),
  },
  { name: 'apply a stale base silently', caughtBy: 'ORD-4', createCore: factoryOf(TakesStaleBases) },
  { name: 'ignore the halt', caughtBy: 'AUTH-1', createCore: factoryOf(IgnoresTheHalt) },
  {
    name: 'refuse the override during a halt',
    caughtBy: 'AUTH-1',
    createCore: factoryOf(RefusesTheOverride),
  },
  { name: 'replay what only began', caughtBy: 'FAIL-3', createCore: factoryOf(ReplaysWhatOnlyBegan) },
  {
    name: 'let the clock decide the order',
    caughtBy: 'TIME-1',
    createCore: factoryOf(OrdersByTheClock),
    comparesClocks: true,
  },
  { name: 'ask for the time', caughtBy: 'TIME-1', createCore: factoryOf(AsksForTheTime) },
  {
    name: 'take a sleep of the machine for silence',
    caughtBy: 'TIME-3',
    createCore: factoryOf(SuffersTheSleep),
  },
  { name: 'forward from engine to engine', caughtBy: 'ORD-1', createCore: factoryOf(ForwardsBetweenEngines) },
  { name: 'pretend to resync', caughtBy: 'FAIL-2', createCore: factoryOf(PretendsToResync) },
  { name: 'take drift for a hand', caughtBy: 'AUTH-3', createCore: factoryOf(TakesDriftForAHand) },
  { name: 'not hear an engine’s refusal', caughtBy: 'AUTH-5', createCore: factoryOf(DoesNotHearRefusals) },
  { name: 'a disk that lies about its sync', caughtBy: 'FAIL-5', ledgerTellsEarly: true },
  { name: 'show what is in flight', caughtBy: 'HISTORY-a', createCore: factoryOf(ShowsWhatIsInFlight) },
  { name: 'forget outcomes over a restart', caughtBy: 'HISTORY-c', createCore: factoryOf(ForgetsOutcomes) },
  { name: 'confirm another number', caughtBy: 'HISTORY-d', createCore: factoryOf(ConfirmsAnotherNumber) },
];
