/**
 * The orchestrator with all that it talks to, as states and decisions: which of the things that can happen next does.
 * Nothing here is left to time or chance, so a state is reached again by the same decisions.
 */
import type { AdapterMessage, OrchestratorMessage } from '#app/protocol/index.ts';
import type { Submission } from '#main/orchestrator/index.ts';
import { DEFAULT_CONFIG } from '#main/orchestrator/index.ts';
import type { Effect, Input } from '#main/orchestrator/index.ts';
import type { DurableState } from '#app/ledger/index.ts';
import { isEnd } from '#app/intents/index.ts';
import { createRealCore } from '#test/simulation/core.ts';
import type { CoreFactory, CoreOptions, CoreUnderTest } from '#test/simulation/core.ts';
import { canonical, canonicalOnce, keyOf } from './canonical.ts';
import { canBeCopied, copyOf, createCopyable } from './core-copy.ts';
import { GroupingDisk, PromptDisk, together } from './disk.ts';
import { HonestEngine } from './honest-engine.ts';
import { Monitor } from './monitor.ts';
import {
  AGENT,
  deed,
  earlierState,
  ENGINES,
  intentId,
  OBJECT,
  OVERRIDE,
  PERSON,
  receiptOf,
  sceneOf,
} from './plan.ts';
import type { Author, Plan } from './plan.ts';

/** Nothing joins: with no time between them, all that one hand does would be one change (rule 9), and nothing to order. */
const CONFIG = { ...DEFAULT_CONFIG, joinWithinMs: -1 };

/** Something that can happen next; the same words for the same thing in every state. */
export type Action = string;

interface Happened<What> {
  readonly what: What;
  readonly before: Happened<What> | null;
}

interface Taken extends Happened<Input> {
  readonly before: Taken | null;
  /** The orchestrator as it is right after it, for those that go on from here to copy. */
  after: CoreUnderTest | null;
}

/** Where an intent stands when the override is pressed. */
export const PHASES = [
  'waiting for approval',
  'in line',
  'sent, no engine has applied it',
  'sent, one engine has applied it',
  'both engines have applied it, no vote is in',
  'one vote is in',
  'both votes are in, its commit is appended',
  'its commit is being synced',
  'its commit is on disk, and nobody was told',
  'being taken back',
  'committed, an engine has still to hear of it',
  'over',
] as const;
export type Phase = (typeof PHASES)[number];

export class State {
  /** Given on to a state after this one; what else comes after this one gets a copy, or lets it happen anew. */
  core: CoreUnderTest | null;
  readonly inputs: Taken | null;
  readonly trace: Happened<Action> | null;
  readonly engines: readonly HonestEngine[];
  /** By engine: what is on the wire, the oldest first. */
  readonly down: readonly (readonly OrchestratorMessage[])[];
  readonly up: readonly (readonly AdapterMessage[])[];
  readonly disk: GroupingDisk | PromptDisk;
  /** Position up to which the orchestrator knows what is on disk. */
  readonly told: number;
  readonly left: Plan;
  readonly monitor: Monitor;
  readonly nowMs: number;
  readonly actions: readonly Action[];
  /** Suggestions that can be approved now. */
  readonly cards: readonly string[];
  /** Of all that the orchestrator remembers; null until somebody asks, which a state on the way to another is not. */
  #coreKey: string | null;

  /** @param before another state with the same orchestrator */
  constructor(parts: StateParts, cards: readonly string[], before: State | null = null) {
    ({
      core: this.core,
      inputs: this.inputs,
      trace: this.trace,
      engines: this.engines,
      down: this.down,
      up: this.up,
      disk: this.disk,
      told: this.told,
      left: this.left,
      monitor: this.monitor,
      nowMs: this.nowMs,
    } = parts);
    this.cards = cards;
    this.#coreKey = before === null ? null : before.#coreKey;
    this.actions = actionsOf(this);
  }

  /** All that decides what can become of it. */
  get text(): string {
    const { engines, down, up, disk, left, monitor, nowMs } = this;
    let text = `${this.#keyOfCore()} ${disk.text} ${canonical(left)} ${monitor.text} ${nowMs}`;
    for (const engine of engines) text += ` ${engine.text}`;
    for (const wire of [...down, ...up]) text += `|${wire.map(canonicalOnce).join()}`;
    return text;
  }

  #keyOfCore(): string {
    if (this.#coreKey !== null) return this.#coreKey;
    if (this.core === null) throw new Error('the orchestrator has gone on');
    this.#coreKey = keyOf(canonical(this.core.core));
    return this.#coreKey;
  }

  get decisions(): Action[] {
    return unfold(this.trace);
  }
}

interface StateParts {
  readonly core: CoreUnderTest | null;
  readonly inputs: Taken | null;
  readonly trace: Happened<Action> | null;
  readonly engines: readonly HonestEngine[];
  readonly down: readonly (readonly OrchestratorMessage[])[];
  readonly up: readonly (readonly AdapterMessage[])[];
  readonly disk: GroupingDisk | PromptDisk;
  /** Position up to which the orchestrator knows what is on disk. */
  readonly told: number;
  readonly left: Plan;
  readonly monitor: Monitor;
  readonly nowMs: number;
}

/** What one session's messages are called by in the core. */
const SESSIONS = ENGINES.map(
  (_, index) => `00000000-0000-4000-8000-e${index.toString(16).padStart(11, '0')}`,
);

function actionsOf(state: State): Action[] {
  const { left, disk, monitor } = state;
  const actions: Action[] = [];
  for (const [index, engine] of ENGINES.entries()) {
    if ((state.down[index] ?? []).length > 0) actions.push(`down ${engine}`);
    const canEdit = state.engines[index]?.objects.has(OBJECT.id) === true;
    if (left[engine] > 0 && canEdit) actions.push(`edit ${engine}`);
  }
  for (const [index, engine] of ENGINES.entries())
    if ((state.up[index] ?? []).length > 0) actions.push(`up ${engine}`);
  actions.push(...disk.decisions(state.nowMs > 0));
  if (left.person > 0) actions.push('submit person');
  if (left.agent > 0) actions.push('submit agent');
  if (left.force > 0) actions.push('submit force');
  if (left.halt > 0 && !monitor.halted) actions.push('halt');
  if (monitor.halted) actions.push('resume');
  else for (const id of state.cards) actions.push(`approve ${id}`);
  return actions;
}

/** One kind of orchestrator, searched under one plan. */
export class World {
  readonly #factory: CoreFactory;
  readonly #plan: Plan;
  readonly #isDiskLate: boolean;
  /** One with a fault may remember more than its core does. */
  readonly #isReal: boolean;
  /** What phases the presses of the override have met, and how often. */
  readonly presses = new Map<Phase, number>();

  /** @param isDiskLate the disk works in groups, and the word about each comes late; else by `PromptDisk` */
  constructor(factory: CoreFactory, plan: Plan, isDiskLate: boolean) {
    this.#plan = plan;
    this.#isDiskLate = isDiskLate;
    this.#isReal = factory === createRealCore;
    this.#factory = this.#isReal ? createCopyable : factory;
  }

  /** Both engines are in step and nothing is on its way. */
  root(): State {
    const core = this.#newCore();
    const monitor = new Monitor();
    const position = core.core.ahead.position;
    let state = this.#from(
      core,
      core.start(),
      { in: 'tick', nowMs: 0 },
      {
        core: null,
        inputs: null,
        trace: null,
        engines: ENGINES.map(
          (kind, index) => new HonestEngine(kind, sceneOf(index), new Map([[OBJECT.id, OBJECT]])),
        ),
        down: ENGINES.map(() => []),
        up: ENGINES.map(() => []),
        disk: this.#isDiskLate ? GroupingDisk.empty : PromptDisk.empty,
        told: position,
        left: { person: 0, agent: 0, blender: 0, unity: 0, halt: 0, force: 0 },
        monitor,
        nowMs: 0,
      },
    );
    state = this.#toQuiet(state);
    for (const session of SESSIONS) {
      state = this.#toQuiet(
        this.#feed(state, { in: 'connected', session, resumes: null, token: 'a'.repeat(64) }, {}),
      );
    }
    if (!state.engines.every(({ isLive }) => isLive)) throw new Error('the engines do not come into step');
    return this.#withPlan(state);
  }

  /**
   * What comes of one decision.
   * @param isLast whether this is the last that is made in this state
   * @throws with what must not be
   */
  after(state: State, action: Action, isLast: boolean): State {
    if (!isLast) this.#keep(state);
    const trace: Happened<Action> = { what: action, before: state.trace };
    const [verb, who = ''] = action.split(' ');
    switch (verb) {
      case 'down':
        return this.#handled(state, ENGINES.indexOf(who as 'unity'), trace);
      case 'edit':
        return this.#edited(state, who as 'unity', trace);
      case 'up': {
        const index = ENGINES.indexOf(who as 'unity');
        const [message, ...rest] = state.up[index] ?? [];
        if (message === undefined) throw new Error('nothing comes up');
        const input: Input = { in: 'frame', session: SESSIONS[index] ?? '', message };
        return this.#feed(state, input, { trace, up: replaced(state.up, index, rest) });
      }
      case 'sync':
      case 'told': {
        const { disk, told } = state.disk.after(action);
        if (told === null) return this.#unchangedCore(state, { trace, disk });
        const position = state.told + told.records;
        const input: Input = { in: 'durable', position, receipts: told.commits.map(receiptOf) };
        return this.#feed(state, input, { trace, disk, told: position });
      }
      case 'submit':
        return this.#submitted(state, who as 'person' | 'agent' | 'force', trace);
      case 'approve': {
        const card = this.#coreOf(state)
          .view.waiting()
          .find(({ id }) => id === who);
        if (card === undefined) throw new Error(`${who} does not wait`);
        return this.#clicked(state, { do: 'approve', id: who, hash: card.hash }, { trace });
      }
      case 'halt':
        this.#count(state);
        return this.#clicked(state, { do: 'halt', by: 'person' }, { trace, left: less(state.left, 'halt') });
      case 'resume':
        return this.#clicked(state, { do: 'resume', scope: 'people' }, { trace });
      default:
        throw new Error(`nobody knows how to ${action}`);
    }
  }

  /**
   * Nothing is left to decide: agents are let go on, time passes, and what was promised is looked for.
   * @returns what it has come to, as text
   * @throws with what is not as it has to be
   */
  checkRest(quiet: State): string {
    this.#inStep(quiet);
    let state = this.#toQuiet(this.#clicked(quiet, { do: 'pause', agent: null, on: false }, {}));
    for (let nowMs = 250; nowMs <= 1_500; nowMs += 250)
      state = this.#toQuiet(this.#feed(state, { in: 'tick', nowMs }, { nowMs }));
    this.#inStep(state);
    const { core } = this.#coreOf(state);
    state.monitor.atRest([...core.ahead.shelf.values()].flatMap(({ states }) => states));
    if (core.flights.size + core.proposals.size + core.pendingRecords.length > 0)
      throw new Error('ORD-2: it rests, and something is still on its way');
    return `${canonical(core.durable)} ${state.engines.map(({ text }) => text).join(' ')}`;
  }

  /** The truth is what the committed numbers amount to, and every engine shows it and is known to. */
  #inStep(state: State): void {
    const { core } = this.#coreOf(state);
    const truth = canonical(core.durable.objects.get(OBJECT.id));
    if (core.durable.objects.size !== 1 || truth !== canonical(state.monitor.serial))
      throw new Error('ORD-3: the truth is not what the committed numbers amount to');
    for (const engine of state.engines) {
      if (canonical(engine.objects.get(OBJECT.id)) !== truth || engine.objects.size !== 1)
        throw new Error(`FAIL-4: ${engine.kind} rests at something else than the truth`);
      if (engine.openEdits.length > 0)
        throw new Error(`ORD-5: ${engine.kind} was never told what became of ${engine.openEdits.join()}`);
    }
    for (const session of core.sessions.values()) {
      if (session.phase !== 'live' || session.drift.size + session.inDoubt.size + session.purge.size > 0)
        throw new Error(`ORD-5: ${session.engine} rests as ${session.phase}, not known to be in step`);
    }
  }

  // ── Decisions ────────────────────────────────────────────────────────────────────────────────

  #handled(state: State, index: number, trace: Happened<Action>): State {
    const [message, ...rest] = state.down[index] ?? [];
    const engine = state.engines[index]?.copy();
    if (message === undefined || engine === undefined) throw new Error('nothing comes down');
    const answers = engine.handle(message);
    return this.#unchangedCore(state, {
      trace,
      engines: replaced(state.engines, index, engine),
      down: replaced(state.down, index, rest),
      up: replaced(state.up, index, [...(state.up[index] ?? []), ...answers]),
    });
  }

  #edited(state: State, who: 'blender' | 'unity', trace: Happened<Action>): State {
    const index = ENGINES.indexOf(who);
    const engine = state.engines[index]?.copy();
    if (engine === undefined) throw new Error('no such engine');
    const told = engine.edit(deed(who, this.#turn(state, who)));
    return this.#unchangedCore(state, {
      trace,
      engines: replaced(state.engines, index, engine),
      up: replaced(state.up, index, [...(state.up[index] ?? []), ...told]),
      left: less(state.left, who),
    });
  }

  #submitted(state: State, who: 'person' | 'agent' | 'force', trace: Happened<Action>): State {
    const actor = who === 'person' ? PERSON : who === 'agent' ? AGENT : OVERRIDE;
    const submission: Submission = {
      id: intentId(who, this.#turn(state, who)),
      base: { revision: this.#seenBy(state, who), after: openOf(state, actor.id) },
      reason: 'because',
      task: null,
      operations: deed(who, this.#turn(state, who)),
    };
    const channel = who === 'person' ? 'human' : who === 'agent' ? 'ai' : 'override';
    const input: Input = { in: 'submit', channel, actor, reply: `submit ${submission.id}`, submission };
    return this.#feed(state, input, { trace, left: less(state.left, who) });
  }

  /** A person sees the newest; an agent has looked once, and hears of its own. */
  #seenBy(state: State, who: 'person' | 'agent' | 'force'): number {
    if (who !== 'agent') return this.#coreOf(state).view.revision;
    const own = [...state.monitor.states.values()].filter(({ intent }) => intent.actor.id === AGENT.id);
    return Math.max(1, ...own.map(({ state: is, n }) => (is === 'committed' ? (n ?? 0) : 0)));
  }

  #clicked(state: State, command: (Input & { in: 'command' })['command'], parts: Partial<StateParts>): State {
    return this.#feed(state, { in: 'command', reply: `click ${command.do}`, command }, parts);
  }

  #turn(state: State, who: Author): number {
    return this.#plan[who] - state.left[who] + 1;
  }

  // ── The core and what is around it ───────────────────────────────────────────────────────────

  #newCore(): CoreUnderTest {
    return this.#factory(optionsOver(earlierState()));
  }

  /** The orchestrator as it is in this state; stepping it takes it out of there. */
  #coreOf(state: State): CoreUnderTest {
    state.core ??= this.#coreAfter(state.inputs);
    return state.core;
  }

  /** Takes inputs anew, but for those up to where there is an orchestrator to copy. */
  #coreAfter(inputs: Taken | null): CoreUnderTest {
    const anew: Input[] = [];
    let from = inputs;
    for (; from !== null && from.after === null; from = from.before) anew.push(from.what);
    const core = from?.after ? copyOf(from.after, optionsOver) : this.#newCore();
    if (from === null) core.start();
    for (const input of anew.reverse()) core.step(input);
    return core;
  }

  /** Others will go on from this state, too. */
  #keep(state: State): void {
    if (!this.#isReal || state.inputs === null || state.inputs.after !== null) return;
    const core = this.#coreOf(state);
    if (!canBeCopied(core.core)) return;
    state.inputs.after = core;
    state.core = null;
  }

  #feed(state: State, input: Input, parts: Partial<StateParts>): State {
    const core = this.#coreOf(state);
    state.core = null;
    const monitor = state.monitor.copy();
    monitor.input(input);
    const effects = core.step(input);
    return this.#from(core, effects, input, {
      ...partsOf(state),
      inputs: { what: input, before: state.inputs, after: null },
      ...parts,
      monitor,
    });
  }

  /** Carries out the effects of a step: the shell of this world. */
  #from(core: CoreUnderTest, effects: readonly Effect[], input: Input, parts: StateParts): State {
    parts.monitor.effects(input, effects);
    core.checkInvariants();
    const down = parts.down.map((messages) => [...messages]);
    let { disk } = parts;
    for (const effect of effects) {
      if (effect.fx === 'append') disk = disk.append(effect);
      if (effect.fx === 'send') down[SESSIONS.indexOf(effect.session)]?.push(effect.message);
    }
    for (const session of core.core.sessions.values()) {
      if (session.breaker !== 'closed' || session.phase === 'quarantined')
        throw new Error(
          `AUTH-5: ${session.engine} keeps the rules and is set aside: ${session.reason?.message}`,
        );
    }
    const cards = [...core.core.proposals.values()].filter(({ approval }) => approval === null);
    return new State(
      { ...parts, core, down, disk },
      cards.map(({ intent }) => intent.id),
    );
  }

  #unchangedCore(state: State, parts: Partial<StateParts>): State {
    const { core } = state;
    state.core = null;
    return new State({ ...partsOf(state), ...parts, core }, state.cards, state);
  }

  #withPlan(state: State): State {
    return new State(
      { ...partsOf(state), core: state.core, left: this.#plan, trace: null },
      state.cards,
      state,
    );
  }

  /** Lets everything happen that needs nobody's decision, one thing after the other. */
  #toQuiet(from: State): State {
    let state = from;
    for (let steps = 0; steps < QUIET_STEPS; steps += 1) {
      const [next] = state.actions;
      if (next === undefined) return state;
      state = this.after(state, next, true);
    }
    throw new Error('it does not come to rest');
  }

  /** Where every change stands when the override is pressed. */
  #count(state: State): void {
    const { core } = this.#coreOf(state);
    for (const { state: is, n } of state.monitor.states.values()) {
      const flight = n === null ? undefined : core.flights.get(n);
      let phase: Phase;
      if (is === 'awaiting_approval') phase = 'waiting for approval';
      else if (is === 'queued') phase = 'in line';
      else if (flight === undefined) {
        const isHeard = !state.down.flat().some((message) => message.type === 'confirm' && message.n === n);
        phase = is === 'committed' && !isHeard ? 'committed, an engine has still to hear of it' : 'over';
      } else if (flight.phase === 'unwinding') phase = 'being taken back';
      else if (flight.commitPosition !== null) phase = phaseOnDisk(state, flight.commitPosition);
      else {
        const votes = [...flight.votes.values()].filter((vote) => vote === 'agreed').length;
        const wanted = state.down.flat().filter(({ type }) => type === 'apply' || type === 'adopt').length;
        if (votes > 0) phase = 'one vote is in';
        else if (wanted === 0) phase = 'both engines have applied it, no vote is in';
        else phase = wanted === 1 ? 'sent, one engine has applied it' : 'sent, no engine has applied it';
      }
      this.presses.set(phase, (this.presses.get(phase) ?? 0) + 1);
    }
  }
}

/** Messages that one decision can set off, by far. */
const QUIET_STEPS = 500;

function phaseOnDisk({ disk, told }: State, position: number): Phase {
  const onDisk = told + (disk instanceof GroupingDisk ? together(disk.synced).records : 0);
  if (position <= onDisk) return 'its commit is on disk, and nobody was told';
  const next = disk instanceof GroupingDisk ? (disk.syncing?.records ?? 0) : disk.next;
  return position <= onDisk + next
    ? 'its commit is being synced'
    : 'both votes are in, its commit is appended';
}

function openOf(state: State, actor: string): string[] {
  const own = [...state.monitor.states].filter(([, { intent }]) => intent.actor.id === actor);
  return own.filter(([, { state: is }]) => !isEnd(is)).map(([id]) => id);
}

function partsOf(state: State): StateParts {
  const { inputs, trace, engines, down, up, disk, told, left, monitor, nowMs } = state;
  return { core: null, inputs, trace, engines, down, up, disk, told, left, monitor, nowMs };
}

function optionsOver(state: DurableState): CoreOptions {
  return {
    config: CONFIG,
    state,
    nowMs: 0,
    started: 'clean',
    readOnly: null,
    haltMark: null,
    verifyReceipt: () => true,
    // An id stands for one content here.
    hashOf: ({ id }) => id,
  };
}

function less(plan: Plan, who: keyof Plan): Plan {
  return { ...plan, [who]: plan[who] - 1 };
}

function replaced<Item>(items: readonly Item[], index: number, by: Item): Item[] {
  return items.map((item, each) => (each === index ? by : item));
}

function unfold<What>(last: Happened<What> | null): What[] {
  const all: What[] = [];
  for (let each = last; each !== null; each = each.before) all.push(each.what);
  return all.reverse();
}
