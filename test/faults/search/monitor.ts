/**
 * What must hold in every state, told from what goes in and out alone: no code of the orchestrator judges itself here,
 * but for its own invariants, which are checked beside these.
 */
import { isEnd } from '#app/intents/index.ts';
import type { Base, Intent, IntentState } from '#app/intents/index.ts';
import type { LedgerRecord } from '#app/ledger/index.ts';
import type { FacetState, Operation, SceneObject } from '#app/scene/index.ts';
import { sameValue, touches } from '#app/scene/index.ts';
import type { Effect, Input } from '#main/orchestrator/index.ts';
import { canonical, canonicalOnce } from './canonical.ts';
import { ENGINES, OBJECT } from './plan.ts';

interface Known {
  readonly intent: Intent;
  readonly state: IntentState;
  readonly n: number | null;
}

interface Commit {
  readonly n: number;
  readonly position: number;
  readonly intent: Intent;
}

export class Monitor {
  /** What each was made on, as its author said. */
  bases = new Map<string, Base>();
  /** Where each intent stands, by what its author was told last. */
  states = new Map<string, Known>();
  /** Submissions that were turned away at once, with the reason. */
  refused = new Map<string, string>();
  begun = new Map<number, Intent>();
  outcomes = new Map<number, 'committed' | 'aborted'>();
  commits: readonly Commit[] = [];
  /** Suggestions whose approval stands. */
  approved = new Set<string>();
  /** What artists did, by edit. */
  edits = new Map<string, readonly Operation[]>();
  /** Numbers in the order in which each engine was sent them. */
  sentTo = new Map<string, number>();
  /** Suggestions that a person's change has overtaken: they end, however they are on their way. */
  overtaken = new Set<string>();
  halted = false;
  /** As far as the ledger has said that the log is on disk. */
  durable = 0;
  #text: string | null = null;

  copy(): Monitor {
    const copy = new Monitor();
    copy.bases = new Map(this.bases);
    copy.states = new Map(this.states);
    copy.refused = new Map(this.refused);
    copy.begun = new Map(this.begun);
    copy.outcomes = new Map(this.outcomes);
    copy.commits = this.commits;
    copy.approved = new Set(this.approved);
    copy.edits = new Map(this.edits);
    copy.sentTo = new Map(this.sentTo);
    copy.overtaken = new Set(this.overtaken);
    copy.halted = this.halted;
    copy.durable = this.durable;
    return copy;
  }

  /** All of it, since what it has seen decides what it will object to. A copy hears all before it is first asked for it. */
  get text(): string {
    this.#text ??= this.#told();
    return this.#text;
  }

  #told(): string {
    let text = `${canonical([this.refused, this.outcomes, this.approved, this.sentTo, this.overtaken])}`;
    for (const shared of [this.bases, this.states, this.begun, this.edits])
      for (const [key, each] of shared) text += `${key}>${canonicalOnce(each)},`;
    return `${text} ${this.commits.map(canonicalOnce).join()} ${this.halted} ${this.durable}`;
  }

  /** Before the orchestrator hears of it. */
  input(input: Input): void {
    if (input.in === 'durable') this.durable = input.position;
    if (input.in === 'command' && input.command.do === 'halt') this.halted = true;
    if (input.in === 'command' && input.command.do === 'resume') this.halted = false;
    if (input.in === 'submit') this.bases.set(input.submission.id, input.submission.base);
    if (input.in === 'frame' && input.message.type === 'observed') {
      const { edit, operations, applied_through: revision } = input.message;
      this.edits.set(edit, operations);
      this.bases.set(edit, { revision, after: [] });
    }
  }

  /** @throws with the first thing that must not be */
  effects(input: Input, effects: readonly Effect[]): void {
    const before = new Map(this.states);
    for (const effect of effects) this.#effect(effect);
    for (const effect of effects) if (effect.fx === 'settled') this.#supersedes(effect, before);
    if (input.in === 'command' && input.command.do === 'halt') this.#acts(effects);
  }

  #effect(effect: Effect): void {
    switch (effect.fx) {
      case 'append':
        effect.records.forEach((record, index) => this.#record(effect.position + index, record));
        return;
      case 'send':
        if (effect.message.type === 'apply' || effect.message.type === 'adopt')
          this.#sent(effect.session, effect.message.n);
        // Out of the line until the halt is over; what becomes of it then is looked for at rest.
        if (effect.message.type === 'decided' && effect.message.outcome === 'collected')
          this.states.delete(effect.message.edit);
        if (effect.message.type === 'confirm') this.#isDurable(effect.message.n, 'an engine');
        return;
      case 'settled':
        return this.#settled(effect);
      case 'reply':
        if (!effect.answer.ok && effect.reply.startsWith('submit '))
          this.refused.set(effect.reply.slice('submit '.length), effect.answer.reason.code);
        return;
      case 'revoke':
        throw new Error(`FAIL-1: an honest engine was disconnected: ${effect.code}`);
      case 'look_up':
        throw new Error('the history was asked, though nothing was forgotten');
      default:
        return;
    }
  }

  #record(position: number, record: LedgerRecord): void {
    switch (record.kind) {
      case 'approve':
        this.approved.add(record.id);
        return;
      case 'void_approval':
        this.approved.delete(record.id);
        return;
      case 'begin': {
        const last = Math.max(0, ...this.begun.keys());
        if (record.n <= last) throw new Error(`ORD-2: number ${record.n} comes after ${last}`);
        if (this.halted && !record.intent.force)
          throw new Error(`AUTH-1: ${record.n} got its number under a halt`);
        this.begun.set(record.n, record.intent);
        this.#mayPass(record.intent);
        return;
      }
      case 'commit': {
        const intent = this.#end(record.n, 'committed');
        this.#mayPass(intent);
        this.#sawWhatCameBefore(intent);
        this.commits = [...this.commits, { n: record.n, position, intent }];
        return;
      }
      case 'abort':
        this.#end(record.n, 'aborted');
        return;
      default:
        return;
    }
  }

  #end(n: number, outcome: 'committed' | 'aborted'): Intent {
    const intent = this.begun.get(n);
    if (intent === undefined) throw new Error(`ORD-2: ${n} is ${outcome} and never began`);
    if (this.outcomes.has(n)) throw new Error(`ORD-2: ${n} has two outcomes`);
    this.outcomes.set(n, outcome);
    return intent;
  }

  #mayPass(intent: Intent): void {
    if (intent.actor.kind === 'agent' && !this.approved.has(intent.id))
      throw new Error(`AUTH-4: ${intent.id} of an agent goes through, and no approval of it stands`);
  }

  /** ORD-4, R13: nobody else has changed the same since the base, but for an agent whom a person overrules. */
  #sawWhatCameBefore(intent: Intent): void {
    const base = this.bases.get(intent.id);
    if (base === undefined) throw new Error(`ORD-1: nobody handed in ${intent.id}`);
    if (intent.force) return;
    for (const { n, intent: earlier } of this.commits) {
      if (n <= base.revision || !meets(earlier.operations, intent.operations)) continue;
      if (intent.authority === 'human' && earlier.authority === 'ai') continue;
      const builds = intent.observation !== null || base.after.includes(earlier.id);
      if (earlier.actor.id === intent.actor.id && builds) continue;
      throw new Error(`ORD-4: ${intent.id} is committed on ${base.revision}, and ${n} changed the same`);
    }
  }

  #sent(session: string, n: number): void {
    if (this.halted && this.begun.get(n)?.force !== true)
      throw new Error(`AUTH-1: number ${n} leaves for an engine under a halt`);
    const last = this.sentTo.get(session) ?? 0;
    if (n <= last) throw new Error(`ORD-2: an engine is sent ${n} after ${last}`);
    this.sentTo.set(session, n);
  }

  #isDurable(n: number, who: string): void {
    const commit = this.commits.find((each) => each.n === n);
    if (commit === undefined || commit.position > this.durable)
      throw new Error(`DUR-1: ${who} hears that ${n} is committed, and it is not on disk`);
  }

  #settled({ intent, state, n }: Effect & { fx: 'settled' }): void {
    const known = this.states.get(intent.id);
    if (known !== undefined && isEnd(known.state))
      throw new Error(`ORD-2: ${intent.id} is ${state} after it was ${known.state}`);
    if (state === 'committed') {
      if (n === null || this.begun.get(n)?.id !== intent.id)
        throw new Error(`ORD-2: ${intent.id} is confirmed under ${n}, which is not its number`);
      this.#isDurable(n, 'its author');
    }
    if (this.overtaken.has(intent.id) && !isEnd(state))
      throw new Error(`AUTH-2: ${intent.id} of an agent is ${state} again, though a person’s came first`);
    this.states.set(intent.id, { intent, state, n });
  }

  /** AUTH-2: once a person's change is in line, no earlier one of an agent on the same object is before or beside it. */
  #supersedes(
    { intent, state, reason }: Effect & { fx: 'settled' },
    before: ReadonlyMap<string, Known>,
  ): void {
    // With a reason it is back in line, and was there before.
    if (state !== 'queued' || intent.authority === 'ai' || reason !== null) return;
    for (const [id, { intent: other, state: was }] of before) {
      if (other.authority !== 'ai' || isEnd(was) || was === 'finishing') continue;
      const now = this.states.get(id);
      if (now?.state === 'superseded' || now?.state === 'finishing') continue;
      if (now?.state === 'applying' && now.n !== null && this.outcomes.get(now.n) === 'aborted') {
        this.overtaken.add(id);
        continue;
      }
      throw new Error(`AUTH-2: ${id} of an agent is ${now?.state ?? was} beside a person’s ${intent.id}`);
    }
  }

  /** AUTH-1, R28: at once, whatever else is going on, and by asking nobody. */
  #acts(effects: readonly Effect[]): void {
    if (!effects.some((effect) => effect.fx === 'mark_halt' && effect.halt !== null))
      throw new Error('AUTH-1: the halt left no mark beside the ledger');
    const told = effects.filter((effect) => effect.fx === 'send' && effect.message.type === 'hold');
    if (told.length !== ENGINES.length) throw new Error('AUTH-1: the halt did not reach every engine');
    for (const [n, { id }] of this.begun) {
      if (!this.outcomes.has(n)) throw new Error(`AUTH-1: ${n} (${id}) goes on under the halt`);
    }
    for (const [id, { state }] of this.states)
      if (state === 'queued') throw new Error(`AUTH-1: ${id} stays in line under the halt`);
  }

  /** What was committed, by its number alone: not the orchestrator's fold. */
  get serial(): SceneObject {
    let object = OBJECT;
    for (const { intent } of [...this.commits].sort((a, b) => a.n - b.n))
      for (const operation of intent.operations) object = applied(object, operation);
    return object;
  }

  /** Once everything is at rest: each number and each intent has its one outcome, and no work of a person is gone. */
  atRest(shelf: readonly FacetState[]): void {
    for (const n of this.begun.keys())
      if (!this.outcomes.has(n)) throw new Error(`ORD-2: ${n} began and has no outcome`);
    for (const [id, { state }] of this.states)
      if (!isEnd(state)) throw new Error(`ORD-2: ${id} is ${state} and stays so`);
    for (const { intent, n } of this.commits)
      if (this.states.get(intent.id)?.state !== 'committed')
        throw new Error(`ORD-2: ${n} is committed, and its author was told otherwise`);
    for (const [edit, operations] of this.edits) {
      if (this.states.get(edit)?.state === 'committed') continue;
      for (const operation of operations) {
        const isKept = shelf.some((state) => sameValue(state.value, valueOf(operation)));
        if (!isKept) throw new Error(`ORD-5: the edit ${edit} is neither committed nor on the shelf`);
      }
    }
  }
}

function valueOf(operation: Operation): FacetState['value'] {
  if (operation.op === 'set_transform') return operation.transform;
  throw new Error(`no artist here makes a ${operation.op}`);
}

function applied(object: SceneObject, operation: Operation): SceneObject {
  if (operation.op !== 'set_transform') throw new Error(`nobody here makes a ${operation.op}`);
  return { ...object, transform: operation.transform };
}

function meets(one: readonly Operation[], other: readonly Operation[]): boolean {
  const scene = { objects: new Map([[OBJECT.id, OBJECT]]) };
  const facets = new Set(touches(scene, one).writes.map(({ facet }) => facet));
  return touches(scene, other).writes.some(({ facet }) => facets.has(facet));
}
