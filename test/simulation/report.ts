/** What a run of the whole suite says: one named test a guarantee, a floor, a clock, a fault and a kept seed. */
import { idsIn } from '../evidence/catalogue.ts';
import { isLong, shown } from '../evidence/index.ts';
import type { Evidence } from '../evidence/index.ts';
import { CHECKERS } from './checkers/index.ts';
import { missedFloors, noCoverage, addCoverage, FLOORS } from './coverage.ts';
import { onPromisedS, PROMISED_S, PROMISED_STEPS, promisedStepsS, SUITE_S } from './pace.ts';
import { BY_CLIENTS } from './simulate.ts';
import { SPECIAL_RUNS } from './special.ts';
import type { Failure, TaskResult } from './worker.ts';
import type { Special } from './world.ts';

/** Failing seeds that are named for each guarantee. */
const NAMED_MAX = 3;

const SIMULATED = 'the simulator: people, agents, engines, disk and network at random, by seed';

/** Who has judged every seed, and what it says of that. */
const JUDGES: readonly { readonly guarantee: string; readonly how: string }[] = [
  ...CHECKERS.map(({ guarantee }) => ({ guarantee, how: SIMULATED })),
  BY_CLIENTS,
];

interface Part {
  readonly seeds: number;
  left: number;
  failed: boolean;
  readonly name: string;
  readonly passed: () => void;
}

type Attempt = Pick<Evidence, 'how' | 'runs' | 'part'> & { readonly control?: boolean };

export class Report {
  #passed = 0;
  #failed = 0;
  #seeds = 0;
  #steps = 0;
  #stepsUs = 0;
  readonly #referencesUs: number[] = [];
  readonly #coverage = noCoverage();
  readonly #failures: Failure[] = [];
  readonly #clockFailures: Failure[] = [];
  readonly #faults: (TaskResult & { kind: 'fault' })[] = [];
  readonly #specials: (TaskResult & { kind: 'special' })[] = [];
  #clockRuns = 0;
  /** Parts of the seeds that are not through yet. */
  readonly #parts = new Map<number, Part>();
  /** Of which it is told already what they have shown. */
  #shownSeeds = 0;

  /** @param name what evidence of it calls it
   * @param passed called when all of these seeds are through, nothing was found in them, and that was told */
  expectPart(part: number, seeds: number, name: string, passed: () => void): void {
    this.#parts.set(part, { seeds, left: seeds, failed: false, name, passed });
  }

  add(result: TaskResult): void {
    if (result.kind === 'seeds') {
      this.#seeds += result.seeds;
      this.#steps += result.pace.steps;
      this.#stepsUs += result.pace.stepsUs;
      this.#referencesUs.push(...result.pace.referencesUs);
      this.#countIn(result);
      addCoverage(this.#coverage, result.coverage);
      this.#failures.push(...result.failures);
    } else if (result.kind === 'clocks') {
      this.#clockRuns += 1;
      this.#clockFailures.push(...result.failures);
    } else if (result.kind === 'special') this.#specials.push(result);
    else this.#faults.push(result);
  }

  /** What a part has shown is told with it: an interrupted run keeps both. */
  #countIn({ part: number, seeds, failures }: TaskResult & { kind: 'seeds' }): void {
    const part = number === null ? undefined : this.#parts.get(number);
    if (part === undefined) return;
    part.left -= seeds;
    part.failed ||= failures.length > 0;
    if (part.left > 0 || part.failed) return;
    for (const { guarantee, how } of JUDGES)
      this.#show(guarantee, { how, runs: part.seeds, part: part.name });
    part.passed();
    this.#shownSeeds += part.seeds;
  }

  /** @returns whether everything passed */
  print(steps: number): boolean {
    console.log(`\n${this.#seeds} seeds of ${steps} steps each`);
    for (const { guarantee, how } of JUDGES)
      this.#guarantee(guarantee, this.#failures, `holds in ${this.#seeds} runs`, {
        how,
        runs: this.#seeds - this.#shownSeeds,
      });
    this.#clocks();
    this.#special('hog', 'with an engine that holds all others up');
    this.#special('loss', 'on a disk that lost what was confirmed');
    this.#pace();
    console.log('\nWhat the runs met');
    const missed = missedFloors(this.#coverage, this.#seeds);
    for (const key of Object.keys(FLOORS) as (keyof typeof FLOORS)[]) {
      const miss = missed.find((each) => each.startsWith(`${key}:`));
      this.#test(miss === undefined, `${key}: ${this.#coverage[key]}`, miss === undefined ? [] : [miss]);
    }
    console.log('\nDeliberate faults');
    for (const { name, caughtBy, seed, problem, also, control } of this.#faults) {
      const others = also.length === 0 ? '' : `, also by ${also.join(', ')}`;
      const said =
        seed === null
          ? [`not found by it${others}`]
          : control.map((each) => `without the fault too: ${each}`);
      this.#test(said.length === 0, `${name} → ${caughtBy}`, said);
      if (seed !== null) console.log(`      seed ${seed}${others}: ${problem.slice(0, 120)}`);
      if (said.length === 0)
        this.#show(caughtBy, { how: `the simulator finds: ${name}`, runs: 1, control: true });
    }
    console.log(`\n${this.#passed} passed, ${this.#failed} failed`);
    return this.#failed === 0;
  }

  /** A run that goes on does not do again what the first one has done of them. */
  #clocks(): void {
    const runs = this.#clockRuns;
    if (runs === 0) return;
    console.log(`\n${runs} runs under other clocks`);
    this.#guarantee('TIME-1', this.#clockFailures, 'gives the same log from another origin of the clock', {
      how: 'the simulator: the same seed under another clock',
      runs,
    });
    this.#guarantee('TIME-3', this.#clockFailures, 'gives the same log at three times the pace', {
      how: 'the simulator: the same seed under a clock at three times the pace',
      runs,
    });
  }

  #guarantee(guarantee: string, failures: readonly Failure[], what: string, attempt: Attempt): void {
    const broken = failures.filter(({ findings }) =>
      findings.some((finding) => finding.guarantee === guarantee),
    );
    const lines = broken.slice(0, NAMED_MAX).flatMap(({ seed, steps, without = [], findings }) => [
      findings
        .find((finding) => finding.guarantee === guarantee)
        ?.problem.split('\n')
        .slice(0, 3)
        .join(' ') ?? '',
      `  npm run simulate -- --seed ${seed} --steps ${steps}${without.length === 0 ? '' : ` --without ${without.join()}`}`,
    ]);
    if (broken.length > NAMED_MAX) lines.push(`and ${broken.length - NAMED_MAX} more`);
    this.#test(broken.length === 0, `${guarantee} ${what}`, lines);
    if (broken.length === 0) this.#show(guarantee, attempt);
  }

  #special(special: Special, words: string): void {
    const runs = this.#specials.filter((each) => each.special === special);
    if (runs.length === 0) return;
    console.log(`\n${runs.length} runs ${words}`);
    const broken = runs.filter(({ findings }) => findings.length > 0);
    const lines = broken
      .slice(0, NAMED_MAX)
      .flatMap(({ seed, findings }) =>
        findings.map(
          ({ guarantee, problem }) =>
            `${guarantee}  ${problem}: npm run simulate -- --special ${special} --seed ${seed}`,
        ),
      );
    this.#test(broken.length === 0, 'nothing is found in any of them', lines);
    for (const [what, floor] of Object.entries(SPECIAL_RUNS[special].floors)) {
      const met = runs.reduce((sum, each) => sum + (each.met[what] ?? 0), 0);
      this.#test(met >= floor, `${what}: ${met}`, met >= floor ? [] : [`the floor is ${floor}`]);
    }
  }

  #pace(): void {
    const pace = { steps: this.#steps, stepsUs: this.#stepsUs, referencesUs: this.#referencesUs };
    const tookS = promisedStepsS(pace);
    console.log('\nHow fast they were');
    if (tookS === null) return console.log('      too few steps to tell');
    const promised = `${PROMISED_STEPS.toLocaleString('en')} steps in less than ${PROMISED_S} s of one thread’s processor time`;
    this.#test(tookS < PROMISED_S, `${promised}: ${tookS.toFixed(1)} s`, []);
    const { user, system } = process.cpuUsage();
    const usedS = (user + system) / 1_000_000;
    const suiteS = onPromisedS(user + system, this.#referencesUs) ?? usedS;
    // How much the long form does is up to whoever runs it.
    if (isLong()) return console.log(`      ${suiteS.toFixed(1)} s of all threads’ processor time`);
    const suite = `all of it in less than ${SUITE_S} s of all threads’ processor time`;
    this.#test(
      suiteS < SUITE_S,
      `${suite}: ${suiteS.toFixed(1)} s (${usedS.toFixed(1)} s on this machine)`,
      [],
    );
  }

  /** Some checkers judge rules that are no guarantee of their own. */
  #show(checker: string, attempt: Attempt): void {
    const ids = idsIn(checker);
    if (ids.length > 0 && attempt.runs > 0) shown({ ids, ...attempt });
  }

  #test(ok: boolean, name: string, lines: readonly string[]): void {
    if (ok) this.#passed += 1;
    else this.#failed += 1;
    console.log(`  ${ok ? '✓' : '✗'} ${name}`);
    for (const line of lines) console.log(`      ${line}`);
  }
}
