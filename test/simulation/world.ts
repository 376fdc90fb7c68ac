/**
 * The whole system from one seed: the orchestrator in its shell, a disk, a network, two or three engines with their
 * artists, people at the window and agents; and everything that can go wrong with them. After the given number of
 * steps all of it is made well again, and the system has to find its way back to rest.
 */
import { Allowances } from './allowances.ts';
import { Author } from './authors.ts';
import { withoutClocks } from './clockless.ts';
import { Clicks } from './clicks.ts';
import type { Click } from './clicks.ts';
import { simulatedConfig, stretched } from './config.ts';
import { createRealCore } from './core.ts';
import type { CoreFactory, CoreView } from './core.ts';
import { Dozens } from './dozens.ts';
import { earlierLife, savedFileOf } from './earlier-life.ts';
import type { EarlierLife } from './earlier-life.ts';
import type { BusyBounds, History, HistoryEvent } from './history.ts';
import { makeMischief, mixture } from './mischief.ts';
import type { Trouble } from './mischief.ts';
import { Misbehaviour } from './misbehaviour.ts';
import type { Character } from './misbehaviour.ts';
import { randomObject } from './operations.ts';
import { Random } from './random.ts';
import { Schedule } from './schedule.ts';
import { Shell } from './shell.ts';
import type { Clock } from './shell.ts';
import { SimulatedEngine } from './simulated-engine.ts';

/** What a run of its own is about: an engine that holds all others up, or a disk that lost what was confirmed. */
export type Special = 'hog' | 'loss';

export interface WorldOptions {
  readonly seed: number;
  readonly steps: number;
  readonly without?: ReadonlySet<Trouble>;
  readonly clock?: Clock;
  readonly createCore?: CoreFactory;
  readonly special?: Special;
  /** A disk that lies, as a deliberate fault. */
  readonly ledgerTellsEarly?: boolean;
}

const ENGINES = ['blender', 'unity', 'godot'] as const;

/** How long the silence on a socket lasts before an adapter gives up, in heartbeats. */
const SILENT_HEARTBEATS = 3;
/** Virtual time and events that may pass until all is well again; much more than it should ever take. */
const HEALING_MS = 60_000;
const HEALING_EVENTS = 12_000;
/** Of the shelf, when all is well again. */
const ENTRIES_TAKEN_MAX = 4;

export class World {
  readonly schedule = new Schedule();
  readonly shell: Shell;
  readonly engines: SimulatedEngine[] = [];
  readonly people: Author[] = [];
  readonly clicks: Clicks;
  readonly #random: Random;
  readonly #options: WorldOptions;
  readonly #events: HistoryEvent[] = [];
  readonly #heartbeatMs: number;
  readonly #purgeWithoutAsking: number;
  readonly #busy: BusyBounds;
  readonly #touchGuardMs: number;
  readonly #selectionGuardMs: number;
  readonly #earlier: EarlierLife;
  #healing = false;
  #healingSinceMs = 0;
  #submitLast: () => void = () => undefined;

  constructor(options: WorldOptions) {
    this.#options = options;
    const { seed } = options;
    this.#random = new Random(seed, 'world');
    const config = simulatedConfig(seed, {
      hasFewCards: this.#with('cards'),
      isHogged: options.special === 'hog',
    });
    this.#busy = { ...config, budgetMs: config.busyBudgetMs, windowMs: config.busyBudgetWindowMs };
    const clock = options.clock ?? { originMs: 1_000_000, rate: 1 };
    this.#heartbeatMs = config.heartbeatMs;
    this.#purgeWithoutAsking = config.purgeWithoutAsking;
    this.#touchGuardMs = config.touchGuardMs * clock.rate;
    this.#selectionGuardMs = config.selectionGuardMs * clock.rate;
    const ledgerId = this.#random.uuid();
    this.#earlier = earlierLife(seed, ledgerId, ENGINES);
    this.shell = new Shell({
      config: stretched(config, clock.rate),
      schedule: this.schedule,
      random: new Random(seed, 'shell'),
      createCore: options.createCore ?? createRealCore,
      clock,
      ledgerId,
      log: this.#earlier.log,
      linkMs: this.#random.pick([1, 3, 10]),
      syncMs: this.#random.pick([1, 4, 15]),
      ledgerTellsEarly: options.ledgerTellsEarly ?? false,
      thorough: seed % 32 === 0,
      record: (event) => this.#events.push(event),
    });
    const agents = ['agent:a', 'agent:b'];
    this.clicks = new Clicks(this.shell, new Random(seed, 'clicks'), agents, clock.rate);
    this.#peopleTheWorld(options, agents);
  }

  /** Runs the whole of it. */
  run(): History {
    return withoutClocks(() => this.#run());
  }

  #run(): History {
    this.shell.start();
    for (const engine of this.engines) engine.start();
    for (let step = 0; step < this.#options.steps; step += 1) if (!this.schedule.step()) break;
    this.#heal();
    return this.history;
  }

  get history(): History {
    return {
      seed: this.#options.seed,
      purgeWithoutAsking: this.#purgeWithoutAsking,
      busy: this.#busy,
      touchGuardMs: this.#touchGuardMs,
      selectionGuardMs: this.#selectionGuardMs,
      events: this.#events,
      log: this.shell.ledger.log,
    };
  }

  #with(trouble: Trouble): boolean {
    return this.#options.without?.has(trouble) !== true;
  }

  // ── Who is there ─────────────────────────────────────────────────────────────────────────────

  #peopleTheWorld(options: WorldOptions, agents: readonly string[]): void {
    const { seed } = options;
    const random = this.#random;
    const kinds = ENGINES.slice(0, random.chance(0.2) ? 3 : 2);
    for (const kind of kinds) {
      const character = this.#with('liar')
        ? random.weighted<Character>({ honest: 14, busybody: 2, liar: 3, refuser: 1, silent: 1, flooder: 1 })
        : 'honest';
      const misbehaviour = new Misbehaviour(character, new Random(seed, `misbehaviour ${kind}`));
      const engineRandom = new Random(seed, `engine ${kind}`);
      const engine: SimulatedEngine = new SimulatedEngine(
        kind,
        {
          schedule: this.schedule,
          random: engineRandom,
          rate: options.clock?.rate ?? 1,
          connect: (who, token) => this.shell.connect(who, token),
          record: (event) => this.#events.push(event),
          violate: (session, code) => this.shell.violation(session, code),
          check: (message) => this.shell.checkReceived(message),
        },
        misbehaviour,
        random.pick([0, 1, 4]),
        savedFileOf(kind, this.#earlier, random),
      );
      this.engines.push(engine);
      if (this.#with('edits')) {
        this.#every(random.pick([80, 200, 600]), () => {
          engine[engineRandom.chance(0.2) ? 'undo' : 'edit'](engineRandom.chance(0.92));
        });
      }
      if (this.#with('bursts')) {
        const burstRandom = new Random(seed, `bursts ${kind}`);
        this.#every(500, () => engine.spin(burstRandom));
      }
      const clumsiness = new Random(seed, `clumsy ${kind}`);
      if (this.#with('clumsy') && clumsiness.chance(0.3)) engine.clumsiness = clumsiness;
      engine.drawsGhosts = this.#with('ghosts') && new Random(seed, `ghosts ${kind}`).chance(0.5);
      if (misbehaviour.active) this.#every(250, () => engine.misbehave());
      if (character === 'busybody') this.#every(120, () => engine.becomeBusy('short', 10_000));
      // Some hardly let go of anything.
      const handRandom = new Random(seed, `hands ${kind}`);
      const holds = handRandom.chance(0.25) ? 0.8 : 0.3;
      this.#every(400, () => engine.takeInHand(handRandom.chance(holds)));
      const selectRandom = new Random(seed, `selections ${kind}`);
      this.#beside(300, () => engine.select(selectRandom), selectRandom);
      const lookRandom = new Random(seed, `looks ${kind}`);
      this.#beside(2_000, () => engine.look(lookRandom), lookRandom);
      this.#always(this.#heartbeatMs, () => engine.checkSilence(SILENT_HEARTBEATS * this.#heartbeatMs));
    }
    const person = new Author(
      { kind: 'person', id: 'person', name: 'you' },
      'human',
      this.shell,
      new Random(seed, 'person'),
    );
    const override = new Author(
      { kind: 'override', id: 'override', name: 'override' },
      'override',
      this.shell,
      new Random(seed, 'override'),
    );
    this.people.push(person, override);
    this.#submits(person, random.pick([40, 100, 300]));
    this.#submits(override, random.pick([300, 2_000]));
    if (this.#with('bursts')) {
      const burstRandom = new Random(seed, 'bursts person');
      this.#every(500, () => person.spin(burstRandom, (delayMs, turn) => this.#soon(delayMs, turn)));
    }
    if (this.#with('agents')) {
      for (const id of agents) {
        const agent = new Author({ kind: 'agent', id, name: id }, 'ai', this.shell, new Random(seed, id));
        this.people.push(agent);
        this.#submits(agent, random.pick([60, 150, 500]));
      }
    }
    if (this.#with('engine')) this.#plays(new Random(seed, 'plays'));
    if (this.#with('take_backs')) this.#takesBack(new Random(seed, 'take backs'));
    if (this.#with('take_backs')) this.#undoes(new Random(seed, 'undoing several'));
    if (this.#with('files')) this.#files(new Random(seed, 'files'));
    if (this.#with('allowances')) this.#allows(new Random(seed, 'allowances'), agents);
    if (this.#with('dozens')) this.#dozens(new Random(seed, 'dozens'));
    this.#clicksAway(new Random(seed, 'which click'));
    this.#mischief(new Random(seed, 'mischief'));
    if (this.#with('greetings')) this.#breakGreetings(new Random(seed, 'greetings'));
    if (options.special === 'hog') this.#holdUp(new Random(seed, 'hog'));
    if (options.special === 'loss') this.#loseConfirmed(new Random(seed, 'loss'));
    this.#every(150, () => this.#read());
  }

  #submits(author: Author, meanMs: number): void {
    const random = new Random(this.#options.seed, `pace ${author.actor.id}`);
    this.#every(meanMs, () => {
      if (random.chance(0.15)) author.retry();
      else author.submit();
    });
  }

  #clicksAway(random: Random): void {
    const clicks = this.#with('clicks');
    const halt = this.#with('halt') && random.chance(0.6);
    const weights: Readonly<Record<Click, number>> = {
      approve: 40,
      approve_all: 6,
      approve_stale: 4,
      deny: 4,
      engines: 25,
      decide: clicks ? 10 : 0,
      hands: clicks ? 25 : 0,
      shelf: clicks ? 3 : 0,
      take_back: clicks ? 6 : 0,
      halt: halt ? 3 : 0,
      resume: halt ? 8 : 0,
      pause: clicks ? 2 : 0,
      lock: clicks ? 3 : 0,
      trust: clicks ? 2 : 0,
      revoke_session: clicks ? 0.5 : 0,
      revoke_agent: clicks ? 0.5 : 0,
      patience: clicks ? 0.5 : 0,
    };
    this.#every(random.pick([25, 60]), () => this.clicks.click(random.weighted(weights)));
  }

  /** Somebody plays in an engine and answers what is asked about it, in some of the runs. By chance of its own. */
  #plays(random: Random): void {
    if (!random.chance(0.3)) return;
    const play = (engine: SimulatedEngine): void =>
      engine.play(random.between(50, 300), () => engine.edit(random.chance(0.9)));
    this.#every(200, () => play(random.pick(this.engines)), random);
    this.#every(150, () => this.clicks.answerOffer(random), random);
  }

  /** Somebody takes back what was confirmed, in some of the runs. By chance of its own. */
  #takesBack(random: Random): void {
    if (!random.chance(0.4)) return;
    this.#every(random.pick([60, 200]), () => this.clicks.takeBackChange(random), random);
  }

  /** The same, several changes at once. By chance of its own. */
  #undoes(random: Random): void {
    if (!random.chance(0.3)) return;
    this.#every(random.pick([400, 1_200]), () => this.clicks.undoChanges(random), random);
  }

  /** Somebody takes parts of what is suggested, sets its values otherwise, answers by task, and lets agents go on by
   * themselves, in half of the runs. By chance of its own. */
  #allows(random: Random, agents: readonly string[]): void {
    if (!random.chance(0.5)) return;
    for (const person of this.people) if (agents.includes(person.actor.id)) person.tasks = random;
    const allowances = new Allowances(this.shell, random, agents, this.#options.clock?.rate ?? 1);
    this.#every(random.pick([25, 80]), () => allowances.click(), random);
  }

  /** Somebody decides collisions and clears the shelf by the dozen, in some of the runs. By chance of its own. */
  #dozens(random: Random): void {
    if (!random.chance(0.4)) return;
    const dozens = new Dozens(this.shell, random, this.#options.clock?.rate ?? 1);
    this.#every(random.pick([60, 150]), () => dozens.click(), random);
  }

  /** Artists save, save under another name, and open what they saved before, in some of the runs. By chance of its own. */
  #files(random: Random): void {
    if (!random.chance(0.3)) return;
    for (const engine of this.engines) engine.nameFile(random);
    const act = (engine: SimulatedEngine): void => {
      const what = random.weighted({ save: 5, save_as: 2, open: 3 });
      if (what === 'save') engine.saveAgain();
      else if (what === 'save_as') engine.saveAs(random);
      else engine.openOther(random);
    };
    this.#every(random.pick([150, 400]), () => act(random.pick(this.engines)), random);
    this.#every(60, () => this.clicks.answerFiles(random), random);
  }

  #mischief(random: Random): void {
    const weights = mixture(random, (trouble) => this.#with(trouble));
    if (weights === null) return;
    const scope = {
      engines: this.engines,
      shell: this.shell,
      schedule: this.schedule,
      isHealing: () => this.#healing,
    };
    this.#every(random.pick([120, 300, 1_000]), () => makeMischief(random.weighted(weights), scope, random));
  }

  /** The disk had lied: in the middle of the run the end of what was confirmed is gone, and somebody accepts that later. */
  #loseConfirmed(random: Random): void {
    this.#soon(random.between(300, 900), () => {
      this.shell.loseTheEnd(random.between(1, 6));
      this.schedule.after(random.between(5, 150), () => this.shell.start());
    });
    this.#every(60, () => this.clicks.acceptLoss(random), random);
  }

  /** Busy again and again, or hanging whenever it is given something; and some break their line in between. */
  #holdUp(random: Random): void {
    const engine = random.pick(this.engines);
    if (random.chance(0.5)) engine.hangsFor = () => random.between(300, 900);
    else this.#every(30, () => engine.becomeBusy('short', random.between(40, 200)), random);
    if (!random.chance(0.5)) return;
    const breakLine = (): void => {
      if (engine.session !== null) this.shell.linkOf(engine.session)?.reset('both');
    };
    this.#every(300, breakLine, random);
  }

  /** In some of the runs lines break as they begin. */
  #breakGreetings(random: Random): void {
    if (random.chance(0.4)) this.shell.breaksGreetings = random;
  }

  /** Again and again until the healing begins. */
  #every(meanMs: number, run: () => void, random = this.#random): void {
    const again = (): void => {
      if (this.#healing) return;
      run();
      this.schedule.after(1 + random.delayMs(meanMs), again);
    };
    this.schedule.after(random.between(0, meanMs), again);
  }

  /** The same, by chance of its own and no step of the run: however often it is, all else gets as far as without it. */
  #beside(meanMs: number, run: () => void, random: Random): void {
    const again = (): void => {
      if (this.#healing) return;
      run();
      this.schedule.aside(1 + random.delayMs(meanMs), again);
    };
    this.schedule.aside(random.between(0, meanMs), again);
  }

  /** Unless the healing begins before. */
  #soon(delayMs: number, run: () => void): void {
    this.schedule.after(delayMs, () => {
      if (!this.#healing) run();
    });
  }

  #always(everyMs: number, run: () => void): void {
    const again = (): void => {
      run();
      this.schedule.after(everyMs, again);
    };
    this.schedule.after(everyMs, again);
  }

  #read(): void {
    const view = this.shell.core?.view;
    if (view !== undefined)
      this.#events.push({
        at: 'read',
        revision: view.revision,
        objects: new Map(view.objects),
        worldMs: this.schedule.nowMs,
        files: view.sessions().map(({ session, unsavedForMs }) => ({ session, unsavedForMs })),
      });
  }

  // ── Healing ──────────────────────────────────────────────────────────────────────────────────

  /** The network holds, the disk has room, engines are honest and nobody is away; then all must come to rest. */
  #heal(): void {
    this.#healing = true;
    this.#healingSinceMs = this.schedule.nowMs;
    this.#say('begun');
    for (const session of this.shell.openSessions) this.shell.linkOf(session)?.thaw();
    this.shell.ledger.trouble(null);
    this.shell.nextReadOnly = false;
    this.shell.breaksGreetings = null;
    for (const engine of this.engines) {
      engine.clumsiness = null;
      engine.hangsFor = () => 0;
      engine.reform();
      engine.start();
    }
    if (this.shell.ledger.state !== 'open' || this.shell.closing) this.shell.crash();
    const deadlineMs = this.schedule.nowMs + HEALING_MS;
    if (!this.#until(deadlineMs, () => this.#settled())) return this.#say('stuck', this.#whyNotSettled());
    this.#say('settled');
    const done = this.#lastChange();
    if (!this.#until(deadlineMs, () => done() && this.#settled()))
      return this.#say('not_committed', this.#whyNotSettled());
    this.#say('committed');
    if (!this.#takeFromShelf(deadlineMs)) return this.#say('stuck', this.#whyNotSettled());
    this.#read();
    for (const engine of this.engines) engine.rest();
    let closed = false;
    this.shell.onClosed = () => {
      closed = true;
    };
    this.shell.close();
    if (!this.#until(deadlineMs, () => closed)) return this.#say('stuck', 'it does not close');
    this.shell.start();
    this.#until(deadlineMs, () => this.shell.core?.ready === true);
  }

  /** A change like any other, to see that work goes on. */
  #lastChange(): () => boolean {
    this.#say('submitted');
    const person = this.people[0] as Author;
    const random = new Random(this.#options.seed, 'last');
    person.look();
    const id = random.uuid();
    let committed = false;
    this.shell.onSettled((effect) => {
      if (effect.id === id && effect.state === 'committed') committed = true;
    });
    const object = { ...randomObject(random, new Map()), name: `Last ${id}` };
    const base = { revision: this.shell.core?.view.revision ?? 0, after: [] };
    this.#submitLast = () => {
      // Turned away at the door (the disk is still being tried), it is handed in once more.
      if (committed || person.open.has(id)) return;
      person.submitThis({
        id,
        base,
        reason: 'the last one',
        task: null,
        operations: [{ op: 'create', object }],
      });
    };
    return () => committed;
  }

  /** A person takes what lies on the shelf, an entry at a time, the newest first, a few of them. */
  #takeFromShelf(deadlineMs: number): boolean {
    const random = new Random(this.#options.seed, 'shelf');
    const view = this.shell.core?.view;
    const entries = view?.shelf().slice(-ENTRIES_TAKEN_MAX).reverse() ?? [];
    const isDone = (): boolean => this.#settled() && this.shell.core?.view.rests === true;
    return entries.every((entry) => {
      if (!this.#until(deadlineMs, isDone)) return false;
      this.clicks.takeFromShelf(entry, random.uuid());
      return this.#until(deadlineMs, isDone);
    });
  }

  #until(deadlineMs: number, done: () => boolean): boolean {
    let nextTidyMs = this.schedule.nowMs;
    for (let events = 0; events < HEALING_EVENTS; events += 1) {
      if (done()) return true;
      if (this.schedule.nowMs >= nextTidyMs) {
        this.#tidy();
        nextTidyMs = this.schedule.nowMs + 2 * this.#heartbeatMs;
      }
      if (this.schedule.nowMs > deadlineMs || !this.schedule.step()) return done();
    }
    return false;
  }

  #tidy(): void {
    if (this.shell.core === null) {
      if (!this.shell.closing) this.shell.start();
      return;
    }
    if (this.shell.closing) return;
    this.clicks.acceptLoss(null);
    // Nobody clicks on while what they clicked last has no answer yet.
    if (!this.shell.isOwed) this.clicks.settleEverything(this.engines.map(({ kind }) => kind));
    for (const engine of this.engines) engine.takeInHand(false);
    for (const person of this.people) person.retryOpen();
    this.#submitLast();
  }

  #settled(): boolean {
    return this.#whyNotSettled() === '';
  }

  #whyNotSettled(): string {
    const { core, ledger } = this.shell;
    if (core === null || !core.ready) return 'the orchestrator is not ready';
    if (core.view.halted) return 'it is halted';
    if (this.shell.isOwed) return 'an answer is on its way';
    if (ledger.state !== 'open') return `the ledger is ${ledger.state}`;
    const sessions = core.view.sessions();
    for (const engine of this.engines) {
      const known = sessions.find(({ session }) => session === engine.session);
      const seen = known?.state ?? 'not connected';
      if ((known?.inDoubt ?? 0) > 0) return `${engine.kind} is still to be set back`;
      if (!engine.live || seen !== 'live')
        return `${engine.kind} is ${engine.live ? 'live' : 'not live'}, and to the orchestrator ${seen}`;
      const audited = this.#notAudited(known);
      if (audited !== '') return `${engine.kind}: ${audited}`;
      const undecided = engine.undecided(core.view.objects);
      if (undecided !== '') return `${engine.kind}: ${undecided}`;
    }
    for (const person of this.people) {
      const [open] = person.open;
      if (open !== undefined) return `${open} of ${person.actor.id} has no end`;
    }
    if (core.view.waiting().length > 0) return 'a proposal waits';
    if (core.view.differing().length > 0) return 'something stays in somebody’s hands';
    if (core.view.conflicts().length > 0) return 'a conflict waits';
    if (core.view.shelf().some(({ asks }) => asks === true)) return 'an offer waits';
    return '';
  }

  /** Every object has to be compared once after everybody has become honest; empty when that is so. */
  #notAudited(view: ReturnType<CoreView['sessions']>[number] | undefined): string {
    const core = this.shell.core;
    if (core === null || view === undefined) return 'it has no session';
    if (view.drifted.length > 0) return `${view.drifted.join()} drifted`;
    const sinceMs = (this.schedule.nowMs - this.#healingSinceMs) * (this.#options.clock?.rate ?? 1);
    if (core.view.objects.size > 0 && (view.comparedAgoMs ?? Infinity) > sinceMs) return 'not compared yet';
    return '';
  }

  #say(what: Extract<HistoryEvent, { at: 'heal' }>['what'], detail = ''): void {
    this.#events.push({ at: 'heal', what, detail });
  }
}
