/**
 * One ledger, one author and two engines that outlive every death of their host. Each life of the host begins with a
 * recovery, brings the engines back, answers for what the author had open, is loaded, and is killed; then its log is
 * looked at before the next life finds it.
 */
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { seededRandom } from '../../ledger/random.ts';
import { Author } from './author.ts';
import { Engine } from './engine.ts';
import type { Said } from './host-process.ts';
import { LogFacts } from './log-facts.ts';
import { LogReader } from './log-reader.ts';
import type { HostProcess, StartHost } from './running-process.ts';
import { differenceOf } from './scene-text.ts';
import { Happenings } from './waiting.ts';

const OUTSTANDING = 6;
/** Of lives that recover to the end, so many bring the engines back as new processes. */
const ANEW_ONE_IN = 4;
/** Changes that go through while an engine is away. */
const GOES_ON = 5;

/** How a life ends. */
export type Death =
  /** At a named point of a commit or of a recovery, the so-many-th time that it is reached. */
  | { readonly at: string; readonly count: number }
  /** After so many frames and answers were heard in this life, wherever it then is. */
  | { readonly afterHeard: number }
  /** By itself: a fault that was built in, or an exception at a named point. */
  | { readonly code: number | NodeJS.Signals };

/** What is wrong with a life's host. */
export interface Wrong {
  readonly environment?: NodeJS.ProcessEnv;
  readonly flags?: readonly string[];
}

/** What the deaths of a soak came to. */
export interface Tally {
  readonly points: Map<string, number>;
  lives: number;
  inFlight: number;
  confirmed: number;
  lost: number;
  answeredAgain: number;
  settled: number;
  resumed: number;
  paired: number;
  seconds: number;
}

export function newTally(): Tally {
  return {
    points: new Map(),
    lives: 0,
    inFlight: 0,
    confirmed: 0,
    lost: 0,
    answeredAgain: 0,
    settled: 0,
    resumed: 0,
    paired: 0,
    seconds: 0,
  };
}

export class Soak {
  readonly author: Author;
  readonly engines: readonly Engine[];
  readonly happenings: Happenings;
  readonly folder: string;
  /** How often a life's doors opened. */
  broughtUp = 0;
  readonly #startHost: StartHost;
  readonly #random: (below: number) => number;
  readonly #facts = new LogFacts();
  readonly #log: LogReader;
  readonly #pointsFile: string;
  #process: HostProcess | null = null;
  #ready: Extract<Said, { say: 'ready' }> | null = null;
  #codes: string[] = [];
  #engines: unknown = null;
  #onEngines: () => void = () => undefined;
  readonly #verified: Extract<Said, { say: 'verified' }>[] = [];
  #heard = 0;
  #dying: number | null = null;
  /** What had been leased when the log was last looked at: the next recovery answers for all of it. */
  #leasedBefore = 0;
  #isOver = false;

  /** @param limitMs how long nothing may happen; a control does not wait as long for what never does */
  constructor(startHost: StartHost, seed: number, limitMs?: number) {
    this.#startHost = startHost;
    this.happenings = new Happenings(limitMs);
    this.#random = seededRandom(seed);
    this.author = new Author(seed);
    this.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vibesync-faults-'));
    this.engines = ['blender', 'unity'].map((kind) => new Engine(kind, randomUUID(), this.happenings));
    for (const engine of this.engines) engine.onFrame = () => this.#count();
    this.#log = new LogReader(path.join(this.folder, 'projects', 'default', 'ledger'));
    this.#pointsFile = path.join(this.folder, 'point');
  }

  /** One life, from its start to its death. @param settles whether all is brought to rest and compared before the load */
  async live(death: Death, settles: boolean, tally: Tally, wrong: Wrong = {}): Promise<void> {
    const life = `life ${tally.lives + 1}, ${JSON.stringify(death)}${settles ? ', settled' : ''}`;
    await this.#inWords(life, () => this.#live(death, settles, tally, wrong));
  }

  /** A failure says where things stood. */
  async #inWords<Value>(life: string, run: () => Promise<Value>): Promise<Value> {
    try {
      return await run();
    } catch (error) {
      const there = `open: ${this.author.open.size}; heard: ${this.#heard}; engines: ${await this.#enginesThere()}`;
      throw new Error(`${life}: ${String(error)}\n${there}\n${this.errors}`, { cause: error });
    }
  }

  async #live(death: Death, settles: boolean, tally: Tally, wrong: Wrong): Promise<void> {
    const startMs = performance.now();
    const process = this.#start(death, wrong);
    await this.happenings.until(() => this.#ready !== null || process.end !== null, 'it is ready or dead');
    if (this.#ready !== null && process.end === null) {
      this.#isRestored(this.#ready);
      // Either before anybody is back, or when the engines see every number.
      if (!settles) this.#askAgain();
      await this.#bringBack(settles);
      if (settles && process.end === null) {
        this.#askAgain();
        await this.#settle();
        tally.settled += 1;
      }
      if (process.end === null) this.#load();
    }
    const end = await process.ended();
    const expected = 'code' in death ? death.code : 'SIGKILL';
    if (end.signal !== expected && end.code !== expected)
      throw new Error(`it ended with ${end.signal ?? end.code} and not with ${expected}`);
    this.#afterDeath(death, tally);
    tally.seconds += (performance.now() - startMs) / 1_000;
  }

  /** A life without load or death: everything is brought to rest, compared and verified. */
  rest(): Promise<void> {
    return this.#inWords('at rest', () => this.#rest());
  }

  async #rest(): Promise<void> {
    const process = this.#start(null);
    await this.happenings.until(
      () => this.#ready !== null || process.end !== null,
      'it is ready',
      () => process.errors,
    );
    if (this.#ready === null) throw new Error(`it does not start: ${process.errors}`);
    this.#isRestored(this.#ready);
    this.#askAgain();
    await this.#bringBack(true);
    await this.#settle();
    await this.#isWhole();
    for (const engine of this.engines) engine.end();
    const end = await process.close();
    if (end.code !== 0) throw new Error(`it did not close (${end.code}): ${process.errors}`);
    this.#look();
  }

  /** A life in which adapters die under load, each right after it has answered for a number; the other one goes on. */
  outliveAdapters(deaths: number, wrong: Wrong = {}): Promise<{ readonly stood: number }> {
    return this.#inWords('adapters die', () => this.#outliveAdapters(deaths, wrong));
  }

  async #outliveAdapters(deaths: number, wrong: Wrong): Promise<{ readonly stood: number }> {
    const process = this.#start(null, wrong);
    await this.happenings.until(() => this.#ready !== null || process.end !== null, 'it is ready or dead');
    await this.#bringBack(true);
    this.#load();
    for (let death = 1; death <= deaths; death += 1) {
      const engine = this.engines[death % this.engines.length];
      if (engine === undefined) throw new Error('no engine');
      const before = engine.deaths.length;
      engine.diesAfter = 2 + this.#random(10);
      await this.happenings.until(() => engine.deaths.length > before, `${engine.kind} dies`);
      const heard = this.author.outcomes.size;
      await this.happenings.until(
        () => this.author.outcomes.size > heard + GOES_ON,
        `the others go on without ${engine.kind}`,
      );
      await this.#pair(engine);
      await this.#linked(engine);
    }
    this.#isLoaded = false;
    await this.#settle();
    for (const engine of this.engines) engine.end();
    await process.close();
    this.#look();
    const died = this.engines.flatMap((engine) => engine.deaths);
    return { stood: died.filter((n) => this.#facts.commits.has(n)).length };
  }

  /** What the last life's host wrote to its log that is more than information. */
  get errors(): string {
    return this.#process?.errors ?? '';
  }

  /** Ends what still runs and takes the folder away. */
  async dispose(): Promise<void> {
    this.#isOver = true;
    for (const engine of this.engines) engine.end();
    if (this.#process?.end === null) {
      this.#process.kill();
      await this.#process.ended().catch(() => undefined);
    }
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  #start(death: Death | null, wrong: Wrong = {}): HostProcess {
    this.#ready = null;
    this.broughtUp = 0;
    this.#codes = [];
    this.#heard = 0;
    this.#dying = death !== null && 'afterHeard' in death ? death.afterHeard : null;
    fs.rmSync(this.#pointsFile, { force: true });
    this.#process = this.#startHost(
      {
        userData: this.folder,
        killAt: death !== null && 'at' in death ? { point: death.at, count: death.count } : null,
        pointsFile: this.#pointsFile,
        ...wrong,
        onSaid: (message) => this.#hear(message),
      },
      this.happenings,
    );
    return this.#process;
  }

  #hear(message: Said): void {
    try {
      if (message.say === 'ready') this.#isUp(message);
      // A new process with an older file: what differs there is kept on the shelf, and a person lets it be refreshed.
      else if (message.say === 'asks') this.#process?.tell({ tell: 'refresh', session: message.session });
      else if (message.say === 'engines') {
        this.#engines = message.engines;
        this.#onEngines();
      } else if (message.say === 'verified') this.#verified.push(message);
      else if (message.say === 'code') this.#codes.push(message.code);
      else if (message.say === 'linked' && message.refused !== null)
        throw new Error(`an engine cannot be linked: ${message.refused}`);
      else if (message.say === 'end') {
        this.author.hear(message);
        this.#loadMore();
      }
    } catch (error) {
      this.happenings.fail(error);
    }
    this.#count();
  }

  /** Also again in the same life, where a replay had to decide what the disk holds: then everybody comes back (R5). */
  #isUp(message: Extract<Said, { say: 'ready' }>): void {
    this.#ready = message;
    this.broughtUp += 1;
    if (this.broughtUp === 1) return;
    for (const engine of this.engines) engine.end();
    this.author.beginsAnew(message.revision);
    this.#askAgain();
    this.#bringBack(false).catch((error: unknown) => this.happenings.fail(error));
  }

  /** Dies wherever it is when enough was heard. */
  #count(): void {
    this.#heard += 1;
    if (this.#dying !== null && this.#isLoaded && this.#heard >= this.#dying) this.#process?.kill();
  }

  // ── The beginning of a life ──────────────────────────────────────────────────────────────────

  /** FAIL-3: the last durable commit is where it begins. */
  #isRestored({ revision }: { readonly revision: number }): void {
    if (revision !== this.#facts.revision)
      throw new Error(`FAIL-3: it begins at ${revision}, and the log ends at ${this.#facts.revision}`);
    this.author.beginsAnew(revision);
  }

  #askAgain(): void {
    for (const submission of this.author.open.values()) this.#process?.tell({ tell: 'submit', submission });
    const ended = this.author.someEnded();
    if (ended !== null) this.#process?.tell({ tell: 'submit', submission: ended });
  }

  /** Both engines come back, with their tokens or as new processes. @param waits until both are in step */
  async #bringBack(waits: boolean): Promise<void> {
    const endpoint = this.#ready?.endpoint ?? '';
    const anew = this.engines.filter((engine) => engine.token === null || this.#random(ANEW_ONE_IN) === 0);
    for (const engine of this.engines) if (!anew.includes(engine)) engine.connect(endpoint, null);
    for (const engine of anew) await this.#pair(engine);
    const inStep = Promise.all(this.engines.map((engine) => this.#linked(engine)));
    if (waits) await inStep;
    else inStep.catch((error: unknown) => this.happenings.fail(error));
  }

  /** As a new process with the same file. */
  async #pair(engine: Engine): Promise<void> {
    this.#process?.tell({ tell: 'pair' });
    await this.#alive(() => this.#codes.length > 0, 'a code comes');
    const code = this.#codes.shift();
    if (code === undefined) return;
    if (engine.token !== null) engine.startAnew();
    engine.connect(this.#ready?.endpoint ?? '', code);
  }

  async #linked(engine: Engine): Promise<void> {
    const where = (): string => `${engine.kind} is ${engine.isConnected ? 'connected' : 'away'}`;
    await this.#alive(() => engine.live || engine.foreign !== null, `${engine.kind} is in step`, where);
    const { foreign } = engine;
    if (foreign === null) return;
    this.#process?.tell({ tell: 'link', session: foreign, scene: engine.scene });
    await this.#alive(() => engine.live, `${engine.kind} is in step`, where);
  }

  /** Everything that was open has its outcome, and both engines hold what the log amounts to. */
  async #settle(): Promise<void> {
    await this.#alive(
      () => this.author.open.size === 0,
      'everything open is answered for',
      () => JSON.stringify([...this.author.open.keys()]),
    );
    for (const engine of this.engines) {
      await this.#alive(
        () => engine.live && differenceOf(engine.objects, this.#expected()) === null,
        `${engine.kind} converges`,
        () => differenceOf(engine.objects, this.#expected()) ?? 'it is not in step',
      );
    }
  }

  /** DUR-2: by its own account as well, from the first record on. */
  async #isWhole(): Promise<void> {
    const before = this.#verified.length;
    this.#process?.tell({ tell: 'verify' });
    await this.#alive(() => this.#verified.length > before, 'its chain is verified');
    const problem = this.#verified.at(-1)?.problem ?? null;
    if (problem !== null) throw new Error(`DUR-2: ${problem}`);
  }

  /** The log as it was found, and what was confirmed since. */
  #expected(): ReadonlyMap<string, string> {
    const beyond = [...this.author.outcomes].flatMap(([id, { state, n }]) => {
      if (state === 'lost' || this.#facts.committed.has(id)) return [];
      if (n === null) throw new Error(`FAIL-3: ${id} is told as committed and is not in the log`);
      return [{ n, operations: this.author.submissions.get(id)?.operations ?? [] }];
    });
    return this.#facts.sceneWith(beyond);
  }

  /** Or until it dies. */
  async #alive(holds: () => boolean, what: string, state: () => string = () => ''): Promise<void> {
    const process = this.#process;
    await this.happenings.until(() => holds() || process === null || process.end !== null, what, state);
  }

  /** As the host sees them, for a failure's words. */
  async #enginesThere(): Promise<string> {
    if (this.#isOver || this.#process === null || this.#process.end !== null) return '';
    this.#engines = null;
    this.#process.tell({ tell: 'engines' });
    const said = new Promise<void>((resolve) => {
      this.#onEngines = resolve;
      setTimeout(resolve, 2_000);
    });
    await said;
    return JSON.stringify(this.#engines);
  }

  // ── The load ─────────────────────────────────────────────────────────────────────────────────

  #isLoaded = false;

  #load(): void {
    this.#isLoaded = true;
    this.#loadMore();
  }

  #loadMore(): void {
    if (!this.#isLoaded || this.#isOver) return;
    while (this.author.open.size < OUTSTANDING)
      this.#process?.tell({ tell: 'submit', submission: this.author.next() });
  }

  // ── After a death ────────────────────────────────────────────────────────────────────────────

  #afterDeath(death: Death, tally: Tally): void {
    this.#isLoaded = false;
    const isReady = this.#ready !== null;
    const begunUnended = this.#look();
    // Killed on purpose, it was there, whatever its other thread still wrote; else it was where it wrote last.
    const point = 'at' in death ? death.at : this.#lastPoint();
    tally.points.set(point, (tally.points.get(point) ?? 0) + 1);
    tally.lives += 1;
    if (begunUnended || this.#isUnheard()) tally.inFlight += 1;
    tally.confirmed = this.author.outcomes.size;
    tally.answeredAgain = this.author.answeredAgain;
    tally.lost = [...this.author.outcomes.values()].filter(({ state }) => state === 'lost').length;
    tally.resumed = this.engines.reduce((sum, { counts }) => sum + counts.resumed, 0);
    tally.paired = this.engines.reduce((sum, { counts }) => sum + counts.paired, 0);
    if (isReady) this.#leasedBefore = this.#facts.leasedTo;
  }

  #lastPoint(): string {
    return fs.readFileSync(this.#pointsFile, 'utf8').trim();
  }

  /** Looks at the log as it was left. @returns whether a number is open in it */
  #look(): boolean {
    const before = this.#leasedBefore;
    this.#facts.take(this.#log.more());
    // Its doors opened: what became of every number of the lives before is in the log.
    if (this.#ready !== null) this.#facts.checkOutcomes(before);
    this.#leasedBefore = this.#facts.leasedTo;
    this.#nothingIsLost();
    return this.#facts.open.size > 0;
  }

  /** Whatever anybody was told is in the log, and nothing else was told. */
  #nothingIsLost(): void {
    for (const [id, { state, n, position }] of this.author.outcomes) {
      const committed = this.#facts.committed.get(id);
      if (state === 'lost') {
        if (committed !== undefined)
          throw new Error(`FAIL-3: ${id} was told to be lost, and is committed as ${committed}`);
        continue;
      }
      if (committed === undefined) throw new Error(`FAIL-3: ${id} was confirmed as ${n}, and is lost`);
      if (n !== null && committed !== n)
        throw new Error(`ORD-2: ${id} was confirmed as ${n}, and is ${committed}`);
      const found = this.#facts.commits.get(committed)?.position;
      if (position !== null && position !== found)
        throw new Error(`DUR-1: ${id} was confirmed at record ${position}, and is at ${found}`);
    }
    for (const engine of this.engines)
      for (const n of engine.confirmed)
        if (!this.#facts.commits.has(n))
          throw new Error(`DUR-1: ${engine.kind} was told that ${n} is committed, and it is lost`);
  }

  /** A number is applied somewhere and open, or committed and its author has not heard of it. */
  #isUnheard(): boolean {
    for (const engine of this.engines) {
      const last = engine.applied.at(-1);
      if (last !== undefined && last > this.#facts.revision) return true;
    }
    for (const id of this.author.open.keys()) if (this.#facts.committed.has(id)) return true;
    return false;
  }
}
